"""Audits gold in every way and measures it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from healthaudit.auditor import Auditor
from healthaudit.errors import UsageError
from healthaudit.evaluation import pages, sentences
from healthaudit.evaluation.gold import Corpus, read_corpus, read_pages
from healthaudit.evaluation.measures import Counts, difference, interval, total
from healthaudit.evaluation.outcomes import FAMILIES, Case, Outcomes, counts
from healthaudit.evaluation.ways import Way, auditors
from healthaudit.model import Tool


class Part(NamedTuple):
    """A set of gold, audited in every way."""

    name: str
    unit: str
    """"sentences" or "pages"."""
    size: int
    outcomes: Mapping[Way, Outcomes]
    said: Mapping[str, Sequence[tuple[float, bool]]]
    """Family to (likelihood by the classifier, right) of each sentence; empty for pages and without a classifier."""


class Figures(NamedTuple):
    """Precision, recall and F1, each with its 95 % interval."""

    counts: Counts
    precision: tuple[float, float]
    recall: tuple[float, float]
    f1: tuple[float, float]


class Evaluation(NamedTuple):
    """Everything that was measured."""

    tool: Tool
    parts: tuple[Part, ...]


def evaluate(auditor: Auditor, sources: Sequence[Path], watch: Callable[[str], None] = lambda _: None) -> Evaluation:
    """Audit the gold of files and folders. Of a corpus with test batches, these only are measured.

    Raises GoldError for gold that is malformed, UsageError where there is none.
    """
    parts: list[Part] = []
    for source in sources:
        made = list(parts_of(auditor, source, watch))
        if not made:
            raise UsageError(f"{source}: no gold here", "labelled sentences are .jsonl files, pages have a .gold.yml")
        parts.extend(made)
    return Evaluation(auditor.tool(), tuple(parts))


def parts_of(auditor: Auditor, source: Path, watch: Callable[[str], None]) -> Iterable[Part]:
    """Sentences and pages of one source."""
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder", "name files or folders of gold")
    if source.suffix == ".jsonl" or (source.is_dir() and any(source.glob("*.jsonl"))):
        yield _of_sentences(auditor, read_corpus(source), source, watch)
    if source.suffix != ".jsonl" and (gold := read_pages(source)):
        watch(f"{source}: {len(gold)} pages")
        outcomes = {
            way: _joined(pages.outcomes_of(how.audit(page.document), page) for page in gold)
            for way, how in auditors(auditor).items()
        }
        yield Part(str(source), "pages", len(gold), outcomes, {})


def _of_sentences(auditor: Auditor, corpus: Corpus, source: Path, watch: Callable[[str], None]) -> Part:
    """Of a corpus that keeps batches for testing, those: on what it has learnt from, a model does too well."""
    chosen = [one for one in corpus.sentences if not corpus.test or one.batch in corpus.test]
    title = f"{source}, test batches" if corpus.test else str(source)
    watch(f"{title}: {len(chosen)} sentences")
    outcomes = {
        way: sentences.outcomes_of(chosen, sentences.findings_of(how, chosen)) for way, how in auditors(auditor).items()
    }
    return Part(title, "sentences", len(chosen), outcomes, sentences.likelihoods(auditor, chosen))


def _joined(outcomes: Iterable[Outcomes]) -> Outcomes:
    joined = Outcomes((), ())
    for one in outcomes:
        joined = joined.plus(one)
    return joined


def figures(outcomes: Outcomes, families: Sequence[str] = FAMILIES) -> Figures:
    """Figures of some families together."""
    by_group = counts(outcomes, families)
    return Figures(
        total(by_group.values()),
        interval(by_group, lambda one: one.precision),
        interval(by_group, lambda one: one.recall),
        interval(by_group, lambda one: one.f1),
    )


def gain(part: Part, family: str) -> tuple[float, tuple[float, float]]:
    """How much better both together are than the rules alone: difference of F1, with its 95 % interval."""
    alone, both = (counts(part.outcomes[way], [family]) for way in (Way.RULES, Way.BOTH))
    none = Counts()
    paired = {group: (alone.get(group, none), both.get(group, none)) for group in sorted({*alone, *both})}
    summed = [total(its[at] for its in paired.values()) for at in (0, 1)]
    return summed[1].f1 - summed[0].f1, difference(paired, lambda pair: pair[1].f1 - pair[0].f1)


def sliced(outcomes: Outcomes, by: Callable[[Case], str]) -> Mapping[str, Outcomes]:
    """Outcomes by what a case is, such as its register."""
    cases = [*(flag.case for flag in outcomes.flags), *(wanted.case for wanted in outcomes.wanted)]
    names = sorted({by(case) for case in cases} - {""})
    return {name: outcomes.of(lambda case, name=name: by(case) == name) for name in names}  # type: ignore[misc]
