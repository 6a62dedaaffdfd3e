"""The screen of a review. Words of a page go out as ``rich.text.Text``, never as markup or controls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.baseline.entries import EntryStatus, Listed
from healthaudit.baseline.review import Walk, marked
from healthaudit.kinds import Outcome

if TYPE_CHECKING:
    from rich.console import Console

    from healthaudit.rules import Rule

__all__ = ["Screen"]

_WIDTH = 100
"""Longer lines are hard to read, however wide the terminal is."""
_COLUMN = 12
"""Width of what stands before each line."""
_STEER = "a accept · d dismiss · = the same again · r reject · s skip · b back · ? help · q quit"
_HELP = (
    ("accept", "it may stand: it costs nothing and fails no gate, and every report shows it with your reason"),
    ("dismiss", "it is a false alarm, wrong here: set aside as well, and your reason helps to mend the rule"),
    ("=", "accepts or dismisses, as you did last, for the same reason"),
    ("reject", "it has to be mended: it counts, also where only new findings do"),
    ("skip", "nothing is kept, and it comes again next time; takes an answer back to which you have gone back"),
    ("a reason", "ends with Enter; on its own - takes the key back, = gives the last reason again"),
)

_Part = str | tuple[str, str]


class Screen(NamedTuple):
    """Where the walk is shown: on a terminal one entry at a time, elsewhere one below the other."""

    console: Console
    asked: Sequence[Listed]
    rules: Mapping[str, Rule]
    """By id, to say more of a finding than its entry does."""
    line: Callable[[str], str]
    """Makes one line of a text, without characters that would steer the terminal."""
    whole: bool
    """Whether each state takes the place of the one before."""
    shown: list[int]
    """The last entry that was shown: where lines stay, it is not shown again at every key."""

    @classmethod
    @contextmanager
    def opened(cls, asked: Sequence[Listed], rules: Mapping[str, Rule], line: Callable[[str], str]) -> Iterator[Screen]:
        """On a terminal, a screen of its own, so that what stood there before comes back."""
        from rich.console import Console

        console = Console(highlight=False)
        whole = bool(asked) and console.is_terminal and not console.is_dumb_terminal and sys.stdin.isatty()
        with console.screen(hide_cursor=False) if whole else nullcontext():
            yield cls(console, asked, rules, line, whole, [])

    def show(self, walk: Walk) -> None:
        """Show the entry that is asked about, and the keys or the question why."""
        first, fresh = not self.shown, self.shown != [walk.at]
        self.shown[:] = [walk.at]
        if self.whole:
            self.console.clear()
        if self.whole or fresh:
            self._entry(self.asked[walk.at], f"{walk.at + 1} of {walk.total}")
        if walk.helping:
            for name, meaning in _HELP:
                self._say((meaning, "dim"), label=name)
        if self.whole or first:
            self._say((_STEER, "dim"), label="keys")
        if walk.earlier and (self.whole or fresh):
            self._say((self.line(f"before: {walk.earlier.said}"), "dim"), label="")
        if walk.notice:
            self._say((walk.notice, "yellow"), label="")
        if walk.asking and walk.asking.sets_aside:
            again = f"; = for {self.line(walk.last.reason)!r}" if walk.last.reason else ""
            accept = walk.asking is EntryStatus.ACCEPTED
            question = "Why may it stand?" if accept else "Why is the finding wrong here?"
            self._say(f"{question} (- goes back{again})", label="accept" if accept else "dismiss")
        elif walk.asking:
            self._say("Why not? Enter alone leaves it unsaid. (- goes back)", label="reject")
        if walk.asking and self.whole:
            self.console.print(" " * _COLUMN + "> ", end="")

    def confirm(self, said: str) -> None:
        """Say what was taken down, where the next entry does not take the place of this one."""
        if not self.whole:
            self._say((self.line(said), "bold"), label="taken down")

    def _entry(self, listed: Listed, number: str) -> None:
        entry, rule = listed.entry, self.rules.get(listed.entry.rule)
        before, quote, after = map(self.line, marked(entry))
        if not self.whole:
            self.console.print()
            quote = f"[[{quote}]]" if quote else ""  # styles do not reach a file
        self._say(self.line(listed.page), label=number)
        what = f", {'for review' if entry.outcome is Outcome.REVIEW else 'fails'}; known since {entry.added}"
        self._say((entry.severity.value, "bold"), what, label="finding")
        self.console.print()
        self._say(
            before, (quote, "bold reverse"), after or ("" if before or quote else "the page as a whole"), label=""
        )
        self.console.print()
        self._say(self.line(entry.rule), f": {rule.title}" if rule else ", which is no rule any more", label="rule")
        if rule:
            self._say((self.line(rule.why), "dim"), label="why")
            self._say((self.line(rule.fix), "dim"), label="mend")
        self.console.print()

    def _say(self, *parts: _Part, label: str) -> None:
        """Print words, each with its style if it has one, wrapped beside a label."""
        from rich.text import Text

        room = max(20, min(self.console.width, _WIDTH) - _COLUMN)
        for at, line in enumerate(Text.assemble(*parts).wrap(self.console, room)):
            line.rstrip()
            margin = Text(" " * _COLUMN if at else f"{label:<{_COLUMN - 1}} ", style="dim")
            self.console.print(margin.append_text(line), soft_wrap=True)
