"""Scores sentences with the weights of a model: sums of integers, no library needed.

The score of a label is its bias, the weights of the cues, and those of words, pairs and pieces over the square root
of the number of words (damped). All of this is linear, so what a word brings with it, its pieces included, is summed
once and kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.classifier.features import cues, pairs, pieces, tokens
from healthaudit.classifier.weights import Family, Weights
from healthaudit.model import BlockKind

#: Words of which the sums are kept; a language has no end of names.
_KEPT = 50_000


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
        self._by_family = _Sums(weights, range(len(weights.families)))
        self._by_kind = _Sums(weights, range(len(weights.families), len(weights.columns)))

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that it can tell."""
        return self.weights.families

    def scores(self, folded: str, block: BlockKind) -> tuple[float, ...]:
        """One score a family for a sentence that stands in a block of this kind.

        ``folded`` is its text as ``healthaudit.language.fold`` leaves it, decoded from Latin-1.
        """
        words = tokens(folded)
        biases = [family.bias for family in self.weights.families]
        return tuple(self._by_family.scores(words, cues(folded, words, block), biases))

    def kind(self, folded: str, block: BlockKind, family: int) -> str:
        """The label within a family that is the likeliest for a sentence."""
        words = tokens(folded)
        biases = [kind.bias for kind in self.weights.kinds]
        scores = list(self._by_kind.scores(words, cues(folded, words, block), biases))
        return self.weights.kinds[max(self.weights.families[family].kinds, key=scores.__getitem__)].label

    def drivers(self, folded: str, family: int, most: int = 3) -> tuple[Driver, ...]:
        """The words that speak loudest for a family, loudest first."""
        words = tokens(folded)
        own = [self._by_family.of_word(word)[family] for word in words]
        joined = [self._by_family.of_pair(pair)[family] for pair in pairs(words)]
        share = self.weights.step / math.sqrt(len(words) + self.weights.damping)
        total: dict[str, float] = {}
        for at, word in enumerate(words):
            if len(word) > 1 and word[0].isalpha():
                total[word] = total.get(word, 0.0) + (own[at] + (joined[at] + joined[at + 1]) / 2) * share
        loudest = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Driver(word, weight) for word, weight in loudest[:most] if weight > 0)


class _Sums:
    """Weights of some columns, summed over what belongs to a word."""

    def __init__(self, weights: Weights, columns: Sequence[int]) -> None:
        self._weights = weights
        self._columns = [weights.columns[column] for column in columns]
        self._nothing = (0,) * len(self._columns)
        self._words: dict[str, tuple[int, ...]] = {}

    def scores(self, words: Sequence[str], found: Iterator[str], biases: Sequence[float]) -> Iterator[float]:
        """One score a column."""
        weights, known = self._weights, self._words
        rows = [weights.words[pair] for pair in pairs(words) if pair in weights.words]
        kept = [known.get(word) or self.of_word(word) for word in words]
        kept.append(self._nothing)  # so that a sentence without words has columns, too
        share = weights.step / math.sqrt(len(words) + weights.damping)
        at = [weights.cues[cue] for cue in found if cue in weights.cues]
        for column, summed, bias in zip(self._columns, zip(*kept, strict=True), biases, strict=True):
            of_pairs = sum([column[row] for row in rows])
            yield bias + (sum(summed) + of_pairs) * share + sum([column[row] for row in at]) * weights.step

    def of_word(self, word: str) -> tuple[int, ...]:
        """What a word brings with it, pieces included, in steps."""
        kept = self._words.get(word)
        if kept is None:
            rows = [self._weights.pieces[piece] for piece in pieces(word) if piece in self._weights.pieces]
            if word in self._weights.words:
                rows.append(self._weights.words[word])
            kept = tuple(sum([column[row] for row in rows]) for column in self._columns)
            if len(self._words) >= _KEPT:
                self._words.clear()
            self._words[word] = kept
        return kept

    def of_pair(self, pair: str) -> tuple[int, ...]:
        """What a pair of words brings with it, in steps."""
        row = self._weights.words.get(pair)
        return self._nothing if row is None else tuple(column[row] for column in self._columns)
