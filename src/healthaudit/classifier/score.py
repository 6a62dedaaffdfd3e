"""Scores sentences with the weights of a model: sums of integers, no library needed.

The score of a label is its bias, the weights of the cues, and those of words, pairs and pieces over the square root
of the number of words (damped). All of this is linear, so what a word brings with it, its pieces included, is summed
once and kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from healthaudit.classifier.features import cues, pairs, pieces, tokens
from healthaudit.classifier.weights import Family, Weights
from healthaudit.model import BlockKind

#: Words of which the sums are kept; a language has no end of names.
_KEPT = 50_000
#: Bits of a lane: room for the sum of four million of the greatest weights.
_LANE = 38
_MASK = (1 << _LANE) - 1


class Driver(NamedTuple):
    """A word that speaks for a label."""

    word: str
    """In lower case."""
    weight: float
    """What it adds to the score, with its pieces and half of each of its pairs."""


class Classifier:
    """A model, ready to score."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        families = len(weights.families)
        self._by_family = _Sums(weights, slice(0, families), [family.bias for family in weights.families])
        self._by_kind = _Sums(weights, slice(families, weights.width), [kind.bias for kind in weights.kinds])

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that it can tell."""
        return self.weights.families

    def scores(self, folded: str, block: BlockKind) -> tuple[float, ...]:
        """One score a family for a sentence that stands in a block of this kind.

        ``folded`` is its text as ``healthaudit.language.fold`` leaves it, decoded from Latin-1.
        """
        words = tokens(folded)
        return self._by_family.scores(words, cues(folded, words, block))

    def kind(self, folded: str, block: BlockKind, family: int) -> str:
        """The label within a family that is the likeliest for a sentence."""
        words = tokens(folded)
        scores = self._by_kind.scores(words, cues(folded, words, block))
        return self.weights.kinds[max(self.weights.families[family].kinds, key=scores.__getitem__)].label

    def drivers(self, folded: str, family: int, most: int = 3) -> tuple[Driver, ...]:
        """The words that speak loudest for a family, loudest first."""
        words = tokens(folded)
        own = [self._by_family.of_word(word, family) for word in words]
        joined = [self._by_family.of_pair(pair, family) for pair in pairs(words)]
        share = self.weights.step / math.sqrt(len(words) + self.weights.damping)
        total: dict[str, float] = {}
        for at, word in enumerate(words):
            if len(word) > 1 and word[0].isalpha():
                total[word] = total.get(word, 0.0) + (own[at] + (joined[at] + joined[at + 1]) / 2) * share
        loudest = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Driver(word, weight) for word, weight in loudest[:most] if weight > 0)


class _Sums:
    """Weights of some labels, summed over what belongs to a word.

    The weights of a feature for all labels are one integer, a lane of bits each: adding two integers adds every lane,
    several times quicker than label by label. They are packed when first met.
    """

    def __init__(self, weights: Weights, labels: slice, biases: Sequence[float]) -> None:
        self._weights = weights
        self._labels = labels
        self._biases = biases
        self._words: dict[str, int] = {}
        self._others: dict[str, int] = {}
        """Pairs, pieces and cues: a pair has a space in it, and a cue begins with a sign that is in no word."""

    def scores(self, words: Sequence[str], found: Iterable[str]) -> tuple[float, ...]:
        """One score a label."""
        kept, others, weights = self._words, self._others, self._weights
        said = sum([kept[word] if word in kept else self._word(word) for word in words])
        for pair in pairs(words):
            if pair in others:
                said += others[pair]
            elif pair in weights.words:
                said += self._other(pair, weights.words[pair])
        told = sum([self._other(cue, weights.cues[cue]) for cue in found if cue in weights.cues])
        share = weights.step / math.sqrt(len(words) + weights.damping)
        parts = zip(self._biases, self._unpacked(said), self._unpacked(told), strict=True)
        return tuple(bias + of_words * share + of_cues * weights.step for bias, of_words, of_cues in parts)

    def of_word(self, word: str, label: int) -> int:
        """What a word brings with it for a label, pieces included, in steps."""
        return list(self._unpacked(self._word(word)))[label]

    def of_pair(self, pair: str, label: int) -> int:
        """What a pair of words brings with it for a label, in steps."""
        at = self._weights.words.get(pair)
        return 0 if at is None else self._weights.rows[at + self._labels.start + label]

    def _word(self, word: str) -> int:
        kept = self._words.get(word)
        if kept is None:
            weights = self._weights
            if word in weights.words:
                kept = self._packed(weights.words[word])
            else:
                found = [piece for piece in pieces(word) if piece in weights.pieces]
                kept = sum([self._other(piece, weights.pieces[piece]) for piece in found])
            if len(self._words) >= _KEPT:
                self._words.clear()
            self._words[word] = kept
        return kept

    def _other(self, name: str, at: int) -> int:
        if name not in self._others:
            self._others[name] = self._packed(at)
        return self._others[name]

    def _packed(self, at: int) -> int:
        """The weights of the feature that begins at ``at``, the first label in the lowest lane."""
        total = 0
        for weight in reversed(self._weights.rows[at + self._labels.start : at + self._labels.stop]):
            total = (total << _LANE) + weight
        return total

    def _unpacked(self, total: int) -> Iterator[int]:
        for _ in self._biases:
            lane = total & _MASK
            if lane > _MASK >> 1:  # a negative number, which has borrowed from the next lane
                lane -= _MASK + 1
            yield lane
            total = (total - lane) >> _LANE
