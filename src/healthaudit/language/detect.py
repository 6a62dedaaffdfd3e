"""Which language a text is in.

Latin scripts are told apart by function words, others by their letters. Where in doubt a text is English: one that is
wrongly taken for another language loses its findings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from healthaudit.language.fold import fold
from healthaudit.language.function_words import ENGLISH, KINDS, function_words, lower
from healthaudit.patterns import compiled

__all__ = [
    "ENGLISH",
    "OTHER",
    "SAMPLE",
    "SYLLABLES",
    "UNKNOWN",
    "by_script",
    "by_words",
    "detect",
    "mostly_other",
    "name_of",
]

UNKNOWN = "und"

_NAMES = {
    "am": "Amharic", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan",
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "ht": "Haitian Creole",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lo": "Lao", "mk": "Macedonian", "ml": "Malayalam",
    "my": "Burmese", "nl": "Dutch", "no": "Norwegian", "or": "Odia", "pa": "Punjabi", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sr": "Serbian", "sv": "Swedish",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

_WORD = compiled(r"[^\W\d_]+")
SAMPLE = 3000  # characters: enough to be sure, little enough to be quick
_SURE = 8  # function words
#: Where a language has many function words, they are at least one word in so many.
_SHARE = 7
#: What another script becomes when it is folded.
OTHER = b"\xff"


def name_of(language: str) -> str:
    """What a language is called in English."""
    return _NAMES.get(language, "another language" if language == UNKNOWN else language)


def detect(text: str, declared: str = "") -> str:
    """Two-letter code, or "und". The words decide; what the page declares helps where there are too few."""
    sample = text[:SAMPLE]
    plain = lower(fold(sample))
    known = function_words()
    words = plain.split()
    if sum(map(known.plain.__contains__, words)) >= _SURE and len(known.strong.intersection(words)) < KINDS:
        return ENGLISH
    claimed = declared.strip().lower().replace("_", "-").split("-")[0][:3]
    if mostly_other(plain) and (script := by_script(sample)):
        # Several languages share a script, and the page knows best; but German is not written in Cyrillic.
        return claimed if claimed and claimed not in known.each else script
    if sure := by_words(sample, words):
        return sure
    english = sum(map(known.english.__contains__, words))
    best = known.best(words)
    other = best.times if best.strong > 1 else 0
    if max(english, other) >= _SURE:
        return ENGLISH if english >= other else best.language
    if len(claimed) == 2 and english < 3:
        return claimed
    if best.strong and not english and best.times > 1 and best.times * 4 >= len(words):
        return best.language
    # A few words, nothing declared: a line such as "Guaranteed results" is taken for English, as the rules are.
    return ENGLISH if english or (words and plain.isascii()) else UNKNOWN


def by_words(text: str, words: Sequence[bytes]) -> str:
    """The language in which a text plainly is; empty when there are too few words. ``words`` are folded."""
    known = function_words()
    best = known.best(words)
    if best.strong:
        both = known.each[best.language]
        english = sum(word in known.english and word not in both for word in words)
        if best.strong >= KINDS and best.times > 3 * english:
            sure = best.times * _SHARE >= len(words)
        elif english or best.times < 2:
            sure = False
        elif best.strong > 1 and best.times >= KINDS and best.times * 4 >= len(words):
            sure = True
        else:  # languages that put into endings what others say in words of their own have many accents; so have names
            accented = sum(not word.isascii() for word in _WORD.findall(text))
            telling = best.strong * 2 >= best.different and best.times * 10 >= len(words)
            sure = telling and accented * 4 >= len(words)
        if sure:
            return best.language
    english = sum(map(known.english.__contains__, words))
    if english * 5 >= len(words) and english > 3 * best.times and len(known.english.intersection(words)) >= KINDS:
        return ENGLISH
    return ""


#: Where the letters of scripts begin; a script that several languages use has a name of four letters.
_SCRIPTS = (
    (0, ""), (0x370, "el"), (0x400, "cyrl"), (0x530, "hy"), (0x590, "he"), (0x600, "arab"), (0x700, UNKNOWN),
    (0x750, "arab"), (0x780, UNKNOWN), (0x900, "hi"), (0x980, "bn"), (0xA00, "pa"), (0xA80, "gu"), (0xB00, "or"),
    (0xB80, "ta"), (0xC00, "te"), (0xC80, "kn"), (0xD00, "ml"), (0xD80, "si"), (0xE00, "th"), (0xE80, "lo"),
    (0xF00, "bo"), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "ko"), (0x1200, "am"), (0x13A0, UNKNOWN), (0x1780, "km"),
    (0x1800, UNKNOWN), (0x1D00, ""), (0x1F00, "el"), (0x2000, ""), (0x2E80, "hani"), (0x3040, "ja"),
    (0x3100, "hani"), (0x3130, "ko"), (0x3190, "hani"), (0xA000, UNKNOWN), (0xA640, "cyrl"), (0xA700, ""),
    (0xA800, UNKNOWN), (0xAC00, "ko"), (0xD7FC, ""), (0xF900, "hani"), (0xFB00, ""), (0xFB13, "hy"), (0xFB1D, "he"),
    (0xFB50, "arab"), (0xFE20, ""), (0xFE70, "arab"), (0xFF00, ""), (0xFF66, "ja"), (0xFFA0, "ko"), (0xFFE0, ""),
    (0x20000, "hani"), (0x323B0, ""),
)  # fmt: skip
#: Letters that tell the languages of a script apart; of two with equally many the first.
_TELLING = {
    "cyrl": {"ru": "ыэё", "uk": "іїєґ", "bg": "ъ", "sr": "јљњџћђ", "mk": "јљњџѓќѕ", "be": "ыэёіў"},
    "arab": {"ar": "يكةىأإ", "fa": "یکپچگژ", "ur": "یکپچگژٹڈڑےںہھ"},
}
#: So many letters of another script are more than the name of a language in a menu; of scripts that write syllables
#: or words in one, fewer.
_LETTERS, SYLLABLES = 16, 10
_COMPACT = frozenset(["hani", "ja", "ko"])
#: Chinese characters alone are Japanese as well, in few words.
_CHINESE = 20


def mostly_other(plain: bytes) -> bool:
    """Whether words, as ``lower`` gives them, may be in another script than Latin."""
    return plain.count(OTHER) * 3 > len(plain) - plain.count(b" ")


def by_script(text: str) -> str:
    """The language of a text in another script than Latin: "und" when it cannot be told, empty when it is in Latin."""
    starts = [start for start, _ in _SCRIPTS]
    characters = Counter(text.lower())
    letters: Counter[str] = Counter()
    for character, number in characters.items():
        if character.isalpha():
            letters[_SCRIPTS[bisect_right(starts, ord(character)) - 1][1]] += number
    if letters["ja"] * 10 > letters["hani"]:
        letters["ja"] += letters.pop("hani", 0)
    script, number = max(letters.items(), key=lambda item: item[1], default=("", 0))
    if not script or number * 2 <= letters.total() or number < (SYLLABLES if script in _COMPACT else _LETTERS):
        return ""
    if script == "hani":
        return "zh" if number >= _CHINESE else UNKNOWN
    if script in _TELLING:
        counts = {language: sum(map(characters.__getitem__, signs)) for language, signs in _TELLING[script].items()}
        best = max(counts, key=lambda language: counts[language])
        return best if counts[best] else UNKNOWN
    return script
