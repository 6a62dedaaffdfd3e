"""Measure stance against a table of sentences: how many come out with exactly the stances that the table gives.

Rows are YAML: a text with one claim in [[brackets]] and its stances, "hedged:strong" with their manner.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from healthaudit.auditor import Auditor
from healthaudit.language import Language, Stances
from healthaudit.model import Document, Media
from healthaudit.pages import read

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "fixtures" / "text"
#: What the table on which no cue was tuned must not fall below; its figure is printed by ``make accuracy``.
HELD_OUT_FLOOR = 0.80


class Row(NamedTuple):
    """One row of the table and what came out."""

    text: str
    wanted: frozenset[str]
    found: frozenset[str]
    """Stance, or stance:manner where it has one."""

    @property
    def right(self) -> bool:
        """Whether the stances are those of the table; manners aside."""
        return {s.partition(":")[0] for s in self.wanted} == {s.partition(":")[0] for s in self.found}

    @property
    def exact(self) -> bool:
        """Whether the manners are among those found as well."""
        return self.right and self.wanted <= self.found


def rows(table: Path, language: Language) -> Iterator[Row]:
    """Every row of a table, judged."""
    for entry in yaml.safe_load(table.read_text("utf-8")):
        yield Row(entry["text"], frozenset(entry["stances"]), frozenset(stances(entry["text"], language)))


def stances(text: str, language: Language) -> Iterator[str]:
    """Stances of the claim in [[brackets]]."""
    start = text.index("[[")
    plain = text.replace("[[", "").replace("]]", "")
    claim = text[start + 2 : text.index("]]")]
    reading = language.read(read(Document("page", Media.MARKDOWN, plain)))
    earlier = plain.count(claim, 0, start)
    at = -1
    for _ in range(earlier + 1):
        at = reading.page.text.index(claim, at + 1)
    number = next(n for n, s in enumerate(reading.sentences) if s.start <= at < s.end)
    for sign in Stances(language.stance, reading).signs(number, at, at + len(claim)):
        manner = "weak" if sign.manner == "ability" else sign.manner
        yield f"{sign.stance.value}:{manner}" if manner else sign.stance.value


def tables() -> list[Path]:
    """The tables of the project, first the one on which cues were tuned."""
    return [TABLES / "stance.yml", TABLES / "stance-held-out.yml"]


def summary(*tables_: Path) -> Iterator[str]:
    """One line for each table."""
    language = Auditor.load().library.language
    for table in tables_ or tables():
        judged = list(rows(table, language))
        right, exact = sum(row.right for row in judged), sum(row.exact for row in judged)
        yield (
            f"{table.name}: {right} of {len(judged)} right, {right / len(judged):.3f}; "
            f"{exact / len(judged):.3f} with their manner"
        )


def main(arguments: list[str]) -> None:
    language = Auditor.load().library.language
    for table in map(Path, arguments):
        for row in rows(table, language):
            if not row.exact:
                mark = "manner" if row.right else "WRONG "
                print(mark, sorted(row.wanted), "not", sorted(row.found), "|", row.text)
    print(*summary(*map(Path, arguments)), sep="\n")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
