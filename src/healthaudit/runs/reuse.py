"""Takes the reports of an earlier run where nothing that they depend on has changed.

A report depends on the page, the settings, rules, facts, classifier, what a baseline knows of the page, the program,
what that reads and matches with, and, where something may lapse, the day. Their digest is its key, so nothing has
ever to be thrown away for being stale.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

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

#: What pages are read and matched with: distributions by the beginnings of their folders.
_ENGINES = ("ahocorasick_rs-", "google_re2-", "markdown_it_py-", "mdit_py_plugins-", "turbohtml-", "pyyaml-")

#: Reports that are kept together.
_TOGETHER = 32

Run = Callable[[Iterable[Task | Audited]], Iterator[Audited]]


def report_cache() -> ReportCache:
    """That of the user."""
    return ReportCache(cache_folder() / "reports")


def reusing(tasks: Iterable[Task | Audited], kept: ReportCache, run: Run) -> Iterator[Audited]:
    """What ``run`` gives for the tasks, in their order; what is kept is taken instead, what is not is kept."""
    missed: deque[tuple[str, Task] | None] = deque()
    made: list[_Made] = []

    def looked_up() -> Iterator[Task | Audited]:
        for task in tasks:
            key = _key(task) if isinstance(task, Task) else ""
            found = kept.get(key) if key else None
            missed.append((key, task) if isinstance(task, Task) and not found else None)
            yield found or task

    stored = False
    for audited in run(looked_up()):
        asked = missed.popleft()
        # A rule that broke off, perhaps for want of memory, may not do so next time.
        if asked and isinstance(audited, PageReport) and not audited.errors:
            made.append(_Made(*asked, audited))
            stored = True
        if len(made) == _TOGETHER:
            _keep(made, kept)
            made.clear()
        yield audited
    _keep(made, kept)
    if stored:
        kept.tidy()


class _Made(NamedTuple):
    """A report that was made anew."""

    key: str
    task: Task
    report: PageReport


def _keep(made: list[_Made], kept: ReportCache) -> None:
    """Keep reports, unless files have changed between the making of the keys and the reading of what they stand for."""
    same = {loaded: _identified(loaded) == _identity(loaded) for loaded in {one.task.settings.to_load for one in made}}
    for one in made:
        if same[one.task.settings.to_load]:
            kept.put(one.key, one.report)


def tool_of(settings: Settings, auditors: Auditors) -> Tool:
    """What makes the report, without loading it if it was loaded before."""
    return Tool(*remembered("tool", _identity(settings.to_load), lambda: tuple(auditors(settings).tool())))


def _key(task: Task) -> str:
    document = task.document
    day = str(task.today) if _may_lapse(task) else ""
    settings = (_identity(task.settings.to_load), repr(task.settings.of_report))
    parts = (*settings, document.source, document.media.value, *document.notes, day, repr(task.earlier))
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(b"\0" + document.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _may_lapse(task: Task) -> bool:
    """Whether the report may be another tomorrow. Too often is no harm: it is then made anew every day."""
    return any(ignore.until for ignore in task.settings.ignore) or "until" in task.document.text.lower()


@cache
def _identity(loaded: Settings) -> str:
    """Once a run: most settings have in common what is loaded for them."""
    return _identified(loaded)


def _identified(loaded: Settings) -> str:
    """Digest of everything that is loaded, and of what loads it."""
    model = _content(loaded.model) if loaded.model else b""
    parts = (
        VERSION,
        form(),
        sys.implementation.cache_tag or sys.version,
        _program(),
        digest_of(bundled_rules(), loaded.rules, loaded.facts),
        repr(loaded),
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
    """Digest of the package's files, by size and time, and of what it reads and matches with, by version.

    Whoever changes one of them is not served what was made before.
    """
    digest = blake2b(digest_size=16)
    for folder in sorted(filter(os.path.isdir, sys.path)):
        engines = sorted(name for name in os.listdir(folder) if name.lower().startswith(_ENGINES))
        digest.update("\0".join(engines).encode("utf-8", "surrogatepass"))
    for where, folders, names in os.walk(Path(__file__).parents[1]):
        folders[:] = sorted(folder for folder in folders if folder not in ("__pycache__", "_rules"))
        for name in sorted(names):
            found = os.stat(os.path.join(where, name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
