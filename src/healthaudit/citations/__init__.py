"""Citations: what a page cites, and whether the evidence says what the page says it says.

The method in one line: markers are tied to entries, sentences to the sources in their reach, and each sentence is held
against what is known of the works that it cites: their titles, what well-known studies found, and records of services.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from healthaudit.citations.compare import Comparer
from healthaudit.citations.contradictions import contradictions
from healthaudit.citations.faults import Fault, Spot
from healthaudit.citations.held import mismatches
from healthaudit.citations.linked import Citation, Citations, Reach, Reaches, cite
from healthaudit.citations.listed import list_faults
from healthaudit.citations.promised import page_faults, sourced
from healthaudit.citations.records import Absent, Answers, Known, Query, known_of, queries
from healthaudit.citations.told import text_faults
from healthaudit.citations.words import EvidenceWords, read_evidence, words_of
from healthaudit.citations.works import Work
from healthaudit.knowledge import Knowledge
from healthaudit.language.mentions import MentionFinder
from healthaudit.language.reading import Reading
from healthaudit.model import BlockKind
from healthaudit.patterns import compiled

__all__ = [
    "Absent",
    "Answers",
    "Citation",
    "Citations",
    "Evidence",
    "EvidenceWords",
    "Fault",
    "Known",
    "Query",
    "Reach",
    "Reaches",
    "Spot",
    "Work",
    "cite",
    "evidence_of",
    "known_of",
    "queries",
    "read_evidence",
    "words_of",
]

_NOTHING: Answers = {}
_YEAR = compiled(r"(?:19|20)\d\d")


class Evidence(NamedTuple):
    """What a page rests on."""

    citations: Citations
    reaches: Reaches
    faults: tuple[Fault, ...]
    sourced: tuple[int, int]
    """(statements with a source in reach, statements that rest on evidence)."""
    unverified: Mapping[str, str]
    """Key of a query -> why nobody could be asked. That a register knows no such work is no such case."""


def evidence_of(
    reading: Reading, words: EvidenceWords, finder: MentionFinder, knowledge: Knowledge, answers: Answers = _NOTHING
) -> Evidence:
    """What a page cites, and what does not hold about it. Pure: ``answers`` were asked for beforehand."""
    page = reading.page
    citations = cite(page)
    reaches = Reaches(page, reading.sentences, citations)
    year = _year_of(reading, knowledge)
    faults = [
        *list_faults(reading, citations, int(knowledge.as_of[:4])),
        *text_faults(reading, citations, reaches, year),
        *contradictions(reading),
        *page_faults(reading, citations, reaches),
    ]
    comparer = Comparer(words, finder, knowledge)
    faults += mismatches(reading, citations, reaches, comparer, knowledge.studies, answers)
    unverified = {key: one.reason for key, one in answers.items() if isinstance(one, Absent) and one.unreachable}
    return Evidence(citations, reaches, tuple(faults), sourced(reading, reaches), unverified)


#: A date that a page prints about itself stands near its top or bottom, in a short line.
_NEAR_EDGE, _SHORT_LINE = 5, 140
_DATE = compiled(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?:\d{1,2},? )?((?:19|20)\d\d)\b|"
    r"\b((?:19|20)\d\d)-\d\d-\d\d\b"
)


def _year_of(reading: Reading, knowledge: Knowledge) -> int:
    """The year in which the page speaks: its own date, or that of the newest fact."""
    page = reading.page
    years = [int(year) for date in (page.facts.modified, page.facts.published) for year in _YEAR.findall(date)]
    if not years:
        shown = [block for block in page.blocks if block.kind is not BlockKind.REFERENCE]
        for block in (*shown[:_NEAR_EDGE], *shown[-_NEAR_EDGE:]):
            if block.end - block.start < _SHORT_LINE:
                found = _DATE.findall(page.text[block.start : block.end])
                years += [int(one or other) for one, other in found]
    return max(years, default=int(knowledge.as_of[:4]))
