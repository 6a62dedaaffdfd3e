"""What is not text: told by its first bytes, so that a report can say what it is and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Kind", "of_bytes", "of_content_type"]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is no page: what people call it ("a PDF file"), and how to get a page out of it."""

    name: str
    hint: str


PDF = Kind("a PDF file", "convert it first, e.g. pdftotext file.pdf - | healthaudit audit - --as text")
WORD = Kind(
    "a Word document",
    "convert it first, e.g. pandoc file.docx -t markdown | healthaudit audit - --as markdown",
)
OLD_OFFICE = Kind("an old Microsoft Office file", "save it as HTML or as plain text first")
RICH_TEXT = Kind("a rich text (RTF) file", "save it as HTML or as plain text first")
POSTSCRIPT = Kind("a PostScript file", "convert it first, e.g. ps2ascii file.ps | healthaudit audit - --as text")
EPUB = Kind("an EPUB book", "unpack it first and name the folder: it holds its pages as XHTML")
ZIP = Kind("a ZIP archive or an office file", "unpack it first, or save it as HTML or as plain text")
ARCHIVE = Kind("a compressed file", "decompress it first, e.g. gzip -dc page.html.gz | healthaudit audit -")
IMAGE = Kind("an image", "only text can be audited: type it out, or use optical character recognition first")
RECORDING = Kind("a sound or video file", "only text can be audited: use its transcript")
PROGRAM = Kind("a program", "name a page: HTML, Markdown or plain text")
JSON = Kind("JSON data", "name the page that shows it, or take the text out of it first")
OTHER = Kind("a binary file", "name a page: HTML, Markdown or plain text")

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"{\\rtf", RICH_TEXT),
    (b"%!PS", POSTSCRIPT),
    (b"\x1f\x8b\x08", ARCHIVE),
    (b"BZh91AY&SY", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"\x89PNG\r\n\x1a\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF87a", IMAGE),
    (b"GIF89a", IMAGE),
    (b"ID3\x03", RECORDING),
    (b"ID3\x04", RECORDING),
    (b"OggS\x00", RECORDING),
    (b"\x7fELF", PROGRAM),
)
_CONTENT_TYPES = {
    "application/pdf": PDF,
    "application/json": JSON,
    "application/ld+json": JSON,
    "application/msword": OLD_OFFICE,
    "application/rtf": RICH_TEXT,
    "text/rtf": RICH_TEXT,
    "application/postscript": POSTSCRIPT,
    "application/epub+zip": EPUB,
    "application/zip": ZIP,
    "application/gzip": ARCHIVE,
    "application/x-gzip": ARCHIVE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": WORD,
}


def of_bytes(head: bytes) -> Kind | None:
    """The kind that the first bytes (1024 are plenty) give away; None when they may well be text."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/epub+zip" in head[:80]:
            return EPUB
        return WORD if b"word/" in head else ZIP
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return IMAGE if head[8:12] == b"WEBP" else RECORDING
    if head[4:8] == b"ftyp":
        return IMAGE if head[8:12] in (b"heic", b"avif", b"mif1") else RECORDING
    return None


def of_content_type(content_type: str) -> Kind | None:
    """The kind behind a media type such as "application/pdf" (lower case, no parameters), if known."""
    if content_type.startswith("image/"):
        return IMAGE
    if content_type.startswith(("audio/", "video/")):
        return RECORDING
    return _CONTENT_TYPES.get(content_type)
