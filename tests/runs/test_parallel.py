"""Several processes give the report of one, in the same order, whatever happens to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.baseline import Earlier
from healthaudit.model import Document, Media, PageReport, Report, Skipped
from healthaudit.reports import render
from healthaudit.runs import parallel
from healthaudit.runs.task import Audited, Task
from healthaudit.settings import Settings
from healthaudit.sources import collect

FOLDER = str(Path(__file__).parents[2] / "fixtures" / "pages" / "held-out")
PLAIN = Settings(classify=False)
AUDITOR = Auditor.load(PLAIN)


def auditors(settings: Settings) -> Auditor:
    return AUDITOR if settings == PLAIN else Auditor.load(settings)


def tasks(documents: Iterable[Document | Skipped]) -> Iterator[Task | Audited]:
    return (one if isinstance(one, Skipped) else Task(one, PLAIN) for one in documents)


def run(documents: Iterable[Document | Skipped], jobs: int) -> Report:
    return Report.of(AUDITOR.tool(), parallel.run(tasks(documents), auditors, jobs, worth_it=1))


def texts(count: int) -> list[Document]:
    return [Document(str(n), Media.TEXT, "Patients and symptoms. Our drops cure anxiety.") for n in range(count)]


def test_the_report_is_the_same_bytes() -> None:
    one = AUDITOR.run(collect([FOLDER]))
    several = run(collect([FOLDER]), 3)
    assert several == one == run(collect([FOLDER]), 1)
    assert len(one.pages) > 20
    for name in ("json", "html"):
        assert render(several, name) == render(one, name)


def test_what_was_skipped_stays_in_its_order() -> None:
    documents: list[Document | Skipped] = [Skipped("a", "gone"), *texts(19), Skipped("b", "empty")]
    report = run(documents, 2)
    assert [page.page.source for page in report.pages] == [str(n) for n in range(19)]
    assert [skipped.source for skipped in report.skipped] == ["a", "b"]


def test_nothing_to_audit() -> None:
    assert list(parallel.run([], auditors, 2)) == []


def test_a_few_pages_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object) -> Iterator[Audited]:
        raise AssertionError("a process was started")

    monkeypatch.setattr(parallel, "_side_by_side", started)
    long = Document("long", Media.TEXT, "x " * (parallel.WORTH_IT // 2))
    assert len(list(parallel.run(tasks(texts(300)), auditors, 8))) == 300
    assert len(list(parallel.run(tasks([*texts(2), long]), auditors, 1))) == 3
    with pytest.raises(AssertionError, match="was started"):
        list(parallel.run(tasks([*texts(2), long]), auditors, 2))


def test_reports_that_are_there_already_are_passed_on_in_their_place() -> None:
    ready = AUDITOR.audit(Document("ready", Media.TEXT, "Patients see a doctor."))
    mixed: list[Task | Audited] = []
    for document in texts(18):
        mixed += [ready, Task(document, PLAIN)]
    found = [one.page.source for one in parallel.run(mixed, auditors, 2, worth_it=1) if isinstance(one, PageReport)]
    assert found == [name for n in range(18) for name in ("ready", str(n))]


def test_no_more_pages_are_read_than_are_needed_soon() -> None:
    taken = 0

    def pages() -> Iterator[Document]:
        nonlocal taken
        for document in texts(80):
            taken += 1
            yield document

    reports = parallel.run(tasks(pages()), auditors, 2, worth_it=1)
    next(reports)
    assert taken <= 2 * 4
    assert len(list(reports)) == 79


def test_one_process_audits_page_by_page() -> None:
    taken = 0

    def pages() -> Iterator[Document]:
        nonlocal taken
        for document in texts(5):
            taken += 1
            yield document

    next(parallel.run(tasks(pages()), auditors, 1))
    assert taken == 1


def test_every_page_is_audited_by_its_own_settings_and_baseline() -> None:
    comment = "<!-- healthaudit: ignore-file cure-claim reason: so until: 2027-01-01 -->"
    text = f"{comment}\n\nPatients and symptoms. Our drops cure anxiety. Results guaranteed.\n"
    strict = Settings(classify=False, suppressions=False)
    some = [
        Task(Document(str(n), Media.MARKDOWN, text), settings, day, earlier)
        for n in range(5)
        for settings, day, earlier in (
            (PLAIN, date(2027, 1, 1), None),
            (PLAIN, date(2027, 1, 2), None),
            (strict, date(2027, 1, 1), None),
            (strict, date(2027, 1, 1), Earlier((), "known.json")),
        )
    ]
    of_day = {day: Auditor.load(PLAIN, today=day) for day in (date(2027, 1, 1), date(2027, 1, 2))}
    # In this process one auditor stands for one day; the others load their own.
    found = list(parallel.run(some, lambda settings: of_day[date(2027, 1, 1)], 2, worth_it=1))
    told = [
        (len(one.suppressed), "cure-claim" in [finding.rule for finding in one.findings], one.findings[-1].baseline)
        for one in found
        if isinstance(one, PageReport)
    ]
    assert told == [(1, False, None), (0, True, None), (0, True, None), (0, True, "new")] * 5


@pytest.mark.skipif(os.name != "posix", reason="signals are posix's")
def test_a_process_that_is_killed_loses_nothing() -> None:
    """Its pages and those that come after are audited by the process that is left."""
    documents = texts(40)
    whole = AUDITOR.run(documents)

    def pages() -> Iterator[Document]:
        for n, document in enumerate(documents):
            if n == 25:
                for child in _children():
                    os.kill(child, signal.SIGKILL)
            yield document

    assert run(pages(), 2) == whole


def _children() -> list[int]:
    import multiprocessing

    children = [child.pid for child in multiprocessing.active_children() if child.pid]
    assert children
    return children


def test_a_page_on_which_the_audit_breaks_off_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the process that is left as in any other: one page must not cost the others."""

    def broken(self: Auditor, document: Document, earlier: Earlier | None = None, *, any_page: bool = False) -> None:
        raise ValueError("no")

    monkeypatch.setattr(Auditor, "audit", broken)
    found = parallel._received(auditors, parallel._Sent(Task(texts(1)[0], PLAIN), None))
    assert isinstance(found, Skipped)
    assert found.reason == "the audit broke off: ValueError: no"


@pytest.mark.parametrize("name", ["random", "signal", "multiprocessing"])
def test_processes_run_nothing_that_lies_in_the_working_folder(name: str, tmp_path: Path) -> None:
    """It may be somebody else's folder, and Python looks there first unless told otherwise."""
    (tmp_path / f"{name}.py").write_text(f"open('was-run-{name}', 'w')\n", "utf-8")
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(4):
        (pages / f"{n}.txt").write_text("Patients see a doctor. " * (parallel.WORTH_IT // 60), "utf-8")
    script = Path(sys.executable).with_name("healthaudit")
    command = [str(script), "audit", "pages", "--no-cache", "--no-model", "--jobs", "2", "--format", "jsonl"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert not list(tmp_path.glob("was-run-*"))
    assert "PYTHONSAFEPATH" not in os.environ
