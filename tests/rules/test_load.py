"""Rule files: what is wrong is named by file, key and line, with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.errors import RuleError
from healthaudit.library import load_library
from healthaudit.rulefiles import bundled_rules

RULE = """\
id: my-rule
code: OC999
title: Says something
family: overclaim
severity: high
confidence: high
match:
  kind: pattern
  any:
    - '\\bwonder (?:pill|drop)s?\\b'
message: 'Says "{quote}"'
why: Because nobody has ever measured anything of the kind.
fix: Take the sentence out, or say what was measured.
regulations: [ftc-act]
examples:
  flag: ['Our [[wonder pills]] are here.']
"""


def load(tmp_path: Path, text: str, name: str = "my-rule.yml") -> None:
    folder = tmp_path / "mine" / "overclaim"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, "utf-8")
    load_library(bundled_rules(), [tmp_path / "mine"])


def test_a_folder_of_rules_is_added(tmp_path: Path) -> None:
    load(tmp_path, RULE)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("severity: high", "severity: huge", 5, "severity: 'huge' is none of critical, high, medium, low"),
        ("title:", "titel:", 3, "titel: unknown key 'titel'"),
        ("title: Says something\n", "", 1, "key 'title' is missing"),
        ("id: my-rule", "id: My Rule", 1, "'My Rule' is not a slug"),
        ("id: my-rule", "id: other-rule", 1, "'other-rule' is not the name of its file"),
        ("code: OC999", "code: 7", 2, "code: not a text"),
        ("code: OC999", "code: OC9", 2, "code: 'OC9' is not a code"),
        ("kind: pattern", "kind: patern", 8, "match.kind: unknown kind 'patern'"),
        ("  any:\n", "  any_of:\n", 9, "match.any_of: a matcher of kind pattern has no key 'any_of'"),
        ("(?:pill|drop)", "(?=pill)", 9, "match.any: not an RE2 expression"),
        ("wonder ", "{wonder} ", 9, "match.any: unknown vocabulary {wonder}"),
        ("wonder ", "{condition}\\b ", 9, "match.any: \\b beside a slot never matches"),
        ("regulations: [ftc-act]", "silent_when: [negatd]\nregulations: [ftc-act]", 14, "unknown value 'negatd'"),
        ("regulations: [ftc-act]", "only_on: [buys]\nregulations: [ftc-act]", 14, "'buys' is not a kind of page"),
        ("regulations: [ftc-act]", "regulations: ftc-act", 14, "regulations: not a list of strings"),
        ("confidence: high", "confidence: total", 6, "'total' is none of high, medium, low"),
        ("  kind: pattern", "  kind: [pattern", 9, "did not find"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in RULE
    with pytest.raises(RuleError) as caught:
        load(tmp_path, RULE.replace(old, new))
    assert f"my-rule.yml:{line}:" in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "\n" not in caught.value.hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-31-21", "my-rule.yml:3: 2026-31-21 is no day"),
        ("1" * 5000, "my-rule.yml:3: a number of very many digits"),
        ("!!int abc", "my-rule.yml:3: the tag tag:yaml.org,2002:int"),
        ("!!float ''", "my-rule.yml:3: the tag tag:yaml.org,2002:float"),
        ("!!bool perhaps", "my-rule.yml:3: the tag tag:yaml.org,2002:bool"),
        ("!!timestamp perhaps", "my-rule.yml:3: the tag tag:yaml.org,2002:timestamp"),
        ("2001-12-14t21:59:43.10-99:99", "a value cannot be read"),
    ],
)
def test_a_value_that_yaml_cannot_read_is_named(tmp_path: Path, value: str, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        load(tmp_path, RULE.replace("title: Says something", f"title: {value}"))
    assert words in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: high", "confidence: hihg"),
        ("  kind: pattern", "  kind: absence"),
        ("  kind: pattern", "  kind: count\n  least: none"),
        ("  any:\n", "  also:\n"),
    ],
)
def test_every_mistake_has_a_hint(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(RuleError) as caught:
        load(tmp_path, RULE.replace(old, new))
    assert caught.value.hint


def test_close_guesses_are_suggested(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        load(tmp_path, RULE.replace("severity: high", "severity: hihg"))
    assert caught.value.hint == "did you mean 'high'?"


def test_an_unknown_regulation_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"'ftc-akt' is not in rules/knowledge/regulations\.yml"):
        load(tmp_path, RULE.replace("ftc-act", "ftc-akt"))


def test_an_id_may_not_be_taken_twice(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="'OC101' is taken by"):
        load(tmp_path, RULE.replace("OC999", "OC101"))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder of rules"):
        load_library(bundled_rules(), [tmp_path / "nothing"])


@pytest.mark.parametrize("name", ["stance.yml", "page.yml", "contexts.yml"])
@pytest.mark.parametrize("text", ["", "[1", "negated: 7", "sells: ['(']\nhealth: x\ncited: ['(']\nborders: '('"])
def test_broken_language_files_are_named(few_rules: Path, name: str, text: str) -> None:
    (few_rules / "language" / name).write_text(text, "utf-8")
    with pytest.raises(RuleError) as caught:
        load_library(few_rules)
    assert name in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["", "weights: {}", "weights: [", "weights: {critical: many}"])
def test_broken_weights_are_named(few_rules: Path, text: str) -> None:
    (few_rules / "pack.yml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=r"pack\.yml"):
        load_library(few_rules)
