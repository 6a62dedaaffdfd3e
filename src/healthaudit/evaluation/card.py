"""The model card: what a model is, what it learnt from, how well it does and what it must not be used for.

After Mitchell et al. (2019), Model Cards for Model Reporting.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from healthaudit.evaluation.measures import average_precision, calibration_error

if TYPE_CHECKING:
    from healthaudit.classifier.train import Example, Learnt, Settings


_HOW = """\
Every batch is scored by a model that has seen neither it nor its topics. Thresholds are for what the classifier finds
alone, where no rule of the family has a finding; they are set so that at least 80 % (review) or 95 % (fail) are right
on batches that no rule was written for. Never: too few were right at any threshold.
"""
_LIMITS = """\
## Limits

- It reads one sentence at a time, in English, and knows nothing of the page, of approvals or of the works cited.
- It learnt from made-up sentences, half of them problematic; on a careful page nearly none is. Its likelihoods are
  right for such a mixture, and too high for a page that is mostly sound.
- It weighs words. Irony, long arguments and claims spread over sentences escape it; a sober sentence in a seller's
  vocabulary may not.
- What it finds is for a person to judge. It is no evidence against anybody, and no rating of a page's truth."""


def card_of(learnt: Learnt, examples: Sequence[Example], settings: Settings, test: Collection[str]) -> str:
    """The card as Markdown. Figures are of development: each batch scored by a model that had not seen it."""
    return "\n".join([*_head(learnt, examples, settings, test), *_figures(learnt, examples), _LIMITS]) + "\n"


def _head(learnt: Learnt, examples: Sequence[Example], settings: Settings, test: Collection[str]) -> Iterator[str]:
    weights = learnt.weights
    collected = [example for example in examples if not example.on_page]
    batches = {example.batch for example in collected}
    clean = sum(not example.labels for example in collected)
    on_pages = [example for example in examples if example.on_page]
    pages = {example.batch for example in on_pages}
    sound = sum(not example.labels for example in on_pages)
    yield "# Model card"
    yield ""
    yield "Written by `healthaudit train`. [docs/classifier.md](classifier.md) tells how the classifier works."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield "| What it is | one logistic regression a label over TF-IDF of words, pairs and pieces of words, and cues |"
    yield f"| Digest of the weights | `{weights.digest}` |"
    yield f"| Digest of the sentences | `{weights.corpus}` |"
    yield f"| Learnt from | {len(collected):,} sentences in {len(batches)} batches, {clean:,} of them clean |"
    yield f"| | {len(on_pages):,} sentences of {len(pages)} whole pages, {sound:,} of them clean |"
    yield f"| Kept for testing | {', '.join(sorted(test)) or 'nothing'} |"
    counts = ", ".join(f"{len(getattr(weights, group)):,} {group}" for group in ("words", "pieces", "cues"))
    yield f"| Features | {counts} |"
    chosen = (f"{name.replace('_', ' ')} {value:g}" for name, value in settings._asdict().items())
    yield f"| Settings | {', '.join(chosen)} |"
    yield ""


def _figures(learnt: Learnt, examples: Sequence[Example]) -> Iterator[str]:
    yield "## Development"
    yield ""
    yield _HOW
    yield "| family | sentences | average precision | calibration error | review from | fail from |"
    yield "|---|---:|---:|---:|---:|---:|"
    for family in learnt.weights.families:
        said = [
            (family.curve.at(score), any(label.startswith(f"{family.name}/") for label in example.labels))
            for score, example in zip(learnt.scores[family.name], examples, strict=True)
            if not example.on_page
        ]
        yield (
            f"| {family.name} | {sum(right for _, right in said):,} | {average_precision(said):.3f} "
            f"| {calibration_error(said):.3f} | {_from(family.together.review)} | {_from(family.together.fail)} |"
        )
    yield ""
    yield "Sentences by kind:"
    yield ""
    counts = Counter(label for example in examples for label in example.labels)
    yield ", ".join(f"{kind.label} {counts[kind.label]:,}" for kind in learnt.weights.kinds) + "."
    yield ""


def _from(likelihood: float) -> str:
    return "never" if math.isinf(likelihood) else f"{likelihood:.2f}"
