"""What a baseline holds, as values. Nothing in it tells where on its page a finding stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from healthaudit.kinds import Outcome, Severity
from healthaudit.model import Finding

__all__ = ["Baseline", "Earlier", "Entry", "EntryStatus", "Listed", "no_worse"]


class EntryStatus(StrEnum):
    """What a person has said of a known finding."""

    UNREVIEWED = "unreviewed"
    ACCEPTED = "accepted"
    """The finding is right, and the words may stand all the same."""
    DISMISSED = "dismissed"
    """The finding is wrong here: a false alarm."""
    REJECTED = "rejected"
    """The finding is right, and the words have to be mended."""

    @property
    def sets_aside(self) -> bool:
        """Whether the finding then costs nothing; that asks for a reason."""
        return self in (EntryStatus.ACCEPTED, EntryStatus.DISMISSED)


class Entry(NamedTuple):
    """A known finding of a page."""

    id: str
    """That of the finding: the same as long as rule, matched words and sentence are."""
    rule: str
    quote: str
    """The matched words; empty for a finding that points at none. White space is folded here and in the sentence."""
    sentence: str
    """Empty for a finding about the page as a whole."""
    severity: Severity
    outcome: Outcome
    status: EntryStatus
    reason: str
    """Of the person who reviewed it; one that sets the finding aside always has one."""
    added: str
    """ISO date."""
    reviewed: str
    """ISO date; empty as long as nobody has."""

    def covers(self, finding: Finding | Entry) -> bool:
        """Whether the finding is no worse than it was: a page that begins to sell makes the same words worse."""
        return no_worse(finding, self.severity, self.outcome)


def no_worse(finding: Finding | Entry, severity: Severity, outcome: Outcome) -> bool:
    """Whether a finding is no worse than it was at that severity and outcome."""
    risen = finding.outcome is Outcome.FAIL and outcome is Outcome.REVIEW
    return finding.severity.rank >= severity.rank and not risen


class Earlier(NamedTuple):
    """What a baseline knows of a page."""

    entries: tuple[Entry, ...]
    file: str
    """What a person would call the baseline."""
    new_only: bool = False
    """Whether what is known and not yet reviewed is set aside as well."""
    before: tuple[tuple[str, Severity, Outcome], ...] = ()
    """Findings that stood on the page in an earlier revision: ids, and how bad they were. They are set aside."""
    revision: str = ""
    """As a person named it."""


class Listed(NamedTuple):
    """An entry with the page that it belongs to."""

    page: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by page. Two with the same entries are equal, in whatever order they were put together."""

    pages: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By name of the page (``names.page_name``), sorted; of each page its entries by id, at least one."""

    @classmethod
    def of(cls, listed: Iterable[Listed]) -> Baseline:
        """Entries in any order; of several with the same page and id the last one holds."""
        pages: dict[str, dict[str, Entry]] = {}
        for page, entry in listed:
            pages.setdefault(page, {})[entry.id] = entry
        return cls({page: tuple(pages[page][id_] for id_ in sorted(pages[page])) for page in sorted(pages)})

    def __iter__(self) -> Iterator[Listed]:
        for page, entries in self.pages.items():
            for entry in entries:
                yield Listed(page, entry)

    def __len__(self) -> int:
        return sum(map(len, self.pages.values()))

    def known_on(self, page: str) -> tuple[Entry, ...]:
        """The entries of a page."""
        return self.pages.get(page, ())

    def put(self, page: str, entry: Entry) -> Baseline:
        """The baseline with an entry in the place of the one with its id."""
        kept = tuple(entry if one.id == entry.id else one for one in self.known_on(page))
        return Baseline({**self.pages, page: kept})
