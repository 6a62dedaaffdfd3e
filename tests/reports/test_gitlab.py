"""GitLab's Code Quality report: its fields and nothing else, fingerprints that are unique and stay."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from healthaudit.model import Outcome, Report, Severity
from healthaudit.reports.gitlab import render_gitlab


def issues(report: Report) -> list[dict[str, Any]]:
    text = render_gitlab(report)
    assert text[0] == "[", "GitLab takes no byte order mark"
    found = json.loads(text)
    for issue in found:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"blocker", "critical", "major", "minor", "info"}
        assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"])
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    return found


def test_an_issue_in_full(build) -> None:
    page = build.page("One cure\nfor all.\n", source="./pages/a.txt")
    [issue] = issues(build.report(build.audited(page, build.finding(page, "cure for"))))
    assert issue["description"] == "It promises."
    assert issue["check_name"] == "cure-claim"
    assert issue["location"] == {"path": "pages/a.txt", "lines": {"begin": 1, "end": 2}}


def test_places_are_exact(placed) -> None:
    [issue] = issues(placed.report)
    assert issue["location"]["lines"] == {"begin": placed.line, "end": placed.line}


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (Severity.CRITICAL, "blocker"),
        (Severity.HIGH, "critical"),
        (Severity.MEDIUM, "major"),
        (Severity.LOW, "minor"),
    ],
)
def test_severities_and_review(build, severity: Severity, expected: str) -> None:
    failed = build.finding(severity=severity)
    review = build.finding(severity=severity, outcome=Outcome.REVIEW, id="f2")
    first, second = issues(build.report(build.audited(build.page(), failed, review)))
    assert (first["severity"], second["severity"]) == (expected, "info")
    assert second["description"] == "For review: It promises."


def test_fingerprints_tell_pages_and_repetitions_apart(build) -> None:
    twice = build.finding(), build.finding()
    pages = [build.audited(build.page(source=source), *twice) for source in ("a.txt", "b.txt")]
    assert len(issues(build.report(*pages))) == 4


def test_a_fingerprint_stays_when_text_moves(build) -> None:
    before, after = build.page(), build.page("A new line.\n\nOur drip cures worry.\nIt is proven.\n")
    [one] = issues(build.report(build.audited(before, build.finding(before, "proven"))))
    [other] = issues(build.report(build.audited(after, build.finding(after, "proven"))))
    assert one["fingerprint"] == other["fingerprint"]
    assert one["location"]["lines"] != other["location"]["lines"]


def test_a_page_in_order_gives_an_empty_report(build) -> None:
    assert render_gitlab(build.report(build.audited(build.page()))) == "[]\n"


def test_a_finding_about_the_page_and_one_set_aside(build) -> None:
    page = build.audited(build.page(), build.finding(), suppressed=(build.finding(id="f2"),))
    [issue] = issues(build.report(page))
    assert issue["location"]["lines"] == {"begin": 1, "end": 1}


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    render_gitlab(hostile).encode("utf-8")
    first, _ = issues(hostile)
    assert first["location"]["path"] == "pages/100%: a,b=\n[x] @me.html"
    assert "⟦U+001B⟧[2J" in first["description"]
    assert "⟦U+D800⟧" in first["description"]


def test_a_file_name_that_is_no_utf_8(build) -> None:
    page = build.page(source="\udce4.txt")
    text = render_gitlab(build.report(build.audited(page, build.finding())))
    assert json.loads(text.encode("utf-8"))[0]["location"]["path"] == "\udce4.txt"
