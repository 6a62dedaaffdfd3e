"""What a report lists of a page: uses, sources, calls to action, benchmarks; and the places where such things stand."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.approval import Disclosure, Status
from healthaudit.citing import SourceStatus
from healthaudit.kinds import CallKind, Region, Whose
from healthaudit.offsets import Location, Span

__all__ = ["Benchmark", "Call", "Evidence", "Source", "Use"]


class Evidence(NamedTuple):
    """One place that a finding points at."""

    role: str
    quote: str
    span: Span
    location: Location


class Use(NamedTuple):
    """A product that the page offers for a condition, and what is known of that."""

    product: str
    """Name, as the facts have it."""
    condition: str
    jurisdiction: str
    status: Status
    promoted: bool
    """False on a page that only says what it treats with what: nothing is asked of it."""
    disclosure: Disclosure
    source: str
    """In words; empty when nothing is known."""
    as_of: str
    settled: bool
    """Whether the status rests on a source and a complete list; a person has to look otherwise."""
    evidence: tuple[Evidence, ...]


class Source(NamedTuple):
    """An entry of the page's reference list, and what is known of the work."""

    number: int
    """As printed before it, or its place in its list."""
    entry: str
    """As the page prints it."""
    status: SourceStatus
    reason: str
    """Why nothing could be found out; empty otherwise."""
    work: str
    """The work as its record names it: "Daly 2019, JAMA Psychiatry"; empty when it was not looked up."""
    known_from: str
    """Who says so: "Crossref", "known studies"; empty when it was not looked up."""
    url: str
    notices: tuple[str, ...]
    """retracted, concern, corrected."""
    evidence: tuple[Evidence, ...]
    """The entry first (role "entry"), then the places that cite it (role "cited at")."""


class Call(NamedTuple):
    """A place where the page asks its reader, in the words of ``label``, to ring, write, chat, book, fill in or buy."""

    label: str
    kind: CallKind
    target: str
    """Number as printed or dialled, or address without userinfo; empty for a button that only a script knows."""
    whose: Whose
    operator: str
    """Name and operator of a public line; empty for every other call."""
    region: Region
    position: float
    """Share of the page's visible text before it, 0 to 1."""
    evidence: tuple[Evidence, ...]
    """The call first (role "call"), then the same target and kind again (role "repeated at")."""


class Benchmark(NamedTuple):
    """One of the questions by which a reader can tell whom to trust, and the page's answer."""

    id: str
    question: str
    answer: str
    """The page's own words; empty where it does not say."""
