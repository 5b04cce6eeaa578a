"""``portal forget``: two people, and what it says about backups."""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.cli import main, opening
from portal.domain.access import Role
from portal.domain.facts import Received
from portal.services import people, records, triage
from portal.services.sending import send
from portal.store import cases
from tests.viewers import ALL, seen_by

BEGAN, LATER = datetime(2023, 11, 23, 10, 0, tzinfo=UTC), datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(words)
    return status, capsys.readouterr().err


@pytest.fixture
def proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """A closed comment that Dina proposed to erase; Omar may approve, Root may not."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(opening, "now", lambda: LATER)
    umask = os.umask(0o077)
    assert run(capsys, "upgrade")[0] == 0
    settings = opening.settings()
    calendar = opening.calendar(settings)
    with opening.database(settings) as database, database.writing() as session:
        ids = {}
        for name, role in (("dina", "dpo"), ("omar", "dpo"), ("root", "administrator")):
            made = people.add(session, email=f"{name}@x.org", name=name, role=role, password="seven green umbrellas", now=BEGAN)
            ids[name] = str(made.id)
        code = send(session, Received("comment", "zebra"), once=uuid.uuid4().hex, now=BEGAN, calendar=calendar).code
        row = cases.with_code(session, code)
        assert row is not None
        case = triage.find(session, row.reference, ALL)
        triage.close(session, case, "thanked", "Bye.", by=ids["dina"], now=BEGAN, calendar=calendar)
        dina = seen_by(ids["dina"], Role.DPO, LATER.date())
        records.propose(session, row.reference, dina, copied=False, now=LATER, calendar=calendar)
    yield row.reference
    os.umask(umask)


def test_two_people_erase_a_case_and_the_rest_is_refused(proposed: str, capsys: pytest.CaptureFixture[str]) -> None:
    for who, why in (
        ("dina@x.org", "two people have to agree"),
        ("root@x.org", "nobody who may keep records"),
        ("nobody@x.org", "nobody who may keep records"),
    ):
        status, said = run(capsys, "forget", proposed, "--by", who)
        assert (status, why in said) == (1, True), said
    assert run(capsys, "forget", "YV-AAAAA-2", "--by", "omar@x.org")[0] == 1
    assert run(capsys, "forget", proposed)[0] == 2
    status, said = run(capsys, "forget", proposed, "--by", "OMAR@x.org")
    assert status == 0
    for part in (f"{proposed} is erased", "written anew", "Backups made before today still hold it"):
        assert part in said
    status, said = run(capsys, "forget", proposed, "--by", "omar@x.org")
    assert (status, "there is no case" in said) == (1, True)


def test_without_a_reference_only_the_files_are_written_anew(proposed: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "forget")
    assert (status, "is erased" in said, "written anew" in said) == (0, False, True)
    with opening.database(opening.settings()) as database, database.reading() as session:
        assert cases.with_reference(session, proposed) is not None
