"""What a run came to: shown on standard output, and as an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from healthaudit.model import Report

if TYPE_CHECKING:
    from rich.console import Console

    from healthaudit.config import Configuration

__all__ = ["exit_code", "show"]

#: Pages of which it is said why they failed.
_REASONS = 10


def show(report: Report, format: str, *, verbose: bool) -> None:
    """Print the report to standard output; what was skipped, if the format does not show it, to standard error."""
    if format != "terminal":
        from healthaudit.reports import pieces
        from healthaudit.reports.console import flat

        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(newline="")  # line ends are the format's own, on Windows too
        for piece in pieces(report, format):
            sys.stdout.write(piece)
        for skipped in report.skipped:
            typer.echo(f"skipped {flat(skipped.source)}: {flat(skipped.reason)}", err=True)
            if skipped.hint:
                typer.echo(f"  hint: {flat(skipped.hint)}", err=True)
        return
    from healthaudit.reports.terminal import print_report

    print_report(report, _console(), verbose=verbose)


def _console() -> Console:
    from rich.console import Console

    # rich leaves out colour in pipes and with NO_COLOR by itself.
    return Console(highlight=False)


def exit_code(report: Report, configuration: Configuration, named: Sequence[str], *, since: str = "") -> int:
    """0, 1 or 3, having said on standard error why it is not 0. ``named``: what the user named."""
    from healthaudit.gate import failures
    from healthaudit.reports.console import flat

    if not report.pages and report.skipped:
        return 3
    if not report.pages:
        why = f"no page has changed since {flat(since)}, or all are left out" if since else "every page is left out"
        typer.echo(f"healthaudit: nothing to audit: {why}", err=True)
        return 0
    failed = [
        (page.page.source, reasons)
        for page in report.pages
        if (reasons := list(failures(page, configuration.settings(page.page.source).gate)))
    ]
    for source, reasons in failed[:_REASONS]:
        typer.echo(f"failed {flat(source)}: {' and '.join(reasons)}", err=True)
    if len(failed) > _REASONS:
        typer.echo(f"failed {len(failed) - _REASONS} more", err=True)
    if failed:
        return 1
    # A slip of the pen must not let a run pass of which half was never audited.
    missing = [skipped.source for skipped in report.skipped if skipped.source in named and _is_missing(skipped.source)]
    for source in missing:
        typer.echo(f"missing {flat(source)}: it was named, and is not there", err=True)
    return 3 if missing else 0


def _is_missing(source: str) -> bool:
    return source != "-" and "://" not in source and not os.path.lexists(source)
