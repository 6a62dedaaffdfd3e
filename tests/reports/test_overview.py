"""The overview: means, counts and changes as counted by hand, and pages that say the same to eye and ear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from turbohtml import Document as Tree
from turbohtml import parse

from healthaudit.model import (
    BaselineState,
    Family,
    FamilyScore,
    LedgerEntry,
    Outcome,
    PageReport,
    Report,
    Score,
    Severity,
    Skipped,
)
from healthaudit.reports.html import render_html
from healthaudit.reports.html.charts import DRAWING, chart, count_axis, score_axis
from healthaudit.reports.html.overview import Overview, Run, overview_of
from healthaudit.reports.html.site import site
from healthaudit.reports.html.trend import Change, changes

NOTHING = Score(None, None, None, "not applicable", tuple(FamilyScore(each, None, 0) for each in Family), ())


def scored(value: int | None, *families: int | None, low: int | None = None, lost: float = 0.0) -> Score:
    if value is None:
        return NOTHING
    values = [*families, *[100] * len(Family)]
    ledger = (LedgerEntry("f1", "cure-claim", Family.OVERCLAIM, Outcome.FAIL, 1, 1, 1, lost),) if lost else ()
    per_family = tuple(FamilyScore(each, had, 0) for each, had in zip(Family, values, strict=False))
    return Score(value, value if low is None else low, value, "fair", per_family, ledger)


def pages_of(build: Any, **scores: int | None) -> list[PageReport]:
    """A page for each name, with its score."""
    return [
        replace(build.audited(build.page(source=f"{name}.txt")), score=scored(score)) for name, score in scores.items()
    ]


def shown(report: Report, *earlier: Run) -> tuple[str, Tree]:
    html = render_html(report, earlier, label="now")
    return html, parse(html)


def texts(tree: Tree, selector: str) -> list[str]:
    return [" ".join(each.text.split()) for each in tree.select(selector)]


# -- values ------------------------------------------------------------------------------------------------------------


def test_scores_are_spread_over_tens(build) -> None:
    numbers = [0, 9, 10, 89, 90, 99, 100, None]
    found = overview_of(build.report(*pages_of(build, **{f"p{at}": score for at, score in enumerate(numbers)})))
    counts = {bar.label: bar.pages for bar in found.bars}
    tens = ["90–100", "80–89", "70–79", "60–69", "50–59", "40–49", "30–39", "20–29", "10–19", "0–9", "no score"]
    assert counts == dict(zip(tens, [3, 1, 0, 0, 0, 0, 0, 0, 1, 2, 1], strict=True))
    assert [bar.share for bar in found.bars if bar.pages == 3] == [100]
    assert (found.score.pages, found.score.value) == (7, sum(filter(None, numbers)) / 7)


def test_means_are_over_pages_that_have_a_score(build) -> None:
    one = replace(build.audited(build.page(source="a.txt")), score=scored(50, 20, None))
    two = replace(build.audited(build.page(source="b.txt")), score=scored(100, 60, 70))
    none = replace(build.audited(build.page(source="c.txt")), score=NOTHING)
    rows = {row.family: row for row in overview_of(build.report(one, two, none)).families}
    assert rows[Family.OVERCLAIM].score == (40.0, 2)
    assert rows[Family.OFF_LABEL].score == (70.0, 1)
    assert overview_of(build.report(none)).score == (None, 0)


def test_the_worst_pages_come_first_and_of_the_same_score_those_that_lost_more(build) -> None:
    def page(name: str, value: int | None, lost: float) -> PageReport:
        return replace(build.audited(build.page(source=name)), score=scored(value, lost=lost))

    listed = [page("a", 0, 120), page("b", 0, 450), page("c", 70, 30), page("d", 100, 0), page("e", None, 0)]
    assert [row.source for row in overview_of(build.report(*listed)).worst] == ["b", "a", "c"]


def test_rules_come_by_frequency_and_lead_to_their_worst_finding(build) -> None:
    first, second = build.page(source="a.txt"), build.page(source="b.txt")
    mild = build.finding(first, "worry", rule="mild", code="OC2", severity=Severity.LOW)
    grave = build.finding(second, "proven", rule="mild", code="OC2", severity=Severity.CRITICAL, message="worst")
    other = build.finding(second, "drip", rule="rare", code="OC1", family=Family.SAFETY)
    report = build.report(build.audited(first, mild), build.audited(second, grave, other))
    [frequent, rare] = overview_of(report).rules
    assert (frequent.rule, frequent.findings, frequent.pages, frequent.severity) == ("mild", 2, 2, Severity.CRITICAL)
    assert (frequent.message, frequent.address) == ("worst", "#p2-f2"), "the drip stands before the proof"
    assert (rare.rule, rare.family, rare.address) == ("rare", Family.SAFETY, "#p2-f1")
    [card] = parse(render_html(report)).select("#p2-f2")
    assert "worst" in card.text


def test_findings_are_counted_by_severity_outcome_and_state(build) -> None:
    states = [BaselineState.NEW, BaselineState.NEW, BaselineState.KNOWN, BaselineState.REJECTED]
    found = [build.finding(id=f"f{at}", baseline=state) for at, state in enumerate(states)]
    found += [build.finding(id="r", outcome=Outcome.REVIEW, severity=Severity.LOW)]
    [row] = overview_of(build.report(build.audited(build.page(), *found))).pages
    assert (row.severities, row.failed, row.review, row.new, row.known) == ((0, 4, 0, 1), 4, 1, 2, 2)


def test_reasons_are_told_once_with_all_that_they_hold_for(build) -> None:
    gone = [Skipped(f"{at}.pdf", "this is a PDF", "save it as HTML") for at in range(3)]
    strange = [replace(build.audited(build.page(source="x.txt"), notes=("not about health",)), score=NOTHING)]
    found = overview_of(build.report(*strange, skipped=(Skipped("z", "is not there", ""), *gone)))
    assert [(told.words, len(told.pages)) for told in found.skipped] == [("this is a PDF", 3), ("is not there", 1)]
    assert [(told.words, told.pages) for told in found.unscored] == [("not about health", (("x.txt", "#p1"),))]
    assert found.left_out == 4


# -- runs --------------------------------------------------------------------------------------------------------------


def run(label: str, report: Report) -> Run:
    return Run.of(label, report)


def changed(build: Any, before: list[PageReport], now: list[PageReport], skipped: tuple[Skipped, ...] = ()) -> Change:
    return changes(run("before", build.report(*before)), run("now", build.report(*now, skipped=skipped)))


def test_pages_are_better_worse_new_gone_or_could_not_be_audited(build) -> None:
    before = pages_of(build, same=50, up=50, down=50, downer=90, away=1, broken=2, unknown=None)
    now = pages_of(build, same=50, up=51, down=40, downer=10, fresh=7, unknown=60)
    found = changed(build, before, now, (Skipped("./broken.txt", "it is binary now", ""),))
    assert [(each.page.source, each.before, each.now) for each in found.worse] == [
        ("downer.txt", 90, 10),
        ("down.txt", 50, 40),
    ]
    assert [each.page.source for each in found.better] == ["up.txt"]
    assert found.same == 2, "a page that had no score is neither better nor worse"
    assert [page.source for _, page in found.added] == ["fresh.txt"]
    assert [page.source for page in found.gone] == ["away.txt"]
    assert [page.source for page in found.lost] == ["broken.txt"]


def test_a_page_at_0_is_better_or_worse_by_the_points_that_it_loses(build) -> None:
    def page(points: float) -> list[PageReport]:
        [one] = pages_of(build, a=0)
        return [replace(one, score=scored(0, lost=points))]

    [worse] = changed(build, page(269.0), page(310.0)).worse
    assert (worse.before, worse.now, worse.gained) == (0, 0, -41.0)
    assert len(changed(build, page(310.0), page(269.0)).better) == 1
    assert changed(build, page(310.0), page(310.0)).same == 1
    _, tree = shown(build.report(*page(310.0)), run("before", build.report(*page(269.0))))
    assert "0 → 0 −269 → −310 points" in texts(tree, ".moves li")[0]


def test_findings_are_compared_by_id_on_pages_of_both_runs(build) -> None:
    def page(name: str, *ids: str) -> PageReport:
        return build.audited(build.page(source=name), *[build.finding(id=each) for each in ids])

    found = changed(build, [page("a", "1", "1", "2"), page("old", "9")], [page("./a", "1", "3"), page("new", "1", "4")])
    assert (found.appeared, found.vanished, found.added_findings) == (1, 2, 2), "1 once less, 2 gone, 3 new"


def test_the_same_page_twice_is_two_pages(build) -> None:
    before, now = pages_of(build, a=10) + pages_of(build, a=20), pages_of(build, a=10) + pages_of(build, a=30)
    found = changed(build, before, now)
    assert [(each.before, each.now) for each in found.better] == [(20, 30)]
    assert (found.same, found.added, found.gone) == (1, (), ())


def test_what_else_differs_is_named(build) -> None:
    report = build.report(*pages_of(build, a=1))
    tool = report.tool._replace(rules_digest="other", model="")
    found = changes(run("a", report), run("b", replace(report, tool=tool)))
    assert found.tool == ("rules", "the classifier")
    assert not found.any
    assert changes(run("a", report), run("b", report)).tool == ()


def test_lines_have_gaps_where_there_is_no_value() -> None:
    drawn = chart("Mean score", "all", [10, 20, None, 30, None, 40, 50], list("abcdefg"), (0, 100))
    assert [len(line.split()) for line in drawn.lines] == [2, 2]
    assert len(drawn.dots) == 5
    assert (drawn.last, drawn.step) == (50, 10)
    assert drawn.told.startswith("Mean score: 10.0 in a, 20.0 in b, none in c, 30.0 in d")
    assert all(DRAWING.left <= dot.x <= DRAWING.right and DRAWING.top <= dot.y <= DRAWING.bottom for dot in drawn.dots)
    assert drawn.dots[0].x == DRAWING.left
    assert drawn.dots[-1].x == DRAWING.right


def test_of_many_runs_the_ends_are_told_and_lone_values_still_seen() -> None:
    values = [50.0] * 30 + [None, 60.0, None] + [70.0] * 30
    drawn = chart("Mean score", "all", values, [f"r{at}" for at in range(63)], (0, 100))
    assert drawn.told == "Mean score over 63 runs: from 50.0 in r0 to 70.0 in r62; the table has every run"
    assert len(drawn.dots) == 2, "the value between two gaps, and the last"


def test_nothing_but_gaps_is_drawn_without_a_line() -> None:
    drawn = chart("Mean score", "all", [None, None], ["a", "b"], score_axis([None, None]))
    assert (drawn.lines, drawn.dots, drawn.last, drawn.step) == ((), (), None, None)
    assert drawn.told == "Mean score: none in a, none in b"


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([], (0, 100)),
        ([None], (0, 100)),
        ([0], (0, 20)),
        ([100, 100], (80, 100)),
        ([99.5, 97], (80, 100)),
        ([41, 63.5], (40, 70)),
        ([0, 100], (0, 100)),
        ([55], (50, 70)),
    ],
)
def test_axes_of_scores_end_at_tens_and_are_never_narrow(values: list[float | None], axis: tuple[int, int]) -> None:
    assert score_axis(values) == axis


@pytest.mark.parametrize(
    ("values", "top"), [([], 1), ([0.0], 1), ([0.3], 0.5), ([7.5], 10), ([20.8], 50), ([100], 100), ([None, 3], 5)]
)
def test_axes_of_counts_begin_at_nothing(values: list[float | None], top: float) -> None:
    assert count_axis(values) == (0, pytest.approx(top))


# -- what is seen ------------------------------------------------------------------------------------------------------


def reports(build: Any) -> Iterator[tuple[str, Report]]:
    """Reports that a template may trip over."""
    skipped = (Skipped("gone.html", "is not there", "check the path"), Skipped("https://x.example/", "404", ""))
    yield "nothing", build.report()
    yield "only skipped", build.report(skipped=skipped)
    yield "one page", build.report(*pages_of(build, a=50))
    yield "no score", build.report(*pages_of(build, a=None, b=None), skipped=skipped)
    found = [build.finding(id=f"f{at}", rule=f"rule-{at}", baseline=BaselineState.NEW) for at in range(25)]
    yield "compared", build.report(build.audited(build.page(), *found), *pages_of(build, b=100))


@pytest.mark.parametrize("history", [0, 1, 40])
def test_every_sort_of_report_can_be_shown(build, history: int) -> None:
    for name, report in reports(build):
        earlier = [run(f"r{at}", one) for at in range(history) for one in [report if at % 2 else build.report()]]
        _, tree = shown(report, *earlier)
        alone = len(report.pages) == 1 and not history
        assert bool(tree.select("#overview")) is not alone, name
        assert len(tree.select("table.every tbody tr")) == (0 if alone else len(report.pages)), name
        assert len(tree.select("svg.line")) == (8 if history else 0), name
        ids = [each.attrs["id"] for each in tree.select("[id]")]
        assert len(ids) == len(set(ids)), name
        for link in tree.select("a[href^='#']"):
            assert link.attrs["href"][1:] in ids, (name, link.attrs["href"])


def test_the_table_says_what_the_report_says(build) -> None:
    page = build.page("# <b>T</b> & co\n\nOur drip cures worry.", "a.txt")
    one = replace(build.audited(page, build.finding(severity=Severity.CRITICAL)), score=scored(40, low=35))
    _, tree = shown(build.report(one, *pages_of(build, b=None)))
    assert texts(tree, "table.every thead th") == [
        *("Page", "Score", "◆ Critical", "▲ High", "● Medium", "○ Low", "For review")
    ]
    rows = [texts_of(row) for row in tree.select("table.every tbody tr")]
    assert rows[0][1:] == ["40 or 35", "1", "0", "0", "0", "0"]
    assert rows[1] == ["b.txt", "none", "0", "0", "0", "0", "0"]
    assert ["data-fails" in row.attrs for row in tree.select("table.every tbody tr")] == [True, False]
    assert not tree.select("table.every button"), "without a script there is nothing to press"
    assert "hidden" in tree.select(".sift")[0].attrs


def texts_of(row: Any) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row.select("th, td")]


def test_the_trend_is_drawn_told_and_tabled(build) -> None:
    runs = [run("january", build.report(*pages_of(build, a=40, b=60))), run("february", build.report())]
    _, tree = shown(build.report(*pages_of(build, a=70, b=80), skipped=()), *runs)
    [first, *_] = tree.select("svg.line")
    assert first.attrs["role"] == "img"
    assert first.attrs["aria-label"] == "Mean score: 50.0 in january, none in february, 75.0 in now"
    rows = [texts_of(row) for row in tree.select("table.runs tbody tr")]
    assert [row[:4] for row in rows] == [
        ["january", "2", "2", "50.0"],
        ["february", "0", "0", "–"],
        ["now", "2", "2", "75.0"],
    ]
    assert texts(tree, "figcaption")[0] == "Mean score 75.0", "there is nothing to hold it against"


def test_what_changed_is_linked(build) -> None:
    before = build.report(*pages_of(build, a=40, b=60, c=50))
    _, tree = shown(build.report(*pages_of(build, c=50, b=70, a=30, d=1)), run("january", before))
    assert texts(tree, "#change") == ["Since january"]
    moves = [(link.attrs["href"], " ".join(link.text.split())) for link in tree.select(".moves a")]
    assert moves == [("#p3", "a.txt"), ("#p2", "b.txt"), ("#p4", "d.txt")]
    assert "40 → 30" in texts(tree, ".moves li")[0]
    assert "▼ 3.0 less than the run before" not in texts(tree, "figcaption")[0]
    assert "▼ 12.2" in texts(tree, "figcaption")[0]


def test_words_of_pages_cannot_act(build, hostile: Report) -> None:
    for html in (render_html(hostile, [run(build.hostile, hostile)]), *[file.content for file in site(hostile)]):
        tree = parse(html)
        assert len(tree.select("script")) == 1
        assert not tree.select("[onload], [style], img, iframe, b[onload]")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", html)
        assert not [
            each
            for each in tree.select("a")
            if not re.match("#|pages/|../index.html|https?://", each.attrs.get("href") or "")
        ]


def test_the_policy_admits_the_styles_and_the_script_and_nothing_else(build) -> None:
    from base64 import b64encode
    from hashlib import sha256

    html, tree = shown(build.report(*pages_of(build, a=1, b=2)))
    policy = tree.select("meta[http-equiv]")[0].attrs["content"] or ""
    for name in ("style", "script"):
        [inside] = re.findall(f"<{name}>(.*?)</{name}>", html, re.DOTALL)
        assert f"{name}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy


def test_many_rules_and_pages_are_folded_and_none_is_missing(build) -> None:
    found = [build.finding(id=f"f{at}", rule=f"rule-{at}") for at in range(25)]
    skipped = tuple(Skipped(f"{at}.pdf", "this is a PDF", "") for at in range(12))
    _, tree = shown(build.report(build.audited(build.page(), *found), *pages_of(build, b=3), skipped=skipped))
    assert len(tree.select("table.found tbody tr")) == 25
    assert "15 more rules" in texts(tree, "details summary")
    assert len(tree.select(".told-of li")) == 12


def test_the_same_runs_give_the_same_bytes(build) -> None:
    report = build.report(*pages_of(build, a=1, b=None))
    assert render_html(report, [run("a", report)]) == render_html(report, [run("a", report)])


def test_thousands_of_pages_are_one_row_each(build) -> None:
    page = replace(build.audited(build.page(), build.finding()), score=scored(50, lost=3))
    found: Overview = overview_of(build.report(*[page] * 3_000))
    assert len(found.pages) == 3_000
    assert [(row.findings, row.pages) for row in found.rules] == [(3_000, 3_000)]
    assert found.bars[4].pages == 3_000
