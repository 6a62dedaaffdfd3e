"""Each sentence that cites, held against what is known of the works that it cites."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from healthaudit.citations.compare import Claimed, Comparer
from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.known import called_studies, entry_study, named_studies, work_of
from healthaudit.citations.linked import Citation, Citations, Reach, Reaches
from healthaudit.citations.metadata import entry_against
from healthaudit.citations.records import Absent, Answers, query_of
from healthaudit.citations.references import Reference
from healthaudit.citations.works import Mismatch, Work
from healthaudit.citing import CitationFault as Kind
from healthaudit.citing import Sides
from healthaudit.knowledge import KnownStudy
from healthaudit.language.reading import Reading
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import compiled

__all__ = ["mismatches"]

#: What counts for each work of several that a sentence cites; anything else has to hold of all of them.
_OF_ONE = frozenset(["retracted", "concern", "corrected", "preprint"])
#: What says something of the entry rather than of the sentence.
_OF_ENTRY = frozenset(["other-work", "author", "year", "journal", "title"])
#: What a title alone can tell.
_BY_TITLE = frozenset(["product", "condition", "species", "population", "outcome", "route", "design"])
#: So many sources on another subject are no accident.
_SOURCES = 2
#: No sentence rests on more works; one that lists all of them claims nothing of any.
_WORKS = 50
#: So many characters before and behind a sentence belong to what it tells; no paragraph that is read is longer.
_NEAR = 5000
#: Words of a title that tell the illness without naming it.
_IMPLIED = compiled(
    r"\b(?:antidepressants?|antidepressant effects?|antipsychotics?|antihypertensive|antidiabetic|analges\w+|"
    r"anticancer)\b",
    re.IGNORECASE,
)
_UNREAD = frozenset([Region.HIDDEN, Region.NAVIGATION])
_NO_CLAIM = frozenset([BlockKind.REFERENCE, BlockKind.CODE, BlockKind.HEADING])
_OWN_LIST = "the page's own reference list"


#: What the facts about a known study can tell: of its figures they have the main ones only.
_BY_FACTS = _BY_TITLE | _OF_ONE | {"size", "figure", "protocol", "strength"}


class _Cited(NamedTuple):
    """A work that a sentence cites."""

    work: Work
    reference: Reference | None
    sure: bool
    """Whether what is known of it was looked up in its source."""
    allowed: frozenset[str] | None = None
    """Kinds of mismatch that what is known can tell; None for all."""


def mismatches(
    reading: Reading,
    citations: Citations,
    reaches: Reaches,
    comparer: Comparer,
    studies: Sequence[KnownStudy],
    answers: Answers,
) -> Iterator[Fault]:
    """Where sentences, entries and works differ; in the order of the page."""
    yield from _entries(citations, studies, answers)
    yield from _nowhere(citations, answers)
    # Most studies are named on no page, and most sentences cite nothing.
    named = [study for study in studies if any(name in reading.page.text for name in study.names)]
    headline = _headline_condition(reading)
    beside = _spoken_of_elsewhere(reading)
    spoken = _Spoken(reading)
    for index, sentence in enumerate(reading.sentences):
        reach, numbers = reaches.of(index)
        called = [citations.found[number] for number in numbers] if reach is Reach.SAME else []
        if not called and not named:
            continue
        block = reading.block_of(sentence)
        text = reading.page.text[sentence.start : sentence.end]
        if block.region in _UNREAD or block.kind in _NO_CLAIM or text.rstrip().endswith("?"):
            continue
        claimed = Claimed(text, reading.topic, headline, beside)
        cited = list(islice(_works(called, citations, studies, answers), _WORKS))
        # What the paragraph says of its sources it says near them.
        near = slice(max(block.start, sentence.start - _NEAR), min(block.end, sentence.end + _NEAR))
        for fault in _compared(claimed, cited, comparer):
            if not comparer.says(fault.kind.value, (reading.page.text[near], *_entries_of(fault, reading))):
                yield _placed(fault, sentence.start, sentence.end, text)
        if not cited:
            meant = list(named_studies(named, text)) or _called_studies(spoken, sentence.block, called, studies)
            yield from _by_name(reading, index, claimed, comparer, meant)
    yield from _other_subject(reading, citations, comparer)


def _entries(citations: Citations, studies: Sequence[KnownStudy], answers: Answers) -> Iterator[Fault]:
    """Entries that differ from the records of their works."""
    for reference in citations.references:
        query = query_of(reference.entry)
        work = answers.get(query.key) if query else None
        if not isinstance(work, Work) and (study := entry_study(studies, reference.entry)):
            work = work_of(study)
        if not isinstance(work, Work):
            continue
        for one in entry_against(reference.entry, "", work):
            spot = Spot("cited work", reference.start, reference.end)
            yield Fault(Kind(one.kind), (spot,), one.work, (_sides(one, work),), review=not one.sure)


def _nowhere(citations: Citations, answers: Answers) -> Iterator[Fault]:
    """Identifiers that their registers know nothing of; words that nothing was found for prove nothing."""
    places = [
        (query.key, "cited work", reference.start, reference.end)
        for reference in citations.references
        if (query := query_of(reference.entry))
    ]
    places += [
        (one.marker.key, "claim", one.marker.start, one.marker.end) for one in citations.found if not one.references
    ]
    for key, role, start, end in places:
        answer = answers.get(key)
        if isinstance(answer, Absent) and not answer.unreachable and not key.startswith("text:"):
            value = key.partition(":")[2]
            yield Fault(Kind.BAD_IDENTIFIER, (Spot(role, start, end),), f"{value}: {answer.reason}")


def _works(
    called: Sequence[Citation], citations: Citations, studies: Sequence[KnownStudy], answers: Answers
) -> Iterator[_Cited]:
    """What is known of the works that a sentence cites: from records, known studies, or the titles of the entries."""
    seen: set[int] = set()
    for citation in called:
        for index in citation.references:
            if index in seen:
                continue
            seen.add(index)
            reference = citations.references[index]
            yield from _known(reference, studies, answers)
        record = answers.get(citation.marker.key) if not citation.references else None
        if isinstance(record, Work):
            yield _Cited(record, None, True)


def _known(reference: Reference, studies: Sequence[KnownStudy], answers: Answers) -> Iterator[_Cited]:
    entry = reference.entry
    query = query_of(entry)
    record = answers.get(query.key) if query else None
    study = entry_study(studies, entry)
    if isinstance(record, Work):
        wrong = any(one.kind == "other-work" for one in entry_against(entry, "", record))
        if not wrong:  # who cites by a wrong DOI has still cited the work that the entry prints
            yield _Cited(record, reference, True)
            return
    if study is not None and not any(one.kind == "other-work" for one in entry_against(entry, "", work_of(study))):
        yield _of_study(study, reference)
    elif entry.title:
        printed = Work(
            title=entry.title,
            authors=entry.authors,
            year=entry.year,
            journal=entry.container,
            source=_OWN_LIST,
            url=entry.url,
        )
        yield _Cited(printed, reference, True, _BY_TITLE)


def _of_study(study: KnownStudy, reference: Reference | None) -> _Cited:
    allowed = _BY_FACTS | {"direction"} if study.effect != "positive" else _BY_FACTS
    return _Cited(work_of(study), reference, study.source != "unsourced", allowed)


def _compared(claimed: Claimed, cited: Sequence[_Cited], comparer: Comparer) -> Iterator[Fault]:
    """The mismatches of a sentence with the works that it cites, one fault for each kind."""
    found: list[dict[str, Mismatch]] = []
    for one in cited:
        by_kind: dict[str, Mismatch] = {}
        for mismatch in comparer.compare(claimed, one.work):
            if one.allowed is None or mismatch.kind in one.allowed:
                by_kind.setdefault(mismatch.kind, mismatch)
        found.append(by_kind)
    for kind in dict.fromkeys(kind for by_kind in found for kind in by_kind):
        having = [(one, by_kind[kind]) for one, by_kind in zip(cited, found, strict=True) if kind in by_kind]
        if kind not in _OF_ONE and len(having) < len(cited):
            continue
        one, mismatch = having[0]
        sides = tuple(_sides(other, known.work) for known, other in having)
        spots = (
            Spot("claim", 0, 0),
            *(Spot("cited work", known.reference.start, known.reference.end) for known, _ in having if known.reference),
        )
        yield Fault(Kind(kind), spots, mismatch.work, sides, review=not (mismatch.sure and one.sure))


def _placed(fault: Fault, start: int, end: int, text: str) -> Fault:
    """The fault with its claim at the words of the page that differ."""
    said = fault.sides[0].page if fault.sides else ""
    at = text.find(said) if said else -1
    first = Spot("claim", start + at, start + at + len(said)) if at >= 0 else Spot("claim", start, end)
    return fault._replace(spots=(first, *fault.spots[1:]))


def _entries_of(fault: Fault, reading: Reading) -> Iterator[str]:
    """The entries that a fault is about."""
    return (reading.page.text[spot.start : spot.end] for spot in fault.spots if spot.role == "cited work")


def _called_studies(
    spoken: _Spoken, block: int, called: Sequence[Citation], studies: Sequence[KnownStudy]
) -> list[KnownStudy]:
    """The known studies that the names in a sentence may mean."""
    names = [one for citation in called for one in citation.marker.called if one.family]
    if not names:
        return []
    products, conditions = spoken.of(block)
    return [study for one in names for study in called_studies(studies, one, products, conditions)]


def _by_name(
    reading: Reading, index: int, claimed: Claimed, comparer: Comparer, meant: Sequence[KnownStudy]
) -> Iterator[Fault]:
    """A study called by its authors or its own name, and known: what is told must agree with one that may be meant."""
    if not meant:
        return
    sentence = reading.sentences[index]
    every = [_of_study(study, None) for study in dict.fromkeys(meant)]
    end = min(reading.page.blocks[sentence.block].end, sentence.end + _NEAR)
    whole = reading.page.text[sentence.start : end]
    for fault in _compared(claimed._replace(text=whole), every, comparer):
        # Which study is meant is told by its name only: a person looks.
        yield _placed(fault, sentence.start, sentence.end, whole)._replace(review=True)


def _other_subject(reading: Reading, citations: Citations, comparer: Comparer) -> Iterator[Fault]:
    """A page about one illness whose sources, two at least, are all about others."""
    wanted = _headline_condition(reading)
    if not wanted:
        return
    at = [mention.start for mention in reading.mentions]
    cited = {index for citation in citations.found for index in citation.references}
    others: list[tuple[Reference, str]] = []
    for index in sorted(cited):
        reference = citations.references[index]
        here = reading.mentions[bisect_left(at, reference.start) : bisect_left(at, reference.end)]
        named = [mention for mention in here if mention.kind == "condition" and not mention.weak]
        text = reading.page.text[reference.start : reference.end]
        if any(mention.id == wanted or comparer.related(mention.id, wanted) for mention in named):
            return
        words = reading.page.text[named[0].start : named[0].end] if named else ""
        if not words and (implied := _IMPLIED.search(text)):
            words = implied.group()
        if words:
            others.append((reference, words))
    if len(others) < _SOURCES or 2 * len(others) < len(cited):
        return
    heading = next(
        block
        for block in reading.page.blocks
        if block.kind in (BlockKind.TITLE, BlockKind.HEADING) and block.region is not Region.HIDDEN
    )
    said = reading.page.quote(heading.start, heading.end)
    spots = (Spot("page", heading.start, heading.end), *(Spot("cited work", one.start, one.end) for one, _ in others))
    sides = tuple(
        Sides(
            Kind.CONDITION.value,
            said,
            words,
            Work(one.entry.title, authors=one.entry.authors, year=one.entry.year).named,
            _OWN_LIST,
        )
        for one, words in others
    )
    yield Fault(Kind.CONDITION, spots, others[0][1], sides)


class _Spoken:
    """What the blocks of one page speak of; each is looked at once, however many of its sentences ask."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._starts = [mention.start for mention in reading.mentions]
        self._blocks: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, index: int) -> tuple[frozenset[str], frozenset[str]]:
        """Products and conditions of block ``index``, and the product that the page is about."""
        if index not in self._blocks:
            block, topic = self._reading.page.blocks[index], self._reading.topic
            first, last = bisect_left(self._starts, block.start), bisect_left(self._starts, block.end)
            here = self._reading.mentions[first:last]
            products = {mention.id for mention in here if mention.kind == "product"} | ({topic} if topic else set())
            conditions = {mention.id for mention in here if mention.kind == "condition"}
            self._blocks[index] = frozenset(products), frozenset(conditions)
        return self._blocks[index]


def _spoken_of_elsewhere(reading: Reading) -> frozenset[str]:
    """Products and conditions of the page outside its reference list."""
    ends = [block.end for block in reading.page.blocks]
    return frozenset(
        mention.id
        for mention in reading.mentions
        if reading.page.blocks[min(bisect_right(ends, mention.start), len(ends) - 1)].kind is not BlockKind.REFERENCE
    )


def _headline_condition(reading: Reading) -> str:
    """The condition in the page's title or first heading, when it is the only one there."""
    for block in reading.page.blocks:
        if block.kind in (BlockKind.TITLE, BlockKind.HEADING) and block.region is not Region.HIDDEN:
            starts = [mention.start for mention in reading.mentions]
            here = reading.mentions[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
            named = {mention.id for mention in here if mention.kind == "condition" and not mention.weak}
            return named.pop() if len(named) == 1 else ""
    return ""


def _sides(mismatch: Mismatch, work: Work) -> Sides:
    return Sides(mismatch.kind, mismatch.page, mismatch.work, work.named, work.source, work.url)
