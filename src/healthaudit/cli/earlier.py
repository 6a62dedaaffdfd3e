"""What is known of pages from earlier: a baseline, an earlier revision, or both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from healthaudit.baseline import Baseline, Earlier
    from healthaudit.config import Configuration
    from healthaudit.model import Document, Media, Outcome, Report, Severity, Skipped
    from healthaudit.sources.git import Since

__all__ = ["Compared", "Past", "past_of"]


class Compared(NamedTuple):
    """With what a run is compared, as the command was told."""

    baseline: Path | None = None
    """None for that of the configuration, if it has one."""
    new_only: bool = False
    since: str = ""


class Past(NamedTuple):
    """What is known, page by page."""

    baseline: Baseline | None = None
    file: Path | None = None
    new_only: bool = False
    since: Since | None = None
    before: Mapping[str, tuple[tuple[str, Severity, Outcome], ...]] = {}
    """By the name of a page what counted there in the earlier revision."""

    def leaves_out(self, name: str) -> bool:
        """Whether a page is as it was, so that nothing of it is new."""
        from healthaudit.sources.git import is_changed

        return self.since is not None and not is_changed(self.since, name)

    def of(self, name: str) -> Earlier | None:
        """What is known of a page; None when nothing was asked for."""
        if self.baseline is None and self.since is None:
            return None
        from healthaudit.baseline.entries import Earlier
        from healthaudit.baseline.names import page_name
        from healthaudit.config.paths import shown

        entries = self.baseline.known_on(page_name(name, self.file.parent)) if self.baseline and self.file else ()
        revision = self.since.rev if self.since else ""
        return Earlier(
            entries, shown(self.file) if self.file else "", self.new_only, self.before.get(name, ()), revision
        )


def past_of(
    asked: Compared,
    configuration: Configuration,
    names: Callable[[Callable[[str], bool]], Iterable[str]],
    audit: Callable[[Iterable[Document | Skipped]], Report],
    media: Media | None = None,
) -> Past:
    """What is known from earlier.

    ``names`` gives the pages of the run but for those that it is told to leave out, ``audit`` audits documents;
    ``media`` is what those are written in whose suffix does not tell.
    Raises UsageError and BaselineError.
    """
    file = asked.baseline or configuration.run()["baseline"].value
    if asked.new_only and not (file or asked.since):
        raise UsageError("--new-only needs something that is known", "add --baseline FILE, or --since REVISION")
    past = Past(new_only=asked.new_only)
    if file:
        from healthaudit.baseline.file import read_baseline

        past = past._replace(baseline=read_baseline(file), file=file)
        _say_when_none_is_met(past, names(lambda _: False), given=asked.baseline is not None)
    if asked.since:
        from healthaudit.reports.console import flat
        from healthaudit.sources.git import old_documents, since

        found = past._replace(since=since(asked.since, Path()))
        report = audit(old_documents(found.since, names(found.leaves_out), media=media)) if found.since else None
        for skipped in report.skipped if report else ():
            typer.echo(flat(f"{skipped.source}: {skipped.reason}; {skipped.hint}"), err=True)
        past = found._replace(
            before={
                page.page.source: tuple((one.id, one.severity, one.outcome) for one in page.findings)
                for page in (report.pages if report else ())
            }
        )
    return past


def _say_when_none_is_met(past: Past, names: Iterable[str], *, given: bool) -> None:
    """A note when the baseline has pages, and none of them is audited: names that count from elsewhere fail silently.

    One that was not ``given`` goes with every run, also with those over a page of which nothing is known: it is spoken
    of only when its pages are not even on the disk.
    """
    from healthaudit.baseline.names import is_file_name, page_name
    from healthaudit.config.paths import shown
    from healthaudit.reports.console import flat

    if not past.baseline or not past.baseline.pages or not past.file:
        return
    pages, folder = past.baseline.pages, past.file.parent
    audited = False
    for name in names:
        audited = True
        with suppress(ValueError):  # a NUL in it: reading the page will say so
            if name == "-" or page_name(name, folder) in pages:  # what "-" goes by is not known here
                return
    files = [page for page in pages if is_file_name(page)]
    if not audited or not (given or (files and not any(os.path.lexists(folder / page) for page in files))):
        return
    what = "its page is not" if len(pages) == 1 else f"none of its {len(pages)} pages is"
    example = f'so "{files[0]}" is {shown(folder / files[0])}' if files else f"such as {next(iter(pages))}"
    counted = "names count from its folder (those saved from the HTML report: from the working folder)"
    typer.echo(flat(f"note: {shown(past.file)}: {what} among those audited; {counted}, {example}"), err=True)
