"""Holds findings against a baseline: what is new, known, accepted or rejected. docs/baseline.md explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from healthaudit.baseline import Earlier, Entry, EntryStatus
from healthaudit.model import BaselineState, Finding, Location, SaidBy, Span, Suppression

__all__ = ["Known", "against"]

_STATES = {
    EntryStatus.UNREVIEWED: BaselineState.KNOWN,
    EntryStatus.ACCEPTED: BaselineState.ACCEPTED,
    EntryStatus.REJECTED: BaselineState.REJECTED,
}


class Known(NamedTuple):
    """The findings of a page, each with its state; both in the order in which they were given."""

    findings: tuple[Finding, ...]
    """Those that count."""
    aside: tuple[Finding, ...]
    """Those that are set aside: by the baseline, or before it."""
    gone: int
    """Entries that no finding matches."""


def against(earlier: Earlier | None, findings: Iterable[Finding], aside: Iterable[Finding]) -> Known:
    """Part the findings of a page by what is known of it from earlier; without that, all are as they were.

    ``aside`` are those that were set aside before, as by a comment: they stay so, and their entries are not gone.
    """
    if earlier is None:
        return Known(tuple(findings), tuple(aside), 0)
    by_id = {entry.id: entry for entry in earlier.entries}
    counted: list[Finding] = []
    left: list[Finding] = []
    met: set[str] = set()
    for finding in (*findings, *aside):
        met.add(finding.id)
        stood = _stood(finding, by_id.get(finding.id), earlier)
        (counted if stood.suppression is None else left).append(stood)
    return Known(tuple(counted), tuple(left), len(by_id.keys() - met))


def _stood(finding: Finding, entry: Entry | None, earlier: Earlier) -> Finding:
    """The finding with its state, and with a suppression when it is let stand."""
    state = BaselineState.NEW if entry is None else _STATES[entry.status]
    if entry is None and finding.id in earlier.before:
        state = BaselineState.KNOWN
    return replace(finding, baseline=state, suppression=finding.suppression or _said(finding, entry, state, earlier))


def _said(finding: Finding, entry: Entry | None, state: BaselineState, earlier: Earlier) -> Suppression | None:
    if entry and state is BaselineState.ACCEPTED:
        return _suppression(entry.reason, earlier.file, SaidBy.BASELINE)
    if entry and state is BaselineState.KNOWN and earlier.new_only:
        return _suppression(f"known since {entry.added}, not yet reviewed", earlier.file, SaidBy.BASELINE)
    if state is BaselineState.KNOWN and finding.id in earlier.before:
        return _suppression(f"stood on the page at {earlier.revision}", earlier.revision, SaidBy.REVISION)
    return None


def _suppression(reason: str, source: str, by: SaidBy) -> Suppression:
    return Suppression(reason, "", Span(0, 0), Location(1, 1, 1, 1), source, by)
