"""How a sentence stands to what it says: asserted, negated, hedged, disputed ...

Cues are data (rules/language/stance.yml). A cue reaches forwards or backwards to the next clause border, over its
clause or over the whole sentence; a claim is negated when it lies in the reach of a negating cue. The method follows
NegEx (Chapman et al., J Biomed Inform 2001) and ConText (Harkema et al., J Biomed Inform 2009).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, problem_of
from healthaudit.language.reading import Reading, Sentence
from healthaudit.model import BlockKind, Region
from healthaudit.patterns import compiled
from healthaudit.sieve import Sieve


class Stance(StrEnum):
    """How the text stands to a claim in it. A claim with none of these is asserted, here and now."""

    NEGATED = "negated"
    HEDGED = "hedged"
    ATTRIBUTED = "attributed"
    DISPUTED = "disputed"
    QUESTION = "question"
    QUOTED = "quoted"
    CONDITIONAL = "conditional"
    COMPARATIVE = "comparative"
    PAST = "past"
    PLANNED = "planned"


class Sign(NamedTuple):
    """A cue that gives a claim its stance; offsets into ``Page.text``."""

    stance: Stance
    manner: str
    """How strongly (hedged: strong, weak, ability), by whom (attributed: study, body, seller, patient, expert,
    others), with what intent (question: open, loaded); else empty."""
    start: int
    end: int


_QUOTATION = compiled(rb'"[^"]*"|(?<!\w)\'[^\']*\'(?!\w)')
#: A list goes on behind the comma, or the comma and its fellow set off an insertion: "no diet, however strict, ...".
_LIST_COMMA = compiled(rb",(?=\s(?:[\w'-]+\s){0,3}[\w'-]+(?:,?\s(?:or|nor)\s|,\s(?:[\w'-]+,\s)?(?:or|nor)\b))")
_INSERTION = compiled(
    rb",\s(?:[\w'-]+\s){0,3}[\w'-]+,(?!\s(?:and|or|nor|but|so|it|we|you|our|this|the|they)\b)"
    rb"|,\s(?:as|however|though|even|sadly|alas|so far|to date|for|in|at)\b[^,;:]{0,70},"
)
_NAMES = compiled(r"\{([a-z]+)\}")
_REACHES = (
    "forward", "backward", "clause", "inside", "sentence", "next", "heading", "lead",
    "pseudo", "unless", "stops", "passes",
)  # fmt: skip
_IN_SENTENCE = ("forward", "backward", "clause", "inside", "sentence")
_BORDERS = ("borders", "borders_backward")


class _Any(NamedTuple):
    """Alternatives, each compiled only when a text has what it needs."""

    expressions: tuple[Expression, ...] = ()

    def found_in(self, text: bytes) -> bool:
        return any(expression.found_in(text) for expression in self.expressions)

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """(start, end) of all matches, those of one alternative after those of another."""
        lower = text.lower()
        for expression in self.expressions:
            yield from expression.spans_in(text, lower)


_NONE = _Any()


class _Cues(NamedTuple):
    """The expressions of one stance in one manner by their reach."""

    stance: Stance
    manner: str
    within: tuple[tuple[str, int, Expression], ...]
    """Those that reach over their own sentence or less: (reach, number in the sieve, what is looked for)."""
    next: _Any = _NONE
    heading: _Any = _NONE
    lead: _Any = _NONE
    pseudo: _Any = _NONE
    unless: _Any = _NONE
    stops: _Any = _NONE
    passes: _Any = _NONE


def read_cues(path: Path) -> dict[str, Any]:
    """The cue file as plain data: borders, and for each stance and manner an expression per reach.

    Raises RuleError when it is malformed.
    """
    import yaml

    from healthaudit.atoms import pattern

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain: dict[str, Any] = {name: str(data.pop(name)) for name in _BORDERS}
        words: dict[str, str] = data.pop("words", {})
        for name, reaches in data.items():
            Stance(name.partition(".")[0])
            plain[name] = {
                reach: tuple(tuple(pattern(_NAMES.sub(lambda found: words[found[1]], text))) for text in reaches[reach])
                for reach in _REACHES
                if reach in reaches
            }
            if unknown := set(reaches) - set(_REACHES):
                raise ValueError(f"{name}: unknown reach {min(unknown)!r}")
            for text, *_ in chain.from_iterable(plain[name].values()):
                if problem := problem_of(text):
                    raise ValueError(f"{name}: not an RE2 expression: {problem}")
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of stance cues: {' '.join(str(problem).split())}",
            f"each stance has lists of expressions under {', '.join(_REACHES)}",
        ) from problem
    return plain


class StanceCues(NamedTuple):
    """All cues."""

    borders: Expression
    borders_backward: Expression
    """Where a cue that reaches backwards stops as well."""
    cues: tuple[_Cues, ...]
    sieve: Sieve
    """Which of those that reach over a sentence or less can stand in it."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> StanceCues:
        """Make the cues out of what ``read_cues`` gave."""
        patterns: list[Pattern] = []
        cues: list[_Cues] = []
        for name, reaches in plain.items():
            if name in _BORDERS:
                continue
            stance, _, manner = name.partition(".")
            expressions = {reach: tuple(Expression(Pattern(*row)) for row in rows) for reach, rows in reaches.items()}
            within = [(reach, one) for reach in _IN_SENTENCE for one in expressions.pop(reach, ())]
            numbered = tuple((reach, number, one) for number, (reach, one) in enumerate(within, len(patterns)))
            patterns += [one.pattern for _, one in within]
            cues.append(_Cues(Stance(stance), manner, numbered, **{r: _Any(those) for r, those in expressions.items()}))
        borders, backward = (Expression(Pattern.of(plain[name])) for name in _BORDERS)
        return cls(borders, backward, tuple(cues), Sieve(patterns))


