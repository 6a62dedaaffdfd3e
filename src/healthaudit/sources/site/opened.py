"""Whole sites: put together from those who fetch, keep, wait and walk; from the web, or from a folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from healthaudit.errors import SourceError, UsageError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.documents import document_of, shareable
from healthaudit.sources.fetched import Fetched, Fetcher
from healthaudit.sources.limits import DEFAULTS, Limits
from healthaudit.sources.site.addresses import normalised, site_of
from healthaudit.sources.site.crawl import Asking, Bounds, Ended, Event, Omitted, Step, Walk
from healthaudit.sources.site.login import LoggedIn
from healthaudit.sources.site.manifest import Plan, read_manifest
from healthaudit.sources.site.polite import Polite, Turns
from healthaudit.sources.site.robots import MOST as MOST_OF_ROBOTS
from healthaudit.sources.site.robots import Robots
from healthaudit.sources.site.saved import Keeping, NotSaved, Saved, Through
from healthaudit.sources.site.secrets import without_secrets
from healthaudit.sources.site.sitemap import MOST_BYTES, Listed, listed
from healthaudit.sources.web import Web

__all__ = ["Doors", "Opened", "opened", "replayed", "saved_addresses"]

Unwanted = Callable[[str], bool]
"""Says of an address whether it is left out."""


class Doors(NamedTuple):
    """Who fetches what."""

    named: Fetcher
    """Pages that were named one by one."""
    pages: Fetcher
    """Those of a site."""
    robots: Fetcher
    sitemaps: Fetcher


class Opened(NamedTuple):
    """The web, or a folder, opened for what a plan asks for."""

    plan: Plan
    doors: Doors
    turns: Turns
    saved: Saved | None = None

    def events(self, unwanted: Unwanted, there: Collection[str] = ()) -> Iterator[Event]:
        """What happens on the way through the site of the plan; nothing where it has none.

        ``there`` are addresses of pages that stand in the report already.
        """
        address = self.plan.crawl or self.plan.sitemap
        if not address:
            yield Ended(whole=True)
            return
        robots = Robots(self.doors.robots, self.turns)
        site = site_of(normalised(address))
        bounds = Bounds(self.plan.depth if self.plan.crawl else 0, self.plan.limit)
        walk = Walk(site, bounds, self._look, robots, unwanted, there)
        if self.plan.crawl:
            events = walk.run([Step(normalised(address))])
        else:
            events = walk.run(map(_start, listed(address, self.doors.sitemaps, robots)))
        yield from map(_shareable, events)

    def finish(self) -> None:
        """Everything was fetched that the plan asks for."""
        if self.saved and self.saved.log:
            self.saved.log.finish(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _look(self, step: Step, may: Callable[[str], None]) -> Fetched:
        pages = self.doors.pages
        if isinstance(pages, Through):
            return pages.fetch(step.address, may, depth=step.depth)
        return pages.fetch(step.address, may)


@contextmanager
def opened(
    plan: Plan, *, delay: float = 1.0, keep: Path | None = None, login: str = "", limits: Limits = DEFAULTS
) -> Iterator[Opened]:
    """Open the web for what a plan asks for.

    ``delay`` in seconds between the starts of two requests to a host of the site; ``keep`` is a folder to save into,
    and to go on with: one that holds everything is taken as it is; ``login`` an address with the login for its server.
    Raises UsageError and FetchFailed.
    """
    with ExitStack() as stack:
        saved = stack.enter_context(Keeping(keep, plan)) if keep else None
        if saved and saved.finished:
            yield Opened(plan, _through(saved), Turns(0.0), saved)
            return
        web = stack.enter_context(_browser(limits) if plan.render else Web(limits))
        robots = stack.enter_context(Web(replace(limits, max_bytes=MOST_OF_ROBOTS + 1), files=True, beginning=True))
        sitemaps = stack.enter_context(Web(replace(limits, max_bytes=MOST_BYTES), files=True))
        turns = Turns(delay)
        doors = Doors(web, *(Polite(LoggedIn(one, login), turns) for one in (web, robots, sitemaps)))
        yield Opened(plan, _through(saved, doors) if saved else doors, turns, saved)


def replayed(
    folder: str,
    unwanted: Unwanted,
    excluded: Unwanted,
    media: Media | None = None,
    there: Collection[str] = (),
) -> Iterator[Document | Skipped]:
    """What a folder of saved pages holds, as the run that saved it gave it; nothing is asked of the web.

    ``unwanted`` is about all pages, ``excluded`` about those of a site. What was not saved yet is left out, and so is
    what is ``there``: addresses (normalised) that stand in the report already.
    """
    try:
        manifest = read_manifest(folder)
    except UsageError as problem:
        yield Skipped(folder, str(problem), problem.hint)
        return
    if manifest:
        saved = Saved(Path(folder), manifest)
        opened_folder = Opened(manifest.plan, _through(saved), Turns(0.0), saved)
        named = []
        for page in _named(opened_folder, lambda address: unwanted(address) or normalised(address) in there, media):
            named.append(page.source)
            yield page
        found = opened_folder.events(lambda address: unwanted(address) or excluded(address), [*there, *named])
        for event in found:
            if isinstance(event, Document | Skipped):
                yield event
    if manifest is None or not manifest.finished:
        yield Skipped(folder, "not all of its pages were saved", "run the command that saved them again: it goes on")


def saved_addresses(folder: str) -> Iterator[str]:
    """The addresses of the pages that a folder knows of."""
    try:
        manifest = read_manifest(folder)
    except UsageError:
        return
    yield from (address for kind, address in (manifest.records if manifest else ()) if kind == "page")


def _through(saved: Saved, doors: Doors | None = None) -> Doors:
    """The same doors by way of a folder; without them nothing but the folder is asked."""
    named, pages, robots, sitemaps = doors or (None, None, None, None)
    return Doors(
        Through(saved, "page", named),
        Through(saved, "page", pages),
        Through(saved, "robots", robots),
        Through(saved, "sitemap", sitemaps),
    )


def _named(folder: Opened, unwanted: Unwanted, media: Media | None) -> Iterator[Document | Skipped]:
    for address in folder.plan.named:
        if unwanted(address):
            continue
        try:
            yield document_of(address, address, folder.doors.named.fetch(address), media)
        except NotSaved:
            continue
        except SourceError as problem:
            yield Skipped(address, str(problem), problem.hint)


def _shareable(event: Event) -> Event:
    match event:
        case Asking() | Omitted():
            return event._replace(address=without_secrets(event.address))
        case Document() | Skipped():
            return shareable(event)
    return event


def _start(one: Listed | Skipped) -> Step | Omitted | Skipped:
    if isinstance(one, Skipped):
        return one
    address = normalised(one.address)
    return Step(address, found=f"listed in {one.sitemap}") if address else Omitted(one.address, "no web addresses")


def _browser(limits: Limits) -> Fetcher:
    from healthaudit.sources.render.browser import Browser

    return Browser(limits)
