"""Splits an expression at its alternatives, so that only those are compiled and run that a sentence can match.

``\\b(?:cure|a remedy for (?:all|any)) ills?`` becomes ``\\bcure ills?`` and ``\\ba remedy for (?:all|any) ills?``.
Together the pieces match what the whole matches. Of a long list of alternatives a page has the words of one or two;
the whole list costs a millisecond to compile, one piece of it a few microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: Alternatives that are shorter than this stay together: they cost little, and a piece costs a place in the index.
_SHORT = 24
#: What stands around a group is repeated for each of its alternatives; so many characters of that are borne.
_REPEATED_AT_MOST = 600
#: Groups that only group, or mind the case; flags for the rest of an expression reach over borders that we would cut.
_GROUP = re.compile(r"\(\?(?:-?i)?:")
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
        end = _item_end(expression, at)
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
    begin = at = start
    while at < end:
        if expression[at] == "|":
            yield expression[begin:at]
            begin = at = at + 1
        else:
            at = _item_end(expression, at)
    yield expression[begin:end]


def _item_end(expression: str, at: int) -> int:
    """Where the character, escape, class or group ends that begins here."""
    character = expression[at]
    if character == "\\":
        brace = expression[at + 1 : at + 3] in ("p{", "P{", "x{")
        return expression.index("}", at) + 1 if brace else at + 2
    if character == "[":
        return _class_end(expression, at)
    if character != "(":
        return at + 1
    at += 1
    while at < len(expression) and expression[at] != ")":
        at = _item_end(expression, at)
    return at + 1


def _class_end(expression: str, at: int) -> int:
    at += 1
    if expression.startswith("^", at):
        at += 1
    if expression.startswith("]", at):
        at += 1
    while at < len(expression) and expression[at] != "]":
        if expression[at] == "\\":
            at += 2
        elif expression.startswith("[:", at):
            at = expression.index(":]", at) + 2
        else:
            at += 1
    return at + 1
