"""Writers: one file per format; each reads the Report only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from healthaudit.errors import UsageError
from healthaudit.model import Report

__all__ = ["FORMATS", "format_of", "render"]


def _json(report: Report) -> str:
    from healthaudit.reports.json import render_json

    return render_json(report)


def _html(report: Report) -> str:
    from healthaudit.reports.html import render_html

    return render_html(report)


#: Format name (also the file suffix) -> writer. Each gives the whole file as text.
FORMATS: Mapping[str, Callable[[Report], str]] = {"html": _html, "json": _json}


def format_of(path: Path) -> str:
    """The format that a file's suffix asks for. Raises UsageError for an unknown one."""
    name = path.suffix.lower().lstrip(".")
    name = {"htm": "html"}.get(name, name)
    if name not in FORMATS:
        known = ", ".join(f".{suffix}" for suffix in sorted(FORMATS))
        raise UsageError(f"{path}: no report format has the suffix {path.suffix!r}", f"use one of {known}")
    return name


def render(report: Report, name: str) -> str:
    """The report in a format by name."""
    return FORMATS[name](report)
