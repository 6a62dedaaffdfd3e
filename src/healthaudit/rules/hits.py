"""Finds where rules hit: a filter says which triggers can match in which sentences, and only those are tried."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from healthaudit.citations import Evidence, Fault
from healthaudit.classifier import Opinions, Suspicion
from healthaudit.expressions import Expression, Pattern
from healthaudit.language import Reading
from healthaudit.model import Region
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.filters import Candidates, Filter
from healthaudit.rules.rule import Context, MatchKind, Rule
from healthaudit.uses import Misstatement, PageUse, Uses


class Hit(NamedTuple):
    """A place where a rule matched and did not keep silent; offsets into ``Page.text``."""

    sentence: int
    start: int
    end: int
    contexts: frozenset[Context]
    """Those of the rule's review contexts that hold."""
    about: PageUse | Misstatement | Fault | Suspicion | None = None
    """The use, statement about approval, fault of a citation or suspicion of the classifier that is the hit."""


def one_line(problem: Exception) -> str:
    """What went wrong, for a report."""
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"


def applies_to(rule: Rule, reading: Reading) -> bool:
    """Whether the rule reads pages of this kind at all."""
    return reading.sells or "sells" not in rule.only_on


class Trigger(NamedTuple):
    """One of the expressions that a rule looks for."""

    rule: int
    """Index of the rule."""
    expression: Expression


class Condition(NamedTuple):
    """One of the expressions that a hit's sentence must or must not match."""

    number: int
    """By which ``Candidates`` knows it."""
    expression: Expression


class CompiledRule(NamedTuple):
    """A rule with its expressions."""

    rule: Rule
    also: tuple[Condition, ...]
    """A hit's sentence matches each."""
    never: tuple[Condition, ...]
    """A hit's sentence matches none."""
    lacks: tuple[Expression, ...]
    """The page matches none."""


def patterns_of(rules: Iterable[Rule]) -> tuple[list[Pattern], list[Pattern]]:
    """What the rules look for, and the conditions that they set; in the order in which RuleSet numbers both."""
    matches = [rule.match for rule in rules]
    return (
        [pattern for match in matches for pattern in match.any],
        [pattern for match in matches for pattern in (*match.also, *match.never)],
    )


class RuleSet:
    """All rules of a run, ready to be matched."""

    def __init__(self, rules: Sequence[Rule], index: Mapping[str, Any]) -> None:
        """``index`` is what ``filters.index_of`` gives for both lists of ``patterns_of``, joined."""
        self.triggers = tuple(
            Trigger(number, Expression(pattern)) for number, rule in enumerate(rules) for pattern in rule.match.any
        )
        numbers = count(len(self.triggers))
        self.rules = tuple(
            CompiledRule(
                rule,
                tuple(Condition(next(numbers), Expression(pattern)) for pattern in rule.match.also),
                tuple(Condition(next(numbers), Expression(pattern)) for pattern in rule.match.never),
                tuple(map(Expression, rule.match.lacks)),
            )
            for rule in rules
        )
        self.filter = Filter(index, len(self.triggers))
        self.others = tuple(
            (index, _FINDERS[rule.match.kind]) for index, rule in enumerate(rules) if rule.match.kind in _FINDERS
        )
        """(index of the rule, what finds its hits) of rules that match on values rather than on words."""

    def hits(
        self, reading: Reading, contexts: Contexts, uses: Uses, evidence: Evidence, opinions: Opinions | None = None
    ) -> tuple[Mapping[int, list[Hit]], Mapping[int, str]]:
        """Hits by the index of their rule, in the order of the page; and one line for each rule that broke off."""
        found: dict[int, list[Hit]] = {}
        broken: dict[int, str] = {}
        candidates = self.filter.candidates(reading)
        page = _Page(reading, contexts, candidates, uses, evidence, opinions)
        for sentence, numbers in candidates.triggers.items():
            block = reading.block_of(reading.sentences[sentence])
            if block.region is Region.HIDDEN:
                continue
            texts = _texts(reading, sentence)
            triggers: dict[int, list[Trigger]] = {}
            for number in numbers:
                triggers.setdefault(self.triggers[number].rule, []).append(self.triggers[number])
            for index, tried in triggers.items():
                match = self.rules[index].rule.match
                if not applies_to(self.rules[index].rule, reading):
                    continue
                if block.kind in match.blocks and block.region in match.regions:
                    try:
                        hits = list(_located(self.rules[index], tried, page, sentence, texts))
                    except Exception as problem:  # an expression too large to compile must not cost the others
                        broken[index] = one_line(problem)
                        continue
                    if hits:
                        found.setdefault(index, []).extend(hits)
        for index, find in self.others:
            if not applies_to(self.rules[index].rule, reading):
                continue
            try:
                hits = list(find(self.rules[index], page))
            except Exception as problem:
                broken[index] = one_line(problem)
                continue
            if hits:
                found[index] = hits
        return found, broken


class _Page(NamedTuple):
    """A page with what was made ready for its rules."""

    reading: Reading
    contexts: Contexts
    candidates: Candidates
    uses: Uses
    evidence: Evidence
    opinions: Opinions | None


