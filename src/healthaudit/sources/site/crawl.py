"""Walks a site, breadth first: which pages are asked for, in which order, and which are left out, and why.

Nothing in here knows how a page is fetched, or whether it comes from the web or from a folder: the same answers give
the same walk. So a run that was killed goes on by walking again, and a saved folder is audited without the web.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from healthaudit.errors import FetchFailed, LeftOut, NotAPage, SourceError
from healthaudit.model import Document, Skipped
from healthaudit.sources.documents import document_of
from healthaudit.sources.fetched import Fetched
from healthaudit.sources.site.addresses import Site, key, normalised, path_of, site_of
from healthaudit.sources.site.links import Links, links_of
from healthaudit.sources.site.robots import Robots
from healthaudit.sources.site.saved import NotSaved
from healthaudit.sources.site.traps import Traps, oddity

__all__ = ["Asking", "Bounds", "Ended", "Event", "Omitted", "Step", "Walk"]

#: So many requests in a row without an answer, and the site is left alone.
_SILENT = 10
#: Statuses by which a server says that it will not answer now; 0 where nothing came.
_UNANSWERED = frozenset([0, 429, 503])
#: Requests for each page that may come of it: the rest are failures and pages that are there already.
_REQUESTS = 4
#: How many of one shape at least, however low the limit; see traps.
_ALIKE = 50
#: Starts, as of a sitemap, that are looked at: so many for each page that may come of it, and so many in any case.
_STARTS, _STARTS_AT_LEAST = 100, 5000
_EXCLUDED = "excluded by an option or the configuration"
_THERE = "audited already: named by itself, or in a folder of saved pages"


class Step(NamedTuple):
    """A page to be asked for."""

    address: str
    """Normalised."""
    depth: int = 0
    """Links away from where it began."""
    found: str = ""
    """Where, in words: "linked from ..."; empty for what the user named."""


class Bounds(NamedTuple):
    """Where the walk ends."""

    depth: int
    limit: int
    """Pages that come of it."""


class Asking(NamedTuple):
    """A page is about to be asked for."""

    address: str
    waiting: int
    """Addresses that are known of and were not asked for yet."""


class Omitted(NamedTuple):
    """An address that was left out."""

    address: str
    why: str
    """In a few words, the same for all of a kind."""
    times: int = 1


class Ended(NamedTuple):
    """The walk is over."""

    whole: bool
    """False where the site, or its robots.txt, did not answer: the same walk may come to more another time."""


Event = Asking | Omitted | Document | Skipped | Ended
Look = Callable[[Step, Callable[[str], None]], Fetched]
"""Gives the page of a step, having told every address on the way to it. Raises SourceError, and what it was told."""


class Walk:
    """One walk over one site."""

    def __init__(
        self,
        site: Site,
        bounds: Bounds,
        look: Look,
        robots: Robots,
        unwanted: Callable[[str], bool],
        elsewhere: Collection[str] = (),
    ) -> None:
        """``unwanted`` says of an address whether the user leaves it out.

        Pages ``elsewhere``, by their addresses, stand in the report without this walk: of them only links are taken.
        """
        self._site = site
        self._bounds = bounds
        self._look = look
        self._robots = robots
        self._unwanted = unwanted
        self._elsewhere = frozenset(key(normalised(address)) for address in elsewhere) - {""}
        self._traps = Traps(max(_ALIKE, bounds.limit // 2))
        self._waiting: deque[Step] = deque()
        #: Keys of addresses: those that were met, those that were asked for, and those that there is a page for.
        self._met: set[str] = set()
        self._tried: set[str] = set()
        self._there: set[str] = set()
        self._texts: set[bytes] = set()
        self._wholes: set[bytes] = set()
        self._pages = self._asked = self._silent = 0
        self._whole = True

    def run(self, starts: Iterable[Step | Omitted | Skipped]) -> Iterator[Event]:
        """Everything that happens on the way. Starts are taken one by one, when nothing else waits."""
        most = _STARTS * self._bounds.limit + _STARTS_AT_LEAST
        for number, start in enumerate(starts):
            if number >= most and isinstance(start, Step | Omitted):
                yield Omitted(start.address, f"not looked at: behind the first {most:,} that are listed")
                break
            if not isinstance(start, Step):
                yield start
                continue
            if key(start.address) in self._met:
                continue
            self._met.add(key(start.address))
            if start.found and (why := self._reason(start.address)):
                yield Omitted(start.address, why)
                continue
            self._waiting.append(start)
            while self._waiting:
                if over := self._over():
                    yield Omitted(self._waiting[0].address, over, len(self._waiting))
                    yield Ended(self._whole)
                    return
                yield from self._visit(self._waiting.popleft())
        yield Ended(self._whole)

    def _over(self) -> str:
        """Why nothing more is asked for; empty while there is no reason."""
        if self._silent >= _SILENT:
            self._whole = False
            return f"not asked for: {_SILENT} requests in a row were not answered"
        if self._pages >= self._bounds.limit:
            return f"beyond --limit {self._bounds.limit}, and perhaps more"
        if self._asked >= _REQUESTS * self._bounds.limit + _ALIKE:
            return f"not asked for: too many requests brought no page of {self._bounds.limit}"
        return ""

    def _visit(self, step: Step) -> Iterator[Event]:
        if self._known(step.address):  # by a redirect, or another page stands for it
            return
        try:
            self._check(step)
            yield Asking(step.address, len(self._waiting))
            found = self._looked(step)
            document = document_of(step.address, step.address, found)
        except NotSaved:
            return
        except LeftOut as left:
            yield Omitted(step.address, str(left)) if step.found else Skipped(step.address, str(left), left.hint)
            return
        except SourceError as problem:
            if key(step.address) in self._elsewhere:
                yield Omitted(step.address, _THERE)
            elif isinstance(problem, NotAPage) and step.found:
                yield Omitted(step.address, "no pages but files of other kinds")
            else:
                reason = ", ".join(filter(None, (str(problem), step.found)))
                yield Skipped(step.address, reason, problem.hint)
            return
        final = normalised(found.address)
        self._there |= {key(step.address), key(final)}
        links = links_of(document, found.address)
        self._traps.read(step.address, links.pieces)
        if self._elsewhere.isdisjoint((key(step.address), key(final))):
            yield from self._page(document, links.text, self._stands_for(links.canonical, step.address, final))
        else:
            self._texts.add(links.text)
            yield Omitted(step.address, _THERE)
        yield from self._follow(links, step)

    def _looked(self, step: Step) -> Fetched:
        """What is at the address of a step. Raises SourceError."""
        asked = [key(step.address)]

        def may(target: str) -> None:
            self._heed_redirect(step, normalised(target))
            asked.append(key(normalised(target)))

        try:
            found = self._look(step, may)
        except NotSaved:
            raise
        except SourceError as problem:
            self._count(step, asked)
            unanswered = isinstance(problem, FetchFailed) and problem.passing and problem.status in _UNANSWERED
            self._silent = self._silent + 1 if unanswered else 0
            raise
        self._count(step, asked)
        self._silent = 0
        if not step.found:  # who names a page that has moved to another site means that one
            self._site = site_of(normalised(found.address))
        return found

    def _count(self, step: Step, asked: Iterable[str]) -> None:
        self._asked += 1
        self._tried.update(asked)
        self._traps.asked(step.address)

    def _known(self, address: str) -> bool:
        """Whether it was asked for, or another page stands for it."""
        return key(address) in self._tried or key(address) in self._there

    def _stands_for(self, canonical: str, *addresses: str) -> str:
        """The key of another page that a page is the same as by its own word; empty where there is none."""
        if not canonical or site_of(canonical) != self._site or key(canonical) in map(key, addresses):
            return ""
        # Some sites name their home page on every page, by mistake: that would leave nothing to audit.
        return key(canonical) if path_of(canonical) or not any(map(path_of, addresses)) else ""

    def _page(self, document: Document, text: bytes, stands_for: str) -> Iterator[Document | Omitted]:
        """The page, if it is wanted and one that has not been there."""
        if self._unwanted(document.source):  # its links were
            yield Omitted(document.source, _EXCLUDED)
        elif stands_for in self._there:
            yield Omitted(document.source, "the same as other pages, by their canonical links")
        elif text in self._texts:
            yield Omitted(document.source, "with the same text as other pages")
        else:
            self._there |= {stands_for} - {""}
            self._texts.add(text)
            self._pages += 1
            yield document

    def _follow(self, links: Links, step: Step) -> Iterator[Omitted]:
        """Put the pages that it links to at the end of what waits."""
        # The same links on another address lead to more of the same.
        if self._bounds.depth == 0 or links.whole in self._wholes:
            return
        self._wholes.add(links.whole)
        for address in links.addresses:
            if key(address) in self._met:
                continue
            self._met.add(key(address))
            deep = step.depth >= self._bounds.depth
            if why := self._reason(address) or (f"more than {self._bounds.depth} links away (--depth)" if deep else ""):
                yield Omitted(address, why)
            else:
                self._waiting.append(Step(address, step.depth + 1, f"linked from {step.address}"))

    def _reason(self, address: str) -> str:
        """Why an address is never asked for, whoever links to it; empty where there is no reason."""
        if site_of(address) != self._site:
            return "on other sites"
        return oddity(address) or (_EXCLUDED if self._unwanted(address) else "")

    def _check(self, step: Step) -> None:
        """Raises LeftOut for a page that must not or need not be asked for."""
        if step.depth and self._traps.closed(step.address):
            raise LeftOut("like many others that brought nothing new, or too many of a kind")
        self._heed(step.address)

    def _heed_redirect(self, step: Step, address: str) -> None:
        """Raises LeftOut for a redirect to where we do not go."""
        if key(address) != key(step.address):
            if self._known(address):
                raise LeftOut("redirected to pages that are there already")
            if step.found and (why := self._reason(address)):
                raise LeftOut(f"redirected to what is left out: {why}")
        self._heed(address)

    def _heed(self, address: str) -> None:
        """Raises LeftOut for what robots.txt forbids."""
        if self._robots.allows(address):
            return
        if why := self._robots.unread(address):
            self._whole = False
            raise LeftOut(f"forbidden while robots.txt cannot be read: {why}", "try again later")
        raise LeftOut(
            "forbidden by robots.txt",
            "ask the owner of the site to allow healthaudit; a page that is named by itself is fetched without asking",
        )
