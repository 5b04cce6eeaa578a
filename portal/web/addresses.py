"""Addresses of pages. What builds one is compiled when the first of its kind is built, which for most is long after the start."""

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule


class Address(Rule):
    """A rule of the address table. Werkzeug writes and compiles two functions for each, a twentieth of the time a start took."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(lambda: super(Address, self)._compile_builder(append_unknown))
        return lambda _rule, **values: compiled()(self, **values)
