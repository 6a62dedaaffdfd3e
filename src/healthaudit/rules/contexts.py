"""In which circumstances a match stands: its stance, and whether a source, a measurement or a public line is near."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from healthaudit.citations import Reach, Reaches
from healthaudit.knowledge import Knowledge
from healthaudit.knowledge.helplines import Helpline
from healthaudit.language import Language, Reading, Sentence, Stance, Stances, Telephone
from healthaudit.language.fold import fold
from healthaudit.model import Block, BlockKind, Region
from healthaudit.patterns import compiled
from healthaudit.rules.rule import Context

_STANCES = {Context(stance.value): stance for stance in Stance}
#: "Can" promises as often as it softens, and a question that presupposes its answer states it.
_NO_EXCUSE = {(Stance.HEDGED, "ability"), (Stance.QUESTION, "loaded")}

_SOURCE_LINES = (b"source:", b"sources:", b"reference:", b"references:", b"data from", b"figures from")


_WORDS = compiled(r"[a-z]{2,}")
#: What many lines are called says of none which it is.
_COMMON = frozenset(
    ["national", "helpline", "hotline", "lifeline", "line", "health", "mental", "crisis", "support", "services"]
).union(["service", "information", "center", "centre", "the", "of", "for", "and", "in", "to", "us", "department"])


#: A source at the end of a block begins within so many characters of it.
_TAIL = 80
#: A link to where something is sold is no source.
_SHOP = compiled(
    r"(?:shop|cart|checkout|book(?:ing)?s?|buy|order|product|store|affiliate|signup|quiz)\b|[?&]ref=", re.IGNORECASE
)


def _ends_a_sentence(text: bytes) -> bool:
    return not text or text.rstrip(b" (\"'").endswith((b".", b"!", b"?", b":"))


def _names(line: Helpline) -> frozenset[str]:
    """Words that name a line and hardly another."""
    return frozenset(_WORDS.findall(f"{line.name} {line.operator}".lower())) - _COMMON


def allowed(folded: bytes, terms: Sequence[str]) -> list[tuple[int, int]]:
    """(start, end) of the places where a page has one of the terms as whole words, whatever the case."""
    # The longest first, so that of terms that begin alike the whole is found.
    words = (term.split() for term in sorted(terms, key=len, reverse=True))
    spaced = [b"\\s+".join(re.escape(fold(word)) for word in term) for term in words if term]
    if not spaced:
        return []
    expression = re.compile(rb"(?<![\w\xc0-\xff])(?:" + b"|".join(spaced) + rb")(?![\w\xc0-\xff])", re.IGNORECASE)
    return [match.span() for match in expression.finditer(folded)]


def without(reading: Reading, stretches: Sequence[tuple[int, int]]) -> Reading:
    """The reading with blanks where terms stand in which nothing is found."""
    if not stretches:
        return reading
    folded = bytearray(reading.folded)
    for start, end in stretches:
        folded[start:end] = b" " * (end - start)
    return reading._replace(folded=bytes(folded))


class Contexts:
    """The circumstances of matches on one page."""

    def __init__(
        self,
        reading: Reading,
        stances: Stances,
        language: Language,
        knowledge: Knowledge,
        reaches: Reaches,
        allowed: Sequence[tuple[int, int]] = (),
    ) -> None:
        """``allowed``: (start, end) of terms in which nothing is found, in order, apart."""
        self._reading = reading
        self._reaches = reaches
        self._stances = stances
        self._cues = language.contexts
        self._allowed = allowed
        self._helplines = knowledge.helplines
        self._telephone_starts = [telephone.start for telephone in reading.telephones]
        self._link_starts = [link.start for link in reading.page.links]
        # Rules ask again for the same sentences, and sentences for the same blocks.
        self._sourced: dict[int, bool] = {}
        self._public: dict[tuple[int, int], bool | None] = {}
        self._contact: dict[int, bool] = {}
        self._said: dict[int, frozenset[str]] = {}

    def is_allowed(self, start: int, end: int) -> bool:
        """Whether a stretch lies inside a term in which nothing is found."""
        at = bisect_left(self._allowed, (start + 1, 0)) - 1
        return at >= 0 and end <= self._allowed[at][1]

    def holding(self, wanted: frozenset[Context], index: int, start: int, end: int) -> frozenset[Context]:
        """Those of the wanted contexts that hold for a match at these text offsets in sentence ``index``."""
        if not wanted:
            return frozenset()
        stances = frozenset(_STANCES[context] for context in wanted if context in _STANCES)
        found = {
            Context(sign.stance.value)
            for sign in self._stances.signs(index, start, end, stances)
            if (sign.stance, sign.manner) not in _NO_EXCUSE
        }
        sentence = self._reading.sentences[index]
        if Context.CITED in wanted and self._cited(index):
            found.add(Context.CITED)
        if Context.MEASURED in wanted and self._cues["measured"].found_in(self._reading.sentence_text(sentence)):
            found.add(Context.MEASURED)
        if Context.NAMED in wanted and self._named(sentence):
            found.add(Context.NAMED)
        if Context.PUBLIC_LINE in wanted and self._public_line(index):
            found.add(Context.PUBLIC_LINE)
        if Context.CONTACT_BLOCK in wanted and self._contact_block(sentence):
            found.add(Context.CONTACT_BLOCK)
        return frozenset(found)

    def _named(self, sentence: Sentence) -> bool:
        """A person with title or letters, or an organisation, in the sentence."""
        from healthaudit.language.people import organisations, people

        text = self._reading.sentence_text(sentence).decode("latin-1")
        return any(people(text)) or any(organisations(text))

    def _cited(self, index: int) -> bool:
        """A source in the sentence, in the next one of its block, or at the end of its block."""
        if index not in self._sourced:
            self._sourced[index] = self._has_source_near(index)
        return self._sourced[index]

    def _has_source_near(self, index: int) -> bool:
        if self._reaches.of(index)[0] is not Reach.NONE:
            return True
        sentences = self._reading.sentences
        sentence = sentences[index]
        block = self._reading.block_of(sentence)
        end = sentence.end
        if index + 1 < len(sentences) and sentences[index + 1].block == sentence.block:
            end = sentences[index + 1].end
        if self._has_source(sentence.start, end) or self._closed_by_source(max(end, block.start), block.end):
            return True
        return self._source_line_behind(sentence.block)

    def _closed_by_source(self, start: int, end: int) -> bool:
        """Whether a source stands at the very end: it speaks for the whole block, one inside a sentence does not."""
        tail = self._reading.folded[max(start, end - _TAIL) : end].rstrip(b" .)")
        spans = self._cues["cited"].spans(tail + b")")
        return bool(spans) and spans[-1][1] >= len(tail) and _ends_a_sentence(tail[: spans[-1][0]])

    def _has_source(self, start: int, end: int) -> bool:
        if start >= end:
            return False
        if self._cues["cited"].found_in(self._reading.folded[start:end]):
            return True
        at = bisect_left(self._link_starts, start)
        links = self._reading.page.links
        while at < len(links) and links[at].start < end:
            href = links[at].href
            if (href.startswith(("http://", "https://", "//")) and not _SHOP.search(href)) or (
                href.startswith("#") and len(href) > 1
            ):
                return True
            at += 1
        return False

    def _source_line_behind(self, block: int) -> bool:
        """A line "Source: ..." that closes the block's section, near enough to belong to it."""
        blocks = self._reading.page.blocks
        for following in blocks[block + 1 : block + 6]:
            if following.kind is BlockKind.HEADING:
                return False
            text = self._reading.folded[following.start : following.start + 40].lower().lstrip(b"([ ")
            if text.startswith(_SOURCE_LINES):
                return True
        return False

    def _public_line(self, index: int) -> bool:
        """Numbers stand in the sentence or its neighbours of the block, and every one is a public line."""
        sentence = self._reading.sentences[index]
        public = self._all_public(sentence.start, sentence.end)
        if public is None:
            block = self._reading.block_of(sentence)
            public = self._all_public(block.start, block.end)
        return public is True

    def _all_public(self, start: int, end: int) -> bool | None:
        """Whether every number between two offsets is a public line; None where there is none."""
        if (start, end) not in self._public:
            numbers = self._numbers(start, end)
            every = all(self._helplines.lookup(telephone.number) for telephone in numbers)
            self._public[start, end] = every if numbers else None
        return self._public[start, end]

    def misprinted(self, telephone: Telephone, index: int) -> bool:
        """Whether the page gives the number for that of a public line it names, and a digit of it is wrong."""
        at = self._reading.sentences[index].block
        if at not in self._said:
            block = self._reading.page.blocks[at]
            text = self._reading.folded[block.start : block.end].decode("latin-1").lower()
            self._said[at] = frozenset(_WORDS.findall(text))
        meant = self._helplines.misprinted(telephone.number)
        return any(not _names(line).isdisjoint(self._said[at]) for line in meant)

    def _numbers(self, start: int, end: int) -> Sequence[Telephone]:
        starts = self._telephone_starts
        return self._reading.telephones[bisect_left(starts, start) : bisect_left(starts, end)]

    def _contact_block(self, sentence: Sentence) -> bool:
        """A number as on a letterhead: labelled, or under a heading such as "Contact"."""
        reading = self._reading
        if self._cues["contact-label"].found_in(reading.sentence_text(sentence)):
            return True
        above = reading.headings[sentence.block]
        if above >= 0 and above not in self._contact:
            heading: Block = reading.page.blocks[above]
            self._contact[above] = heading.region is not Region.HIDDEN and self._cues["contact-heading"].found_in(
                reading.folded[heading.start : heading.end]
            )
        return self._contact.get(above, False)
