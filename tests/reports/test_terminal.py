"""The report in a terminal: whole tokens, no markup from pages, nothing that needs colour."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
from array import array
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from healthaudit.approval import Disclosure, Status
from healthaudit.model import (
    Block,
    BlockKind,
    Evidence,
    Family,
    FamilyScore,
    Finding,
    Media,
    Outcome,
    Page,
    PageFacts,
    PageReport,
    Region,
    Regulation,
    Report,
    RuleOutcome,
    Score,
    Severity,
    Sides,
    Skipped,
    Source,
    SourceStatus,
    Tool,
    Use,
)
from healthaudit.offsets import Lines, OffsetMap
from healthaudit.reports.terminal import print_report


def replace(value: Any, **changes: Any) -> Any:
    """A changed copy of one of the model's values."""
    return value._replace(**changes) if isinstance(value, tuple) else dataclasses.replace(value, **changes)


LAW = Regulation("L", "US", "A law", "https://law.example/1", unverified=True)


def page(text: str = "Our drip cures worry.\nIt is proven.\n", source: str = "pages/drip.txt") -> Page:
    offsets = OffsetMap(array("q", [0]), array("q", [0]), array("q", [-1]))
    block = Block(BlockKind.PARAGRAPH, Region.MAIN, 0, len(text))
    return Page(source, Media.TEXT, text, text, (block,), (), (), PageFacts(), offsets, Lines.of(text), "A drip")


def finding(page: Page, *quotes: str, severity: Severity = Severity.HIGH, rule: str = "cure-claim") -> Finding:
    spans = [page.span(page.text.index(quote), page.text.index(quote) + len(quote)) for quote in quotes]
    evidence = tuple(
        Evidence("repeated at", quote, span, page.lines.locate(span)) for quote, span in zip(quotes, spans, strict=True)
    )
    return Finding(
        "f",
        rule,
        "X1",
        Family.OVERCLAIM,
        severity,
        Outcome.FAIL,
        0.9,
        "It promises.",
        "Why so.",
        "Say less.",
        (LAW,),
        evidence,
    )


def report(page: Page, *findings: Finding, value: int | None = 74, low: int | None = 61) -> PageReport:
    families = tuple(FamilyScore(family, None if family is Family.SAFETY else 80, 0) for family in Family)
    outcomes = {"a": RuleOutcome.FAIL, "b": RuleOutcome.PASS, "c": RuleOutcome.NOT_APPLICABLE}
    return PageReport(page, "en", Score(value, low, value, "fair", families, ()), findings, outcomes)


def printed(*pages: PageReport, skipped: tuple[Skipped, ...] = (), width: int = 80, verbose: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_report(Report(Tool("1", 3, "d", "2026-01-01"), pages, skipped), console, verbose=verbose)
    return console.file.getvalue()


DRIP = page()


def test_the_whole_report_at_80_columns() -> None:
    whole = finding(DRIP, severity=Severity.LOW, rule="no-author")
    cures = finding(DRIP, "cures worry", "proven")
    proven = replace(finding(DRIP, "proven", severity=Severity.CRITICAL), outcome=Outcome.REVIEW)
    skipped = (Skipped("leaflet.pdf", "This is a PDF.", "Save it as text."),)
    assert (
        printed(report(DRIP, whole, proven, cures), skipped=skipped)
        == f"""\
{"─" * 80}
pages/drip.txt
A drip
74 of 100, fair; 61 if everything under review is upheld
overclaim 80  off-label 80  hotline 80  citation 80  safety not run
transparency 80
3 rules: 1 failed, 1 passed, 1 not applicable

pages/drip.txt:1:10  high overclaim  cure-claim
  It promises.
  “cures worry”
  pages/drip.txt:2:7  repeated at  “proven”
  Fix  Say less.

pages/drip.txt:2:7  critical overclaim, for review  cure-claim
  It promises.
  “proven”
  Fix  Say less.

pages/drip.txt  low overclaim  no-author
  It promises.
  Fix  Say less.

{"─" * 80}
1 page, 3 findings: 1 critical, 1 high, 1 low; 1 for review; 1 source skipped
  leaflet.pdf  This is a PDF.
    Save it as text.
"""
    )


def test_verbose_adds_why_and_regulations() -> None:
    audited = report(DRIP, finding(DRIP, "proven"))
    added = set(printed(audited, verbose=True).splitlines()) - set(printed(audited).splitlines())
    assert added == {"  Why  Why so.", "  Law  US A law (unverified)", "       https://law.example/1"}


LONG = page(source="https://drip.example/" + "treatments/" * 9 + "drip?utm_source=letter", text="It is proven.\n" * 3)
WORDY = replace(
    finding(LONG, "proven", "It is proven."),
    fix="Say what was measured, in whom and for how long. " * 5,
    why="Because. " * 40,
)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("verbose", [False, True])
def test_places_are_never_broken_and_lines_keep_within_the_width(width: int, verbose: bool) -> None:
    audited = replace(report(LONG, WORDY), notes=("A note that is long enough to need a second line. " * 3,))
    lines = printed(audited, width=width, verbose=verbose).splitlines()
    assert f"{LONG.source}:1:7" in lines
    assert f"  {LONG.source}:1:1" in lines
    assert all(line == line.rstrip() for line in lines)
    assert all(len(line) <= min(width, 100) for line in lines if "://" not in line)


def test_words_of_a_page_are_not_instructions() -> None:
    hostile = "[bold red]cure[/] [/] :smile: \x1b[2J\x1b]0;x\x07 a\u202eb \r over [link=x]"
    bad = page(text=hostile + "\n", source="[i]x[/i].txt")
    evil = replace(finding(bad, hostile), message=hostile, fix=hostile, why=hostile)
    audited = replace(report(bad, evil), notes=(hostile,), errors={"c": hostile})
    out = printed(audited, skipped=(Skipped(hostile, hostile, hostile),), width=200, verbose=True)
    shown = "[bold red]cure[/] [/] :smile: ⟦U+001B⟧[2J⟦U+001B⟧]0;x⟦U+0007⟧ a⟦U+202E⟧b ⟦U+000D⟧ over [link=x]"
    folded = " ".join(out.split())
    assert (
        folded.count(shown) == 8
    )  # message (with the quote in it), why, fix, note, error, and the skipped source with both its lines
    assert "[i]x[/i].txt:1:1" in out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)


