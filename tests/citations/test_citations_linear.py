"""What a page cites takes time in proportion to its length, however it is built."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clock import seconds

from healthaudit.auditor import Auditor
from healthaudit.citations import evidence_of
from healthaudit.language import Reading
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library
HEAD = "<h1>Sleep</h1><p>Our tea brings sleep.</p>"


def entry(n: int) -> str:
    who, when = f"Smith{'abcdefghij'[n % 10]} J, Doe A", f"{1980 + n % 40};9:{n}-{n + 9}"
    return f"<li>{who}. Tea number {n} and sleep. J Sleep Res. {when}.</li>"


def entries(count: int) -> str:
    return f"<h2>References</h2><ol>{''.join(map(entry, range(count)))}</ol>"


PAGES: dict[str, Callable[[int], str]] = {
    "numbers in one paragraph": lambda n: (
        f"{HEAD}<p>{' '.join(f'Tea helped {i % 90}% of them [{i + 1}].' for i in range(n))}</p>{entries(n)}"
    ),
    "names": lambda n: (
        HEAD
        + "".join(f"<p>It helps (Smith{'abcdefghij'[i % 10]} et al., {1980 + i % 40}).</p>" for i in range(n))
        + entries(n)
    ),
    "sentences without a source": lambda n: f"{HEAD}<p>{'Research shows that tea brings sleep. ' * (5 * n)}</p>",
    "identifiers": lambda n: HEAD + "<p>" + " ".join(f"See doi:10.1000/abc{i}." for i in range(5 * n)) + "</p>",
    "figures": lambda n: (
        HEAD + "".join(f"<p>{i % 100}.{i // 100}% of sleepers felt calm relief after tea.</p>" for i in range(4 * n))
    ),
    "durations": lambda n: HEAD + "<p>" + "The effect lasts 6 weeks. " * (8 * n) + "</p>",
    "lists": lambda n: HEAD + "".join(f"<h2>References</h2><ol>{entry(i)}</ol><p>It works.</p>" for i in range(n)),
}


def spent(reading: Reading) -> float:
    """Processor time for what a page cites, in seconds."""
    return seconds(lambda: evidence_of(reading, LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge))


@pytest.mark.parametrize("name", PAGES)
def test_four_times_the_page_takes_little_more_than_four_times_as_long(name: str) -> None:
    small, large = (
        LIBRARY.language.read(read(Document("page", Media.HTML, PAGES[name](count)))) for count in (150, 600)
    )
    spent(small)  # expressions are compiled when they are first used
    assert spent(large) < 9 * max(spent(small), spent(small), 0.01)
