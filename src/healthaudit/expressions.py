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
#: Stands for any digit in atoms, and in the texts that they are held against (``marked``).
DIGIT = b"\x03"
#: Before or behind an atom: its first or last letter begins or ends a word.
EDGE = b"\x04"
#: What mentions of conditions and products are overwritten with in the text that slots are matched on: control
#: characters, which no folded text contains.
SLOTS = {"condition": "\x01", "product": "\x02"}
_ESCAPE_OR_CAPITAL = re.compile(r"\\(?:[pP](?:\{\^?\w+\}|\w)|.)|[A-Z]", re.DOTALL)
_MARKED = bytes(DIGIT[0] if 48 <= code <= 57 else code for code in range(256))
#: Bytes that one expression may use. Most of it is what RE2 remembers of the texts that it has seen, for speed. With a
#: thousand expressions at work four times as much is felt in memory (20 MB over 300 pages), and hardly in time (4 %);
#: half as much does not hold forty of them, which are then given far more.
_MEMORY = 1 << 16
#: For the few that are too large for that; far less than would hurt.
_LARGE = 16 << 20
#: An expression with more instructions takes seconds for a page; the largest of ours has some 9,000.
_INSTRUCTIONS = 15_000
#: Groups within groups: what reads expressions calls itself for each.
_DEEPEST = 100
#: Of an expression as long, written out, the instructions are counted; one that is longer takes too long for that.
_LONG, _TOO_LONG = 12_000, 60_000
#: RE2 takes some 50 milliseconds for each of \p{L} and its like.
_CLASSES = 50
_TOO_LARGE = "it is too large: fewer alternatives, or lower numbers in {...}"
_MINDS_CASE = "(?-i"
#: So many strings are looked for sooner than an expression is matched; if it is long, one for so many characters.
_FEW, _A_STRING = 16, 10
_REPEATED = re.compile(r"(\)?)\{(\d{1,4})(?:,(\d{0,4}))?\}")
_UNICODE = re.compile(r"\\[pP]")
_TOKEN = re.compile(
    r"\\(?:[pPx]\{[^}]*\}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]|\{(?P<least>\d{1,4})(?:,(?P<most>\d{0,4}))?\}|.",
    re.DOTALL,
)


