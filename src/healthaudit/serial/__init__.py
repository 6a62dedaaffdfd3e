"""Page reports as plain data and back, exactly: ``from_plain(to_plain(report)) == report``.

Plain data is what ``marshal`` takes: tuples, str, int, float, bool, bytes and None. It is for the machine and the
version that made it, and ``form`` tells whether those are the same.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from healthaudit.digests import blake2b
from healthaudit.model import PageReport
from healthaudit.serial.hints import shape_of
from healthaudit.serial.shapes import Shape
from healthaudit.version import VERSION

__all__ = ["form", "from_plain", "to_plain"]


@cache
def _shape() -> Shape:
    return shape_of(PageReport)


@cache
def form() -> str:
    """32 hex digits that are others when plain data would mean something else.

    They follow from the fields of every value in a report and their types, from the version, the interpreter and its
    byte order. A key under which plain data is kept must depend on them.
    """
    about = (_shape().form, VERSION, sys.implementation.cache_tag or sys.version, sys.byteorder)
    return blake2b("\n".join(about).encode(), digest_size=16).hexdigest()


def to_plain(report: PageReport) -> tuple[Any, ...]:
    """The report as plain data. Raises TypeError when a value in it is not of the type of its field."""
    plain: tuple[Any, ...] = _shape().out((report,))
    return plain


def from_plain(plain: Any) -> PageReport:
    """The report that ``to_plain`` made this of.

    Raises ValueError, TypeError, KeyError or IndexError for what is not the plain data of a report of this ``form``.
    """
    report: PageReport = _shape().back(plain, 1)[0]
    return report
