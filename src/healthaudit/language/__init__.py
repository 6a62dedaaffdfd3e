"""From a Page to a Reading: sentences, stance, mentions, and what kind of page it is."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from healthaudit.expressions import Expression, Pattern
from healthaudit.language.benchmarks import Question, answered, questions, read_benchmarks
from healthaudit.language.claims import ClaimWords, Topic, claims, read_claims
from healthaudit.language.fold import fold
from healthaudit.language.foreign import languages
from healthaudit.language.mentions import Index, MentionFinder, index_of, mask
from healthaudit.language.profile import ProfileCues, read_profile
from healthaudit.language.reading import By, Claim, Mention, Reading, Sentence, Telephone, headings_above
from healthaudit.language.sentences import split
from healthaudit.language.signs import read_signs
from healthaudit.language.stance import Sign, Stance, StanceCues, Stances, read_cues
from healthaudit.language.telephones import telephones
from healthaudit.model import Block, BlockKind, Page, Region

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Names

__all__ = [
    "By",
    "Claim",
    "Language",
    "Mention",
    "Reading",
    "Sentence",
    "Sign",
    "Stance",
    "Stances",
    "Telephone",
    "answered",
    "index_of",
    "read_language",
]

#: A product in a headline counts as much as so many in the text ...
_HEADLINE = 3
_HEADLINES = frozenset([BlockKind.TITLE, BlockKind.DESCRIPTION, BlockKind.HEADING])
#: ... and one that counts less than this is not what the page is about.
_TOPIC = 3
#: Blocks that nobody reads as the page's own words.
_NOT_SHOWN = frozenset([BlockKind.REFERENCE, BlockKind.CODE])


class Language(NamedTuple):
    """The language room: what it needs to read a page."""

    finder: MentionFinder
    stance: StanceCues
    profile: ProfileCues
    claims: ClaimWords
    products: Mapping[str, str]
    """Kinds of products by id."""
    benchmarks: tuple[Question, ...]
    contexts: Mapping[str, Expression]
    """Signs of a source, a measurement, a letterhead: for the circumstances in which rules keep silent."""

    @classmethod
    def of(cls, plain: Mapping[str, Any], names: Names, index: Index) -> Language:
        """Make the room out of what ``read_language`` and ``index_of`` gave."""
        return cls(
            MentionFinder(names.rows, index),
            StanceCues.of(plain["stance"]),
            ProfileCues.of(plain["profile"]),
            ClaimWords.of(plain["claims"]),
            {product.id: product.kind for product in names.products.values()},
            questions(plain["benchmarks"]),
            {name: Expression(Pattern.of(text)) for name, text in plain["contexts"].items()},
        )

    def read(self, page: Page) -> Reading:
        """Understand a page. Pure: the same page gives the same reading."""
        folded = fold(page.text)
        shown = _without(page, folded, _unseen)
        mentions = tuple(self.finder.find(folded))
        sentences = tuple(_sentences(page))
        masked = mask(folded, mentions)
        topic = self._topic(page, mentions)
        spoken = languages(page, folded)
        return Reading(
            page=page,
            language=spoken.most,
            foreign=spoken.foreign,
            english=spoken.english,
            folded=folded,
            masked=masked,
            shown=shown,
            sentences=sentences,
            mentions=mentions,
            headings=headings_above(page.blocks),
            claims=tuple(self._claims(page, masked, sentences, mentions, topic)),
            telephones=tuple(telephones(folded, page.links)),
            topic=topic.product,
            about_health=self.profile.about_health(shown, mentions),
            profile=self.profile.profile(
                _without(page, folded, lambda block: _unseen(block) or _leads_elsewhere(block)),
                [folded[block.start : block.end] for block in page.blocks if _is_button(block)],
            ),
        )

    def _claims(
        self, page: Page, masked: bytes, sentences: Sequence[Sentence], mentions: Sequence[Mention], topic: Topic
    ) -> Iterator[Claim]:
        """Claims in what a reader sees as the page's own words."""
        at = {mention.start: mention for mention in mentions}
        for number, sentence in enumerate(sentences):
            block = page.blocks[sentence.block]
            if not _unseen(block) and block.region is not Region.NAVIGATION:
                text = masked[sentence.start : sentence.end]
                yield from claims(self.claims, number, text, sentence.start, at, self.products, topic)

    def _topic(self, page: Page, mentions: Sequence[Mention]) -> Topic:
        """The product that is named most often, in titles and headings above all."""
        starts = [block.start for block in page.blocks]
        counts: Counter[str] = Counter()
        for mention in mentions:
            if mention.kind == "product" and not mention.weak:
                block = page.blocks[bisect_right(starts, mention.start) - 1]
                if not _unseen(block) and block.region is not Region.NAVIGATION:
                    counts[mention.id] += _HEADLINE if block.kind in _HEADLINES else 1
        product, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
        return Topic(product, self.products.get(product, "")) if count >= _TOPIC else Topic()


def read_language(folder: Path) -> dict[str, Any]:
    """The cue files of a folder as plain data. Raises RuleError when one is malformed."""
    return {
        "stance": read_cues(folder / "stance.yml"),
        "profile": read_profile(folder / "page.yml"),
        "claims": read_claims(folder / "claims.yml"),
        "benchmarks": read_benchmarks(folder / "benchmarks.yml"),
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


def _is_button(block: Block) -> bool:
    return block.kind in (BlockKind.BUTTON, BlockKind.LINK) and block.region not in (Region.NAVIGATION, Region.HIDDEN)


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
