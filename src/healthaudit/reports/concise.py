"""A line a finding, ``place: severity rule message``, as editors and grep like it; the sums last."""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.model import Finding, Report
from healthaudit.reports.console import flat
from healthaudit.reports.marks import by_position
from healthaudit.reports.standing import qualities

__all__ = ["render_concise"]


def render_concise(report: Report) -> str:
    """The findings that count as text; what was skipped has a line too."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for page in report.pages:
        yield from (_finding(finding, flat(page.page.source)) for finding in by_position(page.findings))
    for skipped in report.skipped:
        yield f"{flat(skipped.source)}: skipped: {flat(skipped.reason)}"
    counts = {"finding": sum(len(page.findings) for page in report.pages), "page": len(report.pages)}
    yield " on ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())


def _finding(finding: Finding, source: str) -> str:
    place = finding.evidence[0].location if finding.evidence else None
    at = f"{source}:{place.line}:{place.column}" if place else source
    said = "".join(f", {quality}" for quality in qualities(finding))
    return f"{at}: {finding.severity.value}{said} {flat(finding.rule)}: {flat(finding.message)}"
