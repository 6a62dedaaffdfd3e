"""The three matchers, on rules made for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Finding, Media, Outcome, RuleOutcome
from healthaudit.settings import Settings

HEAD = """\
id: made
code: ZZ999
title: Made for a test
family: overclaim
severity: medium
confidence: medium
message: 'Found "{quote}"'
why: Because this test wants it.
fix: Nothing to mend in a test.
regulations: [ftc-act]
"""


def audit(tmp_path: Path, rule: str, text: str, media: Media = Media.MARKDOWN) -> tuple[list[Finding], RuleOutcome]:
    folder = tmp_path / "overclaim"
    folder.mkdir()
    (folder / "made.yml").write_text(HEAD + rule, "utf-8")
    auditor = Auditor.load(Settings(rules=(tmp_path,)))
    report = auditor.audit(Document("page", media, text), any_page=True)
    assert not report.errors
    return [finding for finding in report.findings if finding.rule == "made"], report.outcomes["made"]


PATTERN = "match:\n  kind: pattern\n  any: ['\\bzap\\w*']\n"


def test_pattern_gives_a_finding_for_each_sentence(tmp_path: Path) -> None:
    found, outcome = audit(tmp_path, PATTERN, "Zap it, and zapping helps. We zapped. No more.")
    assert [[e.quote for e in finding.evidence] for finding in found] == [["Zap", "zapping"], ["zapped"]]
    assert [[e.role for e in finding.evidence] for finding in found] == [["claim", "also"], ["claim"]]
    assert outcome is RuleOutcome.FAIL
    assert found[0].message == 'Found "Zap"'


def test_pattern_joins_the_same_sentence_elsewhere(tmp_path: Path) -> None:
    found, _ = audit(tmp_path, PATTERN, "# Zap it\n\nZAP  it\n\nOther text.\n\n- zap **it**")
    assert len(found) == 1
    assert [(e.role, e.quote, e.location.line) for e in found[0].evidence] == [
        ("claim", "Zap", 1),
        ("repeated at", "ZAP", 3),
        ("repeated at", "zap", 7),
    ]


@pytest.mark.parametrize(
    ("more", "text", "hits"),
    [
        ("  also: ['\\bnow\\b']\n", "Zap later. Zap now.", 1),
        ("  never: ['\\bnot ours\\b']\n", "Zap is great and not ours. Zap is ours.", 1),
        ("  blocks: [heading]\n", "# Zap\n\nZap is in a paragraph.", 1),
        ("  regions: [footer]\n", "Zap here.\n\n<footer>Zap there.</footer>", 1),
        ("", "<p hidden>Zap unseen.</p>\n\n```\nzap\n```\n\n## References\n\n- Zap, 2019.", 0),
        ("silent_when: []\n", "We do not zap.", 1),
        ("silent_when: [negated]\n", "We do not zap.", 0),
        ("silent_when: [cited]\n", "We zap [3].\n\nWe zap too.", 1),
    ],
)
def test_pattern_conditions(tmp_path: Path, more: str, text: str, hits: int) -> None:
    rule = PATTERN.replace("  any", "  any") + more
    assert len(audit(tmp_path, rule, text)[0]) == hits


def test_review_when(tmp_path: Path) -> None:
    found, outcome = audit(tmp_path, PATTERN + "review_when: [hedged]\n", "It may zap pain.")
    assert [finding.outcome for finding in found] == [Outcome.REVIEW]
    assert outcome is RuleOutcome.REVIEW


def test_slots_see_mentions(tmp_path: Path) -> None:
    rule = "match:\n  kind: pattern\n  any: ['zap (?:your )?{condition} with {product}']\n"
    found, _ = audit(
        tmp_path, rule, "We zap your generalised anxiety disorder with IV ketamine today. We zap dust with air."
    )
    assert [e.quote for finding in found for e in finding.evidence] == [
        "zap your generalised anxiety disorder with IV ketamine"
    ]


COUNT = "match:\n  kind: count\n  any: ['\\bzap \\d{3}-\\d{4}\\b', '\\bzap \\d{7}\\b']\n  least: 3\n"


def test_count_needs_so_many(tmp_path: Path) -> None:
    found, outcome = audit(tmp_path, COUNT, "Zap 555-0101. Zap 555-0102.")
    assert (found, outcome) == ([], RuleOutcome.PASS)


def test_count_gives_one_finding_with_all_places(tmp_path: Path) -> None:
    found, _ = audit(tmp_path, COUNT, "Zap 555-0101. Zap 555-0102. Zap 555-0103.")
    assert [[e.role for e in finding.evidence] for finding in found] == [["claim", "repeated at", "repeated at"]]


def test_count_of_the_same_number_however_printed(tmp_path: Path) -> None:
    text = "Zap 555-0101. Zap 5550101. Zap 555-0101. Zap 555-0102."
    found, _ = audit(tmp_path, COUNT + "  same: true\n", text)
    assert [len(finding.evidence) for finding in found] == [3]


ABSENCE = "match:\n  kind: absence\n  any: ['\\bzap']\n  lacks: ['\\brisks?\\b']\n"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("We zap. You glow.", RuleOutcome.FAIL),
        ("We zap. There are risks.", RuleOutcome.PASS),
        ("We zap.\n\n<p hidden>There are risks.</p>", RuleOutcome.FAIL),
        ("We do nothing.", RuleOutcome.NOT_APPLICABLE),
    ],
)
def test_absence(tmp_path: Path, text: str, outcome: RuleOutcome) -> None:
    assert audit(tmp_path, ABSENCE, text)[1] is outcome


def test_absence_needs_so_many_hits(tmp_path: Path) -> None:
    assert audit(tmp_path, ABSENCE + "  least: 2\n", "We zap. You glow.")[1] is RuleOutcome.NOT_APPLICABLE


def test_absence_without_hits_points_at_the_title(tmp_path: Path) -> None:
    found, _ = audit(tmp_path, "match:\n  kind: absence\n  lacks_facts: [author]\n", "# The page\n\nText of it.")
    assert [(e.role, e.quote) for e in found[0].evidence] == [("page", "The page")]


def test_absence_without_hits_or_title_has_no_evidence(tmp_path: Path) -> None:
    found, _ = audit(tmp_path, "match:\n  kind: absence\n  lacks_facts: [author]\n", "Text of it.")
    assert found[0].evidence == ()


def test_absence_is_satisfied_by_a_fact(tmp_path: Path) -> None:
    text = "---\nauthor: Ana Ruiz\n---\n\nText of it."
    assert audit(tmp_path, "match:\n  kind: absence\n  lacks_facts: [author]\n", text)[1] is RuleOutcome.PASS
