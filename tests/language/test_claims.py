"""Claims: who is said to do what to which complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import RuleError
from healthaudit.language import Claim
from healthaudit.language.claims import forms, read_claims
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library


def claims(text: str, media: Media = Media.TEXT) -> list[Claim]:
    return list(LIBRARY.language.read(read(Document("page", media, text))).claims)


def brief(text: str) -> list[tuple[str, str, str]]:
    return [(claim.by.value, claim.act, claim.to) for claim in claims(text)]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Turmeric relieves arthritis.", ("product", "relieve", "condition")),
        ("Our drops rebuild your cartilage.", ("offer", "reverse", "body")),
        ("The patch, which we ship free, calms. It eases stiffness.", ("offer", "relieve", "complaint")),
        ("Your migraine can be cured with turmeric.", ("product", "cure", "condition")),
        ("You will wake up rested.", ("reader", "gain", "")),
        ("Reclaim your energy and feel alive again.", ("reader", "gain", "")),
        ("Most patients report relief.", ("patients", "gain", "")),
        ("My back pain is gone.", ("reader", "gone", "condition")),
        ("Shrinks wrinkles overnight.", ("offer", "relieve", "condition")),
        ("This formula works.", ("offer", "work", "")),
    ],
)
def test_claims(text: str, claim: tuple[str, str, str]) -> None:
    assert claim in brief(text)


@pytest.mark.parametrize(
    "text",
    [
        "The clinic opens at nine.",
        "Arthritis is a disease of the joints.",
        "We met in the garden; migraine is common.",
        "Our team is friendly because pain wears you down.",
        "",
    ],
)
def test_no_claim(text: str) -> None:
    assert claims(text) == []


def test_a_claim_tells_product_condition_and_place() -> None:
    text = "Read this. Turmeric completely relieves arthritis within three days."
    (claim,) = claims(text)
    assert text[claim.start : claim.end] == "Turmeric completely relieves arthritis"
    assert claim.sentence == 1
    assert claim.product == "turmeric"
    assert claim.product_kind == "supplement"
    assert claim.condition
    assert claim.absolute
    assert claim.soon


def test_an_offer_stands_for_the_product_that_the_page_is_about() -> None:
    text = "<h1>Turmeric</h1><h2>Why turmeric?</h2><p>Our capsules relieve arthritis."
    assert [(claim.by, claim.product) for claim in claims(text, Media.HTML)] == [("offer", "turmeric")]
    assert [claim.product for claim in claims("Our capsules relieve arthritis.")] == [""]


def test_menus_and_hidden_text_make_no_claims() -> None:
    assert claims("<nav><p>Turmeric relieves arthritis.</p></nav><p hidden>It cures gout.</p>", Media.HTML) == []


@pytest.mark.parametrize(
    ("verb", "all_forms"),
    [
        ("ease", ("ease", "eases", "eased", "easing")),
        ("remedy", ("remedy", "remedies", "remedied", "remedying")),
        ("banish", ("banish", "banishes", "banished", "banishing")),
        ("stop", ("stop", "stops", "stopped", "stopping")),
        ("break: breaks broke broken", ("break", "breaks", "broke", "broken")),
        ({"grow": "grows grew"}, ("grow", "grows", "grew")),
    ],
)
def test_forms_of_a_verb(verb: str | dict[str, str], all_forms: tuple[str, ...]) -> None:
    assert forms(verb) == all_forms


@pytest.mark.parametrize("text", ["acts: 3", "moods: {}", "acts: {cure: [cure]}", "- a list"])
def test_a_malformed_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "claims.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError, match="not a file of claim words") as error:
        read_claims(path)
    assert error.value.hint
