"""Addresses that are compiled late are the ones that werkzeug would have built at once."""

from flask import Flask
from werkzeug.routing import Map, Rule

# A value for each kind of part that an address can have.
VALUES = {"reference": "YV-7F3KA-2", "name": "child.css", "number": "3"}


def test_every_address_is_the_one_that_werkzeug_builds(app: Flask) -> None:
    ours = app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    theirs = Map([Rule(rule.rule, endpoint=rule.endpoint, methods=["GET"]) for rule in rules]).bind("localhost")
    assert len(rules) > 50
    for rule in rules:
        values = {name: VALUES.get(name, "x") for name in rule.arguments} | {"also": "1 & 2"}
        assert ours.build(rule.endpoint, values) == theirs.build(rule.endpoint, values), rule
