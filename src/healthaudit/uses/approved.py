"""Statements about approval, agencies, schedules and supervision, held against the facts.

Read are sentences that say of a product that an agency approved it, for something or at all ("Ketamine is FDA-approved
for depression", "approved by the DEA", "approved in 2012"), that it is not controlled, or that it may be used at home.
What is denied, asked, supposed, expected or disputed states nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from enum import StrEnum
from typing import NamedTuple

from healthaudit.approval import Status
from healthaudit.expressions import Expression
from healthaudit.knowledge import Approvals
from healthaudit.knowledge.approvals import Approval, Dossier
from healthaudit.language import Mention, Reading, Stance, Stances
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import compiled

_SILENT = frozenset(
    [Stance.NEGATED, Stance.DISPUTED, Stance.QUESTION, Stance.CONDITIONAL, Stance.PLANNED, Stance.HEDGED]
)
#: Without one of these a sentence states nothing of the kind.
_TELLING = ("approval", "schedule", "at-home")
#: A statement ends where another begins, or turns back.
_BREAK = compiled(
    rb";|\b(?:but|while|whereas|although|though|however|yet|unlike|not|never|except|rather than|because|so that)\b"
    rb"|,? and (?:its|their|the|it|we|our|has|have|is|are|was|costs?|can|may|many|some)\b|, (?:our|we|and our|yet|so)\b"
    rb"|,(?= \x02+ (?:is|are|was|has|have)\b)|\.\s"
)
#: What stands between the verb and what a product is approved for.
_FOR = compiled(
    rb"^(?:[\w\s-]|[\x02'%]|\([^)]*\)){0,60}?"
    rb"\b(?:for|to (?:treat|manage|help|prevent|relieve|reduce|cure|ease|fight)|in|against|as)\b"
)
#: Behind this it is told in whom, no longer what for.
_IN_WHOM = compiled(
    rb"\b(?:who|whose|with a history|when|after|alongside|together with|in addition to|already|before|until)\b"
)
#: A condition may stand right behind the verb as well: "an FDA-approved weight loss drug".
_ADJECTIVE = compiled(rb"^(?: [\w-]+){0,2} \x01+(?: \w+)? (?:drug|medicine|treatment|therapy|medication|pill|device)")
#: The statement is about what was named before.
_REFERS = compiled(
    rb"\b(?:it|they|this|these|our|the) ?"
    rb"(?:treatments?|drugs?|medicines?|therap|infusions?|sprays?|is|are|was|were|has|have|for|$)"
)
#: So many conditions are held against the facts.
_LISTED = 8
#: No sentence states more; what repeats a word without end would keep us busy.
_STATED = 50
#: It is told of another place than ours.
_ELSEWHERE = compiled(
    rb"\b(?:in|by|throughout) (?:the )?(?:europe\w*|japan\w*|canad\w+|uk|united kingdom|britain|germany|france|china|"
    rb"india|australia\w*|russia\w*|south korea|mexico|brazil|israel|italy|switzerland|eu|(?:many |other )*countries)\b"
)
#: ", unlike ketamine," is about another product.
_INSERTION = compiled(rb",? (?:unlike|as opposed to|in contrast to|rather than|instead of) [^,;.]{1,60},")
_SPACE = ord(" ")
_YEAR = compiled(rb"\b(?:in|since|from|dating (?:back )?to|as early as|year)\s(?:\w+ )?((?:19|20)\d\d)\b")
_EMERGENCY = compiled(rb"emergency|authori")
_SCHEDULE = compiled(rb"\bschedule ([iv]{1,3})\b")


class About(StrEnum):
    """What a misstatement is about."""

    APPROVAL = "approval"
    AGENCY = "agency"
    YEAR = "year"
    SCHEDULE = "schedule"
    SUPERVISION = "supervision"


#: What negates a schedule is the statement itself, and "can be taken at home once ..." still sends people home.
_NO_EXCUSE = {
    About.SCHEDULE: frozenset([Stance.NEGATED]),
    About.SUPERVISION: frozenset([Stance.CONDITIONAL, Stance.HEDGED]),
}


class Misstatement(NamedTuple):
    """A statement that the facts contradict; offsets into ``Page.text``."""

    about: About
    sentence: int
    start: int
    end: int
    fact: str
    """What is true, in words."""
    settled: bool


class _Wrong(NamedTuple):
    """What is wrong in a sentence; offsets into the sentence."""

    about: About
    verb: int
    start: int
    end: int
    fact: str
    settled: bool = True


def misstatements(
    reading: Reading, stances: Stances, words: Mapping[str, Expression], facts: Approvals
) -> Iterator[Misstatement]:
    """At most one for each sentence, in the order of the page."""
    starts = [mention.start for mention in reading.mentions]
    last_product = ""
    telling = {name: reading.sentences_at(words[name].spans(reading.masked)) for name in _TELLING}
    if not any(telling.values()):
        return
    for index, sentence in enumerate(reading.sentences):
        block = reading.block_of(sentence)
        if block.region in (Region.HIDDEN, Region.NAVIGATION) or block.kind in (BlockKind.REFERENCE, BlockKind.CODE):
            continue
        mentions = reading.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        text = _INSERTION.sub(lambda found: b" " * len(found.group()), reading.masked[sentence.start : sentence.end])
        mentions = tuple(one for one in mentions if text[one.start - sentence.start] != _SPACE)
        said = _Said(sentence.start, text, mentions, last_product or reading.topic, words, facts)
        for wrong in said.wrong({name for name in _TELLING if index in telling[name]}):
            start, end = sentence.start + wrong.start, sentence.start + wrong.end
            silent = _SILENT - _NO_EXCUSE.get(wrong.about, frozenset())
            signs = stances.signs(index, sentence.start + wrong.verb, end, silent)
            if not any((sign.stance, sign.manner) != (Stance.QUESTION, "loaded") for sign in signs):
                yield Misstatement(wrong.about, index, start, end, wrong.fact, wrong.settled)
                break
        products = [one.id for one in mentions if one.kind == "product"]
        last_product = products[-1] if products else last_product


class _Said(NamedTuple):
    """A sentence and what it needs to be understood."""

    offset: int
    text: bytes
    """Its mentions are overwritten."""
    mentions: Sequence[Mention]
    context: str
    """The product that "it" and "this treatment" stand for."""
    words: Mapping[str, Expression]
    facts: Approvals

    def wrong(self, telling: Set[str]) -> Iterator[_Wrong]:
        """What the facts contradict; ``telling`` are those of _TELLING that stand in the sentence."""
        if "approval" in telling:
            for first, last in self.words["approval"].spans(self.text)[:_STATED]:
                yield from self._approval(first, last)
        if "schedule" in telling:
            yield from self._schedule()
        if "at-home" in telling:
            yield from self._at_home()

    def _approval(self, first: int, last: int) -> Iterator[_Wrong]:
        """A verb of approval at ``first`` to ``last``."""
        start, end = self._clause(first, last)
        clause = self.text[start:end]
        if self.words["not-yet"].found_in(self.text[start:last]):
            return
        product = self._product(start, first, last, end)
        agency = self._agency(start, first, last, end)
        if agency is None:
            return
        low, high = self._span(start, first, last, end)
        name, place = agency
        if not place:
            if not product or self.text[first:last].lower().startswith(b"licen"):
                return  # a clinic may well be licensed by a department
            yield _Wrong(About.AGENCY, first, low, high, f"{name} approves no treatments")
            return
        approval = self.facts.approval(product, place) if product else None
        if approval is None or approval.how == "practice" or self.facts.names.products[product].is_class:
            return
        settled = approval.settled and not approval.unsourced
        conditions = self._conditions(last, end)
        fact = self._fact(product, approval, place, conditions)
        if fact:
            yield _Wrong(About.APPROVAL, first, low, high, fact, settled)
        elif approval.year and (year := self._year(clause)) and not _EMERGENCY.search(clause):
            stated = int(year.group(1))
            called = self.facts.names.products[product].name
            # Later years may be those of a new form, brand or use; before the first one there was nothing.
            if stated < approval.year - 1:
                yield _Wrong(About.YEAR, first, low, high, f"{called} was first approved in {approval.year}", False)

    def _fact(self, product: str, approval: Approval, place: str, conditions: Sequence[str]) -> str:
        """What is true instead; empty when nothing is wrong or nothing is known."""
        names = self.facts.names
        called = names.products[product].name
        if not approval.approved and not approval.unclear:
            return f"{called} is approved for no disease"
        for condition in conditions:
            if self.facts.status(product, condition, place).status is Status.NOT_LISTED:
                uses = ", ".join(names.conditions[one].name for one in approval.approved[:6])
                return f"{called} is approved for {uses}; {names.conditions[condition].name} is not listed"
        return ""

    def _year(self, clause: bytes) -> re.Match[bytes] | None:
        """The year that the statement names; of several in the sentence, that of its clause."""
        sentence = list(_YEAR.finditer(self.text.lower()))
        return sentence[0] if len(sentence) == 1 else _YEAR.search(clause.lower())

    def _clause(self, first: int, last: int) -> tuple[int, int]:
        """Offsets between which the statement about the word at ``first`` to ``last`` stands."""
        before = [match.end() for match in _BREAK.finditer(self.text, 0, first)]
        behind = _BREAK.search(self.text, last)
        return (before[-1] if before else 0), (behind.start() if behind else len(self.text))

    def _span(self, start: int, first: int, last: int, end: int) -> tuple[int, int]:
        """From the statement's product or agency to what the product is approved for."""
        inner = [one for one in self.mentions if start <= one.start - self.offset < end]
        low = min([first, *(one.start - self.offset for one in inner)])
        return low, max([last, *(one.end - self.offset for one in inner)])

    def _agency(self, start: int, first: int, last: int, end: int) -> tuple[str, str] | None:
        """(name, jurisdiction) of who is said to approve; the FDA when nobody is named but a use.

        The jurisdiction is empty for who approves no treatments.
        """
        clause = self.text[start:end]
        for place in ("US", "EU"):
            if (found := self.words[f"agency-{place}"].first(clause)) is not None:
                return clause[slice(*found)].decode("latin-1"), place
        if (found := self.words["agency-none"].first(clause)) is not None:
            return clause[slice(*found)].decode("latin-1"), ""
        if _ELSEWHERE.search(clause.lower()):
            return None
        # Without an agency only plain words of approval count, of a named product and a use.
        named = any(one.kind == "product" and start <= one.start - self.offset < end for one in self.mentions)
        plain = self.text[first:last].lower().startswith((b"approv", b"licen", b"clear"))
        return ("FDA", "US") if named and plain and b"\x01" in self.text[last:end] else None

    def _product(self, start: int, first: int, last: int, end: int) -> str:
        """The product of the statement: named before the verb, or right behind it, or in an earlier sentence."""
        known = self.facts.names.products
        named = [one for one in self.mentions if one.kind == "product"]
        named = [one for one in named if not known[one.id].is_class] or named
        here = [one for one in named if one.start - self.offset < end]
        before = [one for one in here if start <= one.start - self.offset < first]
        behind = [one for one in here if last <= one.start - self.offset]
        if before:
            return before[-1].id
        if behind:
            return behind[0].id
        if len(named) == 1:  # "Thanks to its approval for ..., the product is ..."
            return named[0].id
        return self.context if _REFERS.search(self.text[start:end].lower()) else ""

    def _conditions(self, last: int, end: int) -> list[str]:
        """What the product is said to be approved for: conditions behind the verb."""
        end = min(end, *(match.start() for match in _IN_WHOM.finditer(self.text, last, end)), end)
        rest = self.text[last:end]
        if not _FOR.match(rest) and not _ADJECTIVE.match(rest):
            return []
        return [one.id for one in self.mentions if one.kind == "condition" and last <= one.start - self.offset < end][
            :_LISTED
        ]

    def _dossier(self, first: int) -> Dossier | None:
        """What is known of the product that the words at ``first`` speak of."""
        before = [one for one in self.mentions if one.kind == "product" and one.start - self.offset < first]
        product = before[-1].id if before else self.context
        return self.facts.dossiers.get(self.facts.holder(product, "US")) if product else None

    def _schedule(self) -> Iterator[_Wrong]:
        for first, last in self.words["schedule"].spans(self.text)[:_STATED]:
            dossier = self._dossier(first)
            if dossier is None or not dossier.schedule:
                continue
            stated = _SCHEDULE.search(self.text.lower(), first, last)
            if stated is None or f"C{stated.group(1).decode().upper()}" not in re.findall(r"C[IV]+", dossier.schedule):
                called = self.facts.names.products[dossier.product].name
                fact = f"{called} is a controlled substance of schedule {dossier.schedule.removeprefix('C')}"
                low, _ = self._span(0, first, first, first)
                yield _Wrong(About.SCHEDULE, first, low, last, fact)

    def _at_home(self) -> Iterator[_Wrong]:
        for first, last in self.words["at-home"].spans(self.text)[:_STATED]:
            dossier = self._dossier(last)
            if dossier is not None and dossier.supervised:
                called = self.facts.names.products[dossier.product].name
                why = f" ({dossier.rems})" if dossier.rems else ""
                low, _ = self._span(0, first, first, first)
                yield _Wrong(About.SUPERVISION, first, low, last, f"{called} is to be used under supervision only{why}")
