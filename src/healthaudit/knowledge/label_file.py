"""The file labels.csv: one line for each drug of the public sets of label data."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from healthaudit.errors import KnowledgeError

__all__ = ["COLUMNS", "label_rows"]

COLUMNS = ("id", "name", "kind", "brands", "us", "us_unclear", "eu", "eu_unclear", "sources")


def label_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a labels.csv by column; none when there is no such file. Raises KnowledgeError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(f"{path}: {problem}", "make it anew: healthaudit facts update") from None
    reader = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise KnowledgeError(f"{path.name}: the columns are not {', '.join(COLUMNS)}", "healthaudit facts update")
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise KnowledgeError(f"{path.name}, row {number}: too few or too many columns", "healthaudit facts update")
        yield row
