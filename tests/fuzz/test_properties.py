"""What holds of the report of every page, however broken: hypothesis looks for one of which it does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from fuzz_length import FUZZ
from hypothesis import given
from hypothesis import strategies as st
from pieces import PHRASES, html, markdown, plain

from fuzz_properties import audited, check_written
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, PageReport
from healthaudit.rules.rule import MatchKind

#: Rules that look at a sentence and what stands around it; all others look at the page as a whole.
OF_SENTENCES = frozenset([MatchKind.PATTERN, MatchKind.CLAIM])
PAGES = {Media.HTML: html, Media.MARKDOWN: markdown, Media.TEXT: plain}
ANY_PAGE = st.sampled_from(list(Media)).flatmap(lambda media: st.tuples(st.just(media), PAGES[media]))
#: What ends whatever was left open; then a paragraph of which nobody says anything.
NEUTRAL = {
    Media.HTML: "<p>The office is on the second floor.</p>",
    Media.MARKDOWN: "\n\nThe office is on the second floor.\n",
    Media.TEXT: "\n\nThe office is on the second floor.\n",
}


@cache
def auditor() -> Auditor:
    """The bundled rules and facts. No argument of a test: hypothesis would print it."""
    return Auditor.load()


def audit(media: Media, text: str) -> PageReport:
    return auditor().audit(Document("page", media, text), any_page=True)


@FUZZ
@given(source=html)
def test_html(source: str) -> None:
    check(Media.HTML, source)


@FUZZ
@given(source=markdown)
def test_markdown(source: str) -> None:
    check(Media.MARKDOWN, source)


@FUZZ
@given(source=plain)
def test_plain_text(source: str) -> None:
    check(Media.TEXT, source)


def check(media: Media, source: str) -> None:
    report = audited(auditor(), Document("page", media, source))
    assert audit(media, source) == report, "another report of the same page"
    check_written(auditor(), report)


@FUZZ
@given(page=ANY_PAGE, start=st.sampled_from(PHRASES))
def test_a_neutral_paragraph_at_the_end_takes_no_finding_away(page: tuple[Media, str], start: str) -> None:
    media, text = page
    text = f"{start}\n\n{text}"
    before, behind = (of_sentences(audit(media, one)) for one in (text, f"{text}{NEUTRAL[media]}"))
    assert before <= behind, before - behind


def of_sentences(report: PageReport) -> set[tuple[str, str, str]]:
    """(rule, quote, sentence) of findings that rest on their sentence."""
    kinds = {compiled.rule.id: compiled.rule.match.kind for compiled in auditor().library.pack.rules.rules}
    return {
        (finding.rule, finding.evidence[0].quote, finding.sentence)
        for finding in (*report.findings, *report.suppressed)
        if kinds[finding.rule] in OF_SENTENCES and finding.evidence
    }


@FUZZ
@given(page=ANY_PAGE, end=st.sampled_from(["\r\n", "\r"]))
def test_line_ends_make_no_difference(page: tuple[Media, str], end: str) -> None:
    media, text = page
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines, other = audit(media, text), audit(media, text.replace("\n", end))
    assert told(lines) == told(other)
    assert places(lines) == places(other)


@FUZZ
@given(source=html.filter(lambda source: "pre" not in source and "plaintext" not in source))
@pytest.mark.parametrize("wider", [lambda text: text.replace(" ", "  "), lambda text: text.replace(" ", " \n\t")])
def test_white_space_makes_no_difference(source: str, wider: Callable[[str], str]) -> None:
    assert told(audit(Media.HTML, source)) == told(audit(Media.HTML, wider(source)))


def told(report: PageReport) -> list[tuple[str, str, str, str]]:
    """What is said, and of which words."""
    return [(one.id, one.rule, one.message, *(place.quote for place in one.evidence)) for one in report.findings]


def places(report: PageReport) -> list[tuple[int, int]]:
    """Lines and columns at which findings begin."""
    return [(place.location.line, place.location.column) for finding in report.findings for place in finding.evidence]
