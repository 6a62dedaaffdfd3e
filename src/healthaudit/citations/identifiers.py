"""Identifiers of works in running text and reference lists: DOI, PMID, PMCID, NCT, arXiv, ISBN, addresses.

Forms: DOI Handbook 2.2 (the suffix may hold almost any character, so that its end is told from what encloses it);
PubMed and ClinicalTrials.gov as those services print them; ISBN check digits by ISO 2108.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

from healthaudit.patterns import Lazy

__all__ = ["Identifier", "Scheme", "identifiers", "key_of_url"]


class Scheme(StrEnum):
    """What sort of identifier it is."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    NCT = "nct"
    ARXIV = "arxiv"
    ISBN = "isbn"
    URL = "url"


class Identifier(NamedTuple):
    """An identifier as a text prints it; offsets into that text."""

    scheme: Scheme
    value: str
    """Normalised: a DOI in lower case, a PMID as digits, an ISBN without hyphens; an address as printed."""
    start: int
    end: int
    problem: str = ""
    """Why it cannot be one, in words; empty when it is well formed."""

    @property
    def key(self) -> str:
        """One text for one work's identifier: ``doi:10.1000/1``, ``pmid:123``."""
        return f"{self.scheme.value}:{self.value}"


#: What encloses or follows an identifier rather than belonging to it.
_TRAILING = ".,;:!?'\"”’»*"
_DOI = Lazy(
    r"(?:(?:https?:)?//(?:dx\.|www\.)?doi\.org/|\bdoi\.org/|\bdoi\s*[:=]?\s*(?:https?://(?:dx\.)?doi\.org/)?|"
    # By itself it needs its four digits: $10.99/month and 10.5/20 mg are something else.
    r"(?<![\w./$£€])(?=10\.\d{4}))"
    r"(10\.\d+(?:\.\d+)*/[^\s\"<>“”]+)",
    re.IGNORECASE,
)
#: Something that is called a DOI and does not look like one.
_CALLED_DOI = Lazy(r"(?:\bdoi\s*[:=]\s*|doi\.org/)(?!10\.\d+(?:\.\d+)*/\S)([^\s\"<>“”,;]{3,})", re.IGNORECASE)
_PMID = Lazy(
    r"\b(?:PMID|PubMed(?:\s+(?:PMID|ID))?)\s*(?:no\.?|number)?\s*[:#]?\s*(?P<id>[0-9][0-9A-Za-z]*)", re.IGNORECASE
)
_PMCID = Lazy(r"\b(?:PMCID\s*:?\s*(?:PMC)?|PMC\s?)(?P<id>[0-9][0-9A-Za-z]*)", re.IGNORECASE)
_NCT = Lazy(r"\bNCT\s?-?(?P<id>[0-9][0-9A-Za-z]*)", re.IGNORECASE)
_ARXIV = Lazy(
    r"(?:\barxiv\s*:?\s*|arxiv\.org/(?:abs|pdf)/)(?P<id>\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?", re.IGNORECASE
)
_ISBN = Lazy(r"\bISBN(?:-1[03])?\s*:?\s*(?P<id>[\d][\d -]{7,16}[\dXx])\b", re.IGNORECASE)
_URL = Lazy(
    r"(?:https?:/{0,2}|www\.)[^\s<>\"“”]+|"
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:org|com|gov|edu|net|info|int|eu|uk|au|ca|example)/[^\s<>\"“”]*",
    re.IGNORECASE,
)
_HOST = Lazy(
    r"(?:https?://)?(?:[^/@\s]+@)?((?:[\w-]+\.)+[a-z]{2,}|\d+(?:\.\d+){3}|localhost)(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE,
)
_BY_ADDRESS = tuple(
    (scheme, Lazy(form, re.IGNORECASE))
    for scheme, form in (
        (Scheme.PMCID, r"(?:ncbi\.nlm\.nih\.gov/pmc/articles|pmc\.ncbi\.nlm\.nih\.gov/articles)/PMC(\d+)"),
        (Scheme.PMID, r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?(\d+)"),
        (Scheme.NCT, r"clinicaltrials\.gov/(?:ct2/show|study|ct2/show/study|show)/NCT(\d{8})\b"),
        (Scheme.DOI, r"(?:/doi/(?:abs/|full/|pdf/|epdf/|book/)?|/article/|/articles/)(10\.\d{4,9}/[^\s?#\"<>]+)"),
    )
)
#: Publishers whose addresses end in the suffix of the DOI.
_NATURE = Lazy(r"nature\.com/articles/(s\d{5}-[\w-]+)", re.IGNORECASE)
_PMID_DIGITS = 8


def identifiers(text: str) -> Iterator[Identifier]:
    """The identifiers of a text in order, without overlap; malformed ones with their ``problem``."""
    found: list[Identifier] = []
    for one in _all(text):  # those found stand apart, so that only its neighbours can overlap a new one
        at = bisect_left(found, one.start, key=lambda other: other.start)
        if not any(one.start < other.end and other.start < one.end for other in found[max(0, at - 1) : at + 1]):
            found.insert(at, one)
    yield from found


def _all(text: str) -> Iterator[Identifier]:
    """What looks like identifiers, the surest first; addresses are read before what stands inside them."""
    urls = [_trimmed(text, match.start(), match.end()) for match in _URL.finditer(text)]
    for start, end in urls:
        yield _of_address(text[start:end], start)
    for match in _DOI.finditer(text):
        start, end = _trimmed(text, match.start(1), match.end())
        yield _doi(text[start:end], match.start(), end)
    for match in _CALLED_DOI.finditer(text):
        start, end = _trimmed(text, match.start(1), match.end())
        if any(character.isdigit() for character in text[start:end]):
            yield Identifier(
                Scheme.DOI, text[start:end].lower(), match.start(), end, "a DOI begins with 10. and a number"
            )
    for pattern, scheme, check in (
        (_PMCID, Scheme.PMCID, _pmcid), (_PMID, Scheme.PMID, _pmid), (_NCT, Scheme.NCT, _nct),
        (_ARXIV, Scheme.ARXIV, str.lower), (_ISBN, Scheme.ISBN, _isbn),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            value = check(match["id"])
            if value is not None:
                problem = "" if isinstance(value, str) else value.problem
                yield Identifier(scheme, value if isinstance(value, str) else value.value, *match.span(), problem)


class _Malformed(NamedTuple):
    value: str
    problem: str


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what follows: stops, quotation marks, and brackets that were opened before."""
    unopened = {")": text.count(")", start, end) - text.count("(", start, end)}
    unopened["]"] = text.count("]", start, end) - text.count("[", start, end)
    while end > start + 1:
        last = text[end - 1]
        if last not in _TRAILING and unopened.get(last, 0) <= 0:
            break
        if last in unopened:
            unopened[last] -= 1
        end -= 1
    return start, end


def _doi(printed: str, start: int, end: int) -> Identifier:
    value = unquote(printed).lower()
    registrant = value.split("/", 1)[0].removeprefix("10.")
    problem = ""
    if not 4 <= len(registrant.split(".")[0]) <= 9:
        problem = "the number behind 10. has four to nine digits"
    elif re.search(r"\.(?:pdf|html?|full|abstract)$", value):
        problem = "the name of a file hangs at its end"
    elif "//" in value or "http" in value[8:] or (value.count("10.") > 1 and "doi" in value):
        problem = "an address stands inside it"
    return Identifier(Scheme.DOI, value, start, end, problem)


def _of_address(url: str, start: int) -> Identifier:
    """An address: the identifier that it carries, or itself."""
    end = start + len(url)
    if match := _DOI.match(url):
        one = _doi(match[1], start, end)
        return one._replace(value=one.value.split("?")[0])
    if match := _ARXIV.search(url):
        return Identifier(Scheme.ARXIV, match["id"].lower(), start, end)
    if key := key_of_url(url):
        scheme, _, value = key.partition(":")
        return Identifier(Scheme(scheme), value, start, end)
    host = _HOST.fullmatch(url)
    problem = "" if host else "an address needs a host, such as https://www.example.org/page"
    if host and re.fullmatch(r"(?:dx\.|www\.)?doi\.org", host[1], re.IGNORECASE):
        problem = "doi.org is followed by a DOI, which begins with 10."
    if re.match(r"https?:(?!//\w)|https?://(?:https?|www)[:/]", url, re.IGNORECASE):
        problem = "an address begins with https:// once"
    return Identifier(Scheme.URL, url, start, end, problem)


def key_of_url(url: str) -> str:
    """``doi:...``, ``pmid:...`` and so on of an address at a register or publisher; empty for any other."""
    plain = unquote(url)
    if (match := _DOI.search(plain)) and "doi.org/" in plain[: match.end()].lower():
        start, end = _trimmed(plain, match.start(1), match.end())
        return f"doi:{plain[start:end].lower().split('?')[0]}"
    for scheme, pattern in _BY_ADDRESS:
        if match := pattern.search(plain):
            value = match[1].lower().rstrip("/.")
            if scheme is Scheme.DOI:
                value = re.sub(r"/(?:full|abstract|pdf|epdf|meta|html)$", "", value)
            return f"{scheme.value}:{_PREFIX.get(scheme, '')}{value}"
    if match := _NATURE.search(plain):
        return f"doi:10.1038/{match[1].lower()}"
    return ""


_PREFIX = {Scheme.PMCID: "PMC", Scheme.NCT: "NCT"}


def _pmid(printed: str) -> str | _Malformed | None:
    if not printed.isdigit():
        return None if len(printed) < 5 else _Malformed(printed, "a PMID has digits only")
    if len(printed.lstrip("0")) > _PMID_DIGITS or not printed.strip("0"):
        return _Malformed(printed, "a PMID has at most eight digits")
    if len(printed) < 5:  # a year, a count of papers
        return None
    return printed


def _pmcid(printed: str) -> str | _Malformed | None:
    if not printed.isdigit() or not 4 <= len(printed) <= 9:
        return _Malformed(f"PMC{printed}", "PMC is followed by digits") if len(printed) > 4 else None
    return f"PMC{printed}"


def _nct(printed: str) -> str | _Malformed | None:
    if printed.isdigit() and len(printed) == 8:
        return f"NCT{printed}"
    return _Malformed(f"NCT{printed}", "NCT is followed by eight digits") if len(printed) > 2 else None


def _isbn(printed: str) -> str | _Malformed | None:
    digits = re.sub(r"[ -]", "", printed).upper()
    if len(digits) == 13 and digits.isdigit():
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        right = total % 10 == 0
    elif len(digits) == 10 and digits[:9].isdigit():
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        right = total % 11 == 0
    else:
        return _Malformed(digits, "an ISBN has 10 or 13 digits")
    return digits if right else _Malformed(digits, "its check digit is wrong")
