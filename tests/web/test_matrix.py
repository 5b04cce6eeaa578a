"""Every route for every role and every relation to a case: what each should answer, worked out from tables of the test's own.

A route that is in no row fails, so that nobody adds a page without saying who may open it.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.access import Role, Viewer
from portal.domain.facts import Assigned, Received
from portal.domain.places import Place
from portal.domain.stages import LetIn, Restricted, ShutOut
from portal.services import advocates, casework, handing_out, papers, people, triage
from portal.services.advocates import Advocate, Agreement
from portal.services.sending import send
from portal.services.vetting import Vetted
from portal.web.wiring import Portal

SignIn = Callable[..., FlaskClient]
Made = dict[str, people.NewPerson]
PUBLIC = {"assets", "child", "health", "pages", "scans"}
ADVOCATE = ("listed", "sending", "send", "card", "handed_over", "joining", "join")
ADVOCATE_CASE = ("one", "write", "add", "download", "asking", "answered", "end")
ADVOCATE_MORE = ("calendar_page", "make_calendar", "report")
PEOPLE = ("listed", "invite", "one", "change_role", "invite_again", "leave", "come_back")
OPEN = {"accounts.welcome", "accounts.set_up", "passkeys.begin", "passkeys.sign_in", "organisation.go", "organisation.back"} | {
    f"signing_in.{name}" for name in ("sign_in", "enter", "code", "check_code", "demo")
}
OPEN.add("advocate_more.feed")
NAMES = {
    **{"voice": "amira", "handler": "hana", "complaints": "cora", "director": "dee"},
    **{"investigator": "ivo", "dpo": "pat", "administrator": "root", "advocate": "nia"},
}
EVERYBODY = set(NAMES)
READS = {"voice", "handler", "complaints", "director", "investigator"}
ANSWERS = READS - {"investigator"}
WORKS = {"voice", "complaints"}
KEEPS = WORKS | {"dpo"}
RECORDS = ("shown", "proposing", "propose", "approving", "approve", "drop", "hold", "lift")
DATA = ("shown", "enter", "one", "acknowledge", "outcome")
# Who may use each route of the team at all.
ROLES: dict[str, set[str]] = {
    **dict.fromkeys(("team.queue", "team.resume", "signing_in.account", "signing_in.end", "signing_in.sign_out"), EVERYBODY),
    **dict.fromkeys(("team.case", "papers.documents", "papers.download"), READS),
    **dict.fromkeys(("team.note", "papers.add"), READS),
    **dict.fromkeys(("team.acknowledge", "team.reply"), ANSWERS),
    **dict.fromkeys(("team.take", "team.settle", "team.close", "team.code", "team.bulk"), WORKS),
    # The step that is tried is everyday work; others need more, and the steps' own table says so.
    **dict.fromkeys(("team.step", "team.step_page"), WORKS),
    **dict.fromkeys(("assisting.page", "assisting.begin"), ANSWERS),
    **{f"entry.{name}": WORKS for name in ("page", "enter", "card", "card_pdf", "card_done")},
    **dict.fromkeys(("letters.choose", "letters.make", "papers.remove"), WORKS),
    **dict.fromkeys(("saved.replies", "saved.keep", "saved.forget"), WORKS),
    **dict.fromkeys(
        ("team.overview", "team.agenda", "team.rota", "team.follow_ups", "team.results", "team.questions_on_paper"), READS
    ),
    **dict.fromkeys(("team.add_to_rota", "team.remove_from_rota", "team.move_up_on_rota", "team.take_alert"), WORKS),
    **dict.fromkeys(("accounts.ask", "accounts.change", "accounts.renew", "accounts.end_others"), EVERYBODY),
    **{f"passkeys.{name}": EVERYBODY for name in ("ask", "begin_adding", "add", "remove")},
    **dict.fromkeys(("organisation.ask", "organisation.tie", "organisation.untie"), EVERYBODY),
    **{f"people.{name}": {"administrator"} for name in PEOPLE},
    **dict.fromkeys([f"records.{name}" for name in RECORDS], KEEPS),
    **dict.fromkeys([f"data_complaints.{name}" for name in DATA], KEEPS),
    **dict.fromkeys(("copies.asking", "copies.make"), KEEPS),
    **{f"advocate.{name}": {"advocate"} for name in ADVOCATE},
    **{f"advocate_case.{name}": {"advocate"} for name in ADVOCATE_CASE},
    **{f"advocate_more.{name}": {"advocate"} for name in ADVOCATE_MORE},
    "team.advocacy": WORKS,
    **dict.fromkeys(("places.listed", "places.one", "places.file", "places.numbers", "printing.choose", "printing.file"), READS),
    **dict.fromkeys(("places.make", "places.end"), WORKS),
    "team.unsent": {"administrator"},
    "audit.trail": {"administrator", "dpo"},
}
# A case with this person at the child's side, now or in the past; for staff it is one of anybody's.
HELP = ("helped", "let go")
# Which relations to a case let a role see it.
SEES: dict[str, set[str]] = {
    "voice": {"own", "other's", "granted", "expired", "restricted and granted", *HELP},
    "handler": {"own", "granted", "restricted and granted"},
    "complaints": {"own", "other's", "granted", "expired", "restricted", "restricted and granted", *HELP},
    "director": {"own", "other's", "granted", "expired", "restricted", "restricted and granted", *HELP},
    "investigator": {"granted", "restricted and granted"},
    # Their own role answers no case; a copy for whoever asked for their data is another matter.
    "dpo": {"own", "other's", "granted", "expired", "restricted and granted", *HELP},
    "administrator": set(),
    "advocate": {"helped"},
}
RELATIONS = ("own", "other's", "excluded", "restricted", "granted", "expired", "restricted and granted", *HELP)
FILE = Vetted("pdf", b"%PDF-1.7 %%EOF")


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every route."""
    return [
        (rule.endpoint, method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    ]


def test_every_route_is_in_a_row(app: Flask) -> None:
    known = {endpoint for endpoint, _method, _rule in routes(app)}
    staff = {endpoint for endpoint in known if endpoint.partition(".")[0] not in PUBLIC} - OPEN
    assert staff == set(ROLES)


@pytest.fixture
def cases(app: Flask, made: Made, clock: Any) -> Callable[[str], dict[str, tuple[str, str]]]:
    """For a role, a case in each relation to its person: the reference, and the id of a document in it."""
    portal: Portal = app.extensions["portal"]
    # A provider that nothing here asks: without one, the pages of the organisation's accounts are there for nobody.
    portal.settings = replace(portal.settings, oidc_metadata_url="https://id.example.org/.well-known/openid-configuration")
    boss = Viewer(made["cora"].id, Role.COMPLAINTS, clock().date())

    def of(role: str) -> dict[str, tuple[str, str]]:
        me = str(made[NAMES[role]].id)
        by = Viewer(made["ben"].id, Role.COMPLAINTS, clock().date()) if role == "complaints" else boss
        return {relation: _made(portal, by, me, relation, clock) for relation in RELATIONS}

    return of


def _made(portal: Portal, by: Viewer, me: str, relation: str, clock: Any) -> tuple[str, str]:
    rest = {"now": clock(), "calendar": portal.calendar}
    until = clock().date() + timedelta(days=-1 if relation == "expired" else 5)
    with portal.database.writing() as session:
        sent = send(session, Received("complaint", relation), once=f"once-{uuid.uuid4().hex}", **rest)
        case, key = triage.find(session, sent.reference, by), uuid.uuid4()
        case = papers.add(session, case, FILE, document_id=key, title="x", for_child=True, by=str(by.person_id), **rest)
        if relation in ("own", "excluded"):
            case = casework.record(session, case, Assigned(me, "Me"), by, **rest)
        if "restricted" in relation:
            case = casework.record(session, case, Restricted(True, "x"), by, **rest)
        if relation == "excluded":
            casework.record(session, case, ShutOut(me, "Me", "x"), by, **rest)
        if relation in HELP:
            helper = Advocate(uuid.UUID(me), "Me", "The Children's Society")
            agreed = Agreement("given", "She said so.")
            case = advocates.let_in(session, case, helper, "team", agreed, by=str(by.person_id), **rest)
        if relation == "let go":
            advocates.let_go(session, case, me, "child", by=None, **rest)
        if "granted" in relation or relation == "expired":
            # Nobody is let in for a time that is over: a time that is over now was given a week ago.
            given = clock() - timedelta(days=7) if relation == "expired" else clock()
            casework.record(session, case, LetIn(me, "Me", until), by, **rest | {"now": given})
    return sent.reference, str(key)


def _place(app: Flask, made: Made) -> str:
    portal: Portal = app.extensions["portal"]
    with portal.database.writing() as session:
        pens = Place("", "Pens", "poster", "Autumn", 100, "Us", "", "", portal.clock().date())
        return handing_out.keep(session, pens, by=str(made["amira"].id), now=portal.clock()).short


def expected(endpoint: str, role: str, relation: str) -> int:
    """403 where the role may not, 404 where the case is not there for them, 0 where they come in."""
    if role not in ROLES[endpoint]:
        return 403
    return 0 if relation in SEES[role] else 404


@pytest.mark.parametrize("role", NAMES)
def test_every_route_answers_each_role_as_the_tables_say(app: Flask, cases: Any, made: Made, sign_in: SignIn, role: str) -> None:
    client, mine, short = sign_in(NAMES[role]), cases(role), _place(app, made)
    wrong: list[str] = []
    tried = 0
    for endpoint, method, rule in routes(app):
        if endpoint not in ROLES or endpoint == "signing_in.sign_out":
            continue
        for relation in RELATIONS if "<reference>" in rule else ("own",):
            reference, document = mine[relation]
            path = rule.replace("<reference>", reference).replace("<document>", document)
            path = path.replace("<short>", short).replace("<kind>", "svg")
            path = path.replace("<what>", "codes").replace("<person_id>", str(made["pat"].id))
            path = path.replace("<complaint>", str(uuid.uuid4())).replace("<key>", "tags").replace("<reply>", str(uuid.uuid4()))
            status = client.open(path, method=method).status_code
            wanted = expected(endpoint, role, relation) if "<reference>" in rule else 0 if role in ROLES[endpoint] else 403
            came_in = status not in (403, 404) or (wanted == 0 and ("<reply>" in rule or "<complaint>" in rule))
            tried += 1
            if (0 if came_in else status) != wanted:
                wrong.append(f"{method} {endpoint} for {role}, {relation}: {status}, not {wanted}")
    assert wrong == []
    assert tried > 100
