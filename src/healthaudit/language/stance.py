"""How a sentence stands to what it says: asserted, negated, hedged, disputed ...

Cues are data (rules/language/stance.yml). A cue reaches forwards or backwards to the next clause border, or over the
whole sentence; a claim is negated when it lies in the reach of a negating cue. The method follows NegEx (Chapman et
al., J Biomed Inform 2001) and ConText (Harkema et al., J Biomed Inform 2009).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, joined, problem_of
from healthaudit.language.reading import Reading, Sentence
from healthaudit.model import BlockKind, Region


class Stance(StrEnum):
    """How the sentence stands to a claim in it. A claim with none of the others is asserted."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HEDGED = "hedged"
    ATTRIBUTED = "attributed"
    DISPUTED = "disputed"
    QUESTION = "question"
    QUOTED = "quoted"
    CONDITIONAL = "conditional"


_QUOTATION = re.compile(rb'"[^"]*"|(?<!\w)\'[^\']*\'(?!\w)')
_REACHES = ("forward", "backward", "sentence", "next", "heading", "lead", "unless", "stops")
_BORDERS = ("borders", "borders_backward")


class _Cues(NamedTuple):
    """The expressions of one stance by their reach; None where it has none."""

    stance: Stance
    forward: Expression | None = None
    backward: Expression | None = None
    sentence: Expression | None = None
    next: Expression | None = None
    heading: Expression | None = None
    lead: Expression | None = None
    unless: Expression | None = None
    stops: Expression | None = None


def read_cues(path: Path) -> dict[str, Any]:
    """The cue file as plain data: borders, and for each stance an expression per reach. Raises RuleError."""
    import yaml

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain: dict[str, Any] = {name: str(data.pop(name)) for name in _BORDERS}
        for name, reaches in data.items():
            plain[Stance(name).value] = {reach: joined(reaches[reach]) for reach in _REACHES if reach in reaches}
            if unknown := set(reaches) - set(_REACHES):
                raise ValueError(f"{name}: unknown reach {min(unknown)!r}")
            for expression in plain[Stance(name).value].values():
                if problem := problem_of(expression):
                    raise ValueError(f"{name}: not an RE2 expression: {problem}")
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of stance cues: {' '.join(str(problem).split())}",
            f"each stance has lists of expressions under {', '.join(_REACHES)}",
        ) from problem
    return plain


class StanceCues(NamedTuple):
    """All cues."""

    borders: Expression
    borders_backward: Expression
    """Where a cue that reaches backwards stops as well."""
    cues: tuple[_Cues, ...]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> StanceCues:
        """Make the cues out of what ``read_cues`` gave."""
        return cls(
            Expression(Pattern(plain["borders"])),
            Expression(Pattern(plain["borders_backward"])),
            tuple(
                _Cues(Stance(name), **{reach: Expression(Pattern(expression)) for reach, expression in reaches.items()})
                for name, reaches in plain.items()
                if name not in _BORDERS
            ),
        )


class _Signs(NamedTuple):
    """What bears on stance in one sentence; offsets into the sentence."""

    cues: tuple[tuple[Stance, str, int, int], ...]
    """(stance, reach, start, end) of each cue."""
    borders: tuple[int, ...]
    backward_borders: tuple[int, ...]
    stops: Mapping[Stance, tuple[int, ...]]
    """Borders that hold for one stance only."""
    quotations: tuple[tuple[int, int], ...]


