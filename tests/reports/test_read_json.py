"""A report written as JSON and read again gives every format byte for byte; anything else is refused in a line."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from healthaudit.auditor import Auditor
from healthaudit.errors import ReportError
from healthaudit.kinds import CallKind, Whose
from healthaudit.model import (
    BaselineState,
    Call,
    Document,
    Evidence,
    Family,
    FamilyScore,
    LedgerEntry,
    Location,
    Media,
    OnRecord,
    Opinion,
    Outcome,
    PageKind,
    Profile,
    Region,
    Report,
    RuleOutcome,
    SaidBy,
    Score,
    Sides,
    Skipped,
    Source,
    SourceStatus,
    Span,
    Suppression,
    SuppressionProblem,
)
from healthaudit.reports import FORMATS, render
from healthaudit.reports.json import as_data, render_json
from healthaudit.reports.read_json import read_report
from healthaudit.reports.terminal import print_report
from healthaudit.sources import collect

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
#: What reports of earlier versions do not have.
ADDED = ("family_findings", "reading_notes", "calls", "blocks", "offsets")
TOLD = '{"version": "1", "rules": 1, "rules_digest": "d", "facts_as_of": ""}'
EMPTY = f'{{"schema": "healthaudit.report/1", "tool": {TOLD}, '


@pytest.fixture(scope="module")
def fixtures() -> Report:
    return Auditor.load().run(
        one for one in collect([str(ROOT / "fixtures" / "pages")]) if "held-out" not in one.source
    )


def written(report: Report) -> Iterator[tuple[str, str]]:
    """Every format, by name, and what the terminal shows."""
    for name in FORMATS:
        yield name, render(report, name)
    for verbose in (False, True):
        shown = io.StringIO()
        print_report(report, Console(file=shown, width=90, highlight=False), verbose=verbose)
        yield f"terminal, verbose {verbose}", shown.getvalue()


def on_disk(report: Report) -> bytes:
    """As the command writes it."""
    return render_json(report).encode("utf-8", "backslashreplace")


def assert_same(report: Report) -> None:
    for content in (render_json(report), on_disk(report)):
        again = read_report(content)
        for (name, one), (_, other) in zip(written(report), written(again), strict=True):
            assert one == other, name


def test_fixture_pages_come_back_in_every_format(fixtures: Report) -> None:
    assert len(fixtures.pages) >= 20
    assert_same(fixtures)


def test_fixture_pages_alone_come_back(fixtures: Report) -> None:
    for page in fixtures.pages:
        one = Report(fixtures.tool, (page,), ())
        assert render(read_report(on_disk(one)), "html") == render(one, "html"), page.page.source


def test_values_come_back(fixtures: Report) -> None:
    again = read_report(render_json(fixtures))
    assert (again.tool, again.skipped) == (fixtures.tool, fixtures.skipped)
    for one, other in zip(fixtures.pages, again.pages, strict=True):
        kept = {name: getattr(one.page, name) for name in ("source", "media", "title", "facts", "offsets", "notes")}
        assert replace(one, page=other.page) == other
        assert {name: getattr(other.page, name) for name in kept} == kept
        assert other.page.blocks == one.page.blocks
        assert len(other.page.text) == len(one.page.text)
        assert [other.page.text[each.start : each.end] for each in other.page.blocks] == [
            one.page.text[each.start : each.end] for each in one.page.blocks
        ]


def everything(build: Any) -> Report:
    """Every field of every value filled, with text that tries to act."""
    page = replace(
        build.page(f"# {build.hostile}\r\n\r\n1. a \U0001f600 b & c\r\n2. d\r\n", build.name, Media.MARKDOWN),
        title=build.hostile,
        notes=("read as windows-1252", build.hostile),
    )
    place = Evidence("claim", build.hostile, Span(2, 9), Location(1, 3, 1, 10))
    full = replace(
        build.finding(),
        evidence=(place, place._replace(role="repeated at")),
        on_record=(OnRecord("r", "c", "t", "v", "s", "https://x.example", 2020, True),),
        sides=(Sides("figure", build.hostile, "43%", "Daly 2019", "Crossref", "https://x.example"),),
        opinion=Opinion(0.25, ("a", build.hostile)),
        sentence=build.hostile,
    )
    states = [replace(full, id=f"s{number}", baseline=state) for number, state in enumerate(BaselineState)]
    aside = [
        replace(full, id=f"a{number}", suppression=Suppression("why", until, Span(0, 3), place.location, file, by))
        for number, (by, until, file) in enumerate(
            [(SaidBy.COMMENT, "2030-01-01", ""), *((by, "", build.name) for by in SaidBy)]
        )
    ]
    entry = LedgerEntry("f1", "cure-claim", Family.OVERCLAIM, Outcome.FAIL, 20, 0.8, 1.0, 16.0)
    calls = [
        Call(build.hostile, kind, build.hostile, whose, build.hostile, Region.ASIDE, 0.125, (place,))
        for kind, whose in product(CallKind, Whose)
    ]
    source = Source(
        3, build.hostile, SourceStatus.DIFFERS, "", "Daly", "Crossref", "u", ("concern", "corrected"), (place,)
    )
    return build.report(
        build.audited(
            page,
            full,
            *states,
            notes=(*page.notes, "more"),
            suppressed=tuple(aside),
            suppression_problems=(
                SuppressionProblem("unused", build.hostile, "mend", Span(0, 3), place.location, build.name),
                SuppressionProblem("unused", build.hostile, "mend", Span(0, 3), place.location, build.name),
            ),
            score=None,
            profile=Profile(PageKind.STORY, (build.hostile,)),
            sources=(source,),
            sourced=(7, 12),
            calls=tuple(calls),
            left_out=3,
            gone=2,
            errors={"no-date": build.hostile},
            outcomes={f"r-{each}": each for each in RuleOutcome},
        ),
        build.audited(
            build.page("", "empty.txt"),
            score=0,
            language="und",
        ),
        replace(
            build.audited(build.page("Plain.", "scored.txt"), full),
            score=Score(
                40, 20, 45, "poor", tuple(FamilyScore(each, 7, 9) for each in reversed(Family)), (entry,), True
            ),
        ),
        skipped=(Skipped(build.hostile, build.hostile, build.hostile), Skipped("gone.html", "is not there")),
    )


def test_everything_a_report_can_hold_comes_back(build) -> None:
    assert_same(everything(build))


def test_a_hostile_page_comes_back(build, hostile: Report) -> None:
    assert_same(hostile)
    [page] = read_report(on_disk(hostile)).pages
    assert page.findings[0].message == build.hostile, "lone surrogates and all"


@pytest.mark.parametrize("pages", [0, 1])
def test_few_pages(build, pages: int) -> None:
    assert_same(build.report(*[build.audited(build.page())] * pages))
    assert_same(build.report(*[build.audited(build.page())] * pages, skipped=(Skipped("a", "b", ""),)))


def test_the_written_report_fits_the_schema(fixtures: Report) -> None:
    jsonschema.validate(json.loads(render_json(fixtures)), SCHEMA)


@given(st.lists(st.sampled_from(["a", " ", "\r\n", "\n\n", "&", "\\*", "**", "é", "\U0001f600", "\u202e", "`x`"])))
@settings(deadline=None)
def test_text_of_any_sort_comes_back(parts: list[str]) -> None:
    text = "".join(parts) + "\n\nOur drops cure anxiety."
    report = Auditor.load().run([Document("a.md", Media.MARKDOWN, text)])
    again = read_report(render_json(report))
    assert render(again, "html") == render(report, "html")
    assert len(again.pages[0].page.text) == len(report.pages[0].page.text)


# -- reports of other versions -----------------------------------------------------------------------------------------


def older(report: Report) -> dict[str, Any]:
    """The report as versions before the text was kept wrote it."""
    data = as_data(report)
    for page in data["pages"]:
        for key in ADDED:
            del page[key]
        for finding in (*page["findings"], *page["suppressed"]):
            for claim in finding["on_record"]:
                del claim["topic"]
    return data


def test_reports_of_earlier_versions_are_read_and_say_what_they_lack(fixtures: Report) -> None:
    data = older(fixtures)
    again = read_report(json.dumps(data))
    assert len(again.pages) == len(fixtures.pages)
    for one, other in zip(fixtures.pages, again.pages, strict=True):
        assert (other.page.blocks, other.page.text) == ((), "")
        assert "did not keep the text of pages" in other.notes[-1]
        assert other.score == one.score, "findings of a family are counted"
    for name in ("csv", "concise", "github", "statistics"):
        assert render(again, name) == render(fixtures, name)
    shown = render(again, "html")
    assert shown.count("<li>" + again.pages[0].notes[-1][:20]) == len(fixtures.pages)
    assert "The text of the page is not in the report" in shown
    assert_same(again)


def test_the_first_reports_are_read(fixtures: Report) -> None:
    data = older(fixtures)
    for page in data["pages"]:
        for key in ("profile", "benchmarks", "uses", "sources", "sourced", "left_out", "gone", "suppression_problems"):
            del page[key]
        for finding in page["findings"]:
            for key in ("on_record", "sides", "opinion", "sentence"):
                del finding[key]
    [*pages] = read_report(json.dumps(data)).pages
    assert [len(page.findings) for page in pages] == [len(page.findings) for page in fixtures.pages]


def test_fields_that_are_not_known_are_passed_over(build) -> None:
    report = build.report(build.audited(build.page(), build.finding()))
    data = as_data(report)
    data["more"] = {"deep": [1]}
    data["pages"][0]["more"] = data["pages"][0]["findings"][0]["more"] = data["tool"]["more"] = None
    assert render_json(read_report(json.dumps(data))) == render_json(report)


# -- what is no report -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "r.json: it is empty"),
        (b" \n ", "r.json: it is empty"),
        (b"\xef\xbb\xbf", "r.json: it is empty"),
        (b"<html>", "r.json:1: this is not JSON: expecting value"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "r.json: this is no text, so it is no report"),
        (b"null", "r.json: this is no report of healthaudit: it has no schema healthaudit.report/1"),
        (b"[]", "r.json: this is no report of healthaudit: it has no schema healthaudit.report/1"),
        (b'{"version": 1}', "r.json: this is no report of healthaudit: it has no schema healthaudit.report/1"),
        (b'{"schema": ["x"]}', "r.json: this is no report of healthaudit: it has no schema healthaudit.report/1"),
        (b'{"schema": "healthaudit.report/2"}', 'r.json: its schema is "healthaudit.report/2", and'),
        (b'{"schema": "healthaudit.finding/1"}', 'r.json: its schema is "healthaudit.finding/1", and'),
        (b'{"a": NaN}', "r.json: this is not JSON: NaN is no number there"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "r.json: this is no report: a number in it has thousands of digits"),
        (b'{"a":\n' * 3 + b'"b', "r.json:4: it ends in the middle: a part was cut off"),
        (b"[" * 200_000, "r.json: its brackets are nested too deep for a report"),
        (b'{"a":' * 200_000, "r.json: its brackets are nested too deep for a report"),
        (b'{"schema": "healthaudit.report/1"}', "r.json: tool: it is missing"),
        (EMPTY.encode() + b'"pages": [1], "skipped": []}', "r.json: pages[0]: it should be an object, and is 1"),
        (EMPTY.encode() + b'"pages": {}, "skipped": []}', "r.json: pages: it should be a list, and is an object"),
        (EMPTY.encode() + b'"pages": []}', "r.json: skipped: it is missing"),
        (
            b'{"schema": "healthaudit.report/1"}\n{"schema": "healthaudit.report/1"}',
            "r.json:2: this is not JSON: extra",
        ),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(content: bytes, told: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_report(content, "r.json")
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)
    assert refused.value.hint


def test_a_report_that_was_cut_anywhere_is_refused(build) -> None:
    content = on_disk(everything(build)).rstrip()
    for end in range(1, len(content), 97):
        with pytest.raises(ReportError):
            read_report(content[:end], "cut.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_of_the_shell_are_read(build, encoding: str) -> None:
    report = build.report(build.audited(build.page("Our drip cures worry. é\U0001f600"), build.finding()))
    assert render_json(read_report(render_json(report).encode(encoding))) == render_json(report)


def test_line_ends_of_windows_do_not_matter(build) -> None:
    report = build.report(build.audited(build.page(), build.finding()))
    assert render_json(read_report(render_json(report).replace("\n", "\r\n"))) == render_json(report)


WRONG = [
    (("score",), 101, "pages[0].score: it should be a whole number from 0 to 100, and is 101"),
    (("score",), True, "pages[0].score: it should be a whole number from 0 to 100, and is true"),
    (("score",), 10**30, "pages[0].score: it should be a whole number from 0 to 100, and is 1000"),
    (("range",), [1], "pages[0].range: it should be two numbers from 0 to 100"),
    (("families",), {"beauty": 3}, 'pages[0].families: "beauty" is none of overclaim, off-label'),
    (("media",), "pdf", 'pages[0].media: "pdf" is none of html, markdown, text'),
    (("outcomes",), {"a": "maybe"}, 'pages[0].outcomes.a: "maybe" is none of fail, review'),
    (("outcomes",), {"a\x1b": "fail"}, 'pages[0].outcomes: "a\\u001b" has control characters'),
    (("blocks", 0, "start"), 10**12, "pages[0].blocks[0].start: it should be 0 or a little more, and is 1000000000000"),
    (("blocks", 1, "start"), 0, "pages[0].blocks[1].start: it should be"),
    (("blocks", 0, "words"), None, "pages[0].blocks[0].words: it should be text in quotes, and is null"),
    (("blocks", 0, "level"), 7, "pages[0].blocks[0].level: it should be a whole number from 0 to 6, and is 7"),
    (("offsets", "text"), [0, 0], "pages[0].offsets"),
    (("offsets", "source"), [0.5], "pages[0].offsets.source: it should be a list of whole numbers"),
    (("offsets", "source_end"), [-2], "pages[0].offsets.source_end: it should be a list of whole numbers from -1"),
    (("findings", 0, "severity"), "dire", 'pages[0].findings[0].severity: "dire" is none of critical, high'),
    (("findings", 0, "confidence"), float("1e999"), "pages[0].findings[0].confidence: it should be a number from 0"),
    (("findings", 0, "evidence", 0, "line"), -1, "pages[0].findings[0].evidence[0].line: it should be a whole number"),
    (("findings", 0, "rule"), "a\x1b[2J", 'pages[0].findings[0].rule: "a\\u001b[2J" has control characters'),
    (("findings", 0, "opinion"), [], "pages[0].findings[0].opinion: it should be an object, and is a list"),
    (("errors",), {"a": 1}, "pages[0].errors.a: it should be text in quotes, and is 1"),
]


@pytest.mark.parametrize(("way", "value", "told"), WRONG, ids=[each[2][:50] for each in WRONG])
def test_wrong_values_are_named_with_the_way_to_them(
    build, way: tuple[str | int, ...], value: object, told: str
) -> None:
    page = build.page("One.\n\nTwo.\n")
    data = as_data(build.report(build.audited(page, build.finding(page, "One"))))
    _put(data["pages"][0], way, value)
    content = json.dumps(data).replace("Infinity", "1e999")
    with pytest.raises(ReportError) as refused:
        read_report(content, "r.json")
    assert str(refused.value).startswith(f"r.json: {told}")
    assert refused.value.hint


def _put(data: Any, way: tuple[str | int, ...], value: object) -> None:
    for step in way[:-1]:
        data = data[step]
    data[way[-1]] = value


def _ways(data: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield (*way, step)
        yield from _ways(value, (*way, step))


VALUES = [None, True, 0, -1, 7, 2**53, 10**40, 0.5, 1e300, "", "x", "\x1b[2J", "\ud800", "fail", "new", "comment"]
VALUES += [[], [1], ["x"], [[]], {}, {"x": 1}, {"a": {}}, [{}]]


@given(st.data())
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_it_there_is_a_report_or_an_error(build, data: st.DataObject) -> None:
    """One value somewhere becomes another: what is still taken can be written in every format."""
    plain = as_data(everything(build))
    way = data.draw(st.sampled_from(list(_ways(plain))))
    _put(plain, way, copy.deepcopy(data.draw(st.sampled_from(VALUES))))
    told = trouble(json.dumps(plain))
    assert "\n" not in told


def trouble(content: str) -> str:
    """Why it is no report; nothing for one that can be written in every format, and steers no terminal."""
    try:
        report = read_report(content, "r.json")
    except ReportError as refused:
        return f"{refused} {refused.hint}"
    for name, text in written(report):
        assert name in ("json", "jsonl", "html") or "\x1b" not in text, name
    return ""
