"""Crossref's REST API: works by DOI, many at once, and by the words of an entry.

Shapes: https://api.crossref.org/swagger-ui/ and https://github.com/CrossRef/rest-api-doc. Retractions and corrections
stand in ``updated-by`` of the work (``source`` is publisher or retraction-watch) and in ``update-to`` of a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import quote

from healthaudit.citations import Absent, Query, Work
from healthaudit.patterns import compiled
from healthaudit.records import fields
from healthaudit.records.polite import Allowed, Answer, NoAnswer, Polite
from healthaudit.records.same import RETRACTED, is_meant

__all__ = ["ADDRESS", "by_doi", "by_words", "work_of"]

ADDRESS = "https://api.crossref.org"
NAME = "Crossref"
#: For lists and for single works, with a contact address ...
_LISTS, _SINGLES = Allowed(per_second=3.0, at_once=3), Allowed(per_second=10.0, at_once=3)
#: ... and for those who give none.
_PUBLIC_LISTS, _PUBLIC_SINGLES = Allowed(per_second=1.0, at_once=1), Allowed(per_second=5.0, at_once=1)
_BATCH = 20
_NONSENSE = "Crossref's answer makes no sense"
_NOTICES = {
    "retraction": "retracted",
    "withdrawal": "retracted",
    "removal": "retracted",
    "partial_retraction": "retracted",
    "expression_of_concern": "concern",
    "correction": "corrected",
    "corrigendum": "corrected",
    "erratum": "corrected",
}
_KINDS = {"posted-content": "preprint", "journal-article": "journal-article", "peer-review": "review"}
#: Whole, so that "p < 0.05" is none; titles in an abstract are the headings of its parts.
_HEADINGS = compiled(r"<((?:jats:)?title)>[^<]{0,200}</\1>")
_INLINE = compiled(r"</?(?:jats:)?(?:i|b|u|em|strong|italic|bold|sub|sup|sc|scp)>", re.IGNORECASE)
_TAGS = compiled(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
_PREFIXED = compiled(r"</?(?:jats|mml):[\w-]+(?:\s[^<>]*)?/?>")
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
    problem = ""
    if len(plain) > 1:
        parameters = {"filter": ",".join(f"doi:{doi}" for doi in plain), "rows": str(len(plain))}
        try:
            found = {fields.text(item.get("DOI")).lower(): work_of(item) for item in _list(client, address, parameters)}
        except NoAnswer as trouble:
            problem = str(trouble)
            if trouble.status == 400:  # one of them is no DOI: each has to be asked for by itself
                problem, plain = "", []
    for doi, key in wanted.items():
        if doi in found:
            yield key, found[doi]
        elif problem and "," not in doi:
            yield key, Absent(problem, unreachable=True)
        else:
            yield key, _single(client, address, doi, listed=len(plain) > 1 and "," not in doi)


def _single(client: Polite, address: str, doi: str, *, listed: bool) -> Work | Absent:
    """A work that was not among those asked for in a list, or that could not be asked for in one."""
    allowed = _SINGLES if client.mailto else _PUBLIC_SINGLES
    url = f"{address}/works/{quote(doi, safe='', errors='replace')}"
    try:
        if not listed and (work := _one(client.get(NAME, url, _mail(client), allowed))):
            return work
        # Whose DOI it is: those of arXiv and Zenodo are DataCite's.
        answer = client.get(NAME, f"{url}/agency", _mail(client), allowed)
        agency = fields.at(_message(answer.body), "agency") if answer.status == 200 else None
        name = fields.text(fields.at(agency, "label")) or fields.text(fields.at(agency, "id"))
        if name and name.lower() != "crossref":
            return Absent(f"the DOI is registered with {name[:40]}, which is not asked", unreachable=True)
        # A list leaves out what has got another DOI since.
        if name and listed and (work := _one(client.get(NAME, url, _mail(client), allowed))):
            return work
    except NoAnswer as problem:
        return Absent(str(problem), unreachable=True)
    return Absent("Crossref knows no such DOI", unreachable=False)


def _one(answer: Answer) -> Work | None:
    """The work; None for 404. Raises NoAnswer for nonsense."""
    if answer.status == 404:
        return None
    work = work_of(_message(answer.body))
    if not (work.title or work.url):
        raise NoAnswer(_NONSENSE)
    return work


def by_words(client: Polite, address: str, query: Query) -> tuple[str, Work | Absent]:
    """The work that an entry without an identifier means, if one is surely the same. Never raises."""
    try:
        items = _list(client, address, {"query.bibliographic": query.text[:300], "rows": _ROWS})
    except NoAnswer as problem:
        return query.key, Absent(str(problem), unreachable=True)
    same = (work for work in map(work_of, items) if is_meant(work, query.text))
    return query.key, next(same, None) or Absent("Crossref finds no such work", unreachable=False)


def _mail(client: Polite) -> Mapping[str, str]:
    return {"mailto": client.mailto} if client.mailto else {}


def _list(client: Polite, address: str, parameters: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Raises NoAnswer."""
    allowed = _LISTS if client.mailto else _PUBLIC_LISTS
    answer = client.get(NAME, f"{address}/works", {**parameters, **_mail(client)}, allowed)
    message = _message(answer.body)
    if not isinstance(message.get("items"), list):
        raise NoAnswer(_NONSENSE)
    return fields.dicts(message["items"])


