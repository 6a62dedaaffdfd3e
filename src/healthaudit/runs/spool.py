"""The page reports of a long run, on disk: memory does not grow with the number of pages.

They lie in a temporary file that has no name, or loses it with the process, and are read as often as they are asked
for; most that is done with a report asks for one page after the other.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from typing import IO, NamedTuple, overload

from healthaudit.model import PageReport, Report, Skipped, Tool
from healthaudit.serial import from_plain, to_plain

__all__ = ["Spool", "report_of"]

#: So many reports stay in memory: a few megabytes.
_FEW = 32


def report_of(tool: Tool, audited: Iterable[PageReport | Skipped]) -> Report:
    """The report of what came of the pages, in their order; of many pages only a few are in memory at a time."""
    spool = Spool()
    skipped: list[Skipped] = []
    for one in audited:
        spool.append(one) if isinstance(one, PageReport) else skipped.append(one)
    return Report(tool, spool, tuple(skipped))


class _Place(NamedTuple):
    """Where a report stands in the file."""

    start: int
    length: int


class Spool(Sequence[PageReport]):
    """Page reports in their order: the first few in memory, the others in a file."""

    def __init__(self) -> None:
        self._kept: list[PageReport | _Place] = []
        self._file: IO[bytes] | None = None
        self._end = 0

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, report: PageReport) -> None:
        """Put a report behind the others. Where the disk is full it stays in memory."""
        self._kept.append(report if len(self._kept) < _FEW else self._written(report) or report)

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> PageReport: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[PageReport, ...]: ...

    def __getitem__(self, index: int | slice) -> PageReport | tuple[PageReport, ...]:
        if isinstance(index, slice):
            return tuple(map(self._of, self._kept[index]))
        return self._of(self._kept[index])

    def _written(self, report: PageReport) -> _Place | None:
        payload = marshal.dumps(to_plain(report))
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                # Without a buffer: what did not fit would wait in it, and fail again with whatever is done next.
                self._file = TemporaryFile(prefix="healthaudit-", buffering=0)  # noqa: SIM115
            self._file.seek(self._end)
            if self._file.write(payload) < len(payload):
                return None
        except OSError:
            return None
        place = _Place(self._end, len(payload))
        self._end += len(payload)
        return place

    def _of(self, kept: PageReport | _Place) -> PageReport:
        if isinstance(kept, PageReport):
            return kept
        assert self._file is not None
        self._file.seek(kept.start)
        return from_plain(marshal.loads(self._file.read(kept.length)))
