"""What kind of page it is: about health or not, and whether it sells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, problem_of
from healthaudit.language.reading import Mention

#: Different signs of selling that make a page that sells.
_SIGNS = 3
#: A page is about health when names and words of medicine are at least this share of its words ...
_SHARE = 0.02
#: ... and among them is at least one name of a condition or product for every so many words.
_WORDS_PER_NAME = 250
#: Or when words of medicine alone are this share, and at least so many different ones.
_DENSE = 0.045
_DIFFERENT = 5
_PUNCTUATION = b".,;:!?()[]\"'"
_SPACE = 32


def read_profile(path: Path) -> dict[str, Any]:
    """The file of page cues as plain data: expressions that speak of selling, words of medicine. Raises RuleError."""
    import yaml

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain = {"sells": tuple(data["sells"]), "health": tuple(data["health"].lower().split())}
        for sign in plain["sells"]:
            if problem := problem_of(sign):
                raise ValueError(f"sells: not an RE2 expression: {problem}")
    except (OSError, yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of page cues: {' '.join(str(problem).split())}",
            "it has a list of expressions, sells, and a text of words, health",
        ) from problem
    return plain


class ProfileCues(NamedTuple):
    """Signs of what a page is."""

    signs: tuple[Expression, ...]
    health: frozenset[bytes]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ProfileCues:
        """Make the cues out of what ``read_profile`` gave."""
        return cls(
            tuple(Expression(Pattern(sign)) for sign in plain["sells"]),
            frozenset(word.encode() for word in plain["health"]),
        )

    def sells(self, shown: bytes) -> bool:
        """Whether the page offers, sells or advertises something."""
        return sum(1 for sign in self.signs if sign.found_in(shown)) >= _SIGNS

    def about_health(self, shown: bytes, mentions: Iterable[Mention]) -> bool:
        """Whether the page speaks of health at all; a page about cars has nothing to audit."""
        words = [word.strip(_PUNCTUATION) for word in shown.lower().split()]
        general = [word for word in words if word in self.health]
        if len(general) >= _DENSE * len(words) and len(set(general)) >= _DIFFERENT:
            return True
        names = sum(1 for mention in mentions if not mention.weak and shown[mention.start] != _SPACE)
        return names * _WORDS_PER_NAME >= len(words) and names + len(general) >= max(1, _SHARE * len(words))
