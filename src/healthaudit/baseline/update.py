"""From the report of an audit to a baseline: what is new is added, what is gone is taken out, what was said stays."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from healthaudit.baseline.entries import Baseline, Entry, EntryStatus, Listed
from healthaudit.baseline.names import is_file_name, page_name
from healthaudit.model import Finding, PageReport, Report, RuleOutcome

__all__ = ["Changes", "astray", "of_report", "updated"]

#: Outcomes of rules of which nobody can say whether what they found once is gone.
_SILENT = frozenset([RuleOutcome.ERROR, RuleOutcome.NOT_SELECTED])


class Changes(NamedTuple):
    """How a baseline differs from the one before; each in the order of the file."""

    added: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    kept: tuple[Listed, ...]
    """Also those of pages that were not audited."""


def of_report(report: Report, folder: Path, today: date) -> Baseline:
    """All findings that count, unreviewed. ``folder`` is that of the baseline's file."""
    return updated(Baseline(), report, folder, today)[0]


def updated(old: Baseline, report: Report, folder: Path, today: date) -> tuple[Baseline, Changes]:
    """The baseline as the report has it, and what that changes.

    Pages that were not audited, or not understood, keep their entries. On one that was, an entry is gone when its rule
    had its say and found nothing of the kind, neither among what counts nor among what somebody lets stand.
    """
    audited = {page_name(page.page.source, folder): page for page in report.pages if page.profile}
    before = {(name, entry.id) for name, entry in old}
    kept: list[Listed] = []
    gone: list[Listed] = []
    for name, entry in old:
        stays = _today(entry, audited[name]) if name in audited else entry
        (kept if stays else gone).append(Listed(name, stays or entry))
    added = Baseline.of(
        Listed(name, _entry(finding, today))
        for name, page in audited.items()
        for finding in page.findings
        if (name, finding.id) not in before
    )
    return Baseline.of([*kept, *added]), Changes(tuple(added), tuple(gone), tuple(kept))


def astray(baseline: Baseline, report: Report, folder: Path) -> tuple[Listed, ...]:
    """Entries that no update takes out: their page or rule is no longer there, or no rule was applied to the page."""
    rules = {rule for page in report.pages for rule in page.outcomes}
    unread = {page_name(page.page.source, folder) for page in report.pages if not page.profile}
    lost = {name for name in baseline.pages if is_file_name(name) and not os.path.lexists(folder / name)}
    return tuple(each for each in baseline if each.page in unread | lost or (rules and each.entry.rule not in rules))


def _today(entry: Entry, page: PageReport) -> Entry | None:
    """The entry with the severity that its finding has today; None when it is gone.

    What a person said stays, unless the finding has become worse: nobody has said that of it.
    """
    for finding in (*page.findings, *page.suppressed):
        if finding.id == entry.id:
            now = entry._replace(severity=finding.severity, outcome=finding.outcome)
            return now if entry.covers(finding) else now._replace(status=EntryStatus.UNREVIEWED, reason="", reviewed="")
    silent = page.outcomes.get(entry.rule, RuleOutcome.NOT_SELECTED) in _SILENT
    return entry if silent else None


def _entry(finding: Finding, today: date) -> Entry:
    return Entry(
        id=finding.id,
        rule=finding.rule,
        severity=finding.severity,
        outcome=finding.outcome,
        quote=finding.evidence[0].quote if finding.evidence else "",
        sentence=finding.sentence,
        status=EntryStatus.UNREVIEWED,
        reason="",
        added=today.isoformat(),
        reviewed="",
    )
