"""One HTML file that a reviewer works through: the page's own words, marked, beside what was found in them.

The file asks for nothing (``document``). Without its scripts it is complete; they filter, search, and keep
what the reviewer decides.
"""

from __future__ import annotations

from healthaudit.model import BaselineState, Family, Report, Severity
from healthaudit.reports.document import document
from healthaudit.reports.standing import told_once
from healthaudit.reports.view import View

__all__ = ["render_html"]

# Colour is never the only sign: shapes tell severities apart in print and to the colour-blind.
_SIGNS = {Severity.CRITICAL: "◆", Severity.HIGH: "▲", Severity.MEDIUM: "●", Severity.LOW: "○"}
_SCRIPTS = ["cards.js", "decisions.js", "filters.js", "exports.js", "keys.js"]


def render_html(report: Report) -> str:
    """A complete HTML document for all pages of a run, to be written as UTF-8."""
    return document(
        "report.html.j2",
        styles=["report.css", "review.css"],
        scripts=_SCRIPTS,
        tool=report.tool,
        pages=[View.of(number, *told, report.tool) for number, told in enumerate(told_once(report.pages), 1)],
        compared=any(finding.baseline for page in report.pages for finding in page.findings),
        skipped=report.skipped,
        signs=_SIGNS,
        families=list(Family),
        severities=list(Severity),
        states=list(BaselineState),
    )
