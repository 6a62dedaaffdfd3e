"""Counts by rule."""

from __future__ import annotations

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, Report
from healthaudit.reports import render
from healthaudit.settings import Settings

AUDITOR = Auditor.load(Settings(classify=False, select=("cure-claim", "guaranteed-result")))
SHOP = "Buy now for $20, free shipping. "


def statistics(*texts: str) -> list[str]:
    documents = [Document(str(n), Media.TEXT, text) for n, text in enumerate(texts)]
    return render(AUDITOR.run(documents), "statistics").splitlines()


def test_the_most_frequent_rule_comes_first_and_severity_is_the_worst() -> None:
    lines = statistics(
        "Patients and symptoms. Our drops cure anxiety.",
        SHOP + "Our drops cure anxiety. The tea cures migraine.",
        SHOP + "For patients with anxiety. Results guaranteed.",
    )
    assert [line.split() for line in lines] == [
        ["findings", "pages", "severity", "code", "rule"],
        ["3", "2", "high", "OC101", "cure-claim"],
        ["1", "1", "high", "OC104", "guaranteed-result"],
        ["4", "findings", "of", "2", "rules", "on", "3", "pages"],
    ]
    starts = {line.index(word) for line, word in zip(lines[:3], ("severity", "high", "high"), strict=True)}
    assert len(starts) == 1


def test_nothing_found_and_nothing_audited() -> None:
    assert statistics("Patients see a doctor about symptoms.") == ["0 findings of 0 rules on 1 page"]
    assert render(Report(AUDITOR.tool(), (), ()), "statistics") == "0 findings of 0 rules on 0 pages\n"
