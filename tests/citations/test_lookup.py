"""Entries found by what a marker calls; the indexes find what a walk over all entries would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.entry import Entry
from healthaudit.citations.lookup import Lookup
from healthaudit.citations.named import Called
from healthaudit.citations.references import Reference

WORDS = st.sampled_from(["van", "Weert", "Muñoz", "Vidal", "World", "Health", "Organization", "National", "Lee", "李"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
YEARS = st.sampled_from([None, 2018, 2019])
ENTRIES = st.builds(
    Entry,
    authors=st.lists(NAMES, max_size=3).map(tuple),
    year=YEARS,
    letter=st.sampled_from(["", "a", "b"]),
)
CALLED = st.builds(
    Called,
    NAMES | st.sampled_from(["WHO", "NHO", "Munoz"]),
    st.just("") | NAMES,
    YEARS,
    st.sampled_from(["", "a", "b"]),
)


def reference(entry: Entry, place: int = 0, *, number: int = 1, sign: str = "", further: bool = False) -> Reference:
    return Reference(number, sign, True, 0, further, place * 100, place * 100 + 90, entry)


def listed(*entries: Entry) -> list[Reference]:
    return [reference(entry, place, number=place + 1) for place, entry in enumerate(entries)]


@given(st.lists(ENTRIES, max_size=6), CALLED)
def test_a_name_finds_the_entry_that_fits_best(entries: list[Entry], called: Called) -> None:
    lookup = Lookup(listed(*entries))
    fitting = []
    for index, entry in enumerate(entries):
        if called.year is not None and entry.year not in (None, called.year):
            continue
        if rank := lookup._rank(index, called):
            fitting.append((-rank, index))
    assert lookup.called(called) == (min(fitting)[1] if fitting else None)


@pytest.mark.parametrize(
    ("family", "author"),
    [
        ("Weert", "van Weert"),
        ("Muñoz", "Muñoz Vidal"),
        ("Mueller", "Müller"),
        ("WHO", "World Health Organization"),
        ("The World Health Organization", "World Health Organization"),
    ],
)
def test_a_name_is_called_in_other_words(family: str, author: str) -> None:
    lookup = Lookup(listed(Entry(authors=("Lee",), year=2019), Entry(authors=(author,), year=2019)))
    assert lookup.called(Called(family, year=2019)) == 1
    assert lookup.called(Called(family, year=2018)) is None


def test_a_number_is_looked_for_in_further_reading_last() -> None:
    lookup = Lookup(
        [
            reference(Entry(title="first"), 0, number=1, further=True),
            reference(Entry(title="noted"), 1, number=1, sign="*"),
            reference(Entry(title="second"), 2, number=1),
        ]
    )
    assert lookup.numbered(1) == 2
    assert lookup.numbered(2) is None
    assert lookup.signed("*") == 1
    assert lookup.signed("†") is None


def test_an_entry_stands_at_its_place_and_just_behind_it() -> None:
    lookup = Lookup(listed(Entry(), Entry()))
    assert [lookup.standing_at(at) for at in (0, 89, 90, 97, 189, 190)] == [0, 0, None, 1, 1, None]


def test_a_page_without_entries() -> None:
    lookup = Lookup([])
    assert lookup.numbered(1) is lookup.called(Called("Lee")) is lookup.described("BMJ", 2019) is None
    assert lookup.keyed("doi:10.1000/1") is lookup.standing_at(0) is None


def test_a_journal_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def same(one: str, other: str) -> bool:
        asked.append(other)
        return one == other

    monkeypatch.setattr("healthaudit.citations.lookup.same_journal", same)
    lookup = Lookup(listed(*(Entry(container=f"Journal {n}", year=2019) for n in range(5))))
    for _ in range(3):
        assert lookup.described("Journal 4", 2019) == 4
        assert lookup.described("Journal 4", 2018) is None
        assert lookup.described("Journal 9", None) is None
    assert len(asked) == 10
    for n in range(1000):
        lookup.described(f"Another {n}", None)
    assert len(asked) < 300 * 5
