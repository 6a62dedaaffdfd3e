"""Learns a model from labelled sentences, with scikit-learn (the extra "train").

TF-IDF of words, pairs and pieces, cues, and one logistic regression a label. Every batch of sentences is scored once
by a model that has seen neither it nor its topics; on these scores rest the calibration (Platt 1999), the thresholds,
and how the classifier works together with the rules. The order of sums, the solver (liblinear's dual, which uses no
BLAS) and the rounding of weights to steps are fixed, so that the same sentences give the same bytes.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from healthaudit.classifier.features import cues, pairs, pieces, tokens
from healthaudit.classifier.weights import MOST, Curve, Family, Kind, Together, Weights, pack, unpack
from healthaudit.digests import blake2b
from healthaudit.errors import UsageError
from healthaudit.model import BlockKind

#: So many sentences must carry a label for it to be learnt.
LEAST_OF_FAMILY, LEAST_OF_KIND = 40, 20
FOLDS = 6
#: What findings of the classifier alone must be worth on sentences that it has not seen, and how many there must be.
REVIEW_PRECISION, FAIL_PRECISION, LEAST_FINDINGS = 0.80, 0.95, 30
STEP = 2.0**-10
_DIGITS = 4


class Example(NamedTuple):
    """A labelled sentence."""

    text: str
    """Folded."""
    block: BlockKind
    labels: frozenset[str]
    """family/kind."""
    batch: str
    """Sentences by one hand, about topics of their own."""
    confidences: Mapping[str, float]
    """Family to the confidence of the surest rule that has a finding there."""
    seen_by_rules: bool = False
    """Whether rules were written with a look at it: what they find there flatters them."""
    on_page: bool = False
    """Whether it stands on a whole page. Pages are mostly sound, collected sentences are not: likelihoods are
    calibrated on the latter, and brought down to each page's own share when it is audited."""


class Settings(NamedTuple):
    """What is chosen on development; the values here measured best there."""

    strength: float = 4.0
    """Inverse of the regularisation (scikit-learn's C)."""
    of_words: float = 0.7
    of_pieces: float = 0.17
    of_cues: float = 0.7
    """How much each group of features counts for: factors on its columns."""
    damping: float = 20.0
    least_of_words: int = 2
    least_of_pieces: int = 10
    """A feature is in so many sentences at least."""


class Learnt(NamedTuple):
    """A model with what it was measured by."""

    weights: Weights
    scores: Mapping[str, Sequence[float]]
    """Family to the score of each example by a model that had not seen its batch."""


_BEST = Settings()


def train(examples: Sequence[Example], settings: Settings = _BEST) -> Learnt:
    """Learn a model. Raises UsageError when there are too few sentences."""
    families, kinds = labels(examples)
    scores = unseen_scores(examples, families, settings)
    columns, rows, biases = weigh(examples, [*families, *kinds], settings)
    collected = np.array([not example.on_page for example in examples])
    by_family = [
        Family(
            name,
            biases[number],
            _share(carry(examples, name)[collected]),
            _curve(np.array(scores[name])[collected], carry(examples, name)[collected]),
            _together(examples, scores[name], name),
            tuple(at for at, kind in enumerate(kinds) if kind.startswith(f"{name}/")),
        )
        for number, name in enumerate(families)
    ]
    named = [Kind(kind, bias) for kind, bias in zip(kinds, biases[len(families) :], strict=True)]
    return Learnt(_weights(columns, by_family, named, rows, _digest(examples)), scores)


def _share(right: Any) -> float:
    """Share that is right, neither none nor all of it: likelihoods are told by their odds."""
    return round((float(right.sum()) + 0.5) / (len(right) + 1), _DIGITS)


def weigh(examples: Sequence[Example], names: Sequence[str], settings: Settings) -> tuple[Columns, Any, list[float]]:
    """The features, their weights in steps (a row a label) and a bias a label."""
    columns = Columns.of(examples, settings)
    matrix = columns.matrix(examples)
    fitted = [fit(matrix, carry(examples, name), settings) for name in names]
    rows = np.array([columns.as_steps(one.coef_[0]) for one in fitted])
    return columns, rows, [round(float(one.intercept_[0]), _DIGITS) for one in fitted]


def _digest(examples: Sequence[Example]) -> str:
    """Of what is learnt from; what rules find there is not part of it."""
    digest = blake2b(digest_size=16)
    for one in examples:
        digest.update("\0".join((one.batch, one.block, one.text, *sorted(one.labels))).encode() + b"\n")
    return digest.hexdigest()


