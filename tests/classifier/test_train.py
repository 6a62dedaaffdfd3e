"""Learning: what comes out is right on batches it has not seen, calibrated, and the same every time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from healthaudit.classifier import Classifier
from healthaudit.classifier.train import (
    Example,
    Settings,
    search,
    threshold,
    train,
    unseen_scores,
)
from healthaudit.classifier.weights import pack
from healthaudit.errors import UsageError
from healthaudit.evaluation.measures import area_under_roc, calibration_error
from healthaudit.model import BlockKind


def test_it_learns_the_words_and_not_the_topics(examples: list[Example]) -> None:
    classifier = Classifier(train(examples).weights)
    loud = classifier.scores("Your elbow trouble vanishes for good elbow", BlockKind.PARAGRAPH)[0]
    calm = classifier.scores("Your elbow trouble may ease a little elbow", BlockKind.PARAGRAPH)[0]
    assert loud > calm + 2
    assert {driver.word for driver in classifier.drivers("Your elbow trouble vanishes for good", 0)} <= {
        "vanishes", "for", "good",
    }  # fmt: skip


def test_batches_are_scored_by_models_that_have_not_seen_them(examples: list[Example]) -> None:
    """A word that stands in one batch only, and there tells everything, is worth nothing on that batch."""
    marked = [
        one._replace(text="quux") if one.batch == "b0" and one.labels else
        one._replace(text="quuz") if one.batch == "b0" else one
        for one in examples
    ]  # fmt: skip
    scores = unseen_scores(marked, ["overclaim"], Settings())["overclaim"]
    own = [score for score, one in zip(scores, marked, strict=True) if one.batch == "b0"]
    assert np.std(own) < 0.05
    others = [(s, bool(one.labels)) for s, one in zip(scores, marked, strict=True) if one.batch != "b0"]
    assert area_under_roc(others) > 0.95


def test_likelihoods_are_calibrated(examples: list[Example]) -> None:
    learnt = train(examples)
    curve = learnt.weights.families[0].curve
    said = [(curve.at(s), bool(one.labels)) for s, one in zip(learnt.scores["overclaim"], examples, strict=True)]
    assert calibration_error(said) < 0.05


def test_the_same_sentences_give_the_same_bytes(examples: list[Example]) -> None:
    first = pack(train(examples).weights)
    assert pack(train(list(examples)).weights) == first
    changed = [examples[0]._replace(text="Something else entirely"), *examples[1:]]
    assert pack(train(changed).weights) != first


def test_the_digest_of_the_corpus_leaves_out_what_rules_find(examples: list[Example]) -> None:
    silent = [one._replace(confidences={}) for one in examples]
    first, second = train(examples).weights, train(silent).weights
    assert first.corpus == second.corpus
    assert first.digest == second.digest
    assert first.families != second.families, "how both work together does rest on what rules find"


def test_thresholds_keep_their_precision() -> None:
    scored = [(0.9, True)] * 40 + [(0.7, True)] * 8 + [(0.7, False)] * 4 + [(0.5, False)] * 30
    assert threshold(scored, 0.95) == 0.9
    assert threshold(scored, 0.8) == 0.7
    assert threshold(scored[:10], 0.8) == math.inf, "too few to tell"
    assert threshold([(0.9, False)] * 50, 0.8) == math.inf


def test_thresholds_do_not_part_what_is_equally_likely() -> None:
    """Whatever the order in which sentences of one likelihood come, all of them are flagged or none."""
    scored = [(0.7, True)] * 40 + [(0.7, False)] * 40
    assert threshold(scored, 0.8) == math.inf


def test_too_little_to_learn_from_is_an_error(examples: list[Example]) -> None:
    with pytest.raises(UsageError, match="two batches"):
        train([one for one in examples if one.batch == "b0"])
    with pytest.raises(UsageError, match="too few"):
        train(examples[:30] + examples[60:90])


def test_sentences_with_nothing_in_common_are_an_error(examples: list[Example]) -> None:
    letters = "bcdfghjklmnpqrstvwxz"
    strange = [one._replace(text=letters[n % 20] * (n // 20 + 2)) for n, one in enumerate(examples)]
    with pytest.raises(UsageError, match="nothing that the sentences have in common"):
        train(strange)


def test_pages_count_for_words_and_not_for_calibration(examples: list[Example]) -> None:
    sound = [Example("Opening hours on friday", BlockKind.HEADING, frozenset(), "page", {}, on_page=True)] * 200
    with_pages, without = train([*examples, *sound]).weights, train(examples).weights
    assert with_pages.families[0].prior == without.families[0].prior == pytest.approx(0.5, abs=0.01)
    assert "=block heading" in with_pages.cues
    assert "=block heading" not in without.cues


def test_search_tries_several_settings_and_keeps_the_best(examples: list[Example]) -> None:
    said: list[str] = []
    best = search(examples, said.append, strengths=(0.001, 4.0), pieces=(0.1,), cues=(0.4,))
    assert len(said) == 2
    values = {line.partition(",")[0]: float(line.rpartition(" ")[2]) for line in said}
    assert values[f"strength {best.strength:g}"] == max(values.values())
