"""Options of ``audit`` about whole sites, what they come to, and what is said of them meanwhile and at the end."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from healthaudit.errors import UsageError
from healthaudit.model import Document, Skipped

if TYPE_CHECKING:
    from healthaudit.sources.site.crawl import Event
    from healthaudit.sources.site.manifest import Plan
    from healthaudit.sources.site.opened import Opened

__all__ = [
    "Asked",
    "CrawlOption",
    "DelayOption",
    "DepthOption",
    "LimitOption",
    "RenderOption",
    "SaveOption",
    "SitemapOption",
    "watched_site",
]

_DEPTH, _LIMIT, _DELAY = 3, 500, 1.0
#: Addresses that are shown of each sort of what was left out.
_EXAMPLES = 2
_PANEL = "Sites"


def _given(context: typer.Context, parameter: typer.CallbackParam, address: str) -> str:
    """Refuses an address that is there and empty, as that of a variable which was never set."""
    source = context.get_parameter_source(parameter.name or "")
    if not address and source is not None and source.name == "COMMANDLINE":
        raise UsageError(f"{parameter.opts[0]}: there is no address", "write one such as https://example.org/")
    return address


CrawlOption = Annotated[
    str,
    typer.Option(
        "--crawl", metavar="URL", help="Also the pages of this site, from here on along its links.",
        callback=_given, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
SitemapOption = Annotated[
    str,
    typer.Option(
        "--sitemap", metavar="URL", help="Also the pages that this sitemap lists, or that of this site.",
        callback=_given, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
DepthOption = Annotated[
    int | None,
    typer.Option(
        "--depth", metavar="N", min=0, help=f"Follow so many links from there on, {_DEPTH} by default.",
        show_default=False, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", metavar="N", min=1, help=f"At most so many pages of the site, {_LIMIT} by default.",
        show_default=False, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
DelayOption = Annotated[
    float | None,
    typer.Option(
        "--delay", metavar="SECONDS", min=0.0,
        help=f"Between the starts of two requests to the site, {_DELAY:g} by default.",
        show_default=False, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
SaveOption = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FOLDER", help="Keep what was fetched, to audit it again or to go on after a break.",
        rich_help_panel=_PANEL,
    ),
]  # fmt: skip
RenderOption = Annotated[
    bool,
    typer.Option(
        "--render", help="Let a browser build the pages first, as scripts do; needs healthaudit\\[render].",
        rich_help_panel=_PANEL,
    ),
]  # fmt: skip


class Asked(NamedTuple):
    """What the command was given."""

    crawl: str = ""
    sitemap: str = ""
    depth: int | None = None
    limit: int | None = None
    delay: float | None = None
    save: Path | None = None
    render: bool = False

    @property
    def site(self) -> str:
        """Where a site begins; empty where none was named."""
        return self.crawl or self.sitemap

    def opened(self, sources: Sequence[str]) -> AbstractContextManager[Opened] | None:
        """The web for these sources and the site; None where nothing asks for more than any page on the web does.

        Raises UsageError for options that do not go together.
        """
        self._check()
        if not (self.site or self.save or self.render):
            return None
        from healthaudit.sources.site.opened import opened

        plan = self._plan(sources)
        delay = _DELAY if self.delay is None else self.delay
        return opened(plan, delay=delay, keep=self.save, login=self.site)

    def _plan(self, sources: Sequence[str]) -> Plan:
        from healthaudit.sources import is_url
        from healthaudit.sources.named import shown
        from healthaudit.sources.site.addresses import bare, normalised
        from healthaudit.sources.site.manifest import Plan

        option = "--crawl" if self.crawl else "--sitemap"
        if self.site and not normalised(self.site):
            raise UsageError(f"{option}: {_shown(self.site)!r} is no web address", "write it as https://example.org/")
        named = [one for one in sources if is_url(one)]
        if not (named or self.site):
            option = "--save" if self.save else "--render"
            raise UsageError(f"{option} is about pages on the web, and none is named", "name a URL, or use --crawl URL")
        once: dict[str, str] = {}
        for one in named:
            once.setdefault(normalised(one) or one, shown(one))
        if self.save:
            self._one_login_each(named)
        return Plan(
            named=tuple(once.values()),
            crawl=self.crawl and bare(self.crawl),
            sitemap=self.sitemap and bare(self.sitemap),
            depth=_DEPTH if self.crawl and self.depth is None else self.depth or 0,
            limit=self.limit or (_LIMIT if self.site else 0),
            render=self.render,
        )

    def _one_login_each(self, named: Sequence[str]) -> None:
        """Raises UsageError for a page that would be kept twice: pages are kept by their addresses without login."""
        from healthaudit.sources.named import shown
        from healthaudit.sources.site.addresses import normalised, origin
        from healthaudit.sources.site.login import login_of

        logins: dict[str, str] = {}
        server = origin(normalised(self.site))
        for one in named:
            address = normalised(one)
            login = login_of(self.site if origin(address) == server else one)
            if logins.setdefault(address, login) != login_of(one):
                raise UsageError(
                    f"--save: {shown(one)} is asked for with two logins, or with and without one",
                    "give it, and the site that it is of, the same login; or save into a folder for each",
                )

    def _check(self) -> None:
        if self.crawl and self.sitemap:
            raise UsageError("--crawl and --sitemap exclude each other", "use one after the other")
        if self.depth is not None and not self.crawl:
            raise UsageError("--depth is about links that are followed", "add --crawl URL, or leave it out")
        for option, given in (("--limit", self.limit), ("--delay", self.delay)):
            if given is not None and not self.site:
                raise UsageError(f"{option} is about a whole site", "add --crawl URL or --sitemap URL, or leave it out")
        if self.delay is not None and not math.isfinite(self.delay):
            raise UsageError(f"--delay {self.delay} is no number of seconds", "give one such as 2 or 0.5")


@contextmanager
def watched_site(
    site: Opened, named: Iterable[Document | Skipped], unwanted: Callable[[str], bool]
) -> Iterator[Iterable[Document | Skipped]]:
    """Pages that were named and those of a site, with what is said on standard error: how far it is, what is left out.

    ``unwanted`` says of an address of the site whether it is left out.
    """
    from healthaudit.reports.console import flat

    told = _Told()
    if site.saved and site.saved.finished:
        said = f"{site.saved.folder}: saved on {site.saved.finished[:10]}, so nothing is fetched"
        typer.echo(flat(f"{said}; to fetch anew, name another folder"), err=True)
    with _screen() as show:
        yield _pages(site, named, unwanted, told, show)
    for line in told.lines(site):
        typer.echo(line, err=True)


class _Told:
    """Counts what happened on the way through a site."""

    def __init__(self) -> None:
        self.pages = self.failed = 0
        self.whole = True
        self.left_out: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def leave_out(self, why: str, address: str, times: int) -> None:
        self.left_out[why] += times
        examples = self.examples.setdefault(why, [])
        if len(examples) < _EXAMPLES:
            examples.append(address)

    def lines(self, site: Opened) -> Iterator[str]:
        """What is said at the end."""
        from healthaudit.reports.console import flat

        start = site.plan.crawl or site.plan.sitemap
        if start:
            yield flat(
                f"found {_many(self.pages, 'page')} of {_shown(start)}, {self.failed or 'none'} could not be fetched"
            )
        for why, times in self.left_out.items():
            shown = ", ".join(self.examples[why])
            yield flat(f"left out {times:,} {why}: {shown}{' ...' if times > len(self.examples[why]) else ''}")
        saving = site.saved and site.saved.log
        if not self.whole:
            yield f"note: the site did not answer to the end{'; run the same command again to go on' if saving else ''}"
        elif site.saved and saving:
            yield flat(f"saved into {site.saved.folder}")


def _pages(
    site: Opened,
    named: Iterable[Document | Skipped],
    unwanted: Callable[[str], bool],
    told: _Told,
    show: Callable[[int, int, str], None],
) -> Iterator[Document | Skipped]:
    """The pages alone; ``show`` is told how many came and wait, and which is asked for."""
    from healthaudit.sources.site.crawl import Asking, Ended, Omitted

    there: list[str] = []
    for page in named:
        show(0, 0, page.source)
        there.append(page.source)
        yield page
    events: Iterator[Event] = site.events(unwanted, there)
    for event in events:
        match event:
            case Asking():
                show(told.pages, event.waiting, event.address)
            case Omitted():
                told.leave_out(event.why, event.address, event.times)
            case Ended():
                told.whole = event.whole
            case Document():
                told.pages += 1
                yield event
            case Skipped():
                told.failed += 1
                yield event
    if told.whole:
        site.finish()


@contextmanager
def _screen() -> Iterator[Callable[[int, int, str], None]]:
    """Shows how far it is, if somebody watches."""
    if not sys.stderr.isatty():
        yield lambda pages, waiting, address: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from healthaudit.reports.console import flat

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def show(pages: int, waiting: int, address: str) -> None:
            progress.update(task, description=f"{_many(pages, 'page')}, {waiting:,} waiting: {flat(address)[-60:]}")

        yield show


def _shown(address: str) -> str:
    """An address, or what was meant for one, with nothing in it that opens doors."""
    from healthaudit.sources.site.login import without_login
    from healthaudit.sources.site.secrets import without_secrets

    return without_secrets(without_login(address))


def _many(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