def search(
    examples: Sequence[Example],
    say: Callable[[str], None],
    strengths: Sequence[float] = (1.0, 2.0, 4.0, 8.0),
    pieces: Sequence[float] = (0.06, 0.1, 0.17),
    cues: Sequence[float] = (0.2, 0.4, 0.7),
) -> Settings:
    """The settings with the best mean average precision over families, on batches that the models had not seen."""
    families, _ = labels(examples)
    best, best_value = _BEST, -1.0
    for strength, of_pieces, of_cues in product(strengths, pieces, cues):
        tried = Settings(strength=strength, of_pieces=of_pieces, of_cues=of_cues)
        scores = unseen_scores(examples, families, tried)
        value = float(np.mean([average_precision_score(carry(examples, name), scores[name]) for name in families]))
        say(f"strength {strength:g}, pieces {of_pieces:g}, cues {of_cues:g}: mean average precision {value:.4f}")
        if value > best_value:
            best, best_value = tried, value
    return best


def unseen_scores(
    examples: Sequence[Example], families: Sequence[str], settings: Settings
) -> dict[str, Sequence[float]]:
    """Family to the score of each example by a model that had not seen its batch."""
    batches = sorted({example.batch for example in examples})
    fold_of = {batch: number % min(FOLDS, len(batches)) for number, batch in enumerate(batches)}
    folds = np.array([fold_of[example.batch] for example in examples])
    scores = {name: np.zeros(len(examples)) for name in families}
    for fold in sorted(set(fold_of.values())):
        known = [example for example, its in zip(examples, folds, strict=True) if its != fold]
        unknown = [example for example, its in zip(examples, folds, strict=True) if its == fold]
        columns = Columns.of(known, settings)
        learn, judge = columns.matrix(known), columns.matrix(unknown)
        for name in families:
            fitted = fit(learn, carry(known, name), settings)
            scores[name][folds == fold] = fitted.decision_function(judge)
    return {name: [round(float(score), _DIGITS) for score in its] for name, its in scores.items()}


def labels(examples: Sequence[Example]) -> tuple[list[str], list[str]]:
    """Families and kinds of which there are enough sentences. Raises UsageError when there are none."""
    if len({example.batch for example in examples}) < 2:
        raise UsageError(
            "a corpus needs two batches at least", "a batch is a file by one hand, about topics of its own"
        )
    of_kind = Counter(label for example in examples for label in example.labels)
    of_family = Counter(name for its in examples for name in {label.partition("/")[0] for label in its.labels})
    kinds = sorted(kind for kind, count in of_kind.items() if count >= LEAST_OF_KIND)
    families = sorted(
        name
        for name, count in of_family.items()
        if LEAST_OF_FAMILY <= count <= len(examples) - LEAST_OF_FAMILY
        and any(kind.startswith(f"{name}/") for kind in kinds)
    )
    if not families:
        raise UsageError(
            "the corpus has too few labelled sentences",
            f"a family needs {LEAST_OF_FAMILY} sentences with it and without it, a kind {LEAST_OF_KIND}",
        )
    return families, [kind for kind in kinds if kind.partition("/")[0] in families]


def carry(examples: Sequence[Example], label: str) -> Any:
    """Which examples carry a kind, or any kind of a family."""
    return np.array([any(one == label or one.startswith(f"{label}/") for one in its.labels) for its in examples])


def fit(matrix: Any, right: Any, settings: Settings) -> Any:
    """scikit-learn's regression of one label."""
    solver = LogisticRegression(
        C=settings.strength, solver="liblinear", dual=True, tol=1e-3, max_iter=2000, intercept_scaling=5, random_state=0
    )
    return solver.fit(matrix, right)


class Columns(NamedTuple):
    """The features of a corpus, and what each is multiplied with: its IDF and the factor of its group."""

    words: CountVectorizer
    pieces: CountVectorizer
    cues: CountVectorizer
    factors: Any
    damping: float

    @classmethod
    def of(cls, examples: Sequence[Example], settings: Settings) -> Columns:
        groups = (
            (_words_of, settings.least_of_words, settings.of_words, True),
            (_pieces_of, settings.least_of_pieces, settings.of_pieces, True),
            (_cues_of, 1, settings.of_cues, False),
        )
        counters, factors = [], []
        for analyse, least, weight, rarity in groups:
            counter = CountVectorizer(analyzer=analyse, min_df=least, lowercase=False)
            try:
                counts = counter.fit_transform(examples)
            except ValueError:  # of an empty vocabulary
                raise UsageError(
                    f"nothing that the sentences have in common: no feature is in {least} of them",
                    "a corpus needs hundreds of sentences",
                ) from None
            idf = TfidfTransformer(norm=None).fit(counts).idf_ if rarity else np.ones(counts.shape[1])
            counters.append(counter)
            factors.append(idf * weight)
        of_words, of_pieces, of_cues = counters
        return cls(of_words, of_pieces, of_cues, np.concatenate(factors), settings.damping)

    def matrix(self, examples: Sequence[Example]) -> Any:
        """A row an example: what it is to the model."""
        share = diags([1 / math.sqrt(len(tokens(example.text)) + self.damping) for example in examples])
        counted = [share @ counter.transform(examples) for counter in (self.words, self.pieces)]
        return csr_matrix(hstack([*counted, self.cues.transform(examples)]) @ diags(self.factors))

    def as_steps(self, coefficients: Any) -> Any:
        """Coefficients as weights of plain counts, in steps."""
        return np.rint(coefficients * self.factors / STEP).astype(int)

    def names(self) -> Iterator[tuple[str, str]]:
        """(group, name) of every column."""
        for group in ("words", "pieces", "cues"):
            for name in getattr(self, group).get_feature_names_out():
                yield group, str(name)


