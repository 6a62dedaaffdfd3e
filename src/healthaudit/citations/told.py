"""Faults of the running text: old work called recent, shares that do not fit their counts, studies without an entry."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.linked import Citations, Reach, Reaches
from healthaudit.citations.markers import MarkerKind
from healthaudit.citations.numbers import NUMBER, number
from healthaudit.citing import CitationFault as Kind
from healthaudit.language.reading import Reading
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import Lazy

__all__ = ["text_faults"]

#: A work is no longer recent after so many years.
_RECENT = 8
_CALLED_RECENT = Lazy(
    r"\b(?:recent(?:ly)?|new|latest|newest|brand-new|current|cutting-edge|just published|up-to-date)\b"
    r"(?:,? [\w'’-]+){0,4}? ?"
    r"\b(?:stud(?:y|ies)|trials?|research|reviews?|meta-analys[ei]s|evidence|findings?|paper|report|survey|data|"
    r"analysis)\b|\b(?:stud(?:y|ies)|trial|research|review|paper|findings?)\b (?:[\w'’-]+ ){0,3}?"
    r"(?:published )?recently\b|\brecently,? (?:[\w'’-]+ ){0,4}?"
    r"(?:researchers|scientists|a team|doctors|a study)\b|\bresearch(?:ers)? (?:has|have) recently\b",
    re.IGNORECASE,
)
_NOT_RECENT = Lazy(
    r"\b(?:no (?:recent|new)|more recent|most recent(?:ly)? (?:than|of)|new "
    r"(?:patients|treatment|drug|medicine|clinic|guideline|mothers?|onset))\b",
    re.IGNORECASE,
)
_YEAR = Lazy(
    r"(?<![\d/.])((?:19|20)\d\d)(?=[a-z]?\b)(?!\s?(?:mg|people|patients|women|men|participants|adults|IU|to (?:19|20)))"
)
#: What a percentage is when it is no share of the people.
_NO_SHARE = Lazy(r"\W*(?:off|discount|CI\b|confidence|cheaper|less|more|of (?:the )?price)", re.IGNORECASE)
_ROUND = Lazy(r"\(([^()]*)\)")
#: In a run of digits it is looked for once.
_SHARE = r"(?P<share>(?<!\d)\d+(?:\.\d+)?) ?(?:%|per ?cent)"
_COUNTED = (
    # 18 of the 20 patients (95 %)     19 of 20 (90%)
    Lazy(
        rf"\b(?P<part>{NUMBER}) (?:[\w'’-]+ ){{0,2}}?(?:out )?of (?:the |these |those |all |its |our )?"
        rf"(?P<whole>{NUMBER})"
        rf"(?: [\w'’-]+){{0,4}}? ?[(,\[-] ?(?:or |i\.e\.,? |that is,? |about )?{_SHARE}",
        re.IGNORECASE,
    ),
    # 95 % (18 of 20)    60 % of 12 patients (n=9)
    Lazy(
        rf"{_SHARE}(?: [\w'’-]+){{0,4}}? ?\((?:n ?= ?)?(?P<part>\d[\d,]*) ?"
        r"(?:of|out of|/) ?(?:the )?(?P<whole>\d[\d,]*)",
        re.IGNORECASE,
    ),
    Lazy(
        rf"{_SHARE} of (?:the )?(?P<whole>\d[\d,]*) (?:[\w'’-]+ ){{1,3}}?\(n ?= ?"
        r"(?P<part>\d[\d,]*)",
        re.IGNORECASE,
    ),
    Lazy(
        rf"\b[Oo]f (?:the )?(?P<whole>\d[\d,]*) (?:[\w'’-]+,? ){{1,3}}?{_SHARE} ?\(n ?= ?"
        r"(?P<part>\d[\d,]*)"
    ),
    Lazy(
        rf"\b(?P<part>\d[\d,]*)/(?P<whole>\d[\d,]*) ?[(,] ?{_SHARE}",
        re.IGNORECASE,
    ),
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
    # A year in brackets, as in (Reyes, Sleep 2005;28:1-9), is that of a work; any other may be of anything.
    years += [int(year) for inside in _ROUND.findall(text) for year in _YEAR.findall(inside)]
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
            behind = text[match.end() : match.end() + 16]
            if not 0 < part <= whole or whole < 3 or match["part"].lower() in ("a", "one") or _NO_SHARE.match(behind):
                continue
            true = 100 * part / whole
            if abs(true - share) > (1.0 if share.is_integer() else 0.6):
                yield Fault(
                    Kind.WRONG_SHARE,
                    (Spot("claim", start + match.start(), start + match.end()),),
                    f"{part:g} of {whole:g} is {true:.4g} %",
                )
                return


def _without_entry(reading: Reading, citations: Citations, reaches: Reaches) -> Iterator[Fault]:
    """Studies called by name or journal, with no entry, link or identifier anywhere near."""
    ends = [sentence.end for sentence in reading.sentences]
    told: set[str] = set()
    near: dict[tuple[bool, int], bool] = {}  # whether any of the citations that a sentence rests on leads to a work
    known = {
        called.family for one in citations.found if one.references or one.marker.key for called in one.marker.called
    }
    for citation in citations.found:
        marker = citation.marker
        if marker.kind not in (MarkerKind.NAME, MarkerKind.DESCRIBED) or citation.references or citation.missing:
            continue
        name = marker.called[0].family if marker.called else marker.journal
        if name in told or name in known:
            continue
        index = bisect_right(ends, marker.start)
        if index >= len(reading.sentences) or reading.block_of(reading.sentences[index]).region is not Region.MAIN:
            continue
        reach, numbers = reaches.of(index)
        if numbers:
            key = reach is Reach.SECTION, numbers[0]  # which tells the others
            if key not in near:
                near[key] = any(citations.found[n].references or citations.found[n].marker.key for n in numbers)
            if near[key]:
                continue
        told.add(name)
        yield Fault(Kind.STUDY_WITHOUT_ENTRY, (Spot("claim", marker.start, marker.end),))
