"""Measures: precision, recall and F1 with bootstrap intervals, calibration, precision-recall curves.

Intervals are percentiles of 1,000 resamplings of whole groups (topics, pages) with a fixed seed: sentences of one
page are no independent witnesses (Efron and Tibshirani 1993; cluster bootstrap). Calibration is the expected
calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

RESAMPLES = 1000
BINS = 10


class Counts(NamedTuple):
    """Flagged rightly and wrongly; gold found and missed. A sentence may be flagged once for gold in two places."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    missed: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(mine + its for mine, its in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Share of what was flagged that gold upholds; 0 for none."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of gold that was found; 0 for none."""
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _share(part: int, rest: int) -> float:
    return part / rest if rest else 0.0


def total(counts: Iterable[Counts]) -> Counts:
    """All together."""
    summed = Counts()
    for one in counts:
        summed = summed.plus(one)
    return summed


def interval(by_group: Mapping[str, Counts], measure: Callable[[Counts], float]) -> tuple[float, float]:
    """95 % interval of a measure."""
    return difference({group: (one,) for group, one in by_group.items()}, lambda each: measure(each[0]))


def difference(
    by_group: Mapping[str, tuple[Counts, ...]], measure: Callable[[Sequence[Counts]], float]
) -> tuple[float, float]:
    """95 % interval of a measure of several counts of the same groups, such as how much better one is than another."""
    groups = list(by_group.values())
    if not groups:
        return 0.0, 0.0
    chance = random.Random(0)
    values = sorted(
        measure([total(parts) for parts in zip(*chance.choices(groups, k=len(groups)), strict=True)])
        for _ in range(RESAMPLES)
    )
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]


class Bin(NamedTuple):
    """Some of what was said to be about equally likely."""

    size: int
    said: float
    """Mean likelihood."""
    was: float
    """Share that was right."""


def bins(said: Sequence[tuple[float, bool]]) -> list[Bin]:
    """(likelihood, right) pairs in bins of equal width; bins without any are left out."""
    filled: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for likelihood, right in said:
        filled[min(int(likelihood * BINS), BINS - 1)].append((likelihood, right))
    return [
        Bin(len(its), sum(likelihood for likelihood, _ in its) / len(its), sum(right for _, right in its) / len(its))
        for _, its in sorted(filled.items())
    ]


def calibration_error(said: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far off likelihoods are on average; 0 for none."""
    return sum(one.size * abs(one.said - one.was) for one in bins(said)) / len(said) if said else 0.0


def curve(said: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(recall, precision) at every likelihood that occurs, from the surest on."""
    wanted = sum(right for _, right in said)
    points, right, at = [], 0, 0
    ranked = sorted(said, key=lambda one: -one[0])
    while at < len(ranked) and wanted:
        level = ranked[at][0]
        while at < len(ranked) and ranked[at][0] == level:
            right += ranked[at][1]
            at += 1
        points.append((right / wanted, right / at))
    return points


def average_precision(said: Sequence[tuple[float, bool]]) -> float:
    """Area under the precision-recall curve, by steps; 0 for none."""
    area, before = 0.0, 0.0
    for recall, precision in curve(said):
        area += (recall - before) * precision
        before = recall
    return area


def area_under_roc(said: Sequence[tuple[float, bool]]) -> float:
    """How often a right one is said to be likelier than a wrong one, ties counting half; 0.5 when either is missing."""
    ranked = sorted(said)
    right = sum(is_right for _, is_right in ranked)
    wrong = len(ranked) - right
    if not right or not wrong:
        return 0.5
    summed, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        summed += (at + end + 1) / 2 * sum(is_right for _, is_right in ranked[at:end])
        at = end
    return (summed - right * (right + 1) / 2) / (right * wrong)
