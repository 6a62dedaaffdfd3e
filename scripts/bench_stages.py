"""Where the time of an audit goes: its functions are replaced, for a while, by themselves with a clock around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, wraps
from importlib import import_module
from types import FunctionType, GeneratorType
from typing import Any
from unittest.mock import patch

from bench_driver import document
from bench_pages import SUFFIXES, site
from bench_table import Bench, Table

#: Pages of each notation.
_PAGES = 30
#: Stage -> the functions that are its own; what one calls of another stage counts there. A star is all that is public.
STAGES: dict[str, tuple[str, ...]] = {
    "read page": ("healthaudit.auditor:read",),
    "language": ("healthaudit.language:Language.read", "healthaudit.auditor:answered"),
    "uses": ("healthaudit.checks:uses_of",),
    "citations": ("healthaudit.checks:evidence_of",),
    "rules": ("healthaudit.auditor:check",),
    "classifier": ("healthaudit.classifier:Classifier.*", "healthaudit.classifier:Opinions.*"),
    "calls": ("healthaudit.checks:calls_of",),
    "verdict": ("healthaudit.auditor:suppress", "healthaudit.auditor:against", "healthaudit.auditor:score"),
    "report JSON": (),
    "report HTML": (),
}
_REPORTS = {"report JSON": "json", "report HTML": "html"}


class Clock:
    """Processor seconds by stage. What is timed inside another is taken off it."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)
        self._inside: list[float] = []

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function with a clock around it; what it yields is made at once, so that it counts here."""

        @wraps(work)
        def clocked(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            self._inside.append(0.0)
            try:
                result = work(*arguments, **named)
                return iter(list(result)) if isinstance(result, GeneratorType) else result
            finally:
                took = time.process_time() - start
                self.spent[stage] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return clocked


@contextmanager
def clocked() -> Iterator[Clock]:
    """An audit with clocks, inside the block only. Raises AttributeError for a function that is there no more."""
    clock = Clock()
    with ExitStack() as stack:
        for stage, names in STAGES.items():
            for owner, name in (place for each in names for place in _places(each)):
                stack.enter_context(patch.object(owner, name, _around(vars(owner)[name], name, stage, clock)))
        yield clock


def _places(address: str) -> Iterator[tuple[Any, str]]:
    """(module or class, name) of what is to be timed."""
    module, _, path = address.partition(":")
    *classes, name = path.split(".")
    owner: Any = import_module(module)
    for one in classes:
        owner = getattr(owner, one)
    if name != "*":
        getattr(owner, name)
        yield owner, name
        return
    for name, value in list(vars(owner).items()):
        if not name.startswith("_") and isinstance(value, FunctionType | cached_property):
            yield owner, name


def _around(found: Any, name: str, stage: str, clock: Clock) -> Any:
    if not isinstance(found, cached_property):
        return clock.timed(stage, found)
    made: cached_property[Any] = cached_property(clock.timed(stage, found.func))
    made.__set_name__(None, name)  # type: ignore[arg-type]
    return made


def stages(bench: Bench) -> Iterator[Table]:
    """Milliseconds of each stage for a page, by notation."""
    from healthaudit.auditor import Auditor
    from healthaudit.reports import render

    auditor = Auditor.load()
    count = min(_PAGES, bench.pages)
    columns: list[dict[str, float]] = []
    for suffix in SUFFIXES:
        bench.say(f"stages: {count} pages of {suffix}")
        paths = site(bench.folder / "stages" / suffix, 2 * count, bench.size, suffix)
        warm, documents = [[document(path) for path in some] for some in (paths[:count], paths[count:])]
        for one in warm:  # expressions are compiled when first needed
            auditor.audit(one)
        with clocked() as clock:
            start = time.process_time()
            for one in documents:
                auditor.audit(one)
            whole = time.process_time() - start
        rest = whole - sum(clock.spent.values())
        for one in documents:
            report = auditor.run([one])
            for stage, name in _REPORTS.items():
                clock.timed(stage, render)(report, name)
        columns.append({"an audit": whole, **clock.spent, "between them": rest})
    rows = [
        (
            name,
            *(f"{column[name] / count * 1e3:.1f} ms" for column in columns),
            f"{columns[0][name] / columns[0]['an audit']:.0%}",
        )
        for name in ("an audit", *(stage for stage in STAGES if stage not in _REPORTS), "between them", *_REPORTS)
    ]
    yield Table(
        f"Stages, for a page of {bench.size / 1000:.0f} KB",
        ("stage", *SUFFIXES, "share of html"),
        rows,
        f"Processor time, means of {count} pages in one process that has audited as many before. The clocks themselves "
        "add a little to the classifier, which is asked for every sentence. Reports are not part of an audit.",
    )
