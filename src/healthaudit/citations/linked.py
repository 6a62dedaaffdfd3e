"""Markers tied to the entries that they call, and sentences to the sources in their reach."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from healthaudit.citations.lookup import Lookup
from healthaudit.citations.markers import Marker, MarkerKind, markers
from healthaudit.citations.references import Reference, references
from healthaudit.model import Block, BlockKind, Page, Region
from healthaudit.patterns import Lazy

__all__ = ["Citation", "Citations", "Reach", "Reaches", "cite"]


class Reach(StrEnum):
    """How near to a sentence its source stands."""

    SAME = "same"
    NEXT = "next"
    PARAGRAPH = "paragraph"
    SECTION = "section"
    NONE = "none"


class Citation(NamedTuple):
    """A marker with what it leads to."""

    marker: Marker
    references: tuple[int, ...]
    """Indices of the entries that it calls."""
    missing: tuple[str, ...] = ()
    """What it calls and the page's list has not, as printed: "9", "Smith 2016"."""


class Citations(NamedTuple):
    """What a page cites, and where."""

    references: tuple[Reference, ...]
    found: tuple[Citation, ...]
    """In the order of the page."""


_ENDED = Lazy(r"[.!?:]\W{0,4}$")
#: "All of this comes from ...", "These figures are from ...": the source of what stands above.
_OF_ALL = Lazy(
    r"\W*(?:(?:all|most|both) (?:of )?)?(?:th(?:is|ese|at|ose)|the (?:figures?|numbers?|data|results?|findings?|"
    r"above))\b.{0,60}?"
    r"\b(?:from|in|by|see|taken|based)\b|\W*(?:sources?|references?|see|data|from|adapted from|based on)\b\s*:?",
    re.IGNORECASE,
)
_SOURCE_LINE = Lazy(
    r"\W*(?:(?:data |image |figure |table )?sources?|references?|data from|figures from|adapted from|based on|"
    r"from)\b\s*:?",
    re.IGNORECASE,
)
_IN_SECTION = 6


def cite(page: Page) -> Citations:
    """Everything that a page cites. Pure."""
    listed = references(page)
    lookup = Lookup(listed)
    found = [one for marker in markers(page, listed) if (one := _tied(page, marker, lookup)) is not None]
    return Citations(listed, tuple(found))


def _tied(page: Page, marker: Marker, lookup: Lookup) -> Citation | None:
    if marker.key.startswith("#"):
        at = page.anchors.get(marker.key[1:])
        if at is not None and (index := lookup.standing_at(at)) is not None:
            return Citation(marker, (index,))
        if marker.kind is MarkerKind.LINK:
            return None
        if at is not None and not lookup.listed:
            return None  # a note that is not read as a source
        if at is None:
            return Citation(marker, (), tuple(map(str, marker.numbers)) or (marker.key[1:],))
    if marker.kind is MarkerKind.NUMBER:
        pairs = [(number, lookup.numbered(number)) for number in _apart(marker.numbers, lookup)]
        if marker.key and not marker.key.startswith("#") and any(index is None for _, index in pairs):
            return _by_key(marker, lookup)  # the list stands on another page
        return Citation(
            marker,
            tuple(index for _, index in pairs if index is not None),
            tuple(str(number) for number, index in pairs if index is None),
        )
    if marker.kind is MarkerKind.SIGN:
        if marker.numbers:
            return Citation(marker, tuple(number - 1 for number in marker.numbers))
        index = lookup.signed(marker.key)
        return Citation(marker, (index,)) if index is not None else None
    if marker.kind is MarkerKind.NAME:
        by_name = _by_name(marker, lookup)
        if marker.key and (by_name is None or not by_name.references):
            return _by_key(marker, lookup)
        return by_name
    if marker.kind is MarkerKind.DESCRIBED:
        index = lookup.described(marker.journal, marker.called[0].year if marker.called else None)
        return Citation(marker, () if index is None else (index,))
    return _by_key(marker, lookup)


def _by_key(marker: Marker, lookup: Lookup) -> Citation:
    index = lookup.keyed(marker.key)
    return Citation(marker, () if index is None else (index,))


def _apart(numbers: Sequence[int], lookup: Lookup) -> Sequence[int]:
    """Superscripts 1 and 3 side by side look like 13."""
    if len(numbers) == 1 and numbers[0] > 9 and lookup.numbered(numbers[0]) is None:
        digits = [int(digit) for digit in str(numbers[0])]
        if len(set(digits)) == len(digits) and all(lookup.numbered(digit) is not None for digit in digits):
            return digits
    return numbers


