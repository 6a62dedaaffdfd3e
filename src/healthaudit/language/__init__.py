"""From a Page to a Reading: sentences, stance, mentions, and what kind of page it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.language.detect import detect
from healthaudit.language.fold import fold
from healthaudit.language.mentions import MentionFinder, mask
from healthaudit.language.profile import ProfileCues
from healthaudit.language.reading import Mention, Reading, Sentence, headings_above
from healthaudit.language.sentences import split
from healthaudit.language.stance import Stance, StanceCues, Stances
from healthaudit.model import BlockKind, Page, Region

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Names

__all__ = ["Language", "Mention", "Reading", "Sentence", "Stance", "Stances"]

#: Blocks that nobody reads as the page's own words.
_NOT_SHOWN = frozenset([BlockKind.REFERENCE, BlockKind.CODE])


@dataclass(frozen=True, slots=True)
class Language:
    """The language room: what it needs to read a page."""

    finder: MentionFinder
    stance: StanceCues
    profile: ProfileCues

    @classmethod
    def load(cls, folder: Path, names: Names) -> Language:
        """``folder`` holds stance.yml and page.yml. Raises RuleError when one is malformed."""
        return cls(
            MentionFinder.of(names),
            StanceCues.load(folder / "stance.yml"),
            ProfileCues.load(folder / "page.yml"),
        )

    def read(self, page: Page) -> Reading:
        """Understand a page. Pure: the same page gives the same reading."""
        folded = fold(page.text)
        shown = _shown(page, folded)
        mentions = tuple(self.finder.find(folded))
        sentences = tuple(_sentences(page))
        return Reading(
            page=page,
            language=detect(shown, page.declared_language),
            folded=folded,
            masked=mask(folded, mentions),
            shown=shown,
            sentences=sentences,
            mentions=mentions,
            headings=headings_above(page.blocks),
            about_health=self.profile.about_health(shown, mentions),
            sells=self.profile.sells(shown),
        )


def _sentences(page: Page) -> Iterator[Sentence]:
    for index, block in enumerate(page.blocks):
        for start, end in split(page.text, block.start, block.end):
            yield Sentence(start, end, index)


def _shown(page: Page, folded: str) -> str:
    """The folded text with hidden blocks, references and code blanked out."""
    parts = []
    at = 0
    for block in page.blocks:
        if block.region is Region.HIDDEN or block.kind in _NOT_SHOWN:
            parts.append(folded[at : block.start])
            parts.append(" " * (block.end - block.start))
            at = block.end
    parts.append(folded[at:])
    return "".join(parts)
