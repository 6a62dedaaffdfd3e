"""Figures of one page that contradict each other: shares of one thing, how long an effect lasts, years of approval.

All of them are for a person to decide: two sentences that read alike may still speak of different things.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.numbers import NUMBER, number
from healthaudit.citing import CitationFault as Kind
from healthaudit.language.quantities import Measure, quantities
from healthaudit.language.reading import Reading, Sentence
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import Lazy

__all__ = ["contradictions"]

_SAID = frozenset([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.CAPTION, BlockKind.TABLE_CELL])
#: A name in the middle of a sentence.
_NAME = Lazy(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_LASTS = Lazy(
    rf"\b(?:effects?|results?|relief|benefits?|it|they|protection)\b(?P<of>[^.;!?]{{0,45}}?)\blasts? (?:for )?"
    rf"(?:(?:up to|about|around|only|roughly|at least|a good|some|nearly|almost) )*"
    rf"(?P<low>{NUMBER})(?: ?(?:-|to|or) ?(?P<high>{NUMBER}))? (?P<unit>hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_APPROVED = Lazy(r"\b(?:approved|cleared|licen[sc]ed|authori[sz]ed|approval|clearance)\b", re.IGNORECASE)
_YEAR = Lazy(r"\b(?:19[5-9]\d|20\d\d)\b")
#: Durations that differ by less than this factor may be one.
_LONGER = 1.5
#: So many different figures are held against each further one; no page has as many that a reader would compare.
_FIGURES = 500


def contradictions(reading: Reading) -> Iterator[Fault]:
    """Pairs of figures that cannot both hold; always for review."""
    yield from _shares(reading)
    yield from _durations(reading)
    yield from _years(reading)


def _sentences(reading: Reading) -> Iterator[tuple[Sentence, str]]:
    """Sentences of the main text, folded."""
    for sentence in reading.sentences:
        block = reading.block_of(sentence)
        if block.region is Region.MAIN and block.kind in _SAID:
            yield sentence, reading.sentence_text(sentence).decode("latin-1")


def _fault(one: tuple[int, int], other: tuple[int, int]) -> Fault:
    return Fault(Kind.CONTRADICTION, (Spot("claim", *one), Spot("also", *other)), "", review=True)


def _durations(reading: Reading) -> Iterator[Fault]:
    """Two spans for which the effect is said to last."""
    # Only the shortest and the longest so far can be the first that another one contradicts.
    shorter: list[tuple[float, int]] = []
    longer: list[tuple[float, int]] = []
    places: list[tuple[int, int]] = []
    for sentence, text in _sentences(reading):
        for match in _LASTS.finditer(text):
            days = _DAYS[match["unit"].lower()]
            low = number(match["low"]) * days
            high = number(match["high"]) * days if match["high"] else low
            place = sentence.start + match.start(), sentence.start + match.end()
            at_once = bisect_left(shorter, True, key=lambda one: one[0] * _LONGER < low)
            at_last = bisect_left(longer, True, key=lambda one: high * _LONGER < one[0])
            earlier = [one for _, one in (*shorter[at_once : at_once + 1], *longer[at_last : at_last + 1])]
            if earlier:
                yield _fault(place, places[min(earlier)])
            if not shorter or high < shorter[-1][0]:
                shorter.append((high, len(places)))
            if not longer or low > longer[-1][0]:
                longer.append((low, len(places)))
            places.append(place)


def _years(reading: Reading) -> Iterator[Fault]:
    """Two years of approval of one product for one use."""
    at = [mention.start for mention in reading.mentions]
    found: dict[tuple[str, str], tuple[int, tuple[int, int], frozenset[str]]] = {}
    for sentence, text in _sentences(reading):
        if not _APPROVED.search(text):
            continue
        here = reading.mentions[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
        product = next((mention.id for mention in here if mention.kind == "product"), reading.topic)
        conditions = [one for one in here if one.kind == "condition"]
        apart = frozenset(match.lower() for match in _APART.findall(text))
        for match in _YEAR.finditer(text):
            before = bisect_left(conditions, sentence.start + match.start(), key=lambda one: one.start)
            key = product, conditions[before - 1].id if before else ""
            place = sentence.start + match.start(), sentence.start + match.end()
            year = int(match.group())
            if key in found and found[key][0] != year and key[0] and found[key][2] == apart:
                yield _fault(place, found[key][1])
            found.setdefault(key, (year, place, apart))


_WORD = Lazy(r"[a-z][a-z'-]{2,}")
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
_APART = Lazy(
    r"\b(?:placebo|sham|control|women|men|boys|girls|children|teenagers|older|younger|elderly|severe|mild|moderate|"
    r"first|second|third|last|former|latter|other|another|"
    r"respectively|compared|than|versus|vs|without|untreated|low|high|lower|higher|group|arm|after|before|by|within|"
    r"per|every|daily|weekly|remission|response|relapse|"
    r"then|now|in (?:19|20)\d\d|since|worldwide|US|UK|England|America|Europe|globally|national|state|city|rural|"
    r"biopsy|with|left|right|upper|minor|serious|older)\b",
    re.IGNORECASE,
)


class _Figure(NamedTuple):
    """A figure with the words that it stands among."""

    low: float
    high: float
    words: frozenset[str]
    apart: frozenset[str]
    """Words and names by which it may be a figure of something else."""
    start: int
    end: int


_RANGE = Lazy(r"(\d+(?:\.\d+)?) ?(?:-|–|to|and) ?(\d+(?:\.\d+)?) ?(?:%|per ?cent)", re.IGNORECASE)
_UP_TO = Lazy(r"\b(?:up to|as many as|at most|no more than) $", re.IGNORECASE)


def _shares(reading: Reading) -> Iterator[Fault]:
    """Two shares of what reads like one thing."""
    # The first of those that say the same stands for all of them.
    figures: dict[frozenset[str], dict[tuple[float, float, frozenset[str]], _Figure]] = {}
    for one in _figures(reading):
        earlier = figures.setdefault(one.apart, {})
        if other := next((other for other in earlier.values() if _contradict(one, other)), None):
            yield _fault((one.start, one.end), (other.start, other.end))
        if len(earlier) < _FIGURES:
            earlier.setdefault((one.low, one.high, one.words), one)


def _contradict(one: _Figure, other: _Figure) -> bool:
    """Whether two figures that are not told apart are of what reads like one thing, and cannot both hold."""
    if max(one.low, other.low) <= min(one.high, other.high) * 1.05 and not _differs(one, other):
        return False
    shared = len(one.words & other.words)
    return shared >= 3 and shared >= 0.55 * min(len(one.words), len(other.words))


def _differs(one: _Figure, other: _Figure) -> bool:
    """Whether a range and a limit of the same thing do not fit: 30 to 40 per cent, and up to 30 per cent."""
    return (one.low == 0.0) != (other.low == 0.0) and max(one.low, other.low) >= min(one.high, other.high)


def _figures(reading: Reading) -> Iterator[_Figure]:
    for sentence, text in _sentences(reading):
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
        apart = frozenset(match.lower() for match in _APART.findall(text)) | frozenset(_NAME.findall(text))
        yield _Figure(low, high, words, apart, sentence.start + quantity.start, sentence.start + quantity.end)


def _stem(word: str) -> str:
    return word[:6] if len(word) > 6 else word.rstrip("s")
