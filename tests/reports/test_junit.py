"""JUnit XML: well formed whatever a page holds, with counts that add up."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from healthaudit.model import Outcome, Report, RuleOutcome, Severity, Skipped
from healthaudit.reports.junit import render_junit

KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def suites(report: Report) -> list[ET.Element]:
    root = ET.fromstring(render_junit(report).encode("utf-8"))
    assert root.tag == "testsuites"
    for element in (root, *root):
        cases = element.findall(".//testcase")
        assert int(element.attrib["tests"]) == len(cases)
        for count, tag in KINDS.items():
            assert int(element.attrib[count]) == sum(case.find(tag) is not None for case in cases)
    return list(root)


def told(suite: ET.Element) -> list[tuple[str, str]]:
    return [(case.attrib["name"], case[0].tag if len(case) else "passed") for case in suite.findall("testcase")]


def properties(suite: ET.Element) -> dict[str, str]:
    return {each.attrib["name"]: each.attrib["value"] for each in suite.findall("properties/property")}


def test_a_suite_in_full(build) -> None:
    page = build.page(source="./pages/a.txt")
    finding = build.finding(page, "proven", severity=Severity.CRITICAL)
    assert render_junit(build.report(build.audited(page, finding))) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="healthaudit" tests="2" failures="1" errors="0" skipped="0">\n'
        '  <testsuite name="pages/a.txt" tests="2" failures="1" errors="0" skipped="0">\n'
        "    <properties>\n"
        '      <property name="score" value="74"/>\n'
        '      <property name="grade" value="fair"/>\n'
        '      <property name="language" value="en"/>\n'
        '      <property name="rules-not-applicable" value="1"/>\n'
        '      <property name="findings-set-aside" value="0"/>\n'
        "    </properties>\n"
        '    <testcase classname="pages/a.txt" name="cure-claim 2:7" file="pages/a.txt" line="2">\n'
        '      <failure type="critical" message="It promises.">2:7: It promises.\n'
        "Why: Nobody knows.\nFix: Say less.\n</failure>\n"
        "    </testcase>\n"
        '    <testcase classname="pages/a.txt" name="no-author" file="pages/a.txt"/>\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_places_are_exact(placed) -> None:
    [suite] = suites(placed.report)
    case = suite.findall("testcase")[0]
    assert case.attrib["name"] == f"cure-claim {placed.line}:{placed.column}"
    assert case.attrib["line"] == str(placed.line)


def test_outcomes(build) -> None:
    outcomes = {
        "cure-claim": RuleOutcome.FAIL,
        "no-author": RuleOutcome.ERROR,
        "no-date": RuleOutcome.NOT_APPLICABLE,
        "all-aside": RuleOutcome.FAIL,
        "fine": RuleOutcome.PASS,
    }
    page = build.audited(
        build.page(),
        build.finding(),
        build.finding(outcome=Outcome.REVIEW),
        outcomes=outcomes,
        errors={"no-author": "out of time"},
        suppressed=(build.finding(rule="all-aside"),),
        notes=("Read as Latin-1.",),
        score=None,
    )
    [suite] = suites(build.report(page))
    assert told(suite) == [
        ("cure-claim 1:1", "failure"),
        ("cure-claim 1:1", "skipped"),
        ("no-author", "error"),
        ("all-aside", "passed"),
        ("fine", "passed"),
    ]
    assert suite.find("testcase/skipped").attrib == {"message": "For review: It promises."}
    assert suite.find("testcase/error").attrib == {"type": "broke off", "message": "out of time"}
    found = properties(suite)
    assert (found["score"], found["rules-not-applicable"], found["findings-set-aside"]) == ("none", "1", "1")
    assert found["note-1"] == "Read as Latin-1."


def test_a_skipped_source_is_a_suite_and_fails_nothing(build) -> None:
    page = build.audited(build.page())
    _, gone = suites(build.report(page, skipped=(Skipped("gone.md", "No such file", "look"),)))
    assert gone.attrib["name"] == "gone.md"
    assert told(gone) == [("source", "skipped")]
    assert gone.find("testcase/skipped").attrib["message"] == "No such file; look"


def test_nothing_audited_is_an_empty_file(build) -> None:
    assert suites(build.report()) == []


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    page, skipped = suites(hostile)
    assert page.attrib["name"] == "pages/100%: a,b=\n[x] @me.html", "line breaks in attributes survive"
    assert [kind for _, kind in told(page)] == ["failure", "skipped", "error"]
    message = page.find("testcase/failure").attrib["message"]
    assert "⟦U+0000⟧⟦U+001B⟧[2J ⟦U+FFFE⟧ a⟦U+202E⟧b⟦U+000D⟧\n::error::x" in message
    assert "<b onload=x>&amp;</b> ]]> -->" in message
    assert "⟦U+D800⟧" in page.find("testcase/failure").text
    assert properties(page)["suppression-problem-1"].startswith("1:1: =cmd|")
    assert skipped.attrib["name"] == skipped.find("testcase").attrib["classname"]


def test_no_clock_and_no_chance(hostile: Report) -> None:
    assert render_junit(hostile) == render_junit(hostile)
    assert "time" not in {name for suite in suites(hostile) for name in suite.attrib}
