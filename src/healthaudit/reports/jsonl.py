"""JSON Lines (https://jsonlines.org): one finding a line, to be filtered as it comes.

    {"schema": "healthaudit.finding/1", "tool": {...}, "source", "media", "score", "set_aside", ...the finding}

The finding is as in the JSON report (docs/report.md), and what made the report stands on every line, so that lines of
many runs can be thrown together. ``jq 'select(.severity == "high") | .source'`` needs nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from healthaudit.model import Report
from healthaudit.reports.json import page_data, tool_data
from healthaudit.reports.marks import escaped

__all__ = ["render_jsonl"]

SCHEMA = "healthaudit.finding/1"


def render_jsonl(report: Report) -> str:
    """A line for each finding, in the order of the report; nothing at all where nothing was found."""
    return "".join(lines_of(report))


def lines_of(report: Report) -> Iterator[str]:
    """The same line by line."""
    tool = tool_data(report.tool)
    for audited in report.pages:
        page = page_data(audited)
        for set_aside, findings in ((False, page["findings"]), (True, page["suppressed"])):
            for finding in findings:
                yield _line({"schema": SCHEMA, "tool": tool, **_about(page), "set_aside": set_aside, **finding})


def _about(page: dict[str, Any]) -> dict[str, Any]:
    return {"source": page["source"], "media": page["media"], "score": page["score"]}


def _line(value: dict[str, Any]) -> str:
    return escaped(json.dumps(value, ensure_ascii=False)) + "\n"
