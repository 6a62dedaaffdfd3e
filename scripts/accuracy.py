"""Measure the rules against the gold of fixtures/pages, sentence by sentence.

Two parts are told apart: the pages on which rules were tuned, and those held out, on which none was. A sentence with
a finding is right when a piece of its evidence overlaps a gold quote of its family; a gold quote is found when a
finding of its family overlaps it. Sentences that gold calls ``unsure`` count neither way; so do page-level gold and
the findings about a page as a whole. Intervals are 95 %, from resampling pages.

Exits with 1 when a rule that calls itself confident is right less often than that.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import citations_table
import stance_table
import uses_table
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Finding, PageReport, Skipped
from healthaudit.sources import collect

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "fixtures" / "pages"
HELD_OUT = PAGES / "held-out"
REPORT = ROOT / "reports" / "accuracy.md"
FAMILIES = ("overclaim", "off-label", "hotline", "citation", "safety")
#: A rule of confidence "high" must be right this often, once it has so many findings.
LEAST_PRECISION = 0.90
LEAST_FINDINGS = 5
_RESAMPLES = 1000


class Place(NamedTuple):
    """A gold quote on the page; offsets into the text with white space folded."""

    start: int
    end: int
    family: str | None
    kind: str
    quote: str


class Hit(NamedTuple):
    """A finding held against gold."""

    family: str
    rule: str
    sentence: int
    """Offset at which the sentence of its first evidence begins."""
    quote: str
    right: bool | None
    """None when gold is unsure."""


class Compared(NamedTuple):
    """One page against its gold."""

    page: PageReport
    kind: str
    hits: tuple[Hit, ...]
    found: tuple[Place, ...]
    missed: tuple[Place, ...]

    @property
    def name(self) -> str:
        """Name of the page's file."""
        return Path(self.page.page.source).name


