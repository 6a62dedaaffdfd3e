"""A haystack for patterns: the page's text, character for character, with typographic variety folded away."""

from __future__ import annotations

import unicodedata

_PUNCTUATION = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "\n": " ", "\t": " ", "\r": " ",
}  # fmt: skip


def fold(text: str) -> str:
    """The same number of code points, offsets unchanged; straight quotes, plain hyphens, letters without accents.

    RE2's word classes are ASCII, so a curly apostrophe or an accent would else break words.
    """
    if text.isascii():
        return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    table = {ord(character): _plain(character) for character in set(text)}
    return text.translate({point: plain for point, plain in table.items() if chr(point) != plain})


def _plain(character: str) -> str:
    """One character for one character."""
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    if character.isascii():
        return character
    if "\ue000" <= character <= "\uf8ff":  # icon fonts; also the range that the slots of rules use
        return " "
    base = unicodedata.normalize("NFKD", character)
    return base[0] if base[0].isascii() and (len(base) == 1 or all(map(unicodedata.combining, base[1:]))) else character
