"""The sample pages against their gold: clean pages come out well, marketing does not, and false alarms stay rare."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import accuracy
from healthaudit.auditor import Auditor
from healthaudit.evaluation.gold import GoldPage, read_pages
from healthaudit.evaluation.outcomes import by_rule
from healthaudit.evaluation.pages import outcomes_of, places
from healthaudit.model import Outcome, PageReport

AUDITOR = Auditor.load()


def audited(folder: Path) -> list[tuple[PageReport, GoldPage]]:
    return [(AUDITOR.audit(page.document), page) for page in read_pages(folder)]


PAGES = audited(accuracy.PAGES)
HELD_OUT = audited(accuracy.PAGES / "held-out")


def of_kind(kind: str) -> list[PageReport]:
    return [page for page, gold in PAGES if gold.kind == kind]


def test_there_is_a_page_of_every_kind() -> None:
    counts = {kind: len(of_kind(kind)) for kind in ("marketing", "clean", "mixed", "other")}
    assert counts["marketing"] >= 4
    assert counts["clean"] >= 4
    assert counts["mixed"] >= 2
    assert counts["other"] >= 2


def test_every_gold_quote_is_on_its_page() -> None:
    for page, gold in PAGES:
        for entry in (*gold.findings, *gold.unsure):
            assert list(places(page, [entry])), (page.page.source, entry["quote"])


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
    flags = [flag for page, gold in PAGES for flag in outcomes_of(page, gold).flags if flag.right is not None]
    wrong = [flag for flag in flags if not flag.right]
    assert len(flags) >= 300, "too few findings to tell"
    assert 1 - len(wrong) / len(flags) >= 0.9, wrong


def test_no_rule_is_surer_of_itself_than_it_should_be() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for page, gold in (*PAGES, *HELD_OUT):
        for rule, (right, wrong) in by_rule(outcomes_of(page, gold)).items():
            counts[rule, True] += right
            counts[rule, False] += wrong
    judged = {rule: (counts[rule, True], counts[rule, False]) for rule, _ in counts}
    assert list(accuracy.overconfident(judged, AUDITOR)) == []


def test_a_third_of_the_pages_is_held_out() -> None:
    assert len(HELD_OUT) >= 20
    assert len(HELD_OUT) * 2 >= len(PAGES) - 1


def test_the_classifier_makes_no_clean_page_fail() -> None:
    for page, gold in (*PAGES, *HELD_OUT):
        if gold.kind == "clean":
            failed = [one for one in page.findings if one.rule.startswith("likely-") and one.outcome is Outcome.FAIL]
            assert failed == [], page.page.source


def test_the_report_of_accuracy_is_of_these_rules_this_model_and_this_gold() -> None:
    report = json.loads(accuracy.REPORT.with_suffix(".json").read_text("utf-8"))
    assert report["inputs"] == accuracy.inputs(AUDITOR), "stale: run make accuracy"
