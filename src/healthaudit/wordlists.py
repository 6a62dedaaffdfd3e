"""Files of words: lists of expressions under names, read into one pattern a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from healthaudit.errors import RuleError
from healthaudit.expressions import SLOTS, joined, problem_of

__all__ = ["read_words"]


def read_words(path: Path, names: Sequence[str], about: str, inserted: Sequence[str] = ()) -> Mapping[str, Any]:
    """Name -> the fields of its Pattern, as plain data. Raises RuleError when the file is malformed.

    ``{condition}`` and ``{product}`` in an expression stand for any such mention, and the names in ``inserted`` for the
    file's own lists of these names. ``about`` says in errors what the words are about.
    """
    import yaml

    from healthaudit.atoms import pattern

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        slots = {name: f"{slot}+" for name, slot in SLOTS.items()}
        slots |= {name: f"(?:{joined(data[name])})" for name in inserted}
        plain = {}
        for name in names:
            expression = joined(data[name])
            for slot, text in slots.items():
                expression = expression.replace(f"{{{slot}}}", text)
            if problem := problem_of(expression):
                raise ValueError(f"{name}: not an RE2 expression: {problem}")
            plain[name] = tuple(pattern(expression))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RuleError(
            f"{path}: not a file of words about {about}: {' '.join(str(problem).split())}",
            f"it has lists of expressions under {', '.join((*inserted, *names))}",
        ) from problem
    return plain
