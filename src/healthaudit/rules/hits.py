"""Finds where rules can hit: one RE2 set says which rules match a sentence, then only those are located."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from healthaudit.errors import RuleError
from healthaudit.language import Reading
from healthaudit.language.mentions import SLOTS
from healthaudit.model import BlockKind, Region
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.load import quiet_options
from healthaudit.rules.rule import Context, Rule


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule matched and did not keep silent; offsets into ``Page.text``."""

    sentence: int
    start: int
    end: int
    contexts: frozenset[Context]
    """Those of the rule's review contexts that hold."""


class CompiledRule:
    """A rule with its expressions compiled, each when it is first needed."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.slotted = any(slot in expression for expression in rule.match.any for slot in SLOTS.values())
        self.trigger = _alternatives(rule.match.any)

    @cached_property
    def locate(self) -> Any:
        """Where a hit stands."""
        return re2.compile(self.trigger, quiet_options())

    @cached_property
    def also(self) -> Sequence[tuple[bool, Any]]:
        """(has slots, expression): the sentence must match each."""
        return [_with_haystack(expression) for expression in self.rule.match.also]

    @cached_property
    def never(self) -> Sequence[tuple[bool, Any]]:
        """(has slots, expression): the sentence must match none."""
        return [_with_haystack(expression) for expression in self.rule.match.never]

    @cached_property
    def lacks(self) -> Sequence[tuple[bool, Any]]:
        """(has slots, expression): the page must match none."""
        return [_with_haystack(expression) for expression in self.rule.match.lacks]


def _alternatives(expressions: Sequence[str]) -> str:
    return "|".join(f"(?:{expression})" for expression in expressions)


def _with_haystack(expression: str) -> tuple[bool, Any]:
    return any(slot in expression for slot in SLOTS.values()), re2.compile(expression, quiet_options())


@dataclass(frozen=True, slots=True)
class _Set:
    """An RE2 set and the rules that its members belong to."""

    members: Any
    rules: tuple[int, ...]


class RuleSet:
    """All rules of a run, ready to be matched."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(CompiledRule(rule) for rule in rules)
        self._sets = {slotted: self._compile(slotted) for slotted in (False, True)}

    def _compile(self, slotted: bool) -> _Set | None:
        members = re2.Set.SearchSet(quiet_options())
        indices = []
        for index, compiled in enumerate(self.rules):
            if compiled.trigger and compiled.slotted is slotted:
                members.Add(compiled.trigger)
                indices.append(index)
        if not indices:
            return None
        try:
            members.Compile()
        except re2.error:
            raise RuleError(
                "the rules together need more memory than the limit", "shorten repetitions such as {0,200} in new rules"
            ) from None
        return _Set(members, tuple(indices))

    def hits(self, reading: Reading, contexts: Contexts) -> Mapping[int, list[Hit]]:
        """Hits by the index of their rule, in the order of the page."""
        found: dict[int, list[Hit]] = {}
        blocks = reading.page.blocks
        for number, sentence in enumerate(reading.sentences):
            block = blocks[sentence.block]
            if block.region is Region.HIDDEN:
                continue
            for index in self._matching(reading, sentence.start, sentence.end):
                compiled = self.rules[index]
                hits = self._located(compiled, reading, contexts, number, block.kind, block.region)
                for hit in hits:
                    found.setdefault(index, []).append(hit)
        return found

    def _matching(self, reading: Reading, start: int, end: int) -> Iterator[int]:
        """Rules that match somewhere in the sentence."""
        for slotted, members in self._sets.items():
            if members is not None:
                haystack = reading.masked if slotted else reading.folded
                for member in sorted(members.members.Match(haystack[start:end]) or ()):
                    yield members.rules[member]

    def _located(
        self,
        compiled: CompiledRule,
        reading: Reading,
        contexts: Contexts,
        number: int,
        kind: BlockKind,
        region: Region,
    ) -> Iterator[Hit]:
        rule = compiled.rule
        if kind not in rule.match.blocks or region not in rule.match.regions:
            return
        sentence = reading.sentences[number]
        texts = {False: reading.sentence_text(sentence), True: reading.masked[sentence.start : sentence.end]}
        if not all(expression.search(texts[slotted]) for slotted, expression in compiled.also):
            return
        if any(expression.search(texts[slotted]) for slotted, expression in compiled.never):
            return
        for match in compiled.locate.finditer(texts[compiled.slotted]):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if start == end:
                continue
            held = contexts.holding(rule.silent_when | rule.review_when, number, start, end)
            if not held & rule.silent_when:
                yield Hit(number, start, end, held & rule.review_when)
