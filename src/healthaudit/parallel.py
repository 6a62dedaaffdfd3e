"""Audits pages side by side in several processes; the report is the same as from one.

Every process loads what it needs by itself, so that nothing is shared but pages going out and reports coming back.
No more pages are on the way than the processes can use soon: memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Report, Skipped

#: Pages on the way for each process.
_AHEAD = 4


class Recipe(NamedTuple):
    """What an auditor is loaded from: plain values that another process can be sent."""

    rules: tuple[Path, ...] = ()
    """Further folders."""
    facts: tuple[Path, ...] = ()
    jurisdiction: str = "US"
    model: Path | None = None
    today: date | None = None
    suppressions: bool = True

    def auditor(self) -> Auditor:
        """Raises what ``Auditor.load`` raises."""
        auditor = Auditor.load(None, self.rules, self.facts, self.jurisdiction, None, self.model, self.today)
        return replace(auditor, suppressions=self.suppressions)


def run(recipe: Recipe, auditor: Auditor, documents: Iterable[Document | Skipped], jobs: int) -> Report:
    """Audit every document in ``jobs`` processes; pages and what was skipped stay in the order in which they came.

    ``auditor`` is the one of the recipe, loaded in this process: it audits what is left when a process dies.
    """
    reports = list(_reports(recipe, auditor, documents, jobs))
    return Report(
        auditor.tool(),
        tuple(page for report in reports for page in report.pages),
        tuple(skipped for report in reports for skipped in report.skipped),
    )


class _Sent(NamedTuple):
    """A document, and where its report will come from; None when it was never sent."""

    document: Document | Skipped
    coming: Future[Report] | None


def _reports(recipe: Recipe, auditor: Auditor, documents: Iterable[Document | Skipped], jobs: int) -> Iterator[Report]:
    """One report a document, in order."""
    # Not forked: a process with threads must not be, and only this way is the same everywhere.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: deque[_Sent] = deque()
        try:
            for document in documents:
                waiting.append(_Sent(document, _sent(pool, recipe, document)))
                if len(waiting) >= _AHEAD * jobs:
                    yield _received(auditor, waiting.popleft())
            while waiting:
                yield _received(auditor, waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # on Ctrl-C nobody waits for what nobody wants


def _sent(pool: ProcessPoolExecutor, recipe: Recipe, document: Document | Skipped) -> Future[Report] | None:
    if isinstance(document, Skipped):
        return None
    try:
        return pool.submit(_audited, recipe, document)
    except BrokenProcessPool:
        return None


def _received(auditor: Auditor, sent: _Sent) -> Report:
    if sent.coming is not None:
        try:
            return sent.coming.result()
        except BrokenProcessPool:  # killed, or out of memory: its pages are audited here
            pass
    return auditor.run([sent.document])


@cache
def _auditor(recipe: Recipe) -> Auditor:
    """Once a process."""
    return recipe.auditor()


def _audited(recipe: Recipe, document: Document) -> Report:
    return _auditor(recipe).run([document])
