"""Words that somebody gives for a rule to flag, and the expression that finds them on a page."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from healthaudit.atoms import atoms
from healthaudit.errors import UsageError
from healthaudit.expressions import EDGE, ENCODING
from healthaudit.language.fold import fold
from healthaudit.language.sentences import split
from healthaudit.pages.builder import INVISIBLE
from healthaudit.patterns import compiled

__all__ = ["Phrase", "line_of", "phrase_of", "shown"]

_PHRASE_AT_MOST, _SHOWN_AT_MOST = 200, 60
_INVISIBLE = compiled(f"[{INVISIBLE}]+")
#: Signs that say something at the end of a phrase: "100%", "NAD+", "$99". Others are left out there.
_TELLING = "%+#&@$£€¥₹/\\"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
#: What ``fold`` makes of every letter that it does not know.
_UNKNOWN_LETTER = "\xff"
_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_LAST_WORD = compiled(r"[a-z]{3,}$")


class Phrase(NamedTuple):
    """Words that a rule flags."""

    text: str
    """As they stand in examples."""
    expression: str
    """RE2, on folded text."""
    asks: bool = False
    """Whether they end in a question mark."""


def phrase_of(words: str) -> Phrase:
    """What finds these words, in one or many, whatever the case, white space, hyphens and apostrophes.

    Raises UsageError where no rule could find them.
    """
    text = line_of(words, "--phrase", _PHRASE_AT_MOST)
    asks = text.rstrip("\"'”’)]!» ").endswith("?")
    text = _stripped(text)
    if not any(map(str.isalnum, text)):
        raise UsageError(f"--phrase {shown(words)}: has no words", "give the words that the rule flags")
    plain = fold(text).decode(ENCODING)
    if unknown := [letter for letter, seen in zip(text, plain, strict=True) if seen == _UNKNOWN_LETTER]:
        raise UsageError(
            f"--phrase {shown(words)}: rules cannot tell {unknown[0]!r} from other letters",
            "rules read English: give the words in Latin letters",
        )
    if len(list(split(text))) > 1:
        raise UsageError(
            f"--phrase {shown(words)}: is more than one sentence",
            "a rule reads one sentence at a time: give each of them as a --phrase of its own",
        )
    expression = _expression(plain)
    # A single digit stands in too many sentences.
    if not any(all(len(text.strip(EDGE.decode())) > 1 for text in texts) for texts in atoms(expression)):
        raise UsageError(
            f"--phrase {shown(words)}: is too short to be told from other text",
            "give at least one whole word of two letters or more",
        )
    return Phrase(text, expression, asks)


def _expression(plain: str) -> str:
    """RE2 for folded text."""
    lower = plain.lower()
    before = r"\b" if _bounded(lower[0]) else ""
    behind = r"\b" if _bounded(lower[-1]) else ""
    ending = ""
    if word := _LAST_WORD.search(lower):
        stem, ending = _one_or_many(word.group())
        lower = lower[: word.start()] + stem
    middle = "".join(_character(lower, at) for at in range(len(lower)))
    return f"{before}{middle}{ending}{behind}"


def _one_or_many(word: str) -> tuple[str, str]:
    """(what stays, expression for the ending) of a word of three letters or more; a guess that costs nothing."""
    if word.endswith("ies") and len(word) > len("lies"):
        return word[:-3], "(?:y|ies)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], "(?:y|ies)"
    if word.endswith("s") and word[-2] not in "sui":
        return word[:-1], "s?"
    return word, "(?:es)?" if word.endswith(("s", "x", "z", "ch", "sh")) else "s?"


def _bounded(character: str) -> bool:
    """Whether RE2 sees the edge of a word beside it."""
    return character.isascii() and (character.isalnum() or character == "_")


def _character(text: str, at: int) -> str:
    character = text[at]
    if character == "-":
        return "[- ]"
    if character == "'" and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha():
        return "'?"
    if not character.isascii() and character.isalpha():
        return "."  # such as the ø of Møller: case is told apart there, and accents are not
    return f"\\{character}" if character in _SPECIAL else character


def line_of(words: str, option: str, most: int = 1000) -> str:
    """Text as a page would show it: on one line, nothing invisible, accents in one piece with their letters.

    ``most`` is a number of characters. Raises UsageError when there is none, or more.
    """
    if any(unicodedata.category(character) == "Cs" for character in words):
        raise UsageError(f"{option} {shown(words)}: is not text", "type it anew, in UTF-8")
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", words))
    text = " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in visible).split())
    if not text:
        raise UsageError(f"{option}: there are no words in it", f'write them in quotes: {option} "such words"')
    if len(text) > most:
        raise UsageError(
            f"{option} {shown(text)}: has {len(text):,} characters", f"{most:,} at most; shorten it to what matters"
        )
    return text


def _stripped(text: str) -> str:
    """Without quotes, stops and ornaments around it; brackets stay where they belong to what is inside."""
    core = ""
    for telling in (_TELLING, f"{_TELLING}()[]{{}}<>"):
        kept = [at for at, character in enumerate(text) if character.isalnum() or character in telling]
        core = text[kept[0] : kept[-1] + 1] if kept else ""
        if all(core.count(opens) == core.count(closes) for opens, closes in _BRACKETS):
            break
    return core


def shown(text: str) -> str:
    """In quotes, cut where it is long: for messages."""
    return repr(text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…")
