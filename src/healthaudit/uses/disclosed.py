"""Whether a page says of a use that it is not approved, plainly and in time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.approval import Disclosure
from healthaudit.expressions import Expression
from healthaudit.language import Reading, Stance, Stances
from healthaudit.model import Block, BlockKind, Media, Region
from healthaudit.patterns import compiled
from healthaudit.uses.promoted import Promotion

_DENIED = frozenset([Stance.DISPUTED, Stance.QUESTION])
#: Blocks that make up a section where no headings do.
_NEAR = 2
_HEADLINES = frozenset([BlockKind.TITLE, BlockKind.DESCRIPTION, BlockKind.HEADING])
#: A tag that sets the size of its text, and how many points a unit of it has.
_TINY = compiled(r"""<\w[^>]*\bfont-size:\s*(\d*\.?\d+)(px|pt|r?em|%)""", re.IGNORECASE)
_POINTS = {"px": 0.75, "pt": 1.0, "em": 12.0, "rem": 12.0, "%": 0.12}
#: Text of so many points and less is fine print.
_TINIEST = 7.5
_SMALL = compiled(r"<(/?)small\b", re.IGNORECASE)


class Statement(NamedTuple):
    """A place that says that something is not approved; offsets into ``Page.text``."""

    start: int
    end: int
    block: int
    products: frozenset[str]
    """Ids of the products that the sentence names; none when it leaves them to the context."""
    conditions: frozenset[str]
    all_uses: bool
    """Whether it speaks of all uses, or names none."""
    plain: bool
    """In the main text, where a reader comes past it."""


def statements(reading: Reading, stances: Stances, words: Mapping[str, Expression]) -> Iterator[Statement]:
    """The statements that something is not approved, in the order of the page."""
    starts = [mention.start for mention in reading.mentions]
    print_ = _Print(reading, words["fine-print"])
    for index in sorted(reading.sentences_at(words["disclosure"].spans(reading.masked))):
        sentence = reading.sentences[index]
        block = reading.block_of(sentence)
        if block.region is Region.HIDDEN or block.kind in (BlockKind.REFERENCE, BlockKind.CODE):
            continue
        text = reading.masked[sentence.start : sentence.end]
        found = words["disclosure"].first(text)
        if found is None or words["no-disclosure"].found_in(text):
            continue
        start, end = sentence.start + found[0], sentence.start + found[1]
        if any(sign.manner != "loaded" for sign in stances.signs(index, start, end, _DENIED)):
            continue
        here = reading.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        conditions = frozenset(one.id for one in here if one.kind == "condition")
        yield Statement(
            sentence.start,
            sentence.end,
            sentence.block,
            frozenset(one.id for one in here if one.kind == "product"),
            conditions,
            not conditions or words["all-uses"].found_in(text),
            print_.plain(sentence.block),
        )


class _Print:
    """How the blocks of one page are printed; each is looked at once, however many statements stand in it."""

    def __init__(self, reading: Reading, fine_print: Expression) -> None:
        self._reading = reading
        self._fine_print = fine_print
        self._plain: dict[int, bool] = {}
        self._fine: dict[int, bool] = {}
        small = [(match.end(), not match.group(1)) for match in _SMALL.finditer(reading.page.raw)]
        self._small_ends = [end for end, _ in small]
        self._opens = [opens for _, opens in small]

    def plain(self, index: int) -> bool:
        """Whether the block is in the main text and not fine print."""
        if index not in self._plain:
            self._plain[index] = self._is_plain(index)
        return self._plain[index]

    def _is_plain(self, index: int) -> bool:
        page = self._reading.page
        block = page.blocks[index]
        if block.region in (Region.FOOTER, Region.ASIDE, Region.NAVIGATION) or block.kind is BlockKind.ALT_TEXT:
            return False
        above = self._reading.headings[index]
        if self._is_fine(index) or (above >= 0 and self._is_fine(above)):
            return False
        if block.end == block.start:
            return True
        at = page.span(block.start, block.start + 1).start
        last = bisect_right(self._small_ends, at) - 1
        if last >= 0 and self._opens[last]:
            return False
        tag = _TINY.search(page.raw, page.raw.rfind("<", 0, at) if page.media is Media.HTML else at, at)
        return tag is None or float(tag.group(1)) * _POINTS[tag.group(2).lower()] > _TINIEST

    def _is_fine(self, index: int) -> bool:
        """Whether a block calls itself fine print."""
        if index not in self._fine:
            block = self._reading.page.blocks[index]
            self._fine[index] = self._fine_print.found_in(self._reading.folded[block.start : block.end])
        return self._fine[index]


def verdict(
    reading: Reading, places: Sequence[Promotion], found: Sequence[Statement], prompts: Expression
) -> tuple[Disclosure, Statement | None]:
    """Whether what is promoted at ``places``, which are in order, is disclosed by one of ``found``.

    It is when a plain statement comes before the promotion, within its section, or before the first prompt that
    follows it; otherwise it is buried.
    """
    if not found:
        return Disclosure.MISSING, None
    limit = _limit(reading, places, prompts)
    for statement in found:
        if statement.plain and statement.start <= limit:
            return Disclosure.PRESENT, statement
    return Disclosure.BURIED, found[0]


def _limit(reading: Reading, places: Sequence[Promotion], prompts: Expression) -> int:
    """The offset at which a disclosure comes too late."""
    blocks = reading.page.blocks
    body = [place for place in places if blocks[place.block].kind not in _HEADLINES]
    first = next((place for place in body if place.named), body[0] if body else places[0])
    end = _section_end(blocks, first.block)
    return max(end, min(_next_steps(reading, first.end, end, prompts), default=end))


def _next_steps(reading: Reading, start: int, end: int, prompts: Expression) -> Iterator[int]:
    """Where, behind a promotion, the first button, the first prompt or price, and the next section's claim stand."""
    yield from (link.start for link in reading.page.links if link.button and link.start > start)
    if (prompt := prompts.first(reading.shown[start:])) is not None:
        yield start + prompt[0]
    yield from (claim.start for claim in reading.claims if claim.start > end)


def _section_end(blocks: Sequence[Block], index: int) -> int:
    """The end of the section; what stands under the title of the page alone is none, but its next blocks."""
    region = blocks[index].region
    above = [block.level for block in blocks[: index + 1] if block.kind is BlockKind.HEADING and block.region is region]
    sectioned = bool(above) and above[-1] > 1
    last = index
    for at in range(index + 1, len(blocks)):
        if blocks[at].kind is BlockKind.HEADING or blocks[at].region is not region:
            break
        if not sectioned and at > index + _NEAR:
            break
        last = at
    return blocks[last].end


def about(
    statement: Statement, product: str, condition: str, kin: Callable[[str, str], bool], akin: Callable[[str], str]
) -> bool:
    """Whether a statement speaks of this product and this use.

    ``kin`` tells whether two conditions are the same or of one kind, ``akin`` what a product is a brand or form of.
    """
    if statement.products and akin(product) not in {akin(other) for other in statement.products}:
        return False
    return statement.all_uses or any(kin(condition, other) for other in statement.conditions)
