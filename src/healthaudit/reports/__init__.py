"""Writers: one file per format; each reads the Report only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from healthaudit.errors import UsageError
from healthaudit.model import Report

__all__ = ["ENDINGS", "FORMATS", "format_of", "pieces", "render"]


def _json(report: Report) -> str:
    from healthaudit.reports.json import render_json

    return render_json(report)


def _html(report: Report) -> str:
    from healthaudit.reports.html import render_html

    return render_html(report)


def _sarif(report: Report) -> str:
    from healthaudit.reports.sarif import render_sarif

    return render_sarif(report)


def _github(report: Report) -> str:
    from healthaudit.reports.github import render_github

    return render_github(report)


def _gitlab(report: Report) -> str:
    from healthaudit.reports.gitlab import render_gitlab

    return render_gitlab(report)


def _junit(report: Report) -> str:
    from healthaudit.reports.junit import render_junit

    return render_junit(report)


def _markdown(report: Report) -> str:
    from healthaudit.reports.markdown import render_markdown

    return render_markdown(report)


def _csv(report: Report) -> str:
    from healthaudit.reports.table import render_csv

    return render_csv(report)


def _jsonl(report: Report) -> str:
    from healthaudit.reports.jsonl import render_jsonl

    return render_jsonl(report)


def _concise(report: Report) -> str:
    from healthaudit.reports.concise import render_concise

    return render_concise(report)


def _statistics(report: Report) -> str:
    from healthaudit.reports.statistics import render_statistics

    return render_statistics(report)


#: Format name -> writer. Each gives the whole file as text.
FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": _html,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "markdown": _markdown,
    "csv": _csv,
    "concise": _concise,
    "statistics": _statistics,
}

#: How a file's name ends -> format name. The longest ending decides: page.sarif.json is SARIF.
ENDINGS: Mapping[str, str] = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".codequality.json": "gitlab",
    "gl-code-quality-report.json": "gitlab",
    ".xml": "junit",
    ".md": "markdown",
    ".csv": "csv",
}


def format_of(path: Path) -> str:
    """The format that the end of a file's name asks for. Raises UsageError for an unknown one."""
    name = path.name.lower()
    fitting = [ending for ending in ENDINGS if name.endswith(ending)]
    if not fitting:
        known = ", ".join(sorted(ending for ending in ENDINGS if ending.startswith(".")))
        raise UsageError(f"{path}: no report format has the suffix {path.suffix!r}", f"use one of {known}")
    return ENDINGS[max(fitting, key=len)]


def render(report: Report, name: str) -> str:
    """The report in a format by name."""
    return FORMATS[name](report)


def pieces(report: Report, name: str) -> Iterator[str]:
    """The same, bit by bit where the format allows it: of a long run not everything has to be in memory at once."""
    if name == "jsonl":
        from healthaudit.reports.jsonl import lines_of

        return lines_of(report)
    if name == "json":
        from healthaudit.reports.json import pieces_of

        return pieces_of(report)
    return iter([render(report, name)])
