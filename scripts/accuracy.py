"""Measure the rules against the gold of fixtures/pages, sentence by sentence: precision, recall and F1 per family.

A finding is right when a piece of its evidence overlaps a gold quote of its family; a gold quote is found when a
finding of its family overlaps it. Findings that overlap an ``unsure`` quote count neither way; so do page-level gold
and the families that are judged by page (off-label pairs, transparency).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from healthaudit.auditor import Auditor
from healthaudit.model import Document, PageReport, Skipped
from healthaudit.sources import collect

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "fixtures" / "pages"
SENTENCE_FAMILIES = ("overclaim", "off-label", "hotline", "citation", "safety")


@dataclass(frozen=True, slots=True)
class Place:
    """A gold quote on the page; text offsets."""

    start: int
    end: int
    family: str | None
    kind: str
    quote: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One page against its gold."""

    page: PageReport
    kind: str
    right: tuple[tuple[str, str], ...]
    """(family, rule) of findings that gold upholds."""
    wrong: tuple[tuple[str, str, str], ...]
    """(family, rule, quote) of findings that it does not."""
    found: tuple[Place, ...]
    missed: tuple[Place, ...]


def places(page: PageReport, entries: list[dict[str, Any]]) -> Iterator[Place]:
    """Every occurrence of the gold quotes in the text of the page."""
    text = " ".join(page.page.text.split())
    for entry in entries:
        quote = " ".join(entry["quote"].split())
        at = text.find(quote)
        while at >= 0:
            yield Place(at, at + len(quote), entry.get("family"), entry.get("kind", ""), quote)
            at = text.find(quote, at + 1)


def folded_offsets(text: str) -> list[int]:
    """For each offset of the text its offset once white space is folded."""
    offsets, at, space = [], 0, True
    for character in text:
        offsets.append(at)
        if character.isspace():
            at += 0 if space else 1
            space = True
        else:
            at += 1
            space = False
    return [*offsets, at]


def compare(page: PageReport, gold: Mapping[str, Any]) -> Compared:
    """Match findings and gold of one page."""
    wanted = list(places(page, gold.get("findings") or []))
    unsure = list(places(page, gold.get("unsure") or []))
    fold = folded_offsets(page.page.text)
    by_source: list[int] | None = None
    right, wrong, hit = [], [], set()
    for finding in page.findings:
        if finding.family.value not in SENTENCE_FAMILIES or not finding.evidence:
            continue
        if finding.evidence[0].role == "page":
            continue
        by_source = by_source or source_to_text(page)
        spans = [(fold[by_source[e.span.start]], fold[by_source[e.span.end - 1] + 1]) for e in finding.evidence]
        matched = [
            place
            for place in wanted
            if place.family == finding.family.value and any(s < place.end and place.start < e for s, e in spans)
        ]
        if matched:
            hit.update(matched)
            right.append((finding.family.value, finding.rule))
        elif not any(
            p.family in (None, finding.family.value) and any(s < p.end and p.start < e for s, e in spans)
            for p in unsure
        ):
            wrong.append((finding.family.value, finding.rule, finding.evidence[0].quote))
    missed = tuple(place for place in wanted if place not in hit and place.family in SENTENCE_FAMILIES)
    return Compared(page, gold.get("kind", ""), tuple(right), tuple(wrong), tuple(hit), missed)


def source_to_text(page: PageReport) -> list[int]:
    """For each source offset the text offset of the character that stands there (or the one before)."""
    back = [0] * (len(page.page.raw) + 1)
    for block in page.page.blocks:
        for offset in range(block.start, block.end):
            span = page.page.span(offset, offset + 1)
            for at in range(span.start, span.end):
                back[at] = offset
    return back


def figures(compared: list[Compared]) -> Iterator[tuple[str, int, int, int]]:
    """(family, right, wrong, missed)."""
    for family in SENTENCE_FAMILIES:
        yield (
            family,
            sum(1 for c in compared for name, _ in c.right if name == family),
            sum(1 for c in compared for name, _, _ in c.wrong if name == family),
            sum(1 for c in compared for place in c.missed if place.family == family),
        )


def load(folder: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Pages that have gold, with it."""
    for document in collect([str(folder)]):
        if isinstance(document, Skipped):
            raise SystemExit(f"{document.source}: {document.reason}")
        gold = Path(document.source + ".gold.yml")
        if gold.exists():
            yield document, yaml.safe_load(gold.read_text("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--wrong", action="store_true", help="list findings that gold does not uphold")
    parser.add_argument("--missed", action="store_true", help="list gold that no finding overlaps")
    parser.add_argument("--rules", action="store_true", help="count right and wrong findings by rule")
    options = parser.parse_args()
    auditor = Auditor.load()
    compared = [compare(auditor.audit(document), gold) for document, gold in load(options.folder)]
    for c in compared:
        counts = Counter(finding.severity.value for finding in c.page.findings)
        print(f"{c.kind:<10} {c.page.score.value!s:>4}  {Path(c.page.page.source).name:<45} {dict(counts)}")
    print(f"\n{'family':<12}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}{'F1':>6}")
    for family, right, wrong, missed in figures(compared):
        precision = right / (right + wrong) if right + wrong else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"{family:<12}{right:>7}{wrong:>7}{missed:>8}{precision:>11.2f}{recall:>8.2f}{f1:>6.2f}")
    if options.rules:
        counts = Counter((rule, True) for c in compared for _, rule in c.right)
        counts.update((rule, False) for c in compared for _, rule, _ in c.wrong)
        for rule in sorted({rule for rule, _ in counts}):
            print(f"{rule:<32}{counts[rule, True]:>5} right{counts[rule, False]:>5} wrong")
    for c in compared:
        name = Path(c.page.page.source).name
        for family, rule, quote in c.wrong if options.wrong else ():
            print(f"wrong  {name}: {family}: {rule}: {quote}")
        for place in c.missed if options.missed else ():
            print(f"missed {name}: {place.family}/{place.kind}: {place.quote}")


if __name__ == "__main__":
    main()
