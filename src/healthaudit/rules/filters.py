"""Which expressions can match in which sentences: those whose atoms stand there, as far as single words tell.

Of every atom (``healthaudit.atoms``) the most telling word is looked for, or the most telling pair of neighbouring
words: "no more than" stands only where "more than" does. Pages repeat their words, so what a word says is found out
once. What passes is matched in full afterwards.

Measured against two others: an RE2::Set over all triggers takes forty milliseconds to compile and, on pages that
differ, outgrows its memory again and again; an automaton over all atoms (Aho-Corasick) takes four times as long.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from healthaudit.expressions import DIGIT, EDGE, SLOTS, Pattern, marked
from healthaudit.language import Reading
from healthaudit.patterns import compiled

#: Words as RE2 sees them, digits as their mark.
_WORDS = compiled(rb"[a-z_\x03]+")
#: Single characters that are looked for as well.
_MARKS = (*(slot.encode() for slot in SLOTS.values()), b'"')
#: Words of which the filter remembers what they say; a hostile page has no end of them.
_KNOWN = 30_000
#: Bytes of a longer word that are looked at, at either end.
_LONGEST = 64
#: A word that tells little, however long.
_COMMON = frozenset(
    b"""the our your you of for and with all any from that this are is in to by we can has have most more get people
    patients treatment treatments therapy help not will also when they their who book call no than be been may at on or
    as an it if do does what how but was were into out up one after health care pain""".split()
)
#: How a part stands in a word of the text: it is the word, begins it, ends it, or lies in it.
_WHOLE, _BEGINS, _ENDS, _WITHIN, _PAIR, _MARK = range(6)

_Part = tuple[int, bytes]


def index_of(patterns: Sequence[Pattern]) -> dict[str, Any]:
    """What a Filter needs to know of the patterns, as plain data. Takes a while.

    Sets of atoms are numbered, and those numbers packed into bytes: they are loaded at every start, and a page looks
    at few of them.

    - needs: for each pattern the numbers of its sets, packed
    - parts: for each of whole, begins, ends, within, pair, mark: part -> the sets that it belongs to, packed
    - triggers: for each set the patterns whose first set it is, packed
    """
    numbers: dict[tuple[bytes, ...], int] = {}
    parts: tuple[dict[bytes, set[int]], ...] = ({}, {}, {}, {}, {}, {})
    needs: list[list[int]] = []
    first: dict[int, list[int]] = {}
    for index, pattern in enumerate(patterns):
        mine = []
        for texts in pattern.atoms:
            told = [_most_telling(text) for text in texts]
            if None in told:
                continue
            if texts not in numbers:
                numbers[texts] = len(numbers)
                for how, part in filter(None, told):
                    parts[how].setdefault(part, set()).add(numbers[texts])
            mine.append(numbers[texts])
        needs.append(mine)
        if mine:
            first.setdefault(mine[0], []).append(index)
    return {
        "needs": tuple(map(_packed, needs)),
        "parts": tuple({part: _packed(sorted(sets)) for part, sets in each.items()} for each in parts),
        "triggers": tuple(_packed(first.get(number, ())) for number in range(len(numbers))),
    }


def _most_telling(atom: bytes) -> _Part | None:
    """The part of an atom to look for; None when there is none, as in a comma."""
    begun, ended, body = atom[:1] == EDGE, atom[-1:] == EDGE, atom.strip(EDGE)
    best: tuple[tuple[int, int], _Part] | None = None
    before: tuple[bytes, bool] | None = None
    for word in _WORDS.finditer(body):
        text, begins, ends = word.group(), begun or word.start() > 0, ended or word.end() < len(body)
        how = (_WITHIN, _ENDS, _BEGINS, _WHOLE)[2 * begins + ends]
        found = [((_tells(how, text), len(text) + begins + ends), (how, text))]
        if before and before[1] and ends:
            told = _tells(_WHOLE, before[0]) + _tells(_WHOLE, text)
            found.append(((told, 40 + len(before[0] + text)), (_PAIR, before[0] + b" " + text)))
        best = max([*found, best] if best else found)
        before = text, begins
    mark = next((mark for mark in _MARKS if mark in body), None)
    if mark and (best is None or best[0] < (1, 5)):
        return _MARK, mark
    return best[1] if best else None


def _tells(how: int, text: bytes) -> int:
    """1 unless nearly every sentence has such a word: a number, a common one, one that ends in "in"."""
    return int(len(text.strip(DIGIT)) > 1 + (how != _BEGINS) and (how != _WHOLE or text not in _COMMON))


def _packed(numbers: Iterable[int]) -> bytes:
    return array("H", numbers).tobytes()


def _unpacked(packed: bytes) -> memoryview:
    return memoryview(packed).cast("H")


class _Said(NamedTuple):
    """What a word says."""

    sets: int
    """The sets of atoms of which it is a part, a bit each."""
    triggers: tuple[tuple[int, int], ...]
    """The triggers whose first set is among them, and their other sets, a bit each."""


class Candidates(NamedTuple):
    """What a page leaves of the expressions."""

    sets: Sequence[int]
    """For each sentence the sets of atoms of which it may contain one, a bit each."""
    needs: Mapping[int, int]
    triggers: Mapping[int, Sequence[int]]
    """Sentence number -> numbers of the triggers that can match in it, both in rising order."""

    def may_match(self, number: int, sentence: int) -> bool:
        """Whether the expression of a number can match in a sentence."""
        need = self.needs[number]
        return self.sets[sentence] & need == need


class _Needs(dict[int, int]):
    """Number of an expression -> its sets, a bit each; made when they are asked for."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, number: int) -> int:
        bits = self[number] = _bits(_unpacked(self._packed[number]))
        return bits


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


