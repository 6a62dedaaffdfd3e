"""OpenAlex: works by DOI, for whoever has a key. Adds abstracts that Crossref lacks, and retractions.

Shape: https://docs.openalex.org/api-entities/works/work-object. Abstracts come as an inverted index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import fields
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


def by_doi(client: Polite, address: str, key: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    """Works by DOI, those that OpenAlex has; of the others nothing is said. Never raises."""
    # A bar or comma would end the filter's value.
    plain = {query.key.removeprefix("doi:"): query.key for query in queries if not {"|", ","} & {*query.key}}
    for first in range(0, len(plain), _BATCH):
        part = [*plain][first : first + _BATCH]
        parameters = {"filter": f"doi:{'|'.join(part)}", "per-page": str(_BATCH), "api_key": key}
        try:
            results = _results(client.get(NAME, f"{address}/works", parameters, _ALLOWED).body)
        except NoAnswer as problem:
            yield from ((plain[doi], Absent(str(problem), unreachable=True)) for doi in part)
            continue
        for item in fields.dicts(results):
            doi = fields.text(item.get("doi")).lower().removeprefix("https://doi.org/")
            if doi in plain:
                yield plain[doi], work_of(item)


def _results(body: bytes) -> list[Any]:
    results = fields.at(fields.loaded(body), "results")
    if not isinstance(results, list):
        raise NoAnswer("OpenAlex's answer makes no sense")
    return results


def work_of(item: Mapping[str, Any]) -> Work:
    """A work out of OpenAlex's JSON; whatever is missing or of another shape stays empty."""
    names = [fields.text(fields.at(one, "author", "display_name")) for one in fields.dicts(item.get("authorships"))]
    kind = fields.text(item.get("type"))
    return Work(
        title=fields.text(item.get("title")),
        abstract=_abstract(item.get("abstract_inverted_index")),
        authors=tuple(name.split()[-1] for name in names if name),
        year=fields.year(item.get("publication_year")),
        journal=fields.text(fields.at(item, "primary_location", "source", "display_name")),
        kind=_KINDS.get(kind, kind),
        notices=("retracted",) if item.get("is_retracted") is True else (),
        source=NAME,
        url=fields.text(item.get("doi")) or fields.text(item.get("id")),
    )


def _abstract(index: Any) -> str:
    """Words in the order of their places."""
    placed = [
        (place, word)
        for word, places in (index.items() if isinstance(index, dict) else ())
        for place in (places if isinstance(places, list) else ())
        if fields.integer(place) is not None
    ]
    return fields.text(" ".join(word for _, word in sorted(placed)))
