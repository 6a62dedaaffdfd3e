"""Merging: whose decision holds, what is told of it, and that merging again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.baseline import Baseline, Entry, EntryStatus, Listed, Side, merged, parsed, written
from healthaudit.kinds import Outcome, Severity

UNREVIEWED, ACCEPTED, DISMISSED, REJECTED = EntryStatus
PLAIN = Entry("1", "cure-claim", "cure", "Drops cure.", Severity.HIGH, Outcome.FAIL, UNREVIEWED, "", "2026-11-21", "")


def said(status: EntryStatus, reason: str = "so", reviewed: str = "2026-12-01", **more: object) -> Entry:
    return PLAIN._replace(status=status, reason=reason, reviewed=reviewed, **more)  # type: ignore[arg-type]


def of(*entries: Entry, page: str = "a.html") -> Baseline:
    return Baseline.of(Listed(page, entry) for entry in entries)


def one(ours: Entry, theirs: Entry, holds: Side | None = None) -> Entry | None:
    """The entry that comes of two; None when they are at odds."""
    result = merged(of(ours), [("b.json", of(theirs))], holds)
    [[_, entry]] = result.baseline
    if result.conflicts:
        assert entry == ours
        return None
    return entry


def test_what_we_do_not_have_is_added() -> None:
    other = said(REJECTED, id="2")
    result = merged(of(PLAIN), [("b.json", Baseline.of([Listed("a.html", other), Listed("b.html", PLAIN)]))])
    assert result.added == (Listed("a.html", other), Listed("b.html", PLAIN))
    assert (result.decided, result.unchanged, result.conflicts, result.milder) == ((), 0, (), ())
    assert result.baseline == Baseline.of([Listed("a.html", PLAIN), *result.added])


@pytest.mark.parametrize("status", [ACCEPTED, DISMISSED, REJECTED])
@pytest.mark.parametrize("holds", [None, *Side])
def test_a_reviewed_one_takes_the_place_of_one_that_is_not(status: EntryStatus, holds: Side | None) -> None:
    theirs = said(status, severity=Severity.CRITICAL, added="2026-12-01", rule="no-author", quote="nice", sentence="!")
    assert one(PLAIN, theirs, holds) == said(status, severity=Severity.CRITICAL), "but the words stay ours"
    assert one(said(status), PLAIN, holds) == said(status)
    result = merged(of(PLAIN), [("b.json", of(theirs))], holds)
    assert (result.added, len(result.decided), result.unchanged) == ((), 1, 0)


@pytest.mark.parametrize("ours", [ACCEPTED, DISMISSED, REJECTED])
@pytest.mark.parametrize("theirs", [ACCEPTED, DISMISSED, REJECTED])
def test_two_decisions_are_at_odds_unless_somebody_says_whose_holds(ours: EntryStatus, theirs: EntryStatus) -> None:
    mine, other = said(ours, "mine"), said(theirs, "other", "2026-11-30")
    result = merged(of(mine), [("b.json", of(other))])
    assert bool(result.conflicts) is (ours is not theirs)
    assert list(result.conflicts) == ([("a.html", mine, "ours", other, "b.json")] if ours is not theirs else [])
    assert result.unchanged == (ours is theirs)
    assert one(mine, other, Side.OURS) == mine
    assert one(mine, other, Side.THEIRS) == other


def test_of_two_reasons_the_later_holds_and_any_before_none() -> None:
    first, later = said(REJECTED, "one", "2026-12-01"), said(REJECTED, "two", "2026-12-02", severity=Severity.LOW)
    assert one(first, later) == first._replace(reason="two", reviewed="2026-12-02"), "and how bad it was stays"
    assert one(later, first) == later
    assert one(first, first._replace(reason="two")) == first
    assert one(said(REJECTED, "", "2026-12-05"), first) == first
    assert one(first, said(REJECTED, "", "2026-12-05")) == first
    assert one(first, first._replace(reviewed="2026-12-05")) == first, "the same decision is no change"


@pytest.mark.parametrize("status", [ACCEPTED, DISMISSED, REJECTED])
def test_a_decision_on_something_milder_does_not_hold_for_what_is_worse_now(status: EntryStatus) -> None:
    for milder in (said(status, severity=Severity.MEDIUM), said(status, outcome=Outcome.REVIEW)):
        result = merged(of(PLAIN), [("b.json", of(milder))])
        assert result.baseline == of(PLAIN)
        assert (result.milder, result.unchanged, result.decided) == ((Listed("a.html", milder),), 1, ())


def test_of_several_the_first_is_ours_for_those_behind_it() -> None:
    anna, bob = of(said(ACCEPTED, "anna")), of(said(DISMISSED, "bob"))
    result = merged(of(PLAIN), [("anna.json", anna), ("bob.json", bob)])
    [conflict] = result.conflicts
    assert (conflict.first_file, conflict.first.reason) == ("anna.json", "anna")
    assert (conflict.second_file, conflict.second.reason) == ("bob.json", "bob")
    assert result.unchanged == 0
    for holds, reason in ((Side.OURS, "anna"), (Side.THEIRS, "bob")):
        result = merged(Baseline(), [("anna.json", anna), ("bob.json", bob)], holds)
        assert [entry.reason for _, entry in result.baseline] == [reason]
        assert (len(result.added), result.decided, result.unchanged) == (1, (), 0), "counted once"


def test_the_same_id_on_another_page_is_another_finding() -> None:
    result = merged(of(said(ACCEPTED)), [("b.json", of(said(REJECTED), page="b.html"))])
    assert not result.conflicts
    assert len(result.baseline) == 2


ENTRIES = st.builds(
    said,
    st.sampled_from(EntryStatus),
    st.sampled_from(["one", "two"]),
    st.sampled_from(["", "2026-12-01", "2026-12-02"]),
    id=st.sampled_from("12"),
    severity=st.sampled_from(Severity),
    outcome=st.sampled_from(Outcome),
)
BASELINES = st.lists(st.builds(Listed, st.sampled_from(["a", "../b", "https://c"]), ENTRIES), max_size=6).map(
    Baseline.of
)


@given(BASELINES, st.lists(BASELINES, min_size=1, max_size=3), st.sampled_from([None, *Side]))
def test_every_entry_is_told_of_once_and_merging_again_changes_nothing(
    ours: Baseline, others: list[Baseline], holds: Side | None
) -> None:
    named = [(f"{number}.json", other) for number, other in enumerate(others)]
    result = merged(ours, named, holds)
    keys = {(page, entry.id) for other in others for page, entry in other}
    disputed = {(each.page, each.first.id) for each in result.conflicts}
    told = {(page, entry.id) for page, entry in (*result.added, *result.decided)}
    assert result.unchanged == len(keys - told - disputed)
    assert {(page, entry.id) for page, entry in result.baseline} == keys | {(page, entry.id) for page, entry in ours}
    assert merged(result.baseline, [("itself", result.baseline)], holds).baseline == result.baseline
    assert parsed(written(result.baseline).encode(), "f") == result.baseline
    if holds is Side.OURS or (holds is None and not result.conflicts):
        assert merged(result.baseline, named, holds).baseline == result.baseline
    if holds:
        assert not result.conflicts


def test_ten_thousand_entries() -> None:
    ours = Baseline.of(Listed(f"{number % 400}.html", PLAIN._replace(id=f"{number}")) for number in range(10_000))
    theirs = Baseline.of(Listed(page, entry._replace(status=REJECTED)) for page, entry in ours)
    result = merged(ours, [("b.json", theirs)])
    assert (result.added, len(result.decided), result.unchanged) == ((), 10_000, 0)
