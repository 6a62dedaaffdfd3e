"""Reports to write: one with everything a page can do to a format, and one whose places are known by heart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from healthaudit.model import (
    Document,
    Evidence,
    Family,
    Finding,
    Location,
    Media,
    Outcome,
    Page,
    PageReport,
    Regulation,
    Report,
    RuleOutcome,
    Score,
    Severity,
    Skipped,
    Span,
    Suppression,
    SuppressionProblem,
    Tool,
)
from healthaudit.pages import read

TOOL = Tool("1.2.3", 7, "digest", "2026-01-01", "model")
LAW = Regulation("L", "US", "A law, section 1", "https://law.example/a b", unverified=True)
#: What a page may hold to break out of a format or to act in one.
HOSTILE = (
    "=cmd|' /C calc'!A0, \"q\" \x00\x1b[2J \ufffe a\u202eb\r\n::error::x %0A <b onload=x>&amp;</b> ]]> --> "
    "[click](http://evil.example) ![i](https://evil.example/i.png) @octocat #12 GH-12 {0} | `x` www.evil.example "
    "1234567890abcdef <!-- x --> </details> :smile: me@evil.example \ud800"
)
#: A file name with all that a file system allows and formats mind.
NAME = "./pages/100%: a,b=\n[x] @me.html"


class Build(NamedTuple):
    """Makes the values of a report, with what a test does not care about filled in."""

    page: Callable[..., Page]
    finding: Callable[..., Finding]
    audited: Callable[..., PageReport]
    report: Callable[..., Report]
    hostile: str = HOSTILE
    name: str = NAME


def page(
    text: str = "Our drip cures worry.\nIt is proven.\n", source: str = "a.txt", media: Media = Media.TEXT
) -> Page:
    return read(Document(source, media, text))


def finding(page: Page | None = None, *quotes: str, **changes: Any) -> Finding:
    evidence = []
    for number, quote in enumerate(quotes if page else ()):
        assert page
        start = page.text.index(quote)
        span = page.span(start, start + len(quote))
        role = "repeated at" if number else "claim"
        evidence.append(Evidence(role, quote, span, page.lines.locate(span)))
    made = Finding(
        id="f1",
        rule="cure-claim",
        code="OC101",
        family=Family.OVERCLAIM,
        severity=Severity.HIGH,
        outcome=Outcome.FAIL,
        confidence=0.8,
        message="It promises.",
        why="Nobody knows.",
        fix="Say less.",
        regulations=(LAW,),
        evidence=tuple(evidence),
    )
    return replace(made, **changes)


def audited(page: Page, *findings: Finding, score: int | None = 74, **changes: Any) -> PageReport:
    made = PageReport(
        page,
        "en",
        Score(score, score, score, "fair" if score else "", (), ()),
        findings,
        {"cure-claim": RuleOutcome.FAIL, "no-author": RuleOutcome.PASS, "no-date": RuleOutcome.NOT_APPLICABLE},
    )
    return replace(made, **changes)


def report(*pages: PageReport, skipped: tuple[Skipped, ...] = ()) -> Report:
    return Report(TOOL, pages, skipped)


@pytest.fixture
def build() -> Build:
    return Build(page, finding, audited, report)


@pytest.fixture
def hostile() -> Report:
    """Every text that can come from a page, a file or the network is hostile."""
    one = page(source=NAME)
    words = [replace_quote(each) for each in finding(one, "drip", "proven").evidence]
    evil = finding(message=HOSTILE, why=HOSTILE, fix=HOSTILE, evidence=tuple(words))
    said = Suppression(HOSTILE, "2026-12-31", Span(0, 3), Location(1, 1, 1, 4))
    wrong = SuppressionProblem("unused", HOSTILE, HOSTILE, Span(0, 3), Location(1, 1, 1, 4))
    return report(
        audited(
            one,
            evil,
            replace(evil, id="f2", outcome=Outcome.REVIEW),
            notes=(HOSTILE,),
            suppressed=(replace(evil, id="f3", suppression=said),),
            suppression_problems=(wrong,),
            errors={"no-date": HOSTILE},
            outcomes={"cure-claim": RuleOutcome.FAIL, "no-date": RuleOutcome.ERROR},
        ),
        skipped=(Skipped(HOSTILE, HOSTILE, HOSTILE),),
    )


def replace_quote(evidence: Evidence) -> Evidence:
    return evidence._replace(quote=HOSTILE)


class Placed(NamedTuple):
    """A report with one finding, and its place as counted by hand."""

    report: Report
    line: int
    column: int
    end_column: int
    start: int
    length: int


#: Lines end with CR LF, a character beyond U+FFFF stands before the words, and the source spells them its own way.
PLACES = {
    "html": (Media.HTML, "<p>x</p>\r\n<p>😀 a &amp; b cure</p>\r\n", 2, 6, 15, 15, 9),
    "markdown": (Media.MARKDOWN, "# T\r\n\r\n😀 **a &amp; b** cure\r\n", 3, 5, 14, 11, 9),
    "text": (Media.TEXT, "T\r\n\r\n😀 a & b cure\r\n", 3, 3, 8, 7, 5),
}


@pytest.fixture(params=PLACES)
def placed(request: pytest.FixtureRequest) -> Placed:
    media, text, *numbers = PLACES[request.param]
    one = page(text, f"pages/a.{request.param}", media)
    return Placed(report(audited(one, finding(one, "a & b"))), *numbers)
