"""The child's journey over HTTP: sending, the code, coming back; with and without cookies, script and patience."""

import gzip
import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.domain import receipts
from tests.web.journey import Child

ODD = [
    pytest.param("I <3 Sam & Tom", id="less-than and ampersand"),
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("{{ 7*7 }} {% raw %}", id="template syntax"),
    pytest.param("\u202eright to left\u202c", id="direction marks"),
    pytest.param("a\u200bb", id="zero width"),
    pytest.param("🙂🙂🙂", id="only faces"),
    pytest.param("ਮੈਨੂੰ ਕਿਸੇ ਨੇ ਨਹੀਂ ਦੱਸਿਆ", id="Gurmukhi"),
    pytest.param("کسی نے مجھے نہیں بتایا", id="Urdu"),
    pytest.param("x" * 20_000, id="twenty thousand letters"),
    pytest.param("'; DROP TABLE cases; --", id="SQL"),
    pytest.param('" onmouseover="x', id="attribute"),
]


@pytest.fixture
def child(app: Flask) -> Child:
    return Child(app.test_client())


def test_a_complaint_is_sent_and_read_back(child: Child) -> None:
    code = child.sends(kind="complaint", words="Nobody told me.", about=["communication", "delay"], feeling="sad")
    page = child.opens(code)
    assert "Nobody told me." in page
    assert "7 December" in page


@pytest.mark.parametrize("words", ODD)
def test_words_come_back_exactly_as_they_were_written(child: Child, words: str) -> None:
    assert html.unescape(child.opens(child.sends(kind="comment", words=words))).count(words) >= 1


@pytest.mark.parametrize("words", ODD[:2] + ODD[10:])
def test_words_are_escaped_once_and_run_nowhere(child: Child, words: str) -> None:
    page = child.opens(child.sends(kind="comment", words=words))
    assert str(html.escape(words, quote=False)) in page.replace("&#34;", '"').replace("&#39;", "'")
    assert "&amp;lt;" not in page


