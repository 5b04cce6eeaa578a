"""Places over HTTP: what a scan opens and counts, and the team's pages."""

import gzip
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from portal.domain.places import Place
from portal.services import handing_out, places
from portal.services.storing import Unavailable
from portal.store.tables import cases, scans
from portal.web.wiring import Portal
from tests.domain.test_places import PHONE
from tests.web.journey import Child
from tests.web.staff import post

SignIn = Callable[..., FlaskClient]
BROWSER = {"User-Agent": PHONE}
NEW = {
    **{"name": "Pens <autumn>", "item": "pen-barrel", "batch": "Autumn", "pieces": "200", "handed_out_by": "Voice Team"},
    **{"valid_from": "2026-11-23", "pence": "35"},
}


@pytest.fixture
def place(app: Flask, made: Any, clock: Any) -> Callable[..., str]:
    """Makes a place, and gives its short code."""

    def of(**more: Any) -> str:
        values = {"item": "poster", "batch": "B", "pieces": 50, "handed_out_by": "x", "language": "", "kind": ""}
        portal: Portal = app.extensions["portal"]
        with portal.database.writing() as session:
            wanted = Place(**{"short": "", "name": "Posters", **values, "valid_from": clock().date(), **more})
            return handing_out.keep(session, wanted, by=str(made["amira"].id), now=clock()).short

    return of


def counted(app: Flask) -> dict[str, int]:
    """Visits by what they were."""
    with app.extensions["portal"].database.reading() as session:
        return {row.seen: row.times for row in session.execute(select(scans.c.seen, scans.c.times))}


def came_from(app: Flask) -> list[str | None]:
    """The places of all cases."""
    with app.extensions["portal"].database.reading() as session:
        return list(session.execute(select(cases.c.place).order_by(cases.c.id)).scalars())


@pytest.mark.parametrize("path", ["/q/{}", "/Q/{}", "/q/{0:l}", "/Q/{0:l}"])
def test_a_scan_opens_the_form_itself_in_any_case_and_is_counted(app: Flask, place: Any, path: str) -> None:
    short = place()
    path = path.replace("{0:l}", short.lower()).format(short)
    client = app.test_client()
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, "What do you want to tell us?" in page.text) == (200, True)
    assert f'name="place" value="{short}"' in page.text
    page.close()
    assert counted(app) == {"scan": 1}


def test_what_a_child_sends_from_there_is_known_to_come_from_there(app: Flask, place: Any) -> None:
    short = place()
    child = Child(app.test_client())
    fields = child.form(f"/q/{short}")
    child.posts(fields=fields, kind="complaint", words="x", place=short)
    child.posts(fields=fields, kind="complaint", words="x", place=short)
    child.posts(kind="complaint", words="y", place="")
    child.posts(kind="complaint", words="z", place="<script>")
    assert came_from(app) == [short, None, None]


def test_a_refused_form_and_another_language_keep_the_place(app: Flask, place: Any) -> None:
    short = place()
    child = Child(app.test_client())
    child.client.get(f"/q/{short}")
    page = child.follow(child.posts(kind="complaint", words=" ", place=short))
    assert f'name="place" value="{short}"' in page.text
    page = child.follow(child.posts(path="/language", lang="ur", kind="complaint", words="x", place=short))
    assert f'name="place" value="{short}"' in page.text
    assert 'dir="rtl"' in page.text


def test_a_place_opens_in_its_language_with_its_kind_unless_the_child_chose(app: Flask, place: Any) -> None:
    short = place(language="pl", kind="compliment")
    child = Child(app.test_client())
    page = child.client.get(f"/q/{short}").text
    assert 'lang="pl"' in page
    assert re.search(r'value="compliment"[^>]*checked', page)
    assert 'lang="pl"' in child.client.get("/answer").text
    assert 'lang="ur"' in child.client.get(f"/q/{short}?lang=ur").text
    assert 'lang="ur"' in child.client.get(f"/q/{short}").text
    packed = child.client.get(f"/q/{short}", headers={"Accept-Encoding": "gzip"})
    assert f'name="place" value="{short}"' in gzip.decompress(packed.data).decode()


