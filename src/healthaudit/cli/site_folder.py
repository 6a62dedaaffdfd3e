"""Writes a site into a folder, over an earlier one if there is one, and touches nothing else that is there.

Which files are ours stands in a list beside them. It is written before the first of them, and says then what was
there and what will be: whenever a run is broken off, the next one knows what it may replace and remove.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from healthaudit.cache import forget_parts
from healthaudit.cli.files import write_whole
from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from healthaudit.model import Report
    from healthaudit.reports.html.overview import Run

__all__ = ["check_site", "is_folder", "write_site"]

_LIST = "healthaudit-site.json"
_SCHEMA = "healthaudit.site/1"
_OTHER = "name a folder that is empty, or not there yet, such as site/"


def is_folder(name: str) -> bool:
    """Whether a site is asked for: a folder that is there, or a name that ends as folders do."""
    return name.endswith(("/", os.sep)) or os.path.isdir(name)


def check_site(folder: Path) -> None:
    """Raise UsageError for a folder into which no site can be written: it is none of ours."""
    _files(folder)


def write_site(folder: Path, report: Report, earlier: Sequence[Run] = (), *, label: str = "this run") -> None:
    """Write ``index.html`` and a report for each page, and say so on standard error.

    ``earlier`` are the runs before, oldest first; ``label`` is what this one is called beside them. Pages of an earlier
    site that are no more are removed. Raises UsageError for a folder that is none of ours, or cannot be written.
    """
    from healthaudit.reports.console import flat
    from healthaudit.reports.html.site import INDEX, is_page, page_names, site

    before = _files(folder)
    now = {INDEX, *page_names(report)}
    there = [name for name in sorted(now - before) if os.path.lexists(folder / name)]
    for name in there and sorted({*there} - _files(folder)):  # another run may have listed and written them meanwhile
        raise UsageError(f"{folder / name}: is there, and is not of the site", _OTHER)
    _list(folder, before | now)
    for file in site(report, earlier, label=label):
        write_whole(folder / file.name, file.content, tidy=False)
    gone = [name for name in sorted(before - now) if is_page(name) and _removed(folder / name)]
    _list(folder, now | (_files(folder) - before))  # with what another run has brought meanwhile
    forget_parts(folder / "pages")
    pages = f"{len(now) - 1} {'page' if len(now) == 2 else 'pages'}"
    removed = f"; removed {len(gone)} that {'is' if len(gone) == 1 else 'are'} no more" if gone else ""
    typer.echo(flat(f"wrote {folder / INDEX} and {pages}{removed}"), err=True)


def _files(folder: Path) -> set[str]:
    """The files of the site that is in a folder; none where there is nothing yet."""
    if not os.path.lexists(folder):
        return set()
    if not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder, so no site fits in", _OTHER)
    pages = folder / "pages"
    if os.path.lexists(pages) and (pages.is_symlink() or not pages.is_dir()):
        raise UsageError(f"{pages}: is not a folder of a site", _OTHER)
    try:
        content = (folder / _LIST).read_bytes()
    except FileNotFoundError:
        if _is_empty(folder):
            return set()
        raise UsageError(f"{folder}: holds other things than a site of healthaudit", _OTHER) from None
    except OSError as problem:
        raise UsageError(f"{folder / _LIST}: cannot be read: {problem.strerror}", _OTHER) from None
    try:
        listed = json.loads(content)
        names = set(listed["files"]) if listed["schema"] == _SCHEMA else None
    except (ValueError, TypeError, KeyError, RecursionError):
        names = None
    if names is None or not all(isinstance(name, str) for name in names):
        raise UsageError(f"{folder / _LIST}: this is no list of the files of a site", _OTHER)
    return names


def _is_empty(folder: Path) -> bool:
    """But for what begins with a dot, which belongs to the system or to version control."""
    try:
        return all(name.startswith(".") for name in os.listdir(folder))
    except OSError as problem:
        raise UsageError(f"{folder}: cannot be read: {problem.strerror}", _OTHER) from None


def _list(folder: Path, names: set[str]) -> None:
    data = {"schema": _SCHEMA, "files": sorted(names)}
    write_whole(folder / _LIST, json.dumps(data, indent=1) + "\n")


def _removed(path: Path) -> bool:
    """Whether a file of an earlier site was there, and no longer is."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise UsageError(f"{path}: cannot be removed: {problem.strerror}", "is it open elsewhere?") from None
    return True
