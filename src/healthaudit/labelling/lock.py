"""One at a time: a file beside the gold that says which process is at work on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from healthaudit.errors import UsageError

__all__ = ["held"]

#: A lock is taken over once; if there is another one at once, somebody else was faster.
_TRIES = 2


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock ``<path>.lock``, and remove it at the end. Raises UsageError while another process holds it."""
    lock = path.with_name(f"{path.name}.lock")
    _take(lock, path)
    try:
        yield
    finally:
        if _owner(lock) == os.getpid():
            lock.unlink(missing_ok=True)


def _take(lock: Path, path: Path) -> None:
    owner: int | None = None
    for _ in range(_TRIES):
        try:
            handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            owner = _owner(lock)
            if owner is None or _lives(owner):
                break
            _put_away(lock, owner)
        except OSError as problem:
            raise _unwritable(path, problem) from None
        else:
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(f"{os.getpid()}\n")
            except OSError as problem:  # a lock that names nobody would hold for ever
                lock.unlink(missing_ok=True)
                raise _unwritable(path, problem) from None
            return
    who = f"process {owner}" if owner else "another process"
    raise UsageError(
        f"{path}: {who} is labelling into it",
        f"end the other run first, or name another file with -o; if there is none, delete {lock.name}",
    )


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"{path}: cannot be written: {problem.strerror}", "name a file in a folder with room that you may write to"
    )


def _owner(lock: Path) -> int | None:
    """The process that a lock names; None when it names none."""
    try:
        return int(lock.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _lives(process: int) -> bool:
    # Our own number in a lock that we do not hold is that of a process before us, as it happens in containers.
    if process == os.getpid():
        return False
    if os.name != "posix":  # there, signal 0 is no question but the end of the process
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's, but alive
        return True
    return True


def _put_away(lock: Path, stale: int) -> None:
    """Remove the lock of a dead process, but not one that somebody has put there meanwhile."""
    aside = lock.with_name(f"{lock.name}.{os.getpid()}")
    with suppress(OSError):
        os.rename(lock, aside)
        if _owner(aside) == stale:
            aside.unlink()
        else:
            os.rename(aside, lock)
