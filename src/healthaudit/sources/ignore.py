"""Patterns as in a .gitignore: which entries of a folder to leave out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Patterns", "gitignore", "ignored", "inherited", "of_sites", "user_patterns"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns and the folder (a real, absolute path) that they are relative to."""

    base: Path
    files: GitIgnoreSpec
    folders: GitIgnoreSpec
    """The same without trailing slashes, for folders that are named without one.

    GitIgnoreSpec judges whole paths of files. Asked about the folder "a/", it lets "*" win over "!*/" and
    says that "a/**" matches "a" itself; git, which goes down a folder at a time as we do, denies both.
    """

    def verdict(self, path: Path, folder: bool) -> bool | None:
        """True to leave it out, False to keep it, None when no pattern is about it."""
        if not path.is_relative_to(self.base):
            return None
        spec = self.folders if folder else self.files
        return spec.check_file(path.relative_to(self.base).as_posix()).include


def user_patterns(patterns: Sequence[str], base: Path) -> Patterns:
    """The patterns of a user. Raises UsageError for one that is none."""
    for pattern in patterns:
        if not list(_valid([pattern])):
            raise UsageError(f"{pattern!r} is not a pattern", "write patterns as in a .gitignore: drafts/, *.old.html")
    return _patterns(patterns, base)


def of_sites(patterns: Patterns, path: str) -> bool:
    """Whether they leave out a page of a site, by the path of its address: to them a site is a folder."""
    return patterns.files.check_file(path).include is True


def gitignore(folder: Path) -> tuple[Patterns, ...]:
    """The patterns of the .gitignore of a folder; none where it has none, or where it cannot be read."""
    file = folder / ".gitignore"
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace") if os.path.isfile(file) else ""
    except OSError:
        return ()
    return (_patterns(list(_valid(text.split("\n"))), folder),) if text else ()


def inherited(folder: Path) -> tuple[Patterns, ...]:
    """Patterns of the folders above this one, down from the root of its repository; none outside of one.

    A folder may be named on purpose although it is ignored, as the output of a build is. Whatever ignores it
    has no say in it then.
    """
    above: list[Path] = []
    for parent in (folder, *folder.parents):
        if os.path.exists(parent / ".git"):
            break
        above.append(parent)
    else:
        return ()
    rules: tuple[Patterns, ...] = ()
    for child in reversed(above):
        rules += gitignore(child.parent)
        if ignored(rules, child, folder=True):
            rules = ()
    return rules


def ignored(rules: Sequence[Patterns], path: Path, *, folder: bool) -> bool:
    """Whether the innermost of these patterns that is about the path leaves it out; its parents are kept."""
    for patterns in reversed(rules):
        verdict = patterns.verdict(path, folder)
        if verdict is not None:
            return verdict
    return False


def _patterns(lines: Sequence[str], base: Path) -> Patterns:
    from pathspec import GitIgnoreSpec

    folders = (line.rstrip().removesuffix("/") if line.rstrip().endswith("/") else line for line in lines)
    return Patterns(base, GitIgnoreSpec.from_lines(lines), GitIgnoreSpec.from_lines(_valid(folders)))


def _valid(lines: Iterable[str]) -> Iterable[str]:
    """Without the lines that are no patterns, which git passes over too."""
    from pathspec import GitIgnoreSpec

    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):  # the second for [z-a]
            continue
        yield line
