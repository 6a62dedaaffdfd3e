"""Bytes to text, with a note wherever we had to guess.

In order: byte order mark, charset of the HTTP header, charset in the markup, UTF-16 without a mark, UTF-8,
and at last windows-1252, in which every byte is a character. Newlines stay as they are; a byte order mark
goes.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from healthaudit.errors import SourceUnreadable
from healthaudit.model import Media
from healthaudit.sources import binary, charset
from healthaudit.sources.media import sniff

__all__ = ["Decoded", "decode"]

Notes = tuple[str, ...]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096

# Tab, line feed, vertical tab, form feed, carriage return, and escape (ISO-2022-JP) do occur in text.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
_TOO_MANY_CONTROLS = 0.02

# Python leaves five bytes of windows-1252 undefined; browsers read them as control characters, and so do we.
_C1 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, what it is written in, and what there is to say about how that was found out."""

    text: str
    media: Media
    notes: Notes = ()


def decode(data: bytes, media: Media | None = None, header: str = "") -> Decoded:
    """Text of a page, sniffing its media where ``media`` is None.

    ``header`` is the charset that the HTTP header names, if any. Raises SourceUnreadable for what is not
    text, or holds none.
    """
    kind = binary.of_bytes(data[:_HEAD])
    if kind:
        raise SourceUnreadable(f"this is {kind.name}, not text", kind.hint)
    text, notes = _marked(data) or _declared(data, media, header)
    _refuse_controls(text)
    if not text.strip():
        raise SourceUnreadable("there is no text in it", "check that this is the page you meant")
    return Decoded(text, media or sniff(text), notes)


def _marked(data: bytes) -> tuple[str, Notes] | None:
    """Text of a source that opens with a byte order mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _mended(data[len(mark) :], name)
    return None


def _declared(data: bytes, media: Media | None, header: str) -> tuple[str, Notes]:
    """Text in the first declared encoding that fits; else in the one that the bytes speak for."""
    # Where the media is unknown, a charset in a meta element is a good sign that it is HTML.
    markup = charset.in_markup(data[:1024]) if media in (None, Media.HTML) else ""
    wide = _utf16(data, header)
    notes: list[str] = []
    for label, place in ((header, "HTTP header"), (markup, "markup")):
        name = charset.codec(label)
        if name and bool(wide) == name.startswith("utf-16"):
            text = _strictly(data, wide or name)
            if text is not None:
                return text, tuple(notes)
        if label:
            fault = "does not fit its bytes" if name else "is unknown"
            notes.append(f"the encoding {label[:40]!r} that its {place} names {fault}")
    text, more = _mended(data, wide) if wide else _guessed(data)
    return text, (*notes, *more)


def _guessed(data: bytes) -> tuple[str, Notes]:
    text, notes = _mended(data, "utf-8")
    # A few broken characters among many good ones: to read it all as windows-1252 would garble the good ones.
    broken = text.count("\ufffd") if notes else 0
    if broken and sum(character > "\x7f" for character in text) <= 5 * broken:
        return _windows_1252(data), ("decoded as windows-1252 because it is not valid UTF-8",)
    return text, notes


def _mended(data: bytes, name: str) -> tuple[str, Notes]:
    """Text in an encoding that is beyond doubt, with U+FFFD for bytes that are no characters in it."""
    text = _strictly(data, name)
    if text is not None:
        return text, ()
    return data.decode(name, "replace"), (f"some bytes are not valid {name.upper()}; they show as \ufffd",)


def _strictly(data: bytes, name: str) -> str | None:
    if name == "cp1252":
        return _windows_1252(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _windows_1252(data: bytes) -> str:
    return data.decode("latin-1").translate(_C1)


def _utf16(data: bytes, header: str) -> str:
    """Name of the UTF-16 codec, if every other byte is mostly zero, as markup and Western text have it.

    UTF-16 makes characters out of nearly any bytes: even a header that names it is not believed without
    zeros.
    """
    enough = 0.05 if (charset.codec(header) or "").startswith("utf-16") else 0.4
    pairs = data[: _HEAD & ~1]
    low, high = (pairs[at::2].count(0) / max(1, len(pairs) // 2) for at in (0, 1))
    if max(low, high) < enough or 5 * min(low, high) > max(low, high):
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _refuse_controls(text: str) -> None:
    data = text.encode("utf-8")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > _TOO_MANY_CONTROLS * len(data):
        raise SourceUnreadable(f"this is {binary.OTHER.name}, not text", binary.OTHER.hint)
