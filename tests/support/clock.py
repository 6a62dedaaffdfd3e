"""How long something takes, for tests that say how its time grows with its input."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """(seconds of the processor, what ``work`` gives). No garbage is looked for meanwhile.

    A worker that has run a thousand tests holds gigabytes, and to go through them once takes longer than most of what
    is timed here: whether that falls into the short run or into the long one is chance.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        began = time.process_time()
        result = work()
        return time.process_time() - began, result
    finally:
        if collects:
            gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor that ``work`` takes."""
    return timed(work)[0]
