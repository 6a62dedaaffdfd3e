"""What a source is written in: told by its name, or else by its first lines."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from healthaudit.model import Media
from healthaudit.patterns import compiled

__all__ = ["PAGE_SUFFIXES", "by_suffix", "by_type", "is_page", "sniff"]

PAGE_SUFFIXES = {
    ".html": Media.HTML,
    ".htm": Media.HTML,
    ".xhtml": Media.HTML,
    ".md": Media.MARKDOWN,
    ".markdown": Media.MARKDOWN,
    ".mdx": Media.MARKDOWN,
    ".txt": Media.TEXT,
}

_TYPES = {
    "text/html": Media.HTML,
    "application/xhtml+xml": Media.HTML,
    "text/markdown": Media.MARKDOWN,
    "text/x-markdown": Media.MARKDOWN,
    "text/plain": Media.TEXT,
}

# Enough to get past a long header comment or front matter, and a bound on the work.
_SAMPLE = 8192

_HTML_DOCUMENT = compiled(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_TAG = compiled(
    r"</(?:a|article|div|em|h[1-6]|li|ol|p|section|span|strong|table|td|ul)\s*>|<(?:br|hr|img|p|div)\b[^<>]{0,400}>",
    re.IGNORECASE,
)
_MARKDOWN_SIGN = compiled(
    r"""
      ^\#{1,6}[ ]\S                                  # heading
    | ^[^\s<].*\n(?:={3,}|-{3,})[ ]*$                # underlined heading
    | ^(?:```|~~~)                                   # fence
    | \[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)         # link
    | (?<!\*)\*\*[^\s*][^*\n]{0,200}\*\*             # strong
    """,
    re.MULTILINE | re.VERBOSE,
)
_FRONT_MATTER = compiled(r"\A---[ ]*\r?\n[\w-]+:")


def by_suffix(name: str) -> Media | None:
    """What the end of a file name or of the path of a URL promises; None when it promises nothing we know."""
    return PAGE_SUFFIXES.get(PurePosixPath(name).suffix.lower())


def is_page(content_type: str) -> bool:
    """Whether a server speaks of a page; an empty type says nothing against it."""
    return not content_type or content_type in _TYPES


def by_type(content_type: str, path: str) -> Media | None:
    """What a server and the path of a URL say together; None when neither says."""
    told = _TYPES.get(content_type)
    # Hosts of source code send every file as plain text; then the name knows better.
    return by_suffix(path) or told if told in (None, Media.TEXT) else told


def sniff(text: str) -> Media:
    """Best guess from the first few thousand characters; TEXT when nothing speaks for markup."""
    sample = text[:_SAMPLE].replace("\r\n", "\n")
    if _HTML_DOCUMENT.search(sample[:1024]):
        return Media.HTML
    # Either may hold a little of the other: READMEs open with a centred <p>, scripts hold what looks like
    # links.
    tags = len(_HTML_TAG.findall(sample))
    signs = len(_MARKDOWN_SIGN.findall(sample)) + 2 * bool(_FRONT_MATTER.match(sample))
    if tags > signs:
        return Media.HTML
    return Media.MARKDOWN if signs else Media.TEXT
