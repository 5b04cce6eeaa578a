"""The page checker finds what it is for: each row breaks a good page in one way, and one sentence says which."""

import pytest

from tests.pages import page_faults

GOOD = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Your page</title><link rel="stylesheet" href="/static/1/child.css">
<script src="/static/1/child.js" defer></script></head>
<body><main><h1>Hello</h1>
<svg aria-hidden="true"><path d="M0 0"/></svg><img src="/x.png" alt="">
<a href="https://www.lgo.org.uk/">The Ombudsman</a>
<form method="post" action="/tell"><input type="hidden" name="csrf_token" value="t">
<label for="words">Your words</label><textarea id="words" name="words" aria-describedby="hint"></textarea><p id="hint">Any.</p>
<label><input type="radio" name="kind" value="comment"> An idea</label>
<button type="submit">Send</button></form>
</main></body></html>"""

BROKEN = [
    ("no language", 'lang="en" ', "", "<html> needs lang and dir"),
    ("no direction", ' dir="ltr"', "", "<html> needs lang and dir"),
    ("a direction that is none", 'dir="ltr"', 'dir="up"', "<html> needs lang and dir"),
    ("no heading", "<h1>Hello</h1>", "<p>Hello</p>", "a page has one h1, not 0"),
    ("two headings", "<h1>Hello</h1>", "<h1>Hello</h1><h1>Again</h1>", "a page has one h1, not 2"),
    ("an empty title", "Your page</title>", "</title>", "a page has a title"),
    ("no main part", "main>", "div>", "a page has a main part"),
    ("the same id twice", '<p id="hint">', '<p id="hint"></p><p id="hint">', "id 'hint' is used 2 times"),
    ("a hint that is not there", 'id="hint"', 'id="other"', "aria-describedby='hint' points nowhere"),
    ("a label for nothing", 'for="words"', 'for="word"', "textarea 'words' has no label"),
    ("a choice without a label", "<label><input", "<p><input", "input 'kind' has no label"),
    ("a picture without words", ' alt=""', "", "an img has no alt"),
    ("a drawing that is read out as nothing", ' aria-hidden="true"', "", "an svg has neither a name nor aria-hidden"),
    ("a button without words", ">Send<", "><", "a button has no words"),
    ("a button without a type", '<button type="submit">', "<button>", "the button 'Send' has no type"),
    ("a form without a token", 'name="csrf_token"', 'name="token"', "the form to '/tell' carries no token"),
    ("a style attribute", "<main>", '<main style="color:red">', "main has style="),
    ("an event attribute", "<main>", '<main onclick="go()">', "main has onclick="),
    ("a script in the page", ' src="/static/1/child.js" defer', "", "a script stands in the page"),
    ("a stylesheet in the page", "<main>", "<main><style>p{}</style>", "a style stands in the page"),
    ("a picture from elsewhere", "/x.png", "https://example.org/x.png", "img points to https://example.org/x.png"),
    ("a picture from elsewhere by either scheme", "/x.png", "//example.org/x.png", "img points to //example.org/x.png"),
    ("a link to a host nobody allowed", "www.lgo.org.uk", "example.org", "a points to https://example.org/"),
    ("a form to elsewhere", 'action="/tell"', 'action="https://www.lgo.org.uk/"', "form points to https://www.lgo.org.uk/"),
    ("a script for an address", "https://www.lgo.org.uk/", "javascript:go()", "a has a script for an address"),
    ("a tag that is never closed", "</h1>", "", "end-tag-too-early"),
    ("no doctype", "<!doctype html>", "", "expected-doctype"),
]


def test_a_good_page_has_no_fault() -> None:
    assert page_faults(GOOD) == []


@pytest.mark.parametrize(("old", "new", "fault"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_fault_is_found_and_named(old: str, new: str, fault: str) -> None:
    assert old in GOOD
    assert fault in "; ".join(page_faults(GOOD.replace(old, new)))
