"""Rules: data that is loaded, validated, compiled, matched and tested against its own examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from healthaudit.errors import RuleError
from healthaudit.model import Severity
from healthaudit.rules.hits import RuleSet
from healthaudit.rules.load import CONFIDENCES, Vocabulary, digest, parse, rule_sources
from healthaudit.rules.rule import Rule

__all__ = ["Rule", "RulePack", "Weights", "bundled_rules", "load_pack"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What findings cost: pack.yml."""

    severity: Mapping[Severity, float]
    repeat: tuple[float, ...]
    critical_cap: int
    grades: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of a run, compiled, with what their findings weigh."""

    rules: RuleSet
    weights: Weights
    confidence: Mapping[str, float]
    digest: str


def bundled_rules() -> Path:
    """The folder of rules that came with the package, installed or in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parents[1] / "rules"


def load_pack(folder: Path, more: Sequence[Path] = ()) -> RulePack:
    """Rules of ``folder`` (which also holds pack.yml and vocabulary.yml) and of further folders.

    Raises RuleError naming file, key and line of the first mistake.
    """
    vocabulary = Vocabulary.load(folder / "vocabulary.yml")
    sources = list(rule_sources([folder, *more]))
    if not sources:
        raise RuleError(f"{folder}: no rules here", "rules lie in folders named after their family")
    rules = [parse(source, vocabulary) for source in sources]
    _unique(rules)
    weights, confidence, text = _weights(folder / "pack.yml")
    return RulePack(RuleSet(rules), weights, confidence, digest(sources, text, repr(vocabulary.expressions)))


def _unique(rules: Sequence[Rule]) -> None:
    """A rule of a later folder may not take an id or code of an earlier one."""
    seen: dict[str, Rule] = {}
    for rule in rules:
        for name in (rule.id, rule.code):
            if name in seen:
                raise RuleError(f"{rule.path}: {name!r} is taken by {seen[name].path}", "give the rule another name")
            seen[name] = rule


def _weights(path: Path) -> tuple[Weights, Mapping[str, float], str]:
    try:
        text = path.read_text("utf-8")
        data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        weights = Weights(
            severity={severity: float(data["weights"][severity.value]) for severity in Severity},
            repeat=tuple(float(factor) for factor in data["repeat"]),
            critical_cap=int(data["critical_cap"]),
            grades=tuple((int(least), str(name)) for least, name in data["grades"]),
        )
        confidence = {name: float(data["confidence"][name]) for name in CONFIDENCES}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RuleError(
            f"{path}: not a file of weights: {' '.join(str(problem).split())}", "see docs/scoring.md"
        ) from problem
    return weights, confidence, text
