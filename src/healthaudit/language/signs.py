"""The file of signs by which the circumstances of a match are told: rules/language/contexts.yml."""

from __future__ import annotations

from pathlib import Path

from healthaudit.errors import RuleError
from healthaudit.expressions import joined, problem_of

_SIGNS = ("cited", "measured", "contact-label", "contact-heading")


def read_signs(path: Path) -> dict[str, str]:
    """Name of a sign -> its expression. Raises RuleError when the file is malformed."""
    import yaml

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain = {name: joined(data[name]) for name in _SIGNS}
        for name, expression in plain.items():
            if problem := problem_of(expression):
                raise ValueError(f"{name}: not an RE2 expression: {problem}")
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RuleError(
            f"{path}: not a file of signs: {' '.join(str(problem).split())}",
            f"it has lists of expressions under {', '.join(_SIGNS)}",
        ) from problem
    return plain
