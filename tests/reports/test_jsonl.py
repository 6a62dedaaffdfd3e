"""JSON Lines: each line is whole, the finding is that of the JSON report."""

from __future__ import annotations

import json
from typing import Any

from healthaudit.model import Report
from healthaudit.reports.json import as_data
from healthaudit.reports.jsonl import render_jsonl


def lines(report: Report) -> list[dict[str, Any]]:
    text = render_jsonl(report)
    assert text == "" or text.endswith("\n")
    # splitlines() knows more line breaks than JSON does: none of them may part a line.
    assert text.splitlines() == text.split("\n")[:-1]
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_has_the_finding_its_page_and_what_made_it(build) -> None:
    page = build.page(source="./a.txt")
    report = build.report(build.audited(page, build.finding(page, "proven")))
    [line] = lines(report)
    data = as_data(report)
    assert line.pop("schema") == "healthaudit.finding/1"
    assert line.pop("tool") == data["tool"]
    assert (line.pop("source"), line.pop("media"), line.pop("score")) == ("./a.txt", "text", 74)
    assert line.pop("set_aside") is False
    assert line == data["pages"][0]["findings"][0]


def test_places_are_exact(placed) -> None:
    [line] = lines(placed.report)
    [place] = line["evidence"]
    assert (place["start"], place["end"]) == (placed.start, placed.start + placed.length)
    assert (place["line"], place["column"], place["end_column"]) == (placed.line, placed.column, placed.end_column)


def test_pages_follow_each_other_and_what_was_set_aside_is_marked(build) -> None:
    first = build.audited(build.page(), build.finding(), suppressed=(build.finding(id="f2"),))
    second = build.audited(build.page(source="b.txt"), build.finding(id="f3"), score=None)
    found = [
        (line["source"], line["id"], line["set_aside"], line["score"]) for line in lines(build.report(first, second))
    ]
    assert found == [("a.txt", "f1", False, 74), ("a.txt", "f2", True, 74), ("b.txt", "f3", False, None)]


def test_nothing_found_is_no_line(build) -> None:
    assert render_jsonl(build.report(build.audited(build.page()))) == ""


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    text = render_jsonl(hostile)
    text.encode("utf-8")
    one, _, aside = lines(hostile)
    assert one["message"] == build.hostile, "programs get every character as it was"
    assert one["source"] == build.name
    assert aside["suppression"]["reason"] == build.hostile
    assert "\x1b" not in text


def test_line_breaks_that_json_allows_are_escaped_for_those_who_split_at_them(build) -> None:
    page = build.audited(build.page(), build.finding(message="a\u2028b\u2029c\x85d\ud800"))
    assert "a\\u2028b\\u2029c\\u0085d\\ud800" in render_jsonl(build.report(page))
    assert lines(build.report(page))[0]["message"] == "a\u2028b\u2029c\x85d\ud800"
