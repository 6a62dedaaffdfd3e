"""Markers in the running text: numbers in brackets or raised, signs, links, identifiers; names stand in named.py."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

from healthaudit.citations.identifiers import Identifier, identifiers, key_of_url
from healthaudit.citations.named import Called, Naming, namings
from healthaudit.citations.references import Reference
from healthaudit.model import Block, BlockKind, Link, Page, Region
from healthaudit.patterns import Lazy

__all__ = ["Marker", "MarkerKind", "markers"]


class MarkerKind(StrEnum):
    """How a page points at its source."""

    NUMBER = "number"
    SIGN = "sign"
    NAME = "name"
    DESCRIBED = "described"
    LINK = "link"
    IDENTIFIER = "identifier"


class Marker(NamedTuple):
    """A place that points at a source; offsets into ``Page.text``."""

    kind: MarkerKind
    start: int
    end: int
    numbers: tuple[int, ...] = ()
    called: tuple[Called, ...] = ()
    """Whom a marker by name names."""
    key: str = ""
    """A sign, an identifier's key, an address, or "#..." for a place on the page."""
    journal: str = ""
    problem: str = ""
    """Why its identifier cannot be one."""
    sure: bool = True
    """False for names that count only when the reference list has them."""


_NUMBERS = r"\d{1,3}(?:\s?[,;–—‐-]\s?\d{1,3})*"
_NUMBERED = Lazy(rf"[\s\[(]*({_NUMBERS}|[a-h])[\])]*\s*")
#: A Markdown footnote that nothing defines stays as it was typed.
_UNDEFINED = Lazy(r"\[\^([\w-]{1,20})\]")
_BRACKETED = Lazy(
    rf"\[\s*(?:(?:refs?|references?|sources?)\.?\s*)?({_NUMBERS}(?:\s+and\s+\d{{1,3}})?)\s*\]|\{{({_NUMBERS})\}}",
    re.IGNORECASE,
)
_ROUND = Lazy(rf"(?<=[\w.,;:!?)\"”’'] )\(({_NUMBERS})\)(?=[.,;:!?)]|\s[A-Z]|\s*$)|(?<=[.!?])\(({_NUMBERS})\)(?=\s|$)")
_CALLED_ROUND = Lazy(rf"\((?:refs?\.?|references?|sources?)\s*:?\s*({_NUMBERS})\)", re.IGNORECASE)
_RAISED_DIGITS = Lazy(r"(?:(?<=[^\s\d⁰¹²³⁴-⁹])|(?<=[⁰¹²³⁴-⁹] ))[⁰¹²³⁴-⁹]+(?:[,⁻–˒-][⁰¹²³⁴-⁹]+)*(?![\w/])")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_RAISED = Lazy(rf"[\s\[(]*({_NUMBERS}|[a-h](?:,\s?[a-h])*|[ivx]{{1,4}})[\])]*[,.;]?\s*")
#: Superscripts as some kinds of Markdown write them.
_CARETS = Lazy(rf"\^({_NUMBERS})\^")
_GLUED = Lazy(
    r"(?<=[a-z)”\"%][.,;])(\d{1,2}(?:[,–-]\d{1,2})*)(?=\s+[A-Z]|\s*$)|(?<=[a-z]{3})(\d{1,2}(?:[,–-]\d{1,2})*)(?=[.,;]?\s*$)"
)
_UNIT = Lazy(r"(?:^|[\s\d/(×x·])(?:[kcmdµn]?m|ft|in|km|sq|kg/m|g/m|mg/m|mi|yd|s|10|x|n|r|R|Ca|Na|K|Mg|O|CO|H|N|\d+)$")
_LETTERED = Lazy(r"[\[(]((?:[a-h]|[ivx]{1,4})(?:,\s?(?:[a-h]|[ivx]{1,4}))*)[\])]")
_SIGNS = Lazy(r"(?<=[\w.,;:!?)\"”’'%®™])([*†‡§¶]{1,4})(?![*\w])")
#: "Chapter [3]": a number that counts something else.
_COUNTED = Lazy(r"\b(?:chapter|page|part|step|table|fig(?:ure)?|box|section|lesson)\.? $", re.IGNORECASE)
#: So far before a number stands what it counts.
_WORD_BEFORE = 24
#: Blocks whose text a reader reads.
_READ = frozenset(
    [
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.TABLE_CELL,
        BlockKind.CAPTION,
        BlockKind.QUOTE,
        BlockKind.HEADING,
    ]
).union([BlockKind.DESCRIPTION])
_SHARED = Lazy(
    r"(?:facebook|twitter|x|linkedin|pinterest|instagram|youtube|tiktok|whatsapp|reddit|t|wa|apple|google|amazon|etsy|ebay)"
    r"\.(?:com|me|co|co\.uk)$|sharer|intent/tweet|[?&](?:share|ref|aff)=",
    re.IGNORECASE,
)
_SALES = Lazy(
    r"(?:^|[./-])(?:shop|store|cart|basket|checkout|book(?:ing|ings|s|-now)?|buy|order|subscribe|product|products|signup|register|"
    r"appointments?|quiz|join|donate|contact|tel|edit|login|enrol|pricing)(?:[./?=-]|$)",
    re.IGNORECASE,
)
#: Words under a link to a page of one's own by which it is shown as evidence.
_EVIDENCE = Lazy(
    r"\b(?:stud(?:y|ies)|trials?|research\w*|evidence|review|meta-analysis|survey|report|paper|article|data|scientists?|findings?|"
    r"references?|source)\b",
    re.IGNORECASE,
)


