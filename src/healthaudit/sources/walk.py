"""The pages in a folder: sorted, without what git ignores, what is hidden, and what others wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from healthaudit.model import Skipped
from healthaudit.sources.files import unreadable
from healthaudit.sources.ignore import Patterns, gitignore, ignored, inherited
from healthaudit.sources.media import PAGE_SUFFIXES, by_suffix

__all__ = ["walk"]

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
# Files that make a folder the work of a tool: Python and conda environments, our own reports.
_SIGNS_OF_TOOLS = frozenset({"pyvenv.cfg", "conda-meta", "healthaudit-site.json"})
# Texts for programs, which sites keep next to their pages.
_NOT_PAGES = frozenset({"robots.txt", "ads.txt", "app-ads.txt", "security.txt", "requirements.txt"})


@dataclass(frozen=True, slots=True)
class _Entry:
    shown: Path
    """As a person would name it: begins as the folder was given."""
    real: Path
    """Absolute and without links, as patterns want it."""
    rules: tuple[Patterns, ...]
    folder: bool = False


def walk(folder: str, excluded: Patterns | None = None) -> Iterator[str | Skipped]:
    """Paths of the pages below a folder, each beginning with ``folder``; and what of it could not be entered.

    ``excluded`` counts from its own base and from this folder. Links to files are followed. Links to folders
    are not: inside the folder they lead to pages that are found anyway; what lies outside of it was not asked
    for.
    """
    root = Path(os.path.realpath(folder))
    unwanted = (excluded, replace(excluded, base=root)) if excluded else ()
    pending: list[_Entry | Skipped] = [_Entry(Path(folder), root, inherited(root), folder=True)]
    found = False
    # A stack rather than recursion: folders may nest deeper than Python calls do.
    while pending:
        entry = pending.pop()
        if isinstance(entry, _Entry) and entry.folder:
            pending += reversed(list(_inside(entry, root, unwanted)))
            continue
        found = True
        yield entry if isinstance(entry, Skipped) else str(entry.shown)
    if not found:
        yield Skipped(
            folder,
            "no pages in this folder",
            f"pages end in {', '.join(PAGE_SUFFIXES)}; hidden, excluded and git-ignored ones do not count",
        )


def _inside(folder: _Entry, root: Path, unwanted: tuple[Patterns, ...]) -> Iterator[_Entry | Skipped]:
    """What stands directly in a folder and is wanted, sorted by name."""
    try:
        names = sorted(os.listdir(folder.real))
    except OSError as error:
        problem = unreadable(str(folder.shown), error)
        yield Skipped(str(folder.shown), str(problem), problem.hint)
        return
    if folder.real != root and not _SIGNS_OF_TOOLS.isdisjoint(names):
        return
    rules = folder.rules + gitignore(folder.real)
    for name in names:
        real = folder.real / name
        entry = _Entry(folder.shown / name, real, rules, folder=os.path.isdir(real))
        if name.startswith(".") or not _wanted(entry):
            continue
        if any(ignored(each, entry.real, folder=entry.folder) for each in (rules, unwanted)):
            continue
        if entry.folder and os.path.islink(entry.real):
            yield from _link(entry, root)
        else:
            yield entry


def _wanted(entry: _Entry) -> bool:
    name = entry.real.name.lower()
    if entry.folder:
        return name not in _SKIPPED_FOLDERS
    # A dangling link stays, to be reported; a pipe that is named like a page goes, for it might never end.
    file = os.path.isfile(entry.real) or not os.path.exists(entry.real)
    return file and by_suffix(name) is not None and name not in _NOT_PAGES


def _link(entry: _Entry, root: Path) -> Iterator[Skipped]:
    target = Path(os.path.realpath(entry.real))
    if entry.real.is_relative_to(target):
        hint = "remove the link; the pages that it leads to are audited once"
        yield Skipped(str(entry.shown), "the link leads back to a folder that it stands in", hint)
    elif not target.is_relative_to(root):
        yield Skipped(
            str(entry.shown),
            "links to folders elsewhere are not followed",
            f"name the folder itself: {target}",
        )
