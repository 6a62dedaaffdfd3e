"""Audits pages side by side in several processes; the report is the same as from one.

Every process loads what it needs by itself, so that nothing is shared but pages going out and reports coming back.
No more pages are on the way than the processes can use soon: memory does not grow with their number.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.runs.lasting import lasting
from healthaudit.runs.task import Audited, Auditors, Task
from healthaudit.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.connection import Connection

    from healthaudit.auditor import Auditor

#: Pages on the way for each process.
_AHEAD = 4
#: Settings for which a process keeps an auditor.
_SETTINGS = 256
#: Code points below which several processes take longer to start than they save.
WORTH_IT = 600_000


def run(
    tasks: Iterable[Task | Audited], auditors: Auditors, jobs: int, *, worth_it: int = WORTH_IT
) -> Iterator[Audited]:
    """Audit what is a task and pass on what is none, in order, in up to ``jobs`` processes.

    With pages of less than ``worth_it`` code points together no process is started.
    ``auditors`` are those of this process: they audit a few pages, and what is left when a process dies.
    """
    few: list[Task | Audited] = []
    waiting = 0
    rest = iter(tasks)
    for task in rest:
        few.append(task)
        waiting += len(task.document.text) if isinstance(task, Task) else 0
        if waiting >= worth_it and jobs > 1:
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
    with _safe_path(), _pool(jobs) as pool:
        waiting: deque[_Sent] = deque()
        for task in tasks:
            waiting.append(_Sent(task, _sent(pool, task)))
            if len(waiting) >= _AHEAD * jobs:
                yield _received(auditors, waiting.popleft())
        while waiting:
            yield _received(auditors, waiting.popleft())


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor | None]:
    """Processes that end with this one, however it ends; None where the system has no means for them.

    Who leaves early, as with Ctrl-C, waits for none of them.
    """
    try:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Not forked: a process with threads must not be, and only this way is the same everywhere.
        context = get_context("spawn")
        held, line = context.Pipe(duplex=False)
        with _undisturbed():
            pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_tied, initargs=(held,))
    except (ImportError, NotImplementedError, OSError):  # no semaphores, or no room for more
        yield None
        return
    with held, line, pool:
        try:
            yield pool
        except BaseException:
            line.close()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _tied(line: Connection) -> None:
    """Begin a process that audits: it leaves Ctrl-C to the one that started it, and ends with that one.

    ``line`` comes to its end when that process closes the other end, or is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ending())
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Connection) -> None:
    with suppress(EOFError, OSError):
        line.recv_bytes()
    os._exit(1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end a process wait until this is done, also those to processes that it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ending())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending() -> set[signal.Signals]:
    return {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keep the working folder out of where new processes look for modules: it may be somebody else's.

    They are started with ``python -c``, which would look there first, even for modules of the standard library.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _sent(pool: ProcessPoolExecutor | None, task: Task | Audited) -> Future[Audited] | None:
    if pool is None or not isinstance(task, Task):
        return None
    try:
        with _undisturbed():  # a process of which only half is there says so, at length
            return pool.submit(_audited, task)
    except (BrokenExecutor, OSError):  # all killed, or no room for another
        return None


def _received(auditors: Auditors, sent: _Sent) -> Audited:
    if sent.coming is not None:
        try:
            return sent.coming.result()
        except (BrokenExecutor, MemoryError):  # killed, or out of memory: its pages are audited here
            pass
    return _alone(sent.task, auditors)


@cache
def _first(settings: Settings, today: date | None) -> Auditor:
    with lasting():
        from healthaudit.auditor import Auditor

        return Auditor.load(settings, today=today)


@lru_cache(maxsize=_SETTINGS)
def _auditor(settings: Settings, today: date | None) -> Auditor:
    """Those of different settings share what they load, which is most of them."""
    return _first(settings.to_load, today).by(settings)


def _audited(task: Task) -> Audited:
    return _auditor(task.settings, task.today).audited(task.document, task.earlier)
