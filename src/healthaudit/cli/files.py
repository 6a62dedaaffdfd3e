"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from healthaudit.errors import UsageError


def write_whole(path: Path, content: str | bytes) -> None:
    """Write bytes, or text as UTF-8, beside the target, then put it in its place.

    Raises UsageError when that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise UsageError(
            f"{path}: cannot be written: {problem.strerror}", "name a folder that you may write to"
        ) from None
    try:
        # A lone surrogate can come out of a broken page; it must not cost the report.
        if isinstance(content, str):
            content = content.encode("utf-8", "backslashreplace")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
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
