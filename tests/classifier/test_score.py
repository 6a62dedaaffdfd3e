"""Scores are what the weights say, and what scikit-learn makes of the same weights."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from classifier_by_hand import by_hand

from healthaudit.classifier import BUNDLED_MODEL, Classifier, load_model
from healthaudit.classifier.features import pieces, tokens
from healthaudit.classifier.score import Driver
from healthaudit.classifier.train import Columns, Example, Settings, carry, fit
from healthaudit.classifier.weights import Curve, Weights, sigmoid
from healthaudit.evaluation.gold import read_corpus
from healthaudit.language.fold import fold
from healthaudit.model import BlockKind

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"


def test_a_score_is_the_sum_of_its_weights() -> None:
    classifier = Classifier(by_hand())
    share = 1 / math.sqrt(2 + 2)  # two words, damping two
    assert classifier.scores("cures all", BlockKind.PARAGRAPH) == (pytest.approx(-1 + 1.5 * share),)
    assert classifier.scores("cured all", BlockKind.PARAGRAPH) == (pytest.approx(-1 + 0.5 * share),), "by its pieces"
    assert classifier.scores("call me", BlockKind.BUTTON) == (pytest.approx(-1 + 2 * share + 1),)
    assert classifier.scores("", BlockKind.PARAGRAPH) == (-1.0,)


def test_a_word_said_twice_counts_twice() -> None:
    classifier = Classifier(by_hand())
    once, twice = (classifier.scores(text, BlockKind.PARAGRAPH)[0] for text in ("cures all", "cures cures"))
    assert twice + 1 == pytest.approx(2 * (once + 1))


def test_the_kind_is_the_likeliest_of_the_family() -> None:
    classifier = Classifier(by_hand())
    assert classifier.kind("cures all", BlockKind.PARAGRAPH, 0) == "overclaim/efficacy"
    assert classifier.kind("call now", BlockKind.BUTTON, 0) == "overclaim/safety"


def test_drivers_are_the_words_that_speak_for_it() -> None:
    classifier = Classifier(by_hand())
    assert classifier.drivers("cures all", 0) == (Driver("cures", 0.75),)
    assert [driver.word for driver in classifier.drivers("call it: cures all", 0)] == ["cures", "call"]
    assert classifier.drivers("nothing here", 0) == ()


def test_a_classifier_that_has_read_much_scores_as_a_fresh_one() -> None:
    weights = load_model(BUNDLED_MODEL)
    used = Classifier(weights)
    texts = [f"word{number} cures your knees" for number in range(300)]
    for text in texts:
        used.scores(text, BlockKind.PARAGRAPH)
    assert used.scores(texts[0], BlockKind.HEADING) == Classifier(weights).scores(texts[0], BlockKind.HEADING)


def test_sigmoid_takes_any_number() -> None:
    assert sigmoid(0) == 0.5
    assert sigmoid(800) == 1.0
    assert sigmoid(-800) == 0.0
    assert sigmoid(-2) == pytest.approx(1 - sigmoid(2))


def weight_of(weights: Weights, group: str, name: str, label: int) -> int:
    """What a feature weighs by itself: a word's weights hold those of its pieces."""
    found = getattr(weights, group)
    if name not in found:
        # Of a word that the model does not know, the pieces are all there is.
        return 0
    its = weights.rows[found[name] + label]
    if group == "words" and " " not in name:
        its -= sum(weights.rows[weights.pieces[piece] + label] for piece in pieces(name) if piece in weights.pieces)
    return its


def test_scores_equal_those_of_scikit_learn() -> None:
    """The bundled weights given to scikit-learn's own features and regression, on sentences it has not seen."""
    weights = load_model(BUNDLED_MODEL)
    classifier = Classifier(weights)
    sentences = [one for one in read_corpus(CORPUS).sentences if one.batch == "b08"]
    unseen = [Example(fold(one.text).decode("latin-1"), one.block, one.labels, one.batch, {}) for one in sentences]
    columns = Columns.of(unseen, Settings(least_of_words=1, least_of_pieces=1))
    matrix = columns.matrix(unseen)
    names = list(columns.names())
    for number, family in enumerate(weights.families):
        regression = fit(matrix, carry(unseen, family.name) | (np.arange(len(unseen)) % 2 == 0), Settings())
        plain = [weight_of(weights, group, name, number) for group, name in names]
        regression.coef_ = np.array([plain]) * weights.step / columns.factors
        regression.intercept_ = np.array([family.bias])
        its = regression.predict_proba(matrix)[:, 1]
        ours = [Curve(0.0, 1.0).at(classifier.scores(one.text, one.block)[number]) for one in unseen]
        assert len(tokens(unseen[0].text)) > 2
        assert np.abs(its - np.array(ours)).max() < 1e-6
        assert np.std(its) > 0.01