@pytest.mark.parametrize("path", ["/q/ZZZZZ", "/q/%3Cscript%3E", "/Q/123456789012", "/q/u", "/q/%00", "/Q/a/b"])
def test_a_code_that_was_never_one_opens_the_plain_form(app: Flask, path: str) -> None:
    page = app.test_client().get(path, headers=BROWSER)
    assert (page.status_code, 'name="place" value=""' in page.text) == (200, True)
    assert 'class="error"' not in page.text
    assert counted(app) == {}


def test_a_code_that_is_over_opens_the_form_and_counts_no_more(app: Flask, place: Any, sign_in: SignIn, clock: Any) -> None:
    short, ended = place(valid_until=clock().date()), place()
    amira = sign_in("amira")
    post(amira, f"/team/places/{ended}/end", page=f"/team/places/{ended}")
    clock.move(days=1)
    for each in (short, ended):
        page = app.test_client().get(f"/q/{each}", headers=BROWSER)
        assert (page.status_code, 'name="place" value=""' in page.text) == (200, True)
        page.close()
    assert counted(app) == {}
    assert "This code is not in use." in sign_in("ben").get(f"/team/places/{ended}").text


def test_machines_are_counted_apart_and_leave_no_trace_of_themselves(app: Flask, place: Any) -> None:
    short, client = place(), app.test_client()
    client.get(f"/q/{short}", headers={"User-Agent": "WhatsApp/2.23"}).close()
    client.head(f"/q/{short}", headers=BROWSER).close()
    client.get(f"/q/{short}", headers=BROWSER | {"Sec-Purpose": "prefetch"}).close()
    client.get(f"/q/{short}", headers=BROWSER).close()
    client.get(f"/q/{short}?lang=pl", headers=BROWSER).close()
    assert counted(app) == {"preview": 1, "head": 1, "prefetch": 1, "scan": 1, "again": 1}


def test_a_database_that_cannot_count_keeps_no_child_from_the_form(
    app: Flask, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = place()

    def gone(*_args: object, **_more: object) -> None:
        raise Unavailable

    monkeypatch.setattr(handing_out, "note_visit", gone)
    page = app.test_client().get(f"/q/{short}", headers=BROWSER)
    page.close()
    assert (page.status_code, f'name="place" value="{short}"' in page.text) == (200, True)
    monkeypatch.setattr(handing_out, "one", gone)
    page = app.test_client().get(f"/q/{short}", headers=BROWSER)
    assert (page.status_code, 'name="place" value=""' in page.text) == (200, True)


def test_the_team_makes_a_place_and_reads_whether_its_code_can_be_printed(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    assert "No place yet." in amira.get("/team/places").text
    done = post(amira, "/team/places", **NEW)
    assert done.status_code == 303, done.text[:500]
    page = amira.get(done.location).text
    assert "Pens &lt;autumn&gt;" in page
    assert "No code works on this item. Print the web address in words." in page
    assert 'width="12mm"' in page
    page = amira.get(done.location + "?mm=9&dpi=600").text
    assert "no cheap phone reads it" in page
    assert 'width="9mm"' in page
    for wrong, why in (("mm=x", "Write millimetres"), ("mm=0", "Write millimetres"), ("mm=nan", "Write millimetres")):
        assert why in amira.get(f"{done.location}?{wrong}").text
    assert "Write dots per inch" in amira.get(f"{done.location}?dpi=9999").text
    assert "Pens &lt;autumn&gt;" in amira.get("/team/places").text
    assert "Made or ended a place" in sign_in("root").get("/team/audit").text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param({"name": ""}, "Fill this in.", id="no name"),
        pytest.param({"pieces": "9"}, "never stands for one child or one home", id="so few that it would be one child's"),
        pytest.param({"pieces": "many"}, "Write a whole number.", id="no number"),
        pytest.param({"pieces": "-5"}, "Write a whole number.", id="fewer than nothing"),
        pytest.param({"pieces": "٥٠"}, "Write a whole number.", id="digits of another script"),
        pytest.param({"pence": "1.5"}, "Write a whole number of pence.", id="half a penny"),
        pytest.param({"item": "yacht"}, "Choose from the list.", id="an item that is none"),
        pytest.param({"valid_until": "2026-11-01"}, "The last day is before the first.", id="ends before it begins"),
        pytest.param({"valid_from": "soon"}, "Write the day as", id="no day"),
        pytest.param({"name": "x" * 201}, "This is too long.", id="too long"),
    ],
)
def test_what_makes_no_place_is_said_at_the_field_and_nothing_is_lost(sign_in: SignIn, wrong: dict[str, str], why: str) -> None:
    refused = post(sign_in("amira"), "/team/places", **NEW | wrong)
    assert (refused.status_code, why in refused.text) == (422, True), refused.text[:300]
    assert 'value="Autumn"' in refused.text