def test_colour_only_repeats_what_the_words_say() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    audited = report(DRIP, finding(DRIP, "proven", severity=Severity.MEDIUM))
    print_report(Report(Tool("1", 3, "d", "2026-01-01"), (audited,), ()), console)
    coloured = console.file.getvalue()
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == printed(audited)
    assert set(re.findall(r"\x1b\[[\d;]*3\dm([^\x1b]*)", coloured)) == {"medium", "1 medium"}


def test_a_page_without_a_score_or_findings_says_so() -> None:
    out = printed(report(DRIP, value=None, low=None))
    assert "No score: no rule applied to this page.\n3 rules" in out
    assert "No findings.\n" in out
    assert out.endswith("\n1 page, 0 findings\n")


def test_a_capped_score_says_what_holds_it_down() -> None:
    audited = report(DRIP)
    capped = replace(audited, score=replace(audited.score, capped=True))
    assert "A critical finding holds the score down." in printed(capped)
    assert "holds the score down" not in printed(audited)


def test_what_broke_off_and_what_was_set_aside_is_said() -> None:
    audited = replace(
        report(DRIP),
        outcomes={"c": RuleOutcome.ERROR},
        errors={"c": "out of time"},
        suppressed=(finding(DRIP, "proven"),),
        notes=("Read as Latin-1.",),
    )
    out = printed(audited)
    assert "1 rule: 1 broke off; 1 finding set aside\nc broke off: out of time\nNote  Read as Latin-1.\n" in out


def use(product: str, condition: str, status: Status, disclosure: Disclosure, *, promoted: bool = True) -> Use:
    return Use(product, condition, "US", status, promoted, disclosure, "a label", "2026", True, ())


MISSING = use("drip", "worry", Status.NOT_LISTED, Disclosure.MISSING)
PRESENT = use("magnetic stimulation", "back pain", Status.NOT_LISTED, Disclosure.PRESENT)
UNKNOWN = use("drip", "hangover", Status.UNKNOWN, Disclosure.NOT_APPLICABLE)
APPROVED = use("drip", "thirst", Status.APPROVED, Disclosure.NOT_APPLICABLE)


def test_uses_that_are_not_known_to_be_approved_make_a_table() -> None:
    audited = replace(report(DRIP), uses=(APPROVED, UNKNOWN, PRESENT, MISSING))
    assert """
3 rules: 1 failed, 1 passed, 1 not applicable
Uses: 4 promoted, 1 approved, 2 not on the label, 1 not known
  product               use        status            disclosure
  drip                  worry      not on the label  missing
  magnetic stimulation  back pain  not on the label  present
  drip                  hangover   not known         not judged

""" in printed(audited)
    assert printed(audited, width=63).count("  not on the label  ") == 2
    assert " ".join(printed(audited, width=62).split()).count(": not on the label, disclosure ") == 2
    added = set(printed(audited, verbose=True).splitlines()) - set(printed(audited).splitlines())
    assert added == {"  drip                  thirst     approved          not needed"}


