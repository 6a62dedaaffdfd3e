"""Takes the reports of an earlier run where nothing that they depend on has changed.

A report depends on the page, the settings, rules, facts, classifier, what a baseline knows of the page, the program,
and, where something may lapse, the day. Their digest is its key, so nothing has ever to be thrown away for being stale.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from healthaudit.cache import cache_folder, remembered
from healthaudit.digests import blake2b
from healthaudit.model import PageReport, Tool
from healthaudit.rulefiles import bundled_rules, digest_of
from healthaudit.runs.report_cache import ReportCache
from healthaudit.runs.task import Audited, Auditors, Task
from healthaudit.serial import form
from healthaudit.settings import Settings
from healthaudit.version import VERSION

__all__ = ["report_cache", "reusing", "tool_of"]

Run = Callable[[Iterable[Task | Audited]], Iterator[Audited]]


def report_cache() -> ReportCache:
    """That of the user."""
    return ReportCache(cache_folder() / "reports")


def reusing(tasks: Iterable[Task | Audited], kept: ReportCache, run: Run) -> Iterator[Audited]:
    """What ``run`` gives for the tasks, in their order; what is kept is taken instead, what is not is kept."""
    keys: deque[str] = deque()
    stored = False

    def looked_up() -> Iterator[Task | Audited]:
        for task in tasks:
            key = _key(task) if isinstance(task, Task) else ""
            found = kept.get(key) if key else None
            keys.append("" if found else key)
            yield found or task

    for audited in run(looked_up()):
        key = keys.popleft()
        # A rule that broke off, perhaps for want of memory, may not do so next time.
        if key and isinstance(audited, PageReport) and not audited.errors:
            kept.put(key, audited)
            stored = True
        yield audited
    if stored:
        kept.tidy()


def tool_of(settings: Settings, auditors: Auditors) -> Tool:
    """What makes the report, without loading it if it was loaded before."""
    return Tool(*remembered("tool", _identity(settings), lambda: tuple(auditors(settings).tool())))


def _key(task: Task) -> str:
    document = task.document
    day = str(task.today) if _may_lapse(task) else ""
    parts = (_identity(task.settings), document.source, document.media.value, *document.notes, day, repr(task.earlier))
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(b"\0" + document.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _may_lapse(task: Task) -> bool:
    """Whether the report may be another tomorrow. Too often is no harm: it is then made anew every day."""
    return any(ignore.until for ignore in task.settings.ignore) or "until" in task.document.text.lower()


@cache
def _identity(settings: Settings) -> str:
    """Of everything that does not differ from page to page. Once a run and settings."""
    model = _content(settings.model) if settings.model else b""
    parts = (
        VERSION,
        form(),
        sys.implementation.cache_tag or sys.version,
        _program(),
        digest_of(bundled_rules(), settings.rules, settings.facts),
        repr(settings),
    )
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(model)
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # whoever loads it says what is wrong


@cache
def _program() -> str:
    """Digest of the files of the package, by size and time: whoever changes it is not served what it made before."""
    digest = blake2b(digest_size=16)
    for where, folders, names in os.walk(Path(__file__).parents[1]):
        folders[:] = sorted(folder for folder in folders if folder not in ("__pycache__", "_rules"))
        for name in sorted(names):
            found = os.stat(os.path.join(where, name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
