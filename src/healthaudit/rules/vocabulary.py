"""Named expressions that rules put into theirs: rules/vocabulary.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from healthaudit.errors import RuleError
from healthaudit.expressions import SLOTS
from healthaudit.patterns import compiled
from healthaudit.rules.text import Loader

_PLACEHOLDER = compiled(r"\{([a-z][a-z_]*)\}")


class UnknownWord(Exception):
    """An expression uses a name that the vocabulary does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.known = known


class Vocabulary(NamedTuple):
    """Named expressions that rules put into theirs as ``{name}``."""

    expressions: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read vocabulary.yml: a mapping of names to an expression or a list of alternatives."""
        if not path.exists():
            return cls({})
        try:
            data = yaml.load(path.read_text("utf-8"), Loader=Loader) or {}
        except (OSError, yaml.YAMLError) as problem:
            raise RuleError(f"{path}: {' '.join(str(problem).split())}", "mend the YAML of the vocabulary") from None
        expressions: dict[str, str] = {}
        for name, value in data.items():
            alternatives = [value] if isinstance(value, str) else value
            if not isinstance(alternatives, list) or not all(isinstance(item, str) for item in alternatives):
                raise RuleError(f"{path}: {name}: not an expression or a list of them", "write a list of strings")
            try:
                expressions[name] = cls(expressions).expand("(?:" + "|".join(alternatives) + ")")
            except UnknownWord as unknown:
                raise RuleError(
                    f"{path}: {name}: unknown vocabulary {{{unknown}}}", "a name may only use those above it"
                ) from None
        return cls(expressions)

    def expand(self, expression: str) -> str:
        """Put the vocabulary into an expression. Raises UnknownWord."""

        def put(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in SLOTS:
                return f"{SLOTS[name]}+"
            if name not in self.expressions:
                raise UnknownWord(name, (*self.expressions, *SLOTS))
            return self.expressions[name]

        return _PLACEHOLDER.sub(put, expression)