class Stances:
    """Stances of claims on one page; cues of a sentence are looked up once."""

    def __init__(self, cues: StanceCues, reading: Reading) -> None:
        self._cues = cues
        self._reading = reading
        self._surroundings: dict[int, frozenset[Stance]] = {}
        self._signs: dict[int, _Signs] = {}

    def of(self, index: int, start: int, end: int) -> frozenset[Stance]:
        """Stances of the claim at text offsets ``start`` to ``end`` in sentence number ``index``."""
        sentence = self._reading.sentences[index]
        first, last = start - sentence.start, end - sentence.start
        if index not in self._signs:
            self._signs[index] = self._read(self._reading.sentence_text(sentence))
        signs = self._signs[index]
        stances = set(self._around(index, sentence))
        for stance, reach, cue_start, cue_end in signs.cues:
            if stance in stances:
                continue
            stops = signs.stops.get(stance, ())
            if reach == "forward":
                reached = cue_end <= first and not any(cue_end <= at < first for at in (*signs.borders, *stops))
            elif reach == "backward":
                borders = (*signs.backward_borders, *stops)
                reached = cue_start >= last and not any(last <= at < cue_start for at in borders)
            else:  # what disputes inside the claim is part of the claim: "the virus is a hoax"
                reached = stance is not Stance.DISPUTED or not (first <= cue_start and cue_end <= last)
            if reached:
                stances.add(stance)
        if any(opened <= first and last <= closed for opened, closed in signs.quotations):
            stances.add(Stance.QUOTED)
        return frozenset(stances)

    def _read(self, text: bytes) -> _Signs:
        """Everything in a sentence that bears on stance."""
        cues: list[tuple[Stance, str, int, int]] = []
        stops: dict[Stance, tuple[int, ...]] = {}
        for of_stance in self._cues.cues:
            if of_stance.unless is not None and of_stance.unless.found_in(text):
                continue
            if of_stance.stops is not None:
                stops[of_stance.stance] = tuple(start for start, _ in of_stance.stops.spans(text))
            for reach in ("forward", "backward", "sentence"):
                expression = getattr(of_stance, reach)
                if expression is not None:
                    cues.extend((of_stance.stance, reach, start, end) for start, end in expression.spans(text))
        borders = [start for start, _ in self._cues.borders.spans(text)]
        relative = [start for start, _ in self._cues.borders_backward.spans(text)]
        quotations = [match.span() for match in _QUOTATION.finditer(text)]
        return _Signs(tuple(cues), tuple(borders), tuple(borders + relative), stops, tuple(quotations))

    def _around(self, index: int, sentence: Sentence) -> frozenset[Stance]:
        """Stances that the sentence takes from its neighbours and its section."""
        if index not in self._surroundings:
            self._surroundings[index] = frozenset(
                cues.stance for cues in self._cues.cues if self._taken_over(cues, index, sentence)
            )
        return self._surroundings[index]

    def _taken_over(self, cues: _Cues, index: int, sentence: Sentence) -> bool:
        reading = self._reading
        blocks = reading.page.blocks
        block = blocks[sentence.block]
        if cues.lead is not None and cues.lead.found_in(reading.folded[block.start : block.end]):
            return True
        if cues.heading is not None and block.region is not Region.NAVIGATION:
            above = sentence.block if block.kind is BlockKind.HEADING else reading.headings[sentence.block]
            while above >= 0:
                heading = blocks[above]
                if cues.heading.found_in(reading.folded[heading.start : heading.end]):
                    return True
                above = self._parent(above)
        if cues.next is not None and index + 1 < len(reading.sentences):
            following = reading.sentences[index + 1]
            near = following.block == sentence.block or (
                following.block == sentence.block + 1
                and block.kind in (BlockKind.HEADING, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
            )
            if near and cues.next.found_in(reading.sentence_text(following)):
                return True
        return cues.sentence is not None and self._introduced(cues.sentence, sentence)

    def _parent(self, heading: int) -> int:
        """The heading of higher rank above a heading, or -1."""
        reading = self._reading
        above = reading.headings[heading]
        while above >= 0 and reading.page.blocks[above].level >= reading.page.blocks[heading].level:
            above = reading.headings[above]
        return above

    def _introduced(self, cue: Expression, sentence: Sentence) -> bool:
        """Whether the list that the sentence stands in is introduced by "... such as:" with a cue."""
        blocks = self._reading.page.blocks
        at = sentence.block
        if blocks[at].kind is not BlockKind.LIST_ITEM:
            return False
        while at >= 0 and blocks[at].kind is BlockKind.LIST_ITEM:
            at -= 1
        if at < 0 or blocks[at].kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            return False
        lead = self._reading.folded[blocks[at].start : blocks[at].end]
        last = max(lead.rfind(b". ", 0, len(lead) - 1), lead.rfind(b"? "), lead.rfind(b"! ")) + 1
        return lead.endswith(b":") and cue.found_in(lead[last:])
