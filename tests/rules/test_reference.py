"""The reference: a page a rule, written whole, and in the state of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

import reference
from healthaudit.auditor import Auditor
from healthaudit.rules.examples import examples
from healthaudit.rules.reference import page_of
from healthaudit.rules.rule import Context, Rule
from healthaudit.rules.text import RuleSource
from healthaudit.settings import Settings

AUDITOR = Auditor.load(Settings(classify=False))
KNOWLEDGE = AUDITOR.library.knowledge
RULES = {one.rule.id: one.rule for one in AUDITOR.library.pack.rules.rules}


def page(rule: Rule, measured: tuple[int, int] | None = None) -> str:
    its = list(examples(RuleSource(rule.path, rule.path.read_text("utf-8"))))
    return page_of(rule, its, KNOWLEDGE.regulations, KNOWLEDGE.on_record, measured)


def test_the_pages_are_those_of_the_rules() -> None:
    made = reference.pages(AUDITOR)
    there = {path.name: path.read_text("utf-8") for path in reference.FOLDER.glob("*.md")}
    assert there == dict(made), "stale: run make reference"


def test_the_commands_are_those_of_the_command_line() -> None:
    there = (reference.ROOT / "docs" / "commands.md").read_text("utf-8")
    assert there == reference.commands(), "stale: run make reference"
    for word in ("healthaudit audit", "healthaudit baseline review", "`--new-only`", "`--fail-on`: `critical`"):
        assert word in there


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_page_tells_everything_that_a_reader_asks(rule: Rule) -> None:
    text = page(rule)
    assert text.startswith(f"# {rule.code} {rule.id}\n\n{rule.title}.\n")
    for part in (rule.why, rule.fix, f"family {rule.family.value}, severity {rule.severity.value}"):
        assert part in text
    for name in rule.regulations:
        assert KNOWLEDGE.regulations[name].title in text
    for name in rule.on_record:
        assert KNOWLEDGE.on_record[name].verdict in text
    assert "\n\n\n" not in text
    assert text.endswith("\n")


def test_examples_show_their_evidence_and_hide_their_markup() -> None:
    text = page(RULES["cure-claim"])
    assert "Flagged; what is marked is the evidence:" in text
    assert "Left alone:" in text
    assert text.count("**") >= 2
    assert "[[" not in text


def test_circumstances_are_told_in_words() -> None:
    rule = RULES["cure-claim"]
    assert "- keeps silent when it is negated" in page(rule)
    alone = rule._replace(silent_when=frozenset([Context.QUOTED]), review_when=frozenset(), only_on=frozenset())
    assert "- keeps silent when it stands in quotation marks\n" in page(alone)
    assert "left to a reviewer when" not in page(alone)
    assert "only on pages" not in page(alone)


def test_how_often_it_was_right() -> None:
    rule = RULES["cure-claim"]
    assert "- right in 7 of 9 findings on the pages with gold\n" in page(rule, (7, 2))
    assert "on the pages with gold" not in page(rule)


def test_text_of_examples_means_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(
        "id: mine\nexamples:\n  flag:\n    - '<b>[[*cures*]]</b> | `all` [now](x) #1'\n    - html: '<p>`a` & b</p>'\n",
        "utf-8",
    )
    its = list(examples(RuleSource(file, file.read_text("utf-8"))))
    text = page_of(RULES["cure-claim"], its, KNOWLEDGE.regulations, KNOWLEDGE.on_record)
    assert r"- \<b\>**\*cures\***\</b\> \| \`all\` \[now\](x) \#1" in text
    assert "- html: `<p>a & b</p>`" in text
