"""Measure healthaudit against all gold of this repository, and write reports/accuracy.md, .html and .json.

Labelled sentences (the batches kept for testing), the pages on which rules were tuned and the classifier learnt, and
those held out; then the tables of stance, approvals, citations, and the agreement of two readers.

Exits with 1, and writes nothing, when the F1 of a family falls by more than 0.02 against the report that is there
(--accept writes it all the same), when a rule that calls itself confident is right less often than that, and with
--check when the report that is there is not what comes out now.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import agreement
import citations_table
import stance_table
import uses_table
from healthaudit.auditor import Auditor
from healthaudit.digests import blake2b
from healthaudit.evaluation import Evaluation, evaluate, sentences
from healthaudit.evaluation.data import as_data
from healthaudit.evaluation.evaluate import figures
from healthaudit.evaluation.gold import read_corpus, read_pages
from healthaudit.evaluation.html import render_html
from healthaudit.evaluation.markdown import part_lines
from healthaudit.evaluation.outcomes import FAMILIES, by_rule
from healthaudit.evaluation.ways import Way

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "fixtures" / "pages"
GOLD = {
    "Labelled sentences, batches kept for testing": ROOT / "fixtures" / "corpus",
    "Pages that rules were tuned on and the classifier learnt from": PAGES,
    "Pages held out": PAGES / "held-out",
}
REPORT = ROOT / "reports" / "accuracy"
#: How far the F1 of a family may fall.
MOST_FALL = 0.02
#: A rule of confidence "high" must be right this often, once it has so many findings.
LEAST_PRECISION = 0.90
LEAST_FINDINGS = 5

_HEAD = """\
# Accuracy

Written by `make accuracy`: rules, classifier and both together against the gold of [fixtures](../fixtures/README.md).
[The same with plots](accuracy.html). Rules were tuned on the first set of pages, and the classifier learnt from them:
the figures there flatter both. Those of the test sentences and of the pages held out tell what to expect. In the
sentences half of the clean ones were written to look like the others, so they are harder than pages.

Precision is the share of what was flagged that gold upholds, recall the share of gold that was found; intervals are
95 %, from resampling whole topics or pages.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="write the report although a family has fallen")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the report is stale")
    options = parser.parse_args()
    auditor = Auditor.load()
    evaluation = evaluate(auditor, list(GOLD.values()), print)
    made = documents(evaluation, auditor)
    before = json.loads(REPORT.with_suffix(".json").read_text("utf-8")) if REPORT.with_suffix(".json").exists() else {}
    wrong = list(overconfident(counted(evaluation), auditor))
    if not options.accept:
        wrong += falls(before, json.loads(made[".json"]))
    if options.check:
        wrong += [f"reports/accuracy{suffix} is stale: make accuracy" for suffix in made if _stale(suffix, made)]
    print(*wrong, sep="\n")
    if wrong:
        return 1
    if not options.check:
        for suffix, text in made.items():
            REPORT.with_suffix(suffix).write_text(text, "utf-8")
            print(f"wrote reports/accuracy{suffix}")
    return 0


def _stale(suffix: str, made: Mapping[str, str]) -> bool:
    path = REPORT.with_suffix(suffix)
    return not path.exists() or path.read_text("utf-8") != made[suffix]


