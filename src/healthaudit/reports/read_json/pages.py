"""A page of a report: what was found, its score, and its text as far as reports need it."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import chain, pairwise

from healthaudit.model import (
    Benchmark,
    Block,
    BlockKind,
    Family,
    FamilyScore,
    LedgerEntry,
    Media,
    Outcome,
    Page,
    PageFacts,
    PageKind,
    PageReport,
    Profile,
    Region,
    RuleOutcome,
    Score,
)
from healthaudit.offsets import Lines, OffsetMap
from healthaudit.reports.read_json.fields import Fields, Wrong
from healthaudit.reports.read_json.findings import call, finding, problem, source, use

__all__ = ["page"]

_NO_TEXT = "this report was written by an earlier healthaudit, which did not keep the text of pages: audit it again"
_LEVELS = 6
#: Characters between a block and the next. There are one or two; more would only fill the memory.
_GAP = 1_000


def page(data: Fields) -> PageReport:
    """One page. What fields were not there from the beginning may be missing."""
    notes = data.texts("notes")
    findings = data.many("findings", finding)
    return PageReport(
        page=_page(data),
        language=data.name("language"),
        score=_score(data, Counter(each.family for each in findings)),
        findings=findings,
        outcomes=data.words("outcomes", RuleOutcome),
        profile=data.maybe("profile", _profile),
        benchmarks=data.many("benchmarks", _benchmark, ()),
        uses=data.many("uses", use, ()),
        sources=data.many("sources", source, ()),
        sourced=data.maybe("sourced", _sourced) or (0, 0),
        calls=data.many("calls", call, ()),
        notes=notes if data.has("blocks") or _NO_TEXT in notes else (*notes, _NO_TEXT),
        suppressed=data.many("suppressed", finding),
        suppression_problems=data.many("suppression_problems", problem, ()),
        left_out=data.whole("left_out", 0),
        gone=data.whole("gone", 0),
        errors=data.texts_of("errors"),
    )


def _page(data: Fields) -> Page:
    """Without its source, which is not in the report: neither its markup nor its comments nor its links."""
    words = data.many("blocks", _words, ())
    starts = [block.start for block, _ in words]
    ends = [block.end for block, _ in words]
    for at, (end, start) in enumerate(zip([0, *ends], starts, strict=False)):
        if not 0 <= start - end <= _GAP:
            raise Wrong(f"it should be {end} or a little more, and is {start}", f"blocks[{at}].start")
    # Nobody sees what stands between blocks: only its length matters.
    gaps = ["\n" * (start - end) for end, start in zip([0, *ends], starts, strict=False)]
    text = "".join(chain.from_iterable(zip(gaps, (said for _, said in words), strict=True)))
    return Page(
        source=data.text("source"),
        media=data.word("media", Media),
        raw="",
        text=f"{text}\n" if words else "",
        blocks=tuple(block for block, _ in words),
        links=(),
        comments=(),
        facts=data.one("facts", _facts),
        offsets=data.maybe("offsets", _offsets) or OffsetMap(array("q"), array("q"), array("q")),
        lines=Lines(array("q", [0])),
        title=data.text("title"),
        notes=data.texts("reading_notes", ()),
    )


def _words(data: Fields) -> tuple[Block, str]:
    """A block and its words."""
    words = data.text("words")
    start = data.whole("start")
    block = Block(
        kind=data.word("kind", BlockKind),
        region=data.word("region", Region),
        start=start,
        end=start + len(words),
        level=data.whole("level", 0, most=_LEVELS),
        number=data.whole("number", 0),
    )
    return block, words


def _offsets(data: Fields) -> OffsetMap:
    text, starts, ends = data.wholes("text"), data.wholes("source"), data.wholes("source_end", least=-1)
    if not len(text) == len(starts) == len(ends):
        raise Wrong("text, source and source_end should be equally long")
    if any(before >= after for before, after in pairwise(text)):
        raise Wrong("it should rise", "text")
    return OffsetMap(array("q", text), array("q", starts), array("q", ends))


def _facts(data: Fields) -> PageFacts:
    return PageFacts(**{name: data.text(name, "") for name in PageFacts._fields})


def _score(data: Fields, counts: Counter[Family]) -> Score:
    """The score of a page. ``counts``: its findings, for reports that do not say how many each family has."""
    bounds = data.wholes("range") if data.has("range") else []
    if bounds and (len(bounds) != 2 or max(bounds) > 100):
        raise Wrong("it should be two numbers from 0 to 100", "range")
    low, high = bounds or (None, None)
    return Score(
        value=_points(data, "score"),
        low=low,
        high=high,
        grade=data.text("grade"),
        families=data.one("families", lambda families: _families(families, data, counts)),
        ledger=data.many("ledger", _entry),
        capped=data.flag("capped"),
    )


def _families(scores: Fields, data: Fields, counts: Counter[Family]) -> tuple[FamilyScore, ...]:
    told = Fields(data.mapping("family_findings", {}))
    return tuple(
        FamilyScore(family, _points(scores, name), told.whole(name, counts[family]))
        for name, family in scores.keyed(Family)
    )


def _points(data: Fields, key: str) -> int | None:
    """A score; None for null, which has to be said."""
    return None if key in data.data and not data.has(key) else data.whole(key, most=100)


def _entry(data: Fields) -> LedgerEntry:
    return LedgerEntry(
        finding=data.name("finding"),
        rule=data.name("rule"),
        family=data.word("family", Family),
        outcome=data.word("outcome", Outcome),
        weight=data.number("weight"),
        confidence=data.number("confidence"),
        repeat=data.number("repeat"),
        points=data.number("points"),
    )


def _profile(data: Fields) -> Profile:
    return Profile(data.word("kind", PageKind), data.texts("because"))


def _benchmark(data: Fields) -> Benchmark:
    return Benchmark(data.text("id"), data.text("question"), data.text("answer"))


def _sourced(data: Fields) -> tuple[int, int]:
    return data.whole("with"), data.whole("of")
