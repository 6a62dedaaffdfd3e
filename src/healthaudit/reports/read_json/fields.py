"""The fields of an object of JSON, each of the type that it must have.

What is wrong is told with the way that leads there, ``pages[2].findings[0].severity``. The way is put together only
once something is wrong, on the way out: most reports are right, and large.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from healthaudit.patterns import compiled

__all__ = ["LARGEST", "Fields", "Wrong", "fields_of"]

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=StrEnum)

#: The largest number that every reader of JSON takes as it is. Offsets and counts are far below.
LARGEST = 2**53
#: A key that must be there, asked for without a default.
_NEEDED: Final = object()
_SHOWN = 40
_NEWER = "if a newer healthaudit wrote it, install that one; otherwise make the report anew"
#: Characters that steer a terminal or turn words round: no name of a rule, role or law has any.
_STEERING = compiled("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Wrong(Exception):
    """A value that is not what it should be. ``str()`` says why, ``way`` where it stands, ``hint`` what to do."""

    def __init__(self, why: str, way: str = "", hint: str = "") -> None:
        super().__init__(why)
        self.way = way
        self.hint = hint

    def under(self, key: str) -> Wrong:
        """The same, seen from the object around it."""
        joint = "." if self.way and not self.way.startswith("[") else ""
        return Wrong(str(self), f"{key}{joint}{self.way}", self.hint)


class Fields(NamedTuple):
    """An object. Every method raises Wrong where the value is missing, without a default, or of another type."""

    data: dict[str, Any]

    def has(self, key: str) -> bool:
        """Whether it is there, and not null."""
        return self.data.get(key) is not None

    def text(self, key: str, default: Any = _NEEDED) -> str:
        """Any text."""
        value = self.data.get(key, default)
        if type(value) is str:
            return value
        raise self._wrong(key, "text in quotes")

    def name(self, key: str, default: Any = _NEEDED) -> str:
        """Text that rules and healthaudit itself give: formats show it as it is, so it must not act in them."""
        return _name(self.text(key, default), key)

    def whole(self, key: str, default: Any = _NEEDED, *, most: int = LARGEST) -> int:
        """A whole number from 0 to ``most``."""
        value = self.data.get(key, default)
        if type(value) is int and 0 <= value <= most:
            return value
        raise self._wrong(key, f"a whole number from 0 to {most}")

    def number(self, key: str) -> float:
        """A number from 0 up; a whole one stays whole."""
        value = self.data.get(key, _NEEDED)
        if type(value) in (int, float) and 0 <= value <= LARGEST:
            found: float = value
            return found
        raise self._wrong(key, "a number from 0 up")

    def flag(self, key: str, default: Any = _NEEDED) -> bool:
        """True or false."""
        value = self.data.get(key, default)
        if type(value) is bool:
            return value
        raise self._wrong(key, "true or false")

    def word(self, key: str, kind: type[_Word], default: Any = _NEEDED) -> _Word:
        """One of a closed set of words."""
        return _member(kind, self.text(key, default), key)

    def maybe(self, key: str, read: Callable[[Fields], _T]) -> _T | None:
        """What ``read`` makes of an object; None for null and for what is missing."""
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return read(fields_of(value))
        except Wrong as wrong:
            raise wrong.under(key) from None

    def one(self, key: str, read: Callable[[Fields], _T]) -> _T:
        """What ``read`` makes of an object."""
        found = self.maybe(key, read)
        if found is None:
            raise self._wrong(key, "an object")
        return found

    def many(self, key: str, read: Callable[[Fields], _T], default: Any = _NEEDED) -> tuple[_T, ...]:
        """What ``read`` makes of each object of a list."""
        found = []
        for at, value in enumerate(self.items(key, default)):
            try:
                found.append(read(fields_of(value)))
            except Wrong as wrong:
                raise wrong.under(f"{key}[{at}]") from None
        return tuple(found)

    def texts(self, key: str, default: Any = _NEEDED) -> tuple[str, ...]:
        """A list of texts."""
        values = self.items(key, default)
        if not {str}.issuperset(map(type, values)):
            raise self._wrong(key, "a list of texts")
        return tuple(values)

    def wholes(self, key: str, *, least: int = 0) -> list[int]:
        """A list of whole numbers from ``least`` up."""
        values = self.items(key)
        right = {int}.issuperset(map(type, values)) and (not values or least <= min(values) <= max(values) <= LARGEST)
        if not right:
            raise self._wrong(key, f"a list of whole numbers from {least} to {LARGEST}")
        return values

    def words(self, key: str, kind: type[_Word]) -> dict[str, _Word]:
        """A word of a closed set for each name."""
        return {_name(name, key): _member(kind, word, f"{key}.{name}") for name, word in self.mapping(key).items()}

    def texts_of(self, key: str) -> dict[str, str]:
        """A text for each name."""
        told = Fields(self.mapping(key))
        try:
            return {_name(name, name): told.text(name) for name in told.data}
        except Wrong as wrong:
            raise wrong.under(key) from None

    def keyed(self, kind: type[_Word]) -> list[tuple[str, _Word]]:
        """The keys of the object itself, each a word of a closed set."""
        return [(key, _member(kind, key, "")) for key in self.data]

    def mapping(self, key: str, default: Any = _NEEDED) -> dict[str, Any]:
        """An object with any keys, its values unread."""
        value = self.data.get(key, default)
        if type(value) is dict:
            return value
        raise self._wrong(key, "an object")

    def items(self, key: str, default: Any = _NEEDED) -> list[Any]:
        """A list, its items unread."""
        value = self.data.get(key, default)
        if type(value) is list:
            return value
        if value == ():
            return []
        raise self._wrong(key, "a list")

    def _wrong(self, key: str, wanted: str) -> Wrong:
        if key not in self.data:
            return Wrong("it is missing", key)
        return Wrong(f"it should be {wanted}, and is {_shown(self.data[key])}", key)


def fields_of(value: Any) -> Fields:
    """A value as an object. Raises Wrong for any other."""
    if type(value) is not dict:
        raise Wrong(f"it should be an object, and is {_shown(value)}")
    return Fields(value)


def _name(text: str, key: str) -> str:
    if _STEERING.search(text):
        raise Wrong(f"{_shown(text)} has control characters", key)
    return text


def _member(kind: type[_Word], word: Any, way: str) -> _Word:
    found = kind._value2member_map_.get(word) if type(word) is str else None
    if isinstance(found, kind):
        return found
    raise Wrong(f"{_shown(word)} is none of {', '.join(kind)}", way, _NEWER)


def _shown(value: Any) -> str:
    """A value in a message: what sort of thing it is, or a short one itself."""
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    import json

    try:
        shown = json.dumps(value)
    except ValueError:  # a number of thousands of digits
        return "a number of very many digits"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]} ..."
