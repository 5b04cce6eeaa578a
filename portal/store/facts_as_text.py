"""Facts as the text that is sealed and stored, and back."""

import json
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from portal.domain.facts import FACTS, Answered, Fact


def encode(fact: Fact) -> str:
    """The fact's fields as JSON. Escaped to ASCII, so that a lone surrogate from a broken phone is kept as it came."""
    return _AS_JSON.encode(vars(fact))


def decode(kind: str, text: str) -> Fact:
    """The fact of that kind. Raises KeyError for a kind that is none."""
    fact, data = FACTS[kind], json.loads(text)
    if kind == "Replied" and data.pop("answer", False):
        # Until the stages came, an answer was a reply with a mark.
        fact = Answered
    maker: Any = fact
    makers = _makers(maker)
    made: Fact = maker(**{name: makers[name](value) if name in makers else value for name, value in data.items()})
    return made


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else vars(value)


_AS_JSON = json.JSONEncoder(separators=(",", ":"), default=_plain)


@cache
def _makers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    """How to make the fields that JSON does not know: days, tuples, and values inside values."""
    makers = ((name, _maker(hint)) for name, hint in get_type_hints(kind).items())
    return {name: maker for name, maker in makers if maker}


def _maker(hint: Any) -> Callable[[Any], Any] | None:
    if isinstance(hint, UnionType):
        inner = next((_maker(part) for part in get_args(hint) if part is not type(None)), None)
        return (lambda value: None if value is None else inner(value)) if inner else None
    if hint is date:
        return date.fromisoformat
    if get_origin(hint) is tuple:
        each = _maker(get_args(hint)[0])
        return (lambda value: tuple(map(each, value))) if each else tuple
    if isinstance(hint, type) and is_dataclass(hint):
        made: Callable[..., Any] = hint
        makers = _makers(hint)
        return lambda value: made(**{name: makers[name](one) if name in makers else one for name, one in value.items()})
    return None
