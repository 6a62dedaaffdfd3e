"""What a page promotes is found in time in proportion, also in one sentence, one paragraph or one list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clock import timed

from healthaudit.auditor import Auditor
from healthaudit.language import Stances
from healthaudit.model import Document, Media
from healthaudit.pages import read
from healthaudit.uses import Uses, uses_of

LIBRARY = Auditor.load().library
HEAD = "<h1>Ketamine</h1><p>Our clinic offers ketamine for anxiety. Book your ketamine today for $99.</p>"
PAGES: dict[str, Callable[[int], str]] = {
    "one sentence": lambda n: f"{HEAD}<p>{'it cures anxiety and ' * n}</p>",
    "a list in a sentence": lambda n: f"{HEAD}<p>Ketamine for {'anxiety, insomnia, ' * n}</p>",
    "leads that are items": lambda n: f"{HEAD}<ul>{'<li>We treat anxiety</li>' * n}</ul>",
    "disclosures": lambda n: (
        f"{HEAD}<p>Ketamine treats anxiety.</p><small>{'Ketamine is not FDA-approved for anxiety. ' * n}</small>"
    ),
    "statements": lambda n: f"{HEAD}<p>{'ketamine is FDA-approved for anxiety and ' * n}</p>",
}


def found(page: str) -> tuple[float, Uses]:
    """(processor time in seconds, the uses) of a page."""
    reading = LIBRARY.language.read(read(Document("page", Media.HTML, page)))
    stances = Stances(LIBRARY.language.stance, reading)
    return timed(lambda: uses_of(reading, stances, LIBRARY.uses, LIBRARY.knowledge, ("US",)))


@pytest.mark.parametrize("name", PAGES)
def test_four_times_the_page_takes_little_more_than_four_times_as_long(name: str) -> None:
    page = PAGES[name]
    found(page(10))  # expressions are compiled when they are first used
    small = max(found(page(500))[0], found(page(500))[0], 0.01)
    assert found(page(2000))[0] < 9 * small


@pytest.mark.parametrize("name", ["one sentence", "leads that are items"])
def test_a_use_has_no_more_places_than_the_page_has_mentions(name: str) -> None:
    _, uses = found(PAGES[name](1000))
    (use,) = (use for use in uses.found if use.condition.name.startswith("anxiety"))
    assert 1000 < len(use.places) < 12_000  # and not the 500,000 pairs of a lead and what follows it


def test_a_list_that_goes_on_is_promoted_to_its_end() -> None:
    _, uses = found(f"{HEAD}<p>Ketamine for anxiety, insomnia, {'anxiety, ' * 20} and tinnitus.</p>")
    assert {"insomnia", "tinnitus"} <= {use.condition.name for use in uses.found}
