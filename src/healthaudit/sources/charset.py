"""Which encoding a page claims to have, and which codec a browser would take for it."""

from __future__ import annotations

import codecs
import re

from healthaudit.patterns import compiled

__all__ = ["codec", "in_markup"]

# What browsers read under a label that promises less: https://encoding.spec.whatwg.org/#names-and-labels
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
# Python knows many more codecs, some of which are no encodings of pages (UTF-7, punycode, rot13 ...).
_READABLE = compiled(
    r"utf-8|utf-16-[lb]e|cp125\d|cp866|cp874|cp932|cp949|iso8859-\d+|iso2022_jp|koi8-[ru]|mac-roman|mac-cyrillic"
    r"|gb18030|big5hkscs|euc_jp"
)
_COMMENT = compiled(rb"<!--.*?-->", re.DOTALL)
_META = compiled(rb"<meta[\s/][^>]*", re.IGNORECASE)
_CONTENT = compiled(rb"""content\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_CHARSET = compiled(rb"""[\s"'/;]charset\s*=\s*["']?\s*([^\s"'/>;]+)""", re.IGNORECASE)
_XML = compiled(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]+)["']""")


def codec(label: str) -> str | None:
    """Python's name for the encoding that a label stands for on the web; None if no page can be in it."""
    try:
        name = codecs.lookup(label.strip().lower().removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if _READABLE.fullmatch(name) else None


def in_markup(head: bytes) -> str:
    """Label in ``<meta charset>``, its older ``http-equiv`` form or an XML declaration; "" without any.

    Takes the first 1024 bytes, as browsers do; a shorter way through what they do, which is described under
    https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding
    """
    declaration = _XML.match(head)
    if declaration:
        return declaration[1].decode("ascii", "replace")
    for meta in _META.findall(_COMMENT.sub(b"", head)):
        # A description may speak of charsets too; only http-equiv gives "content" a say in the matter.
        tag = meta if b"http-equiv" in meta.lower() else _CONTENT.sub(b"", meta)
        found = _CHARSET.search(tag)
        if found:
            return found[1].decode("ascii", "replace")
    return ""
