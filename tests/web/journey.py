"""A child with a phone, as the tests drive one."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.domain import receipts


class Child:
    """Sends forms as the page would, and comes back with a code."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def form(self, path: str = "/") -> dict[str, str]:
        """The hidden values of a fresh form."""
        return self.fields_of(self.client.get(path).text)

    def fields_of(self, page: str) -> dict[str, str]:
        """The hidden values of the forms on a page."""
        inputs = re.findall(r"<input[^>]*>", page)
        found = {}
        for tag in inputs:
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and name[1] in ("csrf_token", "once", "case"):
                found[name[1]] = value[1]
        return found

    def posts(
        self, *, path: str = "/tell", fields: dict[str, str] | None = None, json: bool = False, **said: Any
    ) -> TestResponse:
        """Send a form; ``fields`` are its hidden values."""
        headers = {"Accept": "application/json"} if json else {}
        return self.client.post(path, data=(fields or self.form()) | said, headers=headers)

    def follow(self, response: TestResponse) -> TestResponse:
        """The page that a redirect leads to."""
        assert response.status_code == 303, response.text[:300]
        return self.client.get(response.location)

    def sends(self, **said: Any) -> str:
        """Send, and give the code."""
        return self.code_on(self.follow(self.posts(**said)))

    def code_on(self, response: TestResponse) -> str:
        """The code on the page after sending."""
        found = re.search(r'id="code"[^>]*>(.*?)</(?:p|output|div|strong)>', response.text, re.S)
        assert found, response.text[:500]
        return receipts.normalise(re.sub(r"<[^>]+>", "", found[1]))

    def opens(self, code: str) -> str:
        """The child's page."""
        response = self.client.post("/answer", data={"code": code})
        assert response.status_code == 303, response.text[:500]
        return self.client.get(response.location).text

    def presses(self, path: str, *, page: str = "/answer", **said: Any) -> TestResponse:
        """Use one of the forms on a page."""
        return self.client.post(path, data=self.form(page) | said)

    def tries(self, code: str, **more: str) -> str:
        """The page after typing a code."""
        return self.follow(self.client.post("/answer", data={"code": code} | more)).text
