"""What only shows once all blocks are known: reference lists, blocks that are one link, title, by-lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from healthaudit.model import Block, BlockKind, Link, PageFacts, Region


@cache
def _references_heading() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:\d+[.)]\s*)?(?:(?:selected|key|cited|scientific|medical|article|general|additional)\s+)?"
        r"(?:references?|bibliograph(?:y|ies)|works\s+cited|literature\s+cited|sources?|citations?|footnotes|"
        r"endnotes|further\s+reading|resources\s+and\s+references|references\s+and\s+(?:sources|further\s+reading))"
        r"(?:\s+(?:and|&)\s+(?:sources|notes|references|further\s+reading))?\s*:?\s*",
        re.IGNORECASE,
    )


@cache
def _entry() -> re.Pattern[str]:
    # "Novak, J. A., & Reyes, M. (2019)." at the start, with an identifier or volume behind it.
    return re.compile(
        r"\W{0,3}(?:\d+[.)]\s*)?[A-Z][\w'’-]+,?\s+(?:[A-Z]\.?[\s-]?){1,3},?"
        r".{0,600}?(?:\((?:19|20)\d\d[a-z]?\)|(?:19|20)\d\d)"
        r".*(?:doi\.org/|\bdoi:|\bPMID|\d+\s*\(\d+\)\s*[,:])",
        re.DOTALL,
    )


_ENTRY_SIGNS = ("doi", "PMID", "),", "):", ") :")
_TURNS_INTO_REFERENCE = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LINK])
_TURNS_INTO_LINK = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])


def arrange(text: str, blocks: Sequence[Block], links: Sequence[Link]) -> tuple[Block, ...]:
    """The blocks with their final kinds."""
    return tuple(_references(text, _lone_links(text, blocks, links)))


def _lone_links(text: str, blocks: Iterable[Block], links: Sequence[Link]) -> Iterator[Block]:
    """A paragraph or list item that is one link, or one button, is a link or button."""
    starts = [link.start for link in links]
    for block in blocks:
        if block.kind in _TURNS_INTO_LINK:
            at = bisect_left(starts, block.start + 1) - 1
            if at >= 0 and links[at].end >= block.end:
                yield block._replace(kind=BlockKind.BUTTON if links[at].button else BlockKind.LINK)
                continue
        yield block


def _references(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Below a heading such as "References", entries are references until the next heading of its rank."""
    rank = 0  # of the heading that opened the list; 0 outside
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            if not rank or block.level <= rank:
                heading = block.end - block.start < 60 and _references_heading().fullmatch(text, block.start, block.end)
                rank = (block.level or 6) if heading else 0
        elif block.kind in _TURNS_INTO_REFERENCE and block.region is not Region.HIDDEN:
            if rank and block.region in (Region.NAVIGATION, Region.FOOTER):
                rank = 0
            if rank or _is_entry(text, block):
                yield block._replace(kind=BlockKind.REFERENCE, level=0)
                continue
        yield block


def _is_entry(text: str, block: Block) -> bool:
    """Whether a paragraph is a reference wherever it stands."""
    if block.end - block.start < 60 or not any(text.find(sign, block.start, block.end) >= 0 for sign in _ENTRY_SIGNS):
        return False
    return _entry().match(text, block.start, block.end) is not None


def first_title(text: str, blocks: Sequence[Block]) -> str:
    """The title element's text, else the first heading's, else "" (white space folded)."""
    for kind in (BlockKind.TITLE, BlockKind.HEADING):
        for block in blocks:
            if block.kind is kind and block.region is not Region.HIDDEN:
                return " ".join(text[block.start : block.end].split())
    return ""


@cache
def _bylines() -> Mapping[str, re.Pattern[str]]:
    name = r"((?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+)?[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|der|la|al|bin)){1,4})"
    month = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    date = (
        rf"(\d{{4}}-\d{{2}}-\d{{2}}|{month}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
        rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{month},?\s+\d{{4}}|{month}\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
    )
    return {
        "reviewer": re.compile(
            rf"\b(?i:(?:medically |clinically |fact[- ])?(?:reviewed|checked|approved|verified) by:?)\s+{name}"
        ),
        "author": re.compile(
            rf"\b(?i:(?:written|posted|authored|story|words|article) by|by-?line:?|author:)\s+{name}|^By:?\s+{name}"
        ),
        "modified": re.compile(
            r"(?i:\b(?:last |next |date )?(?:reviewed|updated|modified|revised|review date|review due)"
            rf"(?: on|:| date:?)?)\W*{date}"
        ),
        "published": re.compile(
            rf"(?i:\b(?:published|posted|written|publication date|date)\b[^.]{{0,40}}?){date}|^{date}$"
        ),
    }


#: Every by-line has one of these, in lower case; looking for them first spares most pages the patterns.
_BYLINE_WORDS = (
    "by",
    "review",
    "updated",
    "modified",
    "revised",
    "publi",
    "posted",
    "written",
    "author",
    "date",
    "20",
    "19",
)


def with_bylines(facts: PageFacts, text: str, blocks: Sequence[Block]) -> PageFacts:
    """Facts, with what the metadata left open filled from short lines such as "Written by ..., 3 May 2024"."""
    found = {
        "author": facts.author,
        "reviewer": facts.reviewer,
        "published": facts.published,
        "modified": facts.modified,
    }
    for block in blocks:
        # A by-line is short; a long paragraph that says "reviewed by" speaks of something else.
        if block.end - block.start > 220 or block.region in (Region.HIDDEN, Region.NAVIGATION):
            continue
        if block.kind is BlockKind.REFERENCE:
            continue
        line = text[block.start : block.end]
        lower = line.lower()
        if not any(word in lower for word in _BYLINE_WORDS):
            continue
        for name, pattern in _bylines().items():
            if not found[name]:
                match = pattern.search(line)
                if match:
                    found[name] = next(group for group in match.groups() if group)
    return facts._replace(**found)
