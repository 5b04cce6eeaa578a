"""What children's thumbs and phones can send: nothing is lost, nothing is changed, and every page shows it exactly."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain import receipts
from portal.store import cases, erasing
from portal.web import wiring
from tests.web.journey import Child
from tests.web.staff import act, reference

SignIn = Callable[..., FlaskClient]
SAID = "I <3 Sam & Tom"
SHOWN = "I &lt;3 Sam &amp; Tom"
ODD = [
    pytest.param("🙂🙂🙂", id="only faces"),
    pytest.param("a\u200bb\u200d\ufeffc", id="zero width"),
    pytest.param("\u202eback\u202c \u2067there\u2069", id="direction marks"),
    pytest.param("<!-- ' \" --> </textarea></p>", id="broken HTML"),
    pytest.param("{{ config }} {% include 'x' %} %(name)s ${x} #{x}", id="template syntax"),
    pytest.param("=1+1 & +44 @x", id="spreadsheet formula"),
    pytest.param("line one\r\n\r\nline two\r\n", id="lines as browsers send them"),
]
# A lone half of a surrogate pair, and bytes that begin no letter, as some old phones send them.
BROKEN = [pytest.param(b"\xed\xa0\x80", id="lone surrogate"), pytest.param(b"\xff\xfe\xc3", id="invalid UTF-8")]


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_the_same_on_the_childs_page_in_the_copy_and_on_the_teams_page(
    child: Child, sign_in: SignIn, words: str
) -> None:
    code = child.sends(kind="comment", words=words)
    shown = [child.opens(code), child.client.get("/answer/download").text]
    amira = sign_in("amira")
    shown.append(amira.get(f"/team/cases/{reference(amira)}").text)
    for page in shown:
        assert words in html.unescape(page)


def test_control_characters_are_kept_and_shown_as_pictures(child: Child, sign_in: SignIn) -> None:
    words, shown = (
        "bell \x07, escape \x1b[31m, nul \x00, \x9f\ufffe, tab \t.",
        "bell ␇, escape ␛[31m, nul ␀, \ufffd\ufffd, tab \t.",
    )
    code = child.sends(kind="comment", words=words)
    assert shown in child.opens(code)
    assert shown in child.client.get("/answer/download").text
    amira = sign_in("amira")
    assert shown in amira.get(f"/team/cases/{reference(amira)}").text


@pytest.mark.parametrize("words", ODD)
def test_odd_words_that_are_refused_come_back_as_they_were(child: Child, words: str) -> None:
    response = child.posts(kind="comment", words=words, better="x" * 5_001)
    assert words in html.unescape(child.client.get(response.location).text)


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("sort", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"])
def test_bytes_that_are_no_text_lose_no_letter_beside_them(child: Child, broken: bytes, sort: str) -> None:
    fields = child.form() | {"kind": "comment"}
    if sort.startswith("multipart"):
        parts = [b'--edge\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % pair for pair in _pairs(fields, broken)]
        body = b"".join(parts) + b"--edge--\r\n"
    else:
        body = b"&".join(b"%b=%b" % (name, quote(value).encode()) for name, value in _pairs(fields, broken))
    response = child.client.post("/tell", data=body, content_type=sort)
    assert response.status_code == 303
    page = child.opens(child.code_on(child.client.get(response.location)))
    assert re.search("before .{1,9} after", page)


def _pairs(fields: dict[str, str], broken: bytes) -> list[tuple[bytes, bytes]]:
    said = [(name.encode(), value.encode()) for name, value in fields.items()]
    return [*said, (b"words", b"before " + broken + b" after")]


def test_every_page_of_the_team_that_shows_the_words_shows_them_exactly(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words=SAID, better=SAID, who="named", name=SAID, contact_not=SAID, about=["money"])
    amira = sign_in("amira")
    ref = reference(amira)
    child.opens(code)
    child.presses("/answer/write", words=SAID)
    act(amira, ref, "note", words=SAID)
    act(amira, ref, "reply", words=SAID, answer="y", act="send")
    waiting, seen = ["/team", f"/team?view=open&q={quote(SAID)}", f"/team/cases/{ref}"], dict[str, str]()
    while waiting and len(seen) < 120:
        path = waiting.pop(0)
        response = amira.get(path)
        seen[path] = response.text if response.mimetype == "text/html" else ""
        links = (html.unescape(link) for link in re.findall(r'href="(/team[^"#]*)', seen[path]))
        waiting += [link for link in dict.fromkeys(links) if link not in seen and link not in waiting]
    telling = {path: page for path, page in seen.items() if "3 Sam" in page}
    assert f"/team/cases/{ref}" in telling
    assert len(telling) > 3
    for path, page in telling.items():
        assert page.count("3 Sam") == page.count(SHOWN), path
        assert "&amp;lt;" not in page, path


def test_two_tabs_are_two_messages_with_a_code_each(child: Child) -> None:
    first, second = child.form(), child.form()
    codes = [child.code_on(child.follow(child.posts(fields=tab, words=f"from {tab['once']}"))) for tab in (second, first)]
    assert codes[0] != codes[1]
    for code, tab in zip(codes, (second, first), strict=True):
        page = child.opens(code)
        assert f"from {tab['once']}" in page
        assert page.count("from ") == 1


def test_back_to_the_form_that_was_sent_and_send_again_adds_what_is_new_and_nothing_twice(child: Child) -> None:
    tab = child.form()
    code = child.code_on(child.follow(child.posts(fields=tab, words="The first part.")))
    again = child.code_on(child.follow(child.posts(fields=tab, words="The first part. And more.")))
    assert again == code
    page = child.opens(code)
    assert page.count("The first part. And more.") == 1
    assert child.code_on(child.follow(child.posts(fields=tab, words="The first part."))) == code
    assert child.opens(code).count("The first part.") == page.count("The first part.")


def test_the_code_of_a_case_that_was_erased_looks_like_one_that_never_was(app: Flask, child: Child) -> None:
    code = child.sends(words="Long ago.")
    with app.test_request_context("/"), wiring.transaction() as session:
        row = cases.with_code(session, code)
        assert row is not None
        erasing.erase(session, row.id, row.reference)
    values = re.compile(r'value="[^"]*"')
    assert values.sub("", child.tries(code)) == values.sub("", child.tries(receipts.make(42)))
