"""Claims: who or what is said to do what to which complaint.

A claim is read off the order of words: a subject (a product by name, the page's own offer, patients, the reader), an
act (a verb of effect) and an object (a condition by name, a part or faculty of the body, a complaint in lay words),
near one another in one clause. Who holds the claim, and how firmly, is stance (``healthaudit.language.stance``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.language.mentions import SLOTS
from healthaudit.language.reading import Mention

_WORD = re.compile(rb"[\x01\x02]+|[a-z0-9][a-z0-9'%-]*|[;:]")
_CONDITION, _PRODUCT = (SLOTS[kind].encode() for kind in ("condition", "product"))
#: Words between subject and act, and between act and object.
_NEAR = 6
#: Words between a reader's act and what is gained.
_GAIN = 5
_SECTIONS = ("acts", "reader", "objects", "gains", "offer", "patients", "absolute", "breaks")


class By(StrEnum):
    """Who or what is said to act."""

    PRODUCT = "product"
    OFFER = "offer"
    PATIENTS = "patients"
    READER = "reader"


class Claim(NamedTuple):
    """One claim; offsets into ``Page.text``, from the first to the last of its words."""

    sentence: int
    start: int
    end: int
    by: By
    product: str
    """Id of the product that acts; empty unless it is named in the sentence."""
    act: str
    """Kind of act, as in the file of words; "gain" for what the reader or patients are said to gain."""
    to: str
    """"condition", or the kind of object as in the file of words; empty for none."""
    condition: str
    """Id of the condition; empty for other objects."""
    absolute: bool
    """Said without any limit: always, completely, for ever, overnight."""


class _Token(NamedTuple):
    text: bytes
    start: int
    end: int


class ClaimWords(NamedTuple):
    """The words of claims, each with its kind."""

    acts: Mapping[bytes, str]
    reader: frozenset[bytes]
    objects: Mapping[bytes, str]
    gains: frozenset[bytes]
    offer: frozenset[bytes]
    patients: frozenset[bytes]
    absolute: frozenset[bytes]
    breaks: frozenset[bytes]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ClaimWords:
        """Make the words out of what ``read_claims`` gave."""
        return cls(*(plain[name] if isinstance(plain[name], dict) else frozenset(plain[name]) for name in _SECTIONS))

    def claims(
        self, number: int, masked: bytes, start: int, mentions: Mapping[int, Mention]
    ) -> Iterator[Claim]:
        """Claims of sentence ``number``, which begins at text offset ``start``; ``mentions`` by where they begin."""
        tokens = [_Token(match.group(), *match.span()) for match in _WORD.finditer(masked.lower())]
        words = [token.text for token in tokens]
        absolute = not self.absolute.isdisjoint(words)

        def made(first: int, last: int, by: By, act: str, subject: int | None, target: int | None) -> Claim:
            product = mentions.get(start + tokens[subject].start) if subject is not None else None
            condition = mentions.get(start + tokens[target].start) if target is not None else None
            return Claim(
                number,
                start + tokens[first].start,
                start + tokens[last].end,
                by,
                product.id if product is not None and by is By.PRODUCT else "",
                act,
                self._kind(words[target]) if target is not None else "",
                condition.id if condition is not None and condition.kind == "condition" else "",
                absolute,
            )

        for at, word in enumerate(words):
            if word in self.acts:
                act = self.acts[word]
                target = self._first(words, range(at + 1, min(at + 1 + _NEAR, len(words))), self._is_object)
                passive = target is None
                if passive and _is_passive(words, at):
                    target = self._first(words, range(at - 1, max(at - 1 - _NEAR, -1), -1), self._is_object)
                if target is None and act != "work":
                    continue
                subject = self._subject(words, at)
                if subject is None and passive and target is not None:
                    subject = self._first(words, range(at + 1, min(at + 1 + _NEAR, len(words))), self._is_subject)
                if subject is not None:
                    ends = [subject, at, target if target is not None else at]
                    yield made(min(ends), max(ends), self._by(words[subject]), act, subject, target)
                elif _speaks_to_reader(words, at):
                    yield made(at, max(at, target or at), By.READER, act, None, target)
            if word in self.reader:
                gain = self._first(
                    words, range(at + 1, min(at + 1 + _GAIN, len(words))), lambda w: w in self.gains
                )
                if gain is None:
                    continue
                subject = self._first(
                    words, range(at - 1, max(at - 1 - _NEAR, -1), -1), lambda w: w in self.patients
                )
                if subject is not None:
                    yield made(subject, gain, By.PATIENTS, "gain", subject, None)
                elif _speaks_to_reader(words, at):
                    yield made(at, gain, By.READER, "gain", None, None)

    def _subject(self, words: Sequence[bytes], at: int) -> int | None:
        return self._first(words, range(at - 1, max(at - 1 - _NEAR, -1), -1), self._is_subject)

    def _first(self, words: Sequence[bytes], where: Iterable[int], wanted: Any) -> int | None:
        """The first word on the way that is wanted, unless a break comes before it."""
        for at in where:
            if words[at] in self.breaks:
                return None
            if wanted(words[at]):
                return at
        return None

    def _is_object(self, word: bytes) -> bool:
        return word.startswith(_CONDITION) or word in self.objects

    def _is_subject(self, word: bytes) -> bool:
        return word.startswith(_PRODUCT) or word in self.offer or word in self.patients

    def _by(self, word: bytes) -> By:
        if word.startswith(_PRODUCT):
            return By.PRODUCT
        return By.PATIENTS if word in self.patients else By.OFFER

    def _kind(self, word: bytes) -> str:
        return "condition" if word.startswith(_CONDITION) else self.objects.get(word, "")


_BE = frozenset([b"is", b"are", b"be", b"been", b"was", b"were", b"being", b"get", b"gets"])
_YOU = frozenset([b"you", b"you'll", b"your", b"you're", b"to", b"and", b"can", b"will", b"finally"])


def _is_passive(words: Sequence[bytes], at: int) -> bool:
    return not _BE.isdisjoint(words[max(0, at - 3) : at])


def _speaks_to_reader(words: Sequence[bytes], at: int) -> bool:
    """An order at the head of a sentence, or "you" before the verb."""
    return at == 0 or words[at - 1] in (b":", b";") or not _YOU.isdisjoint(words[max(0, at - 3) : at])


def read_claims(path: Path) -> dict[str, Any]:
    """The file of words as plain data. Raises RuleError when it is malformed."""
    import yaml

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if unknown := set(data) - set(_SECTIONS):
            raise ValueError(f"unknown section {min(unknown)!r}")
        plain: dict[str, Any] = {
            "acts": {
                form.encode(): kind for kind, verbs in data["acts"].items() for verb in verbs for form in forms(verb)
            },
            "reader": tuple(form.encode() for verb in data["reader"] for form in forms(verb)),
            "objects": {word.encode(): kind for kind, text in data["objects"].items() for word in text.split()},
        }
        for name in _SECTIONS[3:]:
            plain[name] = tuple(word.encode() for word in data[name].split())
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of claim words: {' '.join(str(problem).split())}",
            f"it has the sections {', '.join(_SECTIONS)}",
        ) from problem
    return plain


def forms(verb: str | Mapping[str, str]) -> tuple[str, ...]:
    """All forms of a verb; an irregular one brings its own ("break: breaks broke").

    >>> forms("ease")
    ('ease', 'eases', 'eased', 'easing')
    """
    if isinstance(verb, Mapping):
        (verb, others), *_ = verb.items()
        return (verb, *others.split())
    base, _, others = verb.partition(":")
    if others:
        return (base, *others.split())
    if base.endswith("e"):
        return base, base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    plural = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = base + base[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", base) else base
    return base, plural, doubled + "ed", doubled + "ing"
