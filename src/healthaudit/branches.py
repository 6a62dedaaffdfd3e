"""Splits an expression at its alternatives, so that only those are compiled and run that a sentence can match.

``\\b(?:cure|a remedy for (?:all|any)) ills?`` becomes ``\\bcure ills?`` and ``\\ba remedy for (?:all|any) ills?``.
Together the pieces match what the whole matches. Of a long list of alternatives a page has the words of one or two;
the whole list costs a millisecond to compile, one piece of it a few microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

#: Alternatives that are shorter than this stay together: they cost little, and a piece costs a place in the index.
_SHORT = 24
#: What stands around a group is repeated for each of its alternatives; so many characters of that are borne.
_REPEATED_AT_MOST = 600
#: Groups that only group, or mind the case; flags for the rest of an expression reach over borders that we would cut.
_GROUP = re.compile(r"\(\?(?:-?i)?:")
#: What is more than a character that stands for itself: an escape, a class, a bracket, a bar.
_TOKEN = re.compile(r"\\(?:[pPx]\{[^}]*\}|.)|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|[()|]", re.DOTALL)
_OTHER_GROUP = re.compile(r"(?<!\\)\((?!\?(?:-?i)?:)")


def branches(expression: str) -> tuple[str, ...]:
    """Expressions in RE2 syntax of which at least one matches wherever ``expression`` does, and no others do."""
    return tuple(_pieces(expression)) if not _OTHER_GROUP.search(expression) else (expression,)


def _pieces(expression: str) -> Iterator[str]:
    alternatives = list(_alternatives(expression, 0, len(expression)))
    if len(alternatives) == 1:
        group = _cheapest_group(expression)
        if group is None:
            yield expression
            return
        opens, inner, end = group
        before, behind = expression[:inner], expression[end:]
        # A group that minds the case has to stay one.
        plain = expression.startswith("(?:", opens)
        alternatives = list(_alternatives(expression, inner, end - 1))
        short, long = _apart(alternatives)
        for piece in long:
            if plain and len(list(_alternatives(piece, 0, len(piece)))) == 1:
                yield from _pieces(expression[:opens] + piece + behind)
            else:
                yield from _pieces(f"{before}{piece}){behind}")
        if short:
            yield f"{before}{'|'.join(short)}){behind}"
        return
    short, long = _apart(alternatives)
    for piece in long:
        yield from _pieces(piece)
    if short:
        yield "|".join(short)


def _apart(alternatives: Sequence[str]) -> tuple[list[str], list[str]]:
    """(those that stay together, those that are told apart)."""
    short = [text for text in alternatives if len(text) < _SHORT]
    return short, [text for text in alternatives if len(text) >= _SHORT]


def _cheapest_group(expression: str) -> tuple[int, int, int] | None:
    """(start, start of its content, end) of the group whose alternatives are told apart at the least cost."""
    best: tuple[int, tuple[int, int, int]] | None = None
    at = 0
    while at < len(expression):
        end = item_end(expression, at)
        opening = _GROUP.match(expression, at)
        if opening and (end == len(expression) or expression[end] not in "?*+{"):
            alternatives = list(_alternatives(expression, opening.end(), end - 1))
            pieces = sum(len(text) >= _SHORT for text in alternatives)
            cost = (len(expression) - (end - at)) * pieces
            if len(alternatives) > 1 and pieces and cost <= _REPEATED_AT_MOST and (best is None or cost < best[0]):
                best = cost, (at, opening.end(), end)
        at = end
    return best[1] if best else None


def _alternatives(expression: str, start: int, end: int) -> Iterator[str]:
    """What stands between the bars from ``start`` to ``end``, not looking into groups."""
    begin, at = start, start
    while (token := _TOKEN.search(expression, at, end)) is not None:
        at = item_end(expression, token.start())
        if token.group() == "|":
            yield expression[begin : token.start()]
            begin = at
    yield expression[begin:end]


def item_end(expression: str, at: int) -> int:
    """Where the character, escape, class or group ends that begins at offset ``at``."""
    token = _TOKEN.match(expression, at)
    if token is None:
        return at + 1
    return _groups(expression).get(at, len(expression)) if token.group() == "(" else token.end()


@lru_cache(maxsize=64)
def _groups(expression: str) -> Mapping[int, int]:
    """Where the groups end by where they begin."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for token in _TOKEN.finditer(expression):
        if token.group() == "(":
            opened.append(token.start())
        elif token.group() == ")" and opened:
            ends[opened.pop()] = token.end()
    return ends
