"""What the classifier sees of a sentence: its words, pairs of words, pieces of words, and a few cues.

Everything is read off the sentence and its block alone, so that a model stays right when rules or facts change.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import pairwise

from healthaudit.model import BlockKind
from healthaudit.patterns import compiled

_TOKEN = compiled(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[!?%$£:]")
_FIRST_LETTER = "a"
#: What stands before the first and behind the last word of a sentence, for pairs.
BEGIN, END = "^", "$"
#: Lengths of pieces; a word is marked at its two ends.
_SHORTEST, _LONGEST = 3, 5
_MOST_DIGITS = 5
_LENGTHS = (4, 8, 14, 22, 32)
_SHOUTED = 0.6
#: To be taken away, which is many times quicker than to look at each character.
_SMALL = string.ascii_lowercase.encode()
_NO_LETTERS = bytes({*range(256)} - {*string.ascii_letters.encode()})

_PERSONS = {
    person: frozenset(forms.split())
    for person, forms in (
        ("you", "you your yours yourself you're you'll you've you'd"),
        ("we", "we our ours us we're we'll we've we'd"),
        ("i", "i my me mine i'm i've i'd i'll"),
        ("they", "he she they his her him their them he's she's they're they've"),
    )
}


def tokens(folded: str) -> list[str]:
    """Words in lower case, numbers by their size ("00" for 42), and the marks that sellers are fond of.

    ``folded`` is text as ``healthaudit.language.fold`` leaves it.

    >>> tokens("Call now: 98 % sleep by day 7!")
    ['call', 'now', ':', '00', '%', 'sleep', 'by', 'day', '0', '!']
    """
    return [token if token >= _FIRST_LETTER else _sized(token) for token in _TOKEN.findall(folded.lower())]


def _sized(token: str) -> str:
    if not token[0].isdigit():
        return token
    whole = token.partition(".")[0].replace(",", "")
    return "0" * min(len(whole), _MOST_DIGITS)


def pairs(words: Sequence[str]) -> list[str]:
    """Neighbours, with the ends of the sentence.

    >>> pairs(["call", "now"])
    ['^ call', 'call now', 'now $']
    """
    return [f"{left} {right}" for left, right in pairwise((BEGIN, *words, END))]


def pieces(word: str) -> list[str]:
    """Runs of three to five letters of a word, its ends marked; none of a number, a mark or a single letter.

    >>> pieces("safe")
    ['_sa', 'saf', 'afe', 'fe_', '_saf', 'safe', 'afe_', '_safe', 'safe_']
    """
    if len(word) < 2 or not word[0].isalpha():
        return []
    marked = f"_{word}_"
    return [
        marked[start : start + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(marked) - length + 1)
    ]


def cues(folded: str, words: Sequence[str], block: BlockKind) -> Iterator[str]:
    """Where the sentence stands, how long it is, whether it shouts, and of whom it speaks.

    Each begins with "=", as no word does.
    """
    yield f"=block {block.value}"
    yield f"=length {sum(len(words) > most for most in _LENGTHS)}"
    letters = folded.encode("latin-1").translate(None, _NO_LETTERS)
    if letters and len(letters.translate(None, _SMALL)) > _SHOUTED * len(letters):
        yield "=shouted"
    for person, forms in _PERSONS.items():
        if not forms.isdisjoint(words):
            yield f"=person {person}"
