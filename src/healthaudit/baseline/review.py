"""A walk through unreviewed entries as a value: a key or a reason in, the next state out. No screen, file or clock."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from healthaudit.baseline.entries import Baseline, Entry, EntryStatus, Listed
from healthaudit.patterns import compiled

__all__ = ["Answer", "Walk", "marked", "press", "tell", "unreviewed"]

#: Ctrl-C and Ctrl-D reach us as characters when they stand in a pipe or come with others.
_QUIT = frozenset("q\x03\x04")
_AGAIN, _SKIP, _BACK, _HELP, _NEVER_MIND = "=", "s", "b", "?", "-"
_ASKED = {"a": EntryStatus.ACCEPTED, "d": EntryStatus.DISMISSED, "r": EntryStatus.REJECTED}
_WHY = {
    EntryStatus.ACCEPTED: "say why it may stand, or - to go back",
    EntryStatus.DISMISSED: "say why the finding is wrong here, or - to go back",
}
#: Arrows and the like, which a terminal sends among the letters of a line; and what else is no letter.
_SEQUENCE = compiled(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.")
_CONTROL = compiled("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class Answer(NamedTuple):
    """What a person said of an entry."""

    status: EntryStatus
    """Unreviewed when it was skipped."""
    reason: str = ""

    @property
    def said(self) -> str:
        """In words, for the screen."""
        status = "skipped" if self.status is EntryStatus.UNREVIEWED else self.status.value
        return f"{status}: {self.reason}" if self.reason else status


class Walk(NamedTuple):
    """Where a person is, and what was answered so far."""

    total: int
    at: int = 0
    """The entry that is asked about; ``total`` when there is none left."""
    asking: EntryStatus | None = None
    """For what a reason is asked; None when a key is."""
    answers: tuple[Answer, ...] = ()
    """Of the first so many entries; going back leaves them in force until they are given anew."""
    last: Answer = Answer(EntryStatus.UNREVIEWED)
    """What was accepted or dismissed last; as long as nothing was, it has no reason."""
    helping: bool = False
    """Whether the keys are to be explained."""
    notice: str = ""
    """What came of the last key or reason, when that cannot be seen otherwise."""
    quit: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing is asked any more."""
        return self.quit or self.at >= self.total

    @property
    def earlier(self) -> Answer | None:
        """What was answered before on the entry that is asked about again."""
        return self.answers[self.at] if self.at < len(self.answers) else None

    @property
    def summary(self) -> str:
        """How many of what."""
        counts = Counter(answer.status for answer in self.answers)
        given = ", ".join(f"{counts[status]} {status}" for status in _ASKED.values())
        return f"{given}, {counts[EntryStatus.UNREVIEWED]} skipped, {self.total - len(self.answers)} left"


def unreviewed(baseline: Baseline) -> list[Listed]:
    """What to ask about: page by page, what weighs most first. The same order whenever a walk is taken up again."""
    asked = (each for each in baseline if each.entry.status is EntryStatus.UNREVIEWED)
    return sorted(asked, key=lambda each: (each.page, each.entry.severity.rank, each.entry.rule, each.entry.id))


def marked(entry: Entry) -> tuple[str, str, str]:
    """The sentence before the matched words, these, and what follows; only these when they are not within it."""
    before, quote, after = entry.sentence.partition(entry.quote) if entry.quote else (entry.sentence, "", "")
    return (before, quote, after) if quote or not entry.quote else ("", entry.quote, "")


def press(walk: Walk, key: str) -> Walk:
    """The state after a key, a single character; capitals are the same as small letters.

    An entry was answered exactly when ``at`` has gone up by one: ``answers`` then holds what was said of it. While
    ``asking`` is set, ``tell`` goes on instead.
    """
    if walk.over or walk.asking or key.isspace():  # ends of lines stand between the answers of a file
        return walk
    key = key.lower()
    helping, walk = walk.helping, walk._replace(notice="", helping=False)
    if key in _ASKED:
        return walk._replace(asking=_ASKED[key])
    if key == _AGAIN:
        if not walk.last.reason:
            return walk._replace(notice="nothing was accepted or dismissed before; a and d ask for a reason")
        return _answered(walk, walk.last)
    if key == _SKIP:
        return _answered(walk, Answer(EntryStatus.UNREVIEWED))
    if key == _BACK:
        if not walk.at:
            return walk._replace(notice="this is the first one")
        return walk._replace(at=walk.at - 1)
    if key == _HELP:
        return walk._replace(helping=not helping)
    if key in _QUIT:
        return walk._replace(quit=True)
    return walk._replace(notice=f"{key!r} does nothing here")


def tell(walk: Walk, line: str) -> Walk:
    """The state after a reason, which is asked for; "-" takes the key back, "=" gives the last reason again."""
    if walk.over or not walk.asking:
        return walk
    reason = " ".join(_CONTROL.sub(" ", _SEQUENCE.sub("", line)).split())
    if reason == _NEVER_MIND:
        return walk._replace(asking=None, notice="")
    if reason == _AGAIN and walk.last.reason:
        reason = walk.last.reason
    if not reason.strip(_AGAIN) and walk.asking.sets_aside:
        return walk._replace(notice=_WHY[walk.asking])
    return _answered(walk, Answer(walk.asking, reason))


def _answered(walk: Walk, answer: Answer) -> Walk:
    answers = (*walk.answers[: walk.at], answer, *walk.answers[walk.at + 1 :])
    last = answer if answer.status.sets_aside else walk.last
    return walk._replace(at=walk.at + 1, asking=None, answers=answers, last=last, notice="")
