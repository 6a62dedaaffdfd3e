"""healthaudit audit: pages in, reports out."""

from __future__ import annotations

import os
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from healthaudit.approval import Jurisdiction
from healthaudit.cli.earlier import Compared
from healthaudit.cli.files import all_tried, write_whole
from healthaudit.cli.options import ConfigOption, NoConfigOption, configuration_of, rule_names, several
from healthaudit.cli.outcome import exit_code, show
from healthaudit.cli.records import Asked as Records
from healthaudit.cli.run import Pages, Run, cores, run_over, sources_of
from healthaudit.cli.site_folder import check_site, is_folder, write_site
from healthaudit.cli.sites import Asked as Site
from healthaudit.cli.sites import (
    CrawlOption,
    DelayOption,
    DepthOption,
    LimitOption,
    RenderOption,
    SaveOption,
    SitemapOption,
)
from healthaudit.cli.streams import printing
from healthaudit.errors import UsageError
from healthaudit.model import Media

if TYPE_CHECKING:
    from healthaudit.model import Report

EPILOG = (
    "Exit codes: 0 the gate passed, 1 it failed, 2 the command or a file is wrong, "
    "3 nothing could be audited, or a file that was named is not there."
)


class Profile(StrEnum):
    """Which findings are shown."""

    CI = "ci"
    EDITOR = "editor"
    AUDITOR = "auditor"


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
    CONCISE = "concise"
    STATISTICS = "statistics"


