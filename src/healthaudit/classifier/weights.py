"""A model as a value, and as a file: docs/classifier.md describes the format.

Three parts, one behind the other: a line that names the format; a line of JSON (the head); and what the head gives
the digest of: the names of the features, one a line in UTF-8, and their weights, 16-bit integers, little-endian, one
row a feature, one column a label. Integers add up to the same sum in any order and on any machine.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.digests import blake2b
from healthaudit.errors import ModelError

#: The model that came with the package.
BUNDLED_MODEL = Path(__file__).with_name("bundled.model")
MAGIC = b"healthaudit model 1\n"
#: The greatest weight that fits, in steps.
MOST = 32767
_GROUPS = ("words", "pieces", "cues")
_HINT = 'make it again with "healthaudit train", or leave out --model'


class Curve(NamedTuple):
    """A logistic curve: ``likelihood = 1 / (1 + exp(-(offset + slope * score)))``."""

    offset: float
    slope: float

    def odds(self, score: float) -> float:
        """Logarithm of the odds."""
        return self.offset + self.slope * score

    def at(self, score: float) -> float:
        """0 to 1."""
        return sigmoid(self.odds(score))


class Together(NamedTuple):
    """How rules and classifier work together in one family; learnt from sentences that neither had seen."""

    alone: Curve
    """Score of a sentence to the likelihood of a finding there, when no rule of the family has one."""
    middle: float
    """Score at which a rule's confidence stays as it is."""
    pull: float
    """What one more in score adds to the rule's confidence, in log-odds."""
    review: float
    """Likelihood from which the classifier alone makes a finding; infinite for never."""
    fail: float
    """Likelihood from which that finding fails; infinite for never."""


class Family(NamedTuple):
    """One family of labels that the model can tell."""

    name: str
    bias: float
    prior: float
    """Share of the sentences that it learnt from which carried a label of the family; the curves hold for it."""
    curve: Curve
    """Score to the likelihood of a label of the family, whatever the rules say."""
    together: Together
    kinds: tuple[int, ...]
    """Columns of its kinds."""


class Kind(NamedTuple):
    """One kind within a family, such as "overclaim/efficacy"."""

    label: str
    bias: float


class Weights(NamedTuple):
    """A model. The weights of a feature stand together in ``rows``, in steps, a label each: first the families', then
    the kinds'. ``words``, ``pieces`` and ``cues`` say where those of a feature begin.
    """

    families: tuple[Family, ...]
    kinds: tuple[Kind, ...]
    words: Mapping[str, int]
    """Words, each with what its pieces weigh, and pairs of words."""
    pieces: Mapping[str, int]
    cues: Mapping[str, int]
    rows: array[int]
    step: float
    """What a weight of 1 is worth."""
    damping: float
    """A sentence of n words has its weights divided by the square root of n + damping."""
    digest: str
    """Of names and weights."""
    corpus: str
    """Digest of the sentences that it learnt from."""

    @property
    def width(self) -> int:
        """Number of labels."""
        return len(self.families) + len(self.kinds)


def sigmoid(odds: float) -> float:
    """Log-odds to likelihood, for any number."""
    if odds >= 0:
        return 1 / (1 + math.exp(-odds))
    small = math.exp(odds)
    return small / (1 + small)


def pack(weights: Weights) -> bytes:
    """The model as a file; the same model gives the same bytes."""
    names = [name for group in (weights.words, weights.pieces, weights.cues) for name in sorted(group, key=group.get)]  # type: ignore[arg-type]
    payload = "\n".join(names).encode() + b"\n" + _little_endian(weights.rows).tobytes()
    head = {
        "families": [
            {
                "name": family.name,
                "bias": family.bias,
                "prior": family.prior,
                "curve": list(family.curve),
                "kinds": list(family.kinds),
                "together": {
                    "alone": list(family.together.alone),
                    "middle": family.together.middle,
                    "pull": family.together.pull,
                    "review": _finite(family.together.review),
                    "fail": _finite(family.together.fail),
                },
            }
            for family in weights.families
        ],
        "kinds": [{"label": kind.label, "bias": kind.bias} for kind in weights.kinds],
        "features": {group: len(getattr(weights, group)) for group in _GROUPS},
        "step": weights.step,
        "damping": weights.damping,
        "corpus": weights.corpus,
        "digest": _digest(payload),
    }
    return MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n" + payload


