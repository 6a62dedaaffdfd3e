"""Which triggers can match in which sentences: those whose atoms stand there.

What passes is matched in full afterwards. Measured against an RE2::Set over all triggers: the set takes forty
milliseconds to compile, and on pages that differ its automaton outgrows its memory again and again, so that on two
hundred real pages it took five times as long as this.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.expressions import DIGIT, Expression, Pattern, possible
from healthaudit.language import Reading

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

#: Of an atom the automaton knows so many bytes: it is built at every start, and the rest is looked at afterwards.
_HEAD = 5
_DIGITS = re.compile(rb"\d+")


class Trigger(NamedTuple):
    """One of the expressions that a rule looks for."""

    rule: int
    """Index of the rule."""
    expression: Expression

    @property
    def pattern(self) -> Pattern:
        """Text and atoms of the expression."""
        return self.expression.pattern


class _Index(NamedTuple):
    """The first set of atoms of each trigger, ready to be searched for."""

    automaton: BytesAhoCorasick
    triggers: tuple[tuple[int, ...], ...]
    """For each head of an atom the triggers that it belongs to."""
    always: tuple[int, ...]
    """Triggers without atoms, which have to be tried everywhere."""
    digits: tuple[int, ...]
    """Triggers with any digit among their first atoms."""


class Filter:
    """Finds candidates by the strings without which an expression cannot match."""

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._triggers = triggers
        numbers: dict[tuple[bytes, ...], int] = {}
        self._needed = [
            tuple(numbers.setdefault(strings, len(numbers)) for strings in sorted(trigger.pattern.atoms, key=len))
            for trigger in triggers
        ]
        """For each trigger the numbers of its sets, shortest first."""
        self._sets = tuple(numbers)
        self._indices = [(slots, self._index(slots)) for slots in (False, True)]

    def _index(self, slots: bool) -> _Index:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        triggers_of: dict[bytes, dict[int, None]] = {}
        always: list[int] = []
        digits: list[int] = []
        for number, trigger in enumerate(self._triggers):
            if trigger.pattern.slotted is not slots:
                continue
            first = trigger.pattern.atoms[0] if trigger.pattern.atoms else ()
            if not first:
                always.append(number)
            for atom in first:
                if atom == DIGIT:
                    digits.append(number)
                else:
                    triggers_of.setdefault(atom[:_HEAD], {})[number] = None
        # Of the implementations this one is built soonest, which counts for more here than the fastest search.
        automaton = BytesAhoCorasick(list(triggers_of), implementation=Implementation.NoncontiguousNFA)
        return _Index(automaton, tuple(map(tuple, triggers_of.values())), tuple(always), tuple(digits))

    def candidates(self, reading: Reading) -> Mapping[int, Sequence[int]]:
        """Sentence number -> numbers of the triggers that can match in it, both in rising order."""
        found: dict[int, list[int]] = {}
        ends = [sentence.end for sentence in reading.sentences]
        with_digits = {bisect_left(ends, match.end()) for match in _DIGITS.finditer(reading.folded)}
        for slots, index in self._indices:
            haystack = (reading.masked if slots else reading.folded).lower()
            for number, triggers in sorted(self._first(index, haystack, ends, with_digits).items()):
                sentence = reading.sentences[number]
                text = haystack[sentence.start : sentence.end]
                known: dict[int, bool] = {}  # many triggers share the same sets
                for trigger in triggers:
                    for needed in self._needed[trigger]:
                        if needed not in known:
                            strings = (self._sets[needed],)
                            known[needed] = possible(strings, text, has_digit=number in with_digits)
                        if not known[needed]:
                            break
                    else:
                        found.setdefault(number, []).append(trigger)
        return {number: sorted(found[number]) for number in sorted(found)}

    @staticmethod
    def _first(index: _Index, haystack: bytes, ends: list[int], with_digits: set[int]) -> Mapping[int, set[int]]:
        """Sentences that have an atom of a trigger's first set."""
        found: dict[int, set[int]] = {}

        def add(number: int, triggers: tuple[int, ...]) -> None:
            if triggers and number < len(ends):
                found.setdefault(number, set()).update(triggers)

        for atom, _, end in index.automaton.find_matches_as_indexes(haystack, overlapping=True):
            add(bisect_left(ends, end), index.triggers[atom])
        for number in with_digits:
            add(number, index.digits)
        for number in range(len(ends) if index.always else 0):
            add(number, index.always)
        return found