def documents(evaluation: Evaluation, auditor: Auditor) -> dict[str, str]:
    """Suffix to text of everything that is written."""
    data = as_data(evaluation, examples=0)  # who tunes rules or models must not see what is missed here
    for part, title in zip(data["parts"], GOLD, strict=True):
        part["name"] = title
    lines = [_HEAD]
    for part in data["parts"]:
        lines += part_lines(part)
    sections = {
        "What each profile shows of the test sentences: precision and recall": by_profile(auditor),
        "Uses on pages": [uses_table.gold_summary(audited(auditor, folder)) for folder in (PAGES, PAGES / "held-out")],
        "Stance: sentences whose stances come out as the table gives them": stance_table.summary(),
        "Approval: facts, uses on pages, statements": uses_table.summary(auditor),
        "Citations: entries, links, faults, pairs": citations_table.summary(auditor),
        "Two readers of the same sentences: Krippendorff's alpha": agreement.summary(),
        "Findings on pages by rule": (
            f"{rule:<34}{right:>5} right{wrong:>5} wrong" for rule, (right, wrong) in counted(evaluation).items()
        ),
    }
    for title, body in sections.items():
        lines += [f"## {title}", "", "```text", *body, "```", ""]
    data_of_all = {"inputs": inputs(auditor), "rules": counted(evaluation), **data}
    return {
        ".md": "\n".join(lines),
        ".html": render_html(data),
        ".json": json.dumps(data_of_all, ensure_ascii=False, indent=1) + "\n",
    }


def inputs(auditor: Auditor) -> dict[str, str]:
    """Digests of what the figures follow from, but for the code."""
    digest = blake2b(digest_size=8)
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.is_file() and {"corpus", "pages"} & set(path.parts):
            digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    tool = auditor.tool()
    return {"rules": tool.rules_digest, "model": tool.model, "gold": digest.hexdigest()}


def audited(auditor: Auditor, folder: Path) -> list[tuple[Any, Mapping[str, Any]]]:
    """(report, gold) of each page with gold."""
    return [(auditor.audit(page.document), page.gold) for page in read_pages(folder)]


def by_profile(auditor: Auditor) -> Iterator[str]:
    """How precise each profile is, and what it leaves."""
    corpus = read_corpus(ROOT / "fixtures" / "corpus")
    chosen = [one for one in corpus.sentences if one.batch in corpus.test]
    for name in auditor.library.pack.profiles:
        shown = replace(auditor, settings=replace(auditor.settings, profile=name))
        outcomes = sentences.outcomes_of(chosen, sentences.findings_of(shown, chosen))
        parts = [(family.value, figures(outcomes, [family]).counts) for family in FAMILIES]
        told = "  ".join(f"{family} {one.precision:.2f} {one.recall:.2f}" for family, one in parts)
        whole = figures(outcomes, list(FAMILIES)).counts
        yield f"{name:<8} {told}  together {whole.precision:.2f} {whole.recall:.2f}"


def counted(evaluation: Evaluation) -> dict[str, tuple[int, int]]:
    """Rule to its (right, wrong) findings on all pages with gold."""
    summed: dict[str, tuple[int, int]] = {}
    for part in evaluation.parts:
        if part.unit == "pages":
            for rule, (right, wrong) in by_rule(part.outcomes[Way.BOTH]).items():
                before = summed.get(rule, (0, 0))
                summed[rule] = (before[0] + right, before[1] + wrong)
    return dict(sorted(summed.items()))


def overconfident(counts: Mapping[str, tuple[int, int]], auditor: Auditor) -> Iterator[str]:
    """Rules that call themselves confident, and are not."""
    confident = {one.rule.id for one in auditor.library.pack.rules.rules if one.rule.confidence == "high"}
    for rule, (right, wrong) in counts.items():
        if rule in confident and right + wrong >= LEAST_FINDINGS and right / (right + wrong) < LEAST_PRECISION:
            yield f"{rule}: confidence high, but right in {right} of {right + wrong}"


def falls(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Families whose F1 has fallen too far."""
    earlier = {part["name"]: part for part in before.get("parts", [])}
    for part in now["parts"]:
        for family, ways in part["families"].items():
            was = earlier.get(part["name"], {}).get("families", {}).get(family, {})
            for way, one in ways.items():
                fall = was[way]["f1"]["value"] - one["f1"]["value"] if way in was else 0.0
                if fall > MOST_FALL:
                    yield f"{part['name']}: {family}, {way}: F1 fell by {fall:.3f}, to {one['f1']['value']:.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
