"""Faults of the reference list itself, and of the markers that call its entries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from healthaudit.citations.authors import is_organisation
from healthaudit.citations.entry import Entry
from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.identifiers import Scheme
from healthaudit.citations.linked import Citations
from healthaudit.citations.locators import pages_problem
from healthaudit.citations.markers import MarkerKind
from healthaudit.citations.metadata import likeness
from healthaudit.citations.references import Reference
from healthaudit.citing import CitationFault as Kind
from healthaudit.language.reading import Reading
from healthaudit.model import Page
from healthaudit.patterns import Lazy

__all__ = ["list_faults"]

_PRESS = Lazy(r"\b(?:in press|forthcoming|ahead of print|accepted|submitted|n\.\s?d\.)", re.IGNORECASE)
_PUBLISHED = Lazy(
    r"\b(?:publish(?:ed|er|ing)|press|publications?|verlag|books?|report|guideline|leaflet|website|[Ii]nternet|"
    r"available)\b"
)
#: Titles that share so much of their words are one title.
_SAME = 0.9


def list_faults(reading: Reading, citations: Citations, this_year: int) -> Iterator[Fault]:
    """The faults of markers and entries, ``this_year`` being the year in which the page is read."""
    page = reading.page
    yield from _broken(reading, citations)
    yield from _gaps(citations)
    yield from _uncited(citations)
    yield from _duplicates(citations.references)
    for reference in citations.references:
        yield from _entry(page, reference, this_year)
    for citation in citations.found:
        if problem := citation.marker.problem:
            printed = page.text[citation.marker.start : citation.marker.end]
            spot = Spot("claim", citation.marker.start, citation.marker.end)
            yield Fault(Kind.BAD_IDENTIFIER, (spot,), f"{printed}: {problem}")


def _broken(reading: Reading, citations: Citations) -> Iterator[Fault]:
    ends = [sentence.end for sentence in reading.sentences]
    for citation in citations.found:
        if citation.missing:
            start = marker = citation.marker.start
            index = bisect_right(ends, marker)
            if index < len(ends):
                start = _spoken_for(reading, index, marker)
            yield Fault(Kind.BROKEN_MARKER, (Spot("claim", start, citation.marker.end),), ", ".join(citation.missing))


def _spoken_for(reading: Reading, index: int, marker: int) -> int:
    """Where the sentence begins that a marker behind its stop speaks for; the marker itself within a sentence."""
    sentence = reading.sentences[index]
    before = reading.page.text[sentence.start : marker].rstrip()
    if before.endswith((".", "!", "?", ".”", '."')):
        return sentence.start
    if not before and index and reading.sentences[index - 1].block == sentence.block:
        return reading.sentences[index - 1].start
    return marker


def _lists(listed: Sequence[Reference]) -> Iterator[list[Reference]]:
    groups = sorted({reference.group for reference in listed})
    for group in groups:
        yield [reference for reference in listed if reference.group == group]


def _gaps(citations: Citations) -> Iterator[Fault]:
    """Numbers that a list leaves out; one that the text calls is told as a broken marker."""
    called = {number for citation in citations.found for number in citation.missing}
    for entries in _lists(citations.references):
        if not entries[0].numbered or entries[0].sign:
            continue
        for before, after in pairwise(entries):
            left_out = [str(number) for number in range(before.number + 1, after.number)]
            if 0 < len(left_out) < 9 and not called.intersection(left_out):
                yield Fault(Kind.NUMBERING_GAP, (_spot(after),), ", ".join(left_out))


def _uncited(citations: Citations) -> Iterator[Fault]:
    """Entries that nobody calls, where the page calls its entries by number."""
    by_number = [one for one in citations.found if one.marker.kind is MarkerKind.NUMBER]
    called = {index for one in citations.found for index in one.references}
    groups = {citations.references[index].group for one in by_number for index in one.references}
    if len({index for one in by_number for index in one.references}) < 2:
        return
    for index, reference in enumerate(citations.references):
        entry = reference.entry
        if reference.further or not reference.numbered or not (entry.authors or entry.identifiers or entry.year):
            continue
        if index not in called and reference.group in groups:
            yield Fault(Kind.UNCITED_ENTRY, (_spot(reference),), str(reference.number))


def _duplicates(listed: Sequence[Reference]) -> Iterator[Fault]:
    for later, reference in enumerate(listed):
        for earlier in listed[:later]:
            if earlier.further == reference.further and _same(earlier, reference):
                yield Fault(Kind.DUPLICATE_ENTRY, (_spot(reference), _spot(earlier)._replace(role="also")))
                break


def _same(one: Reference, other: Reference) -> bool:
    first, second = one.entry, other.entry
    keys = [
        {i.key for i in entry.identifiers if not i.problem and i.scheme not in (Scheme.URL, Scheme.ISBN)}
        for entry in (first, second)
    ]
    if keys[0] and keys[1]:
        return bool(keys[0] & keys[1])
    if not first.title or not second.title or len(first.title) < 15 or first.year != second.year:
        return False
    alike = likeness(first.title, second.title) >= _SAME and abs(len(first.title) - len(second.title)) < 12
    pages = [re.split(r"\D", entry.pages, maxsplit=1)[0] for entry in (first, second)]
    return alike and first.authors[:1] == second.authors[:1] and (pages[0] == pages[1] or not all(pages))


def _entry(page: Page, reference: Reference, this_year: int) -> Iterator[Fault]:
    entry, spot = reference.entry, _spot(reference)
    text = page.text[reference.start : reference.end]
    for identifier in entry.identifiers:
        if identifier.problem:
            yield Fault(Kind.BAD_IDENTIFIER, (spot,), f"{identifier.value}: {identifier.problem}")
    if problem := pages_problem(entry.pages):
        yield Fault(Kind.IMPOSSIBLE_PAGES, (spot,), f"{entry.pages}: {problem}")
    pending = _PRESS.search(text) is not None
    if entry.year and entry.year > this_year + pending and str(entry.year) not in entry.title:
        yield Fault(Kind.FUTURE_YEAR, (spot,), str(entry.year))
    if not pending and (missing := _missing(entry, text)):
        yield Fault(Kind.INCOMPLETE_ENTRY, (spot,), missing)


#: "Theory to therapy, Drugs 2004;64:45": the journal may stand behind a comma.
_RUNS_INTO = Lazy(r",\s+[A-Z][\w.&]*(?: (?:of |and |the )?[A-Z][\w.&]*){0,4}$")
_MONTH = Lazy(r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October")


def _missing(entry: Entry, text: str) -> str:
    """What an article's entry leaves out: "journal", "year" or both; empty for what is whole, or no article."""
    if not entry.authors or len(entry.title.split()) < 3 or entry.accessed or _PUBLISHED.search(text):
        return ""
    if is_organisation(entry.authors[0]) or _MONTH.fullmatch(entry.authors[0]):
        return ""
    located = bool(entry.volume and entry.pages)
    # Nothing but a year stands behind the title.
    bare = re.search(re.escape(entry.title) + r"[.\s]*(?:\(?(?:19|20)\d\d\)?)?[.\s]*$", " ".join(text.split()))
    if not located and (not bare or entry.url):
        return ""
    names = [
        name
        for name, lacking in (
            ("journal", not entry.container and not _RUNS_INTO.search(entry.title)),
            ("year", entry.year is None),
        )
        if lacking
    ]
    return " and ".join(names)


def _spot(reference: Reference) -> Spot:
    return Spot("cited work", reference.start, reference.end)
