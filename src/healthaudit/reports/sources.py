"""Sources in the words of a librarian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from healthaudit.citing import Sides, SourceStatus
from healthaudit.model import Evidence, Source

__all__ = ["amiss", "citings", "noticed", "reach", "speaker", "standing", "tally", "wrong"]

_STATUSES: Mapping[SourceStatus, str] = MappingProxyType(
    {
        SourceStatus.FOUND: "record agrees",
        SourceStatus.DIFFERS: "record differs",
        SourceStatus.NOT_FOUND: "not found",
        SourceStatus.NOT_VERIFIED: "could not be verified",
        SourceStatus.NOT_LOOKED_UP: "not looked up",
    }
)
_WRONG = frozenset({SourceStatus.DIFFERS, SourceStatus.NOT_FOUND})
_NOTICES = {"retracted": "retracted", "concern": "expression of concern", "corrected": "corrected"}
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


def speaker(told: Sides | Source) -> str:
    """Who says so, without the name of the work, which stands beside it."""
    name = told.named if isinstance(told, Sides) else told.work
    return told.known_from.replace(f" ({name})", "") if name else told.known_from


def reach(sourced: tuple[int, int]) -> str:
    """How many statements have a source: "7 of 12 statements that rest on evidence have a source in reach"."""
    having, statements = sourced
    if statements == 1:
        return f"The one statement that rests on evidence has {'a' if having else 'no'} source in reach"
    return f"{having} of {statements} statements that rest on evidence {'has' if having == 1 else 'have'} a source in reach"


def tally(sources: Sequence[Source]) -> str:
    """How many entries there are, and how they stand: "9 in the reference list, 2 cited nowhere, 1 not found"."""
    if not sources:
        return "The page has no reference list"
    return f"{len(sources)} in the reference list, {', '.join(_sorts(sources))}"


def _sorts(sources: Sequence[Source]) -> Iterator[str]:
    if idle := sum(not citings(source) for source in sources):
        yield f"{idle} cited nowhere"
    counts = Counter(source.status for source in sources)
    for status, words in _STATUSES.items():
        if count := counts[status]:
            yield f"{'none' if count == len(sources) else count} looked up" if words == "not looked up" else f"{count} {words}"
    notices = Counter(words for source in sources for words, _ in noticed(source))
    yield from (f"{count} {words}" for words, count in notices.items())
