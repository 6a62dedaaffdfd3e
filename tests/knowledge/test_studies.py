"""The file of well-known studies: it loads, names what exists, and says where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from healthaudit.errors import KnowledgeError
from healthaudit.knowledge import load_knowledge
from healthaudit.knowledge.studies import KnownStudy, load_studies

FOLDER = Path(__file__).parents[2] / "rules" / "knowledge"
KNOWLEDGE = load_knowledge(FOLDER)
STUDIES = KNOWLEDGE.studies
ROWS = {row["id"]: row for row in yaml.safe_load((FOLDER / "studies.yml").read_text("utf-8"))["studies"]}


def test_every_study_is_read() -> None:
    assert [study.id for study in STUDIES] == list(ROWS)
    assert len(STUDIES) >= 70


def test_products_and_conditions_exist() -> None:
    names = KNOWLEDGE.names
    for study in STUDIES:
        assert set(study.products) <= set(names.products), study.id
        assert set(study.conditions) <= set(names.conditions), study.id
        assert {*ROWS[study.id].get("comparator", ())} <= {*names.products, "placebo"}, study.id


def test_identifiers_are_well_formed_and_of_one_study_each() -> None:
    for known in ([study.doi for study in STUDIES if study.doi], [study.pmid for study in STUDIES if study.pmid]):
        assert len(known) == len(set(known))
    assert all(re.fullmatch(r"10\.\d{4,9}/\S+", study.doi) for study in STUDIES if study.doi)
    assert all(re.fullmatch(r"\d{5,8}", study.pmid) for study in STUDIES if study.pmid)


def test_every_study_says_where_it_was_read() -> None:
    assert all(study.source == "unsourced" or study.source.startswith(("https://", "http://")) for study in STUDIES)
    assert sum(study.source != "unsourced" for study in STUDIES) > len(STUDIES) / 2


def test_authors_stand_as_in_reference_lists() -> None:
    for study in STUDIES:
        for author in study.authors:
            assert re.search(r" [A-Z]{1,4}$", author) or len(author.split()) > 1, (study.id, author)


def test_years_are_those_of_studies() -> None:
    assert all(1950 <= study.year <= int(KNOWLEDGE.as_of[:4]) for study in STUDIES)


WHOLE = """\
as_of: 2026-01-02
studies:
  - id: dahl2019
    authors: [Dahl P, Reyes M]
    year: 2019
    title: Moor air and sleep
    journal: Sleep Sci
    doi: 10.5555/MOOR.7
    pmid: "31234567"
    names: [MOOR-1]
    products: [melatonin]
    conditions: [insomnia]
    population: adults over 65.
    n: 120
    also_n: [60, 58]
    studies: 3
    design: randomised
    blinded: true
    route: oral
    dosing: 2 mg a night
    lasted: 12 weeks
    result: sleep came no sooner
    effect: negative
    figures: ["14%"]
    notice: corrected
    source: https://moor.example/7
"""


def loaded(folder: Path, text: str) -> tuple[KnownStudy, ...]:
    (folder / "studies.yml").write_text(text, "utf-8")
    return load_studies(folder)


def test_a_study_with_everything(tmp_path: Path) -> None:
    (study,) = loaded(tmp_path, WHOLE)
    assert (study.authors, study.year, study.n, study.also_n) == (("Dahl P", "Reyes M"), 2019, 120, (60, 58))
    assert study.doi == "10.5555/moor.7"
    for words in (
        "120 participants. 60 participants. 58 participants.", "3 studies were pooled.", "A randomised trial.",
        "Double-blind.", "adults over 65. oral. 2 mg a night. 12 weeks.", "14%.",
        "Conclusion: sleep came no sooner. There was no significant effect.",
    ):  # fmt: skip
        assert words in study.abstract


def test_a_study_of_which_little_is_known(tmp_path: Path) -> None:
    least = "as_of: 2026-01-02\nstudies:\n  - {id: a, year: 2019, title: Moor, journal: Sleep Sci, source: unsourced}\n"
    (study,) = loaded(tmp_path, least)
    assert (study.authors, study.n, study.effect, study.blinded) == ((), None, "", False)
    assert "participants" not in study.abstract
    assert "effect" not in study.abstract


def test_a_folder_may_have_no_studies(tmp_path: Path) -> None:
    assert load_studies(tmp_path) == ()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("title: Moor air and sleep", ""),
        ("journal: Sleep Sci", "journal: 7"),
        ("source: https://moor.example/7", ""),
        ("year: 2019", "year: '2019'"),
        ("year: 2019", ""),
        ("n: 120", "n: many"),
        ("n: 120", "n: 0"),
        ("n: 120", "n: true"),
        ("also_n: [60, 58]", "also_n: 60"),
        ("also_n: [60, 58]", "also_n: [sixty]"),
        ("effect: negative", "effect: none"),
        ("notice: corrected", "notice: withdrawn"),
        ("blinded: true", "blinded: double"),
        ("authors: [Dahl P, Reyes M]", "authors: Dahl P"),
        ('pmid: "31234567"', "pmid: 31234567"),
        ("route: oral", "rout: oral"),
    ],
)
def test_errors_name_the_entry(tmp_path: Path, line: str, wrong: str) -> None:
    assert line in WHOLE
    with pytest.raises(KnowledgeError, match=r"studies\.yml.*dahl2019") as raised:
        loaded(tmp_path, WHOLE.replace(f"    {line}\n", f"    {wrong}\n" if wrong else ""))
    assert raised.value.hint
