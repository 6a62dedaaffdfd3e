"""Findings held against gold: right, wrong, unsure; found and missed; each sentence once a family."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.evaluation.evaluate import Part, figures, gain, sliced
from healthaudit.evaluation.gold import Sentence, read_pages
from healthaudit.evaluation.measures import Counts, total
from healthaudit.evaluation.outcomes import (
    Case,
    Flag,
    Outcomes,
    Wanted,
    by_rule,
    counts,
    found_by_kind,
    wrong_and_missed,
)
from healthaudit.evaluation.pages import outcomes_of
from healthaudit.evaluation.sentences import findings_of, likelihoods
from healthaudit.evaluation.sentences import outcomes_of as outcomes_of_sentences
from healthaudit.evaluation.ways import Way, auditors
from healthaudit.settings import Settings

AUDITOR = Auditor.load()


def case(name: str, group: str = "g", register: str = "shop") -> Case:
    return Case(name, group, group, register, f"text of {name}")


def flag(at: Case, right: bool | None, rule: str = "r", confidence: float = 0.8) -> Flag:
    return Flag(at, "overclaim", rule, confidence, True, right)


def wanted(at: Case, found: bool, kind: str = "efficacy") -> Wanted:
    return Wanted(at, "overclaim", kind, found)


def test_two_rules_in_one_sentence_count_once_and_one_of_them_is_enough() -> None:
    outcomes = Outcomes((flag(case("a"), False, "one"), flag(case("a"), True, "two"), flag(case("b"), None)), ())
    assert total(counts(outcomes, ["overclaim"]).values()) == Counts(right=1)
    assert by_rule(outcomes) == {"one": (0, 1), "two": (1, 0)}
    assert counts(outcomes, ["hotline"]) == {}


def test_two_kinds_of_a_family_in_one_sentence_are_one_to_find() -> None:
    outcomes = Outcomes((), (wanted(case("a"), True), wanted(case("a"), True, "safety"), wanted(case("b"), False)))
    assert total(counts(outcomes, ["overclaim"]).values()) == Counts(found=1, missed=1)
    assert found_by_kind(outcomes) == {"overclaim/efficacy": (1, 2), "overclaim/safety": (1, 1)}


def test_examples_are_the_surest_alarms_and_some_that_were_missed() -> None:
    alarms = [flag(case(f"c{n}"), False, confidence=n / 10) for n in range(5)]
    missed = [wanted(case(f"m{n}"), False) for n in range(6)]
    wrong, not_found = wrong_and_missed(Outcomes(tuple(alarms), tuple(missed)), "overclaim", 2)
    assert [one.confidence for one in wrong] == [0.4, 0.3]
    assert [one.case.id for one in not_found] == ["m0", "m3"]
    assert wrong_and_missed(Outcomes(tuple(alarms), tuple(missed)), "overclaim", 0) == ([], [])


def test_what_both_gain_over_rules_alone() -> None:
    rules = Outcomes((flag(case("a", "x"), True),), (wanted(case("a", "x"), True), wanted(case("b", "y"), False)))
    both = Outcomes(
        (flag(case("a", "x"), True), flag(case("b", "y"), True)),
        (wanted(case("a", "x"), True), wanted(case("b", "y"), True)),
    )
    value, (low, high) = gain(Part("p", "sentences", 2, {Way.RULES: rules, Way.BOTH: both}, {}), "overclaim")
    assert value == pytest.approx(1 - 2 / 3)
    assert low <= value <= high
    assert figures(both).counts == Counts(2, 0, 2, 0)


def test_slices_hold_what_belongs_to_them() -> None:
    outcomes = Outcomes((flag(case("a"), True), flag(case("b", register="news"), False)), ())
    parts = sliced(outcomes, lambda one: one.register)
    assert {name: len(part.flags) for name, part in parts.items()} == {"news": 1, "shop": 1}
    assert parts["news"].flags[0].right is False


def sentence(text: str, *labels: str) -> Sentence:
    return Sentence(text[:8], text, frozenset(labels), "tea", "shop", "sentence", "mine")


def test_sentences_in_every_way() -> None:
    gold = [
        sentence("Our drops cure anxiety for good.", "overclaim/efficacy"),
        sentence("Rub it in once and watch the rash fade out of your life.", "overclaim/efficacy"),
        sentence("There is no cure for anxiety."),
    ]
    found = {
        way: total(counts(outcomes_of_sentences(gold, findings_of(how, gold)), ["overclaim"]).values())
        for way, how in auditors(AUDITOR).items()
    }
    assert found[Way.RULES] == Counts(right=1, wrong=0, found=1, missed=1)
    assert found[Way.BOTH] == Counts(right=2, wrong=0, found=2, missed=0)
    assert found[Way.CLASSIFIER].right >= 1
    assert set(auditors(Auditor.load(Settings(classify=False)))) == {Way.RULES}


def test_the_classifier_alone_has_no_findings_of_rules() -> None:
    alone = auditors(AUDITOR)[Way.CLASSIFIER]
    report = alone.audit(sentence("Our drops cure anxiety for good, call now.").document(), any_page=True)
    assert {finding.rule.partition("-")[0] for finding in report.findings} <= {"likely"}


def test_a_text_of_several_sentences_is_as_likely_as_its_likeliest() -> None:
    loud, calm = "Rub it in once and watch the rash fade out of your life.", "The shop opens at nine on weekdays."
    said = likelihoods(AUDITOR, [sentence(loud), sentence(calm), sentence(f"{calm} {loud}")])["overclaim"]
    assert said[2][0] == said[0][0] > said[1][0]
    assert likelihoods(Auditor.load(Settings(classify=False)), [sentence(loud)]) == {}


PAGE = """# Knees

Our drops cure anxiety. Our balm cures depression. Your doctor can explain the treatment of your symptoms.

We guarantee permanent results. Our tea cures cancer.
"""
GOLD = """findings:
- {family: overclaim, kind: efficacy, quote: drops cure anxiety}
- {family: overclaim, kind: safety, quote: doctor can explain}
unsure:
- {quote: Our balm cures depression.}
- {family: overclaim, quote: guarantee permanent results}
"""


def test_a_page_against_its_gold(tmp_path: Path) -> None:
    (tmp_path / "knees.md").write_text(PAGE)
    (tmp_path / "knees.md.gold.yml").write_text(GOLD)
    (gold,) = read_pages(tmp_path)
    outcomes = outcomes_of(Auditor.load(Settings(classify=False)).audit(gold.document, any_page=True), gold)
    right = {one.case.text: one.right for one in outcomes.flags if one.family == "overclaim"}
    assert {verdict for text, verdict in right.items() if "anxiety" in text} == {True}
    assert {verdict for text, verdict in right.items() if "depression" in text or "permanent" in text} == {None}
    assert {verdict for text, verdict in right.items() if "cancer" in text} == {False}
    assert {one.kind: one.found for one in outcomes.wanted} == {"efficacy": True, "safety": False}
    assert {one.case.group for one in outcomes.flags} == {"knees.md"}
