"""Words without which an expression cannot match, so that most rules need not be tried on most sentences.

Russ Cox describes the method ("Regular Expression Matching with a Trigram Index", 2012), RE2's FilteredRE2 and Go's
regexp/syntax use it: from the syntax of an expression follow sets of strings, such that every match contains at least
one string of each set. We compute them ourselves because they can be stored, while an RE2::Set has to be built anew
at every start, which takes longer than auditing a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from healthaudit.branches import item_end
from healthaudit.expressions import DIGIT, EDGE, SLOTS, Pattern, encoded
from healthaudit.patterns import compiled

#: Stands for any digit (see expressions.DIGIT).
_DIGIT_MARK = DIGIT.decode()
#: Stands for the border of a word (see expressions.EDGE).
_EDGE_MARK = EDGE.decode()

#: Sets that are kept: the first finds the sentences, the others thin them out.
_SETS = 5
#: An exact set larger than this is cut; more strings would cost more than they spare.
_EXACT_AT_MOST = 24
#: How often what is repeated is written out.
_TIMES = 5
#: Strings shorter than this are in every sentence. Slots, digits and quotation marks are rarer, even alone.
_SHORTEST = 3
_SLOTS = tuple(SLOTS.values())
_SINGLE = (*_SLOTS, _DIGIT_MARK, '"')
#: Escapes that match a place, not a character.
_EMPTY = frozenset("BAz")
#: Characters that stand for themselves, up to one that a quantifier follows.
_PLAIN = compiled(r"[0-9A-Za-z ,'-]+(?![?*+{])")
_WORD = compiled(rf"[0-9A-Za-z_{_DIGIT_MARK}]")
#: The rest of a class of digits alone.
_DIGITS = compiled(r"(?:\d-\d|\d|\\d)+\]")
#: Every digit as the mark.
_MARKED = str.maketrans(dict.fromkeys("0123456789", _DIGIT_MARK))
#: Words that are in so many sentences of a page about health that they spare little.
_COMMON = frozenset(
    [
        "the",
        "our",
        "your",
        "you",
        "of",
        "for",
        "and",
        "with",
        "all",
        "any",
        "from",
        "that",
        "this",
        "are",
        "is",
        "in",
        "to",
        "by",
        "we",
        "can",
        "has",
        "have",
        "most",
        "more",
        "get",
        "people",
        "patients",
        "treatment",
        "treatments",
        "therapy",
        "help",
        "not",
        "will",
        "also",
        "when",
        "they",
        "their",
        "who",
        "book",
        "call",
    ]
)

_Sets = tuple[frozenset[str], ...]


class _Part(NamedTuple):
    """What is known of a part of an expression.

    ``exact``: all strings that it matches, in lower case, digits as their mark, or None when there are too many.
    ``needs``: sets of strings, of each of which every match contains one; the most telling first.
    ``ends``: strings of which every match begins with one and ends with one; None when they are not known.
    """

    exact: frozenset[str] | None
    needs: _Sets = ()
    ends: frozenset[str] | None = None


_NOTHING_KNOWN = _Part(None)
_NOTHING = _Part(frozenset([""]))
_DIGIT = _Part(frozenset([_DIGIT_MARK]))
_EDGE = _Part(frozenset([_EDGE_MARK]))


def atoms(expression: str) -> _Sets:
    """Sets of lower-case strings; every match of the RE2 expression contains one of each. Empty: nothing is certain.

    Every digit stands as the same mark (``expressions.DIGIT``), in the strings as in the texts they are held against.
    """
    return _needs(_Reader(expression).alternatives())


def pattern(expression: str) -> Pattern:
    """The expression with its atoms, as matching needs it."""
    return Pattern.of(expression)._replace(
        atoms=tuple(tuple(map(encoded, sorted(found))) for found in atoms(expression)),
        slotted=any(slot in expression for slot in SLOTS.values()),
    )


def _plain(text: str) -> str:
    """As it stands in atoms."""
    return text.lower().translate(_MARKED)


def _needs(part: _Part) -> _Sets:
    return _best([*part.needs, part.exact] if part.exact is not None else part.needs)


def _best(candidates: Iterable[frozenset[str]]) -> _Sets:
    """The sets that spare most: their commonest string is rarest; of equals, those with fewer strings."""
    usable = {found for found in map(_usable, candidates) if found}
    return tuple(sorted(usable, key=_rank)[:_SETS])


@lru_cache(maxsize=2_000)
def _usable(found: frozenset[str]) -> frozenset[str]:
    """A set as it is looked for; empty when nearly every sentence has one of its strings."""
    tidied = {_tidy(text) for text in found}
    return _fewest(tidied) if all(map(_tells, tidied)) else frozenset()


@lru_cache(maxsize=2_000)
def _rank(found: frozenset[str]) -> tuple[int, int, list[str]]:
    return -min(map(_rarity, found)), len(found), sorted(found)


def _joins(before: int, behind: int) -> bool:
    """Whether so many strings may be joined to so many; one to many, such as the border of a word, makes no more."""
    return before * behind <= (_EXACT_AT_MOST if min(before, behind) > 1 else 4 * _EXACT_AT_MOST)


def _tidy(text: str) -> str:
    """With marks of borders at the ends only, and only where a word ends there."""
    body = text.replace(_EDGE_MARK, "")
    before = _EDGE_MARK if text[:1] == _EDGE_MARK and _WORD.match(body[:1]) else ""
    behind = _EDGE_MARK if text[-1:] == _EDGE_MARK and _WORD.match(body[-1:]) else ""
    return before + body + behind


def _fewest(found: set[str]) -> frozenset[str]:
    """Without strings that contain another one: "cured" says no more than "cure"."""
    kept: list[str] = []
    for text in sorted(found, key=len):
        if not any(shorter in text for shorter in kept):
            kept.append(text)
    return frozenset(kept)


def _tells(text: str) -> bool:
    body = text.strip(_EDGE_MARK)
    if any(character in _SINGLE for character in body):
        return True
    # An edge counts as a character, but a single letter says nothing even where it is a word.
    return len(text) >= _SHORTEST and len(body) >= _SHORTEST - 1


@lru_cache(maxsize=100_000)
def _rarity(text: str) -> int:
    """A guess at how rare a string is: longer is rarer, unless it is all common words or numbers."""
    body = text.strip(_EDGE_MARK)
    if any(slot in body for slot in _SLOTS):
        return min(len(body) + 2, 6)
    if not any(map(str.isalpha, body)):
        return min(body.count(_DIGIT_MARK) + 1, 5)
    if all(word in _COMMON or not word.strip(_DIGIT_MARK) for word in body.split()):
        return 1
    return min(len(text), 6)


@lru_cache(maxsize=10_000)
def _content(expression: str) -> _Part:
    """What is known of a group's content; the words of the vocabulary are in many expressions."""
    return _Reader(expression).alternatives()


