"""Sources in the words of a librarian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.citing import Sides, SourceStatus
from healthaudit.model import Evidence, Source

__all__ = ["Told", "amiss", "by_source", "citings", "noticed", "reach", "speaker", "standing", "tally", "wrong"]

_STATUSES: Mapping[SourceStatus, str] = MappingProxyType(
    {
        SourceStatus.FOUND: "record agrees",
        SourceStatus.DIFFERS: "record differs",
        SourceStatus.NOT_FOUND: "not found",
        SourceStatus.NOT_VERIFIED: "could not be verified",
        SourceStatus.NOT_LOOKED_UP: "not looked up",
    }
)
_COUNTED: Mapping[SourceStatus, str] = MappingProxyType(
    {
        SourceStatus.FOUND: "with a record that agrees",
        SourceStatus.DIFFERS: "with a record that differs",
        SourceStatus.NOT_FOUND: "not found",
        SourceStatus.NOT_VERIFIED: "that could not be verified",
    }
)
_WRONG = frozenset({SourceStatus.DIFFERS, SourceStatus.NOT_FOUND})
_NOTICES = {"retracted": "retracted", "concern": "under an expression of concern", "corrected": "corrected"}
_GRAVE = frozenset({"retracted", "concern"})


def wrong(source: Source) -> bool:
    """Whether the work is not what the entry says it is."""
    return source.status in _WRONG


def amiss(source: Source) -> bool:
    """Whether a reader should not rest on the entry or its work as they are."""
    return wrong(source) or not _GRAVE.isdisjoint(source.notices)


def standing(source: Source) -> str:
    """What is known of the work: "could not be verified: Crossref did not answer"."""
    return ": ".join(part for part in (_STATUSES[source.status], source.reason) if part)


def noticed(source: Source) -> list[tuple[str, bool]]:
    """What the record says has become of the work, in words, and whether that is grave."""
    return [(_NOTICES.get(notice, notice), notice in _GRAVE) for notice in source.notices]


def citings(source: Source) -> tuple[Evidence, ...]:
    """The places that cite the entry."""
    return tuple(each for each in source.evidence if each.role != "entry")


def speaker(work: str, known_from: str) -> str:
    """Who says so, without the name of the work, which stands beside it."""
    return known_from.replace(f" ({work})", "") if work else known_from


class Told(NamedTuple):
    """On what points a page and one source differ."""

    named: str
    speaker: str
    url: str
    sides: tuple[Sides, ...]


def by_source(sides: Sequence[Sides]) -> list[Told]:
    """Sides with their sources, each source once, in the order in which they are first spoken of."""
    found: dict[tuple[str, str, str], list[Sides]] = {}
    for each in sides:
        found.setdefault((each.named, speaker(each.named, each.known_from), each.url), []).append(each)
    return [Told(*source, tuple(points)) for source, points in found.items()]


def reach(sourced: tuple[int, int]) -> str:
    """How many statements have a source: "7 of 12 statements that rest on evidence have a source in reach"."""
    having, statements = sourced
    if statements == 1:
        return f"The one statement that rests on evidence has {'a' if having else 'no'} source in reach"
    has = "has" if having == 1 else "have"
    return f"{having} of {statements} statements that rest on evidence {has} a source in reach"


def tally(sources: Sequence[Source]) -> str:
    """How many entries there are, and how they stand: "The reference list has 9 entries: 2 cited nowhere"."""
    if not sources:
        return "The page has no reference list"
    entries = "1 entry" if len(sources) == 1 else f"{len(sources)} entries"
    return f"The reference list has {entries}: {', '.join(_sorts(sources))}"


def _sorts(sources: Sequence[Source]) -> Iterator[str]:
    if idle := sum(not citings(source) for source in sources):
        yield f"{idle} cited nowhere"
    counts = Counter(source.status for source in sources)
    for status, words in _COUNTED.items():
        if counts[status]:
            yield f"{counts[status]} {words}"
    if counts[SourceStatus.NOT_LOOKED_UP] == len(sources):
        yield "none looked up"
    elif counts[SourceStatus.NOT_LOOKED_UP]:
        yield f"{counts[SourceStatus.NOT_LOOKED_UP]} not looked up"
    notices = Counter(words for source in sources for words, _ in noticed(source))
    yield from (f"{count} {words}" for words, count in notices.items())
