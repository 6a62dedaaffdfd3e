"""What the classifier makes of the sentences of a page, beside the rules and without them.

Most sentences of most pages are sound, fewer of those that the classifier learnt from: its likelihoods are brought down
(or up) to the page's own share first, so that one odd sentence on a careful page stays one odd sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from healthaudit.classifier.score import Classifier
from healthaudit.classifier.weights import sigmoid
from healthaudit.language import Reading
from healthaudit.model import BlockKind, Region

#: The classifier learnt from what people read as the page's own words.
_NOT_JUDGED = frozenset([BlockKind.REFERENCE, BlockKind.CODE, BlockKind.ALT_TEXT])
_NOT_READ = frozenset([Region.HIDDEN, Region.NAVIGATION])
#: A sentence of fewer words says too little to be judged by its words alone.
_FEWEST = 3
#: As many sentences as this with the share that the model learnt from are added to every page's own.
_STUBBORN = 20
_ROUNDS = 20
#: How far a rule's confidence is moved at most, in log-odds. The classifier learnt from made-up sentences: it is surer
#: of itself on real pages than it should be, where what rules find is mostly right.
_FARTHEST = 1.0
#: However sure the two are, confidence stays between these.
_LEAST, _MOST = 0.05, 0.99


class Suspicion(NamedTuple):
    """A sentence in which the classifier by itself would have a finding."""

    sentence: int
    family: str
    label: str
    """Family and kind, such as "overclaim/efficacy"."""
    likelihood: float
    """0 to 1, given that no rule of the family has a finding there."""
    fails: bool
    """Whether the model is sure enough for more than a review."""
    drivers: tuple[str, ...]


class Opinions:
    """Opinions on one page; each sentence is scored once."""

    def __init__(self, classifier: Classifier, reading: Reading) -> None:
        self._classifier = classifier
        self._reading = reading
        self._number = {family.name: number for number, family in enumerate(classifier.families)}

    @cached_property
    def _scores(self) -> Mapping[int, tuple[float, ...]]:
        """Sentence to one score a family."""
        return {
            number: self._classifier.scores(self._text(number), self._block(number)) for number in judged(self._reading)
        }

    @cached_property
    def _shifts(self) -> tuple[float, ...]:
        """What to add to the log-odds of each family on this page."""
        each = zip(*self._scores.values(), strict=True)
        return tuple(
            shift([family.curve.at(score) for score in scores], family.prior)
            for family, scores in zip(self._classifier.families, each, strict=True)
        )

    @cached_property
    def suspicions(self) -> tuple[Suspicion, ...]:
        """Sentences in which the classifier by itself would have a finding, in the order of the page."""
        return tuple(self._suspicions())

    def _suspicions(self) -> Iterator[Suspicion]:
        for number, scores in self._scores.items():
            for at, (family, score) in enumerate(zip(self._classifier.families, scores, strict=True)):
                likelihood = sigmoid(family.together.alone.odds(score) + self._shifts[at])
                if likelihood >= family.together.review:
                    yield Suspicion(
                        number,
                        family.name,
                        self._classifier.kind(self._text(number), self._block(number), at),
                        _kept(likelihood),
                        likelihood >= family.together.fail,
                        self._drivers(number, at),
                    )

    def likelihood(self, sentence: int, family: str) -> float | None:
        """How likely a reviewer would raise something of the family there; None where there is no opinion."""
        at = self._number.get(family)
        scores = self._scores.get(sentence)
        if at is None or scores is None:
            return None
        return _kept(sigmoid(self._classifier.families[at].curve.odds(scores[at]) + self._shifts[at]))

    def drivers(self, sentence: int, family: str) -> tuple[str, ...]:
        """The words that speak loudest for the family."""
        at = self._number.get(family)
        return () if at is None else self._drivers(sentence, at)

    def confidence(self, sentence: int, family: str, of_rule: float) -> float:
        """A rule's confidence, raised or lowered a little; as it was where there is no opinion."""
        at = self._number.get(family)
        scores = self._scores.get(sentence)
        if at is None or scores is None:
            return of_rule
        how = self._classifier.families[at].together
        move = min(_FARTHEST, max(-_FARTHEST, how.pull * (scores[at] - how.middle)))
        return _kept(sigmoid(_odds(of_rule) + move))

    def _drivers(self, sentence: int, family: int) -> tuple[str, ...]:
        return tuple(driver.word for driver in self._classifier.drivers(self._text(sentence), family))

    def _block(self, sentence: int) -> BlockKind:
        return self._reading.block_of(self._reading.sentences[sentence]).kind

    def _text(self, sentence: int) -> str:
        return self._reading.sentence_text(self._reading.sentences[sentence]).decode("latin-1")


def judged(reading: Reading) -> Iterator[int]:
    """Numbers of the sentences of which the classifier has an opinion."""
    for number, sentence in enumerate(reading.sentences):
        block = reading.page.blocks[sentence.block]
        shown = block.kind not in _NOT_JUDGED and block.region not in _NOT_READ
        if shown and len(reading.sentence_text(sentence).split()) >= _FEWEST:
            yield number


def shift(likelihoods: Sequence[float], prior: float) -> float:
    """What to add to the log-odds of likelihoods that hold for a share of ``prior``, on a page with a share of its own.

    That share is estimated from the likelihoods themselves, by expectation maximisation, after Saerens, Latinne and
    Decaestecker (2002), Adjusting the outputs of a classifier to new a priori probabilities, Neural Computation 14.
    A page of few sentences says little about its share, and stays near the prior.
    """
    levels = Counter(round(likelihood, 2) for likelihood in likelihoods)  # so that long pages take no longer
    added = 0.0
    for _ in range(_ROUNDS):
        expected = sum(count * sigmoid(_odds(level) + added) for level, count in levels.items())
        share = (expected + _STUBBORN * prior) / (len(likelihoods) + _STUBBORN)
        added = _odds(share) - _odds(prior)
    return added


def _odds(likelihood: float) -> float:
    kept = min(_MOST, max(1 - _MOST, likelihood))
    return math.log(kept / (1 - kept))


def _kept(likelihood: float) -> float:
    return round(min(_MOST, max(_LEAST, likelihood)), 2)
