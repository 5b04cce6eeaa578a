"""Documents on the team's pages: added by a plain form, refused with a sentence, served so that nothing in them runs."""

import re
import socket
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.papers import MOST_BYTES
from tests import files
from tests.web.journey import Child
from tests.web.staff import reference

SignIn = Callable[..., FlaskClient]
HIDDEN = re.compile(r'name="(csrf_token|document)" value="([^"]*)"')


@pytest.fixture
def amira(child: Child, sign_in: SignIn) -> FlaskClient:
    child.sends(kind="complaint", words="x")
    return sign_in("amira")


def page_of(client: FlaskClient, ref: str = "") -> str:
    return f"/team/cases/{ref or reference(client)}/documents"


def add(client: FlaskClient, data: bytes = files.PDF, name: str = "a.pdf", *, page: str = "", **said: Any) -> Any:
    page = page or page_of(client)
    hidden = dict(HIDDEN.findall(client.get(page).text))
    fields = hidden | {"title": "School report", "file": (data, name)} | said
    return client.post(page, **files.multipart(fields))


def link(client: FlaskClient) -> str:
    found = re.search(r'href="(/team/cases/[^"]+/documents/[0-9a-f-]{36})"', client.get(page_of(client)).text)
    assert found
    return found[1]


def test_a_document_is_added_listed_on_the_case_and_saved_with_safe_headers(amira: FlaskClient) -> None:
    assert add(amira, title="Report <b>of</b> school", for_child="y").status_code == 303
    case = amira.get(f"/team/cases/{reference(amira)}").text
    assert "Report &lt;b&gt;of&lt;/b&gt; school" in case
    assert "May be shown to the child" in case
    assert "Added a document" in case
    saved = amira.get(link(amira))
    assert saved.data == files.PDF
    headers = saved.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert re.fullmatch(r'attachment; filename="YV-[0-9A-Z]{5}-[0-9A-Z]-[0-9a-f]{8}\.pdf"', headers["Content-Disposition"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_child_sees_neither_the_document_nor_that_it_is_there(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    add(sign_in("amira"), title="Zebra plan", for_child="y")
    assert "Zebra" not in child.opens(code)


@pytest.mark.parametrize(
    "data, name, said, sentence",
    [
        (b"", "", {}, "Choose a file."),
        (b"<script>", "a.pdf", {}, "This kind of file cannot be taken."),
        (files.picture(), "a.pdf", {}, "does not fit what is in it"),
        (files.PDF + files.archive({"a": "x"}), "a.pdf", {}, "something more in this file"),
        (b"\0\0\0\x18ftypheic", "a.heic", {}, "Save it as JPEG"),
        (files.PDF.ljust(MOST_BYTES + 1), "a.pdf", {}, "over 20 MB"),
        (files.PDF, "a.pdf", {"title": " "}, "Give it a title."),
        (files.PDF, "a.pdf", {"title": "x" * 121}, "up to 120 letters"),
        (files.PDF, "a.pdf", {"document": "../../x"}, "Send it again."),
        (files.PDF, "a.pdf", {"csrf_token": "x"}, "You were signed out"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field_and_the_title_kept(
    amira: FlaskClient, data: bytes, name: str, said: dict[str, str], sentence: str
) -> None:
    refused = add(amira, data, name, **({"title": "My title"} | said))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'value="{said.get("title", "My title")}"' in refused.text
    assert "No documents yet." in refused.text


def test_a_file_of_just_twenty_megabytes_is_taken(amira: FlaskClient) -> None:
    data = (b"%PDF-1.7\n" + b" " * MOST_BYTES)[: MOST_BYTES - 6] + b"\n%%EOF"
    assert len(data) == MOST_BYTES
    assert add(amira, data).status_code == 303
    assert amira.get(link(amira)).data == data


def test_the_rest_of_the_site_takes_no_more_than_before(amira: FlaskClient, client: FlaskClient) -> None:
    ref = reference(amira)
    for browser, path in ((amira, f"/team/cases/{ref}/note"), (client, "/tell"), (client, "/answer")):
        big = {"words": "x", "code": "x", "file": (b"x" * 2_100_000, "a.pdf")}
        assert browser.post(path, **files.multipart(big)).status_code == 413, path
    # A field of the form that takes files is no larger than a field elsewhere.
    assert add(amira, title="x" * 2_100_000).status_code == 413
    huge = amira.post(page_of(amira), **files.multipart({"file": (b"x" * 64_100_000, "a.pdf")}))
    assert huge.status_code == 413


def test_a_file_in_the_place_of_words_is_no_words(amira: FlaskClient, child: Child) -> None:
    file = (b"hello", "a.txt")
    told = child.client.post("/tell", **files.multipart(child.form() | {"kind": "complaint", "words": file}))
    assert told.status_code < 500
    ref = reference(amira)
    hidden = dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', amira.get(f"/team/cases/{ref}").text))
    for act in ("note", "reply", "close"):
        refused = amira.post(f"/team/cases/{ref}/{act}", **files.multipart(hidden | {"words": file, "reason": "answered"}))
        assert refused.status_code == 422, act
        assert "Write something first." in refused.text
    assert add(amira, title=file).status_code == 422


def test_no_file_touches_the_disk(amira: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_named: Any) -> Any:
        raise AssertionError("a file was written")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", refuse)
    assert add(amira, b"%PDF-1.7\n" + b" " * 3_000_000 + b"%%EOF").status_code == 303


def test_the_same_press_twice_is_one_document(amira: FlaskClient) -> None:
    page = page_of(amira)
    hidden = dict(HIDDEN.findall(amira.get(page).text))
    for _press in range(2):
        fields = hidden | {"title": "Once", "file": (files.PDF, "a.pdf")}
        assert amira.post(page, **files.multipart(fields)).status_code == 303
    assert len(re.findall(r'href="/team/cases/[^"]+/documents/[0-9a-f-]{36}"', amira.get(page).text)) == 1


def test_a_document_is_removed_with_a_reason_only(amira: FlaskClient) -> None:
    add(amira)
    where = link(amira)
    token = dict(HIDDEN.findall(amira.get(page_of(amira)).text))["csrf_token"]
    refused = amira.post(f"{where}/remove", data={"csrf_token": token, "words": " "})
    assert refused.status_code == 422
    assert "Write something first." in refused.text
    assert amira.get(where).status_code == 200
    assert amira.post(f"{where}/remove", data={"csrf_token": token, "words": "Another child's."}).status_code == 303
    assert amira.get(where).status_code == 404
    assert amira.post(f"{where}/remove", data={"csrf_token": token, "words": "Again."}).status_code == 404
    case = amira.get(f"/team/cases/{reference(amira)}").text
    assert "Another child&#39;s." in case
    assert "Added a document" in case


@pytest.mark.parametrize(
    "path", ["/team/cases/YV-00000-0/documents", "/team/cases/{ref}/documents/x", "/team/cases/nonsense/documents"]
)
def test_what_is_not_there_is_not_found(amira: FlaskClient, path: str) -> None:
    assert amira.get(path.format(ref=reference(amira))).status_code == 404


def test_a_document_of_one_case_does_not_open_under_another(child: Child, amira: FlaskClient) -> None:
    mine = reference(amira)
    add(amira, page=page_of(amira, mine))
    where = re.search(r"/documents/[0-9a-f-]{36}", amira.get(page_of(amira, mine)).text)
    assert where
    child.sends(kind="comment", words="y")
    refs = set(re.findall(r"/team/cases/(YV-[^\"]+)\"", amira.get("/team?view=open").text))
    (other,) = refs - {mine}
    assert amira.get(f"/team/cases/{other}{where[0]}").status_code == 404


def test_an_administrator_opens_no_document(amira: FlaskClient, sign_in: SignIn) -> None:
    add(amira)
    root = sign_in("root")
    assert root.get(link(amira)).status_code == 403
    assert root.get(page_of(amira)).status_code == 403


def test_when_the_scanner_is_set_and_away_nothing_is_taken(app: Flask, amira: FlaskClient) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        portal = app.extensions["portal"]
        object.__setattr__(portal.settings, "clamav", f"127.0.0.1:{probe.getsockname()[1]}")
        refused = add(amira)
    assert refused.status_code == 422
    assert "virus scanner does not answer" in refused.text
    object.__setattr__(portal.settings, "clamav", "")
    assert add(amira).status_code == 303
