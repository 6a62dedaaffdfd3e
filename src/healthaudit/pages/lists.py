"""Which blocks are entries of a reference list: below a heading that says so, or by how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from healthaudit.model import Block, BlockKind, Region
from healthaudit.patterns import compiled

__all__ = ["after_heading", "references_marked"]


@cache
def _heading() -> re.Pattern[str]:
    """A heading below which nothing but sources stands."""
    return compiled(
        r"\W*(?:\d+[.)]\s*)?(?:(?:selected|key|cited|scientific|medical|article|general|additional|our|full|list\s+of|"
        r"the)\s+)*"
        r"(?:references?|bibliograph(?:y|ies)|works\s+cited|literature(?:\s+cited)?|"
        r"sources?(?:\s+(?:we\s+used|used|cited))?|citations?|"
        r"footnotes|endnotes|further\s+reading|resources\s+and\s+references|"
        r"references\s+and\s+(?:sources|further\s+reading))"
        r"(?:\s+(?:and|&)\s+(?:sources|notes|references|further\s+reading|citations))?\s*:?\s*",
        re.IGNORECASE,
    )


@cache
def _maybe() -> re.Pattern[str]:
    """A heading below which sources may stand: they have to look like it."""
    return compiled(
        r"\W*(?:the\s+|our\s+|key\s+|clinical\s+)?(?:notes?(?:\s+and\s+.{0,20})?|stud(?:y|ies)|"
        r"(?:scientific\s+|the\s+)?evidence|(?:the\s+)?research|papers|(?:the\s+)?science|"
        r"trials|publications|where\s+(?:we\s+got|this|does\s+this|the).{0,40}|what\s+we\s+read|links?|based\s+on|"
        r"evidence\s+base|(?:show|view|see|hide)\s+(?:all\s+)?(?:sources|references|citations).{0,20}|"
        r"(?:sources|references)\s+\(\d+\).{0,10}|\d+\s+sources?|"
        r"(?:peer[- ]reviewed\s+)?(?:references|sources|studies|literature)\b.{0,40}|"
        r".{0,40}\b(?:references?|sources|citations?|bibliography|comes?\s+from|taken\s+from)\b.{0,25})"
        r"\W*(?:\[edit\]\W*)?",
        re.IGNORECASE,
    )


@cache
def _entry() -> re.Pattern[str]:
    # "Novak, J. A., & Reyes, M. (2019)." at the start, with an identifier or volume behind it.
    return compiled(
        r"\W{0,3}(?:(?:\d+|[ivx]{1,4}|[a-h])[.)]\s*)?[A-Z][\w'’-]+,?\s+(?:[A-Z]\.?[\s-]?){1,3},?"
        r".{0,600}?(?:\((?:19|20)\d\d[a-z]?\)|(?:19|20)\d\d)"
        r".*(?:doi\.org/|\bdoi:|\bPMID|\d+\s*\(\d+\)\s*[,:])",
        re.DOTALL,
    )


_ENTRY_SIGNS = ("doi", "PMID", "),", "):", ") :")
#: A number or sign before an entry.
_LABEL = (
    r"\s*(?:↩\s*)?(?:\[[\dA-Za-z*]{1,3}\]|\((?:\d{1,3}|[a-h]|[ivx]{1,4})\)|\d{1,3}[.):]?\s|\d{1,2}(?=[A-Z][a-z])|[a-h]\)\s|[*†‡§¶]{1,4}\s?|[¹²³⁴⁵⁶⁷⁸⁹⁰]+\s?|[a-h]\s|"
    r"[ivx]{1,4}[.)]?\s|[-–—•]\s)\s*"
)
_NAMED = (
    r"[\"“]?(?:(?:de|van|von|der|den|la|le)\s)*[A-ZÀ-Þ][\w'’-]+(?:,?\s(?:[A-Z]{1,3}\b|[A-Z]\.)|,?\s(?:&|and)\s[A-Z]|"
    r",?\set\sal|,\s[A-Z])"
)
_LOOKS = compiled(rf"(?:{_LABEL})?{_NAMED}.{{0,900}}?(?:19|20)\d\d", re.DOTALL)
_LABELLED = compiled(rf"{_LABEL}[\"“]?\S.{{0,700}}?(?:\b(?:19|20)\d\d\b|https?://|\bwww\.|doi|PMID)", re.DOTALL)
#: A body, its year in brackets, a title: "World Health Organization. (2021). Consolidated guidelines"
_BY_BODY = compiled(r"[A-Z][^.()]{2,90}\.?\s\((?:19|20)\d\d[a-z]?\)[.,:]?\s", re.DOTALL)
_SIGNED = compiled(rf"\s*[*†‡§¶]{{1,4}}\s?(?:{_NAMED}|[A-Z][\w'’-]+,? [\"“]).{{0,500}}?(?:19|20)\d\d", re.DOTALL)
_NO_LIST = compiled(
    r"\s*(?:©|copyright\b|all rights reserved|share\b|follow us|last (?:updated|reviewed)|updated\b|"
    r"this (?:page|article|leaflet|information))",
    re.IGNORECASE,
)
_TURNS = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LINK])
#: A heading below which a bare link is a source.
_OF_SOURCES = compiled(r"\b(?:references?|sources?|citations?|bibliograph\w+|information)\b", re.IGNORECASE)
_HEADS = frozenset([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION])
#: The heading in the paragraph of the first entry: "Citations: 1. Dahl H."
_LEAD = compiled(
    r"\W*(?:references?|refs?\.|sources?(?:\s+used)?|citations?|bibliography|notes|literature)\W{0,3}\s*"
    r"(?=[\[(]?1[\]).:]\s*[\"“A-Z])",
    re.IGNORECASE,
)
_HEADING_AT_MOST = 60
_ENTRY_AT_MOST = 700
_PROSE = 350


def after_heading(text: str, start: int, end: int) -> int:
    """Where the entries of a block begin: behind a heading in the same paragraph, if it has one."""
    lead = _LEAD.match(text, start, end)
    return lead.end() if lead else start


def references_marked(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that are entries of a reference list marked as such."""
    marked = list(_marked(text, blocks))
    at = 0
    while at < len(marked):
        end = at
        while end < len(marked) and _follows(text, marked, at, end):
            end += 1
        entries = sum(block.kind is BlockKind.REFERENCE for block in marked[at:end])
        if end - at > 1 and not entries:
            entries = sum(_LOOKS.match(text, block.start, block.end) is not None for block in marked[at:end])
        if entries and 2 * entries >= end - at:  # a numbered list is one whole
            marked[at:end] = [block._replace(kind=BlockKind.REFERENCE, level=0) for block in marked[at:end]]
        at = max(end, at + 1)
    return marked