def _repeated(part: _Part, least: int, most: int) -> _Part:
    """A part so many times, at least once; ``most`` -1 for any number."""
    times = min(least, _TIMES)
    if part.exact is None or len(part.exact) ** times > _EXACT_AT_MOST:
        return _Part(None, _needs(part))
    fewest = _times(part.exact, times)
    if least > _TIMES or not 0 < most <= _TIMES or len(part.exact) ** most > _EXACT_AT_MOST:
        return _Part(None, (fewest,), fewest)
    return _Part(frozenset().union(*(_times(part.exact, count) for count in range(least, most + 1))))


def _times(strings: frozenset[str], count: int) -> frozenset[str]:
    return frozenset(map("".join, product(strings, repeat=count)))


class _Reader:
    """Reads RE2 syntax from left to right. What it does not know it takes for anything."""

    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0

    def alternatives(self) -> _Part:
        """``a|b|c`` up to a closing bracket or the end."""
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        exact: frozenset[str] | None = None
        if all(branch.exact is not None for branch in branches):
            union = frozenset().union(*(branch.exact or () for branch in branches))
            exact = union if len(union) <= 4 * _EXACT_AT_MOST else None
        needs = [_needs(branch) for branch in branches]
        if not all(needs):
            return _Part(exact)
        return _Part(exact, (frozenset().union(*(sets[0] for sets in needs)),))

    def _sequence(self) -> _Part:
        run = frozenset([""])  # exact strings since the last part that was not exact
        whole: bool = True
        candidates: list[frozenset[str]] = []
        while self._peek() not in ("", "|", ")"):
            part = self._quantified()
            if part.exact is not None and _joins(len(run), len(part.exact)):
                run = frozenset(a + b for a, b in product(run, part.exact))
                continue
            whole = False
            if part.ends is not None and _joins(len(run), len(part.ends)):
                run = frozenset(a + b for a, b in product(run, part.ends))
            candidates.append(run)
            candidates.extend(part.needs)
            run = part.ends or frozenset([""])
            if part.exact is not None and len(part.exact) <= _EXACT_AT_MOST:
                run = part.exact
            elif part.exact is not None:
                candidates.append(part.exact)
        if whole:
            return _Part(run)
        return _Part(None, _best([*candidates, run]))

    def _quantified(self) -> _Part:
        part = self._single()
        while (mark := self._peek()) and mark in "?*+{":
            least, most = self._repetition()
            if least < 0:
                break
            if least == 0:
                optional = part.exact | {""} if part.exact is not None and most == 1 else None
                part = _Part(optional)
            elif (least, most) != (1, 1):
                part = _repeated(part, least, most)
        return part

    def _repetition(self) -> tuple[int, int]:
        """(least, most) of a quantifier, most -1 for any number; (-1, -1) when the brace is a literal."""
        mark = self._text[self._at]
        if mark == "{":
            end = self._text.find("}", self._at)
            least, comma, most = self._text[self._at + 1 : end].partition(",")
            if end < 0 or not least.isdigit() or (most and not most.isdigit()):
                return -1, -1
            self._at = end + 1
            result = int(least), int(most) if most else (-1 if comma else int(least))
        else:
            self._at += 1
            result = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}[mark]
        if self._peek() == "?":  # lazy
            self._at += 1
        return result

    def _single(self) -> _Part:
        character = self._text[self._at]
        self._at += 1
        if character == "(":
            return self._group()
        if plain := _PLAIN.match(self._text, self._at - 1):
            self._at = plain.end()
            return _Part(frozenset([_plain(plain.group())]))
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        if character in "^$":
            return _NOTHING
        if character == ".":
            return _NOTHING_KNOWN
        return _Part(frozenset([_plain(character)]))

    def _group(self) -> _Part:
        opened = self._at - 1
        if self._peek() == "?":
            end = min(
                (at for at in (self._text.find(":", self._at), self._text.find(")", self._at)) if at >= 0),
                default=-1,
            )
            named = self._text.startswith(("?P<", "?<"), self._at)
            if named:
                end = self._text.find(">", self._at)
            if end < 0:
                self._at = len(self._text)
                return _NOTHING_KNOWN
            closes = self._text[end] == ")"
            self._at = end + 1
            if closes:  # flags alone, such as (?i)
                return _NOTHING
        start, self._at = self._at, item_end(self._text, opened)
        return _content(self._text[start : self._at - 1])

    def _class(self) -> _Part:
        start = self._at
        at = start + (1 if self._text.startswith("^", start) else 0)
        if self._text.startswith("]", at):
            at += 1
        plain = not self._text.startswith("^", start)
        members: list[str] = []
        while at < len(self._text) and self._text[at] != "]":
            character = self._text[at]
            if character == "\\":
                at += 1
                if self._text[at].isalnum():
                    plain = False
                character = self._text[at]
            elif character == "[" and self._text.startswith("[:", at):
                at = self._text.find(":]", at) + 1
                plain = False
            elif character == "-" and members and not self._text.startswith("]", at + 1):
                plain = False
            members.append(_plain(character))
            at += 1
        self._at = at + 1
        if plain and len(set(members)) <= 4:
            return _Part(frozenset(members))
        return _DIGIT if _DIGITS.fullmatch(self._text, start, at + 1) else _NOTHING_KNOWN

    def _escape(self) -> _Part:
        character = self._text[self._at]
        self._at += 1
        if character == "x":
            return self._code_point()
        if character in "pP" and self._peek() == "{":
            self._at = self._text.find("}", self._at) + 1
            return _NOTHING_KNOWN
        if character == "b":
            return _EDGE
        if character in _EMPTY:
            return _NOTHING
        if character == "d":
            return _DIGIT
        if character.isalnum():  # another class, or a control character
            return _NOTHING_KNOWN
        return _Part(frozenset([_plain(character)]))

    def _code_point(self) -> _Part:
        if self._peek() == "{":
            end = self._text.find("}", self._at)
            digits = self._text[self._at + 1 : end]
            self._at = end + 1
        else:
            digits = self._text[self._at : self._at + 2]
            self._at += 2
        return _Part(frozenset([_plain(chr(int(digits, 16)))]))

    def _peek(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""
