"""Counts by rule, the most frequent first: where a site that is audited for the first time has to begin.

findings  pages  severity  code   rule
      12      4  high      OC101  cure-claim
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from healthaudit.model import Finding, Report, Severity
from healthaudit.reports.console import still

__all__ = ["render_statistics"]


def render_statistics(report: Report) -> str:
    """The table as text, and a line with the sums. What is set aside does not count."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    counts: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    one_of: dict[str, Finding] = {}
    for page in report.pages:
        counts.update(finding.rule for finding in page.findings)
        pages.update({finding.rule for finding in page.findings})
        for finding in page.findings:
            # A rule is as severe as its worst finding: pages that do not sell have milder ones.
            worst = one_of.setdefault(finding.rule, finding)
            if finding.severity.rank < worst.severity.rank:
                one_of[finding.rule] = finding
    width = max(len(severity.value) for severity in Severity)
    if counts:
        yield f"findings  pages  {'severity':<{width}}  code   rule"
    for rule, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        finding = one_of[rule]
        told = f"{finding.severity.value:<{width}}  {still(finding.code)}  {still(rule)}"
        yield f"{count:>8}  {pages[rule]:>5}  {told}"
    numbers = {"finding": sum(counts.values()), "rule": len(counts), "page": len(report.pages)}
    findings, rules, pages_ = (f"{number} {noun}{'' if number == 1 else 's'}" for noun, number in numbers.items())
    yield f"{findings} of {rules} on {pages_}"
