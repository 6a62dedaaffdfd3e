"""Claims: who or what is said to do what to which complaint.

A claim is read off the order of words: a subject (a product by name, the page's own offer, patients, the reader), an
act (a verb of effect) and an object (a condition by name, a part or faculty of the body, a complaint in lay words),
near one another in one clause. Who holds the claim, and how firmly, is stance (``healthaudit.language.stance``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import SLOTS
from healthaudit.language.reading import By, Claim, Mention
from healthaudit.patterns import compiled

_WORD = compiled(rb"[\x01\x02]+|[a-z0-9][a-z0-9'%-]*|[;:.]")
_CONDITION, _PRODUCT = (SLOTS[kind].encode() for kind in ("condition", "product"))
#: Words between subject and act, and between act and object.
_NEAR = 6
#: Words between a reader's act and what is gained.
_GAIN = 5
_NUMBERS = (
    rb"\d+(?:-\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|a few|a single|a couple of|first|second|third|"
    rb"hours|minutes|days"
)
_TIMES = (
    rb"minutes?|hours?|days?|nights?|weeks?|months?|sessions?|doses?|infusions?|treatments?|visits?|adjustments?|"
    rb"courses?|drips?|shots?|bottles?|capsules?|applications?|use"
)
_SOON = compiled(
    rb"\b(?:in|within|after|by|inside|from)\s(?:just |only |under |about |as little as |the |your )?(?:\w+[ -])?"
    rb"(?:" + _NUMBERS + rb")[ -](?:of )?(?:" + _TIMES + rb")\b"
    rb"|\b(?:overnight|instantly|immediately|at once|straight away|right away)\b"
    rb"|\bby (?:day|week|month|morning|breakfast)\b"
)
_STOPS_TO_SPACES = bytes.maketrans(b'.,!?;:()"', b"         ")
_SECTIONS = ("acts", "objects", "reader", "gains", "gone", "offer", "patients", "absolute", "breaks")
_BE = frozenset([b"is", b"are", b"be", b"been", b"was", b"were", b"being", b"get", b"gets"])
_YOU = frozenset([b"you", b"you'll", b"your", b"you're", b"to", b"and", b"can", b"will", b"finally"])


class ClaimWords(NamedTuple):
    """The words of claims, each with its kind; what a reader or a patient gains is the act "gain"."""

    acts: Mapping[bytes, str]
    objects: Mapping[bytes, str]
    reader: frozenset[bytes]
    gains: frozenset[bytes]
    gone: frozenset[bytes]
    offer: frozenset[bytes]
    patients: frozenset[bytes]
    absolute: frozenset[bytes]
    breaks: frozenset[bytes]

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> ClaimWords:
        """Make the words out of what ``read_claims`` gave."""
        sets = (frozenset(plain[name]) for name in _SECTIONS[2:])
        return cls(plain["acts"], plain["objects"], *sets)


class Topic(NamedTuple):
    """The product that a page is about."""

    product: str = ""
    kind: str = ""


def claims(
    words: ClaimWords,
    number: int,
    masked: bytes,
    start: int,
    mentions: Mapping[int, Mention],
    kinds: Mapping[str, str],
    topic: Topic,
) -> Iterator[Claim]:
    """Claims of sentence ``number``, which begins at text offset ``start``.

    ``mentions`` are the page's by where they begin, ``kinds`` the kinds of products by id.
    """
    text = masked.lower()
    plain = text.translate(_STOPS_TO_SPACES).split()
    if words.acts.keys().isdisjoint(plain) and words.reader.isdisjoint(plain) and words.gone.isdisjoint(plain):
        return
    tokens = list(_WORD.finditer(text))
    sentence = _Sentence(words, [token.group() for token in tokens])
    absolute = not words.absolute.isdisjoint(sentence.words)
    soon = _SOON.search(text) is not None
    for found in sentence.found():
        product = ""
        if found.subject is not None and (mention := mentions.get(start + tokens[found.subject].start())):
            product = mention.id
        condition = mentions.get(start + tokens[found.target].start()) if found.target is not None else None
        yield Claim(
            sentence=number,
            start=start + tokens[found.first].start(),
            end=start + tokens[found.last].end(),
            by=found.by,
            product=product or topic.product,
            product_kind=kinds.get(product, "") if product else topic.kind,
            verb=start + tokens[found.at].start(),
            act=found.act,
            to=sentence.kind(found.target),
            condition=condition.id if condition is not None and condition.kind == "condition" else "",
            absolute=absolute,
            soon=soon,
        )


class _Found(NamedTuple):
    """A claim in a sentence, by the numbers of its words."""

    by: By
    act: str
    at: int
    subject: int | None
    target: int | None

    @property
    def first(self) -> int:
        return min(n for n in (self.subject, self.at, self.target) if n is not None)

    @property
    def last(self) -> int:
        return max(n for n in (self.subject, self.at, self.target) if n is not None)


class _Sentence(NamedTuple):
    """The words of one sentence."""

    lexicon: ClaimWords
    words: list[bytes]

    def found(self) -> Iterator[_Found]:
        """Claims from left to right; one verb may make two."""
        for at, word in enumerate(self.words):
            if act := self.lexicon.acts.get(word):
                yield from self._act(at, act)
            if word in self.lexicon.reader:
                yield from self._gain(at)
            if word in self.lexicon.gone:
                yield from self._gone(at)

    def _act(self, at: int, act: str) -> Iterator[_Found]:
        """A verb of effect with its object ahead, or behind in the passive."""
        target = self._ahead(at, self._is_object)
        passive = target is None and not _BE.isdisjoint(self.words[max(0, at - 3) : at])
        if passive:
            target = self._behind(at, self._is_object)
        if target is None and act != "work":
            return
        subject = self._behind(at, self._is_subject)
        if subject is None and passive:
            subject = self._ahead(at, self._is_subject)
        if subject is not None:
            yield _Found(self._by(self.words[subject]), act, at, subject, target)
        elif self._speaks_to_reader(at):
            yield _Found(By.READER, act, at, None, target)
        elif at == 0 or self.words[at - 1] in (b":", b";"):
            yield _Found(By.OFFER, act, at, None, target)

    def _gain(self, at: int) -> Iterator[_Found]:
        """What somebody does or becomes, and what for."""
        gain = self._ahead(at, lambda word: word in self.lexicon.gains, _GAIN)
        if gain is None:
            return
        subject = self._behind(at, lambda word: word in self.lexicon.patients)
        if subject is not None:
            yield _Found(By.PATIENTS, "gain", at, subject, gain)
        elif self._speaks_to_reader(at):
            yield _Found(By.READER, "gain", at, None, gain)

    def _gone(self, at: int) -> Iterator[_Found]:
        """A complaint that is no more."""
        target = self._behind(at, self._is_object)
        if target is not None:
            yield _Found(By.READER, "gone", at, None, target)

    def _ahead(self, at: int, wanted: Callable[[bytes], bool], near: int = _NEAR) -> int | None:
        return self._first(range(at + 1, min(at + 1 + near, len(self.words))), wanted)

    def _behind(self, at: int, wanted: Callable[[bytes], bool]) -> int | None:
        return self._first(range(at - 1, max(at - 1 - _NEAR, -1), -1), wanted)

    def _first(self, where: Iterable[int], wanted: Callable[[bytes], bool]) -> int | None:
        """The first word on the way that is wanted, unless a break comes before it."""
        for at in where:
            if self.words[at] in self.lexicon.breaks:
                return None
            if wanted(self.words[at]):
                return at
        return None

    def _is_object(self, word: bytes) -> bool:
        return word.startswith(_CONDITION) or word in self.lexicon.objects

    def _is_subject(self, word: bytes) -> bool:
        return word.startswith(_PRODUCT) or word in self.lexicon.offer or word in self.lexicon.patients

    def _by(self, word: bytes) -> By:
        if word.startswith(_PRODUCT):
            return By.PRODUCT
        return By.PATIENTS if word in self.lexicon.patients else By.OFFER

    def _speaks_to_reader(self, at: int) -> bool:
        """An order at the head of a sentence in the base form, or "you" before the verb."""
        if at == 0 or self.words[at - 1] in (b":", b";", b"."):
            return not self.words[at].endswith((b"s", b"ed", b"ing"))
        return not _YOU.isdisjoint(self.words[max(0, at - 3) : at])

    def kind(self, at: int | None) -> str:
        """Kind of the object at a word; empty for none."""
        if at is None:
            return ""
        return "condition" if self.words[at].startswith(_CONDITION) else self.lexicon.objects.get(self.words[at], "")


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
            "objects": {word.encode(): kind for kind, text in data["objects"].items() for word in text.split()},
            "reader": tuple(form.encode() for verb in data["reader"] for form in forms(verb)),
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
