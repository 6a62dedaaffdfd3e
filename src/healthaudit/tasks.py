"""A page on its way to being audited, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.baseline import Earlier
from healthaudit.model import Document, PageReport, Report, Skipped, Tool
from healthaudit.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor

__all__ = ["Audited", "Auditors", "Task", "report_of"]

Audited = PageReport | Skipped

Auditors = Callable[[Settings], "Auditor"]
"""Gives the auditor for settings, always the same one for the same."""


class Task(NamedTuple):
    """A page to be audited, and by what."""

    document: Document
    settings: Settings = DEFAULTS
    today: date | None = None
    earlier: Earlier | None = None


def report_of(tool: Tool, audited: Iterable[Audited]) -> Report:
    """One run, in the order of its pages."""
    all_ = list(audited)
    return Report(
        tool,
        tuple(one for one in all_ if isinstance(one, PageReport)),
        tuple(one for one in all_ if isinstance(one, Skipped)),
    )
