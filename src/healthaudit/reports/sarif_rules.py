"""The rules of a SARIF file, as far as findings tell of them: a report holds no others.

Each is a reportingDescriptor (SARIF 2.1.0, section 3.49) with what GitHub shows of it beside an alert. None has a
``security-severity``: it would make a claim about health a vulnerability.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_low
from typing import Any

from healthaudit.model import Finding, Regulation, Report, Severity
from healthaudit.reports.inert import literal, shortened
from healthaudit.reports.marks import visible
from healthaudit.reports.places import uri_of

__all__ = ["LEVELS", "rules_of"]

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
#: How GitHub calls the levels of what is no vulnerability.
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_PRECISIONS = ((0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.0, "low"))
#: GitHub shows no longer description.
_DESCRIPTION = 1024


def rules_of(report: Report) -> list[dict[str, Any]]:
    """A descriptor for every rule that found something, by name."""
    by_rule: dict[str, list[Finding]] = {}
    for page in report.pages:
        for finding in (*page.findings, *page.suppressed):
            by_rule.setdefault(finding.rule, []).append(finding)
    return [_rule(by_rule[name]) for name in sorted(by_rule)]


def _rule(findings: list[Finding]) -> dict[str, Any]:
    first = findings[0]
    level = LEVELS[first.severity]
    return {
        "id": first.rule,
        "name": first.code,
        "shortDescription": {"text": first.rule.replace("-", " ").capitalize()},
        "fullDescription": {"text": shortened(visible(first.why), _DESCRIPTION)},
        "help": {"text": visible(_text(first)), "markdown": _markdown(first)},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["health", first.family.value],
            # Of a rule's findings the classifier may doubt one and be sure of another; the one in the middle speaks.
            "precision": _precision(median_low(finding.confidence for finding in findings)),
            "problem.severity": _PROBLEMS[level],
        },
    }


def _precision(confidence: float) -> str:
    return next(name for least, name in _PRECISIONS if confidence >= least)


def _text(finding: Finding) -> str:
    parts = [f"Why: {finding.why}", f"How to fix: {finding.fix}"]
    if finding.regulations:
        laws = "; ".join(f"{law.title} ({law.jurisdiction}{_doubt(law)})" for law in finding.regulations)
        parts.append(f"Regulations: {laws}")
    return "\n\n".join(parts)


def _markdown(finding: Finding) -> str:
    parts = [f"**Why:** {literal(finding.why)}", f"**How to fix:** {literal(finding.fix)}"]
    if finding.regulations:
        parts.append("**Regulations:**\n\n" + "\n".join(_laws(finding)))
    return "\n\n".join(parts)


def _laws(finding: Finding) -> Iterator[str]:
    for law in finding.regulations:
        title = (
            f"[{literal(law.title)}](<{uri_of(law.url)}>)"
            if law.url.startswith(("http://", "https://"))
            else literal(law.title)
        )
        yield f"- {title} ({literal(law.jurisdiction)}{_doubt(law)})"


def _doubt(law: Regulation) -> str:
    return ", not yet checked against its text" if law.unverified else ""
