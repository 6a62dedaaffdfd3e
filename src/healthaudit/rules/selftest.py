"""Rules prove themselves: every example is audited as a page of its own, by its rule alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.model import Document, Finding, Media, Outcome
from healthaudit.rules.examples import examples
from healthaudit.rules.rule import Example, MatchKind, Rule
from healthaudit.rules.text import RuleSource

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor


class Result(NamedTuple):
    """How one example went; ``problem`` is empty when it went as expected."""

    rule: Rule
    example: Example
    problem: str


def run_examples(auditor: Auditor, rule: Rule) -> Iterator[Result]:
    """Audit the examples of one rule. An example is too short to show what page it is from: it is taken for
    English, about health, and from a page that sells. The classifier has a say in the rules that rest on it only: it
    may lower the confidence of others, and what it learns next must not break them.
    """
    if rule.match.kind is not MatchKind.CLASSIFIER:
        auditor = replace(auditor, classifier=None)
    source = RuleSource(rule.path, rule.path.read_text("utf-8"))
    for example in examples(source):
        document = Document(f"{rule.path}:{example.line}", Media(example.media), example.text)
        found = [finding for finding in auditor.audit(document, any_page=True).findings if finding.rule == rule.id]
        yield Result(rule, example, _problem(example, found))


def _problem(example: Example, found: list[Finding]) -> str:
    if example.expect == "allow":
        return f"flagged {found[0].evidence[0].quote!r}" if found and found[0].evidence else "flagged" if found else ""
    if not found:
        return "not flagged"
    wanted = Outcome.REVIEW if example.expect == "review" else Outcome.FAIL
    if all(finding.outcome is not wanted for finding in found):
        return f"outcome {found[0].outcome.value}, expected {wanted.value}"
    spans = [(item.span.start, item.span.end) for finding in found for item in finding.evidence]
    for start, end in example.spans:
        if not any(first < end and start < last for first, last in spans):
            return f"{example.text[start:end]!r} is not in the evidence"
    return ""
