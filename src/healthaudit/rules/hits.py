"""Finds where rules hit: a filter says which triggers can match in which sentences, and only those are tried."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.expressions import Expression
from healthaudit.language import Reading, Sentence
from healthaudit.model import Region
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.filters import Filter, Trigger
from healthaudit.rules.rule import Context, MatchKind, Rule


class Hit(NamedTuple):
    """A place where a rule matched and did not keep silent; offsets into ``Page.text``."""

    sentence: int
    start: int
    end: int
    contexts: frozenset[Context]
    """Those of the rule's review contexts that hold."""


def one_line(problem: Exception) -> str:
    """What went wrong, for a report."""
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"


def applies_to(rule: Rule, reading: Reading) -> bool:
    """Whether the rule reads pages of this kind at all."""
    return reading.sells or "sells" not in rule.only_on


class CompiledRule:
    """A rule with its expressions."""

    __slots__ = ("also", "lacks", "never", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.also = tuple(map(Expression, rule.match.also))
        """A hit's sentence matches each."""
        self.never = tuple(map(Expression, rule.match.never))
        """A hit's sentence matches none."""
        self.lacks = tuple(map(Expression, rule.match.lacks))
        """The page matches none."""


class RuleSet:
    """All rules of a run, ready to be matched."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(CompiledRule(rule) for rule in rules)
        self.triggers = tuple(
            Trigger(index, Expression(pattern)) for index, rule in enumerate(rules) for pattern in rule.match.any
        )
        self.filter = Filter(self.triggers)
        self.others = tuple(
            (index, _FINDERS[rule.match.kind]) for index, rule in enumerate(rules) if rule.match.kind in _FINDERS
        )
        """(index of the rule, what finds its hits) of rules that match on values rather than on words."""

    def hits(self, reading: Reading, contexts: Contexts) -> tuple[Mapping[int, list[Hit]], Mapping[int, str]]:
        """Hits by the index of their rule, in the order of the page; and one line for each rule that broke off."""
        found: dict[int, list[Hit]] = {}
        broken: dict[int, str] = {}
        for sentence, numbers in self.filter.candidates(reading).items():
            block = reading.block_of(reading.sentences[sentence])
            if block.region is Region.HIDDEN:
                continue
            triggers: dict[int, list[Trigger]] = {}
            for number in numbers:
                triggers.setdefault(self.triggers[number].rule, []).append(self.triggers[number])
            for index, tried in triggers.items():
                match = self.rules[index].rule.match
                if not applies_to(self.rules[index].rule, reading):
                    continue
                if block.kind in match.blocks and block.region in match.regions:
                    try:
                        hits = list(_located(self.rules[index], tried, reading, contexts, sentence))
                    except Exception as problem:  # an expression too large to compile must not cost the others
                        broken[index] = one_line(problem)
                        continue
                    if hits:
                        found.setdefault(index, []).extend(hits)
        for index, find in self.others:
            if not applies_to(self.rules[index].rule, reading):
                continue
            try:
                hits = list(find(self.rules[index], reading, contexts))
            except Exception as problem:
                broken[index] = one_line(problem)
                continue
            if hits:
                found[index] = hits
        return found, broken


def _claimed(compiled: CompiledRule, reading: Reading, contexts: Contexts) -> Iterator[Hit]:
    """Hits of a rule about claims."""
    for claim in reading.claims:
        if compiled.rule.match.claim.fits(claim):
            for hit in _value(compiled, reading, contexts, claim.sentence, claim.verb, claim.end):
                yield hit._replace(start=claim.start)


def _misprinted(compiled: CompiledRule, reading: Reading, contexts: Contexts) -> Iterator[Hit]:
    """Telephone numbers that the page gives for a public line's, with a wrong digit."""
    ends = [sentence.end for sentence in reading.sentences]
    for telephone in reading.telephones:
        number = bisect_right(ends, telephone.start)
        if number < len(ends) and contexts.misprinted(telephone, number):
            yield from _value(compiled, reading, contexts, number, telephone.start, telephone.end)


def _described(compiled: CompiledRule, reading: Reading, contexts: Contexts) -> Iterator[Hit]:
    """Hits of a rule about studies."""
    from healthaudit.language.studies import studies

    for number, study in studies(reading):
        if compiled.rule.match.study.fits(study):
            yield from _value(compiled, reading, contexts, number, study.start, study.end)


_FINDERS: Mapping[MatchKind, Callable[[CompiledRule, Reading, Contexts], Iterator[Hit]]] = {
    MatchKind.CLAIM: _claimed,
    MatchKind.MISPRINT: _misprinted,
    MatchKind.STUDY: _described,
}


def _value(
    compiled: CompiledRule, reading: Reading, contexts: Contexts, number: int, start: int, end: int
) -> Iterator[Hit]:
    """The hit at text offsets ``start`` to ``end`` of sentence ``number``, if the rule reads such blocks and words."""
    match = compiled.rule.match
    sentence = reading.sentences[number]
    block = reading.block_of(sentence)
    if block.kind in match.blocks and block.region in match.regions and _allowed(compiled, reading, sentence):
        yield from _kept(compiled.rule, contexts, number, start, end)


def _allowed(compiled: CompiledRule, reading: Reading, sentence: Sentence) -> bool:
    """Whether the sentence has everything under ``also`` and nothing under ``never``."""
    texts = {False: reading.sentence_text(sentence), True: reading.masked[sentence.start : sentence.end]}
    return all(each.found_in(texts[each.pattern.slotted]) for each in compiled.also) and not any(
        each.found_in(texts[each.pattern.slotted]) for each in compiled.never
    )


def _kept(rule: Rule, contexts: Contexts, number: int, start: int, end: int) -> Iterator[Hit]:
    """The hit, unless the rule keeps silent in its circumstances."""
    held = contexts.holding(rule.silent_when | rule.review_when, number, start, end)
    if not held & rule.silent_when:
        yield Hit(number, start, end, held & rule.review_when)


def _located(
    compiled: CompiledRule, triggers: Sequence[Trigger], reading: Reading, contexts: Contexts, number: int
) -> Iterator[Hit]:
    """Hits of one rule in one sentence."""
    sentence = reading.sentences[number]
    texts = {False: reading.sentence_text(sentence), True: reading.masked[sentence.start : sentence.end]}
    spans = _apart(span for trigger in triggers for span in trigger.expression.spans(texts[trigger.pattern.slotted]))
    if not spans or not _allowed(compiled, reading, sentence):
        return
    for first, last in spans:
        yield from _kept(compiled.rule, contexts, number, sentence.start + first, sentence.start + last)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; of those that overlap, the first, and of those that begin together, the longest."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
