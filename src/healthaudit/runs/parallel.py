"""Audits pages side by side in several processes; the report is the same as from one.

Every process loads what it needs by itself, so that nothing is shared but pages going out and reports coming back.
No more pages are on the way than the processes can use soon: memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.runs.task import Audited, Auditors, Task
from healthaudit.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from healthaudit.auditor import Auditor

#: Pages on the way for each process.
_AHEAD = 4
#: With fewer pages than this several processes take longer to start than they save.
_WORTH_IT = 16


def run(tasks: Iterable[Task | Audited], auditors: Auditors, jobs: int) -> Iterator[Audited]:
    """Audit what is a task and pass on what is none, in order, in up to ``jobs`` processes.

    ``auditors`` are those of this process: they audit a few pages, and what is left when a process dies.
    """
    few: list[Task | Audited] = []
    waiting = 0
    rest = iter(tasks)
    for task in rest:
        few.append(task)
        waiting += isinstance(task, Task)
        if waiting == _WORTH_IT and jobs > 1:
            yield from _side_by_side(_chained(few, rest), auditors, jobs)
            return
        if jobs == 1:
            yield _alone(few.pop(), auditors)
    yield from (_alone(task, auditors) for task in few)


def _chained(first: list[Task | Audited], rest: Iterable[Task | Audited]) -> Iterator[Task | Audited]:
    yield from first
    yield from rest


def _alone(task: Task | Audited, auditors: Auditors) -> Audited:
    return auditors(task.settings).audited(task.document, task.earlier) if isinstance(task, Task) else task


class _Sent(NamedTuple):
    """A task, and where its report will come from; None when it was never sent."""

    task: Task | Audited
    coming: Future[Audited] | None


def _side_by_side(tasks: Iterable[Task | Audited], auditors: Auditors, jobs: int) -> Iterator[Audited]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not forked: a process with threads must not be, and only this way is the same everywhere.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: deque[_Sent] = deque()
        try:
            for task in tasks:
                waiting.append(_Sent(task, _sent(pool, task)))
                if len(waiting) >= _AHEAD * jobs:
                    yield _received(auditors, waiting.popleft())
            while waiting:
                yield _received(auditors, waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # on Ctrl-C nobody waits for what nobody wants


def _sent(pool: ProcessPoolExecutor, task: Task | Audited) -> Future[Audited] | None:
    if not isinstance(task, Task):
        return None
    try:
        return pool.submit(_audited, task)
    except BrokenExecutor:
        return None


def _received(auditors: Auditors, sent: _Sent) -> Audited:
    if sent.coming is not None:
        try:
            return sent.coming.result()
        except BrokenExecutor:  # killed, or out of memory: its pages are audited here
            pass
    return _alone(sent.task, auditors)


@cache
def _auditor(settings: Settings, today: date | None) -> Auditor:
    """Once a process."""
    from healthaudit.auditor import Auditor

    return Auditor.load(settings, today=today)


def _audited(task: Task) -> Audited:
    return _auditor(task.settings, task.today).audited(task.document, task.earlier)
