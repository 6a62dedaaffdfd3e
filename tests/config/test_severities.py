"""Severities of one's own, in score and gate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from healthaudit.gate import failures
from healthaudit.model import PageReport, Severity
from healthaudit.settings import Gate, Settings

PAGE = "<p>Our drops cure anxiety. Anxiety is common; talk to your doctor about symptoms and treatment.</p>"


def of(*severity: tuple[str, str], fail_on: Severity | None = Severity.HIGH, min_score: int | None = None) -> Settings:
    said = tuple((name, Severity(level)) for name, level in severity)
    return Settings(classify=False, select=("cure-claim",), severity=said, gate=Gate(fail_on, min_score))


@pytest.mark.parametrize(
    ("level", "score", "capped"),
    [("critical", 49, True), ("high", 90, False), ("medium", 96, False), ("low", 98, False)],
)
@pytest.mark.parametrize("sells", [True, False])
def test_it_counts_as_it_is_said_whether_the_page_sells_or_not(
    audit: Callable[..., PageReport], level: str, score: int, capped: bool, sells: bool
) -> None:
    report = audit(PAGE, of(("cure-claim", level)), sells=sells)
    assert [finding.severity for finding in report.findings] == [level]
    assert (report.score.value, report.score.capped) == (score, capped)


def test_without_one_it_is_milder_where_nothing_is_sold(audit: Callable[..., PageReport]) -> None:
    assert [audit(PAGE, of(), sells=sells).findings[0].severity for sells in (True, False)] == ["high", "medium"]


def test_the_gate_goes_by_it(audit: Callable[..., PageReport]) -> None:
    assert not list(failures(audit(PAGE, of(("OC1", "medium"))), Gate()))
    raised = audit(PAGE, of(("overclaim", "critical")))
    assert list(failures(raised, Gate(Severity.CRITICAL, 60))) == [
        "1 finding of severity critical",
        "a score of 49, below 60",
    ]


def test_of_a_family_all_but_one(audit: Callable[..., PageReport]) -> None:
    settings = Settings(classify=False, severity=(("overclaim", Severity.LOW), ("OC101", Severity.CRITICAL)))
    report = audit("<p>Our drops cure anxiety.</p><p>Results guaranteed.</p>", settings)
    severities = {finding.rule: finding.severity for finding in report.findings if finding.family == "overclaim"}
    assert severities.pop("cure-claim") is Severity.CRITICAL
    assert set(severities.values()) == {Severity.LOW}


def test_findings_for_review_keep_it_too(audit: Callable[..., PageReport]) -> None:
    report = audit("<p>Our drops may cure asthma.</p>", of(("cure-claim", "critical")))
    assert [(finding.severity, finding.outcome) for finding in report.findings] == [("critical", "review")]
    assert (report.score.value, report.score.low) == (100, 49)
    assert not list(failures(report, Gate(Severity.LOW)))
