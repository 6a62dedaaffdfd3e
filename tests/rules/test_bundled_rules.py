"""Every bundled rule is in order and proves itself by its own examples."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml

from healthaudit.atoms import atoms
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Family, Media
from healthaudit.pages import read
from healthaudit.rulefiles import bundled_rules
from healthaudit.rules import Rule
from healthaudit.rules.examples import examples
from healthaudit.rules.selftest import run_examples
from healthaudit.rules.text import RuleSource
from healthaudit.rules.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
AUDITOR = Auditor.load()
VOCABULARY = Vocabulary.load(bundled_rules() / "vocabulary.yml")
RULES = [compiled.rule for compiled in AUDITOR.library.pack.rules.rules]
CODES = {
    Family.OVERCLAIM: "OC",
    Family.OFF_LABEL: "OL",
    Family.HOTLINE: "HL",
    Family.CITATION: "CI",
    Family.SAFETY: "SA",
    Family.TRANSPARENCY: "TR",
}


def test_there_are_rules_for_every_family() -> None:
    counts = Counter(rule.family for rule in RULES)
    assert len(RULES) >= 60
    assert set(counts) == set(Family)
    assert min(counts.values()) >= 5


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_go_as_expected(rule: Rule) -> None:
    problems = [
        f"{rule.path.name}:{result.example.line}: {result.example.expect}: {result.problem}: {result.example.text}"
        for result in run_examples(AUDITOR, rule)
        if result.problem
    ]
    assert not problems


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_in_order(rule: Rule) -> None:
    assert rule.path.parent == bundled_rules() / rule.family.value
    assert rule.code.startswith(CODES[rule.family])
    counts = Counter(example.expect for example in examples(RuleSource(rule.path, rule.path.read_text("utf-8"))))
    assert counts["flag"] + counts["review"] >= 3
    assert counts["allow"] >= 3
    assert rule.regulations, "a reviewer asks: under which rule?"
    assert rule.message[0].isupper()
    assert not rule.message.endswith(".")
    for text in (rule.why, rule.fix):
        assert text.endswith((".", "?", '"', ")", "!"))
        assert len(text) > 40


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_fits_the_schema_for_editors(rule: Rule) -> None:
    schema = json.loads((ROOT / "docs" / "rule.schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(rule.path.read_text("utf-8")), schema)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_expressions_can_be_filtered_by_atoms(rule: Rule) -> None:
    """An expression without atoms is tried on every sentence of every page."""
    data = yaml.safe_load(rule.path.read_text("utf-8"))["match"]
    expanded = [VOCABULARY.expand(text) for text in data.get("any", [])]
    assert [text for text in expanded if not atoms(text)] == []


def test_no_two_examples_are_the_same_text() -> None:
    texts = Counter(
        (rule.id, " ".join(example.text.split()).lower())
        for rule in RULES
        for example in examples(RuleSource(rule.path, rule.path.read_text("utf-8")))
    )
    assert [key for key, count in texts.items() if count > 1] == []


def test_the_filter_loses_nothing() -> None:
    """Against triggers tried whatever the filter says: a rule's own, and every eighth of the others."""
    rules = AUDITOR.library.pack.rules
    for turn, rule in enumerate(RULES):
        for example in examples(RuleSource(rule.path, rule.path.read_text("utf-8"))):
            reading = AUDITOR.library.language.read(read(Document("example", Media(example.media), example.text)))
            candidates = rules.filter.candidates(reading).triggers
            for number, sentence in enumerate(reading.sentences):
                texts = {False: reading.folded, True: reading.masked}
                for index, trigger in enumerate(rules.triggers):
                    tried = RULES[trigger.rule] is rule or index % 8 == turn % 8
                    if tried and index not in candidates.get(number, ()):
                        text = texts[trigger.expression.pattern.slotted][sentence.start : sentence.end]
                        assert not trigger.expression.spans(text), (trigger.expression.pattern, text)


def test_every_condition_and_product_slot_is_used_without_a_word_boundary() -> None:
    for path in bundled_rules().rglob("*.yml"):
        assert r"\b{condition}" not in path.read_text("utf-8"), path
