"""Baselines: findings that are known already, kept in a file, so that a run may fail on what is new only."""

from healthaudit.baseline.entries import Baseline, Earlier, Entry, EntryStatus, Listed
from healthaudit.baseline.file import DEFAULT_FILE, parsed, read_baseline, written
from healthaudit.baseline.merge import Conflict, Merge, Side, merged
from healthaudit.baseline.names import page_name
from healthaudit.baseline.update import Changes, astray, of_report, updated

__all__ = [
    "DEFAULT_FILE",
    "Baseline",
    "Changes",
    "Conflict",
    "Earlier",
    "Entry",
    "EntryStatus",
    "Listed",
    "Merge",
    "Side",
    "astray",
    "merged",
    "of_report",
    "page_name",
    "parsed",
    "read_baseline",
    "updated",
    "written",
]