class _Entries(NamedTuple):
    """The entries of the page's lists, and how they are called."""

    listed: Sequence[Reference]
    numbers: Set[int]
    signs: Mapping[str, int]
    """The signs before entries, each with the first entry that has it, from 1."""

    @classmethod
    def of(cls, listed: Sequence[Reference]) -> _Entries:
        signs: dict[str, int] = {}
        for place, one in enumerate(listed, 1):
            signs.setdefault(one.sign, place)
        return cls(listed, {one.number for one in listed}, signs)

    @property
    def signed(self) -> bool:
        return any(self.signs)

    def at(self, offset: int) -> bool:
        """Whether an entry stands at an offset of the text, or begins right behind it."""
        index = bisect_right(self.listed, offset, key=lambda one: one.end)
        return index < len(self.listed) and self.listed[index].start - 3 <= offset


class _Links(NamedTuple):
    """The links of a block in order, found by where they stand."""

    links: Sequence[Link]
    ends: Sequence[int]
    """For every link the last end of any up to it: one may stand within another."""

    @classmethod
    def of(cls, links: Sequence[Link]) -> _Links:
        return cls(links, list(accumulate((link.end for link in links), max)))

    def over(self, start: int, end: int) -> list[Link]:
        """The links that share a character with a stretch of the text."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.links, end, key=lambda link: link.start)
        return [link for link in self.links[first:last] if link.end > start]


def markers(page: Page, listed: Sequence[Reference]) -> list[Marker]:
    """Every marker of the page's running text, in order, without overlap."""
    entries = _Entries.of(listed)
    found: list[Marker] = []
    for block in page.blocks:
        if block.kind in _READ and block.region not in (Region.HIDDEN, Region.NAVIGATION):
            found.extend(_apart(_in_block(page, block, entries)))
    return found


