"""How values become plain data: by the column, not one by one.

A report holds few kinds of values and many values of each kind. A shape therefore turns all values of a kind into one
plain column and a column back into its values, so that the loops run inside of map and zip. The values of a column of
rows are columns in turn, one a field.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import accumulate, chain, compress
from typing import Any, NamedTuple, Protocol

__all__ = ["Column", "Leaf", "Many", "Maybe", "Named", "Numbers", "Rows", "Shape", "Shared", "Words"]

Column = tuple[Any, ...]


class Shape(Protocol):
    """A kind of values."""

    @property
    def form(self) -> str:
        """What the values are made of, in a line: two shapes of the same form read each other's columns."""

    def out(self, values: Sequence[Any]) -> Any:
        """A plain column. Raises TypeError for values of another kind."""

    def back(self, plain: Any, count: int) -> Column:
        """The ``count`` values of a column. Raises ValueError, TypeError, KeyError or IndexError if it is none."""


class Leaf(NamedTuple):
    """Values that are plain already."""

    form: str
    kinds: frozenset[type]
    """Their types, exactly: ``marshal`` refuses subclasses."""

    def out(self, values: Sequence[Any]) -> Column:
        if str in self.kinds:  # a member of an enumeration of words is a str to its type, not to marshal
            values = [str.__str__(value) if isinstance(value, str) else value for value in values]
        return self.back(tuple(values), len(values))

    def back(self, plain: Any, count: int) -> Column:
        found = _column(plain, count)
        if not self.kinds.issuperset(map(type, found)):
            raise TypeError(f"not {self.form}")
        return found


class Words(NamedTuple):
    """Members of an enumeration, as their words."""

    form: str
    members: dict[str, StrEnum]

    def out(self, values: Sequence[Any]) -> Column:
        return tuple([self.members[value].value for value in values])

    def back(self, plain: Any, count: int) -> Column:
        return tuple(map(self.members.__getitem__, _column(plain, count)))


class Numbers(NamedTuple):
    """Arrays of whole numbers, as their bytes."""

    form: str = "array"

    def out(self, values: Sequence[Any]) -> Column:
        return tuple([(_whole(value.typecode), value.tobytes()) for value in values])

    def back(self, plain: Any, count: int) -> Column:
        return tuple([_array(*_column(one, 2)) for one in _column(plain, count)])


class Maybe(NamedTuple):
    """Values of another shape, or None: which are there, and those."""

    inner: Shape

    @property
    def form(self) -> str:
        return f"{self.inner.form}?"

    def out(self, values: Sequence[Any]) -> Any:
        there = tuple([value is not None for value in values])
        return there, self.inner.out(tuple(compress(values, there))) if any(there) else None

    def back(self, plain: Any, count: int) -> Column:
        there, column = _column(plain, 2)
        flags = _BOOLS.back(there, count)
        if not any(flags):
            return (None,) * count
        values = iter(self.inner.back(column, sum(flags)))
        return tuple([next(values) if flag else None for flag in flags])


class Many(NamedTuple):
    """Tuples of any length of another shape: their lengths, and their values in one column."""

    inner: Shape

    @property
    def form(self) -> str:
        return f"{self.inner.form}*"

    def out(self, values: Sequence[Any]) -> Any:
        if not {tuple}.issuperset(map(type, values)):
            raise TypeError(f"not tuples of {self.inner.form}")
        lengths = tuple(map(len, values))
        return lengths, self.inner.out(tuple(chain.from_iterable(values))) if any(lengths) else None

    def back(self, plain: Any, count: int) -> Column:
        lengths, column = _column(plain, 2)
        if not any(_INTS.back(lengths, count)):
            return ((),) * count
        if min(lengths) < 0:
            raise ValueError("a length below nothing")
        ends = list(accumulate(lengths))
        values = self.inner.back(column, ends[-1])
        return tuple([values[end - length : end] for end, length in zip(ends, lengths, strict=True)])


class Named(NamedTuple):
    """Mappings of words to values of another shape, in their order: the words, and the values in one column."""

    inner: Shape

    @property
    def form(self) -> str:
        return f"{{{self.inner.form}}}"

    def out(self, values: Sequence[Any]) -> Column:
        words = _TEXTS.out([tuple(value) for value in values])
        return words, self.inner.out(tuple(chain.from_iterable(value.values() for value in values)))

    def back(self, plain: Any, count: int) -> Column:
        words, column = _column(plain, 2)
        keys = _TEXTS.back(words, count)
        values = iter(self.inner.back(column, sum(map(len, keys))))
        return tuple([dict(zip(some, values, strict=False)) for some in keys])  # each takes as many as it has words


class Shared(NamedTuple):
    """Values of another shape of which many are the same: each once, and which of them stands where.

    They must not hold what is equal without being the same (1 and 1.0).
    """

    inner: Shape

    @property
    def form(self) -> str:
        return f"{self.inner.form}#"

    def out(self, values: Sequence[Any]) -> Column:
        numbers: dict[Any, int] = {}
        places = tuple([numbers.setdefault(value, len(numbers)) for value in values])
        return len(numbers), places, self.inner.out(tuple(numbers))

    def back(self, plain: Any, count: int) -> Column:
        number, places, column = _column(plain, 3)
        _INTS.back((number,), 1)
        values = self.inner.back(column, number)
        return tuple(map(values.__getitem__, _INTS.back(places, count)))


class Rows(NamedTuple):
    """Values of several fields: one column a field."""

    name: str
    fields: tuple[tuple[str, Callable[[Any], Any], Shape], ...]
    """Name, how it is taken from a value, and its shape."""
    make: Callable[[list[Column]], Iterable[Any]]
    """The values of the fields' columns."""

    @property
    def form(self) -> str:
        return f"{self.name}({', '.join(f'{name}: {shape.form}' for name, _, shape in self.fields)})"

    def out(self, values: Sequence[Any]) -> Column:
        return tuple([shape.out(tuple(map(take, values))) for _, take, shape in self.fields])

    def back(self, plain: Any, count: int) -> Column:
        columns = zip(self.fields, _column(plain, len(self.fields)), strict=True)
        return tuple(self.make([shape.back(column, count) for (_, _, shape), column in columns]))


def _column(plain: Any, count: int) -> Column:
    if type(plain) is not tuple or len(plain) != count:
        raise ValueError(f"not a column of {count}")
    return plain


def _array(typecode: Any, content: Any) -> array[int]:
    if type(content) is not bytes:  # array would also take numbers one by one
        raise TypeError("not the bytes of an array")
    return array(_whole(typecode), content)


def _whole(typecode: Any) -> str:
    """The code of an array of whole numbers."""
    if type(typecode) is not str or typecode not in tuple("bBhHiIlLqQ"):
        raise TypeError("not whole numbers")
    return typecode


_BOOLS = Leaf("bool", frozenset({bool}))
_INTS = Leaf("int", frozenset({int}))
_TEXTS = Many(Leaf("str", frozenset({str})))
