"""Terms in which nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import Configuration
from healthaudit.model import PageReport
from healthaudit.settings import Settings


@pytest.fixture
def cures(audit: Callable[..., PageReport]) -> Callable[..., list[str]]:
    """The places at which cure-claim has a finding: (text, terms)."""

    def found(text: str, *terms: str, source: str = "page.html") -> list[str]:
        report = audit(text, Settings(classify=False, allow=terms, select=("cure-claim",)), source)
        return [place.quote for finding in report.findings for place in finding.evidence if place.role != "page"]

    return found


def test_without_a_term_it_is_found(cures: Callable[..., list[str]]) -> None:
    assert cures("<p>The Cure Anxiety Clinic.</p>") == ["Cure Anxiety"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The Cure Anxiety Clinic.", "Cure Anxiety Clinic"),
        ("THE CURE ANXIETY CLINIC.", "cure anxiety clinic"),
        ("The Cure  Anxiety\n Clinic.", "Cure Anxiety Clinic"),
        ("The Cure&nbsp;Anxiety Clinic.", "Cure Anxiety Clinic"),
        ("The Cure Anxiety Clinic.", " Cure \t Anxiety  Clinic "),
        ("The <b>Cure</b> Anxiety <i>Clinic</i>.", "Cure Anxiety Clinic"),
        ("The Cure Anxiety “Plus” Clinic.", 'Cure Anxiety "Plus"'),
        ("Jane’s Cure Anxiety Clinic.", "Jane's Cure Anxiety"),
        ("Jane's Cure Anxiety Clinic.", "Jane’s Cure Anxiety"),
        ("The Cure–Anxiety Cure Anxiety.", "Cure-Anxiety Cure Anxiety"),
        ("The Café Cure Anxiety.", "cafe cure anxiety"),
        ("The (Cure Anxiety).", "Cure Anxiety"),
        ("Cure Anxiety", "Cure Anxiety"),
        ("Cure & Care: Cure Anxiety.*", "Cure & Care: Cure Anxiety.*"),
        ("Cure Anxiety.", "Cure Anxiety. "),
    ],
)
def test_a_term_is_found_however_it_is_set(cures: Callable[..., list[str]], text: str, term: str) -> None:
    assert cures(f"<p>{text}</p>", term) == []
    assert cures(f"<p>{text}</p>", "something else") != []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The Cure Anxiety Clinics.", "Cure Anxiety Clinic"),
        ("The Procure Anxiety. Cure anxiety.", "Procure Anxiety"),
        ("We cure anxiety.", "cure"),
        ("We cure anxiety.", "anxiety"),
        ("We cure anxiety.", "cure anxiet"),
        ("We cure anxiety.", "ure anxiety"),
        ("We cure anxiety.", "cure, anxiety"),
        ("We cure anxiety.", "cure.*anxiety"),
        ("We cure anxiety.", "[a-z ]+"),
        ("We cure anxiety.", "cureanxiety"),
        ("At Phoenix cure anxiety.", "x cure anxiety"),
        ("At Café cure anxiety.", "é cure anxiety"),
    ],
)
def test_only_whole_words_of_the_whole_term(cures: Callable[..., list[str]], text: str, term: str) -> None:
    assert cures(f"<p>{text}</p>", term) == cures(f"<p>{text}</p>") != []


def test_a_term_inside_a_longer_match_changes_nothing(cures: Callable[..., list[str]]) -> None:
    assert cures("<p>Our drops cure chronic anxiety.</p>", "chronic", "cure chronic") == ["cure chronic anxiety"]


def test_a_claim_around_the_term_is_still_found(cures: Callable[..., list[str]]) -> None:
    text = "<p>The Cure Anxiety Clinic cures anxiety. At Cure Anxiety Clinic we cure asthma.</p>"
    assert cures(text, "Cure Anxiety Clinic") == ["cures anxiety", "cure asthma"]


def test_a_match_inside_the_term_does_not_hide_one_that_overlaps_it(cures: Callable[..., list[str]]) -> None:
    text = "<p>Cure Anxiety cure for all anxiety is here. Cure anxiety cures asthma.</p>"
    assert "cures asthma" in cures(text, "Cure anxiety")


def test_of_terms_that_begin_alike_the_longest_counts(cures: Callable[..., list[str]]) -> None:
    assert cures("<p>The Cure Anxiety Clinic.</p>", "The", "The Cure", "The Cure Anxiety") == []


def test_plain_text_and_many_terms(cures: Callable[..., list[str]]) -> None:
    terms = [f"Clinic {number}" for number in range(2000)]
    assert cures("The Cure Anxiety Clinic.", *terms, "Cure Anxiety Clinic", source="page.txt") == []
    assert cures("Clinic 7 cures anxiety.", *terms, source="page.txt") == ["cures anxiety"]


@pytest.mark.parametrize("kind", ["claim", "word"])
def test_for_rules_of_all_kinds(audit: Callable[..., PageReport], kind: str) -> None:
    text, term = {
        "claim": ("<h1>Turmeric Relieves Arthritis Shop</h1>", "Turmeric Relieves Arthritis Shop"),
        "word": ("<h1>Guaranteed Results Clinic</h1>", "Guaranteed Results Clinic"),
    }[kind]
    said = [finding for finding in audit(text, Settings(classify=False)).findings if finding.family == "overclaim"]
    assert said
    left = audit(text, Settings(classify=False, allow=(term,))).findings
    assert [finding for finding in left if finding.family == "overclaim"] == []


def test_for_rules_about_uses(audit: Callable[..., PageReport]) -> None:
    text = "<h1>Ketamine Anxiety Clinic</h1><p>Book now at our clinic.</p>"
    assert "use-undisclosed" in {finding.rule for finding in audit(text, Settings(classify=False)).findings}
    left = audit(text, Settings(classify=False, allow=("Ketamine Anxiety Clinic",))).findings
    assert "use-undisclosed" not in {finding.rule for finding in left}


def test_terms_of_a_configuration(write: Callable[..., Path], cures: Callable[..., list[str]]) -> None:
    write("healthaudit.toml", 'allow = ["Cure Anxiety Clinic", "Café Ölmühle"]\n')
    assert Configuration({}).settings("a").allow == ("Cure Anxiety Clinic", "Café Ölmühle")
