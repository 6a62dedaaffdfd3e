"""A sentence held against the work that it cites: same subject, people, route, design, numbers, direction and strength?

Precision first: a point is ``sure`` only where both sides say it in so many words, and what a title or abstract leaves
open is no mismatch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from healthaudit.citations.abstracts import concluded, done, sentences
from healthaudit.citations.akin import akin, known_products, related, wider
from healthaudit.citations.amounts import doses, figures, sizes
from healthaudit.citations.texts import Text
from healthaudit.citations.words import EvidenceWords
from healthaudit.citations.works import Mismatch, Work
from healthaudit.knowledge import Knowledge
from healthaudit.language.fold import fold
from healthaudit.language.mentions import MentionFinder
from healthaudit.language.reading import Mention
from healthaudit.patterns import Lazy

__all__ = ["Claimed", "Comparer"]


class Claimed(NamedTuple):
    """A sentence that rests on a work."""

    text: str
    product: str = ""
    """Id of the product that the page is about; counts when the sentence names none."""
    condition: str = ""
    """Id of the condition that the page is about."""
    beside: frozenset[str] = frozenset()
    """Ids of whatever else the page speaks of: its sources may be about that."""


_NOTICES = ("retracted", "concern", "corrected")
_ROUTES = ("oral", "intravenous", "injected", "nasal", "inhaled", "topical", "eye")
_OUTCOMES = ("heart", "stroke", "death", "dementia", "fracture", "cancer", "infection", "diabetes")
#: Groups of people that exclude each other, as far as a study of the one tells nothing of the other.
_APART = {
    "children": ("adults", "older", "athletes", "students", "men", "women"),
    "adolescents": ("older", "athletes"),
    "older": ("children", "athletes", "students", "adolescents"),
    "women": ("men",),
    "men": ("women",),
    "pregnant": ("men", "children", "athletes"),
    "patients": ("healthy", "athletes"),
}
#: Groups so narrow that a study of them does not speak for everybody.
_NARROW = ("children", "older", "athletes", "students", "healthy", "veterans", "pregnant", "selected", "men", "women")
#: Of what is weak in a design, that nothing was compared with.
_UNCONTROLLED = Lazy(
    r"uncontrolled|open[- ]label|single[- ]arm|no (?:control|comp)|case|retrosp|chart|before", re.IGNORECASE
)
#: Titles of trials of who stays well, rather than of who gets better.
_KEPT_WELL = Lazy(
    r"\b(?:relapse prevention|prevent\w* (?:of )?relapse|relapse|maintenance|continuation|discontinuation|"
    r"withdrawal)\b",
    re.IGNORECASE,
)
#: The surest of sure words.
_FIRM = Lazy(
    r"prov|cur|guarant|definit|conclus|undeni|indisp|unquest|always|for good|perman|once|eradic|elimin|100|miracle|"
    r"beyond|without|establ|confirm",
    re.IGNORECASE,
)
_TEXT_LIMIT = 20_000


class Comparer:
    """Holds sentences against works."""

    def __init__(self, words: EvidenceWords, finder: MentionFinder, knowledge: Knowledge) -> None:
        self._words = words
        self._finder = finder
        self._facts = knowledge.approvals

    def compare(self, claimed: Claimed, work: Work) -> Iterator[Mismatch]:
        """The points on which the sentence and the work differ, the heaviest first."""
        claim = self._read(claimed.text)
        title, whole = self._read(work.title), self._read(done(work.text[:_TEXT_LIMIT]))
        yield from self._notices(claim, work)
        yield from self._kind(claim, work)
        product = self._product(claimed, claim, title, whole)
        if product:
            yield product
        outcomes = list(self._outcome(claim, title, whole))
        if not any(
            outcome.page in claim.text and outcome.kind == "outcome" and self._is_condition(claim, outcome.page)
            for outcome in outcomes
        ):
            yield from self._condition(claimed, claim, title, whole)
        yield from self._species(claim, title, whole)
        yield from self._people(claim, title, whole)
        yield from self._route(claim, title, whole)
        yield from self._design(claim, title, whole, work)
        yield from outcomes
        yield from self._direction(claim, whole, work)
        yield from sizes(claim.text, work)
        yield from figures(claim.text, work)
        yield from doses(claim.text, work)
        yield from self._strength(claim, title, whole, work)

    def says(self, notice: str, texts: Iterable[str]) -> bool:
        """Whether texts tell themselves what the journal says of a work: retracted, concern, corrected."""
        words = self._words.get(f"says-{notice}")
        return words is not None and notice in _NOTICES and words.found_in(fold(" ".join(texts)))

    # -- reading -----------------------------------------------------------------------------------------

    def _read(self, text: str) -> Text:
        folded = fold(text)
        return Text(text, folded, tuple(self._finder.find(folded)))

    def _said(self, name: str, text: Text) -> str:
        """The words that show a property; empty when the text has it not."""
        found = self._words[name].first(text.folded)
        return text.text[found[0] : found[1]] if found else ""

    # -- the record itself -------------------------------------------------------------------------------

    def _notices(self, claim: Text, work: Work) -> Iterator[Mismatch]:
        for notice, told in (
            ("retracted", "the work has been retracted"),
            ("concern", "the journal has published an expression of concern"),
            ("corrected", "the work has been corrected"),
        ):
            if notice in work.notices and not self._said(f"says-{notice}", claim):
                yield Mismatch(notice, "cited without a word of it", told, True)

    def _kind(self, claim: Text, work: Work) -> Iterator[Mismatch]:
        if (
            work.kind == "preprint"
            and not self._said("says-preprint", claim)
            and (said := self._said("says-published", claim))
        ):
            yield Mismatch("preprint", said, f"a preprint on {work.journal or 'a server'}, not peer-reviewed", True)
        if work.kind in ("protocol", "registration") and not self._said("says-planned", claim):
            what = "a protocol" if work.kind == "protocol" else "an entry in a register of trials"
            if self._said("benefit", claim):
                yield Mismatch("protocol", claim.text, f"{what}, which reports no results", True)

    # -- subject -----------------------------------------------------------------------------------------

    def _product(self, claimed: Claimed, claim: Text, title: Text, whole: Text) -> Mismatch | None:
        own = known_products(self._facts, claim)
        wanted = set(own) or ({claimed.product} if claimed.product and not claim.named("product") else set())
        studied = known_products(self._facts, title)
        if not wanted or not studied:
            return None
        everything = known_products(self._facts, whole)
        if any(akin(self._facts, one, other) for one in wanted for other in everything):
            return None
        if not own and (claimed.beside & {*studied} or _named_in_part(claim, title, studied.values())):
            return None
        first = next(iter(own.values()), None)
        said = claim.words(first) if first else self._facts.names.products[claimed.product].name
        other = next(iter(studied.values()))
        # A name in capitals may be a brand of several substances, of which not all are known.
        branded = first is not None and first.start > 0 and said[:1].isupper() and not said.isupper()
        verb = self._words["benefit"].first(claim.folded)
        leads = first is not None and (verb is None or first.start < verb[0])
        return Mismatch("product", said, title.words(other), leads and not branded)

    def _is_condition(self, claim: Text, words: str) -> bool:
        return any(
            words in claim.words(mention) or claim.words(mention) in words
            for mention in claim.named("condition").values()
        )

    def _condition(self, claimed: Claimed, claim: Text, title: Text, whole: Text) -> Iterator[Mismatch]:
        promised = [claim.text[first:last] for first, last in self._words["benefit"].spans(claim.folded)]
        if all(words.lower().startswith("caus") for words in promised):
            return  # a side effect, or how common something is
        names = self._facts.names.conditions
        wanted = {one: at for one, at in claim.named("condition").items() if not names[one].vague}
        studied = {one: at for one, at in title.named("condition").items() if not names[one].vague}
        everything = whole.named("condition")
        if not studied:
            return
        if (
            wanted
            and not any(self.related(one, other) for one in wanted for other in studied)
            and not any(one == other or one in wider(self._facts, other) for one in wanted for other in everything)
        ):
            one, other = next(iter(wanted.values())), next(iter(studied.values()))
            yield Mismatch("condition", claim.words(one), title.words(other), len(wanted) == 1)
        elif wanted and self._of_all(claim, wanted, studied):
            one, other = next(iter(wanted.values())), next(iter(studied.values()))
            yield Mismatch("condition", f"all of them: {claim.words(one)}", title.words(other), True)
        elif (
            not wanted
            and claimed.condition
            and not claimed.beside & {*studied}
            and not any(self.related(claimed.condition, one) for one in everything)
        ):
            other = next(iter(studied.values()))
            yield Mismatch("condition", names[claimed.condition].name, title.words(other), False)

    def related(self, one: str, other: str) -> bool:
        """Whether two conditions are the same, one a kind of the other, or told as one."""
        return related(self._facts, one, other)

    def _of_all(self, claim: Text, wanted: dict[str, Mention], studied: dict[str, Mention]) -> bool:
        """Whether a claim about every kind of a disease rests on a study of one kind."""
        for one, mention in wanted.items():
            before = claim.text[max(0, mention.start - 24) : mention.start].lower()
            if re.search(r"\b(?:all|any|every|each)(?: \w+){0,2}(?: of)? $", before) and one not in studied:
                return any(one in wider(self._facts, other) for other in studied)
        return False

    # -- who, how ----------------------------------------------------------------------------------------

    def _species(self, claim: Text, title: Text, whole: Text) -> Iterator[Mismatch]:
        if self._said("species-animal", claim) or self._said("species-laboratory", claim):
            return
        for name in ("species-animal", "species-laboratory"):
            in_title = self._said(name, title)
            in_whole = self._said(name, whole)
            if in_title and (name == "species-animal" or not self._said("species-people", whole)):
                yield Mismatch("species", "told as true of people", in_title, True)
                return
            if in_whole and not self._said("species-people", whole) and len(self._words[name].spans(whole.folded)) > 1:
                yield Mismatch("species", "told as true of people", in_whole, True)
                return

    def _people(self, claim: Text, title: Text, whole: Text) -> Iterator[Mismatch]:
        studied = {group: said for group in (*_NARROW, "adults") if (said := self._said(f"people-{group}", title))}
        in_title = bool(studied)
        if not studied:
            studied = {
                g: said
                for g in ("older", "athletes", "students", "healthy", "selected", "pregnant")
                if (said := self._said(f"people-{g}", whole))
            }
        if "healthy" in studied and re.search(r"healthy[\w ]{0,20}\bcontrols?\b", whole.text, re.IGNORECASE):
            del studied["healthy"]
        if not studied or any(self._said(f"people-{group}", claim) for group in studied):
            return
        if everyone := self._said("people-everyone", claim):
            narrow = next((said for group, said in studied.items() if group in _NARROW), "")
            if narrow:
                yield Mismatch("population", everyone, narrow, in_title)
                return
        if not in_title:
            return
        for group, others in _APART.items():
            said = self._said(f"people-{group}", claim)
            if not said or group in studied or (group != "patients" and self._said(f"people-{group}", whole)):
                continue
            other = next((studied[one] for one in others if one in studied), "")
            if other:
                yield Mismatch("population", said, other, True)
                return

    def _route(self, claim: Text, title: Text, whole: Text) -> Iterator[Mismatch]:
        wanted = {route: said for route in _ROUTES if (said := self._said(f"route-{route}", claim))}
        if not wanted:
            return
        studied = {route: said for route in _ROUTES if (said := self._said(f"route-{route}", whole))}
        if not studied or wanted.keys() & studied.keys() or {*wanted, *studied} <= {"intravenous", "injected"}:
            return
        in_title = any(self._said(f"route-{route}", title) for route in studied)
        yield Mismatch(
            "route", next(iter(wanted.values())), next(iter(studied.values())), in_title or len(studied) == 1
        )

    # -- design and outcome ------------------------------------------------------------------------------

    def _design(self, claim: Text, title: Text, whole: Text, work: Work) -> Iterator[Mismatch]:
        randomised = self._said("design-randomised", whole)
        weak = self._said("design-weak", whole)
        weak = weak if _UNCONTROLLED.search(weak) else ""
        observed = self._said("design-observational", whole)
        narrative = self._said("design-narrative", whole) or (work.kind if work.kind in ("editorial", "letter") else "")
        case = self._said("design-case", whole) or ("a case report" if work.kind == "case-report" else "")
        lesser = case or weak or observed or narrative
        pooled = self._said("design-pooled", whole)
        said = self._said("design-randomised", claim) or self._said("design-blinded", claim)
        if said and not randomised and lesser and not pooled:
            yield Mismatch("design", said, lesser, True)
            return
        if said := self._said("design-pooled", claim):
            if self._said("design-narrative", title):
                yield Mismatch("design", said, self._said("design-narrative", title), True)
                return
            if not pooled and (narrative or work.abstract):
                yield Mismatch(
                    "design",
                    said,
                    narrative or lesser or randomised or work.title,
                    bool(narrative or lesser or randomised),
                )
                return
        if (said := self._said("design-trial", claim)) and not randomised and not pooled:
            in_title = self._said("design-observational", title)
            firm = (
                case
                or narrative
                or (
                    observed
                    if not self._said("design-trial", whole)
                    else in_title
                    if not self._said("design-trial", title)
                    else ""
                )
            )
            if firm:
                yield Mismatch("design", said, firm, True)
                return
        head = re.search(r"\bhead[- ]to[- ]head\b", claim.text, re.IGNORECASE)
        if head and self._said("design-placebo", title):
            yield Mismatch("design", head.group(), self._said("design-placebo", title), True)

    def _outcome(self, claim: Text, title: Text, whole: Text) -> Iterator[Mismatch]:
        kept = _KEPT_WELL.search(title.text)
        if kept and not self._said("relapse", claim) and (said := self._said("response", claim)):
            yield Mismatch("outcome", said, kept.group(), True)
            return
        surrogate = self._said("surrogate", title) or self._said("surrogate", whole)
        for outcome in _OUTCOMES:
            said = "" if self._said("negative-claim", claim) else self._said(f"outcome-{outcome}", claim)
            if said and surrogate and self._said("benefit", claim) and not self._said(f"outcome-{outcome}", whole):
                yield Mismatch("outcome", said, surrogate, bool(self._said("surrogate", title)))
                return
        if (said := self._said("lasting", claim)) and not self._said("negative-claim", claim):
            if denied := re.search(
                r"\b(?:no|not|without) (?:\w+ ){0,2}(?:lasting|long-term|sustained|last)\b[^.]{0,40}", whole.text
            ):
                yield Mismatch("outcome", said, denied.group(), True)
                return
            brief = self._said("short-term", whole)
            if brief and not self._said("lasting", whole):
                yield Mismatch("outcome", said, brief, bool(self._said("short-term", title)))

    def _direction(self, claim: Text, whole: Text, work: Work) -> Iterator[Mismatch]:
        if not work.abstract or not self._said("benefit", claim) or self._said("negative-claim", claim):
            return
        end = self._read(concluded(work.abstract))
        said = self._said("no-effect", end)
        rest = end.text
        for first, last in reversed(self._words["no-effect"].spans(end.folded)):
            rest = rest[:first] + rest[last:]
        if said and not self._said("positive-result", self._read(rest)):
            sentence = next((one for one in sentences(end.text) if said in one), said)
            yield Mismatch("direction", self._said("benefit", claim), sentence, True)

    def _strength(self, claim: Text, title: Text, whole: Text, work: Work) -> Iterator[Mismatch]:
        said = self._said("certain", claim)
        if said and not self._said("negative-claim", claim):
            end = self._read(concluded(work.abstract)) if work.abstract else title
            hedge = self._said("hedged", end) or self._said("hedged", title)
            firm = _FIRM.match(said)
            if hedge:
                yield Mismatch("strength", said, hedge, firm is not None)
                return
        observed = self._said("design-observational", title)
        if (
            observed
            and not self._said("design-randomised", whole)
            and not self._said("associated", claim)
            and not self._said("hedged", claim)
        ):
            cause = self._said("causal", claim)
            if cause and not self._said("negative-claim", claim):
                yield Mismatch("strength", cause, observed, False)


def _named_in_part(claim: Text, title: Text, studied: Iterable[Mention]) -> bool:
    """Whether a sentence has a word of a product's name: "ginkgo" of "Ginkgo biloba"."""
    said = {word.lower() for word in re.findall(r"[^\W\d_]{5,}", claim.text)}
    return any(word.lower() in said for mention in studied for word in title.words(mention).split())