def audit(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files, folders, http(s) URLs, or - for standard input; without any, those of the configuration.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Also write a report: .html, .json, .jsonl, .sarif, .codequality.json, .xml, .md or .csv; or a site "
            "into a folder: site/. Repeatable.",
            rich_help_panel="Reports",
        ),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print to standard output.", rich_help_panel="Reports")
    ] = Format.TERMINAL,
    as_: Annotated[
        Media | None,
        typer.Option(
            "--as",
            help="What standard input (or a file without a telling suffix) is written in.",
            rich_help_panel="Pages",
        ),
    ] = None,
    stdin_name: Annotated[
        str,
        typer.Option(
            "--stdin-name",
            metavar="NAME",
            help="What standard input goes by: its settings are those of a page of that name.",
            rich_help_panel="Pages",
        ),
    ] = "",
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="PATTERN",
            help="Leave out files of folders and pages of sites, as in .gitignore. Repeatable.",
            rich_help_panel="Pages",
        ),
    ] = None,
    crawl: CrawlOption = "",
    sitemap: SitemapOption = "",
    depth: DepthOption = None,
    limit: LimitOption = None,
    delay: DelayOption = None,
    save: SaveOption = None,
    render_: RenderOption = False,
    profile: Annotated[
        Profile | None,
        typer.Option(
            "--profile",
            help="Which findings: near certain, all that ask for a change, or all.",
            rich_help_panel="Findings",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="RULE",
            autocompletion=rule_names,
            help="Only these rules: id, code, beginning of codes, family.",
            rich_help_panel="Findings",
        ),
    ] = None,
    disable: Annotated[
        list[str] | None,
        typer.Option(
            "--disable",
            metavar="RULE",
            autocompletion=rule_names,
            help="Not these rules. Repeatable.",
            rich_help_panel="Findings",
        ),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            help="Fail (exit 1) on a finding of this severity or worse; high by default.",
            rich_help_panel="Gate",
        ),
    ] = None,
    min_score: Annotated[
        int | None,
        typer.Option(
            "--min-score",
            min=0,
            max=100,
            metavar="N",
            help="Fail when a page scores below this.",
            rich_help_panel="Gate",
        ),
    ] = None,
    jurisdiction: Annotated[
        list[Jurisdiction] | None,
        typer.Option(
            "--jurisdiction",
            help="Whose approvals count and whose regulations are cited. Repeatable.",
            rich_help_panel="Findings",
        ),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            "--rules",
            metavar="FOLDER",
            help="A further folder of rules.",
            exists=True,
            file_okay=False,
            rich_help_panel="Findings",
        ),
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option(
            "--facts",
            metavar="FILE",
            help="A further file of facts.",
            exists=True,
            dir_okay=False,
            rich_help_panel="Findings",
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="FILE",
            help="Another classifier, as made by healthaudit train.",
            rich_help_panel="Findings",
        ),
    ] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Leave everything to the rules.", rich_help_panel="Findings")
    ] = False,
    no_suppressions: Annotated[
        bool,
        typer.Option(
            "--no-suppressions",
            help="Do not heed comments by which a page lets findings stand.",
            rich_help_panel="Findings",
        ),
    ] = False,
    online: Annotated[
        bool,
        typer.Option(
            "--online",
            help="Look up the works that the pages cite: Crossref, PubMed, ClinicalTrials.gov.",
            rich_help_panel="Cited works",
        ),
    ] = False,
    records: Annotated[
        Path | None,
        typer.Option(
            "--records",
            metavar="FOLDER",
            help="Records of works: read from here; with --online also saved.",
            rich_help_panel="Cited works",
        ),
    ] = None,
    retractions: Annotated[
        Path | None,
        typer.Option(
            "--retractions",
            metavar="FILE",
            help="A CSV file of Retraction Watch.",
            exists=True,
            dir_okay=False,
            rich_help_panel="Cited works",
        ),
    ] = None,
    mailto: Annotated[
        str,
        typer.Option(
            "--mailto",
            metavar="ADDRESS",
            help="Your address, for the services to write to.",
            rich_help_panel="Cited works",
        ),
    ] = "",
    config: ConfigOption = None,
    no_config: NoConfigOption = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            metavar="N",
            help="Audit in so many processes, as many as cores by default.",
            rich_help_panel="Run",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Findings that are known, as healthaudit baseline keeps them.",
            rich_help_panel="Gate",
        ),
    ] = None,
    new_only: Annotated[
        bool,
        typer.Option("--new-only", help="Set aside what the baseline knows, reviewed or not.", rich_help_panel="Gate"),
    ] = False,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="REV",
            help="Only what is new since a git revision, on pages that changed.",
            rich_help_panel="Gate",
        ),
    ] = "",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Audit every page anew, and keep no reports.", rich_help_panel="Run")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Show why, and the regulations, beside each finding; every use.",
            rich_help_panel="Reports",
        ),
    ] = False,
) -> None:
    """Audit health pages and report what a careful reviewer would object to, why, and how to mend it."""
    from healthaudit.reports import format_of

    for name in output or ():
        if any(map(partial(_same, Path(name)), sources or ())):
            raise UsageError(f"{name}: is a page to be audited", "name another file for the report")
    outputs = [(Path(name), "" if is_folder(name) else format_of(Path(name))) for name in output or ()]
    for path, _ in (one for one in outputs if not one[1]):
        check_site(path)  # before anything is audited: it may take hours
    if model and no_model:
        raise UsageError("--model and --no-model exclude each other", "leave one of them out")
    configuration = configuration_of(
        config,
        no_config,
        {
            "profile": ("--profile", profile and profile.value),
            "rules.select": ("--select", several(select)),
            "rules.disable": ("--disable", several(disable)),
            "fail-on": ("--fail-on", fail_on and fail_on.value),
            "min-score": ("--min-score", min_score),
            "jurisdictions": ("--jurisdiction", tuple(place.value for place in jurisdiction or ())),
            "rules.folders": ("--rules", tuple(rules or ())),
            "facts": ("--facts", tuple(facts or ())),
            "model": ("--no-model" if no_model else "--model", False if no_model else model),
            "suppressions": ("--no-suppressions", False if no_suppressions else None),
        },
    )
    if stdin_name and "-" not in (sources or ()):
        raise UsageError("--stdin-name names standard input, which is not read", "add - to read it, or leave it out")
    site = Site(crawl, sitemap, depth, limit, delay, save, render_)
    pages = Pages(tuple(sources or ()), tuple(exclude or ()), as_, stdin_name or "-", site)
    run = Run(
        configuration,
        Records(online, records, retractions, mailto),
        Compared(baseline, new_only, since),
        jobs or cores(),
        reuse=not no_cache,
    )
    report = run_over(pages, run)
    all_tried(
        partial(_print, report, format, verbose=verbose),
        *(partial(_write, report, path, name) for path, name in outputs),
    )
    raise typer.Exit(exit_code(report, configuration, sources_of(pages, configuration), since=since))


def _print(report: Report, format: Format, *, verbose: bool) -> None:
    with printing():
        show(report, format.value, verbose=verbose)


def _write(report: Report, path: Path, name: str) -> None:
    """Into a file, or with no name of a format into a folder."""
    from healthaudit.reports import render
    from healthaudit.reports.console import flat

    if not name:
        write_site(path, report)
        return
    write_whole(path, render(report, name))
    typer.echo(flat(f"wrote {path}"), err=True)


def _same(path: Path, source: str) -> bool:
    """Whether a report would be written over a page."""
    return os.path.exists(path) and os.path.exists(source) and os.path.samefile(path, source)
