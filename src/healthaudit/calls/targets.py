"""Where a call leads: what an address says by itself, and which addresses and numbers are the same."""

from __future__ import annotations

import re

from healthaudit.kinds import CallKind
from healthaudit.knowledge.telephone import readings
from healthaudit.patterns import compiled

__all__ = ["bare", "dialled", "host_of", "key_of", "scheme_of", "target_of"]

_SCHEMES = {"sms": CallKind.TEXT_MESSAGE, "smsto": CallKind.TEXT_MESSAGE, "mailto": CallKind.EMAIL}
_SCRIPTED = frozenset(["javascript", "data", "vbscript", "about", "blob"])
_BREAKS = str.maketrans("", "", "\t\n\r")
_NORTH_AMERICA = 11
_AFTER = compiled(r"[?#;&,]")
_PHONE = compiled(r"(?:wa\.me/|phone=)\+?(\d{6,15})")
_SCHEME = compiled(r"^(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_USERINFO = compiled(r"(?<=//)[^/?#]*@")
_HOST = compiled(r"(?:https?:)?//(?:www\.)?([^/?#:]+)", re.IGNORECASE)


def scheme_of(href: str) -> CallKind | None:
    """The kind that the scheme of an address says; none for a letter to nobody, by which pages are shared."""
    scheme, _, rest = href.partition(":")
    kind = _SCHEMES.get(scheme.lower())
    return kind if kind and (kind is not CallKind.EMAIL or "@" in rest.partition("?")[0]) else None


def target_of(href: str) -> str:
    """The address of a link without what lets somebody in; empty when only a script knows where it leads."""
    scheme, _, rest = href.partition(":")
    if not href.strip("#") or scheme.lower() in _SCRIPTED:
        return ""
    if scheme.lower() in _SCHEMES:
        return _AFTER.split(rest.lstrip("/"), maxsplit=1)[0]
    return _USERINFO.sub("", href.translate(_BREAKS))


def key_of(kind: CallKind, target: str) -> str:
    """The same for addresses that lead to the same place."""
    if kind is CallKind.CHAT and (phone := _PHONE.search(target)):
        return dialled(f"+{phone[1]}")
    if kind is CallKind.TEXT_MESSAGE and target[:1] in "+0123456789":
        return dialled(target)
    return target.rstrip("/").lower()


def dialled(number: str) -> str:
    """Digits by which two printed forms of a number are the same: without country, trunk prefix and signs."""
    digits = next((digits for digits, _ in readings(number)), "") or "".join(filter(str.isdecimal, number))
    if len(digits) == _NORTH_AMERICA and digits.startswith("1"):
        digits = digits[1:]
    return digits.lstrip("0") or digits


def host_of(address: str) -> str:
    """Host of an address on the web, without "www."; empty for every other."""
    found = _HOST.match(address)
    return found[1].lower() if found else ""


def bare(address: str) -> str:
    """An address on the web without its scheme, "www." and what follows a path."""
    return _SCHEME.sub("", _AFTER.split(address.lower(), maxsplit=1)[0]).rstrip("/")
