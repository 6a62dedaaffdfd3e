"""healthaudit cache: what is kept to save time, and how to be rid of it."""

from __future__ import annotations

import typer

app = typer.Typer(help="Look at and clear what is kept to save time.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Say where the cache lies and how much is in it."""
    from healthaudit.cache import cache_folder
    from healthaudit.reports.console import flat
    from healthaudit.runs.report_cache import size

    folder = cache_folder()
    kept = size(folder)
    typer.echo(flat(f"{folder}: {_files(kept.files)}, {_bytes(kept.bytes)}"))


@app.command()
def clear() -> None:
    """Remove it: reports, rules, records. The next run makes it anew; nothing else depends on it."""
    from healthaudit.cache import cache_folder
    from healthaudit.reports.console import flat
    from healthaudit.runs.report_cache import clear as emptied

    folder = cache_folder()
    gone = emptied(folder)
    typer.echo(flat(f"{folder}: removed {_files(gone.files)}, {_bytes(gone.bytes)}"))
    if gone.left:
        typer.echo(f"{_files(gone.left)} could not be removed; are they somebody else's?", err=True)
        raise typer.Exit(1)


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"


def _bytes(number: int) -> str:
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{number / 2**10:.1f} KB"
