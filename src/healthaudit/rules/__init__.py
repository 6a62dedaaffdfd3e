"""Rules: data that is loaded, validated, compiled, matched and tested against its own examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.model import Family, Finding, Outcome, PageKind, Severity
from healthaudit.rules.hits import RuleSet, patterns_of
from healthaudit.rules.rule import Rule

__all__ = ["Rule", "RulePack", "Threshold", "Weights", "read_pack", "read_rules"]


class Weights(NamedTuple):
    """What findings cost: pack.yml."""

    severity: Mapping[Severity, float]
    repeat: tuple[float, ...]
    critical_cap: int
    grades: tuple[tuple[int, str], ...]
    milder_unless_sold: frozenset[Family] = frozenset()
    """Families whose findings count as one severity less on pages that do not sell."""

    def severity_on(self, rule: Rule, kind: PageKind) -> Severity:
        """How severe a finding of the rule is on a page of the kind."""
        if kind is PageKind.SELLS or rule.family not in self.milder_unless_sold:
            return rule.severity
        return list(Severity)[min(rule.severity.rank + 1, len(Severity) - 1)]


class Threshold(NamedTuple):
    """Which findings a profile shows."""

    least_confidence: float
    review: bool
    """Whether those for review are shown."""

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is certain enough."""
        return finding.confidence >= self.least_confidence and (self.review or finding.outcome is Outcome.FAIL)


class RulePack(NamedTuple):
    """The rules of a run, ready to be matched, with what their findings weigh."""

    rules: RuleSet
    weights: Weights
    confidence: Mapping[str, float]
    profiles: Mapping[str, Threshold]
    digest: str

    @classmethod
    def of(cls, plain: Mapping[str, Any], digest: str) -> RulePack:
        """Make the values out of what ``read_pack`` gave."""
        weights = plain["weights"]
        return cls(
            RuleSet([Rule.of(row) for row in plain["rules"]], plain["index"]),
            Weights(
                {Severity(name): weight for name, weight in weights["severity"].items()},
                weights["repeat"],
                weights["critical_cap"],
                weights["grades"],
                frozenset(map(Family, weights["milder_unless_sold"])),
            ),
            weights["confidence"],
            {name: Threshold(*one) for name, one in weights["profiles"].items()},
            digest,
        )


def read_rules(folder: Path, vocabulary: Path) -> tuple[Any, ...]:
    """The rules of a folder as plain data. Takes a while. Raises RuleError."""
    from healthaudit.rules import load

    return tuple(rule.plain() for rule in load.read_rules(folder, vocabulary))


def read_pack(rows: Iterable[tuple[Any, ...]], weights: Path) -> dict[str, Any]:
    """Rules that ``read_rules`` gave and a pack.yml, as plain data. Raises RuleError naming file, key and line."""
    from healthaudit.rules.filters import index_of
    from healthaudit.rules.load import no_name_twice, read_weights

    plain_weights = read_weights(weights)
    rules = list(map(Rule.of, rows))
    no_name_twice(rules)
    triggers, conditions = patterns_of(rules)
    return {
        "rules": tuple(rule.without_atoms().plain() for rule in rules),  # the index has them
        "index": index_of([*triggers, *conditions]),
        "weights": plain_weights,
    }
