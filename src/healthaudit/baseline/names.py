"""What a page is called in a baseline, from wherever healthaudit is run."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from healthaudit.patterns import compiled

__all__ = ["is_file_name", "page_name", "renamed"]

_STDIN = "-"
_URL = compiled(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def page_name(source: str, folder: Path) -> str:
    """The path of a page relative to the folder of the baseline, with slashes; URLs and "-" stay as they are.

    Links are followed on both sides, so that a page has one name whichever way leads to it.
    """
    if not is_file_name(source):
        return source
    page = os.path.realpath(source)
    with suppress(ValueError):  # another drive: there is no way from one to the other
        page = os.path.relpath(page, os.path.realpath(folder))
    return Path(page).as_posix()


def renamed(name: str, here: Path, there: Path) -> str:
    """What a page whose name counts from one folder is called where names count from another.

    Raises ValueError for a name that no file can have.
    """
    if not is_file_name(name):
        return name
    if not name:
        raise ValueError("no name at all")
    return page_name(os.path.join(here, name), there)


def is_file_name(name: str) -> bool:
    """Whether a page is a file: not on the web, and not standard input."""
    return name != _STDIN and _URL.match(name) is None
