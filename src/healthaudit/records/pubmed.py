"""PubMed through NCBI's E-utilities: esearch finds the numbers of DOIs, efetch gives the records, many at once.

Shapes: https://www.ncbi.nlm.nih.gov/books/NBK25499/ and the DTD of PubMed's XML (pubmed_250101.dtd). A retracted work
has CommentsCorrections with RefType RetractionIn and the publication type Retracted Publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import fields
from healthaudit.records.polite import Allowed, NoAnswer, Polite

__all__ = ["ADDRESS", "by_doi", "by_pmid", "works_in"]

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
NAME = "PubMed"
_NONSENSE = "PubMed's answer makes no sense"
#: Without a key of one's own.
_ALLOWED = Allowed(per_second=3.0, at_once=2)
_BATCH = 100
#: Of DOIs, which are long, so that the address does not become longer than servers take.
_DOIS = 40
_NOTICES = {
    "RetractionIn": "retracted",
    "RetractedandRepublishedIn": "retracted",
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
    for first in range(0, len(queries), _DOIS):
        part = {query.key.removeprefix("doi:"): query.key for query in queries[first : first + _DOIS]}
        term = " OR ".join(f'"{doi}"[doi]' for doi in part if '"' not in doi)
        parameters = {"db": "pubmed", "retmode": "json", "retmax": str(_BATCH), "term": term, **_who(client)}
        try:
            numbers = _numbers(client.get(NAME, f"{address}/esearch.fcgi", parameters, _ALLOWED).body)
            found = _fetched(client, address, numbers) if numbers else []
        except NoAnswer as problem:
            yield from ((key, Absent(str(problem), unreachable=True)) for key in part.values())
            continue
        for _, doi, work in found:
            if doi in part:
                yield part[doi], work


def _who(client: Polite) -> Mapping[str, str]:
    return {"tool": "healthaudit", **({"email": client.mailto} if client.mailto else {})}


def _numbers(body: bytes) -> list[str]:
    """Raises NoAnswer for nonsense."""
    numbers = fields.at(fields.loaded(body), "esearchresult", "idlist")
    if not isinstance(numbers, list):
        raise NoAnswer(_NONSENSE)
    return [number for number in numbers if isinstance(number, str) and number.isdigit()]


def _fetched(client: Polite, address: str, numbers: Sequence[str]) -> list[tuple[str, str, Work]]:
    parameters = {"db": "pubmed", "retmode": "xml", "id": ",".join(numbers), **_who(client)}
    return list(works_in(client.get(NAME, f"{address}/efetch.fcgi", parameters, _ALLOWED).body))


def works_in(body: bytes) -> Iterator[tuple[str, str, Work]]:
    """(PMID, DOI or "", work) for each article or chapter of a book in an answer. Raises NoAnswer for nonsense."""
    if b"<!ENTITY" in body or b"\0" in body:  # PubMed declares none of its own, and others may blow up
        raise NoAnswer(_NONSENSE)
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):  # the last two of encodings
        raise NoAnswer(_NONSENSE) from None
    if not root.tag.endswith("Set"):
        raise NoAnswer(_NONSENSE)
    for record in root:
        citation = record.find("MedlineCitation" if record.tag == "PubmedArticle" else "BookDocument")
        if citation is None:
            continue
        number = _said(citation.find("PMID"))
        # Those of the works that it cites stand further down.
        numbers = [*record.findall("PubmedData/ArticleIdList/ArticleId"), *citation.findall("ArticleIdList/ArticleId")]
        printed = [
            *(_said(one) for one in numbers if one.get("IdType") == "doi"),
            *(_said(place) for place in citation.findall("Article/ELocationID") if place.get("EIdType") == "doi"),
        ]
        yield number, next(filter(None, printed), "").lower(), _work(citation, number)


def _work(citation: ElementTree.Element, number: str) -> Work:
    """A record of an article; of a chapter, such as those of StatPearls, which has its fields a step higher up."""
    found = citation.find("Article")
    article = citation if found is None else found
    types = [_said(one) for one in article.iter("PublicationType")]
    notices = [_NOTICES.get(one.get("RefType", ""), "") for one in citation.iter("CommentsCorrections")]
    if "Retracted Publication" in types:
        notices.append("retracted")
    lists = [one for one in article.findall("AuthorList") if one.get("Type") != "editors"]
    names = [
        _said(author.find("LastName")) or _said(author.find("CollectiveName"))
        for one in lists
        for author in one.findall("Author")
    ]
    return Work(
        title=_said(article.find("ArticleTitle")).rstrip(".") or _said(article.find("Book/BookTitle")),
        abstract=" ".join(filter(None, (_said(part) for part in article.findall("Abstract/AbstractText")))),
        authors=tuple(name for name in names if name),
        year=_year(article),
        journal=_first(article, "Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle"),
        kind=next((kind for name, kind in _KINDS if name in types), ""),
        notices=tuple(dict.fromkeys(notice for notice in notices if notice)),
        source=NAME,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdigit() else "",
    )


def _year(article: ElementTree.Element) -> int | None:
    issue = "Journal/JournalIssue/PubDate"
    printed = _first(article, f"{issue}/Year", f"{issue}/MedlineDate", "ArticleDate/Year", "Book/PubDate/Year")
    found = re.search(r"(?:1[89]|20)\d\d", printed)
    return int(found.group()) if found else None


def _first(element: ElementTree.Element, *paths: str) -> str:
    """The words of the first element that has any."""
    return next(filter(None, (_said(element.find(path)) for path in paths)), "")


def _said(element: ElementTree.Element | None) -> str:
    """The words of an element, those of italics and superscripts in it too."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
