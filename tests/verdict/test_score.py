"""The score as docs/scoring.md describes it, and the gate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.gate import Gate, failures
from healthaudit.model import Document, Family, Finding, Media, Outcome, Report, RuleOutcome, Severity
from healthaudit.verdict import score

ROOT = Path(__file__).parents[2]
AUDITOR = Auditor.load()
WEIGHTS = AUDITOR.library.pack.weights
CONFIDENCE = AUDITOR.library.pack.confidence


def finding(
    rule: str, severity: str, confidence: str = "high", outcome: str = "fail", family: str = "overclaim"
) -> Finding:
    return Finding(
        f"{rule}-{severity}", rule, "OC999", Family(family), Severity(severity), Outcome(outcome),
        CONFIDENCE[confidence], "m", "w", "f", (), (),
    )  # fmt: skip


def scored(*findings: Finding):  # type: ignore[no-untyped-def]
    rules = {found.rule: RuleOutcome.FAIL for found in findings} or {"some-rule": RuleOutcome.PASS}
    families = {found.rule: found.family for found in findings} or {"some-rule": Family.OVERCLAIM}
    return score(findings, rules, families, WEIGHTS)


def test_the_worked_example_of_the_documentation() -> None:
    result = scored(
        finding("cure-claim", "high"),
        finding("cure-claim", "high"),
        finding("life-changing", "medium", "medium"),
        finding("presupposed-benefit", "low", "medium", "review"),
    )
    assert [entry.points for entry in result.ledger] == [11.4, 6.84, 4.0, 1.6]
    assert (result.value, result.low, result.high, result.grade) == (78, 76, 78, "fair")
    text = (ROOT / "docs" / "scoring.md").read_text("utf-8")
    for words in ("= 11.4", "= 6.84", "= 4.0", "= 1.6", "the score is 78", "76–78"):
        assert words in text


def test_the_documentation_has_the_weights_of_the_pack() -> None:
    text = (ROOT / "docs" / "scoring.md").read_text("utf-8")
    for severity, weight in WEIGHTS.severity.items():
        assert re.search(rf"\| {severity} \| {weight:.0f} \|", text)
    for least, grade in WEIGHTS.grades:
        assert re.search(rf"\| {least}–\d+ \| {grade} \|", text)
    assert f"caps the score at {WEIGHTS.critical_cap}" in text


def test_nothing_found_is_100() -> None:
    assert (scored().value, scored().grade) == (100, "excellent")


def test_a_critical_finding_caps() -> None:
    result = scored(finding("stop-medicine", "critical"))
    assert (result.value, result.capped) == (49, True)
    assert scored(finding("a", "critical", outcome="review")).value == 100
    assert scored(finding("a", "critical", outcome="review")).low == 49


def test_a_score_never_falls_below_0() -> None:
    assert scored(*(finding(f"rule-{n}", "critical") for n in range(9))).value == 0


def test_repeats_of_a_rule_cost_less_and_less() -> None:
    points = [entry.points for entry in scored(*(finding("a", "medium") for _ in range(6))).ledger]
    assert points == sorted(points, reverse=True)
    assert points[3] == points[5] > 0


def test_no_applicable_rule_gives_no_score() -> None:
    result = score(
        [], {"a": RuleOutcome.NOT_APPLICABLE, "b": RuleOutcome.ERROR}, {"a": Family.SAFETY, "b": Family.SAFETY}, WEIGHTS
    )
    assert (result.value, result.low, result.high, result.grade) == (None, None, None, "not applicable")
    assert all(family.value is None for family in result.families)


def test_a_family_without_an_applicable_rule_has_no_score() -> None:
    families = {family.family: family.value for family in scored(finding("a", "high", family="hotline")).families}
    assert families[Family.HOTLINE] == 89
    assert families[Family.CITATION] is None


def report_of(text: str) -> Report:
    return AUDITOR.run([Document("page", Media.TEXT, text)])


HIGH = "Our drops cure anxiety. Anxiety is treated in our clinic. Buy now for $20 a bottle, with free shipping."


@pytest.mark.parametrize(
    ("gate", "passed"),
    [
        (Gate(), False),
        (Gate(Severity.HIGH), False),
        (Gate(Severity.CRITICAL), True),
        (Gate(None), True),
        (Gate(None, min_score=100), False),
        (Gate(None, min_score=10), True),
        (Gate(Severity.LOW), False),
    ],
)
def test_the_gate(gate: Gate, passed: bool) -> None:
    assert (not list(failures(report_of(HIGH).pages[0], gate))) is passed


def test_review_findings_and_missing_scores_pass_every_gate() -> None:
    report = report_of(
        "Our garden centre has roses, spades and a small café; everything is guaranteed to grow for you."
    )
    assert report.pages[0].score.value is None
    assert not list(failures(report.pages[0], Gate(Severity.LOW, min_score=100)))


def test_the_verdict_never_calls_anything_safe() -> None:
    for _, grade in WEIGHTS.grades:
        assert "safe" not in grade
