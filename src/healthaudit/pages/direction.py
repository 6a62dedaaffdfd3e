"""Text that is stored in one order and seen in another: overrides of its direction.

Source: the Unicode Bidirectional Algorithm (UAX 9), of which overrides alone matter here. Under one that runs from
right to left, Latin letters are seen last to first. Marks, embeddings and isolates leave Latin words as they are, and
so does an override around Arabic or Hebrew, which run that way of themselves.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.offsets import OffsetMap

#: Controls in the text: those that open a stretch, and those that close one.
CONTROLS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u202c\u2069")
#: An element that overrides the direction (<bdo>), one inside it that does so no longer, the end of either.
ELEMENT_TURNED, ELEMENT_PLAIN, ELEMENT_END = "element rtl", "element ltr", "element end"
#: The end of a line, where no control reaches beyond.
LINE_END = "\n"

_OVERRIDE, _POP, _POP_ISOLATE = "\u202e", "\u202c", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_DEEPEST = 125  # as the standard has it
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


class Turn(NamedTuple):
    """A control, or the border of an element, in front of the character at this offset."""

    at: int
    control: str


class Turned(NamedTuple):
    """A stretch ``[start, end)`` of text that is seen as ``text``, which has the same length."""

    start: int
    end: int
    text: str


class _Level(NamedTuple):
    control: str
    start: int
    parts: list[str]

    @property
    def turns(self) -> bool:
        return self.control in (_OVERRIDE, ELEMENT_TURNED)

    def add(self, text: str) -> None:
        self.parts.append(text[::-1].translate(_MIRRORED) if self.turns else text)

    def seen(self) -> str:
        return "".join(reversed(self.parts) if self.turns else self.parts)


def turned(text: str, turns: Sequence[Turn]) -> Iterator[Turned]:
    """The stretches of a block's text that are seen in another order, from left to right. Linear in its length."""
    levels: list[_Level] = []
    too_deep = 0

    def close(count: int, at: int) -> Iterator[Turned]:
        for _ in range(count):
            level = levels.pop()
            if levels:
                levels[-1].parts.append(level.seen())
            else:
                yield from _stretch(text, level.start, at, level.seen())

    def open_(control: str, at: int) -> None:
        nonlocal too_deep
        if len(levels) < _DEEPEST:
            levels.append(_Level(control, at, []))
        else:
            too_deep += 1

    before = 0
    for at, control in _with_line_ends(text, turns):
        if levels and at > before:
            levels[-1].add(text[before:at])
        before = at
        if control == LINE_END:
            elements = [level.control for level in levels if level.control in (ELEMENT_TURNED, ELEMENT_PLAIN)]
            yield from close(len(levels), at)
            too_deep = 0
            before = at + text.startswith(LINE_END, at)
            for element in elements:
                open_(element, before)
        elif control not in (_POP, _POP_ISOLATE, ELEMENT_END):
            open_(control, at)
        elif too_deep:
            too_deep -= 1
        else:
            yield from close(_closed(levels, control), at)
    if levels:
        levels[-1].add(text[before:])
        yield from close(len(levels), len(text))


def _closed(levels: Sequence[_Level], control: str) -> int:
    """How many levels a control closes: none where nothing is open that it could close."""
    for count, level in enumerate(reversed(levels), 1):
        element = level.control in (ELEMENT_TURNED, ELEMENT_PLAIN)
        if control == ELEMENT_END:
            if element:
                return count
        elif element:
            return 0
        elif control == _POP:
            return int(level.control not in _ISOLATES)
        elif level.control in _ISOLATES:
            return count
    return 0


def _with_line_ends(text: str, turns: Sequence[Turn]) -> Iterator[Turn]:
    """The controls, and the line ends in the text, in order."""
    at = text.find(LINE_END)
    for turn in turns:
        while 0 <= at < turn.at:
            yield Turn(at, LINE_END)
            at = text.find(LINE_END, at + 1)
        yield turn
    while at >= 0:
        yield Turn(at, LINE_END)
        at = text.find(LINE_END, at + 1)


def _stretch(text: str, start: int, end: int, seen: str) -> Iterator[Turned]:
    """The stretch without the spaces around it, where it is seen in another order and is read from left to right."""
    stored = text[start:end]
    words, seen = stored.strip(), seen.strip()
    if words == seen:
        return
    ways = [unicodedata.bidirectional(character) for character in words]
    if ways.count("L") > ways.count("R") + ways.count("AL"):
        start += len(stored) - len(stored.lstrip())
        yield Turned(start, start + len(words), seen)


_Run = tuple[int, int, int]
"""(where it begins in the text, where in the source, where an atom's source ends or -1)"""


def set_as_atoms(offsets: OffsetMap, stretches: Sequence[Turned], start: int, length: int) -> None:
    """Let each stretch, of those behind ``start`` in a text of this length, stand for the whole of its source.

    A place in such a stretch thus means all of it: its characters stand in the source the other way round.
    """
    first = bisect_left(offsets.text_starts, start)
    runs = list(_as_atoms(list(zip(*(numbers[first:] for numbers in offsets), strict=True)), stretches, length))
    for numbers, changed in zip(offsets, zip(*runs, strict=True), strict=True):
        numbers[first:] = array("q", changed)


def _as_atoms(runs: Sequence[_Run], stretches: Sequence[Turned], length: int) -> Iterator[_Run]:
    """The runs, with one atom for each stretch."""
    at = 0
    for number, stretch in enumerate(stretches, 1):
        while at < len(runs) and runs[at][0] < stretch.start:
            yield runs[at]
            at += 1
        first = runs[at] if at < len(runs) and runs[at][0] == stretch.start else runs[at - 1]
        while at < len(runs) and runs[at][0] < stretch.end:
            at += 1
        text, source, source_end = last = runs[at - 1]
        behind = source_end if source_end >= 0 else source + stretch.end - text
        yield stretch.start, first[1] if first[2] >= 0 else first[1] + stretch.start - first[0], behind
        following = stretches[number].start if number < len(stretches) else length
        if stretch.end < following and (at == len(runs) or runs[at][0] > stretch.end):
            yield stretch.end, last[1] if last[2] >= 0 else behind, last[2]
    yield from runs[at:]