def _in_block(page: Page, block: Block, entries: _Entries) -> Iterator[Marker]:
    """Candidates of a block, the surest first."""
    text = page.text[block.start : block.end]
    links = _links(page.links, block)
    linked = _Links.of(links)
    offset = block.start
    listed, known, signs = entries
    raised = page.raised[bisect_left(page.raised, (offset, 0)) : bisect_left(page.raised, (block.end, 0))]
    if "[^" in text:
        for match in _UNDEFINED.finditer(text):
            yield Marker(MarkerKind.NUMBER, *_moved(match, offset), key=f"#{match[1]}")
    if "[" in text or "{" in text:
        for match in _BRACKETED.finditer(text):
            numbers = _spread(match[1] or match[2])
            inside = linked.over(match.start() + offset, match.end() + offset)
            before = max(0, match.start() - _WORD_BEFORE)
            if _COUNTED.search(text, before, match.start()) or any(_elsewhere(link, page) for link in inside):
                continue
            if 0 not in numbers and (listed or any(link.href.startswith("#") for link in inside)):
                yield Marker(MarkerKind.NUMBER, *_moved(match, offset), numbers, key=_fragment(inside, numbers))
            elif inside and (key := _key(inside[0], page)):
                yield Marker(MarkerKind.LINK, *_moved(match, offset), key=key)
    yield from _raised(page, block, raised, linked, entries)
    for link in links:
        words = page.text[link.start : link.end]
        if link.href.startswith("#") and (called := _NUMBERED.fullmatch(words)):
            start, end = link.start, link.end
            if page.text[start - 1 : start] == "(" and page.text[end : end + 1] == ")":
                start, end = start - 1, end + 1
            yield Marker(MarkerKind.NUMBER, start, end, _spread(called[1]), key=link.href)
        elif link.href.startswith("#") and _leads_to(page, link.href, entries) and block.kind is not BlockKind.HEADING:
            yield Marker(MarkerKind.LINK, link.start, link.end, key=link.href)
    for one in identifiers(text) if _may_identify(text) else ():
        yield _identified(one, offset)
    for naming in namings(text, bool(listed)):
        under = linked.over(naming.start + offset, naming.end + offset)
        yield _named(naming, offset, _key(under[0], page) if under else "")
    for link in links:
        if not link.button and (key := _key(link, page)):
            problem = next((one.problem for one in identifiers(link.href) if one.problem), "")
            yield Marker(MarkerKind.LINK, link.start, link.end, key=key, problem=problem)
    if listed and "(" in text:
        for pattern in (_CALLED_ROUND, _ROUND):
            for match in pattern.finditer(text):
                numbers = _spread(match[1] or match[match.lastindex or 1])
                if set(numbers) <= known and max(numbers) <= len(listed) + 2:
                    yield Marker(MarkerKind.NUMBER, *_moved(match, offset), numbers)
    if entries.signed:
        for lettered in _LETTERED.finditer(text):
            names = re.findall(r"[a-z]+", lettered[1])
            if all(name in signs for name in names):
                places = tuple(signs[name] for name in names)
                yield Marker(MarkerKind.SIGN, *_moved(lettered, offset), places, key=names[0])
        for match in _SIGNS.finditer(text):
            if match[1] in signs:
                yield Marker(MarkerKind.SIGN, *_moved(match, offset), key=match[1])
    if listed and "^" in text:
        for match in _CARETS.finditer(text):
            yield Marker(MarkerKind.NUMBER, *_moved(match, offset), _spread(match[1]))
    if listed and not page.raised:
        for match in _GLUED.finditer(text):
            numbers = _spread(match[1] or match[2])
            if set(numbers) <= known and len(listed) > 1:
                yield Marker(MarkerKind.NUMBER, match.start() + offset, match.end() + offset, numbers)


def _raised(
    page: Page, block: Block, raised: Sequence[tuple[int, int]], links: _Links, entries: _Entries
) -> Iterator[Marker]:
    """Superscripts that call a note, and none that is a power, a unit or a trademark."""
    listed = entries.listed
    for start, end in raised:
        words = page.text[start:end]
        inside = links.over(start, end)
        ranged = re.search(r"\d\s?[–—-]\s?\d", words)
        if len(inside) > 1 and not ranged:
            for link in inside:
                if match := _RAISED.fullmatch(page.text[link.start : link.end]):
                    yield Marker(MarkerKind.NUMBER, link.start, link.end, _spread(match[1]), key=_target(link))
            continue
        match = _RAISED.fullmatch(words)
        if match and (inside or (listed and not _UNIT.search(page.text[max(block.start, start - 8) : start]))):
            if not inside and not match[1][0].isdigit() and match[1][0] not in entries.signs:
                continue
            numbers = _spread(match[1])
            if inside or max(numbers, default=0) <= 3 * len(listed) + 5:
                key = _target(inside[0]) if inside and not ranged else ""
                yield Marker(MarkerKind.NUMBER, start, end, numbers, key=key)
        elif sign := re.fullmatch(r"\s*([*†‡§¶]{1,4})\s*", words):
            yield Marker(MarkerKind.SIGN, start, end, key=sign[1])
    text = page.text[block.start : block.end]
    if not text.isascii() and listed:
        for match in _RAISED_DIGITS.finditer(text):
            if not _UNIT.search(text[max(0, match.start() - 8) : match.start()]):
                numbers = _spread(match.group().translate(_DIGITS))
                yield Marker(MarkerKind.NUMBER, match.start() + block.start, match.end() + block.start, numbers)


