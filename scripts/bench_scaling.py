"""How time grows with the size of a page, in every notation, with few findings and with many."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from itertools import product, takewhile

from bench_pages import DENSE, SPARSE, SUFFIXES, page
from bench_table import Bench, Table, Target

_STEEPEST = 1.1
#: Of small pages so many are audited that together they have this share of the bytes of the largest.
_TOGETHER = 1 / 40
_DENSITIES = {"few findings": SPARSE, "many findings": DENSE}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Exponent of growth of (size, seconds): the slope of a straight line through their logarithms, by least squares.

    1 is linear, 2 quadratic. Raises ValueError unless two sizes differ and all numbers are above zero.
    """
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    if len({size for size, _ in logs}) < 2:
        raise ValueError("a slope needs two sizes that differ")
    middle_size, middle_seconds = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    rise = math.fsum((size - middle_size) * (seconds - middle_seconds) for size, seconds in logs)
    return rise / math.fsum((size - middle_size) ** 2 for size, _ in logs)


def scaling(bench: Bench) -> Iterator[Table | Target]:
    """Processor seconds of pages of growing size, and the exponent with which they grow."""
    from healthaudit.auditor import Auditor
    from healthaudit.model import Document, Media

    auditor = Auditor.load()
    media = dict(zip(SUFFIXES, (Media.HTML, Media.MARKDOWN, Media.TEXT), strict=True))

    def seconds_of(size: int, suffix: str, share: float) -> float:
        """Processor seconds of one page, as the mean of several small ones.

        Each is taken for one that sells: otherwise long ones would be, short ones with as large a share of prompts to
        buy would not, and more is looked for where something is sold. And each is to be the same page, but larger: as
        much text in a kilobyte.
        """
        count = max(1, int(bench.sizes[-1] * _TOGETHER / size))
        pages = (page(seed, size, suffix, share, growing=True) for seed in range(count))
        documents = [Document(suffix, media[suffix], text) for text in pages]
        start = time.process_time()
        for document in documents:
            auditor.audit(document, any_page=True)
        return max(time.process_time() - start, 1e-6) / count

    kinds = list(product(SUFFIXES, _DENSITIES))
    for suffix, density in kinds:  # expressions are compiled when they are first needed, by whatever page comes first
        seconds_of(bench.sizes[0], suffix, _DENSITIES[density])
    took: dict[tuple[str, str], list[float]] = {kind: [] for kind in kinds}
    begun = time.perf_counter()

    def in_time(size: int) -> bool:
        """Whether the next size is likely to end in time; two are always measured."""
        done = len(took[kinds[0]])
        if done < 2:
            return True
        last = sum(each[-1] for each in took.values())
        return time.perf_counter() - begun + last * size / bench.sizes[done - 1] <= bench.seconds

    for size in takewhile(in_time, bench.sizes):
        for suffix, density in kinds:
            bench.say(f"scaling: {size / 1000:,.0f} KB of {suffix} with {density}")
            took[suffix, density].append(seconds_of(size, suffix, _DENSITIES[density]))
    done = bench.sizes[: len(took[kinds[0]])]
    slopes = {kind: slope(list(zip(done, each, strict=True))) for kind, each in took.items()}
    rows = [
        (
            f"{suffix}, {density}",
            *(f"{one * 1e3:,.0f} ms" for one in took[suffix, density]),
            f"{slopes[suffix, density]:.2f}",
        )
        for suffix, density in kinds
    ]
    left = [_size(size) for size in bench.sizes[len(done) :]]
    yield Table(
        "A page of growing size",
        ("page", *map(_size, done), "slope"),
        rows,
        "Processor time in one process. The slope is that of a straight line through the logarithms: 1 is linear."
        + (f" Left out, as they would have taken too long: {', '.join(left)}." if left else ""),
    )
    worst = max(slopes, key=slopes.__getitem__)
    yield Target(
        f"growth with size, up to {_size(done[-1])}",
        f"slope of at most {_STEEPEST}",
        f"{slopes[worst]:.2f} ({worst[0]}, {worst[1]})",
        # That small pages grow in a straight line says little of large ones.
        False if slopes[worst] > _STEEPEST else None if left else True,
    )


def _size(size: int) -> str:
    return f"{size / 1e6:g} MB" if size >= 1_000_000 else f"{size / 1e3:g} KB"
