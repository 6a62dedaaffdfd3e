"""Calls to action: every place where a page asks its reader to ring, write, chat, book, fill in a form, order or buy.

A call has something to press or to dial: a number, an address, a link or a button. Words alone ("call us today") are
for the rules. The words that tell calls from navigation, and one kind from another, are data: rules/language/calls.yml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from healthaudit.calls.place import Blocks, Place
from healthaudit.calls.pressed import labels_of, pressed
from healthaudit.calls.printed import codes, emails, numbers
from healthaudit.calls.targets import bare, host_of
from healthaudit.calls.words import SURE, CallWords, leads
from healthaudit.kinds import CallKind, Whose
from healthaudit.knowledge.helplines import Helpline, Helplines
from healthaudit.language import Reading
from healthaudit.model import Call, Evidence, Page

__all__ = ["calls_of"]


def calls_of(reading: Reading, words: CallWords, helplines: Helplines) -> Iterator[Call]:
    """The calls of a page in its order, each with the places where the same target and kind stand again."""
    page = reading.page
    blocks = Blocks.of(page)
    places: dict[tuple[CallKind, str], list[Place]] = {}
    for place in sorted(_places(reading, words, blocks)):
        places.setdefault((place.kind, place.key), []).append(place)
    own = host_of(page.source) or host_of(page.facts.canonical)
    elsewhere = any(host_of(first.target) for first, *_ in places.values())
    sites = [(f"{bare(line.url)}/", line) for line in helplines.lines] if elsewhere else []
    for first, *again in places.values():
        line = _line(first, helplines, sites)
        yield Call(
            label=page.quote(first.start, first.end),
            kind=first.kind,
            target=first.target,
            whose=Whose.PUBLIC if line else _whose(first, own, words) if reading.sells else Whose.UNKNOWN,
            operator=_operator(line) if line else "",
            region=blocks.at(first.start).region,
            position=blocks.position(first.start),
            evidence=(
                _evidence(page, first, "call"),
                *(_evidence(page, place, "repeated at") for place in _apart(first, again)),
            ),
        )


def _places(reading: Reading, words: CallWords, blocks: Blocks) -> Iterator[Place]:
    labels = sorted(labels_of(reading.page, blocks))
    printed = [
        *numbers(reading, words, blocks, labels),
        *codes(reading, words, blocks),
        *emails(reading, words, blocks),
    ]
    yield from printed
    yield from pressed(labels, sorted(place.at for place in printed), reading, words)


def _line(place: Place, helplines: Helplines, sites: Iterable[tuple[str, Helpline]]) -> Helpline | None:
    """The public line that a call reaches, by its number or on its site."""
    if not host_of(place.target):
        return None if "@" in place.target else helplines.lookup(place.target)
    address = f"{bare(place.target)}/"
    lines = [(site, line) for site, line in sites if address.startswith(site)]
    return max(lines, key=lambda row: len(row[0]))[1] if lines else None


def _operator(line: Helpline) -> str:
    return line.name if line.operator in line.name else f"{line.name}, {line.operator}"


def _whose(place: Place, own: str, words: CallWords) -> Whose:
    """Whose a call is on a page that sells, whose host is ``own``; empty when that is not known."""
    # A calendar or a messenger stands elsewhere and is kept by the page's organisation all the same.
    kept = host_of(place.target) in ("", own) or any(leads(place.target, words, f"to-{kind}") for kind in SURE)
    return Whose.OWN if kept else Whose.UNKNOWN


def _apart(first: Place, others: Sequence[Place]) -> Iterator[Place]:
    """The places that lie behind one another: two numbers in one clause are one place."""
    end = first.end
    for place in others:
        if place.start >= end:
            yield place
            end = place.end


def _evidence(page: Page, place: Place, role: str) -> Evidence:
    span = page.span(place.start, place.end)
    return Evidence(role, page.quote(place.start, place.end), span, page.lines.locate(span))
