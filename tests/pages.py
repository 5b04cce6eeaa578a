"""Every page is checked as a page, by the same rules, whenever a test opens one."""

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FIELDS = ("input", "select", "textarea")
ALLOWED_HOSTS = {"www.bbc.co.uk", "www.equalityadvisoryservice.com", "www.lgo.org.uk", "ico.org.uk", "www.legislation.gov.uk"}
# What html5lib calls an error although today's HTML allows it.
NO_FAULT = {"unexpected-start-tag-implies-table-voodoo"}


class CheckedClient(FlaskClient):
    """A test client that refuses to open a page that is not a good page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open, and check what came."""
        response = super().open(*args, **kwargs)
        plain_page = response.mimetype == "text/html" and "Content-Encoding" not in response.headers
        if plain_page and response.data and response.status_code not in (301, 302, 303, 308):
            faults = page_faults(response.text)
            assert not faults, f"{response.request.path}: " + "; ".join(faults)
        return response


def page_faults(text: str) -> list[str]:
    """What is wrong with a page, each fault as one sentence."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    faults = [f"line {place[0]}: {code} {what}" for place, code, what in parser.errors if code not in NO_FAULT]
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for node in nodes:
        # Drawings carry the namespace of SVG in front of their names.
        node.tag = node.tag.rpartition("}")[2]
    return faults + _frame(root, nodes) + _ids(nodes) + _names(nodes) + _forms(root) + _foreign(nodes)


def _text(node: Element) -> str:
    return "".join(node.itertext()).strip()


def _frame(root: Element, nodes: list[Element]) -> list[str]:
    faults = []
    if not root.get("lang") or root.get("dir") not in ("ltr", "rtl"):
        faults.append("<html> needs lang and dir")
    headings = [node for node in nodes if node.tag == "h1"]
    if len(headings) != 1:
        faults.append(f"a page has one h1, not {len(headings)}")
    titles = [node for node in nodes if node.tag == "title" and _text(node)]
    if not titles:
        faults.append("a page has a title")
    if not any(node.tag == "main" for node in nodes):
        faults.append("a page has a main part")
    return faults


def _ids(nodes: list[Element]) -> list[str]:
    counted = Counter(node.get("id") for node in nodes if node.get("id"))
    faults = [f"id {name!r} is used {count} times" for name, count in counted.items() if count > 1]
    for node in nodes:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in (node.get(attribute) or "").split():
                if name not in counted:
                    faults.append(f"{attribute}={name!r} points nowhere")
    return faults


def _names(nodes: list[Element]) -> list[str]:
    faults = []
    pointed = {node.get("for") for node in nodes if node.tag == "label"}
    inside = {id(field) for node in nodes if node.tag == "label" for field in node.iter()}
    for node in nodes:
        kind = node.get("type", "")
        named = node.get("aria-label") or node.get("aria-labelledby") or node.get("title")
        labelled = named or id(node) in inside or node.get("id") in pointed
        if node.tag in FIELDS and kind not in ("hidden", "submit", "button") and not labelled:
            faults.append(f"{node.tag} {node.get('name')!r} has no label")
        if node.tag in ("button", "a", "summary") and not (named or _text(node)):
            faults.append(f"a {node.tag} has no words")
        # Without a type a button sends the form, which is seldom meant and never visible.
        if node.tag == "button" and kind not in ("submit", "button", "reset"):
            faults.append(f"the button {_text(node)!r} has no type")
        if node.tag == "img" and node.get("alt") is None:
            faults.append("an img has no alt")
        if node.tag == "svg" and not (node.get("aria-hidden") == "true" or named or node.find("title") is not None):
            faults.append("an svg has neither a name nor aria-hidden")
    return faults


def _forms(root: Element) -> list[str]:
    faults = []
    for form in root.iter("form"):
        fields = {node.get("name") for node in form.iter() if isinstance(node.tag, str)}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in fields:
            faults.append(f"the form to {form.get('action')!r} carries no token")
    return faults


def _foreign(nodes: list[Element]) -> list[str]:
    faults = []
    for node in nodes:
        for name, value in node.attrib.items():
            if str(name).startswith("on") or name == "style":
                faults.append(f"{node.tag} has {name}=, which the security policy forbids")
            elsewhere = name in ("src", "href", "action", "formaction") and re.match(r"(https?:)?//", str(value))
            if elsewhere and not (node.tag == "a" and urlsplit(str(value)).hostname in ALLOWED_HOSTS):
                faults.append(f"{node.tag} points to {value}")
            if str(value).strip().lower().startswith("javascript:"):
                faults.append(f"{node.tag} has a script for an address")
        if node.tag == "style" or (node.tag == "script" and not node.get("src")):
            faults.append(f"a {node.tag} stands in the page")
    return faults
