"""Asks the services, all at the same time, each in its own measure."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import crossref, openalex, pubmed, trials
from healthaudit.records.polite import Paces, Polite
from healthaudit.records.retractions import with_retractions
from healthaudit.records.stored import Folder

__all__ = ["SERVICES", "Online", "Settings"]

SERVICES: Mapping[str, str] = MappingProxyType(
    {"crossref": crossref.ADDRESS, "pubmed": pubmed.ADDRESS, "openalex": openalex.ADDRESS, "trials": trials.ADDRESS}
)
_AT_ONCE = 12
#: Seconds beyond the deadline in which an answer that is there is still taken.
_GRACE = 0.5
#: Waiting is done in slices of so many seconds: not every system lets Ctrl-C through to a thread that waits.
_SLICE = 0.25

_Answered = tuple[str, Work | Absent]


class Settings(NamedTuple):
    """How the services are asked."""

    mailto: str = ""
    """An address to which a service can write when something goes wrong."""
    openalex_key: str = ""
    services: Mapping[str, str] = SERVICES
    """Base addresses by name."""
    deadline: float = 60.0
    """Seconds for all answers to one page."""
    timeout: float = 20.0
    """Seconds for one answer."""


class _Ask(NamedTuple):
    """Something to ask of one service."""

    queries: Sequence[Query]
    call: Callable[[], Iterable[_Answered]]


class Online:
    """The services, behind a cache; one for a run, as their limits hold from page to page."""

    def __init__(self, settings: Settings, cache: Folder | None = None) -> None:
        self._settings = settings
        self._cache = cache
        self._paces: Paces = {}

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """An answer for every query. Never raises but for Ctrl-C, which leaves the cache whole."""
        known = self._cache.answers(queries) if self._cache else {}
        open_ones = [query for query in queries if query.key not in known]
        if not open_ones:
            return known
        asked, partly = self._ask(open_ones)
        if self._cache:
            # What a service that was out of reach would have added is asked for again next time.
            self._cache.save({key: answer for key, answer in asked.items() if key not in partly})
        return {**known, **asked}

    def _ask(self, queries: Sequence[Query]) -> tuple[dict[str, Work | Absent], set[str]]:
        """Answers, and for which of them a service could not be reached. What either of two has is joined."""
        merged: dict[str, Work | Absent] = {}
        partly: set[str] = set()
        settings = self._settings
        with Polite(settings.mailto, settings.deadline, settings.timeout, self._paces) as client:
            for key, answer in _together(list(self._asks(client, queries)), settings.deadline + _GRACE):
                merged[key] = _fuller(merged.get(key), answer)
                if isinstance(answer, Absent) and answer.unreachable:
                    partly.add(key)
        for query in queries:
            merged.setdefault(query.key, Absent("no service is asked for such an identifier", unreachable=True))
        return merged, partly

    def _asks(self, client: Polite, queries: Sequence[Query]) -> Iterator[_Ask]:
        """What is asked at the same time; of what is said of one work, the first counts most."""
        services, key = self._settings.services, self._settings.openalex_key
        dois, pmids, ncts, texts = (
            [query for query in queries if query.key.startswith(f"{scheme}:")]
            for scheme in ("doi", "pmid", "nct", "text")
        )
        if dois:
            yield _Ask(dois, lambda: crossref.by_doi(client, services["crossref"], dois))
            yield _Ask(dois, lambda: pubmed.by_doi(client, services["pubmed"], dois))
            if key:
                yield _Ask(dois, lambda: openalex.by_doi(client, services["openalex"], key, dois))
        if pmids:
            yield _Ask(pmids, lambda: pubmed.by_pmid(client, services["pubmed"], pmids))
        if ncts:
            yield _Ask(ncts, lambda: trials.by_number(client, services["trials"], ncts))
        for query in texts:
            yield _Ask([query], _by_words(client, services["crossref"], query))


def _by_words(client: Polite, address: str, query: Query) -> Callable[[], Iterable[_Answered]]:
    return lambda: [crossref.by_words(client, address, query)]


def _together(asks: Sequence[_Ask], seconds: float) -> Iterator[_Answered]:
    """The answers to all, in the order of the asks; for what took longer than so many seconds, that it did.

    Threads are daemons, so that nothing that a server does can hold the end of the program.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, list[_Answered]]] = queue.SimpleQueue()
    for number in range(len(asks)):
        waiting.put(number)

    def work() -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            ask = asks[number]
            try:
                done.put((number, list(ask.call())))
            except Exception as problem:  # an answer of a shape that nobody thought of must not lose the others'
                done.put((number, _all_absent(ask, f"an answer could not be read ({type(problem).__name__})")))

    for _ in range(min(_AT_ONCE, len(asks))):
        threading.Thread(target=work, daemon=True).start()
    found: dict[int, list[_Answered]] = {}
    end = time.monotonic() + seconds
    while len(found) < len(asks) and (left := end - time.monotonic()) > 0:
        try:
            number, answered = done.get(timeout=min(left, _SLICE))
        except queue.Empty:
            continue
        found[number] = answered
    for number, ask in enumerate(asks):
        yield from found[number] if number in found else _all_absent(ask, "there was no answer in time")


def _all_absent(ask: _Ask, reason: str) -> list[_Answered]:
    return [(query.key, Absent(reason, unreachable=True)) for query in ask.queries]


def _fuller(known: Work | Absent | None, answer: Work | Absent) -> Work | Absent:
    """One answer out of two: a work rather than none, with whatever either has."""
    if known is None or isinstance(known, Absent):
        return answer if known is None or isinstance(answer, Work) else known
    if isinstance(answer, Absent):
        return known
    merged = with_retractions({"": known}, {"": answer})[""]
    assert isinstance(merged, Work)
    # A kind that says more than "an article" counts, and so does whatever else the first does not have.
    kind = known.kind if known.kind not in ("", "journal-article") else answer.kind or known.kind
    source = known.source if known.abstract or not answer.abstract else f"{known.source}, {answer.source}"
    return merged._replace(
        title=known.title or answer.title,
        abstract=known.abstract or answer.abstract,
        authors=known.authors or answer.authors,
        year=known.year or answer.year,
        journal=known.journal or answer.journal,
        kind=kind,
        source=source,
        url=known.url or answer.url,
    )
