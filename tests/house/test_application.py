"""The application's own rules: access marks, pages that change nothing, and a wheel that serves."""

import os
import re
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


def public_pages(app: Flask) -> list[str]:
    """The address of every page that anybody may open."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    public = [rule for rule in rules if getattr(app.view_functions[rule.endpoint], wiring.MARK) == wiring.PUBLIC]
    return [re.sub(r"<[^>]+>", "nobody-has-this", rule.rule) for rule in public]


def test_opening_a_page_changes_nothing(app: Flask, client: FlaskClient) -> None:
    pages, before = public_pages(app), dump(app)
    assert {"/", "/answer", "/sent", "/leave", "/help"} <= set(pages)
    for path in pages:
        for method in ("GET", "HEAD"):
            client.open(path, method=method)
            assert dump(app) == before, f"{method} {path}"


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


def installed(tmp_path: Path) -> Path:
    """A folder with the wheel in it, as a machine without this checkout would have it."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    subprocess.run([*pip, str(ROOT)], check=True, capture_output=True)
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(tmp_path / "installed")
    return tmp_path / "installed"


def test_the_wheel_serves_a_translated_page_and_runs_its_commands(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    environ = {"PORTAL_INSTANCE": str(tmp_path / "instance"), "PORTAL_UNREAD_LANGUAGES": "1", "PATH": os.environ["PATH"]}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=True).stdout

    page = run("-c", "from portal.app import create_app; print(create_app().test_client().get('/?lang=pl').text)")
    assert 'lang="pl"' in page
    assert "Something good" not in page, "the catalogues are not compiled: `make wheel` compiles them first"
    assert str(folder) in run("-c", "import portal; print(portal.__file__)")
    run("-m", "portal", "upgrade")
    assert run("-m", "portal", "due", "2026-12-24", "stage1").strip() == "2027-01-12"
    assert "portal = portal.cli:main" in next(folder.glob("*.dist-info/entry_points.txt")).read_text()


def test_starting_on_sqlite_loads_nothing_of_the_other_database() -> None:
    script = "import sys, portal.app; print(*(name for name in sys.modules if name.startswith('sqlalchemy.dialects.postgresql')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
