"""Labelled sentences, audited each as a page of its own that sells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from healthaudit.auditor import Auditor
from healthaudit.evaluation.gold import Sentence
from healthaudit.evaluation.outcomes import Case, Flag, Outcomes, Wanted, about_a_sentence
from healthaudit.language.fold import fold
from healthaudit.model import Finding


def findings_of(auditor: Auditor, sentences: Sequence[Sentence]) -> list[list[Finding]]:
    """For each sentence what is found in it; findings about the page as a whole are left out."""
    return [
        list(filter(about_a_sentence, auditor.audit(sentence.document(), any_page=True).findings))
        for sentence in sentences
    ]


def outcomes_of(sentences: Sequence[Sentence], found: Sequence[Sequence[Finding]]) -> Outcomes:
    """Findings held against labels: a finding is right when its family is among the labels'."""
    flags: list[Flag] = []
    wanted: list[Wanted] = []
    for sentence, findings in zip(sentences, found, strict=True):
        case = Case(sentence.id, sentence.topic or sentence.batch, sentence.topic, sentence.register, sentence.text)
        flags.extend(
            Flag(case, one.family, one.rule, one.confidence, one.outcome == "fail", one.family in sentence.families)
            for one in findings
        )
        flagged = {finding.family.value for finding in findings}
        for label in sorted(sentence.labels):
            family, _, kind = label.partition("/")
            wanted.append(Wanted(case, family, kind, family in flagged))
    return Outcomes(tuple(flags), tuple(wanted))


def likelihoods(auditor: Auditor, sentences: Sequence[Sentence]) -> Mapping[str, list[tuple[float, bool]]]:
    """Family to (likelihood, right) of each sentence, by the classifier; empty without one."""
    classifier = auditor.classifier
    if classifier is None:
        return {}
    said: dict[str, list[tuple[float, bool]]] = {family.name: [] for family in classifier.families}
    for sentence in sentences:
        for family, likelihood in zip(classifier.families, _of_parts(auditor, sentence), strict=True):
            said[family.name].append((likelihood, family.name in sentence.families))
    return said


def _of_parts(auditor: Auditor, sentence: Sentence) -> Iterator[float]:
    """The likelihoods of the likeliest of its parts: a labelled text may be more than one sentence to us."""
    classifier = auditor.classifier
    assert classifier is not None
    from healthaudit.language.sentences import split

    texts = [fold(sentence.text[start:end]).decode("latin-1") for start, end in split(sentence.text)]
    scores = [classifier.scores(text, sentence.block) for text in texts]
    for family, its in zip(classifier.families, zip(*scores, strict=True), strict=True):
        yield family.curve.at(max(its))
