"""Bytes to text: whose word counts about the encoding, and what happens when it is wrong."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.errors import SourceUnreadable
from healthaudit.model import Media
from healthaudit.sources import charset
from healthaudit.sources.decode import Decoded, decode

TEA = "Café Lindell’s tea — 5 € a cup"
GUESS = "decoded as windows-1252 because it is not valid UTF-8"


def test_utf8_is_taken_without_a_word() -> None:
    assert decode(TEA.encode(), Media.TEXT) == Decoded(TEA, Media.TEXT)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_beats_header_and_markup_and_goes(mark: bytes, codec: str) -> None:
    page = f'<meta charset="iso-8859-2"><p>{TEA}</p>'
    assert decode(mark + page.encode(codec), Media.HTML, "windows-1251") == Decoded(page, Media.HTML)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(codec: str) -> None:
    page = f"<!doctype html>\r\n<p>{TEA}</p>"
    assert decode(page.encode(codec)) == Decoded(page, Media.HTML)


def test_utf16_with_few_zeros_needs_a_header_that_says_so() -> None:
    page = "<p>お茶を飲むと気分が良い。</p>" * 5
    assert decode(page.encode("utf-16-be"), Media.HTML, "UTF-16").text == page
    with pytest.raises(SourceUnreadable, match="binary"):
        decode(page.encode("utf-16-be"), Media.HTML)


def test_utf16_that_a_header_claims_without_a_sign_is_not_believed() -> None:
    decoded = decode(b"<p>Plain tea, no more.</p>", Media.HTML, "utf-16")
    assert decoded.text == "<p>Plain tea, no more.</p>"
    assert decoded.notes == ("the encoding 'utf-16' that its HTTP header names does not fit its bytes",)


def test_half_a_character_at_the_end_of_utf16_is_mended() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + "Tea".encode("utf-16-le") + b"x", Media.TEXT)
    assert decoded.text == "Tea\ufffd"
    assert "not valid UTF-16-LE" in decoded.notes[0]


@pytest.mark.parametrize(
    "markup",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251>",
        "<meta name=x content='charset=utf-16be'><meta data-a='1' charset = 'windows-1251' />",
        '<!-- <meta charset="shift_jis"> --><meta charset="windows-1251">',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>\n<html>',
    ],
)
def test_the_charset_in_the_markup(markup: str) -> None:
    page = f"{markup}<p>Зелёный чай</p>"
    assert decode(page.encode("cp1251"), Media.HTML) == Decoded(page, Media.HTML)
    assert decode(page.encode("cp1251")) == Decoded(page, Media.HTML), "a meta element is also a sign of HTML"


def test_the_charset_in_the_markup_stands_in_the_first_1024_bytes() -> None:
    late = b" " * 1024 + b'<meta charset="windows-1251"><p>\xd7\xe0\xe9</p>'
    assert decode(late, Media.HTML).notes == (GUESS,)


def test_markup_has_no_say_in_plain_text() -> None:
    assert decode(b'<meta charset="windows-1251"> \xd7', Media.TEXT).text.endswith("×")


def test_the_header_beats_the_markup() -> None:
    data = b'<meta charset="utf-8"><p>caf\xe9 \xb1</p>'
    assert decode(data, Media.HTML, "ISO-8859-2").text.endswith("<p>café ą</p>")


def test_latin_1_is_read_as_browsers_do() -> None:
    assert decode(b"a \x93tonic\x94 for 5 \x80", Media.TEXT, "iso-8859-1").text == "a “tonic” for 5 €"


def test_an_unknown_charset_gives_way_to_the_next_with_a_note() -> None:
    decoded = decode(b'<meta charset="koi8-r"><p>\xfe\xc1\xca</p>', Media.HTML, "klingon")
    assert decoded.text.endswith("<p>Чай</p>")
    assert decoded.notes == ("the encoding 'klingon' that its HTTP header names is unknown",)


def test_a_wrong_charset_gives_way_to_utf8_with_a_note() -> None:
    decoded = decode(f"<p>{TEA}</p>".encode(), Media.HTML, "euc-jp")
    assert decoded == Decoded(
        f"<p>{TEA}</p>",
        Media.HTML,
        ("the encoding 'euc-jp' that its HTTP header names does not fit its bytes",),
    )


def test_what_is_not_utf8_is_windows_1252_with_a_note() -> None:
    assert decode(b"caf\xe9 \x96 5 \x80 \x81", Media.TEXT) == Decoded("café – 5 € \x81", Media.TEXT, (GUESS,))


def test_a_broken_character_among_good_ones_does_not_garble_the_page() -> None:
    decoded = decode(TEA.encode() * 5 + b"\xe9 " + TEA.encode(), Media.TEXT)
    assert decoded.text == TEA * 5 + "\ufffd " + TEA
    assert decoded.notes == ("some bytes are not valid UTF-8; they show as \ufffd",)


def test_newlines_stay() -> None:
    assert decode(b"one\r\ntwo\rthree\n\n", Media.TEXT).text == "one\r\ntwo\rthree\n\n"


@pytest.mark.parametrize(
    ("data", "name", "hint"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF file", "pdftotext file.pdf - | healthaudit audit - --as text"),
        (b"PK\x03\x04" + b"\x14\x00" * 30 + b"word/document.xml", "a Word document", "pandoc"),
        (b"PK\x03\x04" + b"\x14\x00" * 30 + b"notes.txt", "a ZIP archive", "unpack"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/epub+zip", "an EPUB book", "unpack"),
        (b"\x89PNG\r\n\x1a\n", "an image", "optical character recognition"),
        (b"\xff\xd8\xff\xe0", "an image", "optical character recognition"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "an image", "optical character recognition"),
        (b"\x00\x00\x00\x18ftypmp42", "a sound or video file", "transcript"),
        (b"\x1f\x8b\x08\x00", "a compressed file", "gzip -dc"),
        (b"{\\rtf1\\ansi tea", "a rich text (RTF) file", "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file", "HTML"),
        (b"tea and " * 100 + b"\x00tea", "a binary file", "HTML"),
        (b"a\0\0b" * 100, "a binary file", "HTML"),
        (b"tea\x01\x02\x03", "a binary file", "HTML"),
        (codecs.BOM_UTF16_LE + b"\x01\x00\x02\x00", "a binary file", "HTML"),
    ],
)
def test_what_is_not_text_is_named_with_a_hint(data: bytes, name: str, hint: str) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        decode(data, Media.HTML, "windows-1252")
    assert name in str(caught.value)
    assert hint in caught.value.hint


def test_a_stray_control_character_does_not_make_a_page_binary() -> None:
    text = "Tea, and more tea, and a stray \x08 from a terminal, and then some tea. "
    assert decode(text.encode(), Media.TEXT).text == text


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", codecs.BOM_UTF8, "\u3000\u00a0".encode()])
def test_nothing_but_white_space_is_no_page(data: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="there is no text in it"):
        decode(data, Media.HTML)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        (" UTF8 ", "utf-8"),
        ("us-ascii", "cp1252"),
        ("latin1", "cp1252"),
        ("x-sjis", "cp932"),
        ("gb2312", "gb18030"),
        ("", None),
        ("utf-7", None),
        ("rot13", None),
        ("idna", None),
        ("unicode_escape", None),
        ("té", None),
        ("a\0b", None),
    ],
)
def test_labels_of_the_web(label: str, codec: str | None) -> None:
    assert charset.codec(label) == codec


@given(st.binary(max_size=300), st.sampled_from([None, *Media]), st.sampled_from(["", "utf-16", "gbk", "?"]))
def test_any_bytes_are_text_or_a_reason_why_not(data: bytes, media: Media | None, header: str) -> None:
    try:
        text = decode(data, media, header).text
    except SourceUnreadable:
        return
    assert text.strip()
    assert "\0" not in text
    text.encode("utf-8")  # no lone surrogates


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    decoded = decode(b"Tea: " + text.encode(), Media.TEXT)
    assert decoded == Decoded("Tea: " + text, Media.TEXT)
