"""On which line of a TOML file a key stands, for messages. Python's reader of TOML does not tell.

A walk over the tokens of a text that was read before, and so is known to be TOML: nothing is checked here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from healthaudit.patterns import compiled

__all__ = ["Lines", "line_of", "lines_of"]

_At = tuple[str | int, ...]
Lines = Mapping[_At, int]
"""Paths such as ("rules", "select") or ("ignore", 0, "reason") to 1-based lines; tables, keys and items of lists."""

#: Texts in three quotes may end in up to two more of them.
_TOKEN = compiled(
    r"""(?P<comment>\#[^\n]*)
    |(?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    |(?P<mark>[\[\]{}=,.\n])
    |(?P<bare>[^\s"'\#\[\]{}=,.]+)""",
    re.DOTALL | re.VERBOSE,
)


class _Token(NamedTuple):
    text: str
    line: int
    mark: bool
    start: int


class _Open(NamedTuple):
    """A list or a table in braces that is not closed yet."""

    path: _At
    item: int | None
    """Number of the item that is read; None for a table."""


def lines_of(text: str) -> Lines:
    """The line of everything that a valid TOML text sets, the first where it has several."""
    found: dict[_At, int] = {}
    tables: dict[_At, int] = {}
    """Lists of tables, and the number of the last."""
    table: _At = ()
    held: list[_Open] = []
    names: list[str] = []
    value: _At | None = None
    """What is being set; None where a key is awaited."""

    def put(base: _At, parts: list[str], line: int) -> _At:
        for part in parts:
            base = (*base, part)
            found.setdefault(base, line)
        return base

    tokens = _tokens(text)
    for token in tokens:
        if held and held[-1].item is not None:
            if token.text == "," and token.mark:
                held[-1] = held[-1]._replace(item=held[-1].item + 1)
                continue
            value = (*held[-1].path, held[-1].item)
            if not (token.mark and token.text in "]\n"):
                found.setdefault(value, token.line)
        if not token.mark:
            if value is None:
                names.append(_plain(token.text))
        elif token.text == "[" and value is None:
            table = _entered(tokens, tables, found, text[token.start + 1] == "[", token.line)
        elif token.text == "=":
            value = put(held[-1].path if held else table, names, token.line)
            names = []
        elif token.text in "[{":
            held.append(_Open(value or (), 0 if token.text == "[" else None))
            value = None if token.text == "{" else value
        elif token.text in "]}":
            value = held.pop().path
        elif (token.text == "\n" and not held) or token.text == ",":
            value = None
    return found


def _entered(tokens: Iterator[_Token], tables: dict[_At, int], found: dict[_At, int], double: bool, line: int) -> _At:
    """The table whose header the tokens go on with, up to the end of its line."""
    names: list[str] = []
    for token in tokens:
        if not token.mark:
            names.append(_plain(token.text))
        elif token.text == "\n":
            break
    path: _At = ()
    for number, name in enumerate(names, 1):
        path = (*path, name)
        found.setdefault(path, line)
        if double and number == len(names):
            tables[path] = tables.get(path, -1) + 1
        if path in tables:
            path = (*path, tables[path])
            found.setdefault(path, line)
    return path


def line_of(lines: Lines, path: _At) -> int | None:
    """The line of a key; if need be of that which it stands in. None for what stands nowhere."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _tokens(text: str) -> Iterator[_Token]:
    line, last = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match.lastgroup != "comment":
            yield _Token(match[0], line, match.lastgroup == "mark", match.start())


def _plain(name: str) -> str:
    """A key as it is meant: without quotes, with what is escaped."""
    if name.startswith('"') and "\\" in name:
        return str(tomllib.loads(f"key = {name}")["key"])
    return name[1:-1] if name[0] in "\"'" else name
