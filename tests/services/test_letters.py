"""Letters: opened with a PDF reader they are tagged, titled, in their language and in order; what people write stays text."""

import subprocess
import sys
import uuid
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from portal.domain.cases import NotAllowed, fold
from portal.domain.facts import Event, LetterMade, Received
from portal.domain.letters import LETTERS
from portal.domain.papers import listed
from portal.domain.working_days import CalendarGap
from portal.services import filing, letters, papers, people, sending, triage
from portal.services.filing import Calendar, Case
from portal.services.letters import Asked, Composed, House
from portal.services.typesetting import CannotPrint
from portal.store import bank_holidays
from portal.store.cases import CaseRow
from portal.store.database import Database
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CALENDAR = Calendar(bank_holidays.load())
HOUSE = House("Anytown Children's Trust", "voice.example.org", "Amira Khan")
NASTY = '#read("/etc/passwd") $x^2$ *a* _b_ `c` \\ #panic() = no @heading <label> //comment /*x*/ [y] ~ ---'


@pytest.fixture
def case() -> Case:
    """A complaint that was received this morning."""
    state = fold([Event(NOW, None, Received("complaint", "x"))])
    filed = filing.file(state, CALENDAR)
    row = CaseRow(
        id=uuid.uuid4(), reference="YV-7F3KM-2", language="en", received_at=NOW, received_on=TODAY, version=1, **filed.__dict__
    )
    return Case(row, state)


def composed(case: Case, key: str = "stage1_outcome", to: str = "child", words: str = "We are sorry.", **more: Any) -> Composed:
    asked = Asked(**{"greeting": "Sam", "words": words, "arrives": TODAY} | more)
    return letters.compose(LETTERS[key, to], case, asked, HOUSE, today=TODAY, calendar=CALENDAR)