def test_bytes_that_are_no_text_are_taken_and_shown_as_what_they_are(child: Child) -> None:
    fields = child.form()
    body = (
        b"kind=comment&words=broken+%ff%fe+bytes&once="
        + fields["once"].encode()
        + b"&csrf_token="
        + fields["csrf_token"].encode()
    )
    response = child.client.post("/tell", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    assert "broken %FF%FE bytes" in child.opens(child.code_on(child.client.get(response.location)))


@pytest.mark.parametrize(
    "said",
    [{"words": "x"}, {"about": ["money"]}, {"feeling": "angry"}, {"contact_how": "call", "contact": "07700 900123"}],
    ids=["words", "about", "feeling", "call me instead"],
)
def test_any_one_thing_is_enough(child: Child, said: dict[str, Any]) -> None:
    assert receipts.is_whole(child.sends(**said))


@pytest.mark.parametrize("words", ["", "   \n ", "\u200b\u200b", "\u202e"], ids=["empty", "blank", "zero width", "a mark"])
def test_saying_nothing_is_asked_again_and_loses_nothing(child: Child, words: str) -> None:
    response = child.posts(kind="complaint", words=words, name="Jo", who="named", contact_not="my uncle")
    assert response.status_code == 303
    again = child.client.get(response.location).text
    assert "Tell us something first." in again
    assert "my uncle" in again


def test_a_missing_kind_counts_as_not_sure(child: Child) -> None:
    child.opens(child.sends(words="hello"))
    child.opens(child.sends(words="hello", kind="nonsense"))


def test_too_long_is_said_at_the_field_with_every_word_kept(child: Child) -> None:
    words = "y" * 20_001
    response = child.posts(words=words)
    again = child.client.get(response.location).text
    assert "up to 20,000 letters" in again
    assert words in again


def test_an_old_token_keeps_every_word(child: Child, clock: Any) -> None:
    fields = child.form()
    clock.move(hours=13)
    response = child.posts(fields=fields, words="I typed for a long time.")
    again = child.client.get(response.location).text
    assert "I typed for a long time." in again
    assert "open for a long time" in again
    assert child.code_on(child.follow(child.posts(fields=child.fields_of(again), words="I typed for a long time.")))


@pytest.mark.parametrize("token", ["", "x", "1.2.3", "😀", "a" * 5000])
def test_a_token_that_is_not_ours_is_refused_with_the_words_kept(child: Child, token: str) -> None:
    response = child.posts(fields=child.form() | {"csrf_token": token}, words="still here")
    assert "still here" in child.client.get(response.location).text


def test_the_script_is_answered_in_place(child: Child) -> None:
    refused = child.posts(words="", json=True)
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["field"] == "words"
    taken = child.posts(fields=child.form() | {"csrf_token": refused.json["token"]}, words="now", json=True)
    assert taken.json == {"to": "/sent"}
    assert child.code_on(child.client.get("/sent"))


def test_a_double_tap_and_a_retry_show_one_code(child: Child) -> None:
    fields = child.form()
    codes = {child.code_on(child.follow(child.posts(fields=fields, words="once only"))) for _ in range(3)}
    assert len(codes) == 1


def test_cookies_off_the_whole_way(app: Flask) -> None:
    child = Child(app.test_client(use_cookies=False))
    response = child.posts(words="no cookies here")
    assert response.location.startswith("/sent?k=")
    code = child.code_on(child.client.get(response.location))
    assert code not in response.location
    refused = child.posts(words="")
    assert "Tell us something first." in child.client.get(refused.location).text
    opened = child.client.post("/answer", data={"code": code})
    assert "no cookies here" in child.client.get(opened.location).text


def test_the_address_never_holds_the_code(child: Child) -> None:
    response = child.posts(words="x")
    assert response.location == "/sent"
    code = child.code_on(child.follow(response))
    opened = child.client.post("/answer", data={"code": code})
    assert opened.location == "/answer"


def test_the_code_is_shown_until_it_is_saved(child: Child) -> None:
    code = child.sends(words="x")
    assert child.code_on(child.client.get("/sent")) == code
    assert child.code_on(child.client.get("/sent")) == code
    child.presses("/sent/saved", page="/sent")
    assert child.client.get("/sent").location == "/answer"


def test_back_after_sending_gives_an_empty_form_and_a_new_once(child: Child) -> None:
    before = child.form()["once"]
    child.sends(words="secret words")
    assert "secret words" not in child.client.get("/").text
    assert child.form()["once"] != before


@pytest.mark.parametrize("lang", ["xx", "../../etc", "en_GB", "ur' or 1=1", "😀"])
def test_a_language_nobody_offers_is_english(child: Child, lang: str) -> None:
    assert '<html lang="en"' in child.client.get("/", query_string={"lang": lang}).text


def test_a_language_sticks_and_turns_the_page_round(child: Child) -> None:
    assert 'dir="rtl"' in child.client.get("/?lang=ur").text
    assert 'lang="ur"' in child.client.get("/help").text
    assert 'lang="en"' in child.client.get("/help?lang=en").text


def test_changing_the_language_keeps_every_word(child: Child) -> None:
    response = child.posts(path="/language", words="half a sent", contact_not="Uncle", about=["money"], lang="pl")
    page = child.client.get(response.location).text
    assert 'lang="pl"' in page
    assert "half a sent" in page
    assert "Uncle" in page


def test_the_page_is_the_same_compressed_and_not(child: Child) -> None:
    packed = child.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    text, plain = gzip.decompress(packed.data).decode(), child.client.get("/").text
    assert _without_values(text) == _without_values(plain)


def _without_values(text: str) -> str:
    return re.sub(r'(name="(?:once|csrf_token)"[^>]*value=)"[^"]*"', r"\1", text)


def test_a_form_from_another_site_is_not_taken(child: Child) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}):
        assert child.client.post("/tell", data=child.form() | {"words": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/", "/answer", "/help", "/rights", "/privacy", "/accessibility", "/no/such/page", "/tell"])
def test_every_answer_carries_the_headers(child: Child, path: str) -> None:
    headers = child.client.get(path).headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_leaving_takes_every_cookie_and_goes_somewhere_harmless(child: Child) -> None:
    child.opens(child.sends(words="x"))
    response = child.client.get("/leave")
    assert response.status_code == 303
    assert "weather" in response.location
    assert response.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert child.client.get("/answer").text.count('name="code"') == 1


def test_the_picture_shows_the_code_and_a_qr_of_the_site_alone(child: Child) -> None:
    from io import BytesIO

    import zxingcpp
    from PIL import Image

    code = child.sends(words="x")
    response = child.client.get("/sent/picture")
    assert code not in response.headers["Content-Disposition"]
    found = zxingcpp.read_barcodes(Image.open(BytesIO(response.data)))
    assert [barcode.text for barcode in found] == ["http://localhost"]


def test_five_hundred_from_one_address_are_all_taken(child: Child) -> None:
    fields = child.form()
    for number in range(500):
        response = child.posts(fields=fields | {"once": f"one-home-{number}"}, words="x")
        assert response.status_code == 303


def test_a_static_file_is_kept_for_ever_under_its_fingerprint(child: Child) -> None:
    names = re.findall(r'"(/static/[^"]+)"', child.client.get("/").text)
    assert names
    for name in names:
        response: TestResponse = child.client.get(name)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
    assert child.client.get("/static/00000000/child.css").headers["Cache-Control"] == "no-store"
    assert child.client.get("/static/00000000/../../wsgi.py").status_code == 404


def test_a_huge_body_is_refused_kindly(client: FlaskClient) -> None:
    response = client.post("/tell", data={"words": "z" * 3_000_000})
    assert response.status_code == 413


@pytest.mark.parametrize("lang", ["en", "en-easy", "pl", "pa", "ur"])
def test_the_rights_page_names_the_days_that_the_trust_promised(child: Child, lang: str) -> None:
    assert " 2 " in child.client.get(f"/rights?lang={lang}").text


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.5", "pl"),
        ("ur", "ur"),
        ("en-GB,en;q=0.9,pl;q=0.4", ""),
        ("de,fr", ""),
        ("", ""),
        (";;;q=x", ""),
    ],
)
def test_the_browsers_language_is_offered_and_never_switched_to(child: Child, asked: str, offered: str) -> None:
    answer = child.client.get("/", headers={"Accept-Language": asked})
    assert '<html lang="en"' in answer.text
    assert ('<a href="?lang=pl" lang="pl"' in answer.text) is (offered == "pl")
    assert ('<a href="?lang=ur" lang="ur" dir="rtl"' in answer.text) is (offered == "ur")
    assert "Accept-Language" in answer.headers["Vary"]


def test_once_somebody_has_chosen_a_language_no_other_is_offered(child: Child) -> None:
    child.client.get("/?lang=en")
    assert '<a href="?lang=pl"' not in child.client.get("/", headers={"Accept-Language": "pl"}).text
    assert '<a href="?lang=ur"' not in child.client.get("/?lang=pl", headers={"Accept-Language": "ur"}).text


def test_a_hint_that_cannot_be_taken_is_told_at_the_field_and_kept(child: Child) -> None:
    child.sends(kind="complaint", words="x")
    fields = child.form("/sent")
    for said, sentence in (("  ", "Write something first."), ("h" * 201, "This is too long. You can use up to 200 letters.")):
        page = child.follow(child.posts(path="/sent/hint", fields=fields, hint=said)).text
        assert sentence in page
        assert f'value="{said}"' in page
        assert "Your hint is saved." not in page
    page = child.follow(child.posts(path="/sent/hint", fields=fields, hint="My blue bike")).text
    assert "Your hint is saved." in page
    assert "My blue bike" not in page
