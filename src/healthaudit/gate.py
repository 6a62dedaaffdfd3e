"""The gate: whether a page passes, and if not, why. Apart from the verdict, for it needs neither rules nor facts."""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.model import Outcome, PageReport
from healthaudit.settings import Gate

__all__ = ["Gate", "failures"]


def failures(page: PageReport, gate: Gate) -> Iterator[str]:
    """Why a page does not pass, in words; nothing when it does. Findings for review never fail a page."""
    if gate.fail_on is not None:
        worst = [
            finding
            for finding in page.findings
            if finding.outcome is Outcome.FAIL and finding.severity.rank <= gate.fail_on.rank
        ]
        if worst:
            findings = "1 finding" if len(worst) == 1 else f"{len(worst)} findings"
            yield f"{findings} of severity {gate.fail_on}{' or worse' if gate.fail_on.rank else ''}"
    if gate.min_score is not None and page.score.value is not None and page.score.value < gate.min_score:
        yield f"a score of {page.score.value}, below {gate.min_score}"
