"""Finds and reads the files of a rule pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from healthaudit.errors import RuleError
from healthaudit.model import Family, Severity
from healthaudit.rules.parse import CONFIDENCES, parse
from healthaudit.rules.rule import Rule
from healthaudit.rules.text import Loader, RuleSource
from healthaudit.rules.vocabulary import Vocabulary


def rule_sources(folders: Iterable[Path]) -> Iterator[RuleSource]:
    """The rule files below folders, sorted; every .yml or .yaml in a folder named after a family."""
    families = {family.value for family in Family}
    for folder in folders:
        for path in sorted(folder.rglob("*.y*ml")):
            if families & set(path.relative_to(folder).parts[:-1]) or folder.name in families:
                try:
                    yield RuleSource(path, path.read_text("utf-8"))
                except (OSError, UnicodeDecodeError) as problem:
                    raise RuleError(f"{path}: cannot be read: {problem}", "rule files are UTF-8 text") from None


def read_rules(folder: Path, vocabulary: Path) -> list[Rule]:
    """Every rule of a folder, checked. Raises RuleError naming file, key and line of the first mistake."""
    words = Vocabulary.load(vocabulary)
    rules = [parse(source, words) for source in rule_sources([folder])]
    if not rules:
        raise RuleError(f"{folder}: no rules here", "rules lie in folders named after their family")
    return rules


def no_name_twice(rules: Iterable[Rule]) -> None:
    """Raises RuleError when two rules have the same id or code."""
    seen: dict[str, Rule] = {}
    for rule in rules:
        for name in (rule.id, rule.code):
            if name in seen:
                raise RuleError(f"{rule.path}: {name!r} is taken by {seen[name].path}", "give the rule another name")
            seen[name] = rule


def read_weights(path: Path) -> dict[str, Any]:
    """pack.yml as plain data. Raises RuleError."""
    try:
        data: Any = yaml.load(path.read_text("utf-8"), Loader=Loader)
        return {
            "severity": {severity.value: float(data["weights"][severity.value]) for severity in Severity},
            "repeat": tuple(float(factor) for factor in data["repeat"]),
            "critical_cap": int(data["critical_cap"]),
            "grades": tuple((int(least), str(name)) for least, name in data["grades"]),
            "milder_unless_sold": tuple(Family(name).value for name in data["milder_unless_sold"]),
            "profiles": {
                str(name): (float(one["least_confidence"]), bool(one["review"]))
                for name, one in data["profiles"].items()
            },
            "confidence": {name: float(data["confidence"][name]) for name in CONFIDENCES},
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of weights: {' '.join(str(problem).split())}", "see docs/scoring.md"
        ) from problem
