"""Claims about health that authorities have called false."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from healthaudit.knowledge.reading import Entry, entries
from healthaudit.model import OnRecord

__all__ = ["load_claims"]

_KEYS = frozenset({"claim", "topic", "verdict", "source", "url", "year", "unverified"})
#: Years that a source may bear.
_YEARS = range(1900, 2101)


def load_claims(folder: Path) -> Mapping[str, OnRecord]:
    """Claims by id, in the order of ``claims.yml``. Raises KnowledgeError."""
    claims: dict[str, OnRecord] = {}
    for entry in entries(folder / "claims.yml", _KEYS):
        url = entry.text("url", required=True)
        if not url.startswith(("https://", "http://")):
            raise entry.error(f"not an address: {url}", "begin the url with https://")
        claims[entry.id] = OnRecord(
            id=entry.id,
            claim=entry.text("claim", required=True),
            topic=entry.text("topic", required=True),
            verdict=entry.text("verdict", required=True),
            source=entry.text("source", required=True),
            url=url,
            year=_year(entry),
            unverified=entry.flag("unverified"),
        )
    return MappingProxyType(claims)


def _year(entry: Entry) -> int | None:
    """The year of the source; None where it bears none."""
    year = entry.values.get("year")
    if year is None:
        return None
    if isinstance(year, bool) or not isinstance(year, int) or year not in _YEARS:
        raise entry.error(f"no such year: {year!r}", "write year: 2019, without quotes, or leave it out")
    return year