class Figures(NamedTuple):
    """Counts of one family: sentences flagged rightly and wrongly, gold found and missed."""

    right: int
    wrong: int
    found: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the flagged sentences that gold upholds; 0 for none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of gold that was found; 0 for none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def load(folder: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Pages of a folder (not of those below it) that have gold, with it."""
    for document in collect([str(folder)]):
        if isinstance(document, Skipped):
            raise SystemExit(f"{document.source}: {document.reason}")
        gold = Path(document.source + ".gold.yml")
        if gold.exists() and gold.parent.resolve() == folder.resolve():
            yield document, yaml.safe_load(gold.read_text("utf-8"))


def places(page: PageReport, entries: Sequence[Mapping[str, Any]]) -> Iterator[Place]:
    """Every occurrence of the gold quotes in the text of the page."""
    text = " ".join(page.page.text.split())
    for entry in entries:
        quote = " ".join(entry["quote"].split())
        at = text.find(quote)
        while at >= 0:
            yield Place(at, at + len(quote), entry.get("family"), entry.get("kind", ""), quote)
            at = text.find(quote, at + 1)


def compare(page: PageReport, gold: Mapping[str, Any]) -> Compared:
    """Match findings and gold of one page."""
    wanted = list(places(page, gold.get("findings") or []))
    unsure = list(places(page, gold.get("unsure") or []))
    by_source = _source_to_folded(page)
    starts = sorted({block.start for block in page.page.blocks})
    hits, hit = [], set()
    for finding in page.findings:
        if finding.family.value not in FAMILIES or not finding.evidence or finding.evidence[0].role == "page":
            continue
        if finding.rule in uses_table.PAGE_RULES:  # about the page: see uses_table
            continue
        family = finding.family.value
        spans = [(by_source[e.span.start], by_source[e.span.end - 1] + 1) for e in finding.evidence]
        matched = {place for place in wanted if place.family == family and _overlaps(place, spans)}
        hit |= matched
        doubtful = any(place.family in (None, family) and _overlaps(place, spans) for place in unsure)
        right = True if matched else None if doubtful else False
        hits.append(Hit(family, finding.rule, _sentence(page, finding, starts), finding.evidence[0].quote, right))
    missed = tuple(place for place in wanted if place not in hit and place.family in FAMILIES)
    return Compared(page, gold.get("kind", ""), tuple(hits), tuple(hit), missed)


def _overlaps(place: Place, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < place.end and place.start < end for start, end in spans)


def _sentence(page: PageReport, finding: Finding, starts: Sequence[int]) -> int:
    """Where the sentence of the first evidence begins, told by the stop before it, or its block."""
    text, at = page.page.text, page.page.text.find(finding.evidence[0].quote)
    if at < 0:
        return finding.evidence[0].span.start
    block = starts[max(0, bisect_right(starts, at) - 1)] if starts else 0
    return max(block, *(text.rfind(stop, block, at) for stop in (". ", "! ", "? ", "\n")))


def _source_to_folded(page: PageReport) -> list[int]:
    """For each source offset the offset, once white space is folded, of the character that stands there."""
    folded, at, space = [], 0, True
    for character in page.page.text:
        folded.append(at)
        if character.isspace():
            at += 0 if space else 1
            space = True
        else:
            at += 1
            space = False
    back = [0] * (len(page.page.raw) + 1)
    for block in page.page.blocks:
        for offset in range(block.start, block.end):
            span = page.page.span(offset, offset + 1)
            for source in range(span.start, span.end):
                back[source] = folded[offset]
    return back


def figures(compared: Sequence[Compared], family: str) -> Figures:
    """Counts of a family over pages."""
    right = wrong = found = missed = 0
    for one in compared:
        verdicts: dict[int, bool] = {}
        for hit in one.hits:
            if hit.family == family and hit.right is not None:
                verdicts[hit.sentence] = verdicts.get(hit.sentence, False) or hit.right
        right += sum(verdicts.values())
        wrong += sum(not verdict for verdict in verdicts.values())
        found += sum(place.family == family for place in one.found)
        missed += sum(place.family == family for place in one.missed)
    return Figures(right, wrong, found, missed)


def interval(compared: Sequence[Compared], family: str) -> tuple[float, float]:
    """95 % interval of F1, from resampling pages with a fixed seed."""
    each = [figures([one], family) for one in compared]
    chance = random.Random(0)
    values = sorted(
        Figures(*map(sum, zip(*chance.choices(each, k=len(each)), strict=True))).f1 for _ in range(_RESAMPLES)
    )
    return values[int(0.025 * _RESAMPLES)], values[int(0.975 * _RESAMPLES) - 1]


def table(compared: Sequence[Compared]) -> Iterator[str]:
    """Precision, recall and F1 by family."""
    yield f"{'family':<12}{'right':>7}{'wrong':>7}{'found':>7}{'missed':>8}{'precision':>11}{'recall':>8}{'F1':>6}"
    for family in FAMILIES:
        one = figures(compared, family)
        low, high = interval(compared, family)
        yield (
            f"{family:<12}{one.right:>7}{one.wrong:>7}{one.found:>7}{one.missed:>8}"
            f"{one.precision:>11.2f}{one.recall:>8.2f}{one.f1:>6.2f}  {low:.2f} to {high:.2f}"
        )


def recall_by_kind(compared: Sequence[Compared]) -> Iterator[str]:
    """How much of each kind of gold is found."""
    found = Counter(f"{place.family}/{place.kind}" for one in compared for place in one.found)
    missed = Counter(f"{place.family}/{place.kind}" for one in compared for place in one.missed)
    for kind in sorted(found | missed):
        total = found[kind] + missed[kind]
        yield f"{kind:<40}{found[kind]:>4} of {total:<4}{found[kind] / total:>6.2f}"


def by_rule(compared: Sequence[Compared]) -> dict[str, tuple[int, int]]:
    """Rule -> (right, wrong) findings, over all pages."""
    right = Counter(hit.rule for one in compared for hit in one.hits if hit.right)
    wrong = Counter(hit.rule for one in compared for hit in one.hits if hit.right is False)
    return {rule: (right[rule], wrong[rule]) for rule in sorted(right | wrong)}


def overconfident(counts: Mapping[str, tuple[int, int]], auditor: Auditor) -> Iterator[str]:
    """Rules that call themselves confident, and are not."""
    confident = {one.rule.id for one in auditor.library.pack.rules.rules if one.rule.confidence == "high"}
    for rule, (right, wrong) in counts.items():
        if rule in confident and right + wrong >= LEAST_FINDINGS and right / (right + wrong) < LEAST_PRECISION:
            yield f"{rule}: confidence high, but right in {right} of {right + wrong}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", nargs="*", type=Path, help="folders with gold; unless given, tuning and held-out pages"
    )
    parser.add_argument("--wrong", action="store_true", help="list findings that gold does not uphold")
    parser.add_argument("--missed", action="store_true", help="list gold that no finding overlaps")
    parser.add_argument("--rules", action="store_true", help="count right and wrong findings of every rule")
    options = parser.parse_args()
    auditor = Auditor.load()
    everything: list[Compared] = []
    lines: list[str] = []
    for folder in options.folder or [PAGES, HELD_OUT]:
        audited = [(auditor.audit(document), gold) for document, gold in load(folder)]
        compared = [compare(page, gold) for page, gold in audited]
        everything.extend(compared)
        title = {PAGES: "Tuning pages", HELD_OUT: "Held-out pages"}.get(folder, folder.name)
        lines += [f"{title}: {len(compared)}", "", *table(compared), "", *recall_by_kind(compared), ""]
        lines += [uses_table.gold_summary(audited), ""]
        if folder.resolve() == HELD_OUT.resolve():  # who tunes rules must not see what is missed here
            continue
        for one in compared:
            for hit in one.hits:
                if options.wrong and hit.right is False:
                    print(f"wrong  {one.name}: {hit.family}: {hit.rule}: {hit.quote}")
            for place in one.missed if options.missed else ():
                print(f"missed {one.name}: {place.family}/{place.kind}: {place.quote}")
    counts = by_rule(everything)
    failed = list(overconfident(counts, auditor))
    rules = [f"{rule:<34}{right:>5} right{wrong:>5} wrong" for rule, (right, wrong) in counts.items()]
    if not options.folder:
        lines += ["Stance: sentences whose stances come out as the table gives them", "", *stance_table.summary(), ""]
        lines += ["Approval: facts, uses on pages, statements", "", *uses_table.summary(auditor), ""]
        lines += ["Citations: entries, links, faults, pairs", "", *citations_table.summary(auditor), ""]
        REPORT.write_text(_HEAD + "\n".join(["```text", *lines, "Findings by rule", "", *rules, "```", ""]), "utf-8")
    print(*lines, *(rules if options.rules else ()), *failed, sep="\n")
    return 1 if failed else 0


_HEAD = """\
# Accuracy

Written by `make accuracy`: the rules against the gold of [fixtures](../fixtures/README.md), sentence by sentence. Rules
were tuned on the tuning pages and not on those held out; the figures of the latter tell what to expect.

"""


if __name__ == "__main__":
    raise SystemExit(main())
