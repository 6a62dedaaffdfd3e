"""Measures against values worked out by hand, and against scikit-learn's."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from healthaudit.evaluation.measures import (
    Counts,
    area_under_roc,
    average_precision,
    bins,
    calibration_error,
    curve,
    difference,
    interval,
    total,
)


def test_precision_recall_and_f1() -> None:
    counts = Counts(right=6, wrong=2, found=6, missed=6)
    assert counts.precision == 0.75
    assert counts.recall == 0.5
    assert counts.f1 == pytest.approx(0.6)
    assert Counts().precision == Counts().recall == Counts().f1 == 0.0
    assert total([counts, Counts(1, 1, 1, 1)]) == Counts(7, 3, 7, 7)


def test_an_interval_holds_the_value_and_narrows_with_more_groups() -> None:
    def groups(number: int) -> dict[str, Counts]:
        return {str(n): Counts(right=n % 4, wrong=1, found=n % 4, missed=1) for n in range(number)}

    few, many = (interval(groups(number), lambda one: one.f1) for number in (8, 200))
    value = total(groups(200).values()).f1
    assert many[0] <= value <= many[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 2
    assert interval(groups(8), lambda one: one.f1) == few, "the same every time"
    assert interval({}, lambda one: one.f1) == (0.0, 0.0)


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    """One is better on every page, though pages differ widely."""
    pairs = {str(n): (Counts(n, 5, n, 10), Counts(n + 1, 5, n + 1, 9)) for n in range(0, 40, 2)}
    low, high = difference(pairs, lambda both: both[1].f1 - both[0].f1)
    assert 0 < low < high


def test_calibration() -> None:
    said = [(0.05, False)] * 9 + [(0.05, True)] + [(0.95, True)] * 5
    assert [(one.size, round(one.said, 2), round(one.was, 2)) for one in bins(said)] == [
        (10, 0.05, 0.1),
        (5, 0.95, 1.0),
    ]
    assert calibration_error(said) == pytest.approx((10 * 0.05 + 5 * 0.05) / 15)
    assert calibration_error([]) == 0.0
    assert bins([(1.0, True)])[0].size == 1


def test_curves_and_areas_equal_those_of_scikit_learn() -> None:
    chance = random.Random(3)
    said = [(round(chance.random(), 2), chance.random() < 0.3) for _ in range(500)]
    said += [(0.9, True)] * 40  # ties
    scores, right = zip(*said, strict=True)
    assert average_precision(said) == pytest.approx(average_precision_score(right, scores))
    assert area_under_roc(said) == pytest.approx(roc_auc_score(right, scores))
    points = curve(said)
    assert points[-1][0] == 1.0
    assert [recall for recall, _ in points] == sorted(recall for recall, _ in points)


def test_areas_where_there_is_nothing_to_tell() -> None:
    assert area_under_roc([(0.5, True)]) == 0.5
    assert average_precision([(0.5, False)]) == 0.0