class _Words(dict[bytes, _Said]):
    """Word -> what it says; found out when it is first asked for."""

    def __init__(self, plain: Mapping[str, Any], needs: Mapping[int, int], triggers: int) -> None:
        super().__init__()
        self._whole, self._begins, self._ends, self._within, *_ = plain["parts"]
        self._triggers: Sequence[bytes] = plain["triggers"]
        self._needs = needs
        self._count = triggers
        self._lengths = sorted({len(part) for part in self._within})

    def __missing__(self, word: bytes) -> _Said:
        if len(self) >= _KNOWN:
            self.clear()
        said = self[word] = self.of_parts(self._parts_of(word))
        return said

    def of_parts(self, parts: Iterable[bytes | None]) -> _Said:
        """What parts say together, given the sets that each belongs to."""
        sets = {number for packed in parts if packed for number in _unpacked(packed)}
        triggers = sorted({trigger for number in sets for trigger in _unpacked(self._triggers[number])})
        # By far the most words say nothing; those that do share what they need with the expressions themselves.
        return _Said(_bits(sets), tuple((one, self._needs[one]) for one in triggers if one < self._count))

    def _parts_of(self, word: bytes) -> Iterable[bytes | None]:
        yield self._whole.get(word)
        begins, ends = word[:_LONGEST], word[-_LONGEST:]
        for length in range(1, len(begins) + 1):
            yield self._begins.get(begins[:length])
            yield self._ends.get(ends[-length:])
        inner = word if len(word) <= 2 * _LONGEST else begins + b" " + ends
        for length in self._lengths:
            for start in range(len(inner) - length + 1):
                yield self._within.get(inner[start : start + length])


class Filter:
    """Finds candidates by the words without which an expression cannot match."""

    def __init__(self, plain: Mapping[str, Any], triggers: int) -> None:
        """From what ``index_of`` gave for patterns of which the first ``triggers`` are looked for everywhere."""
        packed: Sequence[bytes] = plain["needs"]
        self._needs = _Needs(packed)
        self._words = _Words(plain, self._needs, triggers)
        *_, self._pairs, marks = plain["parts"]
        self._marks = tuple((mark, self._words.of_parts([marks.get(mark)])) for mark in _MARKS)
        self._always = frozenset(number for number in range(triggers) if not packed[number])
        """Triggers without atoms, which have to be tried everywhere."""
        self._known_pairs: dict[bytes, _Said] = {}

    def candidates(self, reading: Reading) -> Candidates:
        """Which triggers can match where."""
        text, masked = marked(reading.folded), reading.masked
        find, said_by, joined, pairs = _WORDS.findall, self._words.__getitem__, b" ".join, self._pairs.keys()
        sets: list[int] = []
        triggers: dict[int, Sequence[int]] = {}
        for number, (start, end, _) in enumerate(reading.sentences):
            words = find(text, start, end)
            said = list(map(said_by, set(words)))
            said += map(self._of_pair, pairs & set(map(joined, pairwise(words))))
            for mark, what in self._marks:
                # Slots are in the text with its mentions overwritten alone, and a quotation mark may be in a mention.
                if masked.find(mark, start, end) >= 0 or text.find(mark, start, end) >= 0:
                    said.append(what)
            there = 0
            for bits, _ in said:
                there |= bits
            sets.append(there)
            found = {trigger for _, firsts in said for trigger, need in firsts if there & need == need} | self._always
            if found:
                triggers[number] = sorted(found)
        return Candidates(sets, self._needs, triggers)

    def _of_pair(self, pair: bytes) -> _Said:
        said = self._known_pairs.get(pair)
        if said is None:
            said = self._known_pairs[pair] = self._words.of_parts([self._pairs[pair]])
        return said
