"""The classifier beside the rules, and on its own."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from classifier_by_hand import by_hand

from healthaudit.auditor import Auditor
from healthaudit.classifier import Classifier, Opinions
from healthaudit.classifier.opinions import judged, shift
from healthaudit.model import BlockKind, Document, Media, Outcome
from healthaudit.pages import read
from healthaudit.settings import Settings

AUDITOR = Auditor.load()
LANGUAGE = AUDITOR.library.language


def opinions(text: str, media: Media = Media.TEXT) -> Opinions:
    return Opinions(Classifier(by_hand()), LANGUAGE.read(read(Document("page", media, text))))


def test_a_sound_page_brings_likelihoods_down_and_a_loud_one_up() -> None:
    sound = shift([0.1] * 95 + [0.7] * 5, prior=0.3)
    loud = shift([0.9] * 80 + [0.1] * 20, prior=0.3)
    assert sound < -1
    assert loud > 0.5
    assert shift([0.05] * 1000, prior=0.3) < sound


def test_a_page_of_one_sentence_says_little_about_its_share() -> None:
    assert abs(shift([0.9], prior=0.3)) < 0.2
    assert shift([], prior=0.3) == pytest.approx(0)


def test_likelihoods_that_are_right_on_average_are_left_alone() -> None:
    assert abs(shift([0.9] * 30 + [0.1] * 90, prior=0.3)) < 0.15


def test_shifting_takes_no_longer_for_long_pages() -> None:
    few, many = [0.2, 0.8] * 10, [0.2, 0.8] * 100_000
    assert shift(many, prior=0.5) == pytest.approx(shift(few, prior=0.5), abs=0.01)


def test_what_nobody_reads_and_what_says_too_little_is_not_judged() -> None:
    html = (
        "<nav><a href='/'>cures all of it</a></nav><p>cures it</p><p>cures all of it</p>"
        "<p hidden>cures all of it</p><pre>cures all of it</pre>"
    )
    reading = LANGUAGE.read(read(Document("page", Media.HTML, html)))
    texts = [reading.sentence_text(reading.sentences[number]) for number in judged(reading)]
    assert texts == [b"cures all of it"]


def test_a_rule_s_confidence_rises_and_falls() -> None:
    both = opinions("cures cures cures all\n\nnothing of the kind here")
    score = Classifier(by_hand()).scores("cures cures cures all", BlockKind.PARAGRAPH)[0]
    odds = math.log(0.8 / 0.2) + score  # a pull of 1 from a middle of 0
    assert both.confidence(0, "overclaim", 0.8) == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.005)
    assert 0 < score < 1
    assert both.confidence(1, "overclaim", 0.8) < 0.8
    assert both.confidence(0, "hotline", 0.8) == 0.8, "the model does not know the family"
    assert both.confidence(99, "overclaim", 0.8) == 0.8, "no such sentence"
    assert both.likelihood(99, "overclaim") is None


def test_a_suspicion_names_kind_likelihood_and_words() -> None:
    found = opinions("cures cures cures cures cures cures cures cures cures\n\nnothing of the kind here").suspicions
    assert [(one.sentence, one.label, one.fails) for one in found] == [(0, "overclaim/efficacy", False)]
    assert found[0].drivers == ("cures",)
    assert 0.6 <= found[0].likelihood < 1


# A promise in words that no rule has.
PROMISE = "Rub it in once and watch the rash fade out of your life."


def test_alone_it_finds_what_rules_have_no_words_for() -> None:
    document = Document("page", Media.TEXT, PROMISE)
    (finding,) = [one for one in AUDITOR.audit(document, any_page=True).findings if one.family == "overclaim"]
    assert finding.rule == "likely-overclaim"
    assert finding.opinion is not None
    assert finding.opinion.words
    assert all(f"“{word}”" in finding.message for word in finding.opinion.words)
    assert finding.confidence >= 0.6


def test_without_a_model_the_rules_have_to_do() -> None:
    rules = Auditor.load(Settings(classify=False))
    report = rules.audit(Document("page", Media.TEXT, PROMISE), any_page=True)
    assert [one.rule for one in report.findings if one.family == "overclaim"] == []
    assert report.outcomes["likely-overclaim"] == "not-applicable"
    assert rules.tool().model == ""
    assert AUDITOR.tool().model


def test_it_yields_to_rules_of_the_family() -> None:
    document = Document("page", Media.TEXT, "This tea cures cancer and melts your rash away for good.")
    rules = [one.rule for one in AUDITOR.audit(document, any_page=True).findings if one.family == "overclaim"]
    assert rules
    assert "likely-overclaim" not in rules


@pytest.mark.parametrize(("bias", "confidence"), [(-10.0, 0.6), (10.0, 0.92)])
def test_a_rule_stays_the_master_of_what_it_finds(bias: float, confidence: float) -> None:
    weights = by_hand()
    family = weights.families[0]._replace(bias=bias)
    unsure = replace(AUDITOR, classifier=Classifier(weights._replace(families=(family,))))
    findings = unsure.audit(Document("page", Media.TEXT, "Our drops cure anxiety."), any_page=True).findings
    found = {finding.rule: finding for finding in findings}
    assert found["cure-claim"].outcome is Outcome.FAIL
    assert found["cure-claim"].confidence == pytest.approx(confidence, abs=0.006)
