"""RE2 expressions, compiled in one way everywhere: they run in linear time, whatever a page or rule contains.

They are matched on folded text (``healthaudit.language.fold``), which is bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import re2

#: One byte a character, and the quickest of its kind to encode.
ENCODING = "latin-1"
#: Bytes that one expression may use; far more than any of ours needs, far less than would hurt.
_MEMORY = 16 << 20


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


class Expression:
    """An expression that is compiled when it is first used; most of a pack are not needed for most pages."""

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled: Any = None

    @property
    def _ready(self) -> Any:
        if self._compiled is None:
            self._compiled = re2.compile(encoded(self.text), options())
        return self._compiled

    def found_in(self, text: bytes) -> bool:
        """Whether the expression matches somewhere."""
        return self._ready.search(text) is not None

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """(start, end) of all matches, from left to right, without overlap; empty matches are left out."""
        return [match.span() for match in self._ready.finditer(text) if match.end() > match.start()]


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
