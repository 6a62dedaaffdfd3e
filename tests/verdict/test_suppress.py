"""Findings that the author lets stand: what is covered by what, score and gate on what is left."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.gate import Gate, failures
from healthaudit.model import Document, Media, PageReport, RuleOutcome, Severity
from healthaudit.settings import Settings
from healthaudit.verdict import suppress

AUDITOR = Auditor.load(Settings(classify=False))
CURE = "<p>Our drops cure anxiety.</p>\n"
GUARANTEED = "<p>Results guaranteed.</p>\n"
STOP = "<p>Stop taking your medicine today.</p>\n"


def audited(text: str, media: Media = Media.HTML, today: date | None = None) -> PageReport:
    auditor = Auditor.of(AUDITOR.library, today=today)
    return auditor.audit(Document("page", media, text), any_page=True)


def ignore(order: str, rules: str, rest: str = "reason: so") -> str:
    return f"<!-- healthaudit: ignore-{order} {rules} {rest if order != 'end' else ''} -->\n"


def rules(report: PageReport) -> tuple[list[str], list[str]]:
    """Rules of what counts, and of what was set aside."""
    return [each.rule for each in report.findings], [each.rule for each in report.suppressed]


def kinds(report: PageReport) -> list[str]:
    return [problem.kind for problem in report.suppression_problems]


def test_the_words_of_these_tests_are_found() -> None:
    assert rules(audited(CURE)) == (["effect-as-fact", "cure-claim"], [])
    assert rules(audited(GUARANTEED)) == (["guaranteed-result", "whatever-your-case"], [])
    assert rules(audited(STOP)) == (["medicine-reduced"], [])


@pytest.mark.parametrize("name", ["cure-claim", "OC101", "oc101", "CURE-CLAIM"])
@pytest.mark.parametrize(
    "text",
    [
        ignore("next", "{}") + CURE,
        GUARANTEED + ignore("start", "{}") + CURE + ignore("end", "{}"),
        CURE + GUARANTEED + ignore("file", "{}"),
    ],
)
def test_each_form_sets_a_finding_aside(text: str, name: str) -> None:
    report = audited(text.replace("{}", name))
    left, aside = rules(report)
    assert aside == ["cure-claim"]
    assert "cure-claim" not in left
    assert "effect-as-fact" in left
    assert not report.suppression_problems
    [finding] = report.suppressed
    assert finding.suppression
    assert finding.suppression.reason == "so"
    assert report.page.raw[slice(*finding.suppression.span)].startswith("<!-- healthaudit: ignore-")


@pytest.mark.parametrize("names", ["overclaim", "cure-claim, effect-as-fact", "OC123 cure-claim"])
def test_a_family_or_a_list_sets_several_aside(names: str) -> None:
    report = audited(ignore("next", names) + CURE + STOP)
    assert rules(report) == (["medicine-reduced"], ["effect-as-fact", "cure-claim"])


def test_the_next_block_only() -> None:
    report = audited(ignore("next", "overclaim") + CURE + GUARANTEED)
    assert rules(report) == (["guaranteed-result", "whatever-your-case"], ["effect-as-fact", "cure-claim"])
    report = audited(GUARANTEED + ignore("start", "overclaim") + CURE + ignore("end", "overclaim") + STOP)
    assert rules(report)[1] == ["effect-as-fact", "cure-claim"]


def test_what_is_left_counts_and_nothing_else() -> None:
    plain = audited(GUARANTEED)
    report = audited(ignore("next", "overclaim") + CURE + GUARANTEED)
    assert (report.score.value, report.score.low) == (plain.score.value, plain.score.low)
    assert [entry.points for entry in report.score.ledger] == [entry.points for entry in plain.score.ledger]
    assert {entry.finding for entry in report.score.ledger} == {finding.id for finding in report.findings}
    assert audited(ignore("file", "overclaim") + CURE + GUARANTEED).score.value == 100


def test_the_gate_passes_when_all_is_set_aside() -> None:
    for text, passed in (
        (CURE + STOP, False),
        (ignore("file", "overclaim") + CURE + STOP, False),
        (ignore("file", "overclaim, safety") + CURE + STOP, True),
    ):
        assert (not list(failures(audited(text), Gate(Severity.LOW, min_score=95)))) is passed


def test_a_critical_finding_can_stand_and_no_longer_caps() -> None:
    report = audited(ignore("next", "safety") + STOP)
    assert [finding.severity for finding in report.suppressed] == [Severity.CRITICAL]
    assert (report.score.value, report.score.capped) == (100, False)
    assert audited(STOP).score.capped


def test_a_rule_whose_findings_were_set_aside_has_not_passed() -> None:
    report = audited(ignore("file", "overclaim") + CURE)
    assert report.outcomes["cure-claim"] is RuleOutcome.FAIL
    assert report.outcomes == audited(CURE).outcomes


def test_words_that_stand_again_must_be_covered_there_too() -> None:
    report = audited(ignore("next", "cure-claim") + CURE + "<p>Plain.</p>\n" + CURE)
    assert "cure-claim" in rules(report)[0]
    [problem] = report.suppression_problems
    assert (problem.kind, problem.location.line) == ("partly-covered", 1)
    assert "line 4:14" in problem.message
    for text in (
        ignore("next", "cure-claim") + CURE + ignore("next", "cure-claim", "reason: twice") + CURE,
        ignore("start", "cure-claim") + CURE + CURE + ignore("end", "cure-claim"),
        CURE + ignore("file", "cure-claim") + CURE,
    ):
        report = audited(text)
        assert rules(report) == (["effect-as-fact"], ["cure-claim"])
        assert not report.suppression_problems
        assert report.suppressed[0].suppression
        assert report.suppressed[0].suppression.reason == "so", "the first place has the say"


ANXIETY = "<title>Anxiety</title>\n<p>Symptoms of anxiety are worry and poor sleep. Treatment helps many.</p>\n"


def test_findings_about_what_the_page_lacks_need_the_whole_page() -> None:
    [place] = [each.evidence[0] for each in audited(ANXIETY).findings if each.rule == "no-author"]
    assert (place.role, place.quote) == ("claim", "Anxiety"), "it shows a place in the text"
    for text in (
        ignore("next", "no-author") + ANXIETY,
        ignore("start", "transparency") + ANXIETY + ignore("end", "transparency"),
    ):
        report = audited(text)
        assert "no-author" in rules(report)[0]
        [problem] = report.suppression_problems
        assert problem.kind == "unused"
        assert "no-author" in problem.message + problem.fix
        assert "use ignore-file" in problem.fix
    report = audited(ANXIETY + ignore("file", "no-author"))
    assert rules(report)[1] == ["no-author"]
    assert not report.suppression_problems


@pytest.mark.parametrize("has_title", [True, False])
def test_a_finding_at_the_title_or_at_no_place_needs_the_whole_page(has_title: bool) -> None:
    ruled = [compiled.rule for compiled in AUDITOR.library.pack.rules.rules]
    for order, aside in (("next", 0), ("file", 1)):
        report = audited(ignore(order, "overclaim") + "<title>Our drops cure anxiety</title>")
        [cure] = [each for each in (*report.findings, *report.suppressed) if each.rule == "cure-claim"]
        evidence = (cure.evidence[0]._replace(role="page"),) if has_title else ()
        finding = replace(cure, evidence=evidence, suppression=None)
        verdict = suppress(report.page, [finding], report.outcomes, ruled)
        assert (len(verdict.findings), len(verdict.suppressed)) == (1 - aside, aside)


@pytest.mark.parametrize(
    ("today", "holds"),
    [(date(2027, 2, 28), True), (date(2027, 3, 1), True), (date(2027, 3, 2), False), (None, True)],
)
def test_the_last_day_is_included(today: date | None, holds: bool) -> None:
    text = ignore("next", "overclaim, safety", "reason: so until: 2027-03-01") + CURE
    report = audited(text, today=today)
    assert len(report.suppressed) == (2 if holds else 0)
    if holds:
        assert {each.suppression.until for each in report.suppressed if each.suppression} == {"2027-03-01"}
        assert kinds(report) == ["unused"]  # safety
    else:
        assert rules(report)[0] == ["effect-as-fact", "cure-claim"]
        [problem] = report.suppression_problems
        assert (problem.kind, problem.location.line, problem.location.column) == ("expired", 1, 1)
        assert "2027-03-01" in problem.message
        assert report.score == audited(CURE).score


def test_what_lapsed_leaves_the_place_to_what_holds() -> None:
    text = ignore("next", "cure-claim", "reason: old until: 2020-01-01") + ignore("file", "cure-claim", "reason: new")
    report = audited(text + CURE, today=date(2027, 1, 1))
    assert [each.suppression.reason for each in report.suppressed if each.suppression] == ["new"]
    assert kinds(report) == ["expired"]


def test_of_several_comments_the_nearest_is_shown_and_none_is_idle() -> None:
    text = (
        ignore("file", "overclaim", "reason: page")
        + ignore("start", "overclaim", "reason: part")
        + ignore("next", "cure-claim", "reason: block")
        + CURE
        + ignore("end", "overclaim")
    )
    report = audited(text + GUARANTEED)
    said = {each.rule: each.suppression.reason for each in report.suppressed if each.suppression}
    assert said["cure-claim"] == "block"
    assert said["effect-as-fact"] == "part"
    assert said["guaranteed-result"] == "page"
    assert not report.suppression_problems


def test_unused_names_are_told_one_by_one() -> None:
    report = audited("<p>Plain.</p>\n  " + ignore("next", "cure-claim, guaranteed-result") + CURE)
    assert rules(report)[1] == ["cure-claim"]
    [problem] = report.suppression_problems
    assert (problem.kind, problem.location.line, problem.location.column) == ("unused", 2, 3)
    assert "guaranteed-result" in problem.message
    assert "in the block on line 3" in problem.message


def test_a_rule_that_did_not_run_is_not_called_unused() -> None:
    silent = next(name for name, ended in audited(CURE).outcomes.items() if ended is RuleOutcome.NOT_APPLICABLE)
    assert not audited(ignore("file", silent) + CURE).suppression_problems
    page = AUDITOR.audit(Document("page", Media.HTML, ignore("file", "cure-claim") + "<p>Roses grow well in May.</p>"))
    assert not page.suppression_problems
    page = AUDITOR.audit(Document("page", Media.HTML, ignore("file", "cure-clam") + "<p>Roses grow well in May.</p>"))
    assert kinds(page) == ["unknown-rule"]


def test_problems_stand_in_the_order_of_the_page() -> None:
    text = (
        ignore("start", "safety")
        + ignore("next", "safety")
        + CURE
        + ignore("file", "safety", "")
        + ignore("next", "cure-claim", "reason: so until: 2020-01-01")
        + CURE
    )
    report = audited(text, today=date(2027, 1, 1))
    assert kinds(report) == ["start-without-end", "unused", "missing-reason", "expired"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("media", [Media.HTML, Media.MARKDOWN])
def test_markdown_and_every_line_end(media: Media, end: str) -> None:
    cure = CURE if media is Media.HTML else "Our drops **cure\nanxiety**.\n\n"
    comment = "<!-- healthaudit: ignore-next cure-claim\n     reason: so -->\n"
    text = ("# Drops &amp; oils\n\n" + comment + cure + "Results guaranteed.\n").replace("\n", end)
    report = audited(text, media)
    assert rules(report)[1] == ["cure-claim"]
    assert "guaranteed-result" in rules(report)[0]
    [finding] = report.suppressed
    assert finding.suppression
    assert finding.suppression.location.line == 3
    assert finding.evidence[0].location.line == 5


def test_a_page_without_comments_keeps_its_findings() -> None:
    report = audited("<!-- nothing -->" + CURE)
    assert (report.suppressed, report.suppression_problems) == ((), ())


def test_setting_aside_is_the_same_every_time_and_loses_nothing() -> None:
    text = (Path(__file__).parents[2] / "fixtures" / "pages" / "low-t-clinic.html").read_text("utf-8")
    before = audited(text)
    after = audited(ignore("file", "overclaim, safety") + text)
    assert {each.id for each in before.findings} == {each.id for each in (*after.findings, *after.suppressed)}
    assert {each.family.value for each in after.suppressed} == {"overclaim", "safety"}
    assert not {each.family.value for each in after.findings} & {"overclaim", "safety"}
    assert after == audited(ignore("file", "overclaim, safety") + text)


def test_the_example_of_the_documentation_works() -> None:
    text = (Path(__file__).parents[2] / "docs" / "suppressions.md").read_text("utf-8")
    [example] = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    assert rules(audited(example, today=date(2027, 3, 1)))[1] == ["cure-claim"]
    assert rules(audited(example, today=date(2027, 3, 2)))[1] == []
    assert example.splitlines()[0] in (Path(__file__).parents[2] / "README.md").read_text("utf-8")
