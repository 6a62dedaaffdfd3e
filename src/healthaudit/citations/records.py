"""Records of cited works, as a library or service keeps them: what is asked for, and what may be answered.

An audit is pure: it is given a mapping from the keys of queries to answers, made beforehand (``healthaudit.records``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from healthaudit.citations.entry import Entry
from healthaudit.citations.identifiers import Scheme
from healthaudit.citations.linked import Citations
from healthaudit.citations.metadata import entry_against
from healthaudit.citations.references import Reference
from healthaudit.citations.works import Work
from healthaudit.citing import SourceStatus
from healthaudit.patterns import compiled

__all__ = ["Absent", "Answers", "Known", "Query", "known_of", "queries", "query_of"]


class Absent(NamedTuple):
    """No record, and why: "no such DOI", "Crossref did not answer"."""

    reason: str
    unreachable: bool
    """True when a service could not be asked: it says nothing of the work."""


class Query(NamedTuple):
    """What is asked for one entry or identifier."""

    key: str
    """``doi:...``, ``pmid:...``, ``nct:...``, or ``text:`` and the words of an entry without an identifier."""
    text: str
    """The entry in words; empty for an identifier in the running text."""


Answers = Mapping[str, "Work | Absent"]
#: Which identifier of an entry is asked for first.
_ORDER = (Scheme.DOI, Scheme.PMID, Scheme.NCT, Scheme.PMCID)
_ASKED = compiled(r"(?:doi|pmid|nct|pmcid):")


def queries(citations: Citations) -> Iterator[Query]:
    """What to ask for the works that a page cites, each once."""
    seen: set[str] = set()
    found = [query_of(reference.entry) for reference in citations.references]
    found += [
        Query(one.marker.key, "") for one in citations.found if _ASKED.match(one.marker.key) and not one.marker.problem
    ]
    for query in found:
        if query and query.key not in seen:
            seen.add(query.key)
            yield query


def query_of(entry: Entry) -> Query | None:
    """What to ask for an entry; None for one that is no work of the literature, such as a web page."""
    text = " ".join(
        part for part in (", ".join(entry.authors), entry.title, entry.container, str(entry.year or "")) if part
    )
    for scheme in _ORDER:
        if value := entry.identifier(scheme):
            return Query(f"{scheme.value}:{value}", text)
    if len(entry.title.split()) > 2 and entry.authors and (entry.container or entry.volume):
        return Query(f"text:{' '.join(text.lower().split())}", text)
    return None


class Known(NamedTuple):
    """What is known of the work behind an entry, for a report."""

    status: SourceStatus
    reason: str = ""
    work: str = ""
    known_from: str = ""
    url: str = ""
    notices: tuple[str, ...] = ()


def known_of(reference: Reference, answers: Answers) -> Known:
    """What was answered about an entry."""
    query = query_of(reference.entry)
    answer = answers.get(query.key) if query else None
    if answer is None:
        return Known(SourceStatus.NOT_LOOKED_UP, url=reference.entry.url)
    if isinstance(answer, Absent):
        return Known(SourceStatus.NOT_VERIFIED if answer.unreachable else SourceStatus.NOT_FOUND, answer.reason)
    differs = any(one.sure for one in entry_against(reference.entry, "", answer))
    status = SourceStatus.DIFFERS if differs else SourceStatus.FOUND
    return Known(status, "", answer.named, answer.source, answer.url, answer.notices)
