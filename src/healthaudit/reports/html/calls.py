"""The map of calls to action: what a page asks its reader to do, where in its text, and whom that reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from healthaudit.kinds import CallKind, Family, Whose
from healthaudit.model import Call, Span
from healthaudit.reports.html.cards import Card
from healthaudit.reports.html.tables import Place
from healthaudit.reports.html.wording import counted
from healthaudit.sources.site.secrets import without_secrets

__all__ = ["KINDS", "WHOSE", "CallRow", "call_rows", "tally"]

KINDS: Mapping[CallKind, str] = {
    CallKind.TELEPHONE: "telephone",
    CallKind.TEXT_MESSAGE: "text message",
    CallKind.EMAIL: "e-mail",
    CallKind.CHAT: "chat",
    CallKind.FORM: "form",
    CallKind.BOOKING: "booking",
    CallKind.PURCHASE: "purchase",
    CallKind.QUIZ: "quiz",
    CallKind.NEWSLETTER: "newsletter",
    CallKind.LINK: "link",
}
WHOSE: Mapping[Whose, str] = {Whose.PUBLIC: "public line", Whose.OWN: "the seller", Whose.UNKNOWN: "not known"}


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call, as the table and the map show it."""

    call: Call
    places: tuple[Place, ...]
    shares: tuple[float, ...]
    """Of the text before each place that readers see, 0 to 1, ascending."""
    cards: tuple[Card, ...]
    """Findings of the family hotline in the same words."""

    @property
    def kind(self) -> str:
        return KINDS[self.call.kind]

    @property
    def target(self) -> str:
        return without_secrets(self.call.target)

    @property
    def whose(self) -> str:
        return self.call.operator or WHOSE[self.call.whose]


def call_rows(
    calls: Sequence[Call],
    anchors: Mapping[Span, str],
    shares: Mapping[Span, float],
    cards: Mapping[Span, Sequence[Card]],
) -> Iterator[CallRow]:
    """Calls in the order of the page. By place: its id, the share of the text before it, the findings that touch it."""
    for call in calls:
        spans = [each.span for each in call.evidence]
        touching = {card.number: card for span in spans for card in cards.get(span, ())}
        yield CallRow(
            call=call,
            places=tuple(Place(each, anchors.get(each.span, "")) for each in call.evidence),
            shares=tuple(sorted(shares[span] for span in spans if span in shares)),
            cards=tuple(
                touching[number] for number in sorted(touching) if touching[number].finding.family is Family.HOTLINE
            ),
        )


def tally(rows: Sequence[CallRow]) -> str:
    """How many there are, of which kinds, whom they reach, and how soon the first one comes."""
    places = sum(max(1, len(row.call.evidence)) for row in rows)
    whose = Counter(row.call.whose for row in rows)
    said = counted(len(rows), "call to action", "calls to action")
    if places > len(rows):
        said += f" at {places} places"
    if whose[Whose.OWN]:
        said += f", {whose[Whose.OWN]} to the seller"
    if whose[Whose.PUBLIC]:
        said += f", {whose[Whose.PUBLIC]} to public lines"
    first = min(row.call.position for row in rows)
    return f"{said}. The first comes after {first:.0%} of the text."
