"""healthaudit audit: pages in, reports out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from healthaudit.approval import Jurisdiction
from healthaudit.cli.files import write_whole
from healthaudit.cli.records import Asked, records_of
from healthaudit.errors import UsageError
from healthaudit.model import Document, Media, Report, Severity, Skipped

if TYPE_CHECKING:
    from rich.console import Console

EPILOG = (
    "Exit codes: 0 the gate passed, 1 it failed, 2 the command or a rule file is wrong, 3 nothing could be audited."
)

#: With fewer pages than this a progress bar is only noise.
_PROGRESS_FROM = 5
#: With fewer pages than this several processes take longer to start than they save.
_PARALLEL_FROM = 16


class FailOn(StrEnum):
    """What fails a run."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


class Format(StrEnum):
    """What can be printed to standard output."""

    TERMINAL = "terminal"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    CSV = "csv"


def audit(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, http(s) URLs, or - for standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Also write a report: .html, .json, .jsonl, .sarif, .codequality.json, .xml, .md or .csv. Repeatable.",
        ),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print to standard output.")
    ] = Format.TERMINAL,
    as_: Annotated[
        Media | None,
        typer.Option("--as", help="What standard input (or a file without a telling suffix) is written in."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="PATTERN", help="Leave out files of folders, as in .gitignore. Repeatable."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Fail (exit 1) on a finding of this severity or worse.")
    ] = FailOn.HIGH,
    min_score: Annotated[
        int | None,
        typer.Option("--min-score", min=0, max=100, metavar="N", help="Fail when a page scores below this."),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option("--rules", metavar="FOLDER", help="A further folder of rules.", exists=True, file_okay=False),
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="FILE", help="A further file of facts.", exists=True, dir_okay=False),
    ] = None,
    jurisdiction: Annotated[
        Jurisdiction, typer.Option("--jurisdiction", help="Whose approvals the uses on a page are held against.")
    ] = Jurisdiction.US,
    online: Annotated[
        bool,
        typer.Option("--online", help="Look up the works that the pages cite: Crossref, PubMed, ClinicalTrials.gov."),
    ] = False,
    records: Annotated[
        Path | None,
        typer.Option("--records", metavar="FOLDER", help="Records of works: read from here; with --online also saved."),
    ] = None,
    retractions: Annotated[
        Path | None,
        typer.Option(
            "--retractions", metavar="FILE", help="A CSV file of Retraction Watch.", exists=True, dir_okay=False
        ),
    ] = None,
    mailto: Annotated[
        str, typer.Option("--mailto", metavar="ADDRESS", help="Your address, for the services to write to.")
    ] = "",
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE", help="Another classifier, as made by healthaudit train."),
    ] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Leave everything to the rules.")] = False,
    no_suppressions: Annotated[
        bool, typer.Option("--no-suppressions", help="Do not heed comments by which a page lets findings stand.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, metavar="N", help="Audit in so many processes, as many as cores by default."
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show why, and the regulations, beside each finding; every use.")
    ] = False,
) -> None:
    """Audit health pages and report what a careful reviewer would object to, why, and how to mend it."""
    from healthaudit.reports import format_of

    for path in output or ():
        if path.is_dir():
            raise UsageError(f"{path}: is a folder", "name a file, such as report.html")
    outputs = [(path, format_of(path)) for path in output or ()]
    if model and no_model:
        raise UsageError("--model and --no-model exclude each other", "leave one of them out")
    asked = Asked(online, records, retractions, mailto)
    loaded = _Loaded(
        tuple(rules or ()),
        tuple(facts or ()),
        jurisdiction,
        asked,
        model,
        classify=not no_model,
        suppressions=not no_suppressions,
        jobs=jobs or _cores(),
    )
    report = _run(sources, tuple(exclude or ()), as_, loaded)
    _print(report, format, verbose=verbose)
    for path, name in outputs:
        from healthaudit.reports import render

        write_whole(path, render(report, name))
        typer.echo(f"wrote {path}", err=True)
    raise typer.Exit(_exit_code(report, fail_on, min_score))


class _Loaded(NamedTuple):
    """What the audit is made with beside the bundled rules and facts."""

    rules: tuple[Path, ...]
    facts: tuple[Path, ...]
    jurisdiction: Jurisdiction
    records: Asked
    model: Path | None
    """None for the bundled one."""
    classify: bool
    suppressions: bool
    jobs: int


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(sources: list[str], exclude: tuple[str, ...], media: Media | None, loaded: _Loaded) -> Report:
    from dataclasses import replace
    from datetime import date

    from healthaudit.auditor import Auditor
    from healthaudit.classifier import BUNDLED_MODEL
    from healthaudit.sources import collect, count

    stdin = sys.stdin.buffer if "-" in sources else None
    if stdin is not None and sys.stdin.isatty():
        typer.echo("reading standard input; end it with Ctrl-D", err=True)
    total = count(sources, exclude=exclude)
    records = records_of(loaded.records)
    model = (loaded.model or BUNDLED_MODEL) if loaded.classify else None
    place, today = loaded.jurisdiction.value, date.today()
    loaded_auditor = Auditor.load(None, loaded.rules, loaded.facts, place, records, model, today)
    auditor = replace(loaded_auditor, suppressions=loaded.suppressions)
    documents = collect(sources, exclude=exclude, media=media, stdin=stdin)

    def audited(documents: Iterable[Document | Skipped]) -> Report:
        # Services are asked one question at a time, so several processes would gain nothing.
        if loaded.jobs == 1 or total < _PARALLEL_FROM or records is not None:
            return auditor.run(documents)
        from healthaudit.parallel import Recipe, run

        recipe = Recipe(loaded.rules, loaded.facts, place, model, today, loaded.suppressions)
        return run(recipe, auditor, documents, loaded.jobs)

    if total < _PROGRESS_FROM or not sys.stderr.isatty():
        return audited(documents)
    with _progress(documents, total) as watched:
        return audited(watched)


@contextmanager
def _progress(documents: Iterable[Document | Skipped], total: int) -> Iterator[Iterable[Document | Skipped]]:
    """Show on standard error how far the run is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("auditing"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)

        def watched() -> Iterator[Document | Skipped]:
            for document in documents:
                progress.update(task, description=_shortened(document.source))
                yield document
                progress.advance(task)

        yield watched()


def _shortened(name: str, width: int = 40) -> str:
    return name if len(name) <= width else "…" + name[-width + 1 :]


def _print(report: Report, format: Format, *, verbose: bool) -> None:
    if format is not Format.TERMINAL:
        from healthaudit.reports import render

        sys.stdout.write(render(report, format.value))
        for skipped in report.skipped:
            typer.echo(f"skipped {skipped.source}: {skipped.reason}", err=True)
            if skipped.hint:
                typer.echo(f"  hint: {skipped.hint}", err=True)
        return
    from healthaudit.reports.terminal import print_report

    print_report(report, _console(), verbose=verbose)


def _console() -> Console:
    from rich.console import Console

    # rich leaves out colour in pipes and with NO_COLOR by itself.
    return Console(highlight=False)


def _exit_code(report: Report, fail_on: FailOn, min_score: int | None) -> int:
    from healthaudit.verdict import Gate, passes

    if not report.pages:
        return 3
    severity = None if fail_on is FailOn.NEVER else Severity(fail_on.value)
    return 0 if passes(report, Gate(severity, min_score)) else 1