def test_uses_that_call_for_nothing_are_one_line_and_none_are_no_line() -> None:
    named = use("drip", "worry", Status.NOT_LISTED, Disclosure.MISSING, promoted=False)
    out = printed(replace(report(DRIP), uses=(APPROVED, APPROVED, named)))
    assert "\nUses: 2 promoted, 1 named but not promoted, 2 approved, 1 not on the label\n\n" in out
    assert "Uses" not in printed(report(DRIP), verbose=True)
    assert "not asked for\n" in printed(replace(report(DRIP), uses=(named,)), verbose=True)


def test_of_many_uses_eight_show_unless_verbose() -> None:
    audited = replace(report(DRIP), uses=(UNKNOWN, *[PRESENT] * 7, *[MISSING] * 2))
    out, full = printed(audited), printed(audited, verbose=True)
    assert (out.count(" missing\n"), out.count(" present\n"), out.count(" judged\n")) == (2, 6, 0)
    assert "\n  and 2 more\n" in out
    assert (full.count(" missing\n"), full.count(" present\n"), full.count(" judged\n")) == (2, 7, 1)
    assert "more" not in full


@pytest.mark.parametrize("width", [50, 100])
def test_names_of_uses_are_not_instructions(width: int) -> None:
    offer = use("[i]x[/] \x1b[2J", "a\u202eb \r[/]", Status.NOT_LISTED, Disclosure.MISSING)
    out = printed(replace(report(DRIP), uses=(offer,)), width=width)
    assert "[i]x[/] ⟦U+001B⟧[2J" in out
    assert "a⟦U+202E⟧b ⟦U+000D⟧[/]" in " ".join(out.split())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_long_names_of_uses_are_wrapped_not_cut(width: int) -> None:
    names = "transcranial magnetic stimulation of the prefrontal cortex", "obsessive-compulsive disorder 強迫性障害"
    audited = replace(report(DRIP), uses=(use(*names, Status.NOT_LISTED, Disclosure.BURIED), MISSING))
    out = printed(audited, width=width)
    lines = out.splitlines()
    assert all(cell_len(line) <= min(width, 100) and line == line.rstrip() for line in lines)
    assert all(word in out for name in names for word in re.split(r"[ -]", name))
    assert "buried" in out
    assert ("disclosure buried" in " ".join(out.split())) == (width < 80)


def source(number: int, entry: str, status: SourceStatus, *cited: str, **known: Any) -> Source:
    span = DRIP.span(0, 3)
    place = Evidence("entry", entry, span, DRIP.lines.locate(span))
    evidence = (place, *(place._replace(role="cited at", quote=quote) for quote in cited))
    empty = Source(number, entry, status, "", "", "", "", (), evidence)
    return empty._replace(**known)


DALY = source(
    1,
    "Daly E. Drips. 2019.",
    SourceStatus.FOUND,
    "[1]",
    work="Daly 2019, J Drips",
    known_from="Crossref",
    url="https://doi.example/1",
    notices=("retracted", "corrected"),
)
GONE = source(2, "Hale R. Mice. 2020.", SourceStatus.NOT_FOUND, "[2]", "[2]", reason="no such DOI")
SILENT = source(13, "Box L. Cats. 2020.", SourceStatus.NOT_VERIFIED, "[13]", reason="Crossref did not answer")
UNASKED = source(3, "Fox L. Dogs. 2020.", SourceStatus.NOT_LOOKED_UP, "[3]", url="https://doi.example/3")


def test_sources_are_one_line_and_verbose_tells_what_is_known_of_them() -> None:
    audited = replace(report(DRIP), sources=(DALY, GONE, UNASKED, SILENT), sourced=(7, 12))
    assert """
3 rules: 1 failed, 1 passed, 1 not applicable
Sources: 4 cited, 7 of 12 statements with a source in reach

""" in printed(audited)
    assert """
Sources: 4 cited, 7 of 12 statements with a source in reach
  1  record agrees; retracted; corrected  Daly 2019, J Drips, Crossref
     “Daly E. Drips. 2019.”
     https://doi.example/1
  2  not found: no such DOI
     “Hale R. Mice. 2020.”
  13  could not be verified: Crossref did not answer
      “Box L. Cats. 2020.”

""" in printed(audited, verbose=True)


