"""Which well-known study an entry or a name means: by DOI, by authors and year, by its own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from healthaudit.citations.entry import Entry
from healthaudit.citations.identifiers import Scheme
from healthaudit.citations.metadata import likeness
from healthaudit.citations.named import Called
from healthaudit.citations.works import Work
from healthaudit.knowledge import KnownStudy

__all__ = ["called_studies", "entry_study", "work_of"]

_ALIKE = 0.75


def work_of(study: KnownStudy) -> Work:
    """A known study as a work that sentences can be held against."""
    named = f"{_family(study.authors[0])} {study.year}, {study.journal}" if study.authors else study.title
    return Work(
        title=study.title,
        abstract=study.abstract,
        authors=tuple(map(_family, study.authors)),
        year=study.year,
        journal=study.journal,
        kind=study.kind or "journal-article",
        notices=(study.notice,) if study.notice else (),
        source=f"known studies ({named})",
        url=study.source if study.source.startswith("http") else "",
        partial=True,
    )


def entry_study(studies: Sequence[KnownStudy], entry: Entry) -> KnownStudy | None:
    """The known study that an entry is about."""
    doi, pmid = entry.identifier(Scheme.DOI), entry.identifier(Scheme.PMID)
    for study in studies:
        if (doi and doi == study.doi) or (pmid and pmid == study.pmid):
            return study
        if (
            entry.year
            and abs(entry.year - study.year) <= 1
            and entry.authors
            and study.authors
            and _family(study.authors[0]).lower() == entry.authors[0].lower()
            and likeness(entry.title, study.title) >= _ALIKE
        ):
            return study
    return None


def called_studies(
    studies: Sequence[KnownStudy], called: Called, products: frozenset[str], conditions: frozenset[str]
) -> list[KnownStudy]:
    """Known studies that a name in the text may mean; ``products`` and ``conditions`` are what the text speaks of."""
    found = []
    for study in studies:
        if not study.authors or _family(study.authors[0]).lower() != called.family.lower():
            continue
        if called.year is not None and abs(called.year - study.year) > 1:
            continue
        if products & {*study.products} and (
            not conditions or not study.conditions or conditions & {*study.conditions}
        ):
            found.append(study)
    return found


def named_studies(studies: Sequence[KnownStudy], text: str) -> Iterator[KnownStudy]:
    """Known studies that a text calls by their own names: SUSTAIN-1, STAR*D."""
    for study in studies:
        for name in study.names:
            # Names such as VITAL and SELECT are also words: these need "trial" or "study" beside them.
            plain = not re.search(r"[\d*-]", name)
            behind = r"(?= (?:trial|study|stud(?:y|ies)|randomi[sz]ed|results|data)\b)" if plain else ""
            if len(name) > 3 and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-]){behind}", text):
                yield study
                break


def _family(author: str) -> str:
    """The family name of "Le Nedelec M"."""
    return re.sub(r"\s+[A-Z]{1,4}$", "", author)