def _by_name(marker: Marker, lookup: Lookup) -> Citation | None:
    pairs = [(called, lookup.called(called)) for called in marker.called]
    indices = tuple(dict.fromkeys(index for _, index in pairs if index is not None))
    if not indices and not marker.sure:
        return None
    missing: tuple[str, ...] = ()
    if 2 * lookup.with_authors > len(lookup.listed) > 0:
        missing = tuple(f"{called.family} {called.year}" for called, index in pairs if index is None and called.year)
    return Citation(marker, indices, missing)


def _leads_somewhere(page: Page, citation: Citation) -> bool:
    """Whether a reader can follow it: a bare name leads nowhere, a name and year in brackets can be looked up."""
    marker = citation.marker
    if citation.references or marker.key or citation.missing:
        return True
    return marker.kind is MarkerKind.NAME and "(" in page.text[marker.start : marker.end]


class Reaches:
    """Which sources are in reach of the sentences of one page."""

    def __init__(self, page: Page, sentences: Sequence[tuple[int, int, int]], citations: Citations) -> None:
        """``sentences`` are (start, end, index of block)."""
        self._page = page
        self._sentences = sentences
        self._closing: dict[int, tuple[int, ...]] = {}
        self._sections: dict[int, tuple[Reach, tuple[int, ...]]] = {}
        last = len(sentences) - 1
        self._last = [last] * len(sentences)
        """For every sentence the last one of its block."""
        for index in range(last - 1, -1, -1):
            same = sentences[index][2] == sentences[index + 1][2]
            self._last[index] = self._last[index + 1] if same else index
        found: dict[int, list[int]] = {}
        self._standing: set[int] = set()
        ends = [end for _, end, _ in sentences]
        for number, citation in enumerate(citations.found):
            if not _leads_somewhere(page, citation):
                continue
            at = bisect_right(ends, citation.marker.start)
            if at >= len(sentences):
                continue
            if self._begins(at, citation.marker) and at and sentences[at - 1][2] == sentences[at][2]:
                alone = not re.search(r"\w", page.text[citation.marker.end : sentences[at][1]])
                at -= 1
                if alone:
                    self._standing.add(number)
            found.setdefault(at, []).append(number)
        self._by_sentence = {at: tuple(numbers) for at, numbers in found.items()}

    def _begins(self, at: int, marker: Marker) -> bool:
        """Whether a number or sign begins a sentence: it closes the one before."""
        start = self._sentences[at][0]
        if marker.kind not in (MarkerKind.NUMBER, MarkerKind.SIGN, MarkerKind.NAME):
            return False
        return not re.search(r"\w", self._page.text[start : marker.start]) and (
            marker.kind is not MarkerKind.NAME or self._page.text[marker.start : marker.start + 1] in "(["
        )

    def of(self, index: int) -> tuple[Reach, tuple[int, ...]]:
        """How near the sources of sentence ``index`` stand, and the numbers of their citations."""
        if here := self._by_sentence.get(index):
            return Reach.SAME, here
        last = self._last[index]
        if last > index and (following := self._by_sentence.get(index + 1)):
            return Reach.NEXT, following
        if last > index and (closing := self._closing_of(last)):
            return Reach.PARAGRAPH, closing
        block = self._sentences[index][2]
        if block not in self._sections:
            self._sections[block] = self._in_section(block)
        return self._sections[block]

    def _closing_of(self, last: int) -> tuple[int, ...]:
        """The sources of a paragraph's last sentence, if they speak for the whole paragraph."""
        if last not in self._closing:
            closing = self._by_sentence.get(last, ())
            start, end, _ = self._sentences[last]
            speak = closing and (
                any(number in self._standing for number in closing)
                or _OF_ALL.match(self._page.text[start:end]) is not None
            )
            self._closing[last] = closing if speak else ()
        return self._closing[last]

    def _in_section(self, block: int) -> tuple[Reach, tuple[int, ...]]:
        """A line "Source: ..." that closes the section."""
        blocks = self._page.blocks
        for number in range(block + 1, min(block + _IN_SECTION, len(blocks))):
            following: Block = blocks[number]
            if following.kind is BlockKind.HEADING or following.region in (Region.NAVIGATION, Region.FOOTER):
                break
            text = self._page.text[following.start : following.start + 60]
            if _SOURCE_LINE.match(text) and following.end - following.start < 400:
                first = bisect_left(self._sentences, number, key=lambda sentence: sentence[2])
                behind = bisect_right(self._sentences, number, key=lambda sentence: sentence[2])
                numbers = [citation for index in range(first, behind) for citation in self._by_sentence.get(index, ())]
                return Reach.SECTION, tuple(numbers)
        return Reach.NONE, ()