@pytest.mark.parametrize(
    ("sources", "sourced", "line"),
    [
        ((DALY,), (1, 1), "1 cited, 1 of 1 statement with a source in reach"),
        ((DALY,), (0, 0), "1 cited"),
        ((), (0, 2), "none listed, 0 of 2 statements with a source in reach"),
        ((DALY, replace(GONE, evidence=())), (0, 0), "1 cited, 1 listed but not cited"),
    ],
)
def test_sources_or_statements_make_a_line(sources: tuple[Source, ...], sourced: tuple[int, int], line: str) -> None:
    assert f"\nSources: {line}\n" in printed(replace(report(DRIP), sources=sources, sourced=sourced))
    assert "Sources" not in printed(report(DRIP), verbose=True)


FIGURE = Sides(
    "figure", "70%", "43% of 67", "Daly 2019, J Drips", "known studies (Daly 2019, J Drips)", "https://x.example/"
)


def test_both_sides_stand_below_each_other_and_the_source_is_named_once() -> None:
    own = Sides("year", "2018", "2019", "Hale 2019", "the page's own reference list")
    marked = replace(finding(DRIP, "proven"), sides=(FIGURE, own, replace(FIGURE, page="worry", source="sleep")))
    short, full = printed(report(DRIP, marked)), printed(report(DRIP, marked), verbose=True)
    assert (
        """
  “proven”
  Page    70%
  Source  43% of 67 (Daly 2019, J Drips, known studies)
  Page    worry
  Source  sleep
  Page    2018
  Source  2019 (Hale 2019, the page's own reference list)
  Fix  Say less.
"""
        in short
    )
    assert "(Daly 2019, J Drips, known studies)\n          https://x.example/\n  Page    worry\n" in full


def test_long_sides_are_shortened_unless_verbose() -> None:
    marked = replace(finding(DRIP, "proven"), sides=(replace(FIGURE, page="so much " * 60 + "end"),))
    assert " … " in " ".join(printed(report(DRIP, marked)).split())
    assert "…" not in printed(report(DRIP, marked), verbose=True)


@pytest.mark.parametrize("width", [40, 100])
def test_entries_and_sides_are_not_instructions(width: int) -> None:
    hostile = "<script> [bold]x[/] [/] \x1b[2J a\u202eb \r"
    shown = "<script> [bold]x[/] [/] ⟦U+001B⟧[2J a⟦U+202E⟧b ⟦U+000D⟧"
    evil = replace(
        DALY, entry=hostile, reason=hostile, work=hostile, known_from=hostile, notices=(hostile,), url="\x1b"
    )
    marked = replace(finding(DRIP, "proven"), sides=(Sides("figure", *[hostile] * 4, "\x1b[2J"),))
    out = printed(replace(report(DRIP, marked), sources=(evil,)), width=width, verbose=True)
    assert " ".join(out.split()).count(shown) == 9  # five of the source, four of the sides
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert all(line == line.rstrip() and cell_len(line) <= width for line in out.splitlines() if "://" not in line)


def test_long_quotes_and_many_places_are_shortened_unless_verbose() -> None:
    text = "cure " + "and more of it " * 40 + "end. " + "".join(f"again{n} " for n in range(6))
    busy = page(text=text)
    audited = report(busy, finding(busy, text[: text.index("end.") + 4], *(f"again{n}" for n in range(6))))
    short, full = printed(audited), printed(audited, verbose=True)
    assert "“cure and more" in short
    assert " … " in short
    assert "end.”" in short
    assert "again2" in short
    assert "again3" not in short
    assert "  and 3 more places\n" in short
    assert " … " not in full
    assert "again5" in full


def test_several_pages_and_only_skipped_ones() -> None:
    out = printed(report(DRIP), report(LONG))
    assert out.index(DRIP.source) < out.index(LONG.source)
    assert out.endswith("2 pages, 0 findings\n")
    gone = printed(skipped=(Skipped("a", "Gone."), Skipped("b", "Gone too.")))
    assert gone == f"{'─' * 80}\n0 pages, 0 findings; 2 sources skipped\n  a  Gone.\n  b  Gone too.\n"


def test_importing_the_writers_loads_neither_rich_nor_jinja() -> None:
    writers = "healthaudit.reports.terminal, healthaudit.reports.html"
    code = f"import sys, {writers}; print({{'rich', 'jinja2'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("command", ["::error file=a.py::no", "::stop-commands::x", "##[add-path]/tmp"])
def test_words_of_a_page_are_no_commands_to_a_ci_job(command: str) -> None:
    words = f"Our drip {'goes on and on ' * 9}{command} cures."
    drip = page(words + "\n", source=f"{command}.txt")
    hostile = replace(finding(drip, words), message=command, fix=f"{'word ' * 17}{command}")
    noted = replace(report(drip, hostile), notes=(command,))
    for line in printed(noted, skipped=(Skipped(command, command, command),), verbose=True).splitlines():
        assert not line.lstrip(" “").startswith("::")
        assert "##[" not in line
