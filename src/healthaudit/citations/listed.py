"""Faults of the reference list itself, and of the markers that call its entries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from healthaudit.citations.authors import is_organisation
from healthaudit.citations.entry import Entry
from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.identifiers import Scheme
from healthaudit.citations.linked import Citations
from healthaudit.citations.locators import pages_problem
from healthaudit.citations.markers import MarkerKind
from healthaudit.citations.metadata import likeness, stem, telling
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
#: A shorter title tells no work, and two titles that differ more in length are two.
_TITLE, _LENGTH = 15, 12
#: Nobody cites more works of one author and year: no more are held against each further one.
_BY_ONE = 300


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
    text, end = reading.page.text, marker
    while end > sentence.start and text[end - 1].isspace():
        end -= 1
    if text[max(sentence.start, end - 2) : end].endswith((".", "!", "?", ".”", '."')):
        return sentence.start
    if end <= sentence.start and index and reading.sentences[index - 1].block == sentence.block:
        return reading.sentences[index - 1].start
    return marker


def _lists(listed: Sequence[Reference]) -> Iterator[list[Reference]]:
    groups: dict[int, list[Reference]] = {}
    for reference in listed:
        groups.setdefault(reference.group, []).append(reference)
    yield from (groups[group] for group in sorted(groups))


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


class _Printed(NamedTuple):
    """An entry by what tells it from others."""

    place: int
    keys: frozenset[str]
    """Of its identifiers, but for addresses and those of whole books."""
    title: str
    page: str
    """The first one."""
    words: Sequence[str]
    """Of the title."""
    stems: frozenset[str]

    @classmethod
    def of(cls, place: int, entry: Entry) -> _Printed:
        sure = (one for one in entry.identifiers if not one.problem and one.scheme not in (Scheme.URL, Scheme.ISBN))
        page = re.split(r"\D", entry.pages, maxsplit=1)[0]
        words = telling(entry.title)
        return cls(place, frozenset(one.key for one in sure), entry.title, page, words, frozenset(map(stem, words)))

    def same(self, earlier: _Printed) -> bool:
        """Whether title and page are those of an earlier entry, where one of the two has no identifiers."""
        if (self.keys and earlier.keys) or len(earlier.title) < _TITLE or not self.title:
            return False
        if abs(len(self.title) - len(earlier.title)) >= _LENGTH:
            return False
        if self.page and earlier.page and self.page != earlier.page:
            return False
        # Most titles are told apart by how many words one of them has for itself.
        alone = min(len(self.stems - earlier.stems), len(earlier.stems - self.stems))
        if alone > (1 - _SAME) * min(len(self.words), len(earlier.words)) + 1e-9:
            return False
        return likeness(earlier.title, self.title) >= _SAME


def _duplicates(listed: Sequence[Reference]) -> Iterator[Fault]:
    by_key: dict[tuple[bool, str], int] = {}
    by_author: dict[tuple[object, ...], dict[tuple[object, ...], _Printed]] = {}
    for place, reference in enumerate(listed):
        entry, further = reference.entry, reference.further
        printed = _Printed.of(place, entry)
        places = [by_key[further, key] for key in printed.keys if (further, key) in by_key]
        earlier = by_author.setdefault((further, entry.year, entry.authors[:1]), {})
        places.extend(islice((one.place for one in earlier.values() if printed.same(one)), 1))
        if places:
            yield Fault(Kind.DUPLICATE_ENTRY, (_spot(reference), _spot(listed[min(places)])._replace(role="also")))
        for key in printed.keys:
            by_key.setdefault((further, key), place)
        if len(earlier) < _BY_ONE:  # the first of those that are printed alike stands for all of them
            earlier.setdefault((bool(printed.keys), printed.title, printed.page), printed)


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
