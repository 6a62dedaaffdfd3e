"""Regular expressions of the standard library, which takes long to compile them: some 300 take longer than a page.

What was compiled is kept in the cache from one process to the next, as the numbers that the engine runs; and ``Lazy``
ones are not compiled before they are used.

The way there and back (``re._parser``, ``re._compiler``, ``_sre``) is CPython's own and not promised to anybody. So
what it gives is kept only if it equals what ``re.compile`` gives, under the very version of Python; where anything is
not as it was, ``re.compile`` serves.
"""

from __future__ import annotations

import atexit
import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, AnyStr

from healthaudit.cache import keep, recalled

__all__ = ["Lazy", "compiled"]

_Key = tuple[str | bytes, int]
#: Flags, numbers of the engine, how many groups, the names of some.
_Row = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
#: Expressions that are kept; nobody has so many.
_MOST = 2_000


def compiled(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, which it asks the first time. Raises re.error."""
    found: re.Pattern[AnyStr] = _kept().pattern(source, int(flags))
    return found


class _Kept:
    """What was compiled, in this process and before."""

    def __init__(self, version: str, rows: Mapping[_Key, _Row]) -> None:
        self._version = version
        self._rows = rows
        self._new: list[tuple[_Key, re.Pattern[Any]]] = []

    def pattern(self, source: AnyStr, flags: int) -> re.Pattern[AnyStr]:
        row = self._rows.get((source, flags))
        if row is not None:
            try:
                return _made(source, row)
            except Exception:  # whatever a changed or damaged row leads to
                pass
        pattern = re.compile(source, flags)
        if not self._new:
            atexit.register(self._keep)
        self._new.append(((source, flags), pattern))
        return pattern

    def _keep(self) -> None:
        rows = dict(_rows(self._version))  # others may have kept theirs meanwhile
        new: dict[_Key, _Row] = {}
        for (source, flags), pattern in self._new[: _MOST - len(rows)]:
            try:
                row = _row(source, flags)
                if _made(source, row) == pattern:
                    new[source, flags] = row
            except Exception:  # another Python: without, then
                return
        if new:
            keep("expressions", self._version, rows | new)


@cache
def _kept() -> _Kept:
    version = f"{sys.hexversion:x}"
    return _Kept(version, _rows(version))


def _rows(version: str) -> Mapping[_Key, _Row]:
    rows = recalled("expressions", version)
    return rows if isinstance(rows, dict) else {}


def _row(source: str | bytes, flags: int) -> _Row:
    """What ``re.compile`` makes of an expression before it hands it to the engine."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(source, flags)
    groups: dict[str, int] = parsed.state.groupdict
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in groups.items():
        names[number] = name
    numbers = array("I", _compiler._code(parsed, flags)).tobytes()
    return flags | parsed.state.flags, numbers, parsed.state.groups - 1, groups, tuple(names)


def _made(source: str | bytes, row: _Row) -> re.Pattern[Any]:
    """The expression of a row. Raises what the engine raises for numbers that it cannot run."""
    import _sre  # type: ignore[import-not-found]

    flags, numbers, count, groups, names = row
    pattern: re.Pattern[Any] = _sre.compile(source, flags, array("I", numbers).tolist(), count, groups, names)
    return pattern


class Lazy:
    """A ``re.Pattern`` to be: its methods are those of the standard library. Raises re.error at the first use."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        if self._compiled is None:
            self._compiled = compiled(self._source, self._flags)
        return self._compiled

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[Any]:
        return self.compiled.findall(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(by, text)

    def split(self, text: str) -> list[str]:
        return [part or "" for part in self.compiled.split(text)]
