"""The page reports of a long run lie on disk, and are what they were."""

from __future__ import annotations

import io
import tempfile
from itertools import count

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, PageReport, Report, Skipped
from healthaudit.reports import FORMATS, pieces, render
from healthaudit.runs.spool import Spool, report_of

AUDITOR = Auditor.load()


@pytest.fixture(scope="module")
def audited() -> list[PageReport]:
    text = "Our drops cure anxiety. Call 0800 123 456. Page {}: “naïve” \U0001f600 \ud800."
    return [AUDITOR.audit(Document(f"{n}.txt", Media.TEXT, text.format(n))) for n in range(70)]


def test_reports_come_back_as_they_were_in_any_order(audited: list[PageReport]) -> None:
    spool = report_of(AUDITOR.tool(), audited).pages
    assert len(spool) == 70
    assert list(spool) == audited
    assert [spool[n] for n in (69, 0, 33, 31, 32, -1)] == [audited[n] for n in (69, 0, 33, 31, 32, -1)]
    assert spool[30:35] == tuple(audited[30:35])
    assert list(zip(spool, spool, strict=True)) == list(zip(audited, audited, strict=True)), "two readers at once"
    with pytest.raises(IndexError):
        spool[70]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_from_disk_and_bit_by_bit(name: str, audited: list[PageReport]) -> None:
    skipped = Skipped("gone.html", "it is not there", "name another")
    kept = Report(AUDITOR.tool(), tuple(audited), (skipped,))
    spooled = report_of(AUDITOR.tool(), [*audited, skipped])
    assert render(spooled, name) == render(kept, name) == "".join(pieces(spooled, name))
    empty = report_of(AUDITOR.tool(), [])
    assert "".join(pieces(empty, name)) == render(Report(AUDITOR.tool(), (), ()), name)


def test_most_reports_are_not_in_memory(audited: list[PageReport]) -> None:
    spool = report_of(AUDITOR.tool(), audited).pages
    assert sum(spool[n] is audited[n] for n in range(70)) == 32


def test_a_full_disk_costs_no_report(audited: list[PageReport], monkeypatch: pytest.MonkeyPatch) -> None:
    written = count()

    class Full:
        def __init__(self) -> None:
            self.file = io.BytesIO()

        def write(self, payload: bytes) -> int:
            if next(written) in (0, 5, 6):
                self.file.write(payload[: len(payload) // 2])  # half of it fits
                raise OSError(28, "No space left on device")
            return self.file.write(payload)

        def __getattr__(self, name: str) -> object:
            return getattr(self.file, name)

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    spool = Spool()
    for report in audited:
        spool.append(report)
    assert list(spool) == audited
    assert next(written) == 70 - 32
