"""What commands write: files whole or not at all, and standard output to its end, or an error that says so."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from healthaudit.cache import forget_parts
from healthaudit.cache import write_whole as put_whole
from healthaudit.errors import UsageError

__all__ = ["all_tried", "printing", "write_whole"]


def write_whole(path: Path, content: str | bytes, *, tidy: bool = True) -> None:
    """Write bytes, or text as UTF-8, beside the target, then put it in its place.

    With ``tidy`` what killed runs have left there is removed, for which the folder is looked through.
    Raises UsageError when it cannot be written.
    """
    # A lone surrogate can come out of a broken page; it must not cost the report.
    content = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_whole(path, content, _mode())
    except OSError as problem:
        # Said by the system of the folder, "File exists" would be taken for the file.
        why = f"{path.parent} is not a folder" if os.path.isfile(path.parent) else problem.strerror
        raise UsageError(
            f"{path}: cannot be written: {why}", "name a place where you may write, and where there is room"
        ) from None
    if tidy:
        forget_parts(path.parent)


def _mode() -> int:
    """That of any new file, as the umask allows: a report is for others too."""
    if os.name != "posix":
        return 0o600
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def printing() -> Iterator[None]:
    """Everything that is printed comes out, or it raises UsageError, or BrokenPipeError when the reader has left.

    After that nothing more is printed. With standard output closed from the start nothing is printed, and that is all.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if isinstance(raw := getattr(sys.stdout, "buffer", None), io.RawIOBase):
        # PYTHONUNBUFFERED: what a pipe or a disk does not take at once would be lost without a word.
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors, line_buffering=True
        )
    try:
        yield
        sys.stdout.flush()
    except SystemExit:  # what rich makes of it
        raise BrokenPipeError from None
    except OSError as problem:
        _to_nowhere()
        if isinstance(problem, BrokenPipeError):
            raise
        raise UsageError(
            f"standard output: cannot be written: {problem.strerror}", "is the disk full? Write somewhere else"
        ) from None


def _to_nowhere() -> None:
    """What is still waiting must not fail once more at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def all_tried(*steps: Callable[[], None]) -> None:
    """Take every step, though one before it failed. Raises the last UsageError, else BrokenPipeError.

    Errors before that one are told on standard error.
    """
    left, failed = False, list[UsageError]()
    for step in steps:
        try:
            step()
        except BrokenPipeError:
            left = True
        except UsageError as error:
            failed.append(error)
    for earlier in failed[:-1]:
        from healthaudit.reports.console import flat

        typer.echo(f"healthaudit: error: {flat(str(earlier))}", err=True)
    if failed:
        raise failed[-1]
    if left:
        raise BrokenPipeError