def _little_endian(rows: array[int]) -> array[int]:
    """The numbers in the order of bytes of the file; the same function leads back."""
    if sys.byteorder == "big":
        rows = array("h", rows)
        rows.byteswap()
    return rows


def _finite(score: float) -> float | None:
    return None if math.isinf(score) else score


def _digest(payload: bytes) -> str:
    return blake2b(payload, digest_size=16).hexdigest()


def load_model(path: Path) -> Weights:
    """Read a model file. Raises ModelError."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise ModelError(
            f"{path}: cannot be read: {problem.strerror}", "name a file made by healthaudit train"
        ) from None
    return unpack(content, str(path))


def unpack(content: bytes, name: str) -> Weights:
    """The model in the bytes of a file; ``name`` is for messages. Raises ModelError."""
    if not content.startswith(MAGIC):
        raise ModelError(f"{name}: not a model of this version of healthaudit", _HINT)
    line, _, payload = content[len(MAGIC) :].partition(b"\n")
    try:
        head = json.loads(line)
        if head["digest"] != _digest(payload):
            raise ModelError(f"{name}: damaged: its digest is not that of its content", _HINT)
        return _weights(head, payload)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ModelError(
            f"{name}: malformed: {type(problem).__name__}: {' '.join(str(problem).split())}", _HINT
        ) from None


def _weights(head: Mapping[str, Any], payload: bytes) -> Weights:
    counts = [int(head["features"][group]) for group in _GROUPS]
    kinds = tuple(Kind(str(kind["label"]), _number(kind["bias"])) for kind in head["kinds"])
    families = tuple(_family(data, len(kinds)) for data in head["families"])
    width, total = len(families) + len(kinds), sum(counts)
    at = len(payload) - 2 * width * total
    if at < 1 or min(counts) < 0:
        raise ValueError("fewer weights than its head says")
    names = payload[: at - 1].decode().split("\n") if total else []
    if len(names) != total or payload[at - 1 : at] != b"\n":
        raise ValueError("not as many features as its head says")
    words, pieces = counts[0], counts[0] + counts[1]
    begin = range(0, width * total, width)
    return Weights(
        families=families,
        kinds=kinds,
        words=dict(zip(names[:words], begin[:words], strict=True)),
        pieces=dict(zip(names[words:pieces], begin[words:pieces], strict=True)),
        cues=dict(zip(names[pieces:], begin[pieces:], strict=True)),
        rows=_little_endian(array("h", payload[at:])),
        step=_within(head["step"], 0.0, math.inf),
        damping=_within(head["damping"], 0.0, math.inf),
        digest=str(head["digest"]),
        corpus=str(head["corpus"]),
    )


def _family(data: Mapping[str, Any], kinds: int) -> Family:
    own = tuple(map(int, data["kinds"]))
    if not own or not all(0 <= kind < kinds for kind in own):
        raise ValueError(f"family {data['name']!r} has no kinds, or some that are not there")
    how = data["together"]
    return Family(
        name=str(data["name"]),
        bias=_number(data["bias"]),
        prior=_within(data["prior"], 0.0, 1.0),
        curve=Curve(*map(_number, data["curve"])),
        together=Together(
            Curve(*map(_number, how["alone"])),
            _number(how["middle"]),
            _number(how["pull"]),
            *(math.inf if how[name] is None else _number(how[name]) for name in ("review", "fail")),
        ),
        kinds=own,
    )


def _within(value: Any, low: float, high: float) -> float:
    """A number between two others, neither of them."""
    number = _number(value)
    if not low < number < high:
        raise ValueError(f"{value!r} is not between {low:g} and {high:g}")
    return number


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a number")
    return number
