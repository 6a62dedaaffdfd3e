"""healthaudit report: JSON reports in, any format out, without an audit."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.cli.audit import Format
from healthaudit.cli.files import write_whole
from healthaudit.cli.outcome import show
from healthaudit.cli.site_folder import is_folder, write_site
from healthaudit.errors import ReportError, UsageError

if TYPE_CHECKING:
    from healthaudit.model import Report
    from healthaudit.reports.html.overview import Run

__all__ = ["EPILOG", "report", "write_site"]

EPILOG = "Exit codes: 0 done, 2 a report or the command is wrong. Whether pages pass is for healthaudit audit to say."
_STDIN = "-"
_MAKE = "name a JSON report, as healthaudit audit PAGE... -o report.json writes it"


def report(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE.json...",
            help="JSON reports, or - for standard input. The last is shown; those before it, oldest first, are its "
            "history.",
        ),
    ],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Write a report, by its ending, or a site into a folder: site/. Repeatable.",
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="What to print to standard output; terminal, unless something is written.",
            show_default=False,
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="In the terminal, show why and the regulations beside each finding.")
    ] = False,
) -> None:
    """Turn JSON reports into any other format, or into a site with a trend, without auditing anything."""
    from healthaudit.reports import format_of
    from healthaudit.reports.console import flat

    outputs = [(name, "" if is_folder(name) else format_of(Path(name))) for name in output or ()]
    _check(files, [name for name, kind in outputs if kind])
    *earlier_labels, label = _labels(files)
    earlier = [_run(label, name) for label, name in zip(earlier_labels, files, strict=False)]
    shown = _read(files[-1])
    printed = format or (None if outputs else Format.TERMINAL)
    if earlier and not any(kind in ("", "html") for _, kind in outputs) and printed is not Format.HTML:
        typer.echo("note: only HTML tells of earlier runs: -o report.html, or -o site/", err=True)
    for name, kind in outputs:
        if not kind:
            write_site(Path(name), shown, earlier, label=label)
            continue
        write_whole(Path(name), _rendered(shown, kind, earlier, label))
        typer.echo(flat(f"wrote {name}"), err=True)
    if printed is Format.HTML:
        _print(_rendered(shown, "html", earlier, label))
    elif printed:
        show(shown, printed.value, verbose=verbose)


def _rendered(report: Report, kind: str, earlier: Sequence[Run], label: str) -> str:
    from healthaudit.reports import render

    if kind == "html":
        from healthaudit.reports.html import render_html

        return render_html(report, earlier, label=label)
    return render(report, kind)


def _print(content: str) -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")  # line ends are the format's own, on Windows too
    sys.stdout.write(content)


def _check(files: Sequence[str], outputs: Sequence[str]) -> None:
    """Raise UsageError for what would be read twice or written over what is read."""
    if list(files).count(_STDIN) > 1:
        raise UsageError("standard input can be read once only", "leave out all but one -")
    for name in outputs:
        if any(os.path.exists(name) and os.path.exists(file) and os.path.samefile(name, file) for file in files):
            raise UsageError(f"{name}: is a report to be read", "name another file for what is written")


def _run(label: str, name: str) -> Run:
    """What is kept of an earlier run: the whole report is large, and there may be many."""
    from healthaudit.reports.html.overview import Run

    return Run.of(label, _read(name))


def _read(name: str) -> Report:
    """The report in a file. Raises ReportError."""
    from healthaudit.reports.read_json import read_report

    if name == _STDIN:
        if sys.stdin.isatty():
            typer.echo("reading standard input; end it with Ctrl-D", err=True)
        return read_report(sys.stdin.buffer.read(), "standard input")
    try:
        content = Path(name).read_bytes()
    except FileNotFoundError:
        raise ReportError(f"{name}: no such file", _MAKE) from None
    except IsADirectoryError:
        raise ReportError(f"{name}: is a folder", _MAKE) from None
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "that is no name of a file"
        raise ReportError(f"{name}: cannot be read: {why}", _MAKE) from None
    return read_report(content, name)


def _labels(files: Sequence[str]) -> list[str]:
    """What runs are called: the names of their files, with as much of the path as tells them apart."""
    stems = ["standard input" if name == _STDIN else PurePath(name).stem for name in files]
    again = Counter(stems)
    return [
        stem if again[stem] == 1 or name == _STDIN else PurePath(name).with_suffix("").as_posix()
        for stem, name in zip(stems, files, strict=True)
    ]
