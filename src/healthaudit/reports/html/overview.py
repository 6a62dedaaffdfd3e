"""What many pages come to, as values; ``templates/overview.html.j2`` shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.model import Family, Report
from healthaudit.reports.html.charts import Chart, chart, count_axis, score_axis
from healthaudit.reports.html.overview_rows import (
    Address,
    Bar,
    FamilyRow,
    PageRow,
    RuleRow,
    Told,
    bars,
    by_severity,
    family_row,
    page_row,
    rule_rows,
    skipped,
    unscored,
)
from healthaudit.reports.html.trend import Change, Key, Mean, Run, changes, keyed, mean

__all__ = ["Address", "Overview", "Run", "overview_of"]

_WORST = 6


class Overview(NamedTuple):
    """All pages of a run together, and how they stand to the runs before."""

    pages: tuple[PageRow, ...]
    """In the order of the report."""
    score: Mean
    severities: tuple[int, ...]
    """Findings of each severity, worst first."""
    review: int
    """Findings that wait for a person."""
    failing: int
    """Pages with findings that ask for a change."""
    compared: bool
    """Whether findings were held against a baseline."""
    bars: tuple[Bar, ...]
    worst: tuple[PageRow, ...]
    rules: tuple[RuleRow, ...]
    families: tuple[FamilyRow, ...]
    skipped: tuple[Told, ...]
    unscored: tuple[Told, ...]
    runs: tuple[Run, ...]
    """The earlier ones and this one, oldest first; empty without earlier ones."""
    charts: tuple[Chart, ...]
    change: Change | None
    """Against the run before; None without one."""
    addresses: Mapping[Key, str]
    """Where the pages of this run are, for those that are named in ``change``."""

    @property
    def findings(self) -> int:
        return sum(self.severities)

    @property
    def left_out(self) -> int:
        """Sources that could not be audited."""
        return sum(len(each.pages) for each in self.skipped)


def overview_of(
    report: Report, earlier: Sequence[Run] = (), *, label: str = "this run", addresses: Sequence[Address] | None = None
) -> Overview:
    """The overview of a report.

    ``earlier`` are the runs before it, oldest first, and ``label`` is what it is called beside them. ``addresses`` has
    one for each page; without them they are those of a report in one file.
    """
    if addresses is None:
        addresses = [Address(f"#p{number}", f"#p{number}") for number, _ in enumerate(report.pages, 1)]
    placed = list(zip(report.pages, addresses, strict=True))
    rows = tuple(page_row(page, address) for page, address in placed)
    findings = [finding for page in report.pages for finding in page.findings]
    runs = (*earlier, Run.of(label, report)) if earlier else ()
    return Overview(
        pages=rows,
        score=mean(row.score for row in rows),
        severities=by_severity(findings),
        review=sum(row.review for row in rows),
        failing=sum(bool(row.failed) for row in rows),
        compared=any(finding.baseline for finding in findings),
        bars=tuple(bars([row.score for row in rows])),
        worst=_worst(rows),
        rules=tuple(rule_rows(placed)),
        families=tuple(family_row(family, report.pages) for family in Family),
        skipped=tuple(skipped(report)),
        unscored=tuple(unscored(placed)),
        runs=runs,
        charts=tuple(_charts(runs)) if runs else (),
        change=changes(runs[-2], runs[-1]) if runs else None,
        addresses={key: address.page for (key, _), address in zip(keyed(report.pages), addresses, strict=True)},
    )


def _worst(rows: Sequence[PageRow]) -> tuple[PageRow, ...]:
    """Pages with the lowest scores; of the same score first those that lost most points: a score ends at 0."""
    losing = [row for row in rows if row.score is not None and row.lost]
    return tuple(sorted(losing, key=lambda row: (row.score, -row.lost))[:_WORST])


def _charts(runs: Sequence[Run]) -> Iterator[Chart]:
    labels = [run.label for run in runs]
    lines = [("Mean score", "all", [run.score.value for run in runs])]
    lines += [(family.capitalize(), family.value, [run.families[family].value for run in runs]) for family in Family]
    axis = score_axis([value for _, _, values in lines for value in values])
    for title, kind, values in lines:
        yield chart(title, kind, values, labels, axis)
    counts = [run.per_page for run in runs]
    yield chart("Findings per page", "all", counts, labels, count_axis(counts))
