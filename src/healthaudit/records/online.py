"""Asks the services, all at the same time, each in its own measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import crossref, openalex, pubmed, trials
from healthaudit.records.polite import Polite
from healthaudit.records.retractions import with_retractions
from healthaudit.records.stored import Folder

__all__ = ["SERVICES", "Online", "Settings"]

SERVICES: Mapping[str, str] = MappingProxyType(
    {"crossref": crossref.ADDRESS, "pubmed": pubmed.ADDRESS, "openalex": openalex.ADDRESS, "trials": trials.ADDRESS}
)
_AT_ONCE = 12


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


class Online:
    """The services, behind a cache."""

    def __init__(self, settings: Settings, cache: Folder | None = None) -> None:
        self._settings = settings
        self._cache = cache

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """An answer for every query. Never raises but for Ctrl-C, which leaves the cache whole."""
        known = self._cache.answers(queries) if self._cache else {}
        open_ones = [query for query in queries if query.key not in known]
        if not open_ones:
            return known
        asked = self._ask(open_ones)
        if self._cache:
            self._cache.save(asked)
        return {**known, **asked}

    def _ask(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """Ask everything at once; of two answers the one with more in it counts."""
        settings, services = self._settings, self._settings.services
        sorts = {
            scheme: [query for query in queries if query.key.startswith(f"{scheme}:")]
            for scheme in ("doi", "pmid", "nct", "text")
        }
        with Polite(settings.mailto, settings.deadline, settings.timeout) as client:
            asks: list[Callable[[], Iterable[tuple[str, Work | Absent]]]] = []
            if dois := sorts["doi"]:
                asks.append(lambda: list(crossref.by_doi(client, services["crossref"], dois)))
                asks.append(lambda: list(pubmed.by_doi(client, services["pubmed"], dois)))
                if settings.openalex_key:
                    asks.append(
                        lambda: list(openalex.by_doi(client, services["openalex"], settings.openalex_key, dois))
                    )
            if pmids := sorts["pmid"]:
                asks.append(lambda: list(pubmed.by_pmid(client, services["pubmed"], pmids)))
            if ncts := sorts["nct"]:
                asks.append(lambda: list(trials.by_number(client, services["trials"], ncts)))
            asks.extend(_one(client, services["crossref"], query) for query in sorts["text"])
            merged: dict[str, Work | Absent] = {}
            pool = ThreadPoolExecutor(max_workers=min(_AT_ONCE, max(len(asks), 1)))
            try:
                waiting: list[Future[Iterable[tuple[str, Work | Absent]]]] = [pool.submit(ask) for ask in asks]
                for future in waiting:
                    for key, answer in future.result():
                        merged[key] = _fuller(merged.get(key), answer)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        for query in queries:
            merged.setdefault(query.key, Absent("no service is asked for such an identifier", unreachable=True))
        return merged


def _one(client: Polite, address: str, query: Query) -> Callable[[], Iterable[tuple[str, Work | Absent]]]:
    return lambda: [crossref.by_words(client, address, query)]


def _fuller(known: Work | Absent | None, answer: Work | Absent) -> Work | Absent:
    """One answer out of two: a work rather than none, with whatever either has."""
    if known is None or isinstance(known, Absent):
        return answer if known is None or isinstance(answer, Work) else known
    if isinstance(answer, Absent):
        return known
    merged = with_retractions({"": known}, {"": answer})[""]
    assert isinstance(merged, Work)
    # A kind that says more than "an article" counts, and so does an abstract where there was none.
    kind = known.kind if known.kind not in ("", "journal-article") else answer.kind or known.kind
    abstract = known.abstract or answer.abstract
    source = known.source if known.abstract or not answer.abstract else f"{known.source}, {answer.source}"
    return merged._replace(kind=kind, abstract=abstract, source=source)
