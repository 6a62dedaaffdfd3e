"""Where the sentences of a block begin and end.

After Punkt: Kiss, T. and Strunk, J. (2006), Unsupervised Multilingual Sentence Boundary Detection,
Computational Linguistics 32(4), 485-525. One pattern finds every stop and line break; abbreviations,
collocations and frequent sentence starters decide which of them end a sentence. They are learnt ahead of
time, by scripts/learn_sentences.py, and kept as data beside this file. Added to Punkt is what health pages
are full of: citations glued to the stop, doses, inline enumerations, stops that lost the space behind them,
and hard line breaks.

Work is linear in the length of the text: no pattern backtracks far, and every look around is bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from re import Match

from healthaudit.patterns import compiled

__all__ = ["split"]

# A stop is matched with the closing marks and citations that belong to it. The pattern cannot fail once its
# first character has matched, so a run of a million stops is one match and not a million attempts.
_STOP = compiled(
    r"""[.!?…\n](?:(?<=\n)\s*+
    |   [.!?…]*+ (?P<close>[)\]}"'”’»›*†‡]*+(?:\ [”’)\]"](?=\s|\Z))?+)
        (?P<cite>(?: [\ \u00a0]?+\[\d{1,3}(?:[,;–-]\ ?\d{1,3})*+\] | \[[^\[\]\n]{1,40}\]
                 |   \(\d{1,3}(?:[,;–-]\ ?\d{1,3})*+\)
                 |   [⁰¹²³⁴-⁹]++(?:[,–⁻-][⁰¹²³⁴-⁹]++)*+
                 |   \d{1,3}(?:[,;–-]\d{1,3})*+(?!\w|[.,:]\d|%) )*+)
        [)\]}"'”’»›]*+)""",
    re.VERBOSE,
)
_NEXT = compiled(r"\s*+(?P<lead>(?:[^\w\s]|_){0,8}+(?:\s(?:[^\w\s]|_){1,8}+)?+\s?+)(?P<word>[^\W_][\w'’]{0,30}+)?")
_WORD = compiled(r"[^\W_]")
_TOKEN_END = compiled(r"[\s()\[\]{}<>“”„\"‘/–—,;:=~≈±+*•…|-]|(?<!\w)'")
_INITIALS = compiled(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
_NUMERAL = compiled(r"[IVX]+|[B-HJ-Z]")
_BRAND = compiled(r"[a-z]{1,2}[A-Z]")
_RUNS_ON = compiled(r",?\s(?!of\b|for\b)[a-z]")
_YEAR = compiled(r"(?:19|20)\d\d")
_ENUMERATOR = compiled(r"\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5}")
_COUNTED = compiled(r"(\d{1,2})[.)]\s")
_INLINE_ITEM = compiled(r"\s*+(?:[•·▪◦‣∙●○■□→►▶✓✔✅❌]\s|\(?[a-z]\)\s|[a-z]\.\s[A-Z])")
_ITEM = compiled(r"\s*+(?:[•·▪◦‣∙●○■□→►▶✓✔✅❌*+–—-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)")
# What follows a journal's abbreviated name in a reference: "2017;31", "2017 Oct", "31(10):1302".
_ISSUE = compiled(r"\s*+(?:(?:19|20)\d\d(?:\s?[;:.]|\s[A-Z][a-z]{2}\b)|\d{1,4}\s?(?:\([\d-]{1,9}\)\s?:|:\s?\d{3}))")

_OPENING = frozenset("“‘\"'([")
_MIDDLE = frozenset(",;:.!?…)]}%")
_HANGING = frozenset(",-–—/&+([“‘=")
_ADDRESS = frozenset("./@_:=\\")
#: Nobody reads a longer sentence. What holds the words of one sentence against each other would be kept busy by it, so
#: that it is cut at a space.
_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What was learnt and kept, in lower case but for abbreviations that are words without their capital."""

    kinds: Mapping[str, str]
    """Abbreviation, without its last stop, to its kind: what may follow when it ends a sentence, too.

    bound: nothing; title: a sentence starter; name: a starter or a common word; number: anything but a
    number; end: any capital. A key that ends in "!" is a name with that mark.
    """
    followers: Mapping[str, frozenset[str]]
    """Abbreviation to capitalised words that carry the sentence on: Punkt's collocations."""
    starters: frozenset[str]
    common: frozenset[str]
    """Words seen inside sentences, and there in lower case only: Punkt's orthographic heuristic."""
    labels: frozenset[str]
    """Words in front of a letter that is not an initial: vitamin C."""
    connectives: frozenset[str]
    domains: frozenset[str]

    def kind(self, token: str, before: str, word: str) -> str:
        """Kind of a token that ends in a stop, "" when it is no abbreviation. ``word`` follows the stop."""
        if len(token) == 1 and token.isupper():
            return "" if before in self.labels else "title"
        shouted = len(token) > 1 and token.isalpha() and token.isupper()
        if shouted and not (word.isupper() or word[:1].isdigit()):
            return ""  # CA, MS or ED in running text are not Ca., Ms. or Ed.
        kind = self.kinds.get(token) or self.kinds.get(token.lower())
        return kind or ("name" if _INITIALS.fullmatch(token) else "")


@cache
def _lexicon() -> _Lexicon:
    data = json.loads(Path(__file__).with_name("sentences.json").read_bytes())
    kept, learnt = data["kept"], data["learnt"]
    kinds = dict.fromkeys(learnt["abbreviations"], "name")
    followers = {stem: set(words) for stem, words in learnt["followers"].items()}
    for kind, stems in kept["abbreviations"].items():
        kinds.update(dict.fromkeys(stems, kind))
    for stem, words in kept["followers"].items():
        followers.setdefault(stem, set()).update(words)
    return _Lexicon(
        kinds=kinds,
        followers={stem: frozenset(words) for stem, words in followers.items()},
        starters=frozenset(kept["starters"]).union(learnt["starters"]),
        common=frozenset(learnt["common"]),
        labels=frozenset(kept["labels"]),
        connectives=frozenset(kept["connectives"]),
        domains=frozenset(kept["domains"]),
    )


def split(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Sentences of ``text[start:end]`` as (start, end) code-point offsets into ``text``.

    They are in order, trimmed of white space, and cover every character that is not white space exactly
    once; none is much longer than ``_LONGEST``. The text is one block, its white space folded; a line feed
    in it is a hard line break. The method is that of Kiss and Strunk (2006), see the top of this file.
    """
    start, end, _ = slice(start, end).indices(len(text))
    for cut in _cuts(text, start, end):
        yield from _readable(text, *_trimmed(text, start, cut))
        start = cut
    yield from _readable(text, *_trimmed(text, start, end))


def _readable(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, in pieces where it is too long; each piece has a letter or a digit."""
    while end - start > _LONGEST:
        word = _WORD.search(text, start, end)
        least = max(start + _LONGEST, word.end()) if word else end
        at = text.rfind(" ", start + 1, least)
        if at < 0 or _WORD.search(text, start, at) is None:
            at = least
        if _WORD.search(text, at, end) is None:
            break
        yield _trimmed(text, start, at)
        start, end = _trimmed(text, at, end)
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets at which one sentence is over and another follows. Each sentence has a letter or a digit."""
    word = _WORD.search(text, start, end)
    if word is None:
        return
    context = _Context(text, start, word.start(), end, _lexicon())
    for match in _STOP.finditer(text, start, end):
        if match.start() <= context.first:
            continue
        cut = context.line_cut(match) if text[match.start()] == "\n" else context.stop_cut(match)
        if cut < 0:
            continue
        word = _WORD.search(text, cut, end)
        if word is None:
            return
        yield cut
        context = _Context(text, cut, word.start(), end, context.lexicon)


@dataclass(frozen=True, slots=True)
class _Following:
    """What stands behind a stop: marks, and the first word with the offset of its end."""

    lead: str
    word: str
    end: int
    small: bool
    """The word is in lower case and no brand (iPhone)."""


@dataclass(frozen=True, slots=True)
class _Context:
    """A sentence whose end is sought: it begins at ``start``, its first letter or digit is at ``first``."""

    text: str
    start: int
    first: int
    end: int
    lexicon: _Lexicon

    def stop_cut(self, match: Match[str]) -> int:
        """Where to cut at a stop, or -1. Mostly behind it; in "1. Sleep 2. Calm" in front of the number."""
        text, at, after, close = self.text, match.start(), match.end(), match["close"]
        if after == self.end:
            return -1
        glued = not text[after].isspace()
        if glued and (text[after].islower() or text[after].isdigit()):
            return -1  # 0.5, example.org, e.g.: by far the most frequent way out
        following = self._following(after)
        if following.lead[:1] in _MIDDLE or (glued and not self._lost_space(at, following)):
            return -1
        if text[at - 1] in "([" and close and match.start("close") == at + 1:
            return -1  # (?) or [!]
        if _INLINE_ITEM.match(text, after, self.end):
            following = replace(following, small=False)
        if match.start("close") > at + 1 or text[at] == "…":
            return -1 if following.small else after
        if text[at] == ".":
            return self._period_cut(match, following)
        name = f"{text[self._token(at) : at].lower()}{text[at]}" in self.lexicon.kinds
        if not (name or following.small):
            return after
        # "Yahoo! News", "Yahoo! is", "“Why?” she asked", but "Why? it hurts"
        if close or (name and following.small):
            return -1
        return after if self._starts(following) else -1

    def _period_cut(self, match: Match[str], following: _Following) -> int:
        text, at, after = self.text, match.start(), match.end()
        token_at = self._token(at)
        token = text[token_at:at]
        cited = match["cite"][:1].isdigit()
        if self._enumerates(token_at, at) or (cited and not self._citable(at, token)):
            return -1
        kind = self.lexicon.kind(token, self._before(token_at), following.word)
        if following.small:  # pages written in lower case throughout
            plain = len(token) > 3 and token.isalpha() and token.islower() and not kind and not match["close"]
            return after if plain and self._starts(following) else -1
        if kind:
            labelled = cited and kind in ("bound", "number")  # Fig.2
            return after if not labelled and self._may_end(kind, token, following) else -1
        counted = _COUNTED.match(text, self.first, token_at) if token.isdecimal() else None
        if counted and int(token) == int(counted[1]) + 1:
            return token_at
        return -1 if _ISSUE.match(text, after, self.end) else after

    def line_cut(self, match: Match[str]) -> int:
        """Where to cut at a hard line break, or -1 when the sentence obviously runs on."""
        text, at, after = self.text, match.start(), match.end()
        while text[at - 1].isspace():
            at -= 1
        if _ITEM.match(text, after, self.end):
            return at
        following = self._following(after)
        last = text[at - 1]
        if last in _HANGING or following.lead[:1] in _MIDDLE:
            return -1
        if last not in ".!?…":
            function = text[self._token(at) : at] in self.lexicon.connectives
            return -1 if function or following.small else at
        token_at = self._token(at - 1)
        if self._enumerates(token_at, at - 1):
            return -1
        token = text[token_at : at - 1]
        kind = self.lexicon.kind(token, self._before(token_at), following.word) if last == "." else ""
        if following.small:
            return -1 if kind else at
        return at if kind in ("", "name", "end") or self._may_end(kind, token, following) else -1

    def _following(self, after: int) -> _Following:
        match = _NEXT.match(self.text, after, self.end)
        assert match is not None, "every part of the pattern may be empty"
        word = match["word"] or ""
        return _Following(match["lead"], word, match.end(), word[:1].islower() and not _BRAND.match(word))

    def _token(self, at: int) -> int:
        """Where the token in front of a stop begins; at most 24 characters back."""
        low = max(self.start, at - 24)
        begin = self.text.rfind(" ", low, at) + 1 or low
        token = self.text[begin:at]
        if token.isalpha():
            return begin
        ends = list(_TOKEN_END.finditer(token))
        return begin + ends[-1].end() if ends else begin

    def _before(self, token_at: int) -> str:
        """The word in front of a token, in lower case."""
        words = self.text[max(self.start, token_at - 20) : token_at].split()
        return words[-1].lower().strip("(“\"'") if words else ""

    def _starts(self, following: _Following) -> bool:
        """Does this word start a sentence more often than not?"""
        word = following.word.lower().replace("’", "'")
        if len(word) == 1 and self.text[following.end : min(following.end + 1, self.end)] == ".":
            return False  # the I of J. I. Smith
        return word in self.lexicon.starters or word.partition("'")[0] in self.lexicon.starters

    def _may_end(self, kind: str, token: str, following: _Following) -> bool:
        """May an abbreviation of this kind end a sentence, when a word that is not in lower case follows?"""
        word = following.word
        if kind == "bound":
            return False
        if kind == "number":
            return not (word[:1].isdigit() or _NUMERAL.fullmatch(word))
        if word[:1].isdigit() or word.lower() in self.lexicon.followers.get(token.lower(), ()):
            return False
        if kind == "end" or self._starts(following):
            return True
        # "in the U.S. Patients who" begins a sentence; "U.S. Patient Council" and "U.S. Agency for" do not.
        runs_on = _RUNS_ON.match(self.text, following.end, self.end)
        return kind == "name" and word.lower() in self.lexicon.common and runs_on is not None

    def _citable(self, at: int, token: str) -> bool:
        """May digits behind the stop be a citation (placebo.3), or are they decimals (0.5)?"""
        return self.text[at - 1] in ")]%”’\"'" or any(map(str.isalpha, token)) or _YEAR.fullmatch(token) is not None

    def _enumerates(self, token_at: int, at: int) -> bool:
        """Is the stop that of "1." in front of an item?"""
        if at - self.first <= 8 and _ENUMERATOR.fullmatch(self.text, self.first, at):
            return True
        ahead = self.text[max(self.start, token_at - 3) : token_at].rstrip()
        return ahead[-1:] in (":", ";") and at - token_at <= 2 and self.text[token_at:at].isdecimal()

    def _lost_space(self, at: int, following: _Following) -> bool:
        """Is this the end of a sentence and the start of another with no space between ("relief.Call us")?"""
        word, end = following.word, following.end
        if not word[:1].isupper() or following.lead:
            return word[:1].isupper() and following.lead[0] in _OPENING
        if word.lower() in self.lexicon.domains or (len(word) == 1 and word not in "AI"):
            return False
        if end < self.end and not (self.text[end].isspace() or self.text[end] in ",;:"):
            return False
        words = self.text[max(self.start, at - 24) : at].split()
        raw = words[-1] if words else ""
        shouts = self.text[at] == "." and raw.isupper()  # U.S, ASP.NET
        return len(raw) > 1 and not shouts and _ADDRESS.isdisjoint(raw)
