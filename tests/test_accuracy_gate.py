"""``make accuracy`` refuses to write figures that have fallen."""

from __future__ import annotations

from typing import Any

import pytest

import accuracy
import agreement
from healthaudit.auditor import Auditor
from healthaudit.settings import Settings


def report(**f1: float) -> dict[str, Any]:
    return {
        "parts": [
            {"name": "gold", "families": {family: {"both": {"f1": {"value": value}}} for family, value in f1.items()}}
        ]
    }


def test_a_family_that_falls_is_told() -> None:
    assert list(accuracy.falls(report(overclaim=0.8), report(overclaim=0.79))) == []
    (said,) = accuracy.falls(report(overclaim=0.8, hotline=0.9), report(overclaim=0.77, hotline=0.95))
    assert said == "gold: overclaim, both: F1 fell by 0.030, to 0.770"


def test_new_gold_and_new_families_have_not_fallen() -> None:
    assert list(accuracy.falls({}, report(overclaim=0.1))) == []
    assert list(accuracy.falls(report(hotline=0.9), report(overclaim=0.1))) == []


def test_a_rule_that_is_too_sure_is_told() -> None:
    auditor = Auditor.load(Settings(classify=False))
    confident = next(one.rule.id for one in auditor.library.pack.rules.rules if one.rule.confidence == "high")
    assert list(accuracy.overconfident({confident: (9, 1)}, auditor)) == []
    assert list(accuracy.overconfident({confident: (2, 2)}, auditor)) == [], "too few to tell"
    assert list(accuracy.overconfident({confident: (8, 2)}, auditor)) == [
        f"{confident}: confidence high, but right in 8 of 10"
    ]


def test_alpha_is_one_for_agreement_and_about_zero_for_chance() -> None:
    same = {str(n): n % 3 == 0 for n in range(30)}
    assert agreement.alpha(same, same) == 1.0
    assert agreement.alpha(same, {item: not its for item, its in same.items()}) < 0
    # Worked by hand, after Krippendorff: one disagreement in four items, two of eight values true and six false.
    first = {"a": True, "b": False, "c": False, "d": False}
    second = {"a": True, "b": False, "c": False, "d": True}
    expected = 1 - (8 - 1) * 2 / (2 * 3 * 5)  # 1 - (n - 1) * observed / (2 * n_true * n_false)
    assert agreement.alpha(first, second) == pytest.approx(expected)
