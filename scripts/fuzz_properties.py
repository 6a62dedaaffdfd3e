"""What holds of every page and report, whatever the page: fuzzing and tests ask the same."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from healthaudit.auditor import Auditor
from healthaudit.inventory import Evidence
from healthaudit.model import Document, Media, Page, PageReport, Report
from healthaudit.offsets import Location, Span
from healthaudit.reports import FORMATS, render
from healthaudit.reports.read_json import read_report
from healthaudit.serial import from_plain, to_plain

__all__ = ["audited", "check_page", "check_report", "check_written"]

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LETTER = re.compile("[A-Za-z0-9]")


def audited(auditor: Auditor, document: Document) -> PageReport:
    """The report of a page, taken for one about health that sells; with everything checked but what is written."""
    report = auditor.audit(document, any_page=True)
    check_page(report.page)
    check_report(report)
    return report


def check_page(page: Page) -> None:
    """Blocks are in order, and every character of them stands in the source, or for something that does."""
    before = 0
    for block in page.blocks:
        assert before <= block.start < block.end <= len(page.text), block
        before = block.end
        assert page.text[block.start : block.end].strip(), block
    for start, end in (*((link.start, link.end) for link in page.links), *page.raised):
        assert 0 <= start < end <= len(page.text), (start, end)
    for target, offset in page.anchors.items():
        assert 0 <= offset <= len(page.text), target
    for comment in page.comments:
        assert 0 <= comment.span.start <= comment.span.end <= len(page.raw), comment
    for block in page.blocks:
        for offset in range(block.start, block.end):
            span = page.span(offset, offset + 1)
            assert 0 <= span.start < span.end <= len(page.raw), (offset, span)
            here, there = page.text[offset], page.raw[span.start : span.end]
            known = here.isspace() or len(there) > 1 or there == "\0"
            # The last for letters in one, such as "fi" as a single character.
            assert known or here == there or here in unicodedata.normalize("NFKC", there), (offset, here, there)


def check_report(report: PageReport) -> None:
    """No rule broke; every place stands in the source, on its line, with the words that it quotes."""
    assert not report.errors, dict(report.errors)
    page = report.page
    words = " ".join(page.text.split())
    starts = _line_starts(page.raw)
    for evidence in _places(report):
        assert 0 <= evidence.span.start <= evidence.span.end <= len(page.raw), evidence
        assert evidence.location == _location(starts, evidence.span), evidence
        assert evidence.quote in words, evidence
        if page.media is Media.TEXT:  # without markup and entities the letters are the same
            assert _letters(page.raw[evidence.span.start : evidence.span.end]) == _letters(evidence.quote), evidence
    assert all(0 <= finding.confidence <= 1 for finding in report.findings)
    assert report.score.value is None or 0 <= report.score.value <= 100


def check_written(auditor: Auditor, report: PageReport) -> None:
    """Every format is written, and what is read back from JSON, or from a cache, writes the same bytes."""
    assert from_plain(to_plain(report)) == report
    if _PAIR.search(report.page.raw):  # JSON cannot tell two halves of a character from a whole one
        return
    run = Report.of(auditor.tool(), [report])
    written = {name: render(run, name) for name in FORMATS}
    again = read_report(written["json"].encode("utf-8", "backslashreplace"))
    for name, text in written.items():
        assert render(again, name) == text, f"{name} differs once it was read back"


def _places(report: PageReport) -> Iterator[Evidence]:
    for finding in (*report.findings, *report.suppressed):
        yield from finding.evidence
    for use in report.uses:
        yield from use.evidence
    for source in report.sources:
        yield from source.evidence
    for call in report.calls:
        yield from call.evidence


def _letters(text: str) -> list[str]:
    """Without what is not seen, or seen elsewhere: a page may turn its words round."""
    return sorted(_LETTER.findall(unicodedata.normalize("NFKC", text)))


def _line_starts(raw: str) -> list[int]:
    """Where lines begin: told here character by character, unlike where it is tested."""
    starts = [0]
    for at, character in enumerate(raw):
        if character == "\n" or (character == "\r" and raw[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts


def _location(starts: Sequence[int], span: Span) -> Location:
    first = bisect_right(starts, span.start) - 1
    last = bisect_right(starts, max(span.start, span.end - 1)) - 1
    return Location(first + 1, span.start - starts[first] + 1, last + 1, span.end - starts[last] + 1)