class _Cue(NamedTuple):
    """A cue where it stands; offsets into the sentence."""

    reach: str
    start: int
    end: int


class Stances:
    """Stances of claims on one page. What was looked up once is kept: rules ask for the same sentences again."""

    def __init__(self, cues: StanceCues, reading: Reading) -> None:
        self._all = cues
        self._cues = tuple(enumerate(cues.cues))
        self._reading = reading
        self._found: dict[tuple[int, int], tuple[_Cue, ...]] = {}
        self._sets: dict[int, int] = {}
        self._taken: dict[tuple[int, int], tuple[int, int] | None] = {}
        self._borders: dict[tuple[int, int], tuple[list[int], list[int], list[int]]] = {}
        self._quotations: dict[int, list[tuple[int, int]]] = {}
        self._above = _headings_over(reading)
        self._headed: dict[tuple[int, int], tuple[int, int] | None] = {}
        self._led: dict[tuple[int, int], tuple[int, int] | None] = {}
        self._introduced: dict[tuple[int, int], tuple[int, int] | None] = {}
        self._before_list = _lines_before_lists(reading)

    def of(self, index: int, start: int, end: int) -> frozenset[Stance]:
        """Stances of the claim at text offsets ``start`` to ``end`` in sentence number ``index``."""
        return frozenset(sign.stance for sign in self.signs(index, start, end))

    def signs(self, index: int, start: int, end: int, wanted: frozenset[Stance] = frozenset(Stance)) -> Iterator[Sign]:
        """What gives the claim its wanted stances: the first cue of each stance and manner."""
        sentence = self._reading.sentences[index]
        for number, cues in self._cues:
            if cues.stance not in wanted:
                continue
            where = self._reaching(number, cues, index, start - sentence.start, end - sentence.start)
            if where is not None:
                yield Sign(cues.stance, cues.manner, sentence.start + where[0], sentence.start + where[1])
            elif (taken := self._taken_over(number, cues, index)) is not None:
                yield Sign(cues.stance, cues.manner, *taken)
        if Stance.QUOTED in wanted:
            quoted = self._quoted(sentence)
            at = bisect_right(quoted, start, key=lambda one: one[0]) - 1
            if at >= 0 and end <= quoted[at][1]:
                yield Sign(Stance.QUOTED, "", *quoted[at])

    def _reaching(self, number: int, cues: _Cues, index: int, first: int, last: int) -> tuple[int, int] | None:
        """Where in the sentence a cue stands whose reach takes in the claim at ``first`` to ``last``."""
        found = self._cues_in(number, cues, index)
        if not found:
            return None
        borders, stops, relative = self._borders_of(number, cues, index)
        for reach, start, end in found:
            within = first <= start and end <= last
            if reach == "forward":
                # "Some people" still softens a claim that begins with "people".
                before = end <= first or (cues.stance is Stance.HEDGED and start < first)
                reached = before and not (_any_in(borders, end, first) or _any_in(stops, end, first))
            elif reach == "backward":
                reached = start >= last and not (_any_in(borders, last, start) or _any_in(relative, last, start))
            elif reach == "clause":
                low, high = min(end, last), max(start, first)
                reached = within or not (_any_in(borders, low, high) or _any_in(stops, low, high))
            elif reach == "inside":
                reached = start < last and first < end
            else:  # what disputes inside the claim is part of the claim: "the virus is a hoax"
                reached = cues.stance is not Stance.DISPUTED or not within
            if reached:
                return start, end
        return None

    def _cues_in(self, number: int, cues: _Cues, index: int) -> tuple[_Cue, ...]:
        key = number, index
        if key not in self._found:
            text = self._reading.sentence_text(self._reading.sentences[index])
            if index not in self._sets:
                self._sets[index] = self._all.sieve.sets_in(text)
            self._found[key] = tuple(_found(cues, self._all.sieve, self._sets[index], text))
        return self._found[key]

    def _borders_of(self, number: int, cues: _Cues, index: int) -> tuple[list[int], list[int], list[int]]:
        """Offsets in a sentence at which the cues stop: both ways, on the way forward, on the way back."""
        key = number, index
        if key not in self._borders:
            text = self._reading.sentence_text(self._reading.sentences[index])
            borders = [start for start, _ in self._all.borders.spans(text)]
            stops = sorted(start for start, _ in cues.stops.spans(text))
            if stops:
                inner = _inner_commas(text)
                stops = [at for at in stops if at not in inner]
            passed = {start for start, _ in cues.passes.spans(text)}
            borders = [at for at in borders if at not in passed]
            self._borders[key] = borders, stops, [start for start, _ in self._all.borders_backward.spans(text)]
        return self._borders[key]

    def _quoted(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Quotations of the sentence's block; one may go over several sentences."""
        if sentence.block not in self._quotations:
            block = self._reading.block_of(sentence)
            text = self._reading.folded[block.start : block.end]
            self._quotations[sentence.block] = (
                [(block.start, block.end)]
                # Who sells stands behind the praise that he puts into a block quotation.
                if block.kind is BlockKind.QUOTE and not self._reading.sells
                else [(block.start + match.start(), block.start + match.end()) for match in _QUOTATION.finditer(text)]
            )
        return self._quotations[sentence.block]

    def _taken_over(self, number: int, cues: _Cues, index: int) -> tuple[int, int] | None:
        """Where a neighbour or the section gives the sentence its stance; text offsets."""
        key = number, index
        if key not in self._taken:
            self._taken[key] = next(self._around(number, cues, index), None)
        return self._taken[key]

    def _around(self, number: int, cues: _Cues, index: int) -> Iterator[tuple[int, int]]:
        reading = self._reading
        blocks = reading.page.blocks
        sentence = reading.sentences[index]
        block = blocks[sentence.block]
        key = number, sentence.block
        if key not in self._led:
            self._led[key] = next(self._spans(cues.lead, block.start, block.end), None)
        if (led := self._led[key]) is not None:
            yield led
        if cues.heading.expressions and block.region is not Region.NAVIGATION:
            above = sentence.block if block.kind is BlockKind.HEADING else reading.headings[sentence.block]
            if (headed := self._under(number, cues, above)) is not None:
                yield headed
        if cues.next.expressions and index + 1 < len(reading.sentences):
            following = reading.sentences[index + 1]
            near = following.block == sentence.block or (
                following.block == sentence.block + 1
                and block.kind in (BlockKind.HEADING, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.TABLE_CELL)
            )
            if near:
                yield from self._spans(cues.next, following.start, following.end)
        if block.kind is BlockKind.LIST_ITEM and block.start == sentence.start:
            key = number, self._before_list[sentence.block]
            if key not in self._introduced:
                self._introduced[key] = next(self._introducing(cues, key[1]), None)
            if (introduced := self._introduced[key]) is not None:
                yield introduced

    def _spans(self, expression: _Any, start: int, end: int) -> Iterator[tuple[int, int]]:
        for first, last in expression.spans(self._reading.folded[start:end]):
            yield start + first, start + last

    def _under(self, number: int, cues: _Cues, heading: int) -> tuple[int, int] | None:
        """Where a heading, or one over it, has a cue; the nearest. ``heading`` -1 is none."""
        passed: list[int] = []
        found: tuple[int, int] | None = None
        while heading >= 0 and (number, heading) not in self._headed:
            block = self._reading.page.blocks[heading]
            found = next(self._spans(cues.heading, block.start, block.end), None)
            passed.append(heading)
            if found is not None:
                break
            heading = self._above[heading]
        if found is None and heading >= 0:
            found = self._headed[number, heading]
        self._headed.update(((number, one), found) for one in passed)
        return found

    def _introducing(self, cues: _Cues, at: int) -> Iterator[tuple[int, int]]:
        """The cue in "It does not:" or "Beware of words such as:", for the items of the list below block ``at``."""
        blocks = self._reading.page.blocks
        if at < 0 or blocks[at].kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            return
        lead = self._reading.folded[blocks[at].start : blocks[at].end]
        last = max(lead.rfind(b". ", 0, len(lead) - 1), lead.rfind(b"? "), lead.rfind(b"! ")) + 1
        if not lead.endswith(b":"):
            return
        borders = [start for start, _ in self._all.borders.spans(lead[last:-1])]
        sieve = self._all.sieve
        for reach, start, end in _found(cues, sieve, sieve.sets_in(lead[last:]), lead[last:]):
            if reach == "sentence" or (reach == "forward" and not any(end <= border for border in borders)):
                yield blocks[at].start + last + start, blocks[at].start + last + end


def _headings_over(reading: Reading) -> Mapping[int, int]:
    """For every heading the one of higher rank above it, or -1; both as indexes of blocks."""
    over: dict[int, int] = {}
    for index, block in enumerate(reading.page.blocks):
        if block.kind is BlockKind.HEADING:
            above = reading.headings[index]
            # Under a heading of lower rank, or under what that stands under, this one does not stand.
            while above >= 0 and reading.page.blocks[above].level >= block.level:
                above = over[above]
            over[index] = above
    return over


def _lines_before_lists(reading: Reading) -> Mapping[int, int]:
    """For every list item the block above its list, or -1."""
    before: dict[int, int] = {}
    for index, block in enumerate(reading.page.blocks):
        if block.kind is BlockKind.LIST_ITEM:
            before[index] = before.get(index - 1, index - 1)
    return before


def _any_in(places: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the places, which are in order, is ``low`` or more and less than ``high``."""
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _found(cues: _Cues, sieve: Sieve, sets: int, text: bytes) -> Iterator[_Cue]:
    """Cues in a sentence, of all reaches within it; those inside a pseudo-cue are none."""
    likely = [(reach, one) for reach, number, one in cues.within if sieve.may_match(number, sets)]
    lower = text.lower() if likely else b""
    found = [_Cue(reach, start, end) for reach, one in likely for start, end in one.matches(text, lower)]
    if not found or cues.unless.found_in(text):
        return
    none = list(cues.pseudo.spans(text))
    for cue in found:
        if not any(first < cue.end and cue.start < last for first, last in none):
            yield cue


def _inner_commas(text: bytes) -> set[int]:
    """Offsets of commas that close no clause."""
    inner = {match.start() for match in _LIST_COMMA.finditer(text)}
    for match in _INSERTION.finditer(text):
        inner.update((match.start(), match.end() - 1))
    return inner
