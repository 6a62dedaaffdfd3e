"""What only shows once all blocks are known: reference lists, blocks that are one link, title, by-lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from healthaudit.model import Block, BlockKind, Link, PageFacts, Region
from healthaudit.pages.lists import references_marked
from healthaudit.patterns import compiled

_TURNS_INTO_LINK = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])


def arrange(text: str, blocks: Sequence[Block], links: Sequence[Link]) -> tuple[Block, ...]:
    """The blocks with their final kinds."""
    return tuple(references_marked(text, list(_lone_links(text, blocks, links))))


def _lone_links(text: str, blocks: Iterable[Block], links: Sequence[Link]) -> Iterator[Block]:
    """A paragraph or list item that is one link, or one button, is a link or button."""
    starts = [link.start for link in links]
    for block in blocks:
        if block.kind in _TURNS_INTO_LINK:
            at = bisect_left(starts, block.start + 1) - 1
            if at >= 0 and links[at].end >= block.end and not links[at].href.startswith("#footnote-"):
                yield block._replace(kind=BlockKind.BUTTON if links[at].button else BlockKind.LINK)
                continue
        yield block


def first_title(text: str, blocks: Sequence[Block]) -> str:
    """The title element's text, else the first heading's, else "" (white space folded)."""
    for kind in (BlockKind.TITLE, BlockKind.HEADING):
        for block in blocks:
            if block.kind is kind and block.region is not Region.HIDDEN:
                return " ".join(text[block.start : block.end].split())
    return ""


_NAME = r"((?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+)?[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|der|la|al|bin)){1,4})"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = (
    rf"(\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
)
_BYLINES = {
    "reviewer": rf"\b(?i:(?:medically |clinically |fact[- ])?(?:reviewed|checked|approved|verified) by:?)\s+{_NAME}",
    "author": (
        rf"\b(?i:(?:written|posted|authored|story|words|article) by|by-?line:?|author:)\s+{_NAME}|^By:?\s+{_NAME}"
    ),
    "modified": (
        r"(?i:\b(?:last |next |date )?(?:reviewed|updated|modified|revised|review date|review due)"
        rf"(?: on|:| date:?)?)\W*{_DATE}"
    ),
    "published": rf"(?i:\b(?:published|posted|written|publication date|date)\b[^.]{{0,40}}?){_DATE}|^{_DATE}$",
}
#: A line that matches has one of these, in lower case; most pages are spared compiling the pattern.
_BYLINE_CUES = {
    "reviewer": ("ed by",),
    "author": ("by ", "by:", "author:", "byline", "by-line"),
    "modified": ("review", "updated", "modified", "revised"),
    "published": ("20", "19"),
}
_BYLINE_AT_MOST = 220


@cache
def _byline(name: str) -> re.Pattern[str]:
    return compiled(_BYLINES[name])


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
        if block.end - block.start > _BYLINE_AT_MOST or block.kind is BlockKind.REFERENCE:
            continue
        if block.region in (Region.HIDDEN, Region.NAVIGATION):
            continue
        line = text[block.start : block.end]
        lower = line.lower()
        for name, cues in _BYLINE_CUES.items():
            if not found[name] and any(cue in lower for cue in cues):
                match = _byline(name).search(line)
                if match:
                    found[name] = next(group for group in match.groups() if group)
    return facts._replace(**found)
