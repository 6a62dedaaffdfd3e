"""What kind of page it is: about health or not, and whether it sells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import re2

from healthaudit.errors import RuleError
from healthaudit.language.reading import Mention

#: Different signs of selling that make a page that sells.
_SIGNS = 3
#: A page is about health when names and words of medicine are at least this share of its words ...
_SHARE = 0.02
#: ... and among them is at least one name of a condition or product for every so many words.
_WORDS_PER_NAME = 250


@dataclass(frozen=True, slots=True)
class ProfileCues:
    """Signs of what a page is, compiled."""

    signs: tuple[Any, ...]
    health: Any

    @classmethod
    def load(cls, path: Path) -> ProfileCues:
        """Read the cue file; RuleError when it is malformed."""
        import yaml

        options = re2.Options()
        options.case_sensitive = False
        options.never_capture = True
        options.log_errors = False
        try:
            data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
            return cls(
                tuple(re2.compile(expression, options) for expression in data["sells"]),
                re2.compile("|".join(data["health"]), options),
            )
        except (OSError, yaml.YAMLError, re2.error, KeyError, TypeError) as problem:
            raise RuleError(
                f"{path}: not a file of page cues: {' '.join(str(problem).split())}",
                "it has two lists of expressions, sells and health",
            ) from problem

    def sells(self, shown: str) -> bool:
        """Whether the page offers, sells or advertises something."""
        return sum(1 for sign in self.signs if sign.search(shown)) >= _SIGNS

    def about_health(self, shown: str, mentions: Iterable[Mention]) -> bool:
        """Whether the page speaks of health at all; a page about cars has nothing to audit."""
        words = len(shown.split())
        if not words:
            return False
        names = sum(1 for mention in mentions if not mention.weak and not shown[mention.start].isspace())
        if not names:
            return False
        general = sum(1 for _ in self.health.finditer(shown))
        return (names + general) / words >= _SHARE and names * _WORDS_PER_NAME >= words
