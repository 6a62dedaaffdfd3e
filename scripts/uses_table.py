"""Measure what is known and judged about approval: status checks, uses on pages, statements.

- fixtures/off-label/checks.csv: (product, condition, place) with the status that labels give, written by somebody else
  than the author of the facts. The facts were mended where this table showed them wrong, so its figure flatters them.
- fixtures/off-label/uses.yml: short pages with what they promote for what and how that is disclosed. The first half is
  for development, the second is held out. uses-more.yml has further ones, short and hard to tell, for development.
- fixtures/off-label/statements.yml: sentences about approval, true and false. Odd rows and statements-more.yml are for
  development, even rows are held out.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from healthaudit.approval import Status
from healthaudit.auditor import Auditor
from healthaudit.language.fold import fold
from healthaudit.library import Library
from healthaudit.model import Document, Media, PageReport

FOLDER = Path(__file__).parents[1] / "fixtures" / "off-label"
#: Rules about a page's uses; all others of the family judge sentences.
PAGE_RULES = {
    "use-undisclosed": "missing",
    "use-disclosed-too-late": "buried",
    "boxed-warning-unsaid": "",
    "supplement-for-disease": "",
}


class Check(NamedTuple):
    """One row of checks.csv and the answer of the facts."""

    row: Mapping[str, str]
    status: Status

    @property
    def right(self) -> bool:
        """Whether the answer is the one expected."""
        return self.status == self.row["expected"]


def named(library: Library, kind: Any, text: str) -> str:
    """Id of the product or condition that a text names; empty for none."""
    return library.knowledge.names.find(kind, text) or library.language.finder.longest(kind, fold(text))


def checks(library: Library) -> Iterator[Check]:
    """Every row of the table, answered."""
    with (FOLDER / "checks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            product = named(library, "product", row["product"])
            condition = named(library, "condition", row["condition"])
            yield Check(row, library.knowledge.approvals.status(product, condition, row["jurisdiction"]).status)


def cases() -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """(pages for development, pages held out)."""
    rows = yaml.safe_load((FOLDER / "uses.yml").read_text("utf-8"))
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]


def more_cases() -> Sequence[Mapping[str, Any]]:
    """Further pages for development: short ones whose offer is hard to tell."""
    rows: Sequence[Mapping[str, Any]] = yaml.safe_load((FOLDER / "uses-more.yml").read_text("utf-8"))
    return rows


def sentences() -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """(statements for development, statements held out)."""
    rows, more = (
        yaml.safe_load((FOLDER / name).read_text("utf-8")) for name in ("statements.yml", "statements-more.yml")
    )
    return [*rows[0::2], *more], rows[1::2]


def wanted(case: Mapping[str, Any]) -> str:
    """The finding that a page deserves: missing, buried, or none."""
    found = {use["disclosure"] for use in case["uses"]}
    return next((verdict for verdict in ("missing", "buried") if verdict in found), "none")


def given(page: PageReport) -> str:
    """The finding that a page gets: missing, buried, or none."""
    found = {PAGE_RULES.get(finding.rule, "") for finding in page.findings}
    return next((verdict for verdict in ("missing", "buried") if verdict in found), "none")


def audited(auditor: Auditor, case: Mapping[str, Any]) -> PageReport:
    """The page of a case, audited as it comes."""
    return auditor.audit(Document(case["id"], Media(case["media"]), case["text"]))


def called_wrong(auditor: Auditor, row: Mapping[str, Any]) -> bool:
    """Whether a statement about approval gets a finding of its family."""
    page = auditor.audit(Document("statement", Media.TEXT, row["text"]), any_page=True)
    return any(finding.family == "off-label" and finding.rule not in PAGE_RULES for finding in page.findings)


def summary(auditor: Auditor) -> Iterator[str]:
    """Figures, a line each."""
    answered = list(checks(auditor.library))
    right = sum(check.right for check in answered)
    worst = sum(check.row["expected"] == "approved" and check.status is Status.NOT_LISTED for check in answered)
    share = right / len(answered)
    yield f"status checks: {right} of {len(answered)} right, {share:.3f}; {worst} approved uses called not listed"
    for name, rows in zip(("development", "held out", "more for development"), (*cases(), more_cases()), strict=True):
        verdicts = [(wanted(case), given(audited(auditor, case))) for case in rows]
        same = sum(one == other for one, other in verdicts)
        alarms = sum(one == "none" != other for one, other in verdicts)
        yield (
            f"pages, {name}: verdict right on {same} of {len(verdicts)}, {same / len(verdicts):.3f}; "
            f"{alarms} false alarms on {sum(one == 'none' for one, _ in verdicts)}"
        )
    for name, rows in zip(("development", "held out"), sentences(), strict=True):
        counts = Counter((bool(row["wrong"]), called_wrong(auditor, row)) for row in rows)
        hits, alarms, missed = counts[True, True], counts[False, True], counts[True, False]
        precision, recall = hits / max(1, hits + alarms), hits / max(1, hits + missed)
        yield (
            f"statements, {name}: precision {precision:.3f}, recall {recall:.3f} "
            f"({hits} right, {alarms} false alarms, {missed} missed)"
        )


def gold_summary(pages: Sequence[tuple[PageReport, Mapping[str, Any]]]) -> str:
    """How often the verdict on a gold page's uses is that of its readers."""
    verdicts = []
    for page, gold in pages:
        kinds = {entry["kind"] for entry in gold.get("page") or [] if entry["family"] == "off-label"}
        want = next((verdict for verdict in ("missing", "buried") if verdict in kinds), "none")
        verdicts.append((want, given(page)))
    same = sum(one == other for one, other in verdicts)
    either = sum((one == "none") == (other == "none") for one, other in verdicts)
    alarms = sum(one == "none" != other for one, other in verdicts)
    return (
        f"uses: verdict right on {same} of {len(verdicts)} pages; told apart from none on {either}; "
        f"{alarms} false alarms on {sum(one == 'none' for one, _ in verdicts)}"
    )
