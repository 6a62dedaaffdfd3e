"""Which expressions can match in which sentences: those whose atoms stand there.

What passes is matched in full afterwards. Measured against an RE2::Set over all triggers: the set takes forty
milliseconds to compile, and on pages that differ its automaton outgrows its memory again and again, so that on two
hundred real pages it took five times as long as an index of atoms.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from healthaudit.expressions import DIGIT, EDGE, Pattern
from healthaudit.language import Reading, Sentence

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

#: Of an atom the automaton knows so many bytes: it is built at every start, and the rest is looked at afterwards.
_HEAD = 5
#: Atoms longer than this are looked for only where so many of their bytes stand.
_PREFIX = 8
#: Bytes of an atom that are compared; a length has to fit into a byte.
_LONGEST = 255
_DIGITS = re.compile(rb"\d+")
_WORD = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyz_")

_Sets = tuple[list[int], list[int], list[int], list[int]]
#: Ways in which an atom can be bordered: (whether a word begins with it, whether one ends with it).
_BORDERS = ((False, False), (True, False), (False, True), (True, True))


def index_of(patterns: Sequence[Pattern]) -> dict[str, Any]:
    """What a Filter needs to know of the patterns, as plain data. Takes a while.

    Sets of atoms are numbered. What would be tens of thousands of small tuples is packed into bytes: it is loaded at
    every start, and a page looks at little of it. All pairs below are (for the text, for the text with its mentions
    overwritten).

    - needs: for each pattern the numbers of its sets
    - heads: the first bytes of all atoms
    - lengths: a pair of lists: for each head the lengths of its short atoms, a byte each
    - longer: a pair of mappings from the first bytes of long atoms to their lengths, a byte each
    - members: a pair of mappings from atoms (without borders) to the sets that they belong to, packed by ``_pack``
    - digits: numbers of the sets that any digit belongs to
    """
    numbers: dict[tuple[bool, tuple[bytes, ...]], int] = {}
    needs = tuple(
        tuple(numbers.setdefault((pattern.slotted, texts), len(numbers)) for texts in pattern.atoms)
        for pattern in patterns
    )
    digits: list[int] = []
    bodies: tuple[dict[bytes, _Sets], dict[bytes, _Sets]] = ({}, {})
    heads: dict[bytes, tuple[set[int], set[int]]] = {}
    longer: tuple[dict[bytes, set[int]], dict[bytes, set[int]]] = ({}, {})
    for (slotted, texts), number in numbers.items():
        for text in texts:
            if text == DIGIT:
                digits.append(number)
                continue
            body = text.strip(EDGE)[:_LONGEST]
            lengths = heads.setdefault(body[:_HEAD], (set(), set()))[slotted]
            if len(body) > _PREFIX:
                lengths.add(0)  # there are long ones as well
                longer[slotted].setdefault(body[:_PREFIX], set()).add(len(body))
            else:
                lengths.add(len(body))
            borders = (text.startswith(EDGE), text.endswith(EDGE) and len(text.strip(EDGE)) == len(body))
            bodies[slotted].setdefault(body, ([], [], [], []))[_BORDERS.index(borders)].append(number)
    return {
        "needs": needs,
        "heads": tuple(heads),
        "lengths": tuple(tuple(bytes(sorted(pair[slotted])) for pair in heads.values()) for slotted in (False, True)),
        "longer": tuple({head: bytes(sorted(lengths)) for head, lengths in each.items()} for each in longer),
        "members": tuple({body: _pack(sets) for body, sets in each.items()} for each in bodies),
        "digits": tuple(digits),
    }


def _pack(sets: _Sets) -> bytes:
    """Four numbers of sets by border, cumulated, and the numbers of the sets."""
    ends = list(accumulate(map(len, sets)))
    return array("I", [*ends, *chain.from_iterable(sets)]).tobytes()


class Candidates(NamedTuple):
    """What a page leaves of the expressions."""

    sets: Sequence[frozenset[int] | set[int]]
    """For each sentence the sets of atoms of which it contains one."""
    needs: Sequence[tuple[int, ...]]
    triggers: Mapping[int, Sequence[int]]
    """Sentence number -> numbers of the triggers that can match in it, both in rising order."""

    def may_match(self, number: int, sentence: int) -> bool:
        """Whether the expression of a number can match in a sentence."""
        return self.sets[sentence].issuperset(self.needs[number])


class Filter:
    """Finds candidates by the strings without which an expression cannot match."""

    def __init__(self, plain: Mapping[str, Any], triggers: int) -> None:
        """From what ``index_of`` gave for patterns of which the first ``triggers`` are looked for everywhere."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        self._needs: tuple[tuple[int, ...], ...] = plain["needs"]
        self._lengths: tuple[tuple[bytes, ...], tuple[bytes, ...]] = plain["lengths"]
        self._longer: tuple[Mapping[bytes, bytes], Mapping[bytes, bytes]] = plain["longer"]
        self._members: tuple[Mapping[bytes, bytes], Mapping[bytes, bytes]] = plain["members"]
        self._digits: tuple[int, ...] = plain["digits"]
        # Of the implementations this one is built soonest, which counts for more here than the fastest search.
        self._automaton: BytesAhoCorasick = BytesAhoCorasick(
            list(plain["heads"]), implementation=Implementation.NoncontiguousNFA
        )
        self._first: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        """Set -> the triggers whose first set it is, and their other sets."""
        self._always: list[int] = []
        """Triggers without atoms, which have to be tried everywhere."""
        for number, needs in enumerate(self._needs[:triggers]):
            if needs:
                self._first.setdefault(needs[0], []).append((number, needs[1:]))
            else:
                self._always.append(number)

    def candidates(self, reading: Reading) -> Candidates:
        """Which triggers can match where."""
        sets: list[set[int]] = [set() for _ in reading.sentences]
        ends = [sentence.end for sentence in reading.sentences]
        for slotted, text in enumerate((reading.folded, reading.masked)):
            self._find(text.lower(), reading.sentences, slotted, sets)
        for number in {bisect_left(ends, match.end()) for match in _DIGITS.finditer(reading.folded)}:
            if number < len(sets):
                sets[number].update(self._digits)
        found = {number: sorted(self._possible(there)) for number, there in enumerate(sets)}
        return Candidates(sets, self._needs, {number: triggers for number, triggers in found.items() if triggers})

    def _find(self, text: bytes, sentences: Sequence[Sentence], slotted: int, sets: Sequence[set[int]]) -> None:
        """Put into ``sets`` the sets of the atoms that stand in the sentences."""
        if not sentences:
            return
        lengths, longer, members = self._lengths[slotted], self._longer[slotted], self._members[slotted]
        at, (first, last, _) = 0, sentences[0]
        for head, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if not (possible := lengths[head]):
                continue
            while end > last and at + 1 < len(sentences):
                at += 1
                first, last, _ = sentences[at]
            if start < first or end > last:
                continue
            if not possible[0]:
                possible = possible[1:] + longer.get(text[start : start + _PREFIX], b"")
            for length in possible:
                packed = members.get(text[start : start + length])
                if packed and (stop := start + length) <= last:
                    begins = start == first or text[start - 1] not in _WORD
                    ends = stop == last or text[stop] not in _WORD
                    numbers = memoryview(packed).cast("I")
                    free, begun, ended, both = numbers[:4]
                    sets[at].update(numbers[4 : 4 + (begun if begins else free)])
                    if ends:
                        sets[at].update(numbers[4 + begun : 4 + (both if begins else ended)])

    def _possible(self, there: set[int]) -> Iterator[int]:
        for number in there & self._first.keys():
            for trigger, others in self._first[number]:
                if there.issuperset(others):
                    yield trigger
        yield from self._always
