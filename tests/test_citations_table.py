"""The tables of citations: figures that must not fall; ``make accuracy`` prints where they stand."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

import citations_table
from citations_table import part, rows, total
from healthaudit.auditor import Auditor
from healthaudit.citing import CitationFault

LIBRARY = Auditor.load().library
README = (citations_table.FOLDER.parent / "README.md").read_text("utf-8")
FILES = sorted(citations_table.FOLDER.glob("*.yml"))
KINDS = {kind.value for kind in CitationFault}


def test_entries() -> None:
    fields = citations_table.entry_fields(rows("entries"))
    right, given = (sum(column) for column in zip(*fields.values(), strict=True))
    assert right / given >= 0.90
    for field in ("doi", "pmid", "pmcid", "nct", "isbn", "url"):
        assert part(*fields[field]) >= 0.98, field


def test_links() -> None:
    links = citations_table.linked(rows("links"))
    assert links.lists / links.pages >= 0.82
    assert links.markers.precision >= 0.93
    assert links.markers.recall >= 0.89
    assert links.f1 >= 0.91
    assert links.tied / links.markers.right >= 0.92
    assert links.sources / links.statements >= 0.83
    assert links.reach / links.statements >= 0.867


def test_faults_without_records() -> None:
    score = total(citations_table.offline(LIBRARY, rows("offline")).values())
    assert score.fail_precision >= 0.867
    assert score.precision >= 0.853
    assert score.recall >= 0.58


def test_sentences_and_records() -> None:
    compared = citations_table.pairs(LIBRARY, rows("pairs"))
    score = total(compared.kinds.values())
    assert score.fail_precision >= 0.966
    assert part(compared.right, compared.right + compared.wrong) >= 0.961
    assert score.recall >= 0.728
    assert compared.wrong <= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_has_the_cases_that_the_readme_says(path: Path) -> None:
    (said,) = re.findall(rf"^\| `{re.escape(path.name)}` \|.*\| (\d+) \|$", README, re.MULTILINE)
    assert len(yaml.safe_load(path.read_text("utf-8"))) == int(said)


def test_cases_have_names_of_their_own() -> None:
    for name, key in (("links", "name"), ("offline", "name"), ("pairs", "id")):
        seen = Counter(row[key] for row in rows(name, (*citations_table.DEVELOPMENT, *citations_table.HELD_OUT)))
        assert [case for case, times in seen.items() if times > 1] == []


def test_gold_is_of_kinds_that_there_are() -> None:
    parts = (*citations_table.DEVELOPMENT, *citations_table.HELD_OUT)
    offline = {one["kind"] for row in rows("offline", parts) for one in (*row["gold"], *(row["unsure"] or ()))}
    assert offline <= KINDS | {"other-subject"}
    assert {kind for row in rows("pairs", parts) for kind in (*row["gold"], *row["unsure"])} <= KINDS
    assert {name for row in rows("entries", parts) for name in row["fields"]} <= set(citations_table.FIELDS)


def test_scores() -> None:
    score = total([citations_table.Score(right=3, wrong=1), citations_table.Score(right_review=1, missed=5)])
    assert (score.fail_precision, score.precision, score.recall) == (0.75, 0.8, 4 / 9)
    assert citations_table.Score().precision == 1.0
