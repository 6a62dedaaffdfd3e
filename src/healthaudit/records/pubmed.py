"""PubMed through NCBI's E-utilities: esearch finds the numbers of DOIs, efetch gives the records, many at once.

Shapes: https://www.ncbi.nlm.nih.gov/books/NBK25499/ and the DTD of PubMed's XML (pubmed_250101.dtd). A retracted work
has CommentsCorrections with RefType RetractionIn and the publication type Retracted Publication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from healthaudit.citations import Absent, Query, Work
from healthaudit.records.polite import Allowed, NoAnswer, Polite

__all__ = ["ADDRESS", "by_doi", "by_pmid", "works_in"]

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
NAME = "PubMed"
#: Without a key of one's own.
_ALLOWED = Allowed(per_second=3.0, at_once=2)
_BATCH = 100
_NOTICES = {
    "RetractionIn": "retracted",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "corrected",
    "CorrectedandRepublishedIn": "corrected",
}
#: The first that a record has among its publication types tells its kind.
_KINDS = (
    ("Preprint", "preprint"), ("Clinical Trial Protocol", "protocol"), ("Case Reports", "case-report"),
    ("Editorial", "editorial"), ("Letter", "letter"), ("Comment", "letter"), ("Meta-Analysis", "review"),
    ("Systematic Review", "review"), ("Review", "review"), ("Journal Article", "journal-article"),
)  # fmt: skip


def by_pmid(client: Polite, address: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    """Works by PMID. Never raises."""
    for first in range(0, len(queries), _BATCH):
        part = queries[first : first + _BATCH]
        try:
            found = _fetched(client, address, [query.key.removeprefix("pmid:") for query in part])
        except NoAnswer as problem:
            yield from ((query.key, Absent(str(problem), unreachable=True)) for query in part)
            continue
        by_number = {number: work for number, _, work in found}
        for query in part:
            work = by_number.get(query.key.removeprefix("pmid:"))
            yield query.key, work or Absent("PubMed knows no such PMID", unreachable=False)


def by_doi(client: Polite, address: str, queries: Sequence[Query]) -> Iterator[tuple[str, Work | Absent]]:
    """Works by DOI, those that PubMed has; of the others nothing is said, as it has medicine only. Never raises."""
    for first in range(0, len(queries), _BATCH):
        part = {query.key.removeprefix("doi:"): query.key for query in queries[first : first + _BATCH]}
        term = " OR ".join(f'"{doi}"[doi]' for doi in part if '"' not in doi)
        parameters = {"db": "pubmed", "retmode": "json", "retmax": str(_BATCH), "term": term, **_who(client)}
        try:
            numbers = _numbers(client.get(NAME, f"{address}/esearch.fcgi", parameters, _ALLOWED).body)
            found = _fetched(client, address, numbers) if numbers else []
        except NoAnswer:
            continue
        for _, doi, work in found:
            if doi in part:
                yield part[doi], work


def _who(client: Polite) -> Mapping[str, str]:
    return {"tool": "healthaudit", **({"email": client.mailto} if client.mailto else {})}


def _numbers(body: bytes) -> list[str]:
    try:
        numbers = json.loads(body)["esearchresult"]["idlist"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoAnswer("PubMed's answer makes no sense") from None
    return (
        [number for number in numbers if isinstance(number, str) and number.isdigit()]
        if isinstance(numbers, list)
        else []
    )


def _fetched(client: Polite, address: str, numbers: Sequence[str]) -> list[tuple[str, str, Work]]:
    parameters = {"db": "pubmed", "retmode": "xml", "id": ",".join(numbers), **_who(client)}
    return list(works_in(client.get(NAME, f"{address}/efetch.fcgi", parameters, _ALLOWED).body))


def works_in(body: bytes) -> Iterator[tuple[str, str, Work]]:
    """(PMID, DOI or "", work) for each article of an answer. Raises NoAnswer for nonsense."""
    if b"<!ENTITY" in body:  # PubMed declares none of its own, and others may blow up
        raise NoAnswer("PubMed's answer makes no sense")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise NoAnswer("PubMed's answer makes no sense") from None
    for article in root.iter("PubmedArticle"):
        citation = article.find("MedlineCitation")
        if citation is None:
            continue
        number = _said(citation.find("PMID"))
        doi = next((_said(one) for one in article.iter("ArticleId") if one.get("IdType") == "doi"), "").lower()
        yield number, doi, _work(citation, number)


def _work(citation: ElementTree.Element, number: str) -> Work:
    article = citation.find("Article")
    types = [_said(one) for one in citation.iter("PublicationType")]
    notices = [_NOTICES.get(one.get("RefType", ""), "") for one in citation.iter("CommentsCorrections")]
    if "Retracted Publication" in types:
        notices.append("retracted")
    if article is None:
        return Work("", source=NAME)
    names = [
        _said(author.find("LastName")) or _said(author.find("CollectiveName")) for author in article.iter("Author")
    ]
    return Work(
        title=_said(article.find("ArticleTitle")).rstrip("."),
        abstract=" ".join(_said(part) for part in article.findall("Abstract/AbstractText")),
        authors=tuple(name for name in names if name),
        year=_year(article),
        journal=_said(article.find("Journal/Title")) or _said(article.find("Journal/ISOAbbreviation")),
        kind=next((kind for name, kind in _KINDS if name in types), ""),
        notices=tuple(dict.fromkeys(notice for notice in notices if notice)),
        source=NAME,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdigit() else "",
    )


def _year(article: ElementTree.Element) -> int | None:
    printed = _said(article.find("Journal/JournalIssue/PubDate/Year")) or _said(
        article.find("Journal/JournalIssue/PubDate/MedlineDate")
    )
    found = re.search(r"(?:19|20)\d\d", printed)
    return int(found.group()) if found else None


def _said(element: ElementTree.Element | None) -> str:
    """The words of an element, those of italics and superscripts in it too."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
