"""CSV for spreadsheets: a row for each finding, after RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180).

It begins with a byte order mark: without one Excel takes UTF-8 for the code page of the machine and garbles every
curly quote. Programs are better served by JSON Lines.

A page's words must not become a formula on the reviewer's machine, so every cell is quoted, and one that begins with
a sign that could start a formula gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.model import Finding, PageReport, Report
from healthaudit.patterns import compiled
from healthaudit.reports.marks import visible
from healthaudit.reports.places import location_of, path_of

__all__ = ["render_csv"]

_COLUMNS = (
    "source",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "outcome",
    "family",
    "rule",
    "code",
    "confidence",
    "message",
    "quote",
    "why",
    "fix",
    "regulations",
    "id",
    "baseline",
)
#: The full-width ones count: a spreadsheet in Japanese or Chinese takes them for the others.
_FORMULA = tuple("=+-@＝＋－＠")
_BREAKS = tuple("\t\r\n")
#: Where lists are parted by semicolons or tabs a spreadsheet begins a new cell there, also between quotes.
_INSIDE = compiled(r"(;\s*+|(?<!\s)\s++)(?=[=+\-@＝＋－＠])")

_PARTING = compiled("[;\t\n]")


def render_csv(report: Report) -> str:
    """A header and a row for each finding, in the order of the report."""
    rows = [_COLUMNS, *(row for page in report.pages for row in _rows(page))]
    return "\ufeff" + "".join(",".join(map(_cell, row)) + "\r\n" for row in rows)


def _rows(page: PageReport) -> Iterator[tuple[str, ...]]:
    source = path_of(page.page.source)
    for finding in page.findings:
        yield (source, *_values(finding))


def _values(finding: Finding) -> Iterator[str]:
    # A finding about the page as a whole has no place: an empty cell says so, line 1 would not.
    yield from map(str, location_of(finding)) if finding.evidence else ("",) * 4
    yield finding.severity.value
    yield finding.outcome.value
    yield finding.family.value
    yield finding.rule
    yield finding.code
    yield f"{finding.confidence:g}"
    yield finding.message
    yield finding.evidence[0].quote if finding.evidence else ""
    yield finding.why
    yield finding.fix
    yield "; ".join(f"{law.title} ({law.jurisdiction})" for law in finding.regulations)
    yield finding.id
    yield finding.baseline.value if finding.baseline else ""


def _cell(value: str) -> str:
    risky = value.startswith(_BREAKS) or value.lstrip().startswith(_FORMULA)
    inside = _INSIDE.sub(lambda found: f"{found[0]}'" if _PARTING.search(found[0]) else found[0], value)
    kept = f"'{inside}" if risky else inside
    return '"' + visible(kept).replace('"', '""') + '"'
