"""Markers tied to the entries that they call, and sentences to the sources in their reach."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from healthaudit.citations.identifiers import key_of_url
from healthaudit.citations.journals import same_journal
from healthaudit.citations.markers import Marker, MarkerKind, markers
from healthaudit.citations.named import Called
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
    found = [one for marker in markers(page, listed) if (one := _tied(page, marker, listed)) is not None]
    return Citations(listed, tuple(found))


def _tied(page: Page, marker: Marker, listed: Sequence[Reference]) -> Citation | None:
    if marker.key.startswith("#"):
        at = page.anchors.get(marker.key[1:])
        if at is not None and (index := _standing_at(listed, at)) is not None:
            return Citation(marker, (index,))
        if marker.kind is MarkerKind.LINK:
            return None
        if at is not None and not listed:
            return None  # a note that is not read as a source
        if at is None:
            return Citation(marker, (), tuple(map(str, marker.numbers)) or (marker.key[1:],))
    if marker.kind is MarkerKind.NUMBER:
        pairs = [(number, _numbered(listed, number)) for number in _apart(marker.numbers, listed)]
        if marker.key and not marker.key.startswith("#") and any(index is None for _, index in pairs):
            return _by_key(marker, listed)  # the list stands on another page
        return Citation(
            marker,
            tuple(index for _, index in pairs if index is not None),
            tuple(str(number) for number, index in pairs if index is None),
        )
    if marker.kind is MarkerKind.SIGN:
        if marker.numbers:
            return Citation(marker, tuple(number - 1 for number in marker.numbers))
        index = next((n for n, one in enumerate(listed) if one.sign == marker.key), None)
        return Citation(marker, (index,)) if index is not None else None
    if marker.kind is MarkerKind.NAME:
        by_name = _by_name(marker, listed)
        if marker.key and (by_name is None or not by_name.references):
            return _by_key(marker, listed)
        return by_name
    if marker.kind is MarkerKind.DESCRIBED:
        year = marker.called[0].year if marker.called else None
        fitting = [n for n, one in enumerate(listed) if _fits(one, marker.journal, year)]
        return Citation(marker, tuple(fitting[:1]))
    return _by_key(marker, listed)


def _by_key(marker: Marker, listed: Sequence[Reference]) -> Citation:
    keys = [n for n, one in enumerate(listed) if marker.key in _keys(one)]
    return Citation(marker, tuple(keys[:1]))


def _keys(reference: Reference) -> Iterator[str]:
    for one in reference.entry.identifiers:
        yield one.key
        if one.scheme.value == "url":
            yield one.value
            yield key_of_url(one.value)


def _standing_at(listed: Sequence[Reference], at: int) -> int | None:
    """The entry at a place, or that begins right behind it."""
    index = bisect_right(listed, at, key=lambda one: one.end)
    return index if index < len(listed) and listed[index].start - 3 <= at else None


def _numbered(listed: Sequence[Reference], number: int) -> int | None:
    ordered = sorted(range(len(listed)), key=lambda n: (listed[n].further, n))
    return next((n for n in ordered if listed[n].number == number and not listed[n].sign), None)


def _apart(numbers: Sequence[int], listed: Sequence[Reference]) -> Sequence[int]:
    """Superscripts 1 and 3 side by side look like 13."""
    if len(numbers) == 1 and numbers[0] > 9 and _numbered(listed, numbers[0]) is None:
        digits = [int(digit) for digit in str(numbers[0])]
        if len(set(digits)) == len(digits) and all(_numbered(listed, digit) is not None for digit in digits):
            return digits
    return numbers


def _fits(reference: Reference, journal: str, year: int | None) -> bool:
    entry = reference.entry
    if year is not None and entry.year is not None and abs(entry.year - year) > 0:
        return False
    return same_journal(entry.container, journal) and (year is None or entry.year is not None)


def _by_name(marker: Marker, listed: Sequence[Reference]) -> Citation | None:
    pairs = [(called, _called(listed, called)) for called in marker.called]
    indices = tuple(dict.fromkeys(index for _, index in pairs if index is not None))
    if not indices and not marker.sure:
        return None
    with_authors = sum(bool(one.entry.authors) for one in listed)
    missing: tuple[str, ...] = ()
    if 2 * with_authors > len(listed) > 0:
        missing = tuple(f"{called.family} {called.year}" for called, index in pairs if index is None and called.year)
    return Citation(marker, indices, missing)


def _called(listed: Sequence[Reference], called: Called) -> int | None:
    """The entry that a name calls: by its first author and year, or by another author when no first one fits."""
    best: tuple[int, int] | None = None
    for index, one in enumerate(listed):
        if called.year is not None and one.entry.year is not None and one.entry.year != called.year:
            continue
        if called.year is not None and one.entry.year is None and not one.entry.authors:
            continue
        rank = _rank(one, called)
        if rank and (best is None or rank > best[0]):
            best = rank, index
    return best[1] if best else None


def _rank(reference: Reference, called: Called) -> int:
    """How well an entry fits a name; 0 for not at all."""
    names = [_plain(name) for name in reference.entry.authors]
    wanted, second = _plain(called.family), _plain(called.second)
    if not names:
        return 0
    rank = 0
    if _same_name(names[0], wanted):
        rank = 4
    elif any(_same_name(name, wanted) for name in names[1:]):
        rank = 1
    elif any(_stands_for(wanted, name) for name in reference.entry.authors):
        rank = 3
    if rank and second and not any(_same_name(name, second) for name in names[1:]):
        return 0
    if rank and called.letter:
        rank += bool(reference.entry.letter == called.letter) * 2 - bool(reference.entry.letter)
    return rank


def _same_name(one: str, other: str) -> bool:
    if one == other:
        return True
    # "Weert" for "van Weert", "Muñoz" for "Muñoz Vidal"; "World Health Organization" within "The World ..."
    first, second = one.split(), other.split()
    shorter, longer = sorted((first, second), key=len)
    return (
        bool(shorter)
        and (longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter)
        and len(longer) - len(shorter) < 3
    )


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    # Müller is also written Mueller.
    return re.sub(r"([aou])e", r"\1", " ".join(re.findall(r"[a-z]+", folded.replace("'", "").replace("’", ""))))


def _stands_for(short: str, name: str) -> bool:
    """Whether a short name's letters are initials of a body's name in order: NICE, NIMH."""
    initials = iter(_initials(name))
    return len(short) > 2 and _initials(name)[:1] == short[:1] and all(letter in initials for letter in short)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z]\w*", name)).lower()


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
        self._by_sentence: dict[int, list[int]] = {}
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
            self._by_sentence.setdefault(at, []).append(number)

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
            return Reach.SAME, tuple(here)
        _, _, block = self._sentences[index]
        last = index
        while last + 1 < len(self._sentences) and self._sentences[last + 1][2] == block:
            last += 1
        if last > index and (following := self._by_sentence.get(index + 1)):
            return Reach.NEXT, tuple(following)
        if last > index and (closing := self._by_sentence.get(last)) and self._closes(last, closing):
            return Reach.PARAGRAPH, tuple(closing)
        return self._in_section(block)

    def _closes(self, last: int, closing: Sequence[int]) -> bool:
        """Whether the sources of a paragraph's last sentence speak for the whole paragraph."""
        start, end, _ = self._sentences[last]
        return (
            any(number in self._standing for number in closing) or _OF_ALL.match(self._page.text[start:end]) is not None
        )

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
                numbers = [
                    citation
                    for index in range(first, len(self._sentences))
                    if self._sentences[index][2] == number
                    for citation in self._by_sentence.get(index, ())
                ]
                return Reach.SECTION, tuple(numbers)
        return Reach.NONE, ()
