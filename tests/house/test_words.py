"""The words: complete in every language, marked when no native has read them, and plain in English."""

import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.web.languages import LANGUAGES, Language

ROOT = Path(__file__).parents[2]
TRANSLATED = [row for row in LANGUAGES.values() if row.tag != "en"]
NEVER = re.compile(r"\b(representations?|statutory|adjudicat\w*|upheld|terms of reference)\b", re.I)
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\d\}")


def catalogue(path: Path) -> Catalog:
    """A catalogue as it is written."""
    with path.open("rb") as file:
        return read_po(file)


def template() -> Catalog:
    """Every sentence of the child's side."""
    return catalogue(ROOT / "translations/messages.pot")


@cache
def extracted() -> Catalog:
    """The sentences as they stand in the pages now, with where each stands."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.pot"
        command = [str(Path(sys.executable).with_name("pybabel")), "-q", "extract", "-F", "pyproject.toml", "-k", "_later"]
        subprocess.run([*command, "--no-wrap", "--omit-header", "-o", str(fresh), "."], cwd=ROOT, check=True)
        return catalogue(fresh)


def test_the_template_holds_every_sentence_of_the_pages() -> None:
    wanted = {message.id for message in extracted() if message.id}
    assert wanted - {message.id for message in template()} == set(), "run `make translations`, then translate what is new"


@pytest.mark.parametrize("row", TRANSLATED, ids=lambda row: row.tag)
def test_every_sentence_is_translated_with_its_values_in_place(row: Language) -> None:
    translated = catalogue(ROOT / f"translations/{row.locale}/LC_MESSAGES/messages.po")
    missing, wrong = [], []
    for message in template():
        if not message.id:
            continue
        found = translated.get(message.id)
        if found is None or not found.string or found.fuzzy:
            missing.append(message.id)
        elif set(PLACEHOLDER.findall(str(message.id))) != set(PLACEHOLDER.findall(str(found.string))):
            wrong.append(message.id)
    assert not missing
    assert not wrong


@pytest.mark.parametrize("row", [row for row in TRANSLATED if not row.checked], ids=lambda row: row.tag)
def test_a_catalogue_no_native_has_read_says_so_at_its_top(row: Language) -> None:
    head = (ROOT / f"translations/{row.locale}/LC_MESSAGES/messages.po").read_text()[:600]
    assert "awaiting a native reader" in head


def test_no_word_of_the_law_is_shown_to_a_child() -> None:
    assert [message.id for message in template() if message.id and NEVER.search(str(message.id))] == []


def test_sentences_for_children_are_short() -> None:
    long = []
    for message in extracted():
        # The accessibility statement follows the law's own model, for adults who look for it.
        if not message.id or {place for place, _line in message.locations} == {"templates/pages/accessibility.html"}:
            continue
        plain = re.sub(r"<[^>]+>|%\(\w+\)s", " x ", str(message.id))
        for sentence in re.split(r"[.!?:]\s", plain):
            if len(sentence.split()) > 15:
                long.append(sentence)
    assert long == [], "cut each into two"
