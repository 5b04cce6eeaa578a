"""The yardstick: Flask with one Jinja page, and a POST that stores one row in SQLite with synchronous=FULL."""

import os
import sqlite3
import threading

from flask import Flask, redirect, render_template_string, request

PAGE = """<!doctype html><html lang=en><title>Bare</title><h1>{{ heading }}</h1><form method=post action=/tell>
{% for kind in kinds %}<label><input type=radio name=kind value={{ kind }}> {{ kind }}</label>{% endfor %}
<textarea name=words></textarea><button>Send</button></form></html>"""
app = Flask(__name__)
local = threading.local()


def connection() -> sqlite3.Connection:
    """One connection for each thread."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["BARE_DATABASE"], timeout=10, isolation_level=None)
        local.connection.execute("PRAGMA journal_mode=WAL")
        local.connection.execute("PRAGMA synchronous=FULL")
        local.connection.execute("CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY, kind TEXT, words TEXT)")
    return local.connection


@app.get("/")
def page() -> str:
    """One Jinja page."""
    return render_template_string(PAGE, heading="Tell us", kinds=("compliment", "comment", "complaint", "unsure"))


@app.post("/tell")
def tell():  # type: ignore[no-untyped-def]
    """One row, durable."""
    connection().execute("INSERT INTO told (kind, words) VALUES (?, ?)", (request.form["kind"], request.form["words"]))
    return redirect("/", 303)
