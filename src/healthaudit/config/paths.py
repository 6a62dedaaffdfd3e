"""Pages and the patterns of paths that are about them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["fits", "is_url", "mistake", "names", "shown"]

_URL = compiled(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_STDIN = "-"


def is_url(source: str) -> bool:
    """Whether a source is an address on the web."""
    return _URL.match(source) is not None


def fits(patterns: tuple[str, ...], folder: Path, source: str) -> bool:
    """Whether patterns, which count from a folder, are about a page: the last that is decides, ! takes out again."""
    about = _about(folder, source)
    return not next((one for one in reversed(patterns) if about(one.removeprefix("!"))), "!").startswith("!")


def _about(folder: Path, source: str) -> Callable[[str], bool]:
    """Says of a pattern without ! whether it is about a page."""
    if source == _STDIN:
        return lambda pattern: pattern == _STDIN
    if is_url(source):
        return lambda pattern: is_url(pattern) and (source == pattern or fnmatchcase(source, pattern))
    path = Path(os.path.abspath(source))
    if not path.is_relative_to(folder):
        return lambda _: False
    inside = path.relative_to(folder).as_posix()
    return lambda pattern: not is_url(pattern) and _spec(pattern).match_file(inside)


@cache
def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    # One by one: of several, pathspec lets those of folders yield to those of files, whatever their order.
    return GitIgnoreSpec.from_lines([pattern])


def mistake(pattern: str) -> str:
    """Why a pattern can be about no page; empty when it can."""
    bare = pattern.removeprefix("!")
    if is_url(bare):
        return ""
    if bare in (".", "..") or bare.startswith(("./", "../")):
        return "it begins with dots, and patterns count from the folder of the file"
    try:
        about_some = any(one.include is not None for one in _spec(bare).patterns)
    except (ValueError, re.error):
        about_some = False
    return "" if about_some else "it is about nothing"


def names(paths: tuple[str, ...], folder: Path, source: str) -> bool:
    """Whether one of the paths is this very page, and not a pattern for several."""
    whole = source if is_url(source) or source == _STDIN else os.path.abspath(source)
    return any(whole in (one, os.path.normpath(os.path.join(folder, one.lstrip("/")))) for one in paths)


def shown(path: Path) -> str:
    """As people in the working folder would name it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if relative.startswith(os.pardir + os.sep + os.pardir) else relative
