"""The benchmarks: what a page says about itself, in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import RuleError
from healthaudit.language.benchmarks import read_benchmarks
from healthaudit.model import Document, Media, PageReport

AUDITOR = Auditor.load()


def audited(text: str, media: Media = Media.TEXT) -> PageReport:
    return AUDITOR.audit(Document("page", media, text))


def answers(text: str, media: Media = Media.TEXT) -> dict[str, str]:
    return {benchmark.id: benchmark.answer for benchmark in audited(text, media).benchmarks}


def test_a_page_that_says_nothing_answers_nothing() -> None:
    found = answers("Asthma is a disease of the airways. Asthma is common. Inhalers treat asthma.")
    assert list(found) == ["authorship", "review", "attribution", "disclosure", "currency"]
    assert set(found.values()) == {""}


@pytest.mark.parametrize(
    ("line", "benchmark", "answer"),
    [
        ("About the author: a nurse for twenty years.", "authorship", "About the author"),
        ("Written by Dr. Anna Reyes, nurse", "authorship", "Dr. Anna Reyes"),
        ("Medically reviewed by Paul Novak, MD", "review", "Paul Novak"),
        ("Sources: Reyes A, Asthma in adults, 2021", "attribution", "Sources: Reyes A, Asthma in adults, 2021"),
        ("This page was funded by a grant of the lung fund.", "disclosure", "funded by a grant of the lung fund"),
        ("© 2024 Willow Lung Charity", "disclosure", "© 2024 Willow Lung Charity"),
        ("Last reviewed: 3 May 2024", "currency", "3 May 2024"),
    ],
)
def test_answers_in_the_text(line: str, benchmark: str, answer: str) -> None:
    assert answers(f"Asthma is a disease. Asthma is common.\n\n{line}\n")[benchmark] == answer


def test_metadata_answers_first() -> None:
    page = (
        '<meta name="author" content="Anna Reyes"><meta property="article:modified_time" content="2024-05-03">'
        "<p>Asthma is a disease. Asthma is common. Inhalers treat asthma.</p>"
    )
    found = answers(page, Media.HTML)
    assert found["authorship"] == "Anna Reyes"
    assert found["currency"].startswith("2024-05-03")


def test_a_year_alone_names_no_owner() -> None:
    assert answers("Asthma is common. Asthma is a disease.\n\n© 2025. Results vary.")["disclosure"] == ""


def test_an_agency_that_reviews_products_reviewed_no_page() -> None:
    text = "Asthma is common. Asthma is a disease. Our inhaler was not reviewed by the FDA, nor approved by the EMA."
    assert answers(text)["review"] == ""


def test_a_page_that_was_not_understood_has_no_benchmarks() -> None:
    report = audited("Our bank looks after your savings, and the branch opens at nine.")
    assert report.profile is None
    assert report.benchmarks == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- {id: a, question: b}", "the keys are"),
        ("- {id: a, question: b, facts: [shoe], words: []}", "unknown fact 'shoe'"),
        ("- {id: a, question: b, facts: [], words: ['(']}", "not an RE2 expression"),
        ("7", "not a file of benchmarks"),
    ],
)
def test_a_malformed_file_is_one_clear_error(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "benchmarks.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError, match=problem) as error:
        read_benchmarks(path)
    assert error.value.hint
