"""Takes the decisions of other baselines into ours: reviews made in the HTML report, or on another machine."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from healthaudit.baseline.entries import Baseline, Entry, EntryStatus, Listed

__all__ = ["Conflict", "Merge", "Side", "merged"]


class Side(StrEnum):
    """Whose decision holds where both have decided otherwise."""

    OURS = "ours"
    THEIRS = "theirs"


class Conflict(NamedTuple):
    """Two people have decided otherwise."""

    page: str
    first: Entry
    first_file: str
    """"ours", or the file from which it was taken in just before."""
    second: Entry
    second_file: str


class Merge(NamedTuple):
    """The baseline with what was taken in, and how it differs from ours; in the order of the file."""

    baseline: Baseline
    added: tuple[Listed, ...]
    decided: tuple[Listed, ...]
    """Entries of ours with another decision or reason than before."""
    unchanged: int
    """Entries of others that ours had already, or that said nothing new of ours."""
    conflicts: tuple[Conflict, ...]
    """In the order in which they were met. What came first is left in the baseline."""
    milder: tuple[Listed, ...]
    """Decisions of others that were left out: ours has become worse, and nobody has said that of it."""


def merged(ours: Baseline, others: Iterable[tuple[str, Baseline]], holds: Side | None = None) -> Merge:
    """Take in baselines, each with what a person would call its file; names of pages count from the same folder.

    Of several, what the first says counts as ours for those behind it.
    """
    before = {(page, entry.id): entry for page, entry in ours}
    now, said_by = dict(before), dict.fromkeys(before, Side.OURS.value)
    told: set[tuple[str, str]] = set()
    conflicts: list[Conflict] = []
    milder: list[Listed] = []
    for file, theirs in others:
        for page, entry in theirs:
            key = page, entry.id
            told.add(key)
            if (mine := now.get(key)) is None:
                now[key], said_by[key] = entry, file
            elif (holding := _of_both(mine, entry, holds)) is None:
                conflicts.append(Conflict(page, mine, said_by[key], entry, file))
            elif holding is not mine:
                now[key], said_by[key] = holding, file
            elif mine.status is EntryStatus.UNREVIEWED and entry.status is not mine.status:
                milder.append(Listed(page, entry))
    baseline = Baseline.of(Listed(page, entry) for (page, _), entry in now.items())
    added = tuple(each for each in baseline if (each.page, each.entry.id) not in before)
    decided = tuple(
        each for each in baseline if (key := (each.page, each.entry.id)) in before and each.entry != before[key]
    )
    disputed = {(one.page, one.first.id) for one in conflicts}
    changed = {(page, entry.id) for page, entry in (*added, *decided)}
    return Merge(baseline, added, decided, len(told - changed - disputed), tuple(conflicts), tuple(milder))


def _of_both(ours: Entry, theirs: Entry, holds: Side | None) -> Entry | None:
    """Which of two entries of a finding holds: ``ours`` itself, or ours with their decision. None: nobody can say.

    Only the decision is taken over, and how bad the finding was on which it was made. Words and rule stay ours: the
    file of somebody else does not change what ours shows.
    """
    if theirs.status is EntryStatus.UNREVIEWED or (ours.status, ours.reason) == (theirs.status, theirs.reason):
        return ours
    decided = ours._replace(
        status=theirs.status,
        reason=theirs.reason,
        reviewed=theirs.reviewed,
        severity=theirs.severity,
        outcome=theirs.outcome,
    )
    if ours.status is EntryStatus.UNREVIEWED:
        return decided if theirs.covers(ours) else ours
    if holds:
        return decided if holds is Side.THEIRS else ours
    if ours.status is not theirs.status:
        return None
    # The same decision for another reason is no conflict: a reason goes before none, and a later one before an earlier.
    if (bool(theirs.reason), theirs.reviewed) > (bool(ours.reason), ours.reviewed):
        return ours._replace(reason=theirs.reason, reviewed=theirs.reviewed)
    return ours