def _elsewhere(link: Link, page: Page) -> bool:
    """Whether a link leads neither to a place on the page nor to a source."""
    return not link.href.startswith("#") and not _key(link, page)


def _target(link: Link) -> str:
    return link.href if link.href.startswith("#") else key_of_url(link.href) or link.href


def _fragment(inside: Sequence[Link], numbers: Sequence[int]) -> str:
    """Where a bracketed number leads when it is one link to a place on the page."""
    return inside[0].href if len(inside) == 1 and len(numbers) == 1 and inside[0].href.startswith("#") else ""


def _leads_to(page: Page, href: str, entries: _Entries) -> bool:
    return entries.at(page.anchors.get(href[1:], -1))


def _spread(printed: str) -> tuple[int, ...]:
    """Numbers of "3,4-6"; a range that runs backwards or over fifty stands for its ends. "a" is 1, and so is "i"."""
    if printed[0].isalpha():
        if printed in _ROMAN:
            return (_ROMAN.index(printed) + 1,)
        return tuple(ord(letter) - 96 for letter in re.findall("[a-h]", printed))
    numbers: list[int] = []
    for part in re.split(r"\s?(?:[,;]|\band\b)\s?", printed):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 50:
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return tuple(numbers)


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _links(links: Sequence[Link], block: Block) -> list[Link]:
    first = bisect_left(links, block.start, key=lambda link: link.start)
    last = bisect_right(links, block.end - 1, key=lambda link: link.start)
    return [link for link in links[first:last] if link.end <= block.end]


def _key(link: Link, page: Page) -> str:
    """What a link to a source leads to; empty for links to anything else."""
    href = link.href.strip()
    if key := key_of_url(href):
        return key
    words = page.text[link.start : link.end]
    if not href.lower().startswith(("http://", "https://", "//")):
        inner = href.startswith(("/", ".", "?")) or re.match(r"[\w-]+(?:[/.]|$)", href)
        own = inner and not href.lower().startswith(("mailto:", "tel:", "javascript:", "data:", "file:"))
        return href if own and _EVIDENCE.search(words) and not _SALES.search(href) else ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    if not host or _SHARED.search(host) or _SHARED.search(href) or _SALES.search(f"{host}{parts.path}"):
        return ""
    return href


def _may_identify(text: str) -> bool:
    return any(
        sign in text
        for sign in ("10.", "http", "www.", "PM", "pm", "NCT", "rXiv", "rxiv", "ISBN", "doi", "DOI", "PubMed")
    )


def _identified(one: Identifier, offset: int) -> Marker:
    key = one.value if one.scheme.value == "url" else one.key
    return Marker(MarkerKind.IDENTIFIER, one.start + offset, one.end + offset, key=key, problem=one.problem)


def _named(naming: Naming, offset: int, key: str) -> Marker:
    kind = MarkerKind.DESCRIBED if naming.journal else MarkerKind.NAME
    start, end = naming.start + offset, naming.end + offset
    return Marker(kind, start, end, key=key, called=naming.called, journal=naming.journal, sure=naming.sure)


def _moved(match: re.Match[str], offset: int) -> tuple[int, int]:
    return match.start() + offset, match.end() + offset


def _apart(found: Iterator[Marker]) -> list[Marker]:
    """Markers in order; of those that overlap the one that came first."""
    kept: list[Marker] = []
    for marker in found:  # those kept stand apart, so that only its neighbours can overlap a new one
        at = bisect_left(kept, marker.start, key=lambda other: other.start)
        if not any(marker.start < other.end and other.start < marker.end for other in kept[max(0, at - 1) : at + 1]):
            kept.insert(at, marker)
    return kept
