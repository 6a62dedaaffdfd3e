"""CSV as spreadsheets and programs read it, and formulas that are none."""

from __future__ import annotations

import csv
import io

import pytest

from healthaudit.model import Outcome, Report
from healthaudit.reports.table import render_csv


def rows(report: Report) -> list[dict[str, str]]:
    text = render_csv(report)
    assert text.startswith("\ufeff"), "or Excel garbles every curly quote"
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def test_a_row_in_full(build) -> None:
    page = build.page(source="./pages/a.txt")
    [row] = rows(build.report(build.audited(page, build.finding(page, "proven", "drip"))))
    assert list(row.items()) == [
        ("source", "pages/a.txt"),
        ("line", "2"),
        ("column", "7"),
        ("end_line", "2"),
        ("end_column", "13"),
        ("severity", "high"),
        ("outcome", "fail"),
        ("family", "overclaim"),
        ("rule", "cure-claim"),
        ("code", "OC101"),
        ("confidence", "0.8"),
        ("message", "It promises."),
        ("quote", "proven"),
        ("why", "Nobody knows."),
        ("fix", "Say less."),
        ("regulations", "A law, section 1 (US)"),
        ("id", "f1"),
        ("baseline", ""),
    ]


def test_places_are_exact(placed) -> None:
    [row] = rows(placed.report)
    found = [int(row[name]) for name in ("line", "column", "end_line", "end_column")]
    assert found == [placed.line, placed.column, placed.line, placed.end_column]
    assert row["quote"] == "a & b"


def test_a_finding_about_the_page_has_no_place(build) -> None:
    [row] = rows(build.report(build.audited(build.page(), build.finding(outcome=Outcome.REVIEW))))
    assert [row[name] for name in ("line", "column", "end_line", "end_column", "quote")] == [""] * 5
    assert row["outcome"] == "review"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠", " ="])
def test_what_could_be_a_formula_is_text(build, sign: str) -> None:
    [row] = rows(build.report(build.audited(build.page(), build.finding(message=f"{sign}1+1"))))
    assert row["message"] == f"'{sign}1+1"


@pytest.mark.parametrize("sign", ["\t=", "\n@", "x;=", "x; +", "x\n-", "x \t ＠"])
def test_what_could_be_a_formula_where_lines_are_parted_otherwise_is_text(build, sign: str) -> None:
    [row] = rows(build.report(build.audited(build.page(), build.finding(message=f"{sign}1+1"))))
    assert row["message"].lstrip("'") == f"{sign[:-1]}'{sign[-1]}1+1"


def test_a_carriage_return_is_spelt_out_behind_the_apostrophe(build) -> None:
    [row] = rows(build.report(build.audited(build.page(), build.finding(message="\r=1"))))
    assert row["message"] == "'⟦U+000D⟧=1"


@pytest.mark.parametrize("text", ["1-1", "a=b", "(555) 010-0100", "x @me", "'quoted'", "50%", ""])
def test_what_is_no_formula_stays_as_it_is(build, text: str) -> None:
    [row] = rows(build.report(build.audited(build.page(), build.finding(message=text))))
    assert row["message"] == text


def test_every_cell_is_quoted_and_what_other_separators_part_is_no_formula(build) -> None:
    [_, line] = render_csv(build.report(build.audited(build.page(), build.finding(message="a;=b\tc,d")))).splitlines()
    assert line.startswith('"')
    assert line.endswith('"')
    assert line.count('","') == 17
    assert '"a;\'=b\tc,d"' in line


def test_nothing_found_is_a_header(build) -> None:
    assert rows(build.report(build.audited(build.page()))) == []


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    render_csv(hostile).encode("utf-8")
    first, second = rows(hostile)
    assert first["message"].startswith("'=cmd|' /C calc'!A0, \"q\" ⟦U+0000⟧⟦U+001B⟧[2J")
    assert first["quote"].startswith("'=cmd")
    assert "⟦U+000D⟧\n::error::x %0A" in first["why"]
    assert first["source"] == "pages/100%: a,b=\n[x] @me.html"
    assert second["id"] == "f2"