#: What is printed before an entry: [1], (1), 1), 1:, a raised 1 glued to the name, (iv), a).
_PRINTED = compiled(
    r"\s*(?:[\[({](?P<a>\d{1,3})[\])}]|(?P<b>\d{1,3})(?:[):]|\.(?=\s))|(?P<c>\d{1,2})(?=[A-Z][a-z])|"
    r"[\[(](?P<d>[a-h]|[ivx]{1,4})[\])]|(?P<e>[a-h])\))\s*(?=\S)"
)
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {"x" * tens + one: 10 * tens + number for tens in range(4) for number, one in enumerate(_ONES)}


def _number(text: str, block: Block) -> int:
    """The number of an item, or in brackets before a paragraph; 0 for none."""
    if block.number or block.region is Region.HIDDEN:
        return block.number
    found = _PRINTED.match(text, block.start, block.end)
    printed = next((group for group in found.groups() if group), "") if found else ""
    if printed in _ROMAN:
        return _ROMAN[printed]
    if printed.isdigit():
        return int(printed)
    return ord(printed) - 96 if len(printed) == 1 else 0


def _follows(text: str, blocks: Sequence[Block], first: int, index: int) -> bool:
    """Whether a block goes on counting where the one before it stopped."""
    number = _number(text, blocks[index])
    return number > 0 and (index == first or number == _number(text, blocks[index - 1]) + 1)


