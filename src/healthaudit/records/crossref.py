"""Crossref's REST API: works by DOI, many at once, and by the words of an entry.

Shapes: https://api.crossref.org/swagger-ui/ and https://github.com/CrossRef/rest-api-doc. Retractions and corrections
stand in ``updated-by`` of the work (``source`` is publisher or retraction-watch) and in ``update-to`` of a notice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import quote

from healthaudit.citations import Absent, Query, Work
from healthaudit.citations.metadata import likeness
from healthaudit.records.polite import Allowed, NoAnswer, Polite

__all__ = ["ADDRESS", "by_doi", "by_words", "work_of"]

ADDRESS = "https://api.crossref.org"
NAME = "Crossref"
#: For lists, with a contact address; single works may be asked for more often.
_ALLOWED = Allowed(per_second=3.0, at_once=3)
_BATCH = 20
_NOTICES = {
    "retraction": "retracted",
    "withdrawal": "retracted",
    "removal": "retracted",
    "partial_retraction": "retracted",
    "expression_of_concern": "concern",
    "expression-of-concern": "concern",
    "correction": "corrected",
    "corrigendum": "corrected",
    "erratum": "corrected",
}
_KINDS = {"posted-content": "preprint", "journal-article": "journal-article", "peer-review": "review"}
_TAGS = re.compile(r"<(?:jats:)?title>.*?</(?:jats:)?title>|<[^>]+>", re.DOTALL)
#: Titles of an entry and a work share so much of their words when they are the same ...
_ALIKE = 0.85
_ROWS = "3"


def by_doi(client: Polite, address: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    """Works by DOI. Never raises: what cannot be had is Absent."""
    for first in range(0, len(queries), _BATCH):
        yield from _batch(client, address, queries[first : first + _BATCH])


def _batch(client: Polite, address: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    wanted = {query.key.removeprefix("doi:"): query.key for query in queries}
    # A comma parts one filter from the next.
    plain = [doi for doi in wanted if "," not in doi]
    found: dict[str, Work] = {}
    try:
        if len(plain) > 1:
            parameters = {"filter": ",".join(f"doi:{doi}" for doi in plain), "rows": str(len(plain)), **_mail(client)}
            message = _message(client.get(NAME, f"{address}/works", parameters, _ALLOWED).body)
            found = {str(item.get("DOI", "")).lower(): work_of(item) for item in _items(message)}
        for doi in wanted:
            if doi not in found and (len(plain) < 2 or "," in doi):
                answer = client.get(NAME, f"{address}/works/{quote(doi, safe='')}", _mail(client), _ALLOWED)
                if answer.status == 200:
                    found[doi] = work_of(_message(answer.body))
    except NoAnswer as problem:
        yield from ((key, Absent(str(problem), unreachable=True)) for doi, key in wanted.items() if doi not in found)
        wanted = {doi: key for doi, key in wanted.items() if doi in found}
    for doi, key in wanted.items():
        yield key, found.get(doi) or Absent("Crossref knows no such DOI", unreachable=False)


def by_words(client: Polite, address: str, query: Query) -> tuple[str, Work | Absent]:
    """The work that an entry without an identifier means, if one is surely the same. Never raises."""
    parameters = {"query.bibliographic": query.text[:300], "rows": _ROWS, **_mail(client)}
    try:
        message = _message(client.get(NAME, f"{address}/works", parameters, _ALLOWED).body)
    except NoAnswer as problem:
        return query.key, Absent(str(problem), unreachable=True)
    for item in _items(message):
        work = work_of(item)
        printed = query.text.lower()
        if (
            work.title
            and likeness(work.title, query.text) >= _ALIKE
            and any(name.lower() in printed for name in work.authors[:3])
        ):
            return query.key, work
    return query.key, Absent("Crossref finds no such work", unreachable=False)


def _mail(client: Polite) -> Mapping[str, str]:
    return {"mailto": client.mailto} if client.mailto else {}


def _message(body: bytes) -> Mapping[str, Any]:
    """Raises NoAnswer for nonsense."""
    try:
        message = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoAnswer("Crossref's answer makes no sense") from None
    if not isinstance(message, dict):
        raise NoAnswer("Crossref's answer makes no sense")
    return message


def _items(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    items = message.get("items")
    yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def work_of(item: Mapping[str, Any]) -> Work:
    """A work out of Crossref's JSON; whatever is missing or of another shape stays empty."""
    title = _first(item.get("title"))
    subtitle = _first(item.get("subtitle"))
    authors = [str(author.get("family") or author.get("name") or "") for author in _dicts(item.get("author"))]
    notices = [
        _NOTICES.get(str(update.get("type", "")).lower().replace(" ", "_"), "")
        for update in _dicts(item.get("updated-by"))
    ]
    if re.match(r"\W*retract(?:ed|ion)\b", title, re.IGNORECASE):
        notices.append("retracted")
    kind = str(item.get("type", ""))
    return Work(
        title=_text(f"{title}: {subtitle}" if subtitle and subtitle not in title else title),
        abstract=_text(str(item.get("abstract") or "")),
        authors=tuple(name for name in authors if name),
        year=_year(item),
        journal=_text(_first(item.get("container-title")) or _institution(item)),
        kind=_KINDS.get(kind, kind),
        notices=tuple(dict.fromkeys(notice for notice in notices if notice)),
        source=NAME,
        url=f"https://doi.org/{item['DOI']}" if isinstance(item.get("DOI"), str) else "",
    )


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _institution(item: Mapping[str, Any]) -> str:
    """Where a preprint stands: medRxiv."""
    institutions = _dicts(item.get("institution"))
    return str(institutions[0].get("name") or "") if institutions else ""


def _year(item: Mapping[str, Any]) -> int | None:
    for key in ("published-print", "issued", "published", "published-online", "posted", "created"):
        parts = item.get(key)
        dates = parts.get("date-parts") if isinstance(parts, dict) else None
        if (
            isinstance(dates, list)
            and dates
            and isinstance(dates[0], list)
            and dates[0]
            and isinstance(dates[0][0], int)
        ):
            return dates[0][0]
    return None


def _text(marked: str) -> str:
    """Words without JATS or HTML tags, and without the headings of an abstract's parts."""
    return " ".join(unescape(_TAGS.sub(" ", marked)).split())