def options(memory: int = _LARGE) -> Any:
    """No regard to case, nothing captured, no log lines, memory bounded."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.never_capture = True
    chosen.log_errors = False
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.max_mem = memory
    return chosen


def encoded(text: str) -> bytes:
    """One byte per code point; what the encoding does not have becomes a question mark, the euro a currency sign."""
    return text.replace("€", "¤").encode(ENCODING, "replace")


def marked(folded: bytes) -> bytes:
    """A folded text as atoms are held against it: in lower case, every digit as the same mark."""
    return folded.lower().translate(_MARKED)


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

    __slots__ = ("_compiled", "_minds_case", "_needed", "pattern")

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self._minds_case = _MINDS_CASE in pattern.text
        self._compiled: Any = None
        self._needed: tuple[tuple[tuple[bytes, ...], tuple[bytes, ...]], ...] | None = None

    @property
    def _ready(self) -> Any:
        if self._compiled is None:
            self._compiled = self._compile(_MEMORY) or self._compile(_LARGE)
            # Looking for many strings takes longer than matching, once it is compiled.
            few = max(_FEW, len(self.pattern.text) // _A_STRING)
            self._needed = tuple(texts for texts in self._atoms if sum(map(len, texts)) <= few)
        return self._compiled

    def _compile(self, memory: int) -> Any:
        """None when it does not fit. Raises re2.error when it does not fit at all, or is none."""
        chosen = options(memory)
        chosen.case_sensitive = not self._minds_case
        try:
            return re2.compile(encoded(self.pattern.text), chosen)
        except re2.error:
            if memory == _LARGE:
                raise
            return None

    @property
    def _atoms(self) -> tuple[tuple[tuple[bytes, ...], tuple[bytes, ...]], ...]:
        """Of each set those strings that have no digits, and those that have."""
        if self._needed is None:
            sets = [[text.strip(EDGE) for text in texts] for texts in self.pattern.atoms]
            self._needed = tuple(
                (tuple(text for text in texts if DIGIT not in text), tuple(text for text in texts if DIGIT in text))
                for texts in sets
            )
        return self._needed

    def may_match(self, lower: bytes) -> bool:
        """Whether a text in lower case has what every match contains: spares compiling, and most of the matching."""
        contains = lower.__contains__
        for texts, with_digits in self._needed if self._needed is not None else self._atoms:
            if any(map(contains, texts)):
                continue
            if not with_digits or not any(map(lower.translate(_MARKED).__contains__, with_digits)):
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
        return self.spans_in(text, text.lower())

    def spans_in(self, text: bytes, lower: bytes) -> list[tuple[int, int]]:
        """As ``spans``, of a text that is at hand in lower case as well."""
        return self.matches(text, lower) if self.may_match(lower) else []

    def matches(self, text: bytes, lower: bytes) -> list[tuple[int, int]]:
        """As ``spans_in``, of a text that is known to have what every match contains."""
        searched = text if self._minds_case else lower
        if (first := self._ready.search(searched)) is None:
            return []  # most texts: asking for the first match alone is quicker than for all
        start, end = first.span()
        if start == end:
            return [match.span() for match in self._ready.finditer(searched) if match.end() > match.start()]
        rest = self._ready.finditer(searched, end) if end < len(searched) else ()
        return [(start, end), *(match.span() for match in rest if match.end() > match.start())]


def lowered(expression: str) -> str:
    """An expression in lower case, escapes such as \\W untouched."""
    return _ESCAPE_OR_CAPITAL.sub(
        lambda found: found.group() if found.group()[0] == "\\" else found.group().lower(), expression
    )


def joined(alternatives: Sequence[str]) -> str:
    """Alternatives as one expression."""
    return "|".join(f"(?:{expression})" for expression in alternatives) if len(alternatives) != 1 else alternatives[0]


def problem_of(expression: str) -> str:
    """Why RE2 rejects an expression, or we do; empty when nobody does. Mostly parses only, which is quick."""
    if len(_UNICODE.findall(expression)) > _CLASSES:
        return f"it has more than {_CLASSES} classes of Unicode such as \\pL"
    try:
        re2.Set.SearchSet(options()).Add(encoded(expression))
        depth, length = _written_out(expression)
        if depth > _DEEPEST:
            return f"its groups are nested more than {_DEEPEST} deep"
        if length > _LONG:
            program = re2.compile(encoded(expression), options()) if length <= _TOO_LONG else None
            return "" if program and program.programsize <= _INSTRUCTIONS else _TOO_LARGE
    except re2.error:
        try:
            re2.compile(encoded(expression), options())
        except re2.error as problem:
            reason = problem.args[0] if problem.args else ""
            return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return ""


def _written_out(expression: str) -> tuple[int, int]:
    """(how deep groups of a valid expression are nested, how many parts it has when what repeats is written out)."""
    times, more = 1, 0
    for group, least, most in _REPEATED.findall(expression):
        times, more = (times * int(most or least), more) if group else (times, more + int(most or least))
    if (most_parts := (len(expression) + more) * times) <= _LONG and expression.count("(") <= _DEEPEST:
        return 0, most_parts  # surely few enough, and quick to tell
    deepest, last, lengths = 0, 0, [0]
    for token in _TOKEN.finditer(expression):
        if token[0] == "(":
            lengths.append(0)
            deepest = max(deepest, len(lengths) - 1)
            continue
        if token[0] == ")" and len(lengths) > 1:
            last = lengths.pop()
        elif token["least"]:
            last *= max(int(token["most"] or token["least"]) - 1, 0)
        else:
            last = 1
        lengths[-1] += last
    return deepest, sum(lengths)
