"""The score: 100, less what each finding costs. docs/scoring.md works an example.

points = weight of the severity x confidence x repeat, where repeat falls with every further finding of the same
rule. What fails is taken off the score; what waits for review only widens the range downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from healthaudit.model import (
    Family,
    FamilyScore,
    Finding,
    LedgerEntry,
    Outcome,
    RuleOutcome,
    Score,
    Severity,
)
from healthaudit.rules import Weights

NO_GRADE = "not applicable"


def score(
    findings: Sequence[Finding],
    outcomes: Mapping[str, RuleOutcome],
    families: Mapping[str, Family],
    weights: Weights,
) -> Score:
    """Score of one page. ``families`` gives the family of each rule id. No applicable rule gives no score."""
    ran = {
        families[rule]
        for rule, outcome in outcomes.items()
        if outcome not in (RuleOutcome.NOT_APPLICABLE, RuleOutcome.NOT_SELECTED, RuleOutcome.ERROR)
    }
    ledger = tuple(_ledger(findings, weights))
    per_family = tuple(
        FamilyScore(
            family,
            _left(entry for entry in ledger if entry.family is family and entry.outcome is Outcome.FAIL)
            if family in ran
            else None,
            sum(1 for finding in findings if finding.family is family),
        )
        for family in Family
    )
    if not ran:
        return Score(None, None, None, NO_GRADE, per_family, ledger)
    failed = _left(entry for entry in ledger if entry.outcome is Outcome.FAIL)
    everything = _left(ledger)
    cap = weights.critical_cap
    capped = _critical(findings, Outcome.FAIL)
    value = min(failed, cap) if capped else failed
    low = min(everything, cap) if capped or _critical(findings, Outcome.REVIEW) else everything
    grade = next(name for least, name in weights.grades if value >= least)
    return Score(value, low, value, grade, per_family, ledger, capped=capped and failed > cap)


def _ledger(findings: Iterable[Finding], weights: Weights) -> Iterable[LedgerEntry]:
    counts: dict[tuple[str, Outcome], int] = {}
    for finding in findings:
        key = (finding.rule, finding.outcome)
        repeat = weights.repeat[min(counts.get(key, 0), len(weights.repeat) - 1)]
        counts[key] = counts.get(key, 0) + 1
        weight = weights.severity[finding.severity]
        yield LedgerEntry(
            finding=finding.id,
            rule=finding.rule,
            family=finding.family,
            outcome=finding.outcome,
            weight=weight,
            confidence=finding.confidence,
            repeat=repeat,
            points=round(weight * finding.confidence * repeat, 2),
        )


def _left(entries: Iterable[LedgerEntry]) -> int:
    return max(0, round(100 - sum(entry.points for entry in entries)))


def _critical(findings: Iterable[Finding], outcome: Outcome) -> bool:
    return any(finding.severity is Severity.CRITICAL and finding.outcome is outcome for finding in findings)
