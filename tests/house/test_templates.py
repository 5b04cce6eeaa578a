"""The templates: every one compiles, is used, and names only pages, files and templates that exist."""

import re
from pathlib import Path

from flask import Flask

from portal.web.assets import read_all

ROOT = Path(__file__).parents[2]
TEMPLATES = {path.relative_to(ROOT / "templates").as_posix(): path.read_text() for path in (ROOT / "templates").rglob("*.*")}
VIEWS = "".join(path.read_text() for folder in ("web", "services") for path in (ROOT / "portal" / folder).glob("*.py"))
NAMED = re.compile(r"""["']([\w-]+/[\w.-]+\.(?:html|txt|svg))["']""")


def test_every_template_compiles(app: Flask) -> None:
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


def test_no_template_lies_unused() -> None:
    named = set(NAMED.findall(VIEWS + "".join(TEMPLATES.values())))
    assert sorted(set(TEMPLATES) - named) == []


def test_templates_lead_only_to_pages_that_exist(app: Flask) -> None:
    for name, text in TEMPLATES.items():
        wanted = set(re.findall(r"""url_for\(\s*["']([\w.]+)["']""", text))
        assert sorted(wanted - set(app.view_functions)) == [], name


def test_templates_load_only_files_that_exist() -> None:
    kept = set(read_all(ROOT / "static"))
    for name, text in TEMPLATES.items():
        assert sorted(set(re.findall(r"""asset\(\s*["']([\w./-]+)["']""", text)) - kept) == [], name


def test_no_page_switches_escaping_off() -> None:
    # What people write is made safe in one module, which marks its own result. The shapes of our pictures are constants.
    pages = {name: text.replace("shapes[name]|safe", "") for name, text in TEMPLATES.items() if name.endswith(".html")}
    assert [name for name, text in pages.items() if re.search(r"\|\s*safe\b|autoescape\s+false", text)] == []
