"""healthaudit baseline merge: reviews that were made elsewhere, taken into our baseline."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.cli.baseline_file import alone, file_of, line
from healthaudit.cli.files import write_whole
from healthaudit.cli.options import configuration_of
from healthaudit.errors import BaselineError, UsageError

if TYPE_CHECKING:
    from healthaudit.baseline import Baseline, Conflict, Entry, Merge

__all__ = ["EPILOG", "merge"]

EPILOG = (
    "Exit codes: 0 done, 1 two decisions are at odds and nothing was written, 2 the command or a file is wrong. "
    "What is printed: + added, ~ decided, ! at odds."
)


def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Baselines with decisions: saved from the HTML report, or of other reviewers."
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="BASELINE", help="The baseline that takes them in; made if it is not there."),
    ] = None,
    theirs: Annotated[bool, typer.Option("--theirs", help="Where decisions are at odds, that of FILE holds.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="Where decisions are at odds, that of BASELINE holds.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
) -> None:
    """Take decisions made elsewhere into the baseline: what it does not have is added, what was unreviewed decided."""
    from healthaudit.baseline import Baseline, Side, merged, read_baseline, written

    if theirs and ours:
        raise UsageError("--theirs and --ours exclude each other", "leave one of them out")
    holds = Side.THEIRS if theirs else Side.OURS if ours else None
    into = into or file_of(configuration_of())
    others = [(str(file), _read(file, into.parent)) for file in files]
    with nullcontext(into.resolve()) if dry_run else alone(into) as path:
        there = path.exists()
        before = read_baseline(into) if there else Baseline()
        result = merged(before, others, holds)
        if not result.conflicts and not dry_run and (result.baseline != before or not there):
            write_whole(path, written(result.baseline))
    for file, other in others:
        _say_when_nowhere(file, other, into.parent)
    for text in _conflicts(result) if result.conflicts else _changes(result):
        typer.echo(line(text))
    for page, entry in result.milder:
        left = f"{_named(page, entry)}: has become worse since it was {entry.status}, so it stays unreviewed"
        typer.echo(line(f"note: {left}"), err=True)
    if result.conflicts:
        number = len(result.conflicts)
        what = "1 decision is" if number == 1 else f"{number} decisions are"
        typer.echo(
            line(f"{what} at odds, so nothing was written to {into}; --theirs or --ours says whose holds"), err=True
        )
        raise typer.Exit(1)
    where = f"nothing was written to {into}" if dry_run else f"in {into}"
    counts = f"{len(result.added)} added, {len(result.decided)} decided, {result.unchanged} unchanged"
    typer.echo(line(f"{counts}; {where}"))


def _read(file: Path, folder: Path) -> Baseline:
    """A baseline of somebody else, with names of pages as they count from the folder of ours."""
    from healthaudit.baseline import read_baseline

    if not os.path.lexists(file):
        raise BaselineError(f"{file}: no such file", "name what the HTML report has saved, or another baseline")
    return read_baseline(file, folder)


def _changes(result: Merge) -> Iterator[str]:
    for sign, listed in (("+", result.added), ("~", result.decided)):
        for page, entry in listed:
            yield f"{sign} {_named(page, entry)}: {_said(entry)}"


def _conflicts(result: Merge) -> Iterator[str]:
    for one in result.conflicts:
        yield f"! {_named(one.page, one.first)}: {'; '.join(_sides(one))}"


def _sides(conflict: Conflict) -> Iterator[str]:
    """Both decisions, each with whose it is and its day; which of them is the later one is said with it."""
    first, second = conflict.first, conflict.second
    for file, entry, other in ((conflict.first_file, first, second), (conflict.second_file, second, first)):
        later = ", later" if entry.reviewed > other.reviewed else ""
        day = f" on {entry.reviewed}{later}" if entry.reviewed else ""
        yield f"{file}: {_said(entry)}{day}"


def _named(page: str, entry: Entry) -> str:
    return f"{page}: {entry.rule}: {entry.quote or 'the page as a whole'}"


def _said(entry: Entry) -> str:
    return f"{entry.status} ({entry.reason})" if entry.reason else entry.status.value


def _say_when_nowhere(file: str, other: Baseline, folder: Path) -> None:
    """A note when none of the pages is on the disk: names that count from the wrong folder match nothing, silently."""
    from healthaudit.baseline.names import is_file_name
    from healthaudit.config.paths import shown

    pages = [page for page in other.pages if is_file_name(page)]
    if pages and not any(os.path.lexists(folder / page) for page in pages):
        where = "names count from the folder of a baseline, those of the HTML report from the working folder"
        typer.echo(line(f"note: {file}: its pages are not there, as {shown(folder / pages[0])}; {where}"), err=True)
