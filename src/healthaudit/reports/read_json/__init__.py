"""Reads what ``reports.json`` writes: ``render(read_report(render_json(report)), name) == render(report, name)``.

Fields that are not known are passed over; those that were added to the schema later may be missing. A report may come
from anywhere: whatever is in it, there is a Report or a ReportError.
"""

from __future__ import annotations

import json
from typing import Any

from healthaudit.errors import ReportError
from healthaudit.model import Report, Skipped, Tool
from healthaudit.reports.json import SCHEMA
from healthaudit.reports.read_json.fields import Fields, Wrong, fields_of
from healthaudit.reports.read_json.pages import page

__all__ = ["read_report"]

_MAKE = "make it anew: healthaudit audit PAGE... -o report.json"


def read_report(content: str | bytes, name: str = "report") -> Report:
    """The report in a file that is called ``name``: its bytes, in UTF-8, UTF-16 or UTF-32, or its text.

    Raises ReportError for anything else than a report in the schema that ``reports.json`` writes.
    """
    data = _parsed(content, name)
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise _foreign(schema, name)
    try:
        return _report(fields_of(data))
    except Wrong as wrong:
        raise ReportError(f"{name}: {wrong.way}: {wrong}", wrong.hint or _MAKE) from None


def _report(data: Fields) -> Report:
    return Report(data.one("tool", _tool), data.many("pages", page), data.many("skipped", _skipped))


def _tool(data: Fields) -> Tool:
    return Tool(
        version=data.name("version"),
        rules=data.whole("rules"),
        rules_digest=data.name("rules_digest"),
        facts_as_of=data.name("facts_as_of"),
        model=data.name("model", ""),
    )


def _skipped(data: Fields) -> Skipped:
    return Skipped(data.text("source"), data.text("reason"), data.text("hint"))


def _parsed(content: str | bytes, name: str) -> Any:
    if isinstance(content, bytes):
        try:
            # What PowerShell redirects into a file is UTF-16.
            content = content.decode(json.detect_encoding(content), "surrogatepass")
        except UnicodeDecodeError:
            raise ReportError(f"{name}: this is no text, so it is no report", _MAKE) from None
    content = content.removeprefix("\ufeff")
    if not content.strip():
        raise ReportError(f"{name}: it is empty", _MAKE)
    try:
        return json.loads(content, parse_constant=_refused)
    except json.JSONDecodeError as problem:
        if problem.pos >= len(content.rstrip()) or problem.msg.startswith("Unterminated string"):
            raise ReportError(f"{name}:{problem.lineno}: it ends in the middle: a part was cut off", _MAKE) from None
        what = problem.msg[:1].lower() + problem.msg[1:]
        raise ReportError(f"{name}:{problem.lineno}: this is not JSON: {what}", _MAKE) from None
    except RecursionError:
        raise ReportError(f"{name}: its brackets are nested too deep for a report", _MAKE) from None
    except _NoNumber as problem:
        raise ReportError(f"{name}: this is not JSON: {problem} is no number there", _MAKE) from None
    except ValueError:
        raise ReportError(f"{name}: this is no report: a number in it has thousands of digits", _MAKE) from None


class _NoNumber(ValueError):
    """NaN or Infinity, which Python would take."""


def _refused(constant: str) -> None:
    raise _NoNumber(constant)


def _foreign(schema: object, name: str) -> ReportError:
    if isinstance(schema, str) and schema.startswith("healthaudit."):
        return ReportError(
            f"{name}: its schema is {json.dumps(schema)[:60]}, and this healthaudit reads {SCHEMA}",
            "name a file that healthaudit audit -o report.json wrote, or install the healthaudit that wrote this one",
        )
    return ReportError(f"{name}: this is no report of healthaudit: it has no schema {SCHEMA}", _MAKE)
