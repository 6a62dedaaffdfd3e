"""RE2 expressions, compiled in one way everywhere: they run in linear time, whatever a page or rule contains.

They are matched on folded text (``healthaudit.language.fold``), which is bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import re2

#: One byte a character, and the quickest of its kind to encode.
ENCODING = "latin-1"
#: Stands for any digit among atoms; a text contains it when it contains one.
DIGIT = b"\x03"
#: Before or behind an atom: its first or last letter begins or ends a word.
EDGE = b"\x04"
#: What mentions of conditions and products are overwritten with in the text that slots are matched on: control
#: characters, which no folded text contains.
SLOTS = {"condition": "\x01", "product": "\x02"}
_ESCAPE_OR_CAPITAL = re.compile(r"\\(?:[pP]\{\w+\}|.)|[A-Z]", re.DOTALL)
_ANY_DIGIT = re.compile(rb"\d")
#: Bytes that one expression may use; far more than any of ours needs, far less than would hurt.
_MEMORY = 16 << 20
_MINDS_CASE = "(?-i"


def options() -> Any:
    """No regard to case, nothing captured, no log lines, memory bounded."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.never_capture = True
    chosen.log_errors = False
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.max_mem = _MEMORY
    return chosen


def encoded(text: str) -> bytes:
    """One byte per code point; what the encoding does not have becomes a question mark, the euro a currency sign."""
    return text.replace("€", "¤").encode(ENCODING, "replace")


class Pattern(NamedTuple):
    """An expression as RE2 gets it, and what is told from it once."""

    text: str
    """In lower case, unless the expression minds the case somewhere: RE2 compiles and runs that a third quicker."""
    atoms: tuple[tuple[bytes, ...], ...] = ()
    """Sets of strings, of each of which every match contains one (atoms.py)."""
    slotted: bool = False
    """Whether it is matched on the text with its mentions overwritten (SLOTS)."""

    @classmethod
    def of(cls, expression: str) -> Pattern:
        """An expression of which nothing is known but what it looks for."""
        return cls(expression if _MINDS_CASE in expression else lowered(expression))


class Expression:
    """An expression that is compiled when it is first needed; most of a pack are not, for most pages."""

    __slots__ = ("_compiled", "_needed", "pattern")

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self._compiled: Any = None
        self._needed: tuple[tuple[bytes, ...], ...] | None = None

    @property
    def _minds_case(self) -> bool:
        return _MINDS_CASE in self.pattern.text

    @property
    def _ready(self) -> Any:
        if self._compiled is None:
            chosen = options()
            chosen.case_sensitive = not self._minds_case
            self._compiled = re2.compile(encoded(self.pattern.text), chosen)
        return self._compiled

    def may_match(self, lower: bytes) -> bool:
        """Whether a text in lower case has what every match contains: to spare compiling, not matching."""
        if self._compiled is not None or not self.pattern.atoms:
            return True
        if self._needed is None:
            self._needed = tuple(tuple(text.strip(EDGE) for text in texts) for texts in self.pattern.atoms)
        has_digit = _ANY_DIGIT.search(lower) is not None
        for texts in self._needed:
            for text in texts:
                if text in lower or (has_digit and text == DIGIT):
                    break
            else:
                return False
        return True

    def found_in(self, text: bytes) -> bool:
        """Whether the expression matches somewhere."""
        lower = text.lower()
        return self.may_match(lower) and self._ready.search(text if self._minds_case else lower) is not None

    def first(self, text: bytes) -> tuple[int, int] | None:
        """(start, end) of the first match."""
        lower = text.lower()
        found = self._ready.search(text if self._minds_case else lower) if self.may_match(lower) else None
        return found.span() if found else None

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """(start, end) of all matches, from left to right, without overlap; empty matches are left out."""
        found = self._ready.finditer(text if self._minds_case else text.lower())
        return [match.span() for match in found if match.end() > match.start()]


def lowered(expression: str) -> str:
    """An expression in lower case, escapes such as \\W untouched."""
    return _ESCAPE_OR_CAPITAL.sub(
        lambda found: found.group() if found.group()[0] == "\\" else found.group().lower(), expression
    )


def joined(alternatives: Sequence[str]) -> str:
    """Alternatives as one expression."""
    return "|".join(f"(?:{expression})" for expression in alternatives) if len(alternatives) != 1 else alternatives[0]


def problem_of(expression: str) -> str:
    """Why RE2 rejects an expression; empty when it does not. Parses only, which is quick."""
    try:
        re2.Set.SearchSet(options()).Add(encoded(expression))
    except re2.error:
        try:
            re2.compile(encoded(expression), options())
        except re2.error as problem:
            reason = problem.args[0] if problem.args else ""
            return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return ""
