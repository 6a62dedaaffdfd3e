"""Finds where rules hit: their atoms say which rules can match a sentence, and only those are tried on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.expressions import ENCODING, Expression, joined
from healthaudit.language import Reading
from healthaudit.language.mentions import SLOTS
from healthaudit.model import BlockKind, Region
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.rule import Context, Rule

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick


class Hit(NamedTuple):
    """A place where a rule matched and did not keep silent; offsets into ``Page.text``."""

    sentence: int
    start: int
    end: int
    contexts: frozenset[Context]
    """Those of the rule's review contexts that hold."""


class CompiledRule:
    """A rule with its expressions."""

    __slots__ = ("also", "lacks", "locate", "never", "rule", "slotted")

    def __init__(self, rule: Rule) -> None:
        match = rule.match
        self.rule = rule
        self.slotted = any(slot in expression for expression in match.any for slot in SLOTS.values())
        """Whether hits are looked for in the text with its mentions overwritten."""
        self.locate = Expression(joined(match.any))
        self.also = tuple(map(_with_haystack, match.also))
        """(has slots, expression): a hit's sentence matches each."""
        self.never = tuple(map(_with_haystack, match.never))
        """(has slots, expression): a hit's sentence matches none."""
        self.lacks = tuple(map(_with_haystack, match.lacks))
        """(has slots, expression): the page matches none."""


def _with_haystack(expression: str) -> tuple[bool, Expression]:
    return any(slot in expression for slot in SLOTS.values()), Expression(expression)


class _Filter(NamedTuple):
    """Says which rules can match where: those one of whose atoms stands there."""

    automaton: BytesAhoCorasick
    rules: tuple[tuple[int, ...], ...]
    """For each atom the rules that it belongs to."""
    always: tuple[int, ...]
    """Rules without atoms, which have to be tried everywhere."""


class RuleSet:
    """All rules of a run, ready to be matched."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(CompiledRule(rule) for rule in rules)
        self._filters = {slotted: self._filter(slotted) for slotted in (False, True)}

    def _filter(self, slotted: bool) -> _Filter:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        rules_of: dict[str, list[int]] = {}
        always = []
        for index, rule in enumerate(self.rules):
            match = rule.rule.match
            if match.any and rule.slotted is slotted:
                for atom in match.atoms:
                    rules_of.setdefault(atom, []).append(index)
                if not match.atoms:
                    always.append(index)
        # Of the implementations this one is built soonest, which counts for more here than the fastest search.
        automaton = BytesAhoCorasick(
            [atom.encode(ENCODING, "replace") for atom in rules_of], implementation=Implementation.NoncontiguousNFA
        )
        return _Filter(automaton, tuple(map(tuple, rules_of.values())), tuple(always))

    def hits(self, reading: Reading, contexts: Contexts) -> Mapping[int, list[Hit]]:
        """Hits by the index of their rule, in the order of the page."""
        found: dict[int, list[Hit]] = {}
        blocks = reading.page.blocks
        for number, indices in sorted(self._candidates(reading).items()):
            block = blocks[reading.sentences[number].block]
            if block.region is Region.HIDDEN:
                continue
            for index in sorted(indices):
                hits = list(self._located(self.rules[index], reading, contexts, number, block.kind, block.region))
                if hits:
                    found.setdefault(index, []).extend(hits)
        return found

    def _candidates(self, reading: Reading) -> Mapping[int, set[int]]:
        """Sentence number -> rules that may match in it."""
        candidates: dict[int, set[int]] = {}
        ends = [sentence.end for sentence in reading.sentences]
        for slotted, filter_ in self._filters.items():
            haystack = (reading.masked if slotted else reading.folded).lower()
            for atom, _, end in filter_.automaton.find_matches_as_indexes(haystack, overlapping=True):
                number = bisect_left(ends, end)
                if number < len(ends):
                    candidates.setdefault(number, set()).update(filter_.rules[atom])
            for index in filter_.always:
                for number in range(len(ends)):
                    candidates.setdefault(number, set()).add(index)
        return candidates

    def _located(
        self,
        candidate: CompiledRule,
        reading: Reading,
        contexts: Contexts,
        number: int,
        kind: BlockKind,
        region: Region,
    ) -> Iterator[Hit]:
        rule = candidate.rule
        if kind not in rule.match.blocks or region not in rule.match.regions:
            return
        sentence = reading.sentences[number]
        texts = {False: reading.sentence_text(sentence), True: reading.masked[sentence.start : sentence.end]}
        spans = candidate.locate.spans(texts[candidate.slotted])
        if not spans:
            return
        if not all(expression.found_in(texts[slotted]) for slotted, expression in candidate.also):
            return
        if any(expression.found_in(texts[slotted]) for slotted, expression in candidate.never):
            return
        for first, last in spans:
            start, end = sentence.start + first, sentence.start + last
            held = contexts.holding(rule.silent_when | rule.review_when, number, start, end)
            if not held & rule.silent_when:
                yield Hit(number, start, end, held & rule.review_when)
