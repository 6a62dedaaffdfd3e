"""The gate: whether a run passes."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.model import Outcome, Report, Severity


class Gate(NamedTuple):
    """``fail_on`` None lets every finding pass; ``min_score`` None every score."""

    fail_on: Severity | None = Severity.HIGH
    min_score: int | None = None


def passes(report: Report, gate: Gate) -> bool:
    """No failed finding at or above the severity, no score below the least. Review findings never fail a run."""
    for page in report.pages:
        if gate.fail_on is not None and any(
            finding.outcome is Outcome.FAIL and finding.severity.rank <= gate.fail_on.rank for finding in page.findings
        ):
            return False
        if gate.min_score is not None and page.score.value is not None and page.score.value < gate.min_score:
            return False
    return True
