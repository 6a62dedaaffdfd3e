"""From a report to a baseline, and from there to the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from healthaudit.baseline import Baseline, EntryStatus, Listed, astray, of_report, updated, written
from healthaudit.model import Report, RuleOutcome, Severity

Audit = Callable[..., Report]
FIRST, LATER = date(2026, 11, 21), date(2026, 12, 1)
CURE = "<p>Our drops cure anxiety.</p>\n"
STOP = "<p>Stop taking your medicine today.</p>\n"


def rules(listed: tuple[Listed, ...] | Baseline) -> list[str]:
    return sorted(f"{each.page}:{each.entry.rule}" for each in listed)


def reviewed(baseline: Baseline, rule: str, status: EntryStatus = EntryStatus.ACCEPTED) -> Baseline:
    return Baseline.of(
        each._replace(entry=each.entry._replace(status=status, reason="so", reviewed="2026-11-22"))
        if each.entry.rule == rule
        else each
        for each in baseline
    )


def test_everything_that_counts_becomes_an_entry(audit: Audit, tmp_path: Path) -> None:
    report = audit({str(tmp_path / "a.html"): CURE + STOP, "https://example.org/x": STOP})
    baseline = of_report(report, tmp_path, FIRST)
    assert {each.page for each in baseline} == {"a.html", "https://example.org/x"}
    assert len(baseline) == sum(len(page.findings) for page in report.pages)
    [entry] = [entry for entry in baseline.known_on("a.html") if entry.rule == "cure-claim"]
    [finding] = [finding for finding in report.pages[0].findings if finding.rule == "cure-claim"]
    assert (entry.id, entry.quote, entry.sentence) == (finding.id, "cure anxiety", "Our drops cure anxiety.")
    assert (entry.severity, entry.outcome) == (finding.severity, finding.outcome)
    assert (entry.status, entry.reason, entry.added, entry.reviewed) == (EntryStatus.UNREVIEWED, "", "2026-11-21", "")


def test_what_a_comment_lets_stand_is_not_taken_down(audit: Audit, tmp_path: Path) -> None:
    comment = "<!-- healthaudit: ignore-file cure-claim reason: so -->"
    baseline = of_report(audit({str(tmp_path / "a.html"): CURE + comment}), tmp_path, FIRST)
    assert "a.html:cure-claim" not in rules(baseline)
    assert "a.html:effect-as-fact" in rules(baseline)


def test_new_ones_come_gone_ones_go_and_reviews_stay(audit: Audit, tmp_path: Path) -> None:
    page = str(tmp_path / "a.html")
    old = reviewed(of_report(audit({page: CURE}), tmp_path, FIRST), "cure-claim")
    new, changes = updated(old, audit({page: CURE + STOP}), tmp_path, LATER)
    assert rules(changes.added) == ["a.html:medicine-reduced"]
    assert not changes.gone
    assert changes.kept == tuple(old)
    assert {each.entry.added for each in changes.added} == {"2026-12-01"}
    assert set(new) == {*old, *changes.added}
    last, changes = updated(new, audit({page: STOP}), tmp_path, LATER)
    assert rules(changes.added) == []
    assert set(changes.gone) == set(old)
    assert rules(last) == ["a.html:medicine-reduced"]
    assert last.pages["a.html"][0].added == "2026-12-01"


def test_the_same_report_again_changes_no_byte(audit: Audit, tmp_path: Path) -> None:
    report = audit({str(tmp_path / "a.html"): CURE + STOP})
    old = reviewed(of_report(report, tmp_path, FIRST), "cure-claim")
    new, changes = updated(old, report, tmp_path, LATER)
    assert written(new) == written(old)
    assert (changes.added, changes.gone) == ((), ())


def test_pages_that_were_not_audited_stay(audit: Audit, tmp_path: Path) -> None:
    old = of_report(audit({str(tmp_path / "a.html"): CURE, str(tmp_path / "b.html"): CURE}), tmp_path, FIRST)
    new, changes = updated(old, audit({str(tmp_path / "a.html"): ""}), tmp_path, LATER)
    assert new.pages == {"b.html": old.pages["b.html"]}
    assert {each.page for each in changes.gone} == {"a.html"}
    assert updated(old, audit({}), tmp_path, LATER)[0] == old


def test_changed_words_are_a_new_finding(audit: Audit, tmp_path: Path) -> None:
    page = str(tmp_path / "a.html")
    old = reviewed(of_report(audit({page: CURE}), tmp_path, FIRST), "cure-claim")
    new, changes = updated(old, audit({page: CURE.replace("anxiety", "asthma")}), tmp_path, LATER)
    assert "a.html:cure-claim" in rules(changes.added)
    assert "a.html:cure-claim" in rules(changes.gone)
    assert {entry.status for entry in new.known_on("a.html")} == {EntryStatus.UNREVIEWED}


def test_one_of_two_the_same(audit: Audit, tmp_path: Path) -> None:
    """The same sentence again is part of the first finding, so that taking it out makes nothing gone."""
    page = str(tmp_path / "a.html")
    twice = of_report(audit({page: CURE + CURE}), tmp_path, FIRST)
    assert rules(twice) == rules(of_report(audit({page: CURE}), tmp_path, FIRST))
    assert updated(twice, audit({page: CURE}), tmp_path, LATER)[0] == twice


def test_an_entry_that_a_comment_lets_stand_meanwhile_is_kept(audit: Audit, tmp_path: Path) -> None:
    page = str(tmp_path / "a.html")
    old = reviewed(of_report(audit({page: CURE}), tmp_path, FIRST), "cure-claim")
    comment = "<!-- healthaudit: ignore-file overclaim reason: so -->"
    assert updated(old, audit({page: CURE + comment}), tmp_path, LATER)[0] == old


def test_a_severity_that_has_changed_is_taken_over_and_the_review_stays(audit: Audit, tmp_path: Path) -> None:
    report = audit({str(tmp_path / "a.html"): CURE})
    old = reviewed(of_report(report, tmp_path, FIRST), "cure-claim")
    page = report.pages[0]
    findings = tuple(replace(finding, severity=Severity.LOW) for finding in page.findings)
    new, changes = updated(old, replace(report, pages=(replace(page, findings=findings),)), tmp_path, LATER)
    assert {entry.severity for entry in new.known_on("a.html")} == {Severity.LOW}
    assert "accepted" in {entry.status for entry in new.known_on("a.html")}
    assert not changes.added + changes.gone


@pytest.mark.parametrize("outcome", [RuleOutcome.ERROR, RuleOutcome.NOT_SELECTED, None])
def test_of_a_rule_that_had_no_say_nothing_is_gone(audit: Audit, tmp_path: Path, outcome: RuleOutcome | None) -> None:
    old = of_report(audit({str(tmp_path / "a.html"): CURE}), tmp_path, FIRST)
    report = audit({str(tmp_path / "a.html"): "<p>Anxiety is common.</p>"})
    outcomes = dict(report.pages[0].outcomes)
    if outcome is None:
        del outcomes["cure-claim"]
    else:
        outcomes["cure-claim"] = outcome
    new, changes = updated(old, replace(report, pages=(replace(report.pages[0], outcomes=outcomes),)), tmp_path, LATER)
    assert rules(new) == ["a.html:cure-claim"]
    assert "a.html:cure-claim" not in rules(changes.gone)


def test_a_page_that_no_rule_was_applied_to_keeps_its_entries(audit: Audit, tmp_path: Path) -> None:
    old = of_report(audit({str(tmp_path / "a.html"): CURE}), tmp_path, FIRST)
    report = audit({str(tmp_path / "a.html"): ""})
    report = replace(report, pages=(replace(report.pages[0], profile=None),))
    new, _ = updated(old, report, tmp_path, LATER)
    assert new == old
    (tmp_path / "a.html").touch()
    assert astray(new, report, tmp_path) == tuple(old)


def test_what_no_update_takes_out_is_astray(audit: Audit, tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    pages = {str(tmp_path / "a.html"): CURE, str(tmp_path / "gone.html"): CURE, "https://example.org/": CURE, "-": CURE}
    report = audit(pages)
    baseline = of_report(report, tmp_path, FIRST)
    assert {each.page for each in astray(baseline, report, tmp_path)} == {"gone.html"}
    entry = baseline.known_on("a.html")[0]._replace(id="x", rule="no-rule-of-ours")
    more = Baseline.of([*baseline, Listed("-", entry)])
    assert [each.page for each in astray(more, report, tmp_path) if each.entry.id == "x"] == ["-"]


@pytest.mark.parametrize("status", [EntryStatus.ACCEPTED, EntryStatus.DISMISSED])
def test_what_has_become_worse_has_to_be_looked_at_again(audit: Audit, status: EntryStatus) -> None:
    report = audit({"a.html": CURE})
    [page] = report.pages
    milder = replace(page, findings=tuple(replace(one, severity=Severity.LOW) for one in page.findings))
    old = of_report(replace(report, pages=(milder,)), Path(), FIRST)
    for entry in old.known_on("a.html"):
        old = old.put("a.html", entry._replace(status=status, reason="so", reviewed="2026-11-22"))
    same, _ = updated(old, replace(report, pages=(milder,)), Path(), FIRST)
    assert same == old
    worse, changes = updated(old, report, Path(), FIRST)
    assert not changes.added
    entries = [entry for entry in worse.known_on("a.html") if entry.severity is not Severity.LOW]
    assert {(entry.status, entry.reason, entry.reviewed) for entry in entries} == {(EntryStatus.UNREVIEWED, "", "")}
