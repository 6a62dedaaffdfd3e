"""Names of files for addresses: readable, and good on every system, whatever an address holds.

The digest of the address makes a name the only one, also where a system takes large and small letters for the same.
Names of folders hold no dots, so that none is the name of a file, leads upwards, or ends in a dot.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from healthaudit.digests import blake2b
from healthaudit.model import Media
from healthaudit.patterns import compiled

__all__ = ["file_name"]

_SUFFIXES = {Media.HTML: ".html", Media.MARKDOWN: ".md", Media.TEXT: ".txt"}
_OTHERWISE = {"robots": ".txt", "sitemap": ".xml"}
#: Host, path and query of any text.
_PARTS = compiled(r"(?:[^:/?#]*://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?.*", re.DOTALL)
_UNSAFE = compiled(r"[^A-Za-z0-9_-]+")
_NOT_IN_A_HOST = compiled(r"[^a-z0-9.-]+")
#: Names that Windows keeps for devices, whatever follows a dot in them.
_DEVICES = compiled(r"^(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?=\.|$)", re.IGNORECASE)
#: Characters of one name, and folders below each other: no system takes paths of any length.
_LONGEST, _DEEPEST = 40, 4


def file_name(address: str, kind: str, media: Media | None) -> str:
    """Where what came from an address is kept, below the folder, with slashes."""
    parts = _PARTS.fullmatch(address)
    assert parts
    host, path, query = (part or "" for part in parts.groups())
    host = _NOT_IN_A_HOST.sub("_", host.lower()).strip(".")[: 2 * _LONGEST].rstrip(".")
    *folders, last = unquote(path, errors="replace").lstrip("/").split("/")
    stem, _, suffix = last.rpartition(".")
    last = stem if stem and suffix.isalnum() and len(suffix) <= 5 else last
    name = _safe(f"{last or 'index'}_{query}" if query else last or "index")
    digest = blake2b(f"{kind} {address}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    suffix = _SUFFIXES[media] if media else _OTHERWISE.get(kind, ".html")
    safe = [_DEVICES.sub(r"_\g<0>", _safe(folder)) for folder in folders[:_DEEPEST]]
    return "/".join(["pages", _DEVICES.sub(r"_\g<0>", host) or "_", *safe, f"{name}-{digest}{suffix}"])


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name)[:_LONGEST] or "_"
