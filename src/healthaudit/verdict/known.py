"""Holds findings against a baseline: what is new, known, accepted, dismissed or rejected. docs/baseline.md explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.baseline import Earlier, Entry, EntryStatus
from healthaudit.baseline.entries import no_worse
from healthaudit.model import (
    BaselineState,
    Finding,
    Location,
    Outcome,
    RuleOutcome,
    SaidBy,
    Severity,
    Span,
    Suppression,
)

__all__ = ["Known", "against"]

_STATES = {
    EntryStatus.UNREVIEWED: BaselineState.KNOWN,
    EntryStatus.ACCEPTED: BaselineState.ACCEPTED,
    EntryStatus.DISMISSED: BaselineState.DISMISSED,
    EntryStatus.REJECTED: BaselineState.REJECTED,
}


#: Outcomes of rules of which nobody can say whether what they found once is gone.
_SILENT = frozenset([RuleOutcome.ERROR, RuleOutcome.NOT_SELECTED])


class Known(NamedTuple):
    """The findings of a page, each with its state; both in the order in which they were given."""

    findings: tuple[Finding, ...]
    """Those that count."""
    aside: tuple[Finding, ...]
    """Those that are set aside: by the baseline, or before it."""
    gone: int
    """Entries that no finding matches."""


def against(
    earlier: Earlier | None,
    findings: Iterable[Finding],
    aside: Iterable[Finding],
    outcomes: Mapping[str, RuleOutcome] = MappingProxyType({}),
) -> Known:
    """Part the findings of a page by what is known of it from earlier; without that, all are as they were.

    ``aside`` are those that were set aside before, as by a comment: they stay so, and their entries are not gone. A
    finding that has become worse than what is known is new. An entry is gone only when its rule had its say.
    """
    if earlier is None:
        return Known(tuple(findings), tuple(aside), 0)
    by_id = {entry.id: entry for entry in earlier.entries}
    before = {one: (severity, outcome) for one, severity, outcome in earlier.before}
    counted: list[Finding] = []
    left: list[Finding] = []
    met: set[str] = set()
    for finding in (*findings, *aside):
        met.add(finding.id)
        stood = _stood(finding, by_id.get(finding.id), before.get(finding.id), earlier)
        (counted if stood.suppression is None else left).append(stood)
    gone = (entry for one, entry in by_id.items() if one not in met and outcomes.get(entry.rule) not in _SILENT)
    return Known(tuple(counted), tuple(left), sum(1 for _ in gone))


def _stood(finding: Finding, entry: Entry | None, was: tuple[Severity, Outcome] | None, earlier: Earlier) -> Finding:
    """The finding with its state, and with a suppression when it is let stand. ``was``: in the earlier revision."""
    said: Suppression | None = None
    state = BaselineState.NEW
    if entry and entry.covers(finding):
        state = _STATES[entry.status]
        if entry.status.sets_aside:
            said = _suppression(entry.reason, earlier.file, SaidBy.BASELINE)
        elif state is BaselineState.KNOWN and earlier.new_only:
            said = _suppression(f"known since {entry.added}, not yet reviewed", earlier.file, SaidBy.BASELINE)
    if was and state in (BaselineState.NEW, BaselineState.KNOWN) and not said and no_worse(finding, *was):
        state = BaselineState.KNOWN
        said = _suppression(f"stood on the page at {earlier.revision}", earlier.revision, SaidBy.REVISION)
    return replace(finding, baseline=state, suppression=finding.suppression or said)


def _suppression(reason: str, source: str, by: SaidBy) -> Suppression:
    return Suppression(reason, "", Span(0, 0), Location(1, 1, 1, 1), source, by)
