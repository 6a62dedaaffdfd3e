"""OpenAlex: works by DOI, for whoever has a key. Adds abstracts that Crossref lacks, and retractions.

Shape: https://docs.openalex.org/api-entities/works/work-object. Abstracts come as an inverted index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthaudit.citations import Query, Work
from healthaudit.records.polite import Allowed, NoAnswer, Polite

__all__ = ["ADDRESS", "by_doi", "work_of"]

ADDRESS = "https://api.openalex.org"
NAME = "OpenAlex"
_ALLOWED = Allowed(per_second=10.0, at_once=3)
_BATCH = 50
_KINDS = {
    "article": "journal-article",
    "preprint": "preprint",
    "review": "review",
    "letter": "letter",
    "editorial": "editorial",
}


def by_doi(client: Polite, address: str, key: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work]]:
    """Works by DOI, those that OpenAlex has. Never raises: it only adds to what others say."""
    for first in range(0, len(queries), _BATCH):
        part = {query.key.removeprefix("doi:"): query.key for query in queries[first : first + _BATCH]}
        # A bar or comma would end the filter's value.
        wanted = "|".join(doi for doi in part if not {"|", ","} & {*doi})
        parameters = {"filter": f"doi:{wanted}", "per-page": str(_BATCH), "api_key": key}
        try:
            results = json.loads(client.get(NAME, f"{address}/works", parameters, _ALLOWED).body)["results"]
        except (NoAnswer, ValueError, KeyError, TypeError, RecursionError):
            continue
        for item in results if isinstance(results, list) else ():
            if isinstance(item, dict):
                doi = str(item.get("doi") or "").lower().removeprefix("https://doi.org/")
                if doi in part:
                    yield part[doi], work_of(item)


def work_of(item: Mapping[str, Any]) -> Work:
    """A work out of OpenAlex's JSON; whatever is missing or of another shape stays empty."""
    names = [
        str((one.get("author") or {}).get("display_name") or "")
        for one in item.get("authorships") or ()
        if isinstance(one, dict) and isinstance(one.get("author") or {}, dict)
    ]
    location = item.get("primary_location")
    place = location.get("source") if isinstance(location, dict) else None
    year = item.get("publication_year")
    kind = str(item.get("type") or "")
    return Work(
        title=str(item.get("title") or ""),
        abstract=_abstract(item.get("abstract_inverted_index")),
        authors=tuple(name.split()[-1] for name in names if name.split()),
        year=year if isinstance(year, int) else None,
        journal=str(place.get("display_name") or "") if isinstance(place, dict) else "",
        kind=_KINDS.get(kind, kind),
        notices=("retracted",) if item.get("is_retracted") is True else (),
        source=NAME,
        url=str(item.get("doi") or item.get("id") or ""),
    )


def _abstract(index: Any) -> str:
    """Words in the order of their places."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (place, str(word))
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))
