"""Comments by which an author lets findings stand, read and laid upon the page. docs/suppressions.md explains them.

    healthaudit: ignore-next RULE[, RULE ...] reason: WORDS [until: YYYY-MM-DD]
    healthaudit: ignore-start RULE[, RULE ...] reason: WORDS [until: YYYY-MM-DD]
    healthaudit: ignore-end RULE[, RULE ...]
    healthaudit: ignore-file RULE[, RULE ...] reason: WORDS [until: YYYY-MM-DD]

Forgiving in white space and case, strict in meaning: what cannot be understood lets nothing stand, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Literal, NamedTuple

from healthaudit.model import Comment, Location, Page, Region, SaidBy, Span, Suppression, SuppressionProblem
from healthaudit.patterns import compiled
from healthaudit.rules import Rule
from healthaudit.rules.selection import Names
from healthaudit.settings import Ignore as Entry

ProblemKind = Literal[
    "unused", "expired", "partly-covered", "unknown-rule", "missing-rule", "missing-reason", "malformed-date",
    "malformed", "start-without-end", "end-without-start", "too-many",
]  # fmt: skip

_HEAD = compiled(r"\s*healthaudit\s*:\s*([\w-]*)[\s:]*(.*)", re.IGNORECASE | re.DOTALL)
#: Looks like ours, but for the colon.
_NEAR = compiled(r"\s*healthaudit\s+ignore", re.IGNORECASE)
_LABEL = compiled(r"(?<![\w-])(reason|until)\s*:", re.IGNORECASE)
_DATE = compiled(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEYWORDS = ("ignore-next", "ignore-start", "ignore-end", "ignore-file")
#: Rules that all comments of a page may name together: nobody writes more, and a page must not keep us busy.
_MOST = 1000
#: Nothing longer is a slip of the pen for the name of a rule.
_LONGEST_NAME = 60


class Ignore(NamedTuple):
    """One rule or family, and where its findings may stand."""

    name: str
    """As it was written, or the rule's id."""
    ids: frozenset[str]
    """Of the rules that it stands for."""
    stretch: Span | None
    """Source stretch in which a place must begin to be covered; None for the whole page."""
    where: str
    """The same in words: "in the block on line 7"."""
    suppression: Suppression
    text: str = ""
    """Only findings whose matched words or sentence hold these, without capitals; empty for all."""
    told: bool = True
    """Whether it is a problem when nothing is found there."""


class _Order(NamedTuple):
    """A comment understood. ``suppression`` is None when it has no effect, or is an end, which needs none."""

    keyword: str
    names: tuple[str, ...]
    comment: Span
    suppression: Suppression | None


def ignores(page: Page, rules: Sequence[Rule]) -> tuple[list[Ignore], list[SuppressionProblem]]:
    """What the comments of a page let stand, and what is wrong with them."""
    if not any(_HEAD.match(comment.text) or _NEAR.match(comment.text) for comment in page.comments):
        return [], []  # what sites comment out is seldom meant for us
    names = Names(rules)
    read = list(_orders(page, names))
    laid = list(_laid(page, [each for each in read if isinstance(each, _Order)], names))
    problems = [each for each in (*read, *laid) if isinstance(each, SuppressionProblem)]
    return [each for each in laid if isinstance(each, Ignore)], problems


def configured(entries: Iterable[Entry], rules: Sequence[Rule]) -> Iterator[Ignore]:
    """What a configuration lets stand. Names that no rule has were refused before."""
    names: Names | None = None
    for entry in entries:
        names = names or Names(rules)
        place = Location(entry.line, 1, entry.line, 1)
        suppression = Suppression(entry.reason, entry.until, Span(0, 0), place, entry.source, SaidBy.CONFIGURATION)
        text = " ".join(entry.text.lower().split())
        for name in entry.rules:
            ids = names.ids(name) or frozenset()
            yield Ignore(name, ids, None, "on this page", suppression, text, entry.named)


def problem(page: Page, comment: Span, kind: ProblemKind, message: str, fix: str) -> SuppressionProblem:
    """What is wrong with a comment, and what to do."""
    return SuppressionProblem(kind, message, fix, comment, page.lines.locate(comment))


def _orders(page: Page, names: Names) -> Iterator[_Order | SuppressionProblem]:
    named = 0
    for comment in page.comments:
        if not page.raw.startswith("<!--", comment.span.start):
            continue  # something else that browsers skip, such as <!ELEMENT ...>
        head = _HEAD.match(comment.text)
        if head is None and not _NEAR.match(comment.text):
            continue
        keyword, rest = (head[1].lower(), head[2]) if head else ("", "")
        if keyword not in _KEYWORDS:
            meant = get_close_matches(keyword, _KEYWORDS, n=1, cutoff=0.85)
            fix = f"Begin with “healthaudit:” and one of {', '.join(_KEYWORDS)}."
            fix = f"Did you mean “healthaudit: {meant[0]}”?" if meant else fix
            yield problem(page, comment.span, "malformed", "This comment is not understood.", fix)
            continue
        labelled = _LABEL.split(rest)
        written = re.split(r"[,\s]+", labelled[0].strip(" \t\r\n,"))
        named += len(written)
        if named > _MOST:
            message = f"Comments of this page name more than {_MOST} rules: from here on they are not read."
            yield problem(page, comment.span, "too-many", message, "Name a family, or use ignore-file.")
            return
        yield from _order(page, comment, keyword, [each for each in written if each], labelled[1:], names)


