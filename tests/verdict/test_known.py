"""Findings held against a baseline: new, known, accepted, dismissed, rejected, gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.baseline import Earlier, Entry, EntryStatus, of_report
from healthaudit.model import (
    BaselineState,
    Document,
    Finding,
    Location,
    Media,
    Outcome,
    Report,
    RuleOutcome,
    SaidBy,
    Severity,
    Span,
    Suppression,
)
from healthaudit.verdict.known import Known, against

AUDITOR = Auditor.load()
TEXT = "<p>Our drops cure anxiety.</p><p>Results guaranteed.</p><p>Stop taking your medicine today.</p>"
PAGE = AUDITOR.audit(Document("page", Media.HTML, TEXT), any_page=True)
REPORT = Report(AUDITOR.tool(), (PAGE,), ())
ENTRIES = of_report(REPORT, Path(), date(2026, 11, 21)).pages["page"]
FILE = "healthaudit-baseline.json"


def entries(status: EntryStatus, rule: str = "cure-claim") -> list[Entry]:
    """All of the page, those of a rule reviewed."""
    return [
        entry._replace(status=status, reason="quotes the ruling", reviewed="2026-11-22")
        if entry.rule == rule
        else entry
        for entry in ENTRIES
    ]


def known(findings: Iterable[Finding], some: Iterable[Entry], *, file: str, new_only: bool = False) -> Known:
    return against(Earlier(tuple(some), file, new_only), findings, ())


def states(findings: tuple[Finding, ...]) -> dict[str, BaselineState | None]:
    return {finding.rule: finding.baseline for finding in findings}


def test_the_words_of_these_tests_are_found() -> None:
    assert {"cure-claim", "guaranteed-result", "medicine-reduced"} <= {finding.rule for finding in PAGE.findings}


@pytest.mark.parametrize("new_only", [False, True])
def test_without_an_entry_all_is_new_and_counts(new_only: bool) -> None:
    stood = known(PAGE.findings, (), file=FILE, new_only=new_only)
    assert set(states(stood.findings).values()) == {BaselineState.NEW}
    assert [replace(finding, baseline=None) for finding in stood.findings] == list(PAGE.findings)
    assert (stood.aside, stood.gone) == ((), 0)


def test_what_is_known_counts_as_before() -> None:
    stood = known(PAGE.findings, ENTRIES, file=FILE)
    assert set(states(stood.findings).values()) == {BaselineState.KNOWN}
    assert all(finding.suppression is None for finding in stood.findings)
    assert [finding.id for finding in stood.findings] == [finding.id for finding in PAGE.findings]
    assert (stood.aside, stood.gone) == ((), 0)


def test_where_only_new_ones_count_what_is_known_is_set_aside() -> None:
    some = [entry for entry in ENTRIES if entry.rule != "cure-claim"]
    stood = known(PAGE.findings, some, file=FILE, new_only=True)
    assert states(stood.findings) == {"cure-claim": BaselineState.NEW}
    assert set(states(stood.aside).values()) == {BaselineState.KNOWN}
    for finding in stood.aside:
        assert finding.suppression == Suppression(
            "known since 2026-11-21, not yet reviewed", "", Span(0, 0), Location(1, 1, 1, 1), FILE, SaidBy.BASELINE
        )


@pytest.mark.parametrize("status", [EntryStatus.ACCEPTED, EntryStatus.DISMISSED])
@pytest.mark.parametrize("new_only", [False, True])
def test_what_was_accepted_or_dismissed_is_set_aside_for_its_reason(new_only: bool, status: EntryStatus) -> None:
    stood = known(PAGE.findings, entries(status), file=FILE, new_only=new_only)
    [finding] = [finding for finding in stood.aside if finding.rule == "cure-claim"]
    assert finding.baseline is BaselineState(status.value)
    assert finding.suppression == Suppression(
        "quotes the ruling", "", Span(0, 0), Location(1, 1, 1, 1), FILE, SaidBy.BASELINE
    )
    assert "cure-claim" not in states(stood.findings)
    assert bool(stood.findings) is not new_only


@pytest.mark.parametrize("new_only", [False, True])
def test_what_was_rejected_counts_always(new_only: bool) -> None:
    stood = known(PAGE.findings, entries(EntryStatus.REJECTED), file=FILE, new_only=new_only)
    assert states(stood.findings)["cure-claim"] is BaselineState.REJECTED
    assert len(stood.findings) == (1 if new_only else len(PAGE.findings))
    assert "cure-claim" not in states(stood.aside)


@pytest.mark.parametrize("status", list(EntryStatus))
def test_what_a_comment_set_aside_keeps_the_word_of_the_comment(status: EntryStatus) -> None:
    comment = Suppression("the author says so", "", Span(3, 9), Location(1, 4, 1, 10))
    findings = [
        replace(finding, suppression=comment) if finding.rule == "cure-claim" else finding for finding in PAGE.findings
    ]
    stood = known(findings, entries(status), file=FILE)
    [finding] = stood.aside
    assert finding.suppression == comment
    assert finding.baseline is BaselineState({"unreviewed": "known"}.get(status.value, status.value))
    assert stood.gone == 0
    assert known(findings, (), file=FILE).aside[0].baseline is BaselineState.NEW


def test_gone_are_the_entries_that_nothing_matches() -> None:
    assert known((), ENTRIES, file=FILE) == ((), (), len(ENTRIES))
    assert known((), (), file=FILE) == ((), (), 0)
    less = [finding for finding in PAGE.findings if finding.rule != "cure-claim"]
    for status in EntryStatus:
        assert known(less, entries(status), file=FILE).gone == 1


def test_both_keep_the_order_that_was_given() -> None:
    stood = known(reversed(PAGE.findings), entries(EntryStatus.ACCEPTED), file=FILE)
    order = [finding.id for finding in reversed(PAGE.findings)]
    assert sorted((finding.id for finding in stood.findings + stood.aside), key=order.index) == order
    assert [finding.id for finding in stood.findings] == [one for one in order if one != stood.aside[0].id]


def test_without_a_baseline_all_is_as_it_was() -> None:
    assert against(None, PAGE.findings, ()) == Known(PAGE.findings, (), 0)


def test_what_stood_on_the_page_in_an_earlier_revision_is_set_aside() -> None:
    old = tuple((one.id, one.severity, one.outcome) for one in PAGE.findings if one.rule == "cure-claim")
    stood = against(Earlier((), "", before=old, revision="main"), PAGE.findings, ())
    assert states(stood.aside) == {"cure-claim": BaselineState.KNOWN}
    assert set(states(stood.findings).values()) == {BaselineState.NEW}
    said = stood.aside[0].suppression
    assert said
    assert (said.by, said.source, said.placed) == ("revision", "main", False)


def test_what_was_rejected_counts_although_it_stood_there_before() -> None:
    before = tuple((one.id, one.severity, one.outcome) for one in ENTRIES)
    earlier = Earlier(tuple(entries(EntryStatus.REJECTED)), FILE, True, before, "main")
    stood = against(earlier, PAGE.findings, ())
    assert states(stood.findings) == {"cure-claim": BaselineState.REJECTED}


@pytest.mark.parametrize("status", [EntryStatus.ACCEPTED, EntryStatus.DISMISSED])
def test_what_has_become_worse_is_new(status: EntryStatus) -> None:
    [entry] = [one for one in ENTRIES if one.rule == "cure-claim"]
    milder = entry._replace(severity=Severity.MEDIUM, status=status, reason="so", reviewed="2026-11-22")
    for earlier in (
        Earlier((milder,), FILE, True),
        Earlier((milder._replace(severity=entry.severity, outcome=Outcome.REVIEW),), FILE, True),
        Earlier((), "", before=((entry.id, Severity.MEDIUM, Outcome.FAIL),), revision="main"),
    ):
        assert states(against(earlier, PAGE.findings, ()).findings)["cure-claim"] is BaselineState.NEW
    worse = Earlier((entry._replace(severity=Severity.CRITICAL),), FILE, True)
    assert states(against(worse, PAGE.findings, ()).aside)["cure-claim"] is BaselineState.KNOWN


def test_an_entry_is_gone_only_when_its_rule_had_its_say() -> None:
    earlier = Earlier(tuple(ENTRIES), FILE)
    every = dict.fromkeys((one.rule for one in ENTRIES), RuleOutcome.PASS)
    assert against(earlier, (), (), every).gone == len(ENTRIES)
    silent = every | {"cure-claim": RuleOutcome.NOT_SELECTED}
    assert against(earlier, (), (), silent).gone == len(ENTRIES) - 1
