"""HTML files that a reviewer works through: the page's own words, marked, beside what was found in them.

A file asks for nothing (``document``). Without its scripts it is complete; they filter, search, and keep
what the reviewer decides. Several pages have an overview before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from healthaudit.model import Family, Report, Severity
from healthaudit.reports.html.charts import DRAWING
from healthaudit.reports.html.document import document
from healthaudit.reports.html.overview import Overview, Run, overview_of
from healthaudit.reports.html.view import View
from healthaudit.reports.standing import STATES, told_once

__all__ = ["render_html", "render_overview"]

# Colour is never the only sign: shapes tell severities apart in print and to the colour-blind.
_SIGNS = {Severity.CRITICAL: "◆", Severity.HIGH: "▲", Severity.MEDIUM: "●", Severity.LOW: "○"}


def render_html(report: Report, earlier: Sequence[Run] = (), *, label: str = "this run", home: str = "") -> str:
    """A complete HTML document for all pages of a run, to be written as UTF-8.

    ``earlier`` are the runs before, oldest first; ``label`` is what this one is called beside them. ``home`` is the
    address of an overview elsewhere.
    """
    alone = len(report.pages) == 1 and not (report.skipped or earlier)
    overview = None if alone else overview_of(report, earlier, label=label)
    pages = [View.of(number, *told, report.tool) for number, told in enumerate(told_once(report.pages), 1)]
    return _document(report, overview, pages, home)


def render_overview(report: Report, overview: Overview) -> str:
    """The overview alone, whose pages have files of their own."""
    return _document(report, overview, (), "")


def _document(report: Report, overview: Overview | None, pages: Sequence[View], home: str) -> str:
    return document(
        "report.html.j2",
        styles=["report.css", *(["review.css"] if pages else []), *(["overview.css"] if overview else [])],
        scripts=[
            *(["cards.js", "decisions.js", "filters.js", "exports.js", "keys.js"] if pages else []),
            *(["overview.js"] if overview else []),
        ],
        tool=report.tool,
        overview=overview,
        pages=pages,
        home=home,
        drawing=DRAWING,
        signs=_SIGNS,
        families=list(Family),
        severities=list(Severity),
        states=STATES,
    )
