"""The file of words by which uses are told: rules/language/uses.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from healthaudit.errors import RuleError
from healthaudit.expressions import SLOTS, joined, problem_of

NAMES = (
    "product-for", "condition-by", "benefit", "excepted", "excepted-heading", "offers", "not-ours", "prompts", "more",
    "list-of-uses", "on-offer", "supplement-form", "disclosure", "no-disclosure", "all-uses", "fine-print", "approval",
    "agency-US", "agency-EU", "agency-none", "not-yet", "schedule", "at-home",
)  # fmt: skip


def read_uses(path: Path) -> Mapping[str, Any]:
    """Name -> the fields of its Pattern, as plain data. Raises RuleError when the file is malformed."""
    import yaml

    from healthaudit.atoms import pattern

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        slots = {name: f"{slot}+" for name, slot in SLOTS.items()}
        slots["offer"] = f"(?:{joined(data['offer'])})"
        plain = {}
        for name in NAMES:
            expression = joined(data[name])
            for slot, text in slots.items():
                expression = expression.replace(f"{{{slot}}}", text)
            if problem := problem_of(expression):
                raise ValueError(f"{name}: not an RE2 expression: {problem}")
            plain[name] = tuple(pattern(expression))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RuleError(
            f"{path}: not a file of words about uses: {' '.join(str(problem).split())}",
            f"it has lists of expressions under offer, {', '.join(NAMES)}",
        ) from problem
    return plain
