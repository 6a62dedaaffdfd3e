"""What a page is about, in which language it is, whether it sells, and what it mentions."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.auditor import Auditor
from healthaudit.language import Reading
from healthaudit.language.detect import detect
from healthaudit.language.fold import fold
from healthaudit.model import Document, Media, PageKind
from healthaudit.pages import read
from healthaudit.sources import collect

ROOT = Path(__file__).parents[2]
LANGUAGE = Auditor.load().library.language


def reading(text: str, media: Media = Media.TEXT) -> Reading:
    return LANGUAGE.read(read(Document("page", media, text)))


@pytest.mark.parametrize(
    "document",
    [document for document in collect([str(ROOT / "fixtures" / "pages")]) if isinstance(document, Document)],
    ids=lambda document: Path(document.source).name,
)
def test_fixture_pages_are_about_what_their_gold_says(document: Document) -> None:
    gold = yaml.safe_load(Path(document.source + ".gold.yml").read_text("utf-8"))
    found = LANGUAGE.read(read(document))
    assert found.about_health is (gold["kind"] != "other")
    assert found.language == "en"
    if gold["kind"] == "marketing" and "held-out" not in document.source:
        assert found.sells


def test_few_honest_pages_are_taken_for_sellers() -> None:
    clean = [
        LANGUAGE.read(read(document))
        for document in collect([str(ROOT / "fixtures" / "pages")])
        if isinstance(document, Document)
        and Path(document.source + ".gold.yml").read_text("utf-8").startswith("kind: clean")
    ]
    assert len(clean) >= 20
    assert sum(found.sells for found in clean) <= len(clean) // 10


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Our patients love our drops. Buy now for $20, with free shipping.", PageKind.SELLS),
        ("Warning: unlicensed products. The seller's claims are misleading. Do not buy them.", PageKind.WARNS),
        ('"It is early," said Dr Reyes, who was not involved. The trial was published in March.', PageKind.REPORTS),
        ("I was ill. I saw my doctor. I was afraid. I slept badly. I told my wife.", PageKind.STORY),
        ("Asthma is a common disease of the lungs.", PageKind.INFORMS),
    ],
)
def test_kinds_of_page(text: str, kind: PageKind) -> None:
    profile = reading(text).profile
    assert profile.kind is kind
    assert all(words in text for words in profile.because)
    assert bool(profile.because) is (kind is not PageKind.INFORMS)


@pytest.mark.parametrize(
    ("text", "about_health"),
    [
        ("Our drops cure anxiety.", True),
        ("Ketamine for depression", True),
        ("Results guaranteed or your money back.", False),
        ("", False),
        ("We cure slow laptops and diagnose every network.", False),
    ],
)
def test_short_texts(text: str, about_health: bool) -> None:
    assert reading(text).about_health is about_health


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The treatment is for people with anxiety and you can ask about it at the clinic.", "", "en"),
        ("El tratamiento es para las personas que no pueden dormir y está en una clínica con el médico.", "en", "es"),
        (
            "Die Behandlung ist für Menschen mit Angst und wird in einer Klinik von dem Arzt und nicht zu Hause",
            "",
            "de",
        ),
        (
            "Le traitement est pour les personnes qui ne sont pas bien et il est dans une clinique avec des soins",
            "",
            "fr",
        ),
        ("数字健康是一个很好的话题", "", "und"),
        ("数字健康是一个很好的话题", "zh-CN", "zh"),
        ("Guaranteed results", "", "en"),
        ("", "de", "de"),
    ],
)
def test_language(text: str, declared: str, language: str) -> None:
    assert detect(text, declared) == language


@given(st.text(max_size=300))
def test_folded_text_has_one_byte_for_each_code_point(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding() -> None:
    assert fold("“It’s” – naïve… ½ €5 🙂 日 → ₹\n\x01") == b'"It\'s" - naive. \xbd \xa45 * \xff > \xa4  '


def test_mentions() -> None:
    found = reading(
        "Generalised anxiety disorder (GAD) and migraines are treated with IV ketamine, not Ketalars or sad songs."
    )
    names = [(mention.kind, found.page.text[mention.start : mention.end]) for mention in found.mentions]
    assert ("condition", "Generalised anxiety disorder") in names
    assert ("condition", "GAD") in names
    assert ("condition", "migraines") in names
    assert ("product", "IV ketamine") in names
    assert not any(text == "sad" for _, text in names)


def test_mentions_are_overwritten_in_place() -> None:
    found = reading("Take ketamine for anxiety now.")
    assert (
        found.masked
        == b"Take \x02\x02\x02\x02\x02\x02\x02\x02 for \x01\x01\x01\x01\x01\x01\x01 now. "[: len(found.masked)]
    )


def test_what_is_hidden_is_not_shown() -> None:
    found = reading("<p>Shown.</p><p hidden>Secret.</p><h2>References</h2><p>Entry 2019.</p>", Media.HTML)
    assert b"Secret" not in found.shown
    assert b"Entry" not in found.shown
    assert len(found.shown) == len(found.page.text) == len(found.folded) == len(found.masked)
