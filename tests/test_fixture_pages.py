"""The sample pages against their gold: clean pages come out well, marketing does not, and false alarms stay rare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import accuracy
from healthaudit.auditor import Auditor
from healthaudit.model import Outcome, PageReport

ROOT = Path(__file__).parents[1]


AUDITOR = Auditor.load()


def pages() -> Iterator[tuple[PageReport, dict[str, Any]]]:
    for document, gold in accuracy.load(ROOT / "fixtures" / "pages"):
        yield AUDITOR.audit(document), gold


PAGES = list(pages())


def of_kind(kind: str) -> list[PageReport]:
    return [page for page, gold in PAGES if gold["kind"] == kind]


def test_there_is_a_page_of_every_kind() -> None:
    counts = {kind: len(of_kind(kind)) for kind in ("marketing", "clean", "mixed", "other")}
    assert counts["marketing"] >= 4
    assert counts["clean"] >= 4
    assert counts["mixed"] >= 2
    assert counts["other"] >= 2


def test_every_gold_quote_is_on_its_page() -> None:
    for page, gold in PAGES:
        for entry in [*(gold.get("findings") or []), *(gold.get("unsure") or [])]:
            assert list(accuracy.places(page, [entry])), (page.page.source, entry["quote"])


@pytest.mark.parametrize("page", of_kind("clean"), ids=lambda page: Path(page.page.source).name)
def test_a_clean_page_has_no_critical_or_high_finding(page: PageReport) -> None:
    assert [(f.rule, f.evidence) for f in page.findings if f.outcome is Outcome.FAIL and f.severity.rank <= 1] == []
    assert page.score.value is not None
    assert page.score.value >= 90


@pytest.mark.parametrize("page", of_kind("other"), ids=lambda page: Path(page.page.source).name)
def test_a_page_about_something_else_has_no_score(page: PageReport) -> None:
    assert (page.score.value, page.findings) == (None, ())


@pytest.mark.parametrize("page", of_kind("marketing"), ids=lambda page: Path(page.page.source).name)
def test_a_marketing_page_is_at_least_25_points_below_the_clean_ones(page: PageReport) -> None:
    assert page.score.value is not None
    assert page.score.value + 25 <= min(clean.score.value or 0 for clean in of_kind("clean"))


def test_findings_are_right_nine_times_out_of_ten() -> None:
    hits = [hit for page, gold in PAGES for hit in accuracy.compare(page, gold).hits if hit.right is not None]
    wrong = [hit for hit in hits if not hit.right]
    assert len(hits) >= 300, "too few findings to tell"
    assert 1 - len(wrong) / len(hits) >= 0.9, wrong


def test_no_rule_is_surer_of_itself_than_it_should_be() -> None:
    folders = [ROOT / "fixtures" / "pages", ROOT / "fixtures" / "pages" / "held-out"]
    compared = [
        accuracy.compare(AUDITOR.audit(document), gold)
        for folder in folders
        for document, gold in accuracy.load(folder)
    ]
    assert list(accuracy.overconfident(accuracy.by_rule(compared), AUDITOR)) == []


def test_a_third_of_the_pages_is_held_out() -> None:
    held_out = len(list(accuracy.load(ROOT / "fixtures" / "pages" / "held-out")))
    assert held_out >= 20
    assert held_out * 2 >= len(PAGES) - 1