def _marked(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The same block by block."""
    rank = 0  # of the heading that opened the list; 0 outside
    linked = False  # whether a bare link is an entry
    strict = False  # whether entries have to look like entries
    items = False  # whether those so far were items of a list
    region = Region.MAIN
    for index, block in enumerate(blocks):
        if block.region is Region.HIDDEN:
            yield block
            continue
        opened = _opens(text, block)
        if opened or (block.kind is BlockKind.HEADING and (not rank or block.level <= rank)):
            rank = (block.level or 6) if opened else 0
            strict, items, region = opened == "maybe" or block.kind is not BlockKind.HEADING, False, block.region
            linked = _OF_SOURCES.search(text, block.start, block.end) is not None
            yield block
            continue
        if block.kind in _TURNS or (block.kind is BlockKind.TABLE_CELL and (rank or _is_note(text, block))):
            if rank and block.region in (Region.NAVIGATION, Region.FOOTER) and block.region is not region:
                rank = 0
            if rank and not _may_stand(text, block, strict=strict, items=items, linked=linked):
                rank = 0
            if rank or block.kind is BlockKind.TABLE_CELL or _is_entry(text, block) or _in_run(text, blocks, index):
                items = items or block.kind is BlockKind.LIST_ITEM
                yield block._replace(kind=BlockKind.REFERENCE, level=0)
                continue
        yield block


def _opens(text: str, block: Block) -> str:
    """ "sure" or "maybe" when the block heads a list of sources; empty otherwise."""
    if block.end - block.start >= _HEADING_AT_MOST or block.kind not in _HEADS:
        return ""
    if _heading().fullmatch(text, block.start, block.end):
        return "sure"
    words = text[block.start : block.end].rstrip()
    if block.kind is BlockKind.PARAGRAPH and (words.count(" ") > 5 or words.endswith((".", "!"))):
        return ""
    return "maybe" if _maybe().fullmatch(text, block.start, block.end) else ""


def _may_stand(text: str, block: Block, *, strict: bool, items: bool, linked: bool) -> bool:
    """Whether a block below the heading still belongs to the list."""
    words = text[block.start : block.end]
    if _NO_LIST.match(words):
        return False
    if not re.search(r"[A-Za-z]{2}", words):
        return True  # a number in a cell of its own
    if _looks(words) or (block.kind is BlockKind.LIST_ITEM and not strict):
        return True
    if strict:
        return (linked and block.kind is BlockKind.LINK) or (
            block.kind is BlockKind.LIST_ITEM and ("http" in words or bool(re.search(r"\b(?:19|20)\d\d\b", words)))
        )
    if items:
        return False
    return len(words) < _PROSE or re.search(r"\b(?:19|20)\d\d\b|https?://", words) is not None


def _looks(words: str) -> bool:
    """Whether words look like an entry: a label or names in front, and a year or address behind."""
    lines = [line for line in words.split("\n") if line.strip()]
    return len(words) < _ENTRY_AT_MOST * len(lines) and any(
        _LOOKS.match(line) or _LABELLED.match(line) or _BY_BODY.match(line) for line in lines
    )


def _in_run(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Whether a block without a heading above it is an entry: it looks like one twice, or its neighbour does too."""
    block = blocks[index]
    words = text[block.start : block.end]
    if "19" not in words and "20" not in words:
        return False
    if _SIGNED.match(words):
        return True
    if (block.number or _PRINTED.match(words)) and len(_RUN_ON.findall(words)) > (not block.number):
        return True
    if lead := _LEAD.match(words):
        return _looks(words[lead.end() :])
    lines = [line for line in words.split("\n") if line.strip()]
    if len(lines) > 1 and all(_LABELLED.match(line) and _LOOKS.match(line) for line in lines[:2]):
        return True
    if _LOCATED.match(words):
        return True
    if not _numbered_entry(words, block):
        return False
    neighbours = (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])
    return any(_numbered_entry(text[one.start : one.end], one) for one in neighbours if one.region is block.region)


#: Entries that follow each other in one paragraph: "[1] Novak J. ... [2] Reyes M. ..."
_RUN_ON = compiled(r"(?:^|\s)(?:[\[({]\d{1,3}[\])}]|\d{1,3}[.)])\s*[A-Z][\w'’-]+,? (?:et al|[A-Z]{1,3}\b|[A-Z]\.)")
_NOTE = compiled(rf"\s*(?:[a-h]|[*†‡§]{{1,4}}|\d{{1,2}})\s{_NAMED}.{{0,500}}?(?:19|20)\d\d", re.DOTALL)


def _is_note(text: str, block: Block) -> bool:
    """Whether every line of a table's last cell is a source with its letter."""
    lines = [line for line in text[block.start : block.end].split("\n") if line.strip()]
    return len(lines) > 1 and all(_NOTE.match(line) for line in lines)


#: Names with initials, a year, and volume with pages: nobody writes so but in a reference.
_LOCATED = compiled(
    r"(?:(?:de|van|von|der|den|la|le)\s)*[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?,?\s"
    r"(?:[A-Z]{1,3}\b|(?:[A-Z]\.[ -]?){1,3})[^?!]{0,500}?\b(?:19|20)\d\d\b[^?!]{0,400}?"
    r"\b\d{1,4}\s?(?:\(\w[\w ]*\))?\s?[,:]\s?(?:pp?\.?\s?)?[eA-Z]{0,2}\d+(?:\s?[-–]\s?[eA-Z]?\d+)?\W*\Z",
    re.DOTALL,
)
_NUMBERED = compiled(rf"\s*(?:\[\d{{1,3}}\]|\d{{1,3}}[.)])\s+{_NAMED}.{{0,600}}?(?:19|20)\d\d", re.DOTALL)
_AUTHORED = compiled(r"[A-ZÀ-Þ][\w'’-]+,?\s(?:[A-Z]{1,3}\b|[A-Z]\.)[^?!]{10,600}?\b(?:19|20)\d\d\b", re.DOTALL)


def _numbered_entry(words: str, block: Block) -> bool:
    return _NUMBERED.match(words) is not None or (
        block.kind is BlockKind.LIST_ITEM and len(words) < _ENTRY_AT_MOST and _AUTHORED.match(words) is not None
    )


def _is_entry(text: str, block: Block) -> bool:
    """Whether a paragraph is a reference wherever it stands."""
    if block.end - block.start < 60 or not any(text.find(sign, block.start, block.end) >= 0 for sign in _ENTRY_SIGNS):
        return False
    return _entry().match(text, block.start, block.end) is not None
