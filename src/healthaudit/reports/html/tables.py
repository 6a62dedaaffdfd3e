"""The rows of the tables of a page: uses and sources, with the ids of their places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from healthaudit.model import Evidence, Source, Span, Use
from healthaudit.reports.marks import Pointing
from healthaudit.reports.sources import amiss as ill_sourced
from healthaudit.reports.sources import citings, noticed, speaker, standing, wrong
from healthaudit.reports.uses import STATUSES, amiss, by_need, disclosed

__all__ = ["Place", "Places", "SourceRow", "UseRow", "first_rows", "source_rows", "use_rows"]

# Of more rows than this the first few show; the others are folded, never so few that folding is not worth it.
_ROWS = 12
_FIRST_ROWS = 8
# The same for the places that cite an entry.
_CITINGS = 8
_FIRST_CITINGS = 6
# Of a longer entry the beginning shows; the rest is folded.
_ENTRY = 320
_BEGINNING = 240

_Row = TypeVar("_Row")


class Place(NamedTuple):
    """A piece of evidence with the id of its place, empty where no reader sees it."""

    evidence: Evidence
    anchor: str


class Places(NamedTuple):
    """All places that uses and sources of a page point at, each once."""

    evidence: tuple[Evidence, ...]

    @classmethod
    def of(cls, pointing: Iterable[Pointing]) -> Places:
        return cls(tuple({each.span: each for one in pointing for each in one.evidence}.values()))


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use, as the table shows it."""

    use: Use
    amiss: bool
    status: str
    disclosed: str
    claims: tuple[Place, ...]
    disclosures: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An entry of the reference list, as the table shows it."""

    source: Source
    amiss: bool
    wrong: bool
    standing: str
    notices: tuple[tuple[str, bool], ...]
    """In words, each with whether it is grave."""
    speaker: str
    beginning: str
    rest: str
    """Of a long entry what is folded; empty otherwise."""
    entry: Place | None
    first: tuple[Place, ...]
    """Places that cite it."""
    more: tuple[Place, ...]
    """Further ones, folded."""

    @property
    def cited(self) -> str:
        count = len(self.first) + len(self.more)
        return {0: "cited nowhere", 1: "cited once", 2: "cited twice"}.get(count, f"cited {count} times")


def first_rows(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    """The rows that show unasked."""
    return rows if len(rows) <= _ROWS else rows[:_FIRST_ROWS]


def use_rows(uses: Sequence[Use], anchors: Mapping[Span, str]) -> Iterator[UseRow]:
    """Uses with the ids of the places that readers see, the ones that need a reviewer first."""
    for use in by_need(uses):
        places = _placed(use.evidence, anchors)
        yield UseRow(
            use=use,
            amiss=amiss(use),
            status=STATUSES[use.status],
            disclosed=disclosed(use),
            claims=tuple(place for place in places if place.evidence.role != "disclosure"),
            disclosures=tuple(place for place in places if place.evidence.role == "disclosure"),
        )


def source_rows(sources: Sequence[Source], anchors: Mapping[Span, str]) -> Iterator[SourceRow]:
    """Entries in the order of the reference list, with the ids of the places that readers see."""
    for source in sources:
        cited = _placed(citings(source), anchors)
        shown = len(cited) if len(cited) <= _CITINGS else _FIRST_CITINGS
        beginning, rest = _parted(source.entry)
        yield SourceRow(
            source=source,
            amiss=ill_sourced(source),
            wrong=wrong(source),
            standing=standing(source),
            notices=tuple(noticed(source)),
            speaker=speaker(source.work, source.known_from),
            beginning=beginning,
            rest=rest,
            entry=next(iter(_placed([each for each in source.evidence if each.role == "entry"], anchors)), None),
            first=tuple(cited[:shown]),
            more=tuple(cited[shown:]),
        )


def _placed(evidence: Iterable[Evidence], anchors: Mapping[Span, str]) -> list[Place]:
    return [Place(each, anchors.get(each.span, "")) for each in evidence]


def _parted(entry: str) -> tuple[str, str]:
    """Beginning and rest of a long entry, parted between words where it has any."""
    if len(entry) <= _ENTRY:
        return entry, ""
    at = entry.rfind(" ", 0, _BEGINNING)
    at = at if at > 0 else _BEGINNING
    return entry[:at], entry[at:]
