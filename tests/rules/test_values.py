"""Rules that match on what the language room found, rather than on words: claims, studies, misprinted numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import RuleError
from healthaudit.model import Document, Media, PageReport
from healthaudit.settings import Settings

HEAD = """\
id: {name}
code: ZZ90{number}
title: A rule of the test
family: overclaim
severity: high
confidence: high
match:
{match}
message: 'Found: "{{quote}}"'
why: Because.
fix: Mend it.
"""


def auditor(folder: Path, *matches: str) -> Auditor:
    """The bundled rules and one rule for each match, named ``rule-0``, ``rule-1`` ..."""
    (folder / "overclaim").mkdir()
    for number, match in enumerate(matches):
        text = HEAD.format(name=f"rule-{number}", number=number, match=match)
        (folder / "overclaim" / f"rule-{number}.yml").write_text(text, "utf-8")
    return Auditor.load(Settings(rules=(folder,)))


def quotes(report: PageReport, rule: str) -> list[str]:
    return [finding.evidence[0].quote for finding in report.findings if finding.rule == rule]


def audited(one: Auditor, text: str) -> PageReport:
    return one.audit(Document("page", Media.TEXT, text), any_page=True)


def test_claims_by_who_does_what(tmp_path: Path) -> None:
    one = auditor(
        tmp_path,
        "  kind: claim\n  by: [product]\n  does: [relieve]\n  to: [condition]",
        "  kind: claim\n  by: [product, offer]\n  does: [relieve]\n  products: [supplement]\n  but_not: [zinc]",
        "  kind: claim\n  by: [offer]\n  does: [relieve]\n  said: [soon]",
    )
    report = audited(one, "Turmeric relieves arthritis. Zinc relieves arthritis. Our drops ease stiffness in two days.")
    assert quotes(report, "rule-0") == ["Turmeric relieves arthritis", "Zinc relieves arthritis"]
    assert quotes(report, "rule-1") == ["Turmeric relieves arthritis"]
    assert quotes(report, "rule-2") == ["drops ease stiffness"]


def test_a_claim_that_is_denied_is_silent(tmp_path: Path) -> None:
    one = auditor(tmp_path, "  kind: claim\n  by: [product]\n  does: [relieve]")
    assert quotes(audited(one, "Turmeric does not relieve arthritis. Does turmeric relieve gout?"), "rule-0") == []


def test_studies_by_size_and_species(tmp_path: Path) -> None:
    one = auditor(
        tmp_path,
        "  kind: study\n  fewer_than: 50\n  also: ['\\bproves?\\b']",
        "  kind: study\n  species: [animal]",
        "  kind: study\n  designs: [uncontrolled]",
    )
    text = (
        "A study of 12 adults proves it. A study of 900 adults proves it. A study of 12 women hints at it. "
        "Mice in a study slept. An open-label trial followed."
    )
    report = audited(one, text)
    assert quotes(report, "rule-0") == ["study of 12 adults"]
    assert len(quotes(report, "rule-1")) == 1
    assert quotes(report, "rule-2") == ["trial"]


def test_the_same_claim_again_is_one_finding(tmp_path: Path) -> None:
    one = auditor(tmp_path, "  kind: claim\n  by: [product]\n  does: [relieve]")
    report = audited(one, "Turmeric relieves arthritis.\n\nTurmeric relieves arthritis.")
    (finding,) = (finding for finding in report.findings if finding.rule == "rule-0")
    assert [evidence.role for evidence in finding.evidence] == ["claim", "repeated at"]


@pytest.mark.parametrize(
    ("match", "problem"),
    [
        ("  kind: claim\n  by: [product]", "needs by and does"),
        ("  kind: claim\n  by: [product]\n  does: [cure]\n  any: ['cure']", "has no key 'any'"),
        ("  kind: study\n  fewer_than: -3", "not a positive number"),
        ("  kind: misprint\n  lacks: ['a']", "has no key 'lacks'"),
    ],
)
def test_a_mistaken_rule_is_one_clear_error(tmp_path: Path, match: str, problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        auditor(tmp_path, match)
