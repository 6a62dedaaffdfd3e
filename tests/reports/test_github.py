"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from healthaudit.model import Location, Outcome, Report, Severity, Skipped, Span, SuppressionProblem
from healthaudit.reports.github import render_github


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, signs: str) -> str:
    for sign in signs:  # the per cent sign last, as the runner does
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def commands(report: Report) -> list[Command]:
    """The lines as the runner takes them apart: at the second ::, at commas, at the first =."""
    parsed = []
    text = render_github(report)
    assert text == "" or text.endswith("\n")
    for line in text.splitlines():
        assert line.startswith("::")
        head, _, message = line[2:].partition("::")
        name, _, listed = head.partition(" ")
        properties = dict(pair.split("=", 1) for pair in listed.split(","))
        parsed.append(
            Command(
                name,
                {key: unescaped(value, "\r\n:,%") for key, value in properties.items()},
                unescaped(message, "\r\n%"),
            )
        )
    return parsed


def test_a_line_in_full(build) -> None:
    page = build.page(source="./pages/a.txt")
    finding = build.finding(page, "cures worry", "proven")
    assert render_github(build.report(build.audited(page, finding))) == (
        "::error file=pages/a.txt,line=1,endLine=1,col=10,endColumn=20,title=OC101 cure-claim"
        "::It promises.%0ASay less.\n"
    )


def test_places_are_exact(placed) -> None:
    [command] = commands(placed.report)
    found = {name: int(command.properties[name]) for name in ("line", "endLine", "col", "endColumn")}
    # The last column is part of what GitHub marks; everywhere else in healthaudit it is the one behind.
    assert found == {
        "line": placed.line,
        "endLine": placed.line,
        "col": placed.column,
        "endColumn": placed.end_column - 1,
    }


def test_no_columns_over_several_lines_which_the_runner_would_drop(build) -> None:
    page = build.page("One cure\nfor all people.\n")
    [command] = commands(build.report(build.audited(page, build.finding(page, "cure for all people"))))
    assert (command.properties["line"], command.properties["endLine"]) == ("1", "2")
    assert not {"col", "endColumn"} & set(command.properties)


def test_a_finding_about_the_page_stands_on_its_first_line(build) -> None:
    [command] = commands(build.report(build.audited(build.page(), build.finding())))
    assert command.properties == {"file": "a.txt", "line": "1", "endLine": "1", "title": "OC101 cure-claim"}


@pytest.mark.parametrize("source", ["-", "https://x.example/a"])
def test_what_is_no_file_gets_no_annotation_in_one(build, source: str) -> None:
    page = build.page(source=source)
    [command] = commands(build.report(build.audited(page, build.finding(page, "proven"))))
    assert set(command.properties) == {"title"}
    assert command.message == f"{source}:2:7: It promises.\nSay less."


def test_the_worst_come_first_for_github_shows_ten(build) -> None:
    severities = [Severity.LOW, Severity.HIGH, Severity.MEDIUM, Severity.CRITICAL]
    findings = [build.finding(severity=severity, rule=severity.value) for severity in severities]
    review = build.finding(outcome=Outcome.REVIEW, severity=Severity.CRITICAL, rule="doubt")
    pages = [build.audited(build.page(), review, *findings[:2]), build.audited(build.page(), *findings[2:])]
    told = [(command.name, command.properties["title"]) for command in commands(build.report(*pages))]
    assert told == [
        ("error", "OC101 critical"),
        ("error", "OC101 high"),
        ("warning", "OC101 medium"),
        ("notice", "OC101 low"),
        ("notice", "OC101 doubt (for review)"),
    ]


def test_what_was_not_audited_is_a_warning(build) -> None:
    wrong = SuppressionProblem("unused", "It covers nothing.", "Delete it.", Span(0, 3), Location(2, 1, 2, 4))
    page = build.audited(build.page(), errors={"no-date": "out of time"}, suppression_problems=(wrong,))
    skipped, broken, unused = commands(build.report(page, skipped=(Skipped("b.md", "Gone.", "Look."),)))
    assert skipped == Command("warning", {"title": "source skipped"}, "b.md: Gone.; Look.")
    assert broken == Command("warning", {"title": "no-date broke off"}, "a.txt: out of time")
    assert unused.name == "warning"
    assert unused.properties["title"] == "suppression: unused"
    assert (unused.properties["line"], unused.properties["endColumn"]) == ("2", "3")


def test_nothing_found_is_no_line(build) -> None:
    assert render_github(build.report(build.audited(build.page()))) == ""


def test_a_hostile_page_gives_no_commands_of_its_own(build, hostile: Report) -> None:
    text = render_github(hostile)
    text.encode("utf-8")
    assert "\r" not in text
    read = commands(hostile)
    assert [command.name for command in read] == ["warning"] * 3 + ["error", "notice"]
    assert all("::error::x %0A <b" in command.message for command in read)
    assert "\x1b" not in text
    assert read[3].properties["file"] == "pages/100%: a,b=\n[x] @me.html"
    assert read[3].properties["title"] == "OC101 cure-claim"
