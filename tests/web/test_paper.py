"""The form on paper over HTTP: every language, large print, places, and no way to keep the processor busy."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from portal.services.form_words import QUESTIONS
from portal.web.languages import LANGUAGES


@pytest.fixture(autouse=True)
def at_its_address(app: Flask) -> None:
    portal = app.extensions["portal"]
    portal.settings = replace(portal.settings, base_url="http://localhost")


def opened(client: FlaskClient, address: str = "/form.pdf") -> PdfReader:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/pdf"
    return PdfReader(BytesIO(response.data))


def test_the_fields_are_named_as_on_the_page(client: FlaskClient) -> None:
    page = client.get("/").text
    pairs = {
        (name[1], value[1])
        for tag in re.findall(r'<input type="(?:radio|checkbox)"[^>]*>', page)
        if (name := re.search(r'name="([^"]+)"', tag)) and (value := re.search(r'value="([^"]+)"', tag))
    }
    # What is asked of whoever helps is not on paper: whoever types it in has a box for it.
    pairs = {pair for pair in pairs if pair[0] != "helper_agreed"}
    assert {(one.name, each.value) for one in QUESTIONS for each in one.choices} == pairs
    boxes = set(re.findall(r'<(?:textarea|input) id="f-[a-z_]+" name="([a-z_]+)"', page))
    assert {one.name for one in QUESTIONS if not one.choices} == boxes - {"helper_words"}
    sentences = [one.words for one in QUESTIONS] + [each.words for one in QUESTIONS for each in one.choices]
    assert [sentence for sentence in sentences if sentence not in page] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_it_is_there_in_every_language_and_the_language_sticks(client: FlaskClient, tag: str) -> None:
    reader = opened(client, f"/form.pdf?lang={tag}")
    assert reader.trailer["/Root"]["/Lang"] == LANGUAGES[tag].code  # type: ignore[index]
    assert opened(client).trailer["/Root"]["/Lang"] == LANGUAGES[tag].code  # type: ignore[index]
    assert f'lang="{LANGUAGES[tag].code}"' in client.get("/rights").text


def test_a_language_or_a_size_that_is_none_gives_the_usual_form(client: FlaskClient) -> None:
    usual = client.get("/form.pdf").data
    assert client.get("/form.pdf?lang=xx&print=huge").data == usual
    assert client.get("/form.pdf?print=large").data != usual


def test_the_code_of_a_place_is_printed(client: FlaskClient) -> None:
    assert "PEN7K" in opened(client, "/form.pdf?place=PEN7K").pages[0].extract_text()
    assert "PEN7K" not in opened(client).pages[0].extract_text()


@pytest.mark.parametrize("place", ["pen7k", "ABC", "PEN7K0000X1", "ILOU", "A B C", "%22><b>"])
def test_what_is_no_code_of_a_place_is_not_printed(client: FlaskClient, place: str) -> None:
    assert client.get(f"/form.pdf?place={place}").status_code == 404


def test_the_forms_are_set_once_and_one_network_cannot_have_others_set_for_ever(app: Flask, client: FlaskClient) -> None:
    plain = client.get("/form.pdf").data
    answers = [client.get(f"/form.pdf?place=PEN{number:02}").status_code for number in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert client.get("/form.pdf").data == plain
    assert set(app.extensions["portal"].paper_forms) == {("en", False, "http://localhost")}


def test_a_made_up_host_does_not_fill_the_memory(app: Flask, client: FlaskClient) -> None:
    portal = app.extensions["portal"]
    portal.settings = replace(portal.settings, base_url="")
    portal.paper_forms.update({("en", False, f"http://{number}.example"): b"%PDF" for number in range(40)})
    assert client.get("/form.pdf").status_code == 200
    assert len(portal.paper_forms) == 40


def test_the_rights_page_leads_to_it_in_the_same_language(client: FlaskClient) -> None:
    page = client.get("/rights?lang=ur").text
    assert 'href="/form.pdf?lang=ur"' in page
    assert 'href="/form.pdf?lang=ur&amp;print=large"' in page
