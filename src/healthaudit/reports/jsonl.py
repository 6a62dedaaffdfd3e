"""JSON Lines (https://jsonlines.org): one finding a line, to be filtered as it comes.

    {"schema": "healthaudit.finding/1", "tool": {...}, "source", "media", "score", "set_aside", ...the finding}

The finding is as in the JSON report (docs/report.md), and what made the report stands on every line, so that lines of
many runs can be thrown together. ``jq 'select(.severity == "high") | .source'`` needs nothing else.
"""

from __future__ import annotations

import json
import re
from typing import Any

from healthaudit.model import Report
from healthaudit.reports.json import as_data

__all__ = ["render_jsonl"]

SCHEMA = "healthaudit.finding/1"
# Line breaks for some readers though not for JSON, and halves of characters, which no output takes.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def render_jsonl(report: Report) -> str:
    """A line for each finding, in the order of the report; nothing at all where nothing was found."""
    data = as_data(report)
    return "".join(
        _line({"schema": SCHEMA, "tool": data["tool"], **_about(page), "set_aside": set_aside, **finding})
        for page in data["pages"]
        for set_aside, findings in ((False, page["findings"]), (True, page["suppressed"]))
        for finding in findings
    )


def _about(page: dict[str, Any]) -> dict[str, Any]:
    return {"source": page["source"], "media": page["media"], "score": page["score"]}


def _line(value: dict[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
