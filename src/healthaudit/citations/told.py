"""Faults of the running text: old work called recent, shares that do not fit their counts, figures that contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.linked import Citations, Reach, Reaches
from healthaudit.citations.markers import MarkerKind
from healthaudit.citations.numbers import NUMBER, number
from healthaudit.citing import CitationFault as Kind
from healthaudit.language.quantities import Measure, quantities
from healthaudit.language.reading import Reading
from healthaudit.model import BlockKind, Region

__all__ = ["text_faults"]

#: A work is no longer recent after so many years.
_RECENT = 8
_CALLED_RECENT = re.compile(
    r"\b(?:recent(?:ly)?|new|latest|newest|brand-new|current|cutting-edge|just published|up-to-date)\b"
    r"(?:,? [\w'’-]+){0,4}? ?"
    r"\b(?:stud(?:y|ies)|trials?|research|reviews?|meta-analys[ei]s|evidence|findings?|paper|report|survey|data|"
    r"analysis)\b|\b(?:stud(?:y|ies)|trial|research|review|paper|findings?)\b (?:[\w'’-]+ ){0,3}?"
    r"(?:published )?recently\b|\brecently,? (?:[\w'’-]+ ){0,4}?"
    r"(?:researchers|scientists|a team|doctors|a study)\b|\bresearch(?:ers)? (?:has|have) recently\b",
    re.IGNORECASE,
)
_NOT_RECENT = re.compile(
    r"\b(?:no (?:recent|new)|more recent|most recent(?:ly)? (?:than|of)|new "
    r"(?:patients|treatment|drug|medicine|clinic|guideline|mothers?|onset))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?<![\d/.])((?:19|20)\d\d)(?=[a-z]?\b)(?!\s?(?:mg|people|patients|women|men|participants|adults|IU|to (?:19|20)))"
)
_COUNTED = (
    # 18 of the 20 patients (95 %)     19 of 20 (90%)
    re.compile(
        rf"\b(?P<part>{NUMBER}) (?:[\w'’-]+ ){{0,2}}?(?:out )?of (?:the |these |those |all |its |our )?"
        rf"(?P<whole>{NUMBER})"
        r"(?: [\w'’-]+){0,4}? ?[(,\[-] ?(?:or |i\.e\.,? |that is,? |about )?(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent)",
        re.IGNORECASE,
    ),
    # 95 % (18 of 20)    60 % of 12 patients (n=9)
    re.compile(
        r"(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent)(?: [\w'’-]+){0,4}? ?\((?:n ?= ?)?(?P<part>\d[\d,]*) ?"
        r"(?:of|out of|/) ?(?:the )?(?P<whole>\d[\d,]*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent) of (?:the )?(?P<whole>\d[\d,]*) (?:[\w'’-]+ ){1,3}?\(n ?= ?"
        r"(?P<part>\d[\d,]*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b[Oo]f (?:the )?(?P<whole>\d[\d,]*) (?:[\w'’-]+ ){1,3}?(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent) ?\(n ?= ?"
        r"(?P<part>\d[\d,]*)"
    ),
    re.compile(
        r"\b(?P<part>\d[\d,]*)/(?P<whole>\d[\d,]*) ?[(,] ?(?P<share>\d+(?:\.\d+)?) ?(?:%|per ?cent)", re.IGNORECASE
    ),
)
_WORD = re.compile(r"[a-z][a-z'-]{2,}")
_SMALL = frozenset(
    """
    the and for with that this these those from are was were has have had not but can may will about around
    nearly almost over more than less most many some per cent percent out its our your their his her who which
    when where what how also only just even still then there here into onto after before while all any each
    every been being does did one two three four five six seven eight nine ten twelve twenty thirty forty fifty
    hundred thousand million half third quarter unfortunately however moreover according often usually roughly
    approximately between least close good year years month months week weeks day days hour hours people
    patients individuals adults persons
    """.split()  # noqa: SIM905
)
#: Words by which two figures are of different things.
_APART = re.compile(
    r"\b(?:placebo|sham|control|women|men|boys|girls|children|teenagers|older|younger|elderly|severe|mild|moderate|"
    r"first|second|third|last|former|latter|other|another|"
    r"respectively|compared|than|versus|vs|without|untreated|low|high|lower|higher|group|arm|after|before|by|within|"
    r"per|every|daily|weekly|remission|response|relapse|"
    r"then|now|in (?:19|20)\d\d|since|worldwide|US|UK|England|America|Europe|globally|national|state|city|rural|"
    r"biopsy|with|left|right|upper|minor|serious|older)\b",
    re.IGNORECASE,
)


def text_faults(reading: Reading, citations: Citations, reaches: Reaches, this_year: int) -> Iterator[Fault]:
    """The faults of the running text, in the order of the page."""
    for index, sentence in enumerate(reading.sentences):
        block = reading.block_of(sentence)
        if block.region in (Region.HIDDEN, Region.NAVIGATION) or block.kind in (BlockKind.REFERENCE, BlockKind.CODE):
            continue
        text = reading.page.text[sentence.start : sentence.end]
        if match := _CALLED_RECENT.search(text):
            yield from _old(text, sentence.start, match, citations, reaches.of(index), this_year)
        if "%" in text or "cent" in text:
            yield from _wrong_shares(text, sentence.start)
    yield from _contradictions(reading)
    yield from _without_entry(reading, citations, reaches)


def _old(
    text: str,
    start: int,
    match: re.Match[str],
    citations: Citations,
    reach: tuple[Reach, Sequence[int]],
    this_year: int,
) -> Iterator[Fault]:
    """Work that is called recent, and how old its sources are."""
    if _NOT_RECENT.search(text):
        return
    how, numbers = reach
    years: list[int] = []
    if how in (Reach.SAME, Reach.NEXT):
        for number_ in numbers:
            citation = citations.found[number_]
            years += [year for index in citation.references if (year := citations.references[index].entry.year)]
            years += [called.year for called in citation.marker.called if called.year]
    if how is Reach.SAME or not numbers:
        years += [int(year) for year in _YEAR.findall(text)]
    if years and max(years) < this_year - _RECENT:
        yield Fault(
            Kind.OLD_CALLED_RECENT, (Spot("claim", start + match.start(), start + match.end()),), str(max(years))
        )


def _wrong_shares(text: str, start: int) -> Iterator[Fault]:
    """Shares that are not what their counts come to."""
    for pattern in _COUNTED:
        for match in pattern.finditer(text):
            try:
                part, whole = number(match["part"]), number(match["whole"])
            except ValueError:
                continue
            share = float(match["share"])
            if not 0 < part <= whole or whole < 3:
                continue
            true = 100 * part / whole
            if abs(true - share) > (1.0 if share == int(share) else 0.6):
                yield Fault(
                    Kind.WRONG_SHARE,
                    (Spot("claim", start + match.start(), start + match.end()),),
                    f"{part:g} of {whole:g} is {true:.4g} %",
                )
                return


class _Figure(NamedTuple):
    """A figure with the words that it stands among."""

    measure: Measure
    low: float
    high: float
    words: frozenset[str]
    apart: frozenset[str]
    start: int
    end: int


_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|–|to|and) ?(\d+(?:\.\d+)?) ?(?:%|per ?cent)", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|as many as|at most|no more than) $", re.IGNORECASE)


def _contradictions(reading: Reading) -> Iterator[Fault]:
    """Two figures for what reads like one thing; a person decides."""
    figures = list(_figures(reading))
    told: set[int] = set()
    for later, one in enumerate(figures):
        for other in figures[:later]:
            if one.measure is not other.measure or later in told:
                continue
            if max(one.low, other.low) <= min(one.high, other.high) * 1.05 and not _differs(one, other):
                continue
            shared = one.words & other.words
            if (
                len(shared) >= 3
                and len(shared) >= 0.55 * min(len(one.words), len(other.words))
                and one.apart == other.apart
            ):
                told.add(later)
                spots = (Spot("claim", one.start, one.end), Spot("also", other.start, other.end))
                yield Fault(Kind.CONTRADICTION, spots, "", review=True)


def _differs(one: _Figure, other: _Figure) -> bool:
    """Whether a range and a limit of the same thing do not fit: 30 to 40 per cent, and up to 30 per cent."""
    return (one.low == 0.0) != (other.low == 0.0) and max(one.low, other.low) >= min(one.high, other.high)


def _figures(reading: Reading) -> Iterator[_Figure]:
    for sentence in reading.sentences:
        block = reading.block_of(sentence)
        if block.region is not Region.MAIN or block.kind not in (
            BlockKind.PARAGRAPH,
            BlockKind.LIST_ITEM,
            BlockKind.CAPTION,
        ):
            continue
        text = reading.sentence_text(sentence).decode("latin-1")
        if not any(character.isdigit() for character in text):
            continue
        found = [q for q in quantities(text) if q.measure is Measure.SHARE and 0 < q.value < 1]
        if len(found) != 1:  # of several it cannot be told which of them goes with which words
            continue
        quantity = found[0]
        words = frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _SMALL)
        low, high = quantity.value, quantity.value
        if both := _RANGE.match(text, quantity.start):
            low, high = float(both[1]) / 100, float(both[2]) / 100
        elif _UP_TO.search(text[: quantity.start]):
            low = 0.0
        apart = frozenset(match.lower() for match in _APART.findall(text))
        yield _Figure(
            quantity.measure, low, high, words, apart, sentence.start + quantity.start, sentence.start + quantity.end
        )


def _stem(word: str) -> str:
    return word[:6] if len(word) > 6 else word.rstrip("s")


def _without_entry(reading: Reading, citations: Citations, reaches: Reaches) -> Iterator[Fault]:
    """Studies called by name or journal, with no entry, link or identifier anywhere near."""
    ends = [sentence.end for sentence in reading.sentences]
    from bisect import bisect_right

    told: set[str] = set()
    known = {
        called.family for one in citations.found if one.references or one.marker.key for called in one.marker.called
    }
    for citation in citations.found:
        marker = citation.marker
        if marker.kind not in (MarkerKind.NAME, MarkerKind.DESCRIBED) or citation.references or citation.missing:
            continue
        index = bisect_right(ends, marker.start)
        if index >= len(reading.sentences) or reading.block_of(reading.sentences[index]).region is not Region.MAIN:
            continue
        _, numbers = reaches.of(index)
        others = [citations.found[number_] for number_ in numbers]
        if any(one.references or one.marker.key for one in others):
            continue
        name = marker.called[0].family if marker.called else marker.journal
        if name in told or name in known:
            continue
        told.add(name)
        yield Fault(Kind.STUDY_WITHOUT_ENTRY, (Spot("claim", marker.start, marker.end),))
