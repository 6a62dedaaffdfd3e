"""Reports of an earlier run are taken where nothing has changed, and only there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.baseline import Earlier
from healthaudit.model import Document, Media, Outcome, PageReport, Report, Severity, Skipped
from healthaudit.reports import FORMATS, render
from healthaudit.runs import parallel, reuse
from healthaudit.runs.report_cache import ReportCache
from healthaudit.runs.task import Audited, Task
from healthaudit.settings import Gate, Ignore, Settings
from healthaudit.sources import collect

PAGES = str(Path(__file__).parents[2] / "fixtures" / "pages")
PLAIN = Settings(classify=False)
AUDITOR = Auditor.load(PLAIN)
TEXT = "Patients and symptoms. Our drops cure anxiety."
TASK = Task(Document("page", Media.TEXT, TEXT), PLAIN, date(2026, 11, 21))


def auditors(settings: Settings) -> Auditor:
    return AUDITOR if settings == PLAIN else Auditor.load(settings)


class Run:
    """Audits in this process, and counts."""

    def __init__(self) -> None:
        self.audited = 0

    def __call__(self, tasks: Iterable[Task | Audited]) -> Iterator[Audited]:
        return parallel.run(self._counted(tasks), auditors, 1)

    def _counted(self, tasks: Iterable[Task | Audited]) -> Iterator[Task | Audited]:
        for task in tasks:
            self.audited += isinstance(task, Task)
            yield task


def audited(cache: ReportCache, *tasks: Task | Audited) -> tuple[int, list[Audited]]:
    """How many were audited anew, and the reports."""
    run = Run()
    reports = list(reuse.reusing(tasks, cache, run))
    return run.audited, reports


@pytest.fixture
def cache(tmp_path: Path) -> ReportCache:
    return ReportCache(tmp_path / "cache" / "reports")


def test_an_unchanged_page_is_not_audited_again(cache: ReportCache) -> None:
    first, second = audited(cache, TASK), audited(cache, TASK)
    assert (first[0], second[0]) == (1, 0)
    assert first[1] == second[1]


def test_every_format_has_the_same_bytes(cache: ReportCache) -> None:
    tasks = [
        Task(document, PLAIN) if isinstance(document, Document) else document
        for document in collect([PAGES], exclude=["held-out"])
    ]
    _, fresh = audited(cache, *tasks)
    anew, kept = audited(cache, *tasks)
    assert anew == 0
    assert len(kept) > 40
    for name in FORMATS:
        assert render(Report.of(AUDITOR.tool(), kept), name) == render(Report.of(AUDITOR.tool(), fresh), name)


@pytest.mark.parametrize(
    "other",
    [
        TASK._replace(document=TASK.document._replace(text=TEXT + " ")),
        TASK._replace(document=TASK.document._replace(source="other")),
        TASK._replace(document=TASK.document._replace(media=Media.HTML)),
        TASK._replace(document=TASK.document._replace(notes=("cut short",))),
        TASK._replace(settings=Settings(classify=True)),
        TASK._replace(settings=Settings(classify=False, disable=("cure-claim",))),
        TASK._replace(settings=Settings(classify=False, severity=(("cure-claim", Severity.LOW),))),
        TASK._replace(settings=Settings(classify=False, ignore=(Ignore(("cure-claim",), "so"),))),
        TASK._replace(earlier=Earlier((), "known.json")),
        TASK._replace(earlier=Earlier((), "", before=(("00", Severity.LOW, Outcome.FAIL),), revision="main")),
    ],
    ids=lambda task: "other",
)
def test_whatever_a_report_depends_on_makes_it_another(cache: ReportCache, other: Task) -> None:
    assert audited(cache, TASK, other)[0] == 2
    assert audited(cache, TASK, other)[0] == 0


def test_the_day_counts_only_where_something_may_lapse(cache: ReportCache) -> None:
    day = date(2027, 3, 2)
    assert audited(cache, TASK)[0] == 1
    assert audited(cache, TASK._replace(today=day))[0] == 0
    comment = "<!-- healthaudit: ignore-file cure-claim reason: so UNTIL: 2027-03-01 -->"
    commented = TASK._replace(document=Document("page", Media.HTML, comment + TEXT))
    lapsed = commented._replace(today=day)
    anew, reports = audited(cache, commented, lapsed)
    assert anew == 2
    assert [len(one.suppressed) for one in reports if isinstance(one, PageReport)] == [1, 1]
    entry = Settings(classify=False, ignore=(Ignore(("cure-claim",), "so", until="2027-03-01"),))
    ignored = TASK._replace(settings=entry)
    assert audited(cache, ignored, ignored._replace(today=day))[0] == 2


def test_rules_facts_model_and_program_count(
    cache: ReportCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules" / "overclaim"
    folder.mkdir(parents=True)
    bundled = Path(__file__).parents[2] / "rules" / "overclaim" / "cure-claim.yml"
    rule = bundled.read_text("utf-8").replace("id: cure-claim", "id: mine").replace("OC101", "XO101")
    (folder / "mine.yml").write_text(rule, "utf-8")
    own = TASK._replace(settings=Settings(classify=False, rules=(tmp_path / "rules",)))
    assert audited(cache, own)[0] == 1
    assert audited(cache, own)[0] == 0
    (folder / "mine.yml").write_text(rule.replace("severity: high", "severity: low"), "utf-8")
    reuse._identity.cache_clear()  # another run
    assert audited(cache, own)[0] == 1
    monkeypatch.setattr(reuse, "_program", lambda: "another")
    reuse._identity.cache_clear()
    assert audited(cache, own)[0] == 1
    reuse._identity.cache_clear()


def test_order_skipped_pages_and_ready_reports_stay(cache: ReportCache) -> None:
    tasks = [TASK._replace(document=TASK.document._replace(source=str(n))) for n in range(4)]
    audited(cache, tasks[1], tasks[3])
    anew, reports = audited(cache, tasks[0], Skipped("gone", "no"), *tasks[1:])
    assert anew == 2
    named = [one.page.source if isinstance(one, PageReport) else one.source for one in reports]
    assert named == ["0", "gone", "1", "2", "3"]


def test_a_report_with_a_rule_that_broke_off_is_not_kept(cache: ReportCache, monkeypatch: pytest.MonkeyPatch) -> None:
    import healthaudit.checks

    def broken(*_: object) -> None:
        raise MemoryError("too much")

    with monkeypatch.context() as patched:
        patched.setattr(healthaudit.checks, "_apply", broken)
        _, [report] = audited(cache, TASK)
        assert isinstance(report, PageReport)
        assert report.errors
    anew, [report] = audited(cache, TASK)
    assert anew == 1
    assert isinstance(report, PageReport)
    assert not report.errors


def test_a_cache_that_cannot_be_used_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    blocked = ReportCache(tmp_path / "file" / "reports")
    first, second = audited(blocked, TASK), audited(blocked, TASK)
    assert (first[0], second[0]) == (1, 1)
    assert first[1] == second[1]


def test_threads_may_share_an_auditor() -> None:
    documents = [one for one in collect([PAGES], exclude=["held-out"]) if isinstance(one, Document)][:24]
    fresh = Auditor.load(PLAIN)  # nothing is compiled yet
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(fresh.audit, documents))
    assert together == [AUDITOR.audit(document) for document in documents]


def test_rules_that_change_during_a_run_do_not_spoil_what_is_kept(
    cache: ReportCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = ["before"]
    monkeypatch.setattr(reuse, "_program", lambda: now[0])
    reuse._identity.cache_clear()

    def changing(tasks: Iterable[Task | Audited]) -> Iterator[Audited]:
        for task in tasks:
            now[0] = "after"  # the key of the first page is made, what it stands for is not yet read
            yield from parallel.run([task], auditors, 1)

    assert len(list(reuse.reusing([TASK], cache, changing))) == 1
    now[0] = "before"
    reuse._identity.cache_clear()
    assert audited(cache, TASK)[0] == 1
    reuse._identity.cache_clear()


def test_what_makes_no_difference_makes_nothing_anew(cache: ReportCache) -> None:
    elsewhere = Settings(classify=False, gate=Gate(None, 80), origins=(("select", "x.toml:3"),))
    assert audited(cache, TASK)[0] == 1
    assert audited(cache, TASK._replace(settings=elsewhere))[0] == 0


def test_other_engines_make_another_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reuse._program.cache_clear()
    before = reuse._program()
    (tmp_path / "turbohtml-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    reuse._program.cache_clear()
    assert reuse._program() != before
    reuse._program.cache_clear()
