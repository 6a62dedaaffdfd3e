"""How far two readers agree about the sentences of fixtures/corpus: Krippendorff's alpha, label by label.

The second reader had not seen the first one's labels. Alpha is 1 for full agreement and 0 for what chance would give
(Krippendorff 2004, Content Analysis); computed by NLTK.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nltk.metrics.agreement import AnnotationTask

from healthaudit.evaluation.gold import SECOND_LABELS, read_corpus, read_second_labels

FOLDER = Path(__file__).parents[1] / "fixtures" / "corpus"
#: With fewer than so many sentences that either reader gave the label, alpha says little.
LEAST = 10


def alpha(first: dict[str, bool], second: dict[str, bool]) -> float:
    """Krippendorff's alpha of two readers' answers to one question about the same items."""
    answers = [(reader, item, its[item]) for reader, its in (("first", first), ("second", second)) for item in second]
    return float(AnnotationTask(answers).alpha())


def labels() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Id to labels, by the first reader and by the second, of the sentences that both read."""
    second = read_second_labels(FOLDER / SECOND_LABELS)
    first = {one.id: one.labels for one in read_corpus(FOLDER).sentences if one.id in second}
    return first, second


def summary() -> Iterator[str]:
    """A line a label, families first."""
    first, second = labels()
    kinds = sorted({label for its in (*first.values(), *second.values()) for label in its})
    families = sorted({kind.partition("/")[0] for kind in kinds})
    yield f"{len(second)} sentences"
    yield f"{'label':<36}{'either':>7}{'both':>6}{'alpha':>8}"
    for name in ["any", *families, *kinds]:
        answers = [{item: _carries(name, its[item]) for item in second} for its in (first, second)]
        either = sum(answers[0][item] or answers[1][item] for item in second)
        both = sum(answers[0][item] and answers[1][item] for item in second)
        figure = f"{alpha(*answers):8.2f}" if either >= LEAST else "  too few"
        yield f"{name:<36}{either:>7}{both:>6}{figure}"


def _carries(name: str, given: frozenset[str]) -> bool:
    if name == "any":
        return bool(given)
    return any(label == name or label.startswith(f"{name}/") for label in given)


if __name__ == "__main__":
    print(*summary(), sep="\n")
