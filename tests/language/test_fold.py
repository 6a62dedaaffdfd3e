"""The haystack: one byte for each character, and letters that look like Latin ones read as those."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.language.fold import fold
from healthaudit.pages.lookalikes import OTHER_SCRIPTS, SHAPES, disguised, unmasked


@given(st.text(st.characters()))
def test_one_byte_for_each_code_point(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(st.characters(exclude_categories=())))
def test_reading_look_alikes_moves_nothing(text: str) -> None:
    assert len(unmasked(text)) == len(text)
    for start, end in disguised(text):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "written",
    [
        "cur\u0435s",  # Cyrillic
        "\u0441ur\u0435\u0455",
        "c\u03c5r\u0435s",  # Greek and Cyrillic
        "c\u057dres",  # Armenian
        "cu\u0433es",
        "𝐜𝐮𝐫𝐞𝐬", "𝒸𝓊𝓇ℯ𝓈", "𝖈𝖚𝖗𝖊𝖘", "𝚌𝚞𝚛𝚎𝚜",
        "ｃｕｒｅｓ", "ⓒⓤⓡⓔⓢ", "ᶜᵘʳᵉˢ",
        "ᴄᴜʀᴇs", "ᴄᴜʀᴇꜱ",
        "cure\u017f", "\u1d04ures",
        "cur𝐞\u0455",
        "cüres", "curés",
    ],
)  # fmt: skip
def test_a_word_in_disguise_reads_as_it_looks(written: str) -> None:
    assert fold(written) == b"cures"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\u13a0\u13a1TOX", b"DRTOX"),  # Cherokee
        ("\ua4d3ETOX", b"DETOX"),  # Lisu
        ("CURE\u0405", b"CURES"),
        ("🅒🅤🅡🅔🅢", b"CURES"),
        ("🅲🆄🆁🅴🆂", b"CURES"),
        ("🄲🅄🅁🄴🅂", b"CURES"),
        ("anx\u0131ety", b"anxiety"),
        ("\u0251nxiety", b"anxiety"),
        ("dru\u0261", b"drug"),
        ("n\u03bf", b"no"),  # an omicron is no sign
        ("anxiet\u0443", b"anxiety"),
    ],
)
def test_other_words_in_disguise(written: str, read: bytes) -> None:
    assert fold(written) == read


@pytest.mark.parametrize(
    "word",
    ["рак", "сор", "Москва", "οπως", "κυρες", "Երևան", "ᏣᎳᎩ", "шерсть"],
)
def test_a_word_of_another_script_stays_what_it_is(word: str) -> None:
    assert unmasked(f"cures {word}, cures") == f"cures {word}, cures"
    assert set(fold(word)) == {0xFF}


@pytest.mark.parametrize("word", ["TNFα", "IFNγ", "NFκB", "PPARγ", "ERα", "αvβ", "eIF2α", "hCGβ", "μg", "α", "γ"])
def test_greek_signs_stay_signs(word: str) -> None:
    assert unmasked(word) == word
    assert not list(disguised(word))


@pytest.mark.parametrize(
    "text",
    [
        "plain", "Ménière’s “quotes” – dash", "Yıldırım", "/kəˈtɑːmiːn/", "x² ½ ™", "ＣＯＶＩＤは", "р < 0.05",
        "𝑝 < 0.05", "ﬁne", "iPhone и", "Wi‑Fi",
    ],
)  # fmt: skip
def test_ordinary_text_is_no_disguise(text: str) -> None:
    assert not list(disguised(text))


def test_disguises_are_told_by_their_places() -> None:
    text = "It cur\u0435s 𝐩𝐚𝐢𝐧, ｐａｉｎ"
    assert {text[start:end] for start, end in disguised(text)} == {"cur\u0435s", "𝐩𝐚𝐢𝐧", "ｐａｉｎ"}


def test_every_letter_of_the_table_is_one_letter_and_none_is_latin_already() -> None:
    for table in (OTHER_SCRIPTS, SHAPES):
        for letter, latin in table.items():
            assert len(letter) == len(latin) == 1
            assert latin.isascii()
            assert latin.isalpha()
            assert not letter.isascii()
    assert not OTHER_SCRIPTS.keys() & SHAPES.keys()


def test_punctuation_and_controls_as_ever() -> None:
    assert fold("“It’s” – 5\u00a0€…\t\x00") == b'"It\'s" - 5 \xa4.  '
