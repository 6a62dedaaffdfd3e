"""Characters that nobody sees, and characters that are several in one: what the page's text keeps of them.

Source: Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt). A letter with such a character
behind it looks like the letter, so that one in the midst of a word hides the word from machines and from nobody else.
"""

from __future__ import annotations

import re
import unicodedata

from healthaudit.patterns import compiled

#: All of them, as ranges for a character class: soft hyphen, joiners, direction marks, fillers, variation selectors,
#: invisible operators, byte order mark, tags.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
SOFT_HYPHEN = "\u00ad"
_MARKS = "\u0300-\u034e\u0350-\u036f\u20d0-\u20f0"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

#: What of a stretch of source cannot be taken as it stands: white space but for a single plain space, anything
#: invisible, a letter with marks upon it, letters in one.
IRREGULAR = compiled(rf"[{INVISIBLE}]+|(?! (?=\S))\s+|[^\W\d_][{_MARKS}]+|[ﬀ-ﬆ]")
#: The same among characters that Python calls printable, which leaves fewer to look for.
IRREGULAR_PRINTABLE = compiled(
    rf"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef{_MARKS}ﬀ-ﬆ]"
)
# The expressions below are compiled, and then kept, by the module re when a page first needs them: few pages do.

#: Lines through, over and under a letter, and circles around it: decoration, as markup would do it.
_DECORATION = "[\u0305\u0332-\u0338\u033f\u0347\u20d2\u20d3\u20d8-\u20da\u20dd-\u20e0\u20e2-\u20e6\u20ea\u20eb]"

#: Joiners, selectors, fillers and tags have a meaning behind the characters that they were made for: letters of
#: scripts that join or stack, ideographs, Hangul, symbols and emoji. Never behind a Latin letter, or one like it.
_BINDS = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0020-\U000e007f"
    "\U000e0100-\U000e01ef]"
)
_BOUND_TO = (
    "[\u0600-\u08ff\u0900-\u109f\u1100-\u11ff\u1780-\u18af\u1900-\u1c7f\u1cd0-\u1cff\u2190-\u23ff\u2500-\u2bff\u3001-\u9fff"
    "\ua840-\uab2f\uac00-\ud7ff\uf900-\ufaff\uff65-\uffdc\U00010a00-\U00011fff\U0001f000-\U0001f10f"
    "\U0001f190-\U0003ffff\ufe00-\ufe0f\U000e0020-\U000e007f\u00a9\u00ae\u203c\u2049\u2122\u2139]"
)


def is_invisible(character: str) -> bool:
    """Whether nobody sees the character."""
    return re.match(f"[{INVISIBLE}]", character) is not None


def belongs(character: str, before: str) -> bool:
    """Whether an invisible character belongs to the one before it; ``before`` is empty at the beginning of a block."""
    return before != "" and re.match(_BINDS, character) is not None and re.match(_BOUND_TO, before) is not None


def as_one(characters: str) -> tuple[str, bool]:
    """(A letter with its marks, or letters in one, as they read; whether decoration was left out)."""
    if characters in _LIGATURES:
        return _LIGATURES[characters], False
    plain = re.sub(_DECORATION, "", characters)
    return unicodedata.normalize("NFC", plain), plain != characters
