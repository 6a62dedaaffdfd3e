"""A page on its way to being audited, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.baseline import Earlier
from healthaudit.model import Document, PageReport, Skipped
from healthaudit.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor

__all__ = ["Audited", "Auditors", "Task"]

Audited = PageReport | Skipped

Auditors = Callable[[Settings], "Auditor"]
"""Gives the auditor for settings, always the same one for the same."""


class Task(NamedTuple):
    """A page to be audited, and by what."""

    document: Document
    settings: Settings = DEFAULTS
    today: date | None = None
    earlier: Earlier | None = None
