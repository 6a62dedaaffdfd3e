"""Where calls stand: places, labels of links and buttons, the blocks around them, and how far down the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from healthaudit.kinds import BlockKind, CallKind, Region
from healthaudit.model import Block, Page
from healthaudit.patterns import compiled

__all__ = ["Blocks", "Label", "Place", "clause"]

_OFF_PAGE = frozenset([BlockKind.TITLE, BlockKind.DESCRIPTION])
#: What nobody reads as the page's own words.
_NOT_READ = frozenset([BlockKind.REFERENCE, BlockKind.CODE])
#: Longer labels are headlines, or boxes that are one link.
_LABEL_AT_MOST = 120
#: So many characters before a number and behind it say what it is for ...
_BEFORE, _BEHIND = 100, 60
#: ... up to the border of a clause; "7 a.m. to 5" is none.
_BORDER = compiled(r"[,;!?·|•]\s|(?<![.\s]\w)\.\s|\n")


class Place(NamedTuple):
    """A call where it stands; offsets into ``Page.text``. Those with the same kind and key are one call."""

    start: int
    end: int
    kind: CallKind
    target: str
    key: str
    at: int
    """Where within it the number, address or label itself begins."""


class Label(NamedTuple):
    """A link or button that may be a call; offsets into ``Page.text``."""

    start: int
    end: int
    href: str
    button: bool
    region: Region

    @property
    def short(self) -> bool:
        return self.end - self.start <= _LABEL_AT_MOST


class Blocks(NamedTuple):
    """The page's blocks, found by offset, and how much a reader sees before each."""

    blocks: tuple[Block, ...]
    starts: Sequence[int]
    seen: Sequence[int]
    """For every block the characters before it that a reader sees, and at last those of the whole page."""

    @classmethod
    def of(cls, page: Page) -> Blocks:
        lengths = (block.end - block.start if _on_page(block) else 0 for block in page.blocks)
        return cls(page.blocks, [block.start for block in page.blocks], list(accumulate(lengths, initial=0)))

    def at(self, offset: int) -> Block:
        """The block in which an offset of the text lies."""
        return self.blocks[self._index(offset)]

    def read_at(self, offset: int) -> bool:
        """Whether a reader takes what stands there for the page's own words."""
        block = self.at(offset)
        return _on_page(block) and block.kind not in _NOT_READ

    def position(self, offset: int) -> float:
        """Share of the visible text before an offset, 0 to 1."""
        index = self._index(offset)
        return round((self.seen[index] + offset - self.starts[index]) / max(1, self.seen[-1]), 3)

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)


def clause(text: str, block: Block, start: int, end: int) -> tuple[int, int]:
    """The words around ``text[start:end]`` up to the next borders, or as far as a label reaches."""
    first = max(block.start, start - _BEFORE)
    if first > block.start:  # not within a word
        first = text.find(" ", first, start) + 1 or start
    for border in _BORDER.finditer(text, first, start):
        first = border.end()
    while first < start and not (text[first].isalnum() or text[first] in "(+"):
        first += 1
    behind = _BORDER.search(text, end, min(block.end, end + _BEHIND))
    last = behind.start() if behind else block.end if block.end - end <= _BEHIND else end
    if text.rfind("(", end, last) > text.rfind(")", end, last):  # not within brackets
        last = text.rfind("(", end, last)
    while last > end and not (text[last - 1].isalnum() or text[last - 1] == ")"):
        last -= 1
    return first, last


def _on_page(block: Block) -> bool:
    return block.region is not Region.HIDDEN and block.kind not in _OFF_PAGE
