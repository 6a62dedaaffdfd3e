"""What commands write: files whole or not at all, and of several each one that can be written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import typer

from healthaudit.cache import forget_parts
from healthaudit.cache import write_whole as put_whole
from healthaudit.errors import UsageError

__all__ = ["all_tried", "write_whole"]


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
