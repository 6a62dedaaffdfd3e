"""What kind of page it is: about health or not, and whether it sells, informs, reports, warns or tells a story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, problem_of
from healthaudit.language.reading import Mention
from healthaudit.model import PageKind, Profile

#: A page is about health when names and words of medicine are at least this share of its words ...
_SHARE = 0.02
#: ... and among them is at least one name of a condition or product for every so many words.
_WORDS_PER_NAME = 250
#: Or when words of medicine alone are this share, and at least so many different ones.
_DENSE = 0.045
_DIFFERENT = 5
#: Or, however long it is, when it names so many things so often.
_NAMES = 3
_NAMED = 4
_PUNCTUATION = b".,;:!?()[]\"'"
_SPACE = 32
#: So many signs are shown as the reason for a kind, each cut to so many characters.
_SHOWN = 4
_LONGEST = 40


class _Sign(NamedTuple):
    """An expression, and what it counts."""

    weight: float
    expression: Expression


class _Kind(NamedTuple):
    """A kind of page by its signs."""

    kind: PageKind
    least: int
    signs: tuple[Expression, ...]


class ProfileCues(NamedTuple):
    """Signs of what a page is."""

    least: float
    sells: tuple[_Sign, ...]
    buttons: tuple[_Sign, ...]
    public: tuple[_Sign, ...]
    kinds: tuple[_Kind, ...]
    health: frozenset[bytes]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ProfileCues:
        """Make the cues out of what ``read_profile`` gave."""

        def signs(name: str) -> tuple[_Sign, ...]:
            return tuple(_Sign(weight, Expression(Pattern(*row))) for weight, row in plain[name])

        return cls(
            plain["least"],
            signs("sells"),
            signs("buttons"),
            signs("public"),
            tuple(
                _Kind(PageKind(name), least, tuple(Expression(Pattern(*row)) for row in rows))
                for name, least, rows in plain["kinds"]
            ),
            frozenset(word.encode() for word in plain["health"]),
        )

    def profile(self, shown: bytes, buttons: Iterable[bytes]) -> Profile:
        """Kind of the page whose shown text and whose buttons' texts are given, and by which words."""
        found = [(sign.weight, words) for sign in self.sells if (words := _words(sign.expression, shown))]
        found.extend(
            (sign.weight, words)
            for sign in self.buttons
            if (words := next((w for button in buttons if (w := _words(sign.expression, button))), ""))
        )
        against = sum(sign.weight for sign in self.public if sign.expression.found_in(shown))
        others = list(self._others(shown))
        # Who warns of sellers, or reports on them, uses their words.
        against += sum(len(other.because) for other in others if other.kind is not PageKind.STORY)
        if sum(weight for weight, _ in found) - against >= self.least:
            found.sort(key=lambda sign: -sign[0])
            return Profile(PageKind.SELLS, tuple(words for _, words in found[:_SHOWN]))
        return next(iter(others), Profile(PageKind.INFORMS))

    def _others(self, shown: bytes) -> Iterator[Profile]:
        """Kinds other than selling of which the page shows enough signs."""
        for kind in self.kinds:
            because = tuple(words for sign in kind.signs if (words := _words(sign, shown)))
            if len(because) >= kind.least:
                yield Profile(kind.kind, because)

    def about_health(self, shown: bytes, mentions: Iterable[Mention]) -> bool:
        """Whether the page speaks of health at all; a page about cars has nothing to audit."""
        words = [word.strip(_PUNCTUATION) for word in shown.lower().split()]
        general = [word for word in words if word in self.health]
        if len(general) >= _DENSE * len(words) and len(set(general)) >= _DIFFERENT:
            return True
        named = [mention.id for mention in mentions if not mention.weak and shown[mention.start] != _SPACE]
        names = len(named)
        if names >= _NAMED and len(set(named)) >= _NAMES:
            return True
        return names * _WORDS_PER_NAME >= len(words) and names + len(general) >= max(1, _SHARE * len(words))


def _words(expression: Expression, text: bytes) -> str:
    """The words that an expression finds first; empty for none."""
    span = expression.first(text)
    return " ".join(text[slice(*span)].decode("latin-1").split())[:_LONGEST] if span else ""


def read_profile(path: Path) -> dict[str, Any]:
    """The file of page cues as plain data: signs of kinds, words of medicine. Raises RuleError."""
    import yaml

    from healthaudit.atoms import pattern

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain = {
            "least": float(data["least"]),
            **{name: _weighted(data[name]) for name in ("sells", "buttons", "public")},
            "kinds": tuple(
                (PageKind(name).value, int(kind["least"]), tuple(tuple(pattern(sign)) for sign in kind["signs"]))
                for name, kind in data["kinds"].items()
            ),
            "health": tuple(data["health"].lower().split()),
        }
        for sign in _expressions(plain):
            if problem := problem_of(sign):
                raise ValueError(f"not an RE2 expression: {sign}: {problem}")
    except (OSError, yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of page cues: {' '.join(str(problem).split())}",
            "it has least, the lists sells, buttons and public of [weight, expression], kinds, and a text, health",
        ) from problem
    return plain


def _weighted(rows: Iterable[tuple[float, str]]) -> tuple[tuple[float, tuple[Any, ...]], ...]:
    from healthaudit.atoms import pattern

    return tuple((float(weight), tuple(pattern(sign))) for weight, sign in rows)


def _expressions(plain: Mapping[str, Any]) -> Iterator[str]:
    for name in ("sells", "buttons", "public"):
        yield from (text for _, (text, *_) in plain[name])
    for _, _, rows in plain["kinds"]:
        yield from (text for text, *_ in rows)
