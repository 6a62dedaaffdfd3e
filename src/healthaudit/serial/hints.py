"""The shape of a type, read off its fields' type hints.

Nobody has to say how a value is carried, so no field can be forgotten. A hint that is not known here
is refused at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableSequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache, partial
from itertools import repeat
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from healthaudit.model import OnRecord, Regulation
from healthaudit.serial.shapes import Column, Leaf, Many, Maybe, Named, Numbers, Rows, Shape, Shared, Words

__all__ = ["shape_of"]

#: What may stand where a type is asked for: also whole numbers for fractions, and truth values for numbers.
_LEAVES = {
    str: Leaf("str", frozenset({str})),
    bool: Leaf("bool", frozenset({bool})),
    int: Leaf("int", frozenset({int, bool})),
    float: Leaf("float", frozenset({float, int, bool})),
}

#: What findings have from their rules: the same come again and again on a page.
_SHARED = (Regulation, OnRecord)


def shape_of(hint: Any) -> Shape:
    """The shape of the values of a type. Raises TypeError for a type that has none."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _LEAVES:
        return _LEAVES[hint]
    if origin in (Union, UnionType) and len(inner) == 2 and NoneType in inner:
        return _maybe(shape_of(inner[inner[0] is NoneType]))
    if origin is tuple and len(inner) == 2 and inner[1] is ...:
        one = shape_of(inner[0])
        return Many(Shared(one) if inner[0] in _SHARED else one)
    if origin is tuple:
        places = [(str(at), itemgetter(at), shape_of(one)) for at, one in enumerate(inner)]
        return Rows("", tuple(places), partial(_tuples, tuple))
    if origin is Mapping and inner[0] is str:
        return Named(shape_of(inner[1]))
    if origin is MutableSequence and inner == (int,):
        return Numbers()
    if isinstance(hint, type):
        return _class(hint)
    raise TypeError(f"nothing is known of how to carry {hint}")


def _maybe(shape: Shape) -> Shape:
    """None stands among values that are plain already, and beside all others."""
    return Leaf(f"{shape.form}?", shape.kinds | {NoneType}) if isinstance(shape, Leaf) else Maybe(shape)


@cache
def _class(kind: type) -> Shape:
    if issubclass(kind, StrEnum):
        return Words(kind.__name__, {member.value: member for member in kind})
    if is_dataclass(kind):
        if not all(field.init and not field.kw_only for field in fields(kind)):
            raise TypeError(f"{kind.__name__} is not made of its fields in their order")
        return _rows(kind, [field.name for field in fields(kind)], partial(_calls, kind))
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _rows(kind, kind._fields, partial(_tuples, kind))
    raise TypeError(f"nothing is known of how to carry a {kind.__name__}")


def _rows(kind: type, names: Iterable[str], make: Callable[[list[Column]], Iterable[Any]]) -> Rows:
    hints = get_type_hints(kind, localns={"array": MutableSequence})  # array[int] cannot be evaluated before 3.12
    return Rows(kind.__name__, tuple((name, attrgetter(name), shape_of(hints[name])) for name in names), make)


def _calls(kind: type, columns: list[Column]) -> Iterable[Any]:
    return map(kind, *columns)


def _tuples(kind: type[tuple[Any, ...]], columns: list[Column]) -> Iterable[Any]:
    # Past _make and __new__ of the kind, which take twice as long.
    return map(tuple.__new__, repeat(kind), zip(*columns, strict=True))
