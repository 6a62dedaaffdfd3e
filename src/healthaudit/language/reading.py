"""A page, understood: its sentences, what they mention, and what the page is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from healthaudit.model import Block, BlockKind, Page, PageKind, Profile, Region


class By(StrEnum):
    """Who or what is said to act in a claim."""

    PRODUCT = "product"
    OFFER = "offer"
    """What the page offers, called "our treatment", "it", "we"."""
    PATIENTS = "patients"
    READER = "reader"


class Claim(NamedTuple):
    """Who or what is said to do what to which complaint; offsets into ``Page.text``, first to last of its words."""

    sentence: int
    start: int
    end: int
    by: By
    product: str
    """Id of the product that acts, or that the page is about when its offer is not named; empty for none."""
    product_kind: str
    """Such as "supplement"; empty when the product is not known."""
    verb: int
    """Where the verb begins: what stands before it ("does not") bears on the claim, even within it."""
    act: str
    """Kind of act, as in the file of words; "gain" for what the reader or patients are said to gain."""
    to: str
    """"condition", or the kind of object as in the file of words; empty for none."""
    condition: str
    """Id of the condition; empty for other objects."""
    absolute: bool
    """Said without any limit: always, completely, for ever, overnight."""
    soon: bool
    """Said with a time to effect: in 14 days, by week two, after one session."""


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


class Telephone(NamedTuple):
    """A telephone number; offsets into ``Page.text``."""

    start: int
    end: int
    number: str
    """As it is printed, or as the link dials it."""


class Reading(NamedTuple):
    """Everything the checks need to know of a page. All bytes have the length of ``Page.text``."""

    page: Page
    language: str
    """That of most of the page; "und" when it cannot be told."""
    foreign: Mapping[int, str]
    """Index of a block that is not in English -> its language; empty where no English is to be read."""
    english: bool
    """Whether enough of the page is in English to be read."""
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
    claims: tuple[Claim, ...]
    telephones: tuple[Telephone, ...]
    topic: str
    """Id of the product that the page is about; empty for none."""
    about_health: bool
    profile: Profile

    @property
    def sells(self) -> bool:
        """Whether the page offers, sells or advertises something."""
        return self.profile.kind is PageKind.SELLS

    def sentences_at(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Numbers of the sentences that the stretches of text touch."""
        ends = [sentence.end for sentence in self.sentences]
        touched: set[int] = set()
        for start, end in spans:
            touched.update(range(bisect_right(ends, start), min(bisect_right(ends, end - 1) + 1, len(ends))))
        return touched

    def sentence_text(self, sentence: Sentence) -> bytes:
        """The folded sentence."""
        return self.folded[sentence.start : sentence.end]

    def block_of(self, sentence: Sentence) -> Block:
        """The block that the sentence stands in."""
        return self.page.blocks[sentence.block]


def headings_above(blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """For every block the index of the nearest heading above it in the same part of the page, or -1.

    The header heads the main part; menus, side boxes and the footer keep their headings to themselves.
    """
    above = []
    latest: dict[Region, int] = {}
    for index, block in enumerate(blocks):
        part = Region.MAIN if block.region is Region.HEADER else block.region
        above.append(latest.get(part, -1))
        if block.kind is BlockKind.HEADING:
            latest[part] = index
    return tuple(above)