def _message(body: bytes) -> Mapping[str, Any]:
    """Raises NoAnswer for nonsense."""
    message = fields.at(fields.loaded(body), "message")
    if not isinstance(message, dict):
        raise NoAnswer(_NONSENSE)
    return message


def work_of(item: Mapping[str, Any]) -> Work:
    """A work out of Crossref's JSON; whatever is missing or of another shape stays empty."""
    title, subtitle = _first(item.get("title")), _first(item.get("subtitle"))
    authors = [
        fields.text(one.get("family")) or fields.text(one.get("name")) for one in fields.dicts(item.get("author"))
    ]
    notices = [
        _NOTICES.get(fields.text(update.get("type")).lower().replace(" ", "_").replace("-", "_"), "")
        for update in fields.dicts(item.get("updated-by"))
    ]
    if RETRACTED.match(title):
        notices.append("retracted")
    kind, doi = fields.text(item.get("type")), fields.text(item.get("DOI"))
    return Work(
        title=_plain(f"{title}: {subtitle}" if subtitle and subtitle not in title else title),
        abstract=_plain(fields.text(item.get("abstract"))),
        authors=tuple(name for name in authors if name),
        year=_year(item),
        journal=_plain(_first(item.get("container-title")) or _institution(item)),
        kind=_KINDS.get(kind, kind),
        notices=tuple(dict.fromkeys(notice for notice in notices if notice)),
        source=NAME,
        url=f"https://doi.org/{doi}" if doi else "",
    )


def _first(value: Any) -> str:
    return fields.text(value[0] if isinstance(value, list) and value else value)


def _institution(item: Mapping[str, Any]) -> str:
    """Where a preprint stands: medRxiv."""
    value = item.get("institution")
    return next(
        (fields.text(one.get("name")) for one in fields.dicts(value if isinstance(value, list) else [value])), ""
    )


def _year(item: Mapping[str, Any]) -> int | None:
    # Not "created", the day on which the DOI was registered: that of an old work can be decades younger.
    for key in ("published-print", "issued", "published", "published-online", "posted"):
        dates = fields.at(item.get(key), "date-parts")
        first = dates[0] if isinstance(dates, list) and dates else None
        if isinstance(first, list) and first and (year := fields.year(first[0])):
            return year
    return None


def _plain(marked: str) -> str:
    """Words without JATS or HTML tags, also those that were sent escaped, and without the headings of an abstract."""
    words = unescape(_TAGS.sub(" ", _INLINE.sub("", _HEADINGS.sub(" ", marked))))
    return " ".join(unescape(_PREFIXED.sub(" ", _INLINE.sub("", words))).split())
