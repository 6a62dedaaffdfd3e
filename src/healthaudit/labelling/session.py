"""A walk through sentences as a value: a key in, the next state out. No screen, no file, no clock."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.labelling.labels import KEYS, LABELS

__all__ = ["Answer", "Walk", "press"]

_ACCEPT = frozenset("\r\n ")
#: Ctrl-C and Ctrl-D reach us as characters when they stand in a pipe or come with others.
_QUIT = frozenset("q\x03\x04")
_SKIP, _UNSURE, _BACK, _DEFINE = "s", "u", "b", "?"


class Answer(NamedTuple):
    """What a person said of a sentence."""

    labels: tuple[str, ...] = ()
    """In the order of the legend; none for clean."""
    unsure: bool = False
    skipped: bool = False

    @property
    def said(self) -> str:
        """In words, for the screen."""
        if self.skipped:
            return "skipped"
        return "unsure" if self.unsure else ", ".join(self.labels) or "clean"


class Walk(NamedTuple):
    """Where a person is, and what was answered so far."""

    total: int
    at: int = 0
    """The sentence that is asked about; ``total`` when there is none left."""
    chosen: frozenset[str] = frozenset()
    """Labels that are chosen for it, but not accepted yet."""
    answers: tuple[Answer, ...] = ()
    """Of the first so many sentences; going back leaves them in force until they are given anew."""
    defining: bool = False
    """Whether the meanings of the labels are to be shown."""
    notice: str = ""
    """What came of the last key, when that cannot be seen otherwise."""
    quit: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing is asked any more."""
        return self.quit or self.at >= self.total

    @property
    def earlier(self) -> Answer | None:
        """What was answered before on the sentence that is asked about again."""
        return self.answers[self.at] if self.at < len(self.answers) else None

    @property
    def summary(self) -> str:
        """How many of what."""
        skipped = sum(answer.skipped for answer in self.answers)
        unsure = sum(answer.unsure for answer in self.answers)
        labelled = len(self.answers) - skipped - unsure
        return f"{labelled} labelled, {unsure} unsure, {skipped} skipped, {self.total - len(self.answers)} left"


def press(walk: Walk, key: str) -> Walk:
    """The state after a key, a single character; capitals are the same as small letters.

    A sentence was answered exactly when ``at`` has gone up by one: ``answers`` then holds what was said of it.
    """
    if walk.over:
        return walk
    key = key.lower()
    walk = walk._replace(notice="")
    if key in _ACCEPT:
        return _answered(walk, Answer(_in_order(walk.chosen)))
    if key == _SKIP:
        return _answered(walk, Answer(skipped=True))
    if key == _UNSURE:
        return _answered(walk, Answer(unsure=True))
    if key == _BACK:
        if not walk.at:
            return walk._replace(notice="this is the first one")
        return _moved(walk, walk.at - 1)
    if key == _DEFINE:
        return walk._replace(defining=not walk.defining)
    if key in _QUIT:
        return walk._replace(quit=True)
    if key in KEYS:
        return walk._replace(chosen=walk.chosen ^ {KEYS[key]})
    return walk._replace(notice=f"{key!r} does nothing here")


def _answered(walk: Walk, answer: Answer) -> Walk:
    answers = (*walk.answers[: walk.at], answer, *walk.answers[walk.at + 1 :])
    return _moved(walk._replace(answers=answers), walk.at + 1)


def _moved(walk: Walk, at: int) -> Walk:
    earlier = walk.answers[at].labels if at < len(walk.answers) else ()
    return walk._replace(at=at, chosen=frozenset(earlier), defining=False)


def _in_order(chosen: frozenset[str]) -> tuple[str, ...]:
    return tuple(label.name for label in LABELS if label.name in chosen)
