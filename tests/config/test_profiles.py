"""Which findings each profile shows, and what score and gate make of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from healthaudit.auditor import Auditor
from healthaudit.config.keys import PROFILES
from healthaudit.errors import ConfigError
from healthaudit.gate import failures
from healthaudit.library import Library
from healthaudit.model import Document, Media, Outcome, PageReport, RuleOutcome
from healthaudit.rulefiles import bundled_rules
from healthaudit.settings import Gate, Settings

#: One finding that fails, one for review, and one that is set aside.
PAGE = """
<p>Our drops cure anxiety.</p>
<p>Our drops may cure asthma.</p>
<!-- healthaudit: ignore-next cure-claim reason: so -->
<p>Our drops cure migraine.</p>
"""


@pytest.fixture
def shown(library: Library) -> Callable[..., PageReport]:
    """The report of the page by a profile."""

    def audited(profile: str) -> PageReport:
        one = Auditor.of(library, Settings(profile=profile, classify=False, select=("cure-claim",)))
        return one.audit(Document("page.html", Media.HTML, PAGE), any_page=True)

    return audited


def test_the_profiles_are_those_of_the_pack(library: Library) -> None:
    pack = yaml.safe_load((bundled_rules() / "pack.yml").read_text("utf-8"))
    assert tuple(pack["profiles"]) == PROFILES == tuple(library.pack.profiles)
    assert Settings().profile == PROFILES[-1]
    everything = library.pack.profiles["auditor"]
    assert (everything.least_confidence, everything.review) == (0, True)


@pytest.mark.parametrize(
    ("profile", "outcomes", "left_out"),
    [("auditor", ["fail", "review"], 0), ("editor", ["fail"], 1), ("ci", ["fail"], 1)],
)
def test_what_is_for_review_is_shown_to_auditors_only(
    shown: Callable[..., PageReport], profile: str, outcomes: list[str], left_out: int
) -> None:
    report = shown(profile)
    assert [finding.outcome for finding in report.findings] == outcomes
    assert report.left_out == left_out
    assert len(report.suppressed) == 1
    assert report.score.value == 90
    assert report.score.low == (81 if profile == "auditor" else 90)
    assert [entry.finding for entry in report.score.ledger] == [finding.id for finding in report.findings]
    assert report.outcomes["cure-claim"] is RuleOutcome.FAIL


@pytest.mark.parametrize(
    ("confidence", "profile", "counts"),
    [(0.6, "ci", False), (0.6, "editor", True), (0.6, "auditor", True), (0.74, "ci", False), (0.75, "ci", True)],
)
def test_what_is_hardly_certain_is_not_shown_in_ci(
    library: Library, confidence: float, profile: str, counts: bool
) -> None:
    pack = library.pack._replace(confidence={**library.pack.confidence, "medium": confidence})
    one = Auditor.of(library._replace(pack=pack), Settings(profile=profile, classify=False, select=("cure-claim",)))
    report = one.audit(Document("page.html", Media.HTML, "<p>Our drops cure anxiety.</p>"), any_page=True)
    assert len(report.findings) == counts
    assert report.left_out == (not counts)
    assert (report.score.value == 100) == (not counts)
    assert bool(list(failures(report, Gate()))) == counts
    assert report.outcomes["cure-claim"] is RuleOutcome.FAIL


def test_a_page_on_which_nothing_is_certain_passes_in_ci_and_says_how_much_was_left_out(library: Library) -> None:
    settings = Settings(profile="ci", classify=False, gate=Gate(None, 100))
    document = Document("page.html", Media.HTML, "<p>Our drops may cure asthma.</p>")
    report = Auditor.of(library, settings).audit(document, any_page=True)
    assert (report.findings, report.left_out) == ((), 1)
    assert (report.score.value, report.score.low, report.score.grade) == (100, 100, "excellent")
    assert report.outcomes["cure-claim"] is RuleOutcome.REVIEW
    assert not list(failures(report, settings.gate))


def test_findings_of_every_profile_are_among_those_of_the_next(library: Library) -> None:
    text = (
        "<p>Our drops cure anxiety. They may cure asthma.</p><h2>Why settle for pills?</h2><p>Ketamine for anxiety.</p>"
    )
    found = []
    for profile in PROFILES:
        report = Auditor.load(Settings(profile=profile)).audit(Document("p.html", Media.HTML, text), any_page=True)
        found.append({finding.id for finding in report.findings})
        assert profile == "auditor" or all(finding.outcome is Outcome.FAIL for finding in report.findings)
    assert found[0] <= found[1] < found[2]


def test_no_other_profile(library: Library) -> None:
    with pytest.raises(ConfigError, match="there is no profile 'strict'") as caught:
        Auditor.of(library, Settings(profile="strict"))
    assert "ci, editor, auditor" in caught.value.hint
