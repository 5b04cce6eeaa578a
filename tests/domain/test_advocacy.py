"""Advocates at a child's side: who is there now, and what has to be so before one comes or goes."""

from datetime import UTC, datetime

import pytest

from portal.domain.advocacy import at_side, missing, sent_for
from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn, AdvocateWrote, SentForChild
from portal.domain.facts import Event, Fact, Received

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SENT = SentForChild("together", "alone", "She was calm.")


def let_in(person: str, how: str = "She said yes.") -> AdvocateLetIn:
    return AdvocateLetIn(person, person.title(), "The Children's Society", "code", "given", how)


def let_go(person: str) -> AdvocateLetGo:
    return AdvocateLetGo(person, person.title(), "child")


def happened(*facts: Fact) -> list[Event]:
    return [Event(at=NOW, by=None, fact=fact) for fact in (Received("complaint", "x"), *facts)]


@pytest.mark.parametrize(
    ("facts", "there"),
    [
        pytest.param((), [], id="nobody"),
        pytest.param((let_in("nia"),), ["nia"], id="one who was let in"),
        pytest.param((let_in("nia"), let_in("otis")), ["nia", "otis"], id="two at once"),
        pytest.param((let_in("nia"), let_go("nia")), [], id="one who was let go"),
        pytest.param((let_in("nia"), let_in("otis"), let_go("nia")), ["otis"], id="the other stays"),
        pytest.param((let_in("nia"), let_go("nia"), let_in("nia")), ["nia"], id="one who came back"),
        pytest.param((let_go("nia"),), [], id="one who was never there"),
        pytest.param((AdvocateWrote("x", "Nia"),), [], id="writing lets nobody in"),
    ],
)
def test_who_is_at_the_childs_side(facts: tuple[Fact, ...], there: list[str]) -> None:
    assert list(at_side(happened(*facts))) == there


@pytest.mark.parametrize(
    ("facts", "fact", "lacks"),
    [
        pytest.param((), let_in("nia"), "", id="with an agreement"),
        pytest.param((), let_in("nia", how="  "), "advocate_agreed", id="without saying how it is known"),
        pytest.param((let_in("nia"),), let_in("nia"), "advocate_there", id="twice"),
        pytest.param((let_in("nia"),), let_in("otis"), "", id="a second advocate"),
        pytest.param((let_in("nia"),), let_go("nia"), "", id="an end"),
        pytest.param((), let_go("nia"), "advocate_gone", id="an end of nothing"),
        pytest.param((), AdvocateWrote("x", "Nia"), "", id="writing needs nothing more"),
    ],
)
def test_what_has_to_be_so_first(facts: tuple[Fact, ...], fact: Fact, lacks: str) -> None:
    assert missing(happened(*facts), fact) == lacks


def test_how_it_was_sent_is_known_only_when_an_advocate_sent_it() -> None:
    assert sent_for(happened()) is None
    assert sent_for(happened(SENT, let_in("nia"))) == SENT
