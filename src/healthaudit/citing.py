"""What can be wrong with a citation, and the two sides of it: words that checks, rules and reports share."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["CitationFault", "Sides", "SourceStatus"]


class CitationFault(StrEnum):
    """What does not hold about a page's evidence."""

    BROKEN_MARKER = "broken-marker"
    UNCITED_ENTRY = "uncited-entry"
    NUMBERING_GAP = "numbering-gap"
    DUPLICATE_ENTRY = "duplicate-entry"
    BAD_IDENTIFIER = "bad-identifier"
    IMPOSSIBLE_PAGES = "impossible-pages"
    FUTURE_YEAR = "future-year"
    INCOMPLETE_ENTRY = "incomplete-entry"
    PROMISE_UNKEPT = "promise-unkept"
    SELF_CITATION = "self-citation"
    OLD_CALLED_RECENT = "old-called-recent"
    CONTRADICTION = "contradiction"
    WRONG_SHARE = "wrong-share"
    STUDY_WITHOUT_ENTRY = "study-without-entry"
    # A sentence held against the work that it cites.
    PRODUCT = "product"
    CONDITION = "condition"
    POPULATION = "population"
    SPECIES = "species"
    ROUTE = "route"
    DESIGN = "design"
    OUTCOME = "outcome"
    DIRECTION = "direction"
    FIGURE = "figure"
    SIZE = "size"
    STRENGTH = "strength"
    # An entry held against the record of its work, and what the record says of it.
    OTHER_WORK = "other-work"
    AUTHOR = "author"
    YEAR = "year"
    JOURNAL = "journal"
    TITLE = "title"
    RETRACTED = "retracted"
    CONCERN = "concern"
    CORRECTED = "corrected"
    PREPRINT = "preprint"
    PROTOCOL = "protocol"


class SourceStatus(StrEnum):
    """What is known of a work that a page cites."""

    FOUND = "found"
    """Its record agrees with the entry."""
    DIFFERS = "differs"
    """Its record differs from the entry."""
    NOT_FOUND = "not-found"
    NOT_VERIFIED = "not-verified"
    """Nobody could be asked, or an answer was no answer."""
    NOT_LOOKED_UP = "not-looked-up"


class Sides(NamedTuple):
    """One point on which a page and its source differ, both sides in their own words."""

    aspect: str
    """A value of CitationFault."""
    page: str
    source: str
    named: str
    """Which source: "Daly 2019, JAMA Psychiatry"."""
    known_from: str
    """Who says so: "the page's own reference list", "Crossref", "known studies"."""
    url: str = ""
