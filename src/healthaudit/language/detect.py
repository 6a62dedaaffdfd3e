"""Which language a text is in, from its most frequent function words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

# The commonest function words of each language that are not also common in the others.
_WORDS = {
    "en": "the and of to is that for with are you this be or have not from was your can which their our we they",
    "es": "el los las que en por con para una del se más como pero sus esta también ser muy está",
    "fr": "le les des et est une dans pour que qui sur avec pas au vous par plus ce sont cette être nous votre",
    "de": "der die und das ist nicht mit den von zu sie ein eine für auf dem sich bei auch oder werden wird",
    "it": "il che di per una non sono con gli della più anche dei nel alla questo come può essere",
    "pt": "que não uma para os com por mais como dos das é em ao também pode são ou você seu",
    "nl": "de het een en van is niet dat voor met zijn op te aan door ook bij maar om wordt",
    "pl": "nie się jest na że do jak przez są lub oraz może być dla które czy tym",
    "sv": "och att det som är för på med av inte den till har kan eller om vid ett",
}
_TOKEN = re.compile(r"[^\W\d_]+")
SAMPLE = 3000  # characters: enough to be sure, little enough to be quick
_SURE = 8  # function words


@cache
def _languages_of() -> Mapping[str, tuple[str, ...]]:
    """Function word -> the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found


def detect(text: str, declared: str = "") -> str:
    """Two-letter code, or "und". The words decide; what the page declares helps where there are too few."""
    counts: dict[str, float] = {}
    letters = other_scripts = 0
    for word in _TOKEN.findall(text[:SAMPLE].lower()):
        letters += 1
        if not word[0].isascii() and ord(word[0]) > 0x24F:
            other_scripts += 1
        for language in _languages_of().get(word, ()):
            counts[language] = counts.get(language, 0.0) + 1.0
    claimed = declared.strip().lower().replace("_", "-").split("-")[0][:3]
    if letters and other_scripts * 2 > letters:
        return claimed if claimed and claimed != "en" else "und"
    best = max(counts, key=lambda language: (counts[language], language == "en"), default="")
    if best and counts[best] >= _SURE:
        return best
    if len(claimed) == 2 and (not best or best == claimed or counts[best] < 3):
        return claimed
    # A few words, nothing declared: a line such as "Guaranteed results" is taken for English, as the rules are.
    return best or ("en" if letters and text[:SAMPLE].isascii() else "und")
