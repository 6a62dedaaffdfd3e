"""Pages held against their gold, sentence by sentence.

A sentence with a finding is right when a piece of its evidence overlaps a gold quote of its family; a gold quote is
found when a finding of its family overlaps it. What gold calls unsure counts neither way; so do page-level gold and
the findings about a page as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.evaluation.gold import GoldPage
from healthaudit.evaluation.outcomes import FAMILIES, Case, Flag, Outcomes, Wanted, about_a_sentence
from healthaudit.model import Finding, PageReport


class Place(NamedTuple):
    """A gold quote on the page; offsets into the text with white space folded."""

    start: int
    end: int
    family: str | None
    kind: str
    quote: str


def places(page: PageReport, entries: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    """Every occurrence of the gold quotes in the text of the page."""
    text = " ".join(page.page.text.split())
    for entry in entries:
        quote = " ".join(entry["quote"].split())
        at = text.find(quote)
        while at >= 0:
            yield Place(at, at + len(quote), entry.get("family"), entry.get("kind", ""), quote)
            at = text.find(quote, at + 1)


def outcomes_of(page: PageReport, gold: GoldPage) -> Outcomes:
    """Findings held against gold."""
    name = Path(page.page.source).name
    wanted = list(places(page, gold.findings))
    unsure = list(places(page, gold.unsure))
    folded_at = source_to_folded(page)
    starts = sorted({block.start for block in page.page.blocks})
    flags, hit = [], set()
    for finding in page.findings:
        if not about_a_sentence(finding):
            continue
        family = finding.family.value
        spans = [(folded_at[e.span.start], folded_at[e.span.end - 1] + 1) for e in finding.evidence]
        matched = {place for place in wanted if place.family == family and overlaps(place, spans)}
        hit |= matched
        doubtful = any(place.family in (None, family) and overlaps(place, spans) for place in unsure)
        right = True if matched else None if doubtful else False
        case = Case(f"{name}:{_sentence(page, finding, starts)}", name, "", gold.kind, finding.evidence[0].quote)
        flags.append(Flag(case, family, finding.rule, finding.confidence, finding.outcome == "fail", right))
    return Outcomes(
        tuple(_one_a_case(flags)),
        tuple(
            Wanted(
                Case(f"{name}:{place.start}-{place.end}/{place.kind}", name, "", gold.kind, place.quote),
                str(place.family),
                place.kind,
                place in hit,
            )
            for place in dict.fromkeys(wanted)
            if place.family in FAMILIES
        ),
    )


def _one_a_case(flags: Sequence[Flag]) -> Iterator[Flag]:
    """Flags in one sentence share its case, whatever words of it each quotes."""
    cases: dict[str, Case] = {}
    for flag in flags:
        yield flag._replace(case=cases.setdefault(flag.case.id, flag.case))


def overlaps(place: Place, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the quote shares a character with one of the stretches of folded text."""
    return any(start < place.end and place.start < end for start, end in spans)


def _sentence(page: PageReport, finding: Finding, starts: Sequence[int]) -> int:
    """Where the sentence of the first evidence begins, told by the stop before it, or its block."""
    text, at = page.page.text, page.page.text.find(finding.evidence[0].quote)
    if at < 0:
        return finding.evidence[0].span.start
    block = starts[max(0, bisect_right(starts, at) - 1)] if starts else 0
    return max(block, *(text.rfind(stop, block, at) for stop in (". ", "! ", "? ", "\n")))


def source_to_folded(page: PageReport) -> list[int]:
    """For each source offset the offset, once white space is folded, of the character that stands there."""
    folded, at, space = [], 0, True
    for character in page.page.text:
        folded.append(at)
        if character.isspace():
            at += 0 if space else 1
            space = True
        else:
            at += 1
            space = False
    back = [0] * (len(page.page.raw) + 1)
    for block in page.page.blocks:
        for offset in range(block.start, block.end):
            span = page.page.span(offset, offset + 1)
            for source in range(span.start, span.end):
                back[source] = folded[offset]
    return back
