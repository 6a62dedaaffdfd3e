"""A line a finding."""

from __future__ import annotations

import re

from healthaudit.auditor import Auditor
from healthaudit.baseline import Earlier
from healthaudit.model import Document, Media, Report, Skipped
from healthaudit.reports import render
from healthaudit.settings import Settings

AUDITOR = Auditor.load(Settings(classify=False, select=("cure-claim",)))


def test_each_finding_has_its_line_and_the_sums_come_last() -> None:
    text = "Buy now for $20, free shipping.\nOur drops cure anxiety.\n"
    report = AUDITOR.audit(Document("a.txt", Media.TEXT, text), Earlier((), "known.json"))
    lines = render(Report(AUDITOR.tool(), (report,), (Skipped("b.pdf", "not text"),)), "concise").splitlines()
    assert 'a.txt:2:11: high, new cure-claim: Says that a treatment cures: "cure anxiety"' in lines
    assert all(re.match(r"a\.txt(:\d+:\d+)?: (critical|high|medium|low)\b", line) for line in lines[:-2])
    assert lines[-2:] == ["b.pdf: skipped: not text", "1 finding on 1 page"]


def test_words_of_a_page_stay_on_their_line_and_are_no_commands() -> None:
    report = AUDITOR.run([Document("x\n::error::y", Media.TEXT, "Buy now, $20. Our ::add-mask::x drops cure anxiety.")])
    lines = render(report, "concise").splitlines()
    assert len(lines) == len(report.pages[0].findings) + 1
    assert not any(line.lstrip().startswith("::") for line in lines)
