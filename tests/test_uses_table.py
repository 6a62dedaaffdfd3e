"""The tables of approval: figures that must not fall; ``make accuracy`` prints where they stand."""

from __future__ import annotations

import uses_table
from healthaudit.approval import Status
from healthaudit.auditor import Auditor

AUDITOR = Auditor.load()
CHECKS = list(uses_table.checks(AUDITOR.library))


def test_the_facts_answer_as_labels_do() -> None:
    assert len(CHECKS) >= 300
    assert sum(check.right for check in CHECKS) / len(CHECKS) >= 0.97


def test_no_approved_use_is_called_not_listed() -> None:
    assert [c.row for c in CHECKS if c.row["expected"] == "approved" and c.status is Status.NOT_LISTED] == []


def test_uses_on_pages_for_development() -> None:
    rows, held_out = uses_table.cases()
    assert len(rows) + len(held_out) >= 60
    right = [uses_table.wanted(case) == uses_table.given(uses_table.audited(AUDITOR, case)) for case in rows]
    assert sum(right) / len(right) >= 0.92


def test_pages_that_deserve_no_finding_get_none() -> None:
    for rows in (*uses_table.cases(), uses_table.more_cases()):
        clean = [case for case in rows if uses_table.wanted(case) == "none"]
        alarms = [case["id"] for case in clean if uses_table.given(uses_table.audited(AUDITOR, case)) != "none"]
        assert len(alarms) / len(clean) <= 0.05, alarms


def test_true_statements_about_approval_are_left_alone() -> None:
    rows, _ = uses_table.sentences()
    assert [row["text"] for row in rows if not row["wrong"] and uses_table.called_wrong(AUDITOR, row)] == []


def test_every_false_word_stands_in_its_text() -> None:
    for rows in uses_table.sentences():
        assert all(row.get("words", "") in row["text"] for row in rows)
    for rows in uses_table.cases():
        assert all(words in case["text"] for case in rows for words in case["misstatements"])