def _words_of(example: Example) -> list[str]:
    words = tokens(example.text)
    return [*words, *pairs(words)]


def _pieces_of(example: Example) -> list[str]:
    return [piece for word in tokens(example.text) for piece in pieces(word)]


def _cues_of(example: Example) -> list[str]:
    return list(cues(example.text, tokens(example.text), example.block))


def _weights(columns: Columns, families: Sequence[Family], kinds: Sequence[Kind], rows: Any, corpus: str) -> Weights:
    """The model without the features that weigh nothing; what its pieces weigh is added to each word."""
    groups: dict[str, dict[str, int]] = {"words": {}, "pieces": {}, "cues": {}}
    kept: list[int] = []
    for column, (group, name) in enumerate(columns.names()):
        if rows[:, column].any():
            groups[group][name] = len(kept) * len(rows)
            kept.append(column)
    table = rows[:, kept].T
    for word, at in groups["words"].items():
        if " " not in word:
            inside = [groups["pieces"][piece] // len(rows) for piece in pieces(word) if piece in groups["pieces"]]
            table[at // len(rows)] += table[inside].sum(axis=0)
    if np.abs(table).max() > MOST:
        raise UsageError("the weights are too large for the file", "regularise more: a smaller strength")
    made = Weights(
        families=tuple(families),
        kinds=tuple(kinds),
        words=groups["words"],
        pieces=groups["pieces"],
        cues=groups["cues"],
        rows=array("h", table.ravel().tolist()),
        step=STEP,
        damping=columns.damping,
        digest="",
        corpus=corpus,
    )
    return unpack(pack(made), "the model")  # as it will be read


def _curve(scores: Any, right: Any) -> Curve:
    """Platt's: the logistic curve that fits how often a score is right; flat when there is nothing to fit."""
    if len(set(right.tolist())) < 2:
        return Curve(math.log((sum(right) + 1) / (len(right) - sum(right) + 1)), 0.0)
    fitted = LogisticRegression(C=1e6, tol=1e-8, max_iter=1000).fit(np.array(scores)[:, None], right)
    return Curve(round(float(fitted.intercept_[0]), _DIGITS), round(float(fitted.coef_[0][0]), _DIGITS))


def _together(examples: Sequence[Example], scores: Sequence[float], family: str) -> Together:
    """How rules and classifier work together, on sentences that no rule was written for."""
    right = carry(examples, family)
    blind = [
        (score, bool(is_right), example.confidences.get(family))
        for example, score, is_right in zip(examples, scores, right, strict=True)
        if not example.seen_by_rules and not example.on_page
    ]
    alone = [(score, is_right) for score, is_right, confidence in blind if confidence is None]
    beside = [(score, is_right, confidence) for score, is_right, confidence in blind if confidence is not None]
    middle, pull = 0.0, 0.0
    if len({is_right for _, is_right, _ in beside}) == 2:
        table = np.array([(math.log(sure / (1 - sure)), score) for score, _, sure in beside])
        fitted = LogisticRegression(C=1e6, tol=1e-8, max_iter=1000).fit(table, [is_right for _, is_right, _ in beside])
        middle = round(float(np.mean(table[:, 1])), _DIGITS)
        pull = round(max(0.0, float(fitted.coef_[0][1])), _DIGITS)
    return Together(
        alone=(curve := _curve([score for score, _ in alone], np.array([is_right for _, is_right in alone]))),
        middle=middle,
        pull=pull,
        review=threshold([(curve.at(score), is_right) for score, is_right in alone], REVIEW_PRECISION),
        fail=threshold([(curve.at(score), is_right) for score, is_right in alone], FAIL_PRECISION),
    )


def threshold(scored: Sequence[tuple[float, bool]], precision: float) -> float:
    """The lowest likelihood from which so many are right; infinite when too few are found."""
    lowest, found, right = math.inf, 0, 0
    for likelihood, level in groupby(sorted(scored, key=lambda one: -one[0]), key=lambda one: one[0]):
        verdicts = [is_right for _, is_right in level]
        found, right = found + len(verdicts), right + sum(verdicts)
        if found >= LEAST_FINDINGS and right >= precision * found:
            lowest = round(likelihood, _DIGITS)
    return lowest
