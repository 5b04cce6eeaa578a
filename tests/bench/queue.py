"""The team's queue and search among few cases and among many: the same pages, in turn, and the ratio of their times."""

import random
import statistics
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from portal import config
from portal.app import create_app
from portal.domain.access import Role
from portal.domain.facts import Received
from portal.services import people
from portal.store import facts_as_text, migrating, tables
from portal.store.database import Session
from portal.web.wiring import Person, Portal

FEW, MANY, OPEN, ROUNDS = 1_000, 100_000, 300, 25
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
COMMON = [f"word{number}" for number in range(400)]
KINDS = ("complaint",) * 6 + ("comment",) * 2 + ("compliment",) + ("unsure",)
VIEWS = {
    "Queue, first page": "/team?view=open",
    "Queue, closed": "/team?view=closed",
    "Queue, closed and a rare stage": "/team?view=closed&stage=3",
    "Found by a rare word": "/team?view=closed&q=zebra",
    "Found by two common words": "/team?view=closed&q=word1+word2",
}


def ratios(folder: Path) -> dict[str, float]:
    """For each page how many times longer it takes among the many; the deep page begins in the middle of the closed ones."""
    apps = [seeded(folder / str(count), count) for count in (FEW, MANY)]
    clients = [client for client, _deep in apps]
    times: dict[str, list[list[float]]] = {name: [[], []] for name in (*VIEWS, "Queue, closed, deep")}
    for _ in range(ROUNDS):
        for which, (client, deep) in enumerate(zip(clients, (deep for _client, deep in apps), strict=True)):
            for name, path in (VIEWS | {"Queue, closed, deep": deep}).items():
                began = time.perf_counter()
                answer = client.get(path)
                times[name][which].append(time.perf_counter() - began)
                if answer.status_code != 200:
                    raise RuntimeError(f"{path} answered {answer.status_code}")
    return {name: statistics.median(many) / statistics.median(few) for name, (few, many) in times.items()}


def seeded(folder: Path, count: int) -> tuple[FlaskClient, str]:
    """A signed-in client of a portal with so many cases, and the address of a page deep among them."""
    folder.mkdir()
    app = create_app(config.load({"PORTAL_INSTANCE": str(folder), "PATH": "/usr/bin:/bin"}))
    portal: Portal = app.extensions["portal"]
    migrating.upgrade(portal.database)
    _sign_in(app, portal)
    chosen = random.Random(count)
    for start in range(0, count, 5_000):
        with portal.database.writing() as session:
            rows = [_case(session, chosen, number, count) for number in range(start, min(count, start + 5_000))]
            session.execute(insert(tables.cases), [row for row, _event, _words in rows])
            session.execute(insert(tables.events), [event for _row, event, _words in rows])
            session.execute(insert(tables.words), [word for _row, _event, words in rows for word in words])
    middle = int(_rank(count // 2))
    return app.test_client(), f"/team?view=closed&after={middle}.{uuid.UUID(int=0)}"


def _sign_in(app: Flask, portal: Portal) -> None:
    with portal.database.writing() as session:
        added = people.add(
            session, email="b@example.org", name="Bench", role=Role.VOICE, password="seven green umbrellas", now=START
        )
    who = Person(str(added.id), "Bench", "b@example.org", Role.VOICE, str(uuid.uuid4()))
    portal.who = lambda: who


def _rank(number: int) -> float:
    return datetime(2200, 1, 1, tzinfo=UTC).timestamp() - (START + timedelta(minutes=number)).timestamp()


def _case(session: Session, chosen: random.Random, number: int, count: int) -> tuple[dict[str, object], ...]:
    case_id, is_open = uuid.uuid4(), number >= count - OPEN
    said = chosen.sample(COMMON, 12) + (["zebra"] if number % (count // 20) == 0 else [])
    at = START + timedelta(minutes=number)
    row: dict[str, object] = {
        "id": case_id,
        "reference": f"B{number}",
        "kind": chosen.choice(KINDS),
        "status": "acknowledged" if is_open else "closed",
        "procedure": "statutory",
        "stage": 3 if number % (count // 20) == 1 else 1 if is_open else 0,
        "area": "",
        "urgent": False,
        "open": is_open,
        "restricted": False,
        "language": "en",
        "received_at": at,
        "received_on": at.date(),
        "next_rule": "",
        "retention": "",
        "rank": at.toordinal() if is_open else int(_rank(number)),
        "receipt_digest": chosen.randbytes(32),
        "once_digest": chosen.randbytes(32),
        "words_digest": chosen.randbytes(32),
        "version": 1,
    }
    event_id = uuid.uuid4()
    event = {
        "id": event_id,
        "case_id": case_id,
        "number": 1,
        "kind": "Received",
        "at": at,
        "data": session.seal("events.data", event_id, facts_as_text.encode(Received("complaint", " ".join(said)))),
    }
    words = [{"token": session.digest("word", word)[:16], "case_id": case_id} for word in said]
    return row, event, words  # type: ignore[return-value]
