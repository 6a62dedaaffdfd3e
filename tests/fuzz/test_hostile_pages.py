"""Pages that somebody wrote to keep us busy: each is audited in time that grows as the page does."""

from __future__ import annotations

import faulthandler
from functools import cache

import pytest
from clock import timed
from fuzz_length import LONGER
from hostile_shapes import SHAPES, Shape

from healthaudit.auditor import Auditor
from healthaudit.model import PageReport

#: Processor time from which growth can be told from noise; a longer look takes pages for which more is needed.
_ENOUGH = 0.05 if LONGER == 1 else 1.0
#: Four times the page may take so many times as long: four where time is linear, sixteen where it is quadratic. Much
#: memory, and others at work on the same machine, make more than four of it.
_GROWTH = 8.0
_TRIES = 3
#: Long after which a page of full size must have ended: it hangs.
_TIMEOUT = 3600


@cache
def auditor() -> Auditor:
    """Has audited a page: whatever is made when it is first needed is there."""
    loaded = Auditor.load()
    loaded.audit(SHAPES["identical findings"].document(20))
    return loaded


def audited(shape: Shape, size: int) -> tuple[float, PageReport]:
    """(seconds of the processor, report) of a page."""
    document = shape.document(size)
    return timed(lambda: auditor().audit(document))


@pytest.mark.parametrize("name", list(SHAPES))
def test_time_grows_as_the_page_does(name: str) -> None:
    shape, size = SHAPES[name], 16
    auditor()
    seconds, report = audited(shape, size)
    while seconds < _ENOUGH and size < shape.full:
        size = min(shape.full, 2 * size if seconds > _ENOUGH / 8 else 4 * size)
        seconds, report = audited(shape, size)
    assert not report.errors
    if seconds < _ENOUGH:
        return
    growth = []
    for _ in range(_TRIES):
        longer, report = audited(shape, 4 * size)
        assert not report.errors
        growth.append(longer / max(seconds, _ENOUGH))
        if growth[-1] < _GROWTH:
            return
        seconds, _ = audited(shape, size)
    pytest.fail(f"four times {size} took {', '.join(f'{one:.1f}' for one in growth)} times as long")


@pytest.mark.parametrize("name", list(SHAPES) if LONGER > 1 else [])  # for make fuzz
def test_a_page_of_full_size_ends(name: str) -> None:
    auditor()
    faulthandler.dump_traceback_later(_TIMEOUT, exit=True)
    try:
        _, report = audited(SHAPES[name], SHAPES[name].full)
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert not report.errors
