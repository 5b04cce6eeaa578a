"""The application's own rules: access marks, pages that change nothing, and a wheel that serves."""

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.store import bank_holidays
from portal.store.tables import metadata
from portal.web import wiring
from portal.web.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
PUBLIC_PAGES = [
    "/",
    "/answer",
    "/sent",
    "/sent/picture",
    "/answer/download",
    "/help",
    "/rights",
    "/privacy",
    "/accessibility",
    "/leave",
]


def test_every_endpoint_says_who_may_use_it(app: Flask) -> None:
    assert len(app.view_functions) > 25
    for name, view in app.view_functions.items():
        assert hasattr(view, wiring.MARK), f"mark {name} with may(…)"


def test_a_view_without_a_mark_stops_the_start() -> None:
    bare = Flask("bare")
    bare.add_url_rule("/x", "x", lambda: "x")
    with pytest.raises(RuntimeError, match="x"):
        wiring.refuse_unmarked(bare)


def test_nobody_gets_into_the_teams_pages_without_signing_in(app: Flask, client: FlaskClient) -> None:
    tried = 0
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], wiring.MARK)
        if mark == wiring.PUBLIC:
            continue
        url = rule.rule
        for name in rule.arguments:
            url = url.replace(f"<{name}>", "YV-00000-0")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            response = client.open(url, method=method)
            assert response.status_code == 303, f"{method} {url}"
            assert response.location.endswith("/team/sign-in"), f"{method} {url}"
            tried += 1
    assert tried > 5


def dump(app: Flask) -> list[object]:
    """Everything in the database."""
    with app.extensions["portal"].database.reading() as session:
        return [list(map(tuple, session.execute(select(table)))) for table in metadata.sorted_tables]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_opening_a_page_changes_nothing(app: Flask, client: FlaskClient, path: str) -> None:
    before = dump(app)
    for method in ("GET", "HEAD"):
        client.open(path, method=method)
    assert dump(app) == before


def test_next_years_bank_holidays_are_known() -> None:
    next_year = date.today().year + 1
    known = bank_holidays.load()
    assert known.known_until.year >= next_year, (
        "Download https://www.gov.uk/bank-holidays.json, take the division england-and-wales, and add its dates to "
        "portal/store/bank_holidays.json"
    )


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_is_served_in_its_own_direction(client: FlaskClient, tag: str) -> None:
    page = client.get(f"/?lang={tag}").text
    row = LANGUAGES[tag]
    assert f'<html lang="{row.code}" dir="{row.dir}"' in page


def test_the_wheel_carries_pages_static_files_and_catalogues(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    program = (
        "from portal.app import create_app; from portal.config import load; import portal, sys;"
        f"app = create_app(load({{'PORTAL_INSTANCE': {str(tmp_path / 'instance')!r}, 'PORTAL_UNREAD_LANGUAGES': '1'}}));"
        "page = app.test_client().get('/?lang=pl').text; sys.stdout.write(portal.__file__ + page)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path / "installed", capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout
    assert 'lang="pl"' in done.stdout
    assert "Something good" not in done.stdout
