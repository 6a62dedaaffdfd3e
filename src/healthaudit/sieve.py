"""Which of many expressions can match in a text: all strings that they need are looked for in one pass.

The pass is an automaton's (Aho and Corasick, CACM 1975), the strings are the expressions' atoms (healthaudit.atoms).
"""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import BytesAhoCorasick

from healthaudit.expressions import EDGE, Pattern, marked

#: Bytes of a text that are passed over at a time: what is found in them is listed.
_PIECE = 10_000


class Sieve:
    """Expressions by the sets of strings without which they cannot match."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Numbers the patterns in their order."""
        numbers: dict[tuple[bytes, ...], int] = {}
        self._needs = [
            sum(1 << numbers.setdefault(texts, len(numbers)) for texts in set(pattern.atoms)) for pattern in patterns
        ]
        sets: dict[bytes, int] = {}
        for texts, number in numbers.items():
            for text in {text.strip(EDGE) for text in texts}:
                sets[text] = sets.get(text, 0) | 1 << number
        self._sets = tuple(sets.values())
        self._overlap = max(map(len, sets), default=1) - 1
        self._automaton = BytesAhoCorasick(list(sets))

    def sets_in(self, text: bytes) -> int:
        """The sets of which a folded text contains a string, a bit each."""
        searched = marked(text)
        found: set[int] = set()
        for start in range(0, len(searched), _PIECE):
            piece = searched[start : start + _PIECE + self._overlap]
            found.update(which for which, _, _ in self._automaton.find_matches_as_indexes(piece, overlapping=True))
        sets = 0
        for which in found:
            sets |= self._sets[which]
        return sets

    def may_match(self, number: int, sets: int) -> bool:
        """Whether the pattern of a number can match in a text of which ``sets_in`` gave ``sets``."""
        need = self._needs[number]
        return sets & need == need