def test_its_files_are_read_back_as_its_address(sign_in: SignIn, place: Any) -> None:
    short, amira = place(), sign_in("amira")
    address = places.address("http://localhost", short)
    png = amira.get(f"/team/places/{short}/png?mm=30&dpi=300")
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)).convert("L"))] == [address]
    svg = amira.get(f"/team/places/{short}/svg?mm=25")
    assert 'width="25mm"' in svg.text
    assert (svg.mimetype, "sandbox" in svg.headers["Content-Security-Policy"]) == ("image/svg+xml", True)
    pdf = PdfReader(io.BytesIO(amira.get(f"/team/places/{short}/pdf?mm=40").data)).pages[0]
    assert float(pdf.mediabox.width) / 72 * 25.4 == pytest.approx(40, abs=0.01)
    sheet = PdfReader(io.BytesIO(amira.get(f"/team/places/{short}/sheet").data))
    assert "17 mm: good" in sheet.pages[0].extract_text()
    assert amira.get(f"/team/places/{short}/gif").status_code == 404
    assert amira.get(f"/team/places/{short}/png?mm=x").status_code == 303
    assert amira.get("/team/places/ZZZZZ").status_code == 404


def test_the_print_shop_makes_what_can_be_read_and_says_why_it_does_not(app: Flask, sign_in: SignIn, place: Any) -> None:
    short, amira = place(language="pl"), sign_in("amira")
    page = amira.get(f"/team/places/{short}/print").text
    assert re.search(r'value="pl"[^>]*selected', page)
    assert "The code is 95 mm wide." in page
    made = amira.get(f"/team/places/{short}/print/file?piece=card&in=ur&person=Amira&printer=1")
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    assert made.headers["Content-Disposition"] == f'attachment; filename="{short}-card-ur.pdf"'
    assert float(PdfReader(io.BytesIO(made.data)).pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(105, abs=0.02)
    for wrong, why in (("across=far", "Write millimetres"), ("person=" + "x" * 61, "too long"), ("piece=card&person=名", "名")):
        refused = amira.get(f"/team/places/{short}/print/file?{wrong}")
        assert (refused.status_code, why in refused.text) == (422, True), wrong
    assert amira.get("/team/places/ZZZZZ/print").status_code == 404
    portal: Portal = app.extensions["portal"]
    portal.settings = replace(portal.settings, base_url="http://a-long-name.example.org/" + "and-so-on/" * 12)
    refused = amira.get(f"/team/places/{short}/print/file?piece=stickers&sheet=65")
    assert (refused.status_code, "no cheap phone reads it" in refused.text) == (422, True)
    assert "Save the PDF" not in refused.text


def test_numbers_on_a_page_and_as_a_spreadsheet_that_runs_nothing(app: Flask, sign_in: SignIn, place: Any, clock: Any) -> None:
    short = place(name="=HYPERLINK(1)", pence=10)
    child = Child(app.test_client())
    child.client.get(f"/q/{short}", headers=BROWSER).close()
    child.posts(kind="compliment", words="x", place=short)
    amira = sign_in("amira")
    page = amira.get("/team/places/numbers").text
    assert "£5.00" in page
    assert "Nothing yet." in amira.get("/team/places/numbers?first=2025-04-01&last=2026-03-31").text
    assert "Write each day as" in amira.get("/team/places/numbers?first=x").text
    sheet = amira.get("/team/places/numbers?as=csv").data.decode("utf-8-sig").splitlines()
    assert sheet[1] == "place,'=HYPERLINK(1),1,0,1,1,0,0,0,500"
    assert (clock().date() + timedelta(days=0)).isoformat() not in sheet[1]
