"""The reference list of a page: its entries, each with the number or sign by which the text calls it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from healthaudit.citations.entry import Entry, parse_entry
from healthaudit.model import BlockKind, Page, Region
from healthaudit.pages.lists import after_heading
from healthaudit.patterns import Lazy

__all__ = ["Reference", "references"]


class Reference(NamedTuple):
    """An entry where it stands; offsets into ``Page.text``."""

    number: int
    """Printed before it, or its place in its list."""
    sign: str
    """"*", "†" of a note; empty for others."""
    numbered: bool
    """Whether a reader sees the number."""
    group: int
    """Which list of the page it stands in, from 0."""
    further: bool
    """Whether its list is further reading, which nobody has to cite."""
    start: int
    end: int
    entry: Entry


class _Piece(NamedTuple):
    """A stretch of text that may be an entry."""

    start: int
    end: int
    number: int


_INLINE_NUMBER = Lazy(r"(?:(?<=\s)|^)(?:[\[({](\d{1,3})[\])}]|(\d{1,3})[.)])\s*(?=[\"“‘'A-ZÀ-Þ]|https?:)")
_LINE_NUMBER = Lazy(
    r"\s*(?:↩\s*)?(?:[\[{](\d{1,3})[\]}]|\((\d{1,3})\)|(\d{1,3})(?:[.):]|\s(?=[A-ZÀ-Þ])|(?=[A-ZÀ-Þ][a-z]))|([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}))\s*(?=\S)"
)
_SIGN = Lazy(r"\s*(?:([*†‡§¶]{1,4}|[a-h](?=\s[A-ZÀ-Þ]))|[\[(]([a-h]|[ivx]{1,4})[\])]|([a-h])\))\s*(?=\S)")
_REPEATED = Lazy(r"\b(?:ibid|op\. ?cit|loc\. ?cit)", re.IGNORECASE)
_DASH = Lazy(r"\s*[-–—•‣·▪]\s+")
_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_FURTHER = Lazy(
    r"further (?:reading|information|resources)|suggested reading|learn more|read more|useful links|resources",
    re.IGNORECASE,
)
#: What stands among entries and is none.
_NO_ENTRY = Lazy(
    r"\W*(?:back to (?:top|text)|show (?:all|more|less)|view (?:all|more|references)|see (?:all|more)|references?|"
    r"sources?|"
    r"bibliography|notes?|citations?|expand|collapse|print|share)\W*|[\W\d]*",
    re.IGNORECASE,
)
_SHORTEST = 8
_YEAR_ALONE = Lazy(r"(?:19|20)\d\d[a-z]?")


def references(page: Page) -> tuple[Reference, ...]:
    """The entries of the page's reference lists and notes, in order."""
    found: list[Reference] = []
    for group, (heading, pieces) in enumerate(_groups(page)):
        further = _FURTHER.search(heading) is not None
        pieces = list(_whole(page.text, pieces))
        printed = [piece for piece in pieces if piece.number]
        numbered = 2 * len(printed) >= len(pieces)
        for place, piece in enumerate(pieces, 1):
            text = page.text[piece.start : piece.end]
            sign = next(filter(None, match.groups())) if (match := _SIGN.match(text)) else ""
            number = piece.number if numbered else place
            found.append(Reference(number, sign, numbered, group, further, piece.start, piece.end, parse_entry(text)))
    return tuple(found)


