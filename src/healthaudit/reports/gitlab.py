"""A Code Quality report of GitLab: the artifact ``codequality`` of a job.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

    [{"description", "check_name", "fingerprint", "severity", "location": {"path", "lines": {"begin", "end"}}}]

The format has no place for what was skipped or broke off, nor for a page without findings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from healthaudit.model import Finding, Outcome, Report, Severity
from healthaudit.reports.marks import escaped, visible
from healthaudit.reports.places import bytes_of, location_of, path_of
from healthaudit.reports.standing import lead

__all__ = ["render_gitlab"]

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


def render_gitlab(report: Report) -> str:
    """The findings as a JSON array, without a byte order mark, which GitLab does not take."""
    return escaped(json.dumps(list(_issues(report)), ensure_ascii=False, indent=2)) + "\n"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    for page in report.pages:
        path = path_of(page.page.source)
        for finding in page.findings:
            seen[path, finding.id] += 1
            yield _issue(finding, path, seen[path, finding.id])


def _issue(finding: Finding, path: str, occurrence: int) -> dict[str, Any]:
    review = finding.outcome is Outcome.REVIEW
    place = location_of(finding)
    return {
        "description": visible(f"{lead(finding)}{finding.message}"),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(path, finding.id, occurrence),
        "severity": "info" if review else _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": place.line, "end": place.end_line}},
    }


def _fingerprint(path: str, finding: str, occurrence: int) -> str:
    """Of two issues with one fingerprint GitLab drops one; the line is left out, so that moved text stays known."""
    parts = (path, finding, str(occurrence))
    return sha256(bytes_of("\0".join(parts))).hexdigest()[:32]
