"""Whether two texts name the same journal: abbreviated by ISO 4, by initials, with or without its place."""

from __future__ import annotations

import re
from functools import lru_cache

from healthaudit.patterns import compiled

__all__ = ["same_journal"]

_WORD = compiled(r"[^\W_]+")
_SMALL = frozenset(["the", "of", "and", "in", "for", "on", "a", "an", "de", "la", "et", "und", "der", "für"])
#: Short names that are no initials or prefixes of the long ones.
_KNOWN = {
    "nejm": "new england journal medicine",
    "n engl j med": "new england journal medicine",
    "pnas": "proceedings national academy sciences",
    "proc natl acad sci": "proceedings national academy sciences",
    "bmj": "british medical journal",
    "jama": "journal american medical association",
    "jaci": "journal allergy clinical immunology",
    "bjpsych": "british journal psychiatry",
    "br j psych": "british journal psychiatry",
    "cmaj": "canadian medical association journal",
    "mja": "medical journal australia",
    "cochrane library": "cochrane database systematic reviews",
    "cochrane": "cochrane database systematic reviews",
}


@lru_cache(maxsize=512)
def _words(name: str) -> tuple[str, ...]:
    plain = re.sub(r"\([^()]*\)", " ", name).lower().split(":")[0].replace("&", " ")
    words = tuple(word for word in _WORD.findall(plain) if word not in _SMALL)
    known = _KNOWN.get(" ".join(words))
    return tuple(known.split()) if known else words


def same_journal(one: str, other: str) -> bool:
    """Whether both name one journal; False when either names none."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    if len(first) > len(second):
        first, second = second, first
    if len(first) == len(second):
        return all(_abbreviates(a, b) or _abbreviates(b, a) for a, b in zip(first, second, strict=True))
    if len(first) == 1 and first[0] == "".join(word[0] for word in second):
        return True
    # "Journal of Sleep Research" for "J Sleep Res (European Sleep Research Society)": what is left out ends the name.
    return len(first) > 1 and all(_abbreviates(a, b) or _abbreviates(b, a) for a, b in zip(first, second, strict=False))


def _abbreviates(short: str, long: str) -> bool:
    """Whether a word stands for another: its beginning, or letters of it in order from the first (ISO 4: "natl")."""
    if long.startswith(short):
        return True
    if len(short) < 3 or short[0] != long[0] or len(short) >= len(long):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and short[:2] == long[:2]
