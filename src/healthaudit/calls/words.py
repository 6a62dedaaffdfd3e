"""The file of words by which calls to action are told: rules/language/calls.yml."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.expressions import Expression, Pattern, encoded
from healthaudit.kinds import CallKind
from healthaudit.wordlists import read_words

__all__ = ["KINDS", "PATHS", "SURE", "CallWords", "Lines", "call_words", "leads", "read_calls"]

CallWords = Mapping[str, Expression]

#: In the order in which a label is held against them: a call-back is no call that the reader makes.
KINDS = tuple(CallKind(name) for name in (
    "chat", "text-message", "form", "quiz", "booking", "telephone", "email", "newsletter", "purchase", "link",
))  # fmt: skip
#: Addresses that decide whatever the label says, and paths that decide once there is a call.
SURE = (CallKind.CHAT, CallKind.BOOKING, CallKind.PURCHASE)
PATHS = (CallKind.BOOKING, CallKind.PURCHASE, CallKind.QUIZ)
_NAMES = (
    "no-call", *(kind.value for kind in KINDS), "everywhere", "fax", "fax-behind", "texted", "rung", "messenger",
    "short-code", "address", "sought", "news", "to-share",
    *(f"to-{kind}" for kind in SURE), *(f"path-{kind}" for kind in PATHS),
)  # fmt: skip


def read_calls(path: Path) -> Mapping[str, Any]:
    """Name -> the fields of its Pattern, as plain data. Raises RuleError when the file is malformed."""
    return read_words(path, _NAMES, "calls", inserted=("lead",))


def call_words(plain: Mapping[str, Any]) -> CallWords:
    """Make the words out of what ``read_calls`` gave."""
    return {name: Expression(Pattern(*row)) for name, row in plain.items()}


def leads(target: str, words: CallWords, name: str) -> bool:
    """Whether an address is one of those that the words of a name tell."""
    return bool(target) and words[name].found_in(_line(encoded(target)))


class Lines(NamedTuple):
    """Texts one a line, a line feed before and behind each, so that one search goes through all."""

    text: bytes
    """In lower case."""
    starts: Sequence[int]

    @classmethod
    def of(cls, texts: Iterable[bytes]) -> Lines:
        lines = [_line(text) for text in texts]
        return cls(b"".join(lines).lower(), list(accumulate(map(len, lines), initial=0)))

    def line(self, index: int) -> str:
        return self.text[self.starts[index] : self.starts[index + 1]].decode("latin-1").strip()

    def those(self, expression: Expression) -> Iterator[int]:
        """Numbers of the lines in which an expression matches."""
        if expression.may_match(self.text):
            for start, _ in expression.spans(self.text):
                yield bisect_right(self.starts, start) - 1


def _line(text: bytes) -> bytes:
    return b"\n" + text + b"\n"
