"""A page, understood: its sentences, what they mention, and what the page is."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.model import Block, BlockKind, Page, Region


class Sentence(NamedTuple):
    """One sentence; offsets into ``Page.text``; ``block`` indexes ``Page.blocks``."""

    start: int
    end: int
    block: int


class Mention(NamedTuple):
    """A product or condition by one of its names; offsets into ``Page.text``."""

    kind: str
    """"condition" or "product"."""
    id: str
    start: int
    end: int
    weak: bool = False
    """True for a name that is also an ordinary word."""


class Reading(NamedTuple):
    """Everything the checks need to know of a page. All bytes have the length of ``Page.text``."""

    page: Page
    language: str
    folded: bytes
    """Text with typographic variety folded away, one byte per code point; what patterns are matched on."""
    masked: bytes
    """``folded`` with every mention overwritten by its slot character; what patterns with slots are matched on."""
    shown: bytes
    """``folded`` with everything hidden or in reference lists blanked out."""
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    headings: tuple[int, ...]
    """For every block the index of the heading above it, or -1."""
    about_health: bool
    sells: bool
    """Whether the page offers, sells or advertises something."""

    def sentence_text(self, sentence: Sentence) -> bytes:
        """The folded sentence."""
        return self.folded[sentence.start : sentence.end]

    def block_of(self, sentence: Sentence) -> Block:
        """The block that the sentence stands in."""
        return self.page.blocks[sentence.block]


def headings_above(blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """For every block the index of the nearest heading above it in the same part of the page, or -1."""
    above = []
    latest = -1
    for index, block in enumerate(blocks):
        above.append(latest)
        if block.kind is BlockKind.HEADING and block.region is not Region.HIDDEN:
            latest = index
    return tuple(above)
