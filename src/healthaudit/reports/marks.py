"""Where findings stand in the text that a reader sees.

Evidence points into the source, a report shows the text. ``marks`` walks back: it cuts the text of each block
into pieces, each with the findings that point at it, so that overlapping evidence needs no nested markup.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol

from healthaudit.model import Evidence, Finding, Page, Span
from healthaudit.patterns import compiled

__all__ = ["Piece", "Pointing", "by_position", "escaped", "marks", "visible"]

# Controls steer a terminal, bidirectional ones turn words round, lone surrogates cannot be written out.
_UNSEEN = compiled("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: The others are escapes already, or stand between values.
_UNSEEN_IN_JSON = compiled("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with characters that no reader sees, but that change what is seen, spelt out as ⟦U+202E⟧."""
    return _UNSEEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def escaped(json: str) -> str:
    """JSON that says the same, with such characters as escapes; also those that end lines for some readers of it."""
    return _UNSEEN_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", json)


class Pointing(Protocol):
    """A finding, or whatever else points at places of a page."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block's text to which the same evidence points, or none."""

    text: str
    places: tuple[tuple[int, int], ...] = ()
    """(finding, evidence) numbers, ascending, both counted from 1."""

    @property
    def findings(self) -> tuple[int, ...]:
        """Numbers of the findings that point here, ascending, each once."""
        return tuple(dict.fromkeys(finding for finding, _ in self.places))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text offsets to which the same evidence points."""

    start: int
    end: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """The runs of an offset map in source order: (source start, source end, text start, text end)."""

    runs: tuple[tuple[int, int, int, int], ...]
    reach: tuple[int, ...]
    """Largest source end up to and with each run: never falls, even where runs overlap, so bisect works."""

    @classmethod
    def of(cls, page: Page) -> _Source:
        edges = [*page.offsets.text_starts, len(page.text)]
        runs = sorted(
            (source, ends if ends >= 0 else source + after - start, start, after)
            for (start, after), source, ends in zip(
                pairwise(edges), page.offsets.source_starts, page.offsets.source_ends, strict=True
            )
        )
        return cls(tuple(runs), tuple(accumulate((run[1] for run in runs), max)))

    def text(self, span: Span) -> Iterator[tuple[int, int]]:
        """Text stretches (start, end) that stand in a source span, one per run that it touches."""
        for index in range(bisect_right(self.reach, span.start), len(self.runs)):
            source, source_end, start, end = self.runs[index]
            if source >= span.end:
                return
            if source_end <= span.start:
                continue
            if source_end - source == end - start:  # character by character, so it can be cut
                start, end = start + max(0, span.start - source), end - max(0, source_end - span.end)
            if start < end:
                yield start, end


def by_position(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in source order of their first evidence; those about the page as a whole at the end."""

    def key(finding: Finding) -> tuple[bool, int, int, str]:
        start = finding.evidence[0].span.start if finding.evidence else 0
        return not finding.evidence, start, finding.severity.rank, finding.rule

    return sorted(findings, key=key)


def marks(page: Page, findings: Sequence[Pointing]) -> list[list[Piece]]:
    """Pieces of each block, in the order of ``page.blocks``; together they are the block's text.

    Finding numbers count from 1 in the order given. A finding without evidence, or whose evidence stands in
    no block (a comment, an attribute), has no piece.
    """
    stretches = _stretches(page, findings)
    ends = [stretch.end for stretch in stretches]
    return [
        list(_pieces(page.text, block.start, block.end, stretches, bisect_right(ends, block.start)))
        for block in page.blocks
    ]


def _stretches(page: Page, findings: Sequence[Pointing]) -> list[_Stretch]:
    """Disjoint stretches of text with evidence, in text order, as long as they can be."""
    source = _Source.of(page)
    edges: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        for index, evidence in enumerate(finding.evidence, 1):
            for start, end in source.text(evidence.span):
                edges[start].append((number, index))
                edges[end].append((number, index))
    found: list[_Stretch] = []
    here: set[tuple[int, int]] = set()
    for start, end in pairwise(sorted(edges)):
        for place in edges[start]:
            here ^= {place}  # runs do not overlap in the text, so each edge of a place opens or closes it
        places = tuple(sorted(here))
        if found and found[-1].end == start and found[-1].places == places:
            found[-1] = _Stretch(found[-1].start, end, places)
        elif places:
            found.append(_Stretch(start, end, places))
    return found


def _pieces(text: str, start: int, end: int, stretches: Sequence[_Stretch], first: int) -> Iterator[Piece]:
    """``text[start:end]`` cut along the stretches, none before ``first`` of which touches it."""
    for index in range(first, len(stretches)):
        stretch = stretches[index]
        if max(start, stretch.start) >= end:
            break
        if start < stretch.start:
            yield Piece(text[start : stretch.start])
        yield Piece(text[max(start, stretch.start) : min(end, stretch.end)], stretch.places)
        start = min(end, stretch.end)
    if start < end:
        yield Piece(text[start:end])