def _claimed(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about claims."""
    for claim in page.reading.claims:
        if compiled.rule.match.claim.fits(claim):
            for hit in _value(compiled, page, claim.sentence, claim.verb, claim.end):
                yield hit._replace(start=claim.start)


def _misprinted(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Telephone numbers that the page gives for a public line's, with a wrong digit."""
    ends = [sentence.end for sentence in page.reading.sentences]
    for telephone in page.reading.telephones:
        number = bisect_right(ends, telephone.start)
        if number < len(ends) and page.contexts.misprinted(telephone, number):
            yield from _value(compiled, page, number, telephone.start, telephone.end)


def _described(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about studies."""
    from healthaudit.language.studies import studies

    for number, study in studies(page.reading):
        if compiled.rule.match.study.fits(study):
            yield from _value(compiled, page, number, study.start, study.end)


def _promoted(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about uses: each place that puts a product together with a condition."""
    for use in page.uses.found:
        if use.promoted and compiled.rule.match.use.fits(use.product, use.disclosure):
            yield from _places(page, use)


def _unwarned(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about warnings: the uses of products whose boxed warning the page does not touch upon."""
    for use in page.uses.found:
        if use.promoted and use.unwarned and compiled.rule.match.use.fits(use.product, use.disclosure):
            yield from _places(page, use)


def _places(page: _Page, use: PageUse) -> Iterator[Hit]:
    for place in use.places:
        if page.contexts.is_allowed(place.start, place.end):
            continue
        at = bisect_right(page.reading.sentences, place.start, key=lambda sentence: sentence.end)
        yield Hit(at, place.start, place.end, frozenset(), use)


def _misstated(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about statements that something is approved."""
    about = compiled.rule.match.about
    for statement in page.uses.misstated:
        if about and statement.about not in about:
            continue
        for hit in _value(compiled, page, statement.sentence, statement.start, statement.end):
            yield hit._replace(about=statement)


def _unborne(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about citations: what does not hold about the page's evidence."""
    ends = [sentence.end for sentence in page.reading.sentences]
    for fault in page.evidence.faults:
        if fault.kind in compiled.rule.match.about:
            first = fault.spots[0]
            yield Hit(bisect_right(ends, first.start), first.start, first.end, frozenset(), fault)


def _suspected(compiled: CompiledRule, page: _Page) -> Iterator[Hit]:
    """Hits of a rule about what the classifier suspects."""
    for suspicion in page.opinions.suspicions if page.opinions else ():
        if suspicion.label in compiled.rule.match.about:
            sentence = page.reading.sentences[suspicion.sentence]
            for hit in _value(compiled, page, suspicion.sentence, sentence.start, sentence.end):
                yield hit._replace(about=suspicion)


_FINDERS: Mapping[MatchKind, Callable[[CompiledRule, _Page], Iterator[Hit]]] = {
    MatchKind.CLAIM: _claimed,
    MatchKind.MISPRINT: _misprinted,
    MatchKind.STUDY: _described,
    MatchKind.USE: _promoted,
    MatchKind.WARNING: _unwarned,
    MatchKind.APPROVAL: _misstated,
    MatchKind.CITATION: _unborne,
    MatchKind.CLASSIFIER: _suspected,
}


def _value(compiled: CompiledRule, page: _Page, number: int, start: int, end: int) -> Iterator[Hit]:
    """The hit at text offsets ``start`` to ``end`` of sentence ``number``, if the rule reads such blocks and words."""
    match = compiled.rule.match
    block = page.reading.block_of(page.reading.sentences[number])
    if block.kind not in match.blocks or block.region not in match.regions:
        return
    if not (compiled.also or compiled.never) or _allowed(compiled, page, number, _texts(page.reading, number)):
        yield from _kept(compiled.rule, page.contexts, number, start, end)


class _Texts(NamedTuple):
    """A sentence's text, as it stands and in lower case, and both with its mentions overwritten."""

    folded: bytes
    lower: bytes
    masked: bytes
    masked_lower: bytes

    def spans(self, expression: Expression) -> list[tuple[int, int]]:
        """(start, end) of the matches in the text that the expression is for."""
        if expression.pattern.slotted:
            return expression.matches(self.masked, self.masked_lower)
        return expression.matches(self.folded, self.lower)


def _texts(reading: Reading, number: int) -> _Texts:
    start, end, _ = reading.sentences[number]
    folded, masked = reading.folded[start:end], reading.masked[start:end]
    return _Texts(folded, folded.lower(), masked, masked.lower())


def _allowed(compiled: CompiledRule, page: _Page, number: int, texts: _Texts) -> bool:
    """Whether the sentence has everything under ``also`` and nothing under ``never``."""

    def holds(condition: Condition) -> bool:
        number_, expression = condition
        return page.candidates.may_match(number_, number) and bool(texts.spans(expression))

    return all(map(holds, compiled.also)) and not any(map(holds, compiled.never))


def _kept(rule: Rule, contexts: Contexts, number: int, start: int, end: int) -> Iterator[Hit]:
    """The hit, unless it lies in an allowed term or the rule keeps silent in its circumstances."""
    if contexts.is_allowed(start, end):
        return
    held = contexts.holding(rule.silent_when | rule.review_when, number, start, end)
    if not held & rule.silent_when:
        yield Hit(number, start, end, held & rule.review_when)


def _located(
    compiled: CompiledRule, triggers: Sequence[Trigger], page: _Page, number: int, texts: _Texts
) -> Iterator[Hit]:
    """Hits of one rule in one sentence."""
    for condition in compiled.also:
        if not page.candidates.may_match(condition.number, number):
            return
    spans = [span for trigger in triggers for span in texts.spans(trigger.expression)]
    if not spans:
        return
    offset = page.reading.sentences[number].start
    # Here and not only below: what lies in an allowed term must not hide what overlaps it.
    spans = _apart(span for span in spans if not page.contexts.is_allowed(offset + span[0], offset + span[1]))
    if not spans or not _allowed(compiled, page, number, texts):
        return
    for first, last in spans:
        yield from _kept(compiled.rule, page.contexts, number, offset + first, offset + last)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; of those that overlap, the first, and of those that begin together, the longest."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
