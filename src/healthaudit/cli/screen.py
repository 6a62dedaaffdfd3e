"""The screen of healthaudit label. Words of a page go out as ``rich.text.Text``, never as markup or controls."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.labelling.labels import LABELS, Label
from healthaudit.reports.marks import visible

if TYPE_CHECKING:
    from rich.console import Console

    from healthaudit.labelling.queue import Question, View
    from healthaudit.labelling.session import Answer, Walk

_WIDTH = 100
"""Longer lines are hard to read, however wide the terminal is."""
_AROUND = 200
"""Characters shown of the sentences before and after."""
_WORTH = 0.2
"""A likelihood under this is shown only where rules say otherwise."""
_COLUMN = 12
"""Width of what stands before each line ..."""
_WIDE_COLUMN = 27
"""... and before the meanings of labels."""
_STEER = "Enter accepts · s skip · u unsure · b back · ? meanings · q quit"

_Part = str | tuple[str, str]


class Screen(NamedTuple):
    """Where the walk is shown: on a terminal one sentence at a time, elsewhere one below the other."""

    console: Console
    asked: Sequence[Question]
    whole: bool
    """Whether each state takes the place of the one before."""
    shown: list[int]
    """The last sentence that was shown: where lines stay, it is not shown again at every key."""

    @classmethod
    @contextmanager
    def opened(cls, asked: Sequence[Question]) -> Iterator[Screen]:
        """On a terminal, a screen of its own, so that what stood there before comes back."""
        from rich.console import Console

        console = Console(highlight=False)
        whole = bool(asked) and console.is_terminal and not console.is_dumb_terminal and sys.stdin.isatty()
        with console.screen(hide_cursor=False) if whole else nullcontext():
            yield cls(console, asked, whole, [])

    def show(self, walk: Walk) -> None:
        """Show the sentence that is asked about, what is chosen for it, and the keys."""
        first, fresh = self.whole or not self.shown, self.whole or self.shown != [walk.at]
        self.shown[:] = [walk.at]
        if self.whole:
            self.console.clear()
        if fresh:
            self._question(self.asked[walk.at], f"{walk.at + 1} of {walk.total}", brief=walk.defining)
        if walk.defining:
            for label in LABELS:
                self._say((label.meaning, "dim"), label=f"{label.key}={label.kind}", width=_WIDE_COLUMN)
        elif first:
            for family, labels in groupby(LABELS, key=lambda label: label.family):
                self._say(*_keys(labels, walk.chosen), label=family)
        if first:
            self._say((_STEER, "dim"), label="keys")
        if walk.notice:
            self._say((walk.notice, "yellow"), label="")
        if self.whole or walk.chosen or walk.earlier:
            earlier = f" (before: {walk.earlier.said})" if walk.earlier else ""
            names = [label.name for label in LABELS if label.name in walk.chosen]
            self._say((", ".join(names) or "nothing: clean", "bold"), (earlier, "dim"), label="chosen")

    def confirm(self, answer: Answer) -> None:
        """Say what was taken down, where the next sentence does not take the place of this one."""
        if not self.whole:
            self._say((answer.said, "bold"), label="taken down")

    def _question(self, question: Question, number: str, *, brief: bool) -> None:
        """Show a sentence; a ``brief`` one without what is around it, so that the meanings have room."""
        if not self.whole:
            self.console.print()
        self._say(_line(question.source), label=number)
        if brief:
            self._say((_line(question.text), "bold"), label=question.unit)
            self.console.print()
            return
        self._say((_line(question.heading) or "none above", "dim"), label="heading")
        self.console.print()
        if before := _line(question.before):
            self._say((before if len(before) <= _AROUND else f"…{before[-_AROUND:]}", "dim"), label="")
        self._say((_line(question.text), "bold"), label=question.unit)
        if after := _line(question.after):
            self._say((after if len(after) <= _AROUND else f"{after[:_AROUND]}…", "dim"), label="")
        self.console.print()
        rules = [rule for view in question.views for rule in view.rules]
        self._say(", ".join(rules) or "none has a finding here", label="rules")
        told = [view for view in question.views if view.disagree or view.rules or view.likelihood >= _WORTH]
        for at, view in enumerate(told or question.views[:1]):
            self._say(*_view(view), label="" if at else "classifier")
        self.console.print()

    def _say(self, *parts: _Part, label: str, width: int = _COLUMN) -> None:
        """Print words, each with its style if it has one, wrapped beside a label."""
        from rich.text import Text

        room = max(20, min(self.console.width, _WIDTH) - width)
        for at, line in enumerate(Text.assemble(*parts).wrap(self.console, room)):
            line.rstrip()
            margin = Text(" " * width if at else f"{label:<{width - 1}} ", style="dim")
            self.console.print(margin.append_text(line), soft_wrap=True)


def _line(text: str) -> str:
    """The text on one line, without characters that would steer the terminal."""
    return " ".join(visible(text).split())


def _keys(labels: Iterator[Label], chosen: frozenset[str]) -> Iterator[_Part]:
    """A line of the legend: each label with its letter, chosen ones marked."""
    for at, label in enumerate(labels):
        yield "  " if at else ""
        yield label.key, "bold cyan"
        yield f"={label.kind}", "bold reverse" if label.name in chosen else ""


def _view(view: View) -> Iterator[_Part]:
    yield f"{view.family} "
    yield f"{view.likelihood:.0%}", "bold" if view.disagree else ""
    if view.words:
        yield f": {', '.join(map(_line, view.words))}", "dim"
