"""Retractions and corrections from the CSV file of Retraction Watch (gitlab.com/crossref/retraction-watch-data).

Columns that are read: OriginalPaperDOI, OriginalPaperPubMedID, RetractionNature; where they are there, RetractionDate,
Title and Journal.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from healthaudit.citations import Absent, Query, Work
from healthaudit.errors import UsageError
from healthaudit.patterns import compiled

__all__ = ["Retractions", "with_retractions"]

_NATURES = {"retraction": "retracted", "expression of concern": "concern", "correction": "corrected"}
_TAKEN_BACK = "reinstatement"
_REQUIRED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature")
#: "3/14/2021 0:00": month, day, year.
_DATE = compiled(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")
_HINT = "give the CSV file of gitlab.com/crossref/retraction-watch-data"


class _Row(NamedTuple):
    """What the list says once of a work."""

    date: tuple[int, int, int]
    taken_back: bool
    notice: str
    title: str
    journal: str


class Retractions:
    """Notices by DOI and PMID."""

    def __init__(self, rows: Mapping[str, Work]) -> None:
        self._rows = rows

    @classmethod
    def load(cls, path: Path) -> Retractions:
        """Raises UsageError when the file cannot be read or lacks a column."""
        rows: dict[str, list[_Row]] = {}
        try:
            reader = csv.DictReader(io.StringIO(_decoded(path.read_bytes()), newline=""))
            if missing := [name for name in _REQUIRED if name not in (reader.fieldnames or ())]:
                raise UsageError(f"{path}: not a list of retractions: no column {missing[0]}", _HINT)
            for row in reader:
                if said := _row(row):
                    for key in _keys(row):
                        rows.setdefault(key, []).append(said)
        except OSError as problem:
            raise UsageError(f"{path}: cannot be read: {problem.strerror}", _HINT) from problem
        except csv.Error as problem:
            raise UsageError(f"{path}: cannot be read: {problem}", _HINT) from problem
        return cls({key: _work(said) for key, said in rows.items()})

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """The works that the list has."""
        return {query.key: self._rows[query.key] for query in queries if query.key in self._rows}


def _decoded(data: bytes) -> str:
    """The file has come in either encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _keys(row: Mapping[str, str | None]) -> Iterator[str]:
    """By what the work is asked for; the list says "unavailable" or 0 where it knows no number."""
    doi, pmid = ((row.get(name) or "").strip() for name in _REQUIRED[:2])
    doi = doi.lower().removeprefix("https://doi.org/").removeprefix("http://dx.doi.org/")
    if doi.startswith("10."):
        yield f"doi:{doi}"
    if pmid.isdecimal() and pmid.strip("0"):
        yield f"pmid:{pmid}"


def _row(row: Mapping[str, str | None]) -> _Row | None:
    nature = (row.get("RetractionNature") or "").strip().lower()
    notice = _NATURES.get(nature, "")
    if not notice and nature != _TAKEN_BACK:
        return None
    date = _DATE.match((row.get("RetractionDate") or "").strip())
    month, day, year = map(int, date.groups()) if date else (0, 0, 0)
    title, journal = (" ".join((row.get(name) or "").split()) for name in ("Title", "Journal"))
    return _Row((year, month, day), nature == _TAKEN_BACK, notice, title, journal)


def _work(rows: Sequence[_Row]) -> Work:
    """What all that is said of a work comes to; the rows may stand in any order."""
    back = max((row.date for row in rows if row.taken_back), default=None)
    notices = [
        row.notice
        for row in sorted(rows)
        if row.notice and not (row.notice == "retracted" and back is not None and (row.date <= back or not any(back)))
    ]
    return Work(
        title=next((row.title for row in rows if row.title), ""),
        journal=next((row.journal for row in rows if row.journal), ""),
        notices=tuple(dict.fromkeys(notices)),
        source="Retraction Watch",
    )


def with_retractions(
    answers: Mapping[str, Work | Absent], listed: Mapping[str, Work | Absent]
) -> dict[str, Work | Absent]:
    """Answers, with the notices of a list added; a work that nobody else knew is known by the list alone."""
    merged = dict(answers)
    for key, work in listed.items():
        known = merged.get(key)
        if isinstance(work, Work):
            if isinstance(known, Work):
                merged[key] = known._replace(notices=tuple(dict.fromkeys((*known.notices, *work.notices))))
            else:
                merged[key] = work
    return merged
