"""Staff at a desk, as the tests drive one."""

import re
import threading
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.services.alerting import Post
from portal.services.working import Worker

PASSWORD = "seven green umbrellas"


def token(client: FlaskClient, page: str) -> dict[str, str]:
    """The hidden values of the forms on a page."""
    return dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', client.get(page).text))


def post(client: FlaskClient, path: str, *, page: str = "", **said: str) -> Any:
    """Send a form from a page."""
    return client.post(path, data=token(client, page or path) | said)


def reference(client: FlaskClient, view: str = "open") -> str:
    """The first case of a view."""
    found = re.search(r"/team/cases/(YV-[^\"]+)\"", client.get(f"/team?view={view}").text)
    assert found, view
    return found[1]


def act(client: FlaskClient, ref: str, what: str, **said: str) -> Any:
    """Do one thing to a case, from its page as it stands now."""
    return post(client, f"/team/cases/{ref}/{what}", page=f"/team/cases/{ref}", **said)


def worker_works(app: Flask, clock: Any) -> None:
    """What the worker does after a child has sent."""
    portal = app.extensions["portal"]
    Worker(portal.database, portal.calendar, clock, Post("", "a@localhost", (), "")).drain(threading.Event())