def _order(
    page: Page, comment: Comment, keyword: str, written: list[str], labelled: list[str], names: Names
) -> Iterator[_Order | SuppressionProblem]:
    """What one comment asks. ``labelled``: a label and its words in turn."""
    span = comment.span
    labels = [label.lower() for label in labelled[::2]]
    said = {label: " ".join(words.split()) for label, words in zip(labels, labelled[1::2], strict=True)}
    known = dict.fromkeys(names.canonical(each) for each in written if names.ids(each))
    faults = list(_faults(page, span, keyword, written, labels, said))
    yield from faults
    if not faults:
        for each in written:
            if not names.ids(each):
                close = names.close(each)
                fix = f"Did you mean {close}?" if close else "“healthaudit rules list” shows all rules."
                yield problem(page, span, "unknown-rule", f"There is no rule “{each}”.", fix)
    void = faults or keyword == "ignore-end"
    suppression = None if void else Suppression(said["reason"], said.get("until", ""), span, page.lines.locate(span))
    yield _Order(keyword, tuple(known), span, suppression)


def _faults(
    page: Page, span: Span, keyword: str, written: list[str], labels: list[str], said: Mapping[str, str]
) -> Iterator[SuppressionProblem]:
    """Why a comment has no effect at all."""
    if not written:
        fix = f"Name a rule or a family behind “{keyword}”: nothing is let stand unnamed."
        yield problem(page, span, "missing-rule", f"This {keyword} names no rule, and so has no effect.", fix)
    if len(labels) > len(said):
        fix = "Say each once, and have neither inside the reason."
        yield problem(
            page, span, "malformed", "Here “reason:” or “until:” stands twice, so the comment has no effect.", fix
        )
    elif keyword == "ignore-end":
        if "until" in said:
            yield problem(
                page,
                span,
                "malformed",
                "This ignore-end has a date, and so has no effect.",
                "Give the date to ignore-start.",
            )
    elif not any(map(str.isalnum, said.get("reason", ""))):
        fix = "Add “reason:” and why the words may stand, for whoever reads the report."
        yield problem(page, span, "missing-reason", f"This {keyword} gives no reason, and so has no effect.", fix)
    elif "until" in said and not _is_date(said["until"]):
        message = f"“{said['until']}” is no date, so the comment has no effect."
        yield problem(page, span, "malformed-date", message, "Write the last day as 2027-03-01.")


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _laid(page: Page, orders: Iterable[_Order], names: Names) -> Iterator[Ignore | SuppressionProblem]:
    """Each order with the stretch that it covers; ends are laid to their starts."""
    blocks: list[Span] | None = None
    open_: dict[str, list[_Order]] = {}
    for order in orders:
        if order.keyword == "ignore-end":
            yield from _ended(page, order, open_, names)
        elif order.keyword == "ignore-start":
            for name in order.names:
                open_.setdefault(name, []).append(order)
        elif order.suppression and order.keyword == "ignore-file":
            for name in order.names:
                yield Ignore(name, names.ids(name) or frozenset(), None, "on this page", order.suppression)
        elif order.suppression:
            if blocks is None:
                blocks = sorted(_shown(page))
            yield from _next(page, order, order.suppression, blocks, names)
    for name, left in open_.items():
        for order in left:
            message = f"This ignore-start of {name} is never ended, and so has no effect."
            fix = f"Set “healthaudit: ignore-end {name}” behind the last words that may stand."
            yield problem(page, order.comment, "start-without-end", message, fix)


def _ended(
    page: Page, end: _Order, open_: Mapping[str, list[_Order]], names: Names
) -> Iterator[Ignore | SuppressionProblem]:
    for name in end.names:
        if not open_.get(name):
            message = f"This ignore-end of {name} ends nothing."
            fix = f"Remove it, or set “healthaudit: ignore-start {name}” before it: both name the same rules."
            yield problem(page, end.comment, "end-without-start", message, fix)
            continue
        start = open_[name].pop()
        if start.suppression:
            stretch = Span(start.comment.end, end.comment.start)
            first, last = start.suppression.location.end_line, page.lines.locate(end.comment).line
            where = f"between lines {first} and {last}"
            yield Ignore(name, names.ids(name) or frozenset(), stretch, where, start.suppression)


def _shown(page: Page) -> Iterator[Span]:
    """Source stretches of the blocks that a reader sees."""
    for block in page.blocks:
        if block.region is not Region.HIDDEN:
            yield page.span(block.start, block.end)


def _next(page: Page, order: _Order, suppression: Suppression, blocks: list[Span], names: Names) -> Iterator[Ignore]:
    from bisect import bisect_left

    at = bisect_left(blocks, Span(order.comment.end, 0))
    stretch = blocks[at] if at < len(blocks) else Span(order.comment.end, order.comment.end)
    where = f"in the block on line {page.lines.locate(stretch).line}" if at < len(blocks) else "behind it"
    for name in order.names:
        yield Ignore(name, names.ids(name) or frozenset(), stretch, where, suppression)
