"""An evaluation as plain data: what the JSON file holds, and what Markdown and HTML are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from healthaudit.evaluation.evaluate import Evaluation, Part, figures, gain, sliced
from healthaudit.evaluation.measures import (
    Counts,
    area_under_roc,
    average_precision,
    bins,
    calibration_error,
    curve,
    interval,
    total,
)
from healthaudit.evaluation.outcomes import FAMILIES, Case, Outcomes, counts, found_by_kind, wrong_and_missed
from healthaudit.evaluation.ways import Way

SCHEMA = "healthaudit.evaluation/1"
_DIGITS = 4
#: Points of a precision-recall curve that are kept.
_POINTS = 100


def as_data(evaluation: Evaluation, examples: int = 5) -> dict[str, Any]:
    """Everything that was measured; ``examples`` false alarms and misses a family are shown, 0 for none."""
    tool = evaluation.tool
    return {
        "schema": SCHEMA,
        "tool": {"version": tool.version, "rules_digest": tool.rules_digest, "model": tool.model},
        "parts": [_part(part, examples) for part in evaluation.parts],
    }


def _part(part: Part, examples: int) -> dict[str, Any]:
    best = Way.BOTH if Way.BOTH in part.outcomes else Way.RULES
    return {
        "name": part.name,
        "unit": part.unit,
        "size": part.size,
        "families": {
            family.value: {way.value: _figures(outcomes, [family]) for way, outcomes in part.outcomes.items()}
            for family in FAMILIES
        },
        "gain": {
            family.value: {"value": _rounded(value), "low": _rounded(low), "high": _rounded(high)}
            for family in FAMILIES
            for value, (low, high) in [gain(part, family)]
        }
        if Way.BOTH in part.outcomes
        else {},
        "kinds": _kinds(part.outcomes),
        "registers": _slices(part.outcomes, lambda case: case.register),
        "topics": _slices(part.outcomes, lambda case: case.topic),
        "calibration": {family: _calibration(said) for family, said in part.said.items()},
        "confidence": _confidence(part.outcomes[best]),
        "examples": {family.value: _examples(part.outcomes[best], family, examples) for family in FAMILIES}
        if examples
        else {},
    }


def _figures(outcomes: Outcomes, families: Sequence[str]) -> dict[str, Any]:
    one = figures(outcomes, families)
    measured = {
        name: {"value": _rounded(getattr(one.counts, name)), "low": _rounded(low), "high": _rounded(high)}
        for name, (low, high) in (("precision", one.precision), ("recall", one.recall), ("f1", one.f1))
    }
    return {**measured, **one.counts._asdict()}


def _kinds(outcomes: Mapping[Way, Outcomes]) -> dict[str, dict[str, Any]]:
    """family/kind to how many there are, and how many each way finds."""
    by_way = {way: found_by_kind(its) for way, its in outcomes.items()}
    labels = sorted({label for kinds in by_way.values() for label in kinds})
    return {
        label: {
            "wanted": max(kinds[label][1] for kinds in by_way.values() if label in kinds),
            **{way.value: kinds[label][0] for way, kinds in by_way.items() if label in kinds},
        }
        for label in labels
    }


def _slices(outcomes: Mapping[Way, Outcomes], by: Callable[[Case], str]) -> dict[str, dict[str, Any]]:
    """What a case is to the figures of all families together, by way."""
    found: dict[str, dict[str, Any]] = {}
    for way, its in outcomes.items():
        for name, part in sliced(its, by).items():
            by_group = counts(part, FAMILIES)
            one = total(by_group.values())
            low, high = interval(_by_case(part), lambda each: each.f1)
            found.setdefault(name, {})[way.value] = {
                "precision": _rounded(one.precision),
                "recall": _rounded(one.recall),
                "f1": {"value": _rounded(one.f1), "low": _rounded(low), "high": _rounded(high)},
                **one._asdict(),
            }
    return dict(sorted(found.items()))


def _by_case(outcomes: Outcomes) -> Mapping[str, Counts]:
    """Within one topic or register single cases are resampled: there is nothing larger."""
    alone = Outcomes(
        tuple(flag._replace(case=flag.case._replace(group=flag.case.id)) for flag in outcomes.flags),
        tuple(wanted._replace(case=wanted.case._replace(group=wanted.case.id)) for wanted in outcomes.wanted),
    )
    return counts(alone, FAMILIES)


def _calibration(said: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    points = curve(said)
    step = max(1, len(points) // _POINTS)
    return {
        "error": _rounded(calibration_error(said)),
        "average_precision": _rounded(average_precision(said)),
        "area_under_roc": _rounded(area_under_roc(said)),
        "bins": [{"size": one.size, "said": _rounded(one.said), "was": _rounded(one.was)} for one in bins(said)],
        "curve": [[_rounded(recall), _rounded(precision)] for recall, precision in points[::step]],
    }


def _confidence(outcomes: Outcomes) -> dict[str, Any]:
    """How well the confidence of findings tells how often they are right."""
    said = [(flag.confidence, flag.right) for flag in outcomes.flags if flag.right is not None]
    return {
        "findings": len(said),
        "error": _rounded(calibration_error(said)),
        "bins": [{"size": one.size, "said": _rounded(one.said), "was": _rounded(one.was)} for one in bins(said)],
    }


def _examples(outcomes: Outcomes, family: str, most: int) -> dict[str, Any]:
    wrong, missed = wrong_and_missed(outcomes, family, most)
    return {
        "wrong": [
            {"id": flag.case.id, "rule": flag.rule, "confidence": flag.confidence, "text": flag.case.text}
            for flag in wrong
        ],
        "missed": [{"id": one.case.id, "kind": one.kind, "text": one.case.text} for one in missed],
    }


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
