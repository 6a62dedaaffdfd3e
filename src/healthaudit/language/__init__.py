"""From a Page to a Reading: sentences, stance, mentions, and what kind of page it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from healthaudit.expressions import Expression, Pattern
from healthaudit.language.detect import SAMPLE, detect
from healthaudit.language.fold import fold
from healthaudit.language.mentions import MentionFinder, mask
from healthaudit.language.profile import ProfileCues, read_profile
from healthaudit.language.reading import Mention, Reading, Sentence, headings_above
from healthaudit.language.sentences import split
from healthaudit.language.signs import read_signs
from healthaudit.language.stance import Sign, Stance, StanceCues, Stances, read_cues
from healthaudit.model import Block, BlockKind, Page, Region

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Names

__all__ = ["Language", "Mention", "Reading", "Sentence", "Sign", "Stance", "Stances", "read_language"]

#: Blocks that nobody reads as the page's own words.
_NOT_SHOWN = frozenset([BlockKind.REFERENCE, BlockKind.CODE])


class Language(NamedTuple):
    """The language room: what it needs to read a page."""

    finder: MentionFinder
    stance: StanceCues
    profile: ProfileCues
    contexts: Mapping[str, Expression]
    """Signs of a source, a measurement, a letterhead: for the circumstances in which rules keep silent."""

    @classmethod
    def of(cls, plain: Mapping[str, Any], names: Names) -> Language:
        """Make the room out of what ``read_language`` gave."""
        return cls(
            MentionFinder.of(names),
            StanceCues.of(plain["stance"]),
            ProfileCues.of(plain["profile"]),
            {name: Expression(Pattern(text)) for name, text in plain["contexts"].items()},
        )

    def read(self, page: Page) -> Reading:
        """Understand a page. Pure: the same page gives the same reading."""
        folded = fold(page.text)
        shown = _without(page, folded, _unseen)
        mentions = tuple(self.finder.find(folded))
        sentences = tuple(_sentences(page))
        return Reading(
            page=page,
            language=detect(_sample(page), page.declared_language),
            folded=folded,
            masked=mask(folded, mentions),
            shown=shown,
            sentences=sentences,
            mentions=mentions,
            headings=headings_above(page.blocks),
            about_health=self.profile.about_health(shown, mentions),
            sells=self.profile.sells(_without(page, folded, lambda block: _unseen(block) or _leads_elsewhere(block))),
        )


def read_language(folder: Path) -> dict[str, Any]:
    """The cue files of a folder as plain data. Raises RuleError when one is malformed."""
    return {
        "stance": read_cues(folder / "stance.yml"),
        "profile": read_profile(folder / "page.yml"),
        "contexts": read_signs(folder / "contexts.yml"),
    }


def _sentences(page: Page) -> Iterator[Sentence]:
    for index, block in enumerate(page.blocks):
        for start, end in split(page.text, block.start, block.end):
            yield Sentence(start, end, index)


def _unseen(block: Block) -> bool:
    """Whether nobody reads the block as the page's own words."""
    return block.region is Region.HIDDEN or block.kind in _NOT_SHOWN


def _leads_elsewhere(block: Block) -> bool:
    """A "Contact us" in the menu is on every page there is."""
    return block.region is Region.NAVIGATION or block.kind is BlockKind.LINK


def _without(page: Page, folded: bytes, unwanted: Callable[[Block], bool]) -> bytes:
    """The folded text with some blocks blanked out."""
    parts = []
    at = 0
    for block in page.blocks:
        if unwanted(block):
            parts.append(folded[at : block.start])
            parts.append(b" " * (block.end - block.start))
            at = block.end
    parts.append(folded[at:])
    return b"".join(parts)


def _sample(page: Page) -> str:
    """Enough of the text that a reader sees to tell its language."""
    parts, length = [], 0
    for block in page.blocks:
        if not _unseen(block):
            parts.append(page.text[block.start : block.end])
            length += block.end - block.start
            if length > SAMPLE:
                break
    return " ".join(parts)
