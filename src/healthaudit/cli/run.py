"""One run over pages: which, by what settings, in how many processes, with what shown meanwhile."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import typer

from healthaudit.cli.earlier import Compared, Past, past_of
from healthaudit.cli.records import Asked as Records
from healthaudit.cli.records import records_of
from healthaudit.cli.sites import Asked as Site
from healthaudit.cli.sites import watched_site
from healthaudit.errors import UsageError
from healthaudit.model import Document, Media, Report, Skipped
from healthaudit.settings import Settings

if TYPE_CHECKING:
    from healthaudit import baseline
    from healthaudit.auditor import Auditor
    from healthaudit.config import Configuration
    from healthaudit.runs.task import Auditors, Task

__all__ = ["Pages", "Run", "cores", "run_over", "sources_of"]

LeaveOut = Callable[[str], bool]
"""Says of a page, by its name, whether it is left out."""
Known = Callable[[str], "baseline.Earlier | None"]
"""Says what is known of a page from earlier."""

#: With fewer pages than this a progress bar is only noise.
_PROGRESS_FROM = 5


class Pages(NamedTuple):
    """Which pages are audited."""

    sources: tuple[str, ...]
    """As on the command line; with none those of the configuration."""
    exclude: tuple[str, ...] = ()
    media: Media | None = None
    stdin_name: str = "-"
    """What standard input goes by."""
    site: Site = Site()
    """A site that is audited in addition."""


class Run(NamedTuple):
    """How they are audited."""

    configuration: Configuration
    records: Records = Records()
    compared: Compared | None = None
    """None heeds no baseline, also not that of the configuration."""
    jobs: int = 1
    reuse: bool = True
    """Whether reports of pages that have not changed are taken from the cache."""


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sources_of(pages: Pages, configuration: Configuration) -> tuple[str, ...]:
    """What was named: on the command line, or else by the configuration."""
    return pages.sources or (() if pages.site.site else tuple(configuration.run()["sources"].value))


def run_over(pages: Pages, run: Run) -> Report:
    """Audit the pages. Raises UsageError when no page was named; what cannot be read is skipped."""
    with _ended_in_order():
        return _run_over(pages, run)


def _run_over(pages: Pages, run: Run) -> Report:
    from healthaudit.sources import names

    pages = pages._replace(sources=sources_of(pages, run.configuration))
    if not (pages.sources or pages.site.site):
        hint = "name files, folders or URLs, or set sources in healthaudit.toml"
        raise UsageError("nothing to audit was named", hint)
    if pages.sources and pages.sources == tuple(run.configuration.run()["sources"].value):
        from healthaudit.reports.console import flat

        for idle in run.configuration.idle(names(pages.sources)):
            typer.echo(f"note: {flat(idle)}", err=True)
    records = records_of(run.records)
    today = date.today()

    @cache
    def loaded(settings: Settings) -> Auditor:
        from healthaudit.runs.lasting import lasting

        with lasting():
            from healthaudit.auditor import Auditor

            return Auditor.load(settings, records=records, today=today)

    @cache
    def auditors(settings: Settings) -> Auditor:
        return loaded(settings.to_load).by(settings)

    # Services are asked one question at a time, so several processes would gain nothing; what they answer, changes.
    alone = records is not None
    work = _Work(run.configuration, auditors, today, 1 if alone else run.jobs, run.reuse and not alone)

    def named(leave_out: LeaveOut) -> Iterator[str]:
        return names(pages.sources, exclude=pages.exclude, leave_out=work.unwanted(leave_out))

    past = Past()
    if run.compared is not None:
        past = past_of(
            run.compared, run.configuration, named, lambda documents: work.of(documents, lambda _: None), pages.media
        )
    return work.report(pages, past.leaves_out, past.of)


class _Work(NamedTuple):
    """What audits pages."""

    configuration: Configuration
    auditors: Auditors
    today: date
    jobs: int
    reuse: bool

    def unwanted(self, leave_out: LeaveOut) -> LeaveOut:
        """Also what the configuration excludes."""
        return lambda name: self.configuration.excludes(name) or leave_out(name)

    def report(self, pages: Pages, leave_out: LeaveOut, earlier: Known) -> Report:
        """Audit pages, each held against what is known of it from earlier."""
        from healthaudit.sources import collect, count, unwanted_of_site

        stdin = _stdin() if "-" in pages.sources else None
        unwanted = self.unwanted(leave_out)
        collected = partial(
            collect,
            pages.sources,
            exclude=pages.exclude,
            media=pages.media,
            stdin=stdin,
            stdin_name=pages.stdin_name,
            leave_out=unwanted,
        )
        web = pages.site.opened(pages.sources)
        if web is None:
            total = count(pages.sources, exclude=pages.exclude, leave_out=unwanted)
            with _watched(collected(), total) as watched:
                return self.of(watched, earlier)
        excluded = unwanted_of_site(pages.exclude)
        with (
            web as site,
            watched_site(
                site, collected(fetcher=site.doors.named), lambda name: unwanted(name) or excluded(name)
            ) as watched,
        ):
            return self.of(watched, earlier)

    def of(self, documents: Iterable[Document | Skipped], earlier: Known) -> Report:
        """Audit documents."""
        from healthaudit.runs.parallel import run
        from healthaudit.runs.reuse import report_cache, reusing, tool_of
        from healthaudit.runs.spool import report_of
        from healthaudit.runs.task import Task

        def task_of(document: Document | Skipped) -> Task | Skipped:
            if isinstance(document, Skipped):
                return document
            settings = self.configuration.settings(document.source)
            return Task(document, settings, self.today, earlier(document.source))

        tasks = map(task_of, documents)
        settings = self.configuration.settings("-")
        if not self.reuse:
            return report_of(self.auditors(settings).tool(), run(tasks, self.auditors, self.jobs))
        tool = tool_of(settings, self.auditors)
        return report_of(tool, reusing(tasks, report_cache(), lambda left: run(left, self.auditors, self.jobs)))


def _stdin() -> BinaryIO:
    if sys.stdin is None:  # whoever started us has closed it
        raise UsageError("standard input is closed, so no page comes from it", "name a file, or pipe the page in")
    if sys.stdin.isatty():
        typer.echo("reading standard input; end it with Ctrl-D", err=True)
    return sys.stdin.buffer


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM and SIGHUP end the run as Ctrl-C does: processes, screens and files that were begun are put away.

    The second one ends it at once. Who ignores them, as nohup does, goes on ignoring them.
    """
    signs = (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))
    main = threading.current_thread() is threading.main_thread()
    ours = [sign for sign in signs if main and sign and signal.getsignal(sign) is signal.SIG_DFL]

    def leave(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(128 + number)  # as shells call it

    try:
        for sign in ours:
            signal.signal(sign, leave)
        yield
    finally:
        for sign in ours:
            signal.signal(sign, signal.SIG_DFL)


@contextmanager
def _watched(documents: Iterable[Document | Skipped], total: int) -> Iterator[Iterable[Document | Skipped]]:
    """Show on standard error how far the run is, if somebody watches and it takes a while."""
    if total < _PROGRESS_FROM or not sys.stderr.isatty():
        yield documents
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from healthaudit.reports.console import flat

    # A name is no markup: brackets in it would be read as styles and links.
    name = TextColumn("{task.description}", markup=False)
    columns = (TextColumn("auditing"), BarColumn(), MofNCompleteColumn(), name)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)

        def watched() -> Iterator[Document | Skipped]:
            for document in documents:
                progress.update(task, description=_shortened(flat(document.source)))
                yield document
                progress.advance(task)

        yield watched()


def _shortened(name: str, width: int = 40) -> str:
    return name if len(name) <= width else "…" + name[-width + 1 :]