def _whole(text: str, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Without a short title of an entry that stands in full behind it: "Marinus 2013", "Marinus V, Worth H. Foam"."""
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        words = text[piece.start : piece.end].split()
        full = text[following.start : following.end] if following else ""
        if len(words) > 4 or not full.startswith(words[0]) or not _shares(words[1:], full):
            yield piece


def _shares(words: Sequence[str], text: str) -> bool:
    """Whether the words behind the first are a year, or stand in the text as well."""
    plain = [word.strip(".,;:()[]") for word in words]
    return all(_YEAR_ALONE.fullmatch(word) for word in plain) or any(word in text for word in plain)


def _groups(page: Page) -> Iterator[tuple[str, list[_Piece]]]:
    """(heading, entries) for each list."""
    heading, pieces = "", list[_Piece]()
    last = -1
    for index, block in enumerate(page.blocks):
        if block.kind is not BlockKind.REFERENCE:
            if block.kind is BlockKind.HEADING or block.end - block.start < 60:
                if pieces and block.region is not Region.HIDDEN:
                    yield heading, pieces
                    pieces = []
                heading = page.text[block.start : block.end]
            continue
        if block.region is Region.HIDDEN:
            continue
        if pieces and (index - last > 3 or _begins_again(pieces, block.number)):
            yield heading, pieces
            pieces = []
        pieces.extend(_pieces(page, block.start, block.end, block.number))
        last = index
    if pieces:
        yield heading, pieces


def _begins_again(pieces: Sequence[_Piece], number: int) -> bool:
    """Whether an item of this number begins a new list."""
    return number == 1 and any(piece.number >= 1 for piece in pieces)


def _pieces(page: Page, start: int, end: int, number: int) -> Iterator[_Piece]:
    """The entries in one block: one for a line, or for a number within it."""
    lines = list(_lines(page.text, after_heading(page.text, start, end), end))
    labelled = [bool(_LINE_NUMBER.match(page.text[a:b]) or _SIGN.match(page.text[a:b])) for a, b in lines]
    merged: list[tuple[int, int]] = []
    for (first, last), starts in zip(lines, labelled, strict=True):
        text = page.text[first:last]
        whole = starts or (
            not any(labelled) and not number and len(text) > 30 and bool(re.search(r"(?:19|20)\d\d|http", text))
        )
        if merged and not whole and not _DASH.match(text):
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    for first, last in merged:
        for one, other in _by_numbers(page.text, first, last):
            text = page.text[one:other]
            if _NO_ENTRY.fullmatch(text) or (len(text.strip()) < _SHORTEST and not _REPEATED.search(text)):
                continue
            printed = _LINE_NUMBER.match(text)
            value = next((g for g in printed.groups() if g), "").translate(_SUPERSCRIPTS) if printed else ""
            yield _Piece(one, other, int(value) if value else number)
            number = 0


def _lines(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _by_numbers(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch cut where the next number of a running count stands: "1. ... 2. ... 3. ..."."""
    first = _LINE_NUMBER.match(text, start, end)
    value = next((g for g in first.groups() if g), "") if first else ""
    if not value.isascii() or not value:
        yield from _by_names(text, start, end)
        return
    at, expected = start, int(value) + 1
    for match in _INLINE_NUMBER.finditer(text, start, end):
        number = int(match[1] or match[2])
        if expected <= number <= expected + (2 if match[1] else 0) and match.start() > at:
            yield at, match.start()
            at, expected = match.start(), number + 1
    yield at, end


#: Where names with initials begin behind what ends an entry.
_NEXT_NAMES = Lazy(
    r"(?<=[\d.\])])\s+(?=(?:(?:de|van|von|der|den|la|le)\s)*[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?,?\s"
    r"(?:[A-Z]{1,3}\b[.,]|[A-Z]\.))"
)
#: What an entry has in it before it can end, and what it ends in.
_YEAR = Lazy(r"\b(?:19|20)\d\d\b")
_ADDRESS = Lazy(r"https?://\S+\W*$")
_LONGEST_ADDRESS = 2000
_CLOSED = Lazy(r"[.)\]]*")
_WORD = Lazy(r"\w")
_LETTER = Lazy(r"[a-z]")


def _by_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph of entries that run on without numbers, cut where the next one's authors begin."""
    at = start
    years = [match.span() for match in _YEAR.finditer(text, start, end)]
    for match in _NEXT_NAMES.finditer(text, start, end):
        if not years or years[-1][0] < match.end():
            break
        if match.start() - at > 40 and _is_whole(text, at, match.start(), years):
            yield at, match.start()
            at = match.end()
    yield at, end


def _is_whole(text: str, start: int, end: int, years: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch has a year and ends in a number or address, or in words and a year.

    ``years`` are (start, end) of all in the text: each stretch is looked at from its end, as it may be long.
    """
    first, last = bisect_left(years, (start, 0)), bisect_right(years, (end, end)) - 1
    if last < first:
        return False
    dated, stop = years[first][1], end
    while stop > start and not _WORD.match(text, stop - 1):
        stop -= 1
    if dated < stop and text[stop - 1].isdecimal():
        return True
    if _ADDRESS.search(text, max(dated, stop - _LONGEST_ADDRESS), end):
        return True
    at, behind = years[last]
    return bool(_CLOSED.fullmatch(text, behind, end) and _LETTER.search(text, start, at))
