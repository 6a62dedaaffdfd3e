"""Faults of the page as a whole: sources that are promised and missing, sources that are all the seller's own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from urllib.parse import urlsplit

from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.linked import Citations, Reach, Reaches
from healthaudit.citing import CitationFault as Kind
from healthaudit.language.reading import Reading
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import Lazy

__all__ = ["page_faults", "sourced"]

_PROMISE = Lazy(
    r"\b(?:(?:all|every|each|each and every|everything|any)(?: of)?(?: the| our)? ?"
    r"(?:statements?|claims?|facts?|articles?|content|information|words?|(?:thing )?(?:that )?we "
    r"(?:say|write|publish)|you read(?: here)?|one of them|single \w+|figures?)\b[^.;]{0,60}?\b"
    r"(?:supported|backed|based|referenced|sourced|cited|verified|grounded|checked|drawn)\b|"
    r"(?:we|our \w+) (?:only |always |strictly )?(?:back(?:s)? up|support|source|reference|cite|base)s? "
    r"(?:all|every|everything|each)\b[^.;]{0,80}|"
    r"(?:everything|all) (?:here|on this page|on this site|we say)\b[^.;]{0,40}?\b(?:is|are|comes?) "
    r"(?:supported|backed|based|referenced|sourced|drawn|from|straight from)\b)"
    r"[^.;]{0,90}\b(?:stud(?:y|ies)|research|sources?|evidence|journals?|trials?|literature|science|reviewed|"
    r"references?|papers?)\b",
    re.IGNORECASE,
)
_DENIED = Lazy(r"\b(?:not|never|no|cannot|n't|don't|do you|is it true)\b", re.IGNORECASE)
_EVIDENCE = Lazy(
    r"\b(?:stud(?:y|ies)|trials?|research\w*|scientists|evidence|prov(?:en|es|ed)|shown to|found to|clinically|"
    r"\d+(?:\.\d+)? ?(?:%|per ?cent)|\d+ (?:in|out of|of) (?:\d+|ten)|"
    r"improv\w+|reduc\w+|reliev\w+|eas(?:e|es)|lower\w*|prevent\w*|boost\w*|cur(?:e|es|ed)|treats?|rises?|falls?|"
    r"works?|faster|better|more effective|"
    r"half of|a third of|two thirds|twice as)\b",
    re.IGNORECASE,
)
_ABOUT_US = Lazy(
    r"\b(?:we (?:are|offer|believe|care|love|promise|ship|deliver)|our (?:team|clinic|prices|shop)|contact|call|book|"
    r"order|price|delivery|subscribe|©)\b",
    re.IGNORECASE,
)
#: Fewer statements tell nothing of a promise; less than this part of them with a source breaks it.
_STATEMENTS = 3
_KEPT = 0.5
_OWN_AT_LEAST = 3
#: So many characters more than the link has a sentence that it stands in.
_AROUND = 12
_OF_THE_SITE = Lazy(
    r"\b(?:home|testimonials?|reviews?|contact|order|cart|basket|shop|store|products?|sitemap|page|about us|sign up)\b",
    re.IGNORECASE,
)
_SALES = Lazy(
    r"/(?:shop|store|cart|basket|checkout|book|booking|buy|order|product|products|prices?|subscribe|appointments?)\b",
    re.IGNORECASE,
)


def page_faults(reading: Reading, citations: Citations, reaches: Reaches) -> Iterator[Fault]:
    """Faults of the page as a whole."""
    yield from _promise(reading, reaches)
    if reading.sells or any(_SALES.search(link.href) for link in reading.page.links):
        yield from _own_sources(reading, citations)


def sourced(reading: Reading, reaches: Reaches) -> tuple[int, int]:
    """(statements with a source in reach, statements that rest on evidence)."""
    with_source = total = 0
    for index, sentence in enumerate(reading.sentences):
        block = reading.block_of(sentence)
        if block.region is not Region.MAIN or block.kind not in (
            BlockKind.PARAGRAPH,
            BlockKind.LIST_ITEM,
            BlockKind.TABLE_CELL,
        ):
            continue
        text = reading.page.text[sentence.start : sentence.end]
        if (
            len(text) < 25
            or not _EVIDENCE.search(text)
            or _ABOUT_US.search(text)
            or _PROMISE.search(text)
            or text.rstrip().endswith("?")
        ):
            continue
        total += 1
        with_source += reaches.of(index)[0] is not Reach.NONE
    return with_source, total


def _promise(reading: Reading, reaches: Reaches) -> Iterator[Fault]:
    for sentence in reading.sentences:
        block = reading.block_of(sentence)
        if block.region is Region.HIDDEN or block.kind is BlockKind.REFERENCE:
            continue
        text = reading.page.text[sentence.start : sentence.end]
        match = _PROMISE.search(text)
        if not match or _DENIED.search(text[: match.start()]) or text.rstrip().endswith("?"):
            continue
        kept, total = sourced(reading, reaches)
        if total >= _STATEMENTS and kept < _KEPT * total:
            spot = Spot("claim", sentence.start + match.start(), sentence.start + match.end())
            yield Fault(Kind.PROMISE_UNKEPT, (spot,), f"{kept} of {total}")
        return


def _own_sources(reading: Reading, citations: Citations) -> Iterator[Fault]:
    """All sources, three at least, are pages of the seller."""
    page = reading.page
    hosts = {_host(address) for address in (page.facts.canonical, page.source)}
    hosts |= {_host(link.href) for link in page.links if _SALES.search(link.href)}
    hosts -= {""}
    names = {name.lower() for name in (page.facts.publisher, *re.split(r"\s[-–—|:]\s", page.title)) if len(name) > 5}
    spots: list[Spot] = []
    barred: dict[int, bool] = {}
    for reference in citations.references:
        entry = reference.entry
        own = bool(entry.url and _host(entry.url) in hosts)
        own = own or any(
            name in (*(author.lower() for author in entry.authors), entry.container.lower()) for name in names
        )
        if not own:
            return
        spots.append(Spot("cited work", reference.start, reference.end))
    for citation in citations.found:
        key = citation.marker.key
        if citation.references or key.startswith("#"):
            continue
        if not key or (":" in key.split("/", 1)[0] and not key.lower().startswith("http")):
            return  # a name or an identifier: somebody else's work
        if key.lower().startswith(("http", "//")) and _host(key) not in hosts:
            return
        if _as_source(reading, citation.marker.start, citation.marker.end, barred):
            spots.append(Spot("claim", citation.marker.start, citation.marker.end))
    if len(spots) >= _OWN_AT_LEAST:
        first, *others = spots
        yield Fault(Kind.SELF_CITATION, (first, *(spot._replace(role="also") for spot in others[:4])), str(len(spots)))


def _as_source(reading: Reading, start: int, end: int, barred: dict[int, bool]) -> bool:
    """Whether a link within a sentence can be a source; one that stands alone, or in a menu, leads about the site.

    ``barred`` keeps which sentences have bars between their words, as menus do.
    """
    at = bisect_right(reading.sentences, start, key=lambda sentence: sentence.end)
    if at == len(reading.sentences) or _OF_THE_SITE.search(reading.page.text, start, end):
        return False
    sentence = reading.sentences[at]
    if at not in barred:
        barred[at] = reading.page.text.find("|", sentence.start, sentence.end) >= 0
    return not barred[at] and sentence.end - sentence.start > end - start + _AROUND


def _host(address: str) -> str:
    """The host of an address without www; empty for a relative one."""
    try:
        host = urlsplit(
            address
            if "//" in address
            else f"//{address}"
            if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", address)
            else address
        ).hostname
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")
