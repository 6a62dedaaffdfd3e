"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from healthaudit.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 text beside the target, then put it in its place. Raises UsageError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise UsageError(
            f"{path}: cannot be written: {problem.strerror}", "name a folder that you may write to"
        ) from None
    try:
        # A lone surrogate can come out of a broken page; it must not cost the report.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        _like_any_new_file(name)
        os.replace(name, path)
    except OSError as problem:
        os.unlink(name)
        raise UsageError(
            f"{path}: cannot be written: {problem.strerror}", "is it a folder, or is the disk full?"
        ) from None
    except BaseException:
        os.unlink(name)
        raise


def _like_any_new_file(name: str) -> None:
    """mkstemp lets only the owner read; a report is for others too, as the umask allows."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