def opened(letter: Composed) -> PdfReader:
    return PdfReader(BytesIO(letters.as_pdf(letter, now=NOW)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def roles(node: Any) -> list[str]:
    """The roles of the tags, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [role for child in node for role in roles(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (roles(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize("key, to", LETTERS)
def test_every_letter_is_an_accessible_pdf(case: Case, key: str, to: str) -> None:
    letter = composed(case, key, to, "First words.\n\n- one\n- two")
    reader = opened(letter)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == LETTERS[key, to].title
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()
    tags = roles(root["/StructTreeRoot"]["/K"])
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 1
    assert tags.index("/H1") < tags.index("/L") < tags.index("/H2")
    assert tags.count("/LI") == 2
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]
        for font in fonts.values():
            assert "/FontFile" in str(font["/DescendantFonts"][0]["/FontDescriptor"].keys())


def test_the_pdf_and_the_text_say_the_same_in_the_same_order(case: Case) -> None:
    letter = composed(case, words="We looked at **two** things:\n\n- the move\n- the bike\n\nWe are sorry.")
    text = letters.as_text(letter)
    order = (
        "Anytown Children's Trust",
        "Monday 23 November 2026",
        case.row.reference,
        "Our answer to what you told us",
        "Hello Sam,",
        "We looked at two things:",
        "the move",
        "We are sorry.",
        "If you are not happy with this answer",
        "Please ask by Monday 21 December 2026.",
        "with your code on voice.example.org",
        "Always Heard on 0808 800 5792",
        "Ombudsman on 0300 061 0614",
        "Amira Khan",
    )
    for words in (text, text_of(opened(letter))):
        places = [words.find(each) for each in order]
        assert -1 not in places, order[places.index(-1)]
        assert places == sorted(places)


def test_what_people_write_is_printed_as_it_stands(case: Case) -> None:
    letter = composed(case, words=NASTY, greeting="#panic() *Sam*")
    shown = text_of(opened(letter))
    assert "Hello #panic() *Sam*," in shown
    assert "".join(NASTY.split()) in "".join(shown.split())
    assert NASTY in letters.as_text(letter)
    assert "root:" not in shown


@pytest.mark.parametrize(
    "words", ["Zażółć gęślą jaźń", "Київ", "ਮੈਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ", "مجھے مدد چاہیے", "“No” – it’s £5…", "a\0b\x07c\u202ed"]
)
def test_names_and_words_of_our_languages_are_printed(case: Case, words: str) -> None:
    assert letters.as_pdf(composed(case, words=words, greeting=words), now=NOW).startswith(b"%PDF-")


def test_signs_that_no_font_has_are_named(case: Case) -> None:
    with pytest.raises(CannotPrint) as fault:
        letters.as_pdf(composed(case, words="Well done 😀 and 漢"), now=NOW)
    assert "😀" in fault.value.signs


def test_large_print_is_larger_and_the_same_letter_is_the_same_file(case: Case) -> None:
    assert composed(case, large=True).size > composed(case).size > composed(case, to="adult").size
    assert letters.as_pdf(composed(case), now=NOW) == letters.as_pdf(composed(case), now=NOW)


def test_a_long_letter_runs_over_pages_and_loses_nothing(case: Case) -> None:
    words = "\n\n".join(f"Paragraph number {number} about what happened." for number in range(300))
    reader = opened(composed(case, words=words))
    assert len(reader.pages) > 5
    shown = text_of(reader)
    assert all(f"Paragraph number {number} about" in shown for number in range(300))


def test_an_acknowledgement_gives_the_day_of_the_answer_when_it_is_known(case: Case) -> None:
    assert "You will have an answer by Monday 7 December 2026." in letters.as_text(composed(case, "acknowledgement"))
    late = letters.compose(
        LETTERS["acknowledgement", "child"], case, Asked("", "x", TODAY), HOUSE, today=date(2026, 12, 8), calendar=CALENDAR
    )
    text = letters.as_text(late)
    assert "an answer by" not in text
    assert "Hello,\n" in text


def test_the_last_day_to_ask_is_counted_from_the_day_it_arrives(case: Case) -> None:
    assert "ask by Wednesday 23 December 2026" in letters.as_text(composed(case, arrives=date(2026, 11, 25)))
    # Two bank holidays at Christmas and one at New Year make twenty working days longer than 28 days.
    assert "ask by Thursday 7 January 2027" in letters.as_text(
        composed(case, "stage2_outcome", "adult", arrives=date(2026, 12, 7))
    )
    with pytest.raises(CalendarGap):
        composed(case, arrives=date(2036, 1, 1))


def test_a_portal_that_makes_no_letter_and_takes_no_picture_loads_neither_library() -> None:
    command = "import sys, portal.app; print([name for name in ('typst', 'PIL') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"


def test_a_letter_is_kept_as_two_documents_and_the_event_says_it_was_made(database: Database) -> None:
    with database.writing() as session:
        sent = sending.send(session, Received("complaint", "x"), once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
        case = triage.find(session, sent.reference, ALL)
    letter, key = composed(case), uuid.uuid4()
    pdf = letters.as_pdf(letter, now=NOW)
    with database.writing() as session:
        me = str(people.add(session, email="a@example.org", name="A", role="voice", password="seven green umbrellas", now=NOW).id)
        for _press in range(2):
            found = triage.find(session, case.row.reference, ALL)
            letters.keep(
                session,
                found,
                LETTERS["stage1_outcome", "child"],
                letter,
                pdf,
                document_id=key,
                by=me,
                now=NOW,
                calendar=CALENDAR,
            )
    with database.writing() as session:
        found = triage.find(session, case.row.reference, ALL)
        made = [event.fact for event in found.state.events if isinstance(event.fact, LetterMade)]
        assert [(fact.letter, fact.audience, fact.pdf_id) for fact in made] == [("stage1_outcome", "child", str(key))]
        # It was made and not sent: the clocks run on, and nobody was answered.
        assert found.state.answered_at is None
        assert found.row.due_on == case.row.due_on
        assert [(paper.kind, paper.for_child) for paper in listed(found.state.events)] == [("pdf", True), ("txt", True)]
        for paper in listed(found.state.events):
            kept = papers.open_one(session, found, paper.id, by=me, now=NOW)[1]
            assert len(kept) == paper.size
            assert kept == (pdf if paper.kind == "pdf" else letters.as_text(letter).encode())
        other = sending.send(session, Received("comment", "y"), once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
        with pytest.raises(NotAllowed):
            letters.keep(
                session,
                triage.find(session, other.reference, ALL),
                LETTERS["stage1_outcome", "child"],
                letter,
                pdf,
                document_id=key,
                by=me,
                now=NOW,
                calendar=CALENDAR,
            )
