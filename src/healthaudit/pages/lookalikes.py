"""Letters that look like Latin ones: which they are, and in which words they are read as what they look like.

Source: Unicode Technical Standard 39, the table of confusables; which looks like which is a fact, the choice is ours.
Letters by their code points, because nobody can tell them apart by eye.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from healthaudit.patterns import compiled

_OTHER_SCRIPTS = {
    "a": "3B1 430", "b": "432 13CF", "c": "3F2 441 2CA5 ABAF", "d": "501 13E7 A4D2", "e": "435 4BD", "f": "584",
    "g": "581", "h": "43D 4BB 570 13C2", "i": "3B9 456 4CF 13A5 AB75 A647", "j": "3F3 458", "k": "3BA 43A",
    "m": "43C", "n": "578 57C", "o": "3BF 3C3 43E 585 2C9F", "p": "3C1 3F1 440 2CA3", "q": "51B 563 566",
    "r": "433 1D26 2C85 AB81", "s": "455 ABAA", "t": "3C4 442", "u": "3C5 57D", "v": "3BD 475 ABA9",
    "w": "461 51D 561 AB83", "x": "445", "y": "3B3 443 4AF", "z": "AB93",
    "A": "391 410 13AA A4EE", "B": "392 412 13F4 A4D0", "C": "3F9 421 13DF 2CA4 A4DA", "D": "13A0 A4D3",
    "E": "395 415 13AC A4F0", "F": "3DC A4DD", "G": "50C 13C0 13F3 A4D6", "H": "397 41D 13BB 2C8E A4E7",
    "I": "399 406 4C0 2C92 A4F2", "J": "37F 408 13AB A4D9", "K": "39A 41A 13E6 2C94 A4D7", "L": "13DE 2CD0 A4E1",
    "M": "39C 3FA 41C 13B7 2C98 A4DF", "N": "39D 2C9A A4E0", "O": "39F 41E 555 2C9E A4F3",
    "P": "3A1 420 13E2 2CA2 A4D1", "Q": "51A", "R": "13A1 13D2 A4E3", "S": "405 54F 13D5 13DA A4E2",
    "T": "3A4 422 13A2 2CA6 A4D4", "U": "54D A4F4", "V": "474 13D9 A4E6", "W": "51C 13B3 13D4 A4EA",
    "X": "3A7 425 2CAC A4EB", "Y": "3A5 3D2 423 4AE 13A9 13BD 2CA8 A4EC", "Z": "396 13C3 A4DC",
}  # fmt: skip
_LATIN = {
    "a": "1D00 251", "b": "299 1D03", "c": "1D04", "d": "1D05", "e": "1D07 212E AB32", "f": "A730 AB35", "g": "261 262",
    "h": "29C", "i": "131 269 26A", "j": "237 1D0A", "k": "138 1D0B", "l": "29F 1D0C", "m": "1D0D", "n": "274",
    "o": "1D0F AB3D", "p": "1D18", "q": "A7AF", "r": "280 AB47", "s": "A731", "t": "1D1B", "u": "28B 1D1C AB4E AB52",
    "v": "1D20", "w": "1D21", "y": "28F 263", "z": "1D22", "I": "196", "R": "1A6",
}  # fmt: skip


def _table(letters: Mapping[str, str]) -> dict[str, str]:
    return {chr(int(code, 16)): letter for letter, codes in letters.items() for code in codes.split()}


#: Letters of other scripts, and the Latin letter that each looks like.
OTHER_SCRIPTS: Mapping[str, str] = _table(_OTHER_SCRIPTS)
#: Latin letters in other shapes (small capitals, dotless, script), and letters on round or square grounds: they are
#: read as Latin letters wherever they stand. What Unicode itself decomposes (bold, full-width, circled) is not here.
SHAPES: Mapping[str, str] = _table(_LATIN) | {
    chr(first + number): chr(65 + number) for first in (0x1F150, 0x1F170) for number in range(26)
}
#: Greek small letters that are signs in words of capitals: TNFα, NFκB. An omicron is a sign of nothing.
_SIGNS = frozenset("αγικνρστυ")
_WORD = compiled(r"[^\W\d_]+")
_ASCII = compiled("[A-Za-z]")
_TO_LATIN = str.maketrans(dict(OTHER_SCRIPTS))
_STYLES = (
    "\U0001d400-\U0001d6a3ⓐ-ⓩⒶ-Ⓩ\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189"
    "ᴀᴃᴄᴅᴇᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡᴢʙɢʜɪʏꜰꜱ"
)
#: Three or more letters that are meant to be looked at: mathematical, circled, squared, small capitals.
_STYLED = f"[{_STYLES}]{{3,}}"
_FULL_WIDTH = "[Ａ-Ｚａ-ｚ]{3,}"
#: What no disguised word does without; most pages have none of these.
_SUSPECT = compiled(f"[{_STYLES}Ａ-Ｚａ-ｚ{''.join(OTHER_SCRIPTS)}]")
#: Where these are written, full-width letters are the usual ones.
_EAST_ASIAN = "[\u1100-\u11ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]"


def unmasked(text: str) -> str:
    """The text with letters of other scripts as the Latin ones that they look like, in words that are Latin otherwise.

    One character for one. A word of another script stays what it is, whatever its letters look like.
    """
    return _WORD.sub(lambda found: _read(found.group()), text)


def disguised(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the words that only look like Latin ones, from left to right, those of one sort after another."""
    if not _SUSPECT.search(text):
        return
    for found in _WORD.finditer(text):
        if not found.group().isascii() and _read(found.group()) != found.group():
            yield found.span()
    for found in re.finditer(_STYLED, text):
        yield found.span()
    full_width = list(re.finditer(_FULL_WIDTH, text))
    if full_width and not re.search(_EAST_ASIAN, text):
        yield from (found.span() for found in full_width)


def is_latin(character: str) -> bool:
    """Whether a character is a Latin letter, or one that is read as one wherever it stands."""
    if not character.isalpha():
        return False
    return character <= "\u024f" or character in SHAPES or unicodedata.normalize("NFKD", character)[0].isascii()


def _read(word: str) -> str:
    if word.isascii() or not _ASCII.search(word) or OTHER_SCRIPTS.keys().isdisjoint(word):
        return word
    foreign = [character for character in word if character in OTHER_SCRIPTS]
    if not all(character in OTHER_SCRIPTS or is_latin(character) for character in word):
        return word
    if not _SIGNS.isdisjoint(foreign) and sum("a" <= character <= "z" for character in word) < 2:
        return word
    return word.translate(_TO_LATIN)
