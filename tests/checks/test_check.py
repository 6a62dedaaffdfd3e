"""What goes wrong in one rule or one page stays there."""

from __future__ import annotations

import pytest

import healthaudit.auditor
from healthaudit.auditor import Auditor
from healthaudit.expressions import Expression
from healthaudit.model import Document, Media, Page, RuleOutcome
from healthaudit.pages import read


def test_an_expression_that_breaks_off_is_an_error_of_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = Auditor.load()
    guarantee = next(c.rule for c in auditor.library.pack.rules.rules if c.rule.id == "guaranteed-result")
    matches = Expression.matches

    def breaking(self: Expression, text: bytes, lower: bytes) -> list[tuple[int, int]]:
        if self.pattern in guarantee.match.any:
            raise MemoryError("pattern too large\nto compile")
        return matches(self, text, lower)

    monkeypatch.setattr(Expression, "matches", breaking)
    text = "Our drops cure anxiety. We guarantee results. Results guaranteed."
    report = auditor.audit(Document("page", Media.TEXT, text), any_page=True)
    assert report.outcomes["guaranteed-result"] is RuleOutcome.ERROR
    assert report.errors == {"guaranteed-result": "MemoryError: pattern too large to compile"}
    assert report.outcomes["cure-claim"] is RuleOutcome.FAIL
    assert report.score.value is not None


def test_a_page_that_breaks_the_audit_is_skipped_and_the_next_is_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document) -> Page:
        if document.source == "bad":
            raise RecursionError("too\ndeep")
        return read(document)

    monkeypatch.setattr(healthaudit.auditor, "read", broken)
    documents = [Document(name, Media.TEXT, "Our drops cure anxiety.") for name in ("bad", "good")]
    report = Auditor.load().run(documents)
    assert [page.page.source for page in report.pages] == ["good"]
    assert report.skipped[0].reason == "the audit broke off: RecursionError: too deep"
    assert report.skipped[0].hint


@pytest.mark.parametrize("odd", ["\ud800"])
def test_half_a_character_does_not_end_an_audit(odd: str) -> None:
    auditor = Auditor.load()
    pages = [f"Our drops cure anxiety{odd}{count}." for count in ("", odd)]
    reports = [auditor.audit(Document("page", Media.TEXT, page), any_page=True) for page in pages]
    ids = [{finding.id for finding in report.findings if finding.rule == "cure-claim"} for report in reports]
    assert all(ids)
    assert not ids[0] & ids[1], "the half counts among the words"
