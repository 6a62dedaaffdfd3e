"""Retractions and corrections from a CSV file as Retraction Watch publishes it (gitlab.com/crossref/retraction-watch-data).

Columns that are read: OriginalPaperDOI, OriginalPaperPubMedID, RetractionNature, Title, Journal, OriginalPaperDate.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from healthaudit.citations import Absent, Query, Work
from healthaudit.errors import UsageError

__all__ = ["Retractions", "with_retractions"]

_NATURES = {"retraction": "retracted", "expression of concern": "concern", "correction": "corrected"}
_REQUIRED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature")


class Retractions:
    """Notices by DOI and PMID."""

    def __init__(self, rows: Mapping[str, Work]) -> None:
        self._rows = rows

    @classmethod
    def load(cls, path: Path) -> Retractions:
        """Raises UsageError when the file cannot be read or lacks a column."""
        rows: dict[str, Work] = {}
        try:
            # The file has come in either encoding.
            text = path.read_bytes()
            lines = text.decode("utf-8-sig", "strict") if _is_utf8(text) else text.decode("latin-1")
            reader = csv.DictReader(lines.splitlines())
            if missing := [name for name in _REQUIRED if name not in (reader.fieldnames or ())]:
                raise UsageError(
                    f"{path}: not a list of retractions: no column {missing[0]}",
                    "give the CSV file of gitlab.com/crossref/retraction-watch-data",
                )
            for row in reader:
                _add(rows, row)
        except (OSError, csv.Error) as problem:
            raise UsageError(f"{path}: cannot be read: {problem}", "give a CSV file of retractions") from problem
        return cls(rows)

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """The works that the list has."""
        return {query.key: self._rows[query.key] for query in queries if query.key in self._rows}


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _add(rows: dict[str, Work], row: Mapping[str, str | None]) -> None:
    notice = _NATURES.get((row.get("RetractionNature") or "").strip().lower())
    keys = []
    doi, pmid = ((row.get(name) or "").strip() for name in _REQUIRED[:2])
    if doi.startswith("10."):
        keys.append(f"doi:{doi.lower()}")
    if pmid.isdigit() and pmid != "0":
        keys.append(f"pmid:{pmid}")
    for key in keys:
        known = rows.get(key)
        if notice is None:  # a reinstatement takes the retraction back
            if known:
                rows[key] = known._replace(notices=tuple(one for one in known.notices if one != "retracted"))
            continue
        notices = (*(known.notices if known else ()), notice)
        rows[key] = Work(
            title=(row.get("Title") or "").strip(),
            journal=(row.get("Journal") or "").strip(),
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
