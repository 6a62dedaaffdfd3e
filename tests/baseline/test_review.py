"""The walk: keys and reasons in, states out; and what is asked in which order."""

from __future__ import annotations

import pytest

from healthaudit.baseline import Baseline, Entry, EntryStatus, Listed
from healthaudit.baseline.review import Answer, Walk, marked, press, tell, unreviewed
from healthaudit.kinds import Outcome, Severity

ACCEPTED, DISMISSED = EntryStatus.ACCEPTED, EntryStatus.DISMISSED
REJECTED, SKIPPED = EntryStatus.REJECTED, EntryStatus.UNREVIEWED


def after(*steps: str, total: int = 5) -> Walk:
    """Keys, and reasons where they are asked for."""
    walk = Walk(total)
    for step in steps:
        if walk.asking:
            walk = tell(walk, step)
        else:
            for key in step:
                walk = press(walk, key)
    return walk


def entry(quote: str = "", sentence: str = "", **more: object) -> Entry:
    values = ("id", "rule", quote, sentence, Severity.LOW, Outcome.FAIL, SKIPPED, "", "2026-11-21", "")
    return Entry(*values)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "status", "why"), [("a", ACCEPTED, "why it may stand"), ("D", DISMISSED, "why the finding is wrong here")]
)
def test_setting_aside_asks_for_a_reason_until_there_is_one(key: str, status: EntryStatus, why: str) -> None:
    walk = after(key)
    assert (walk.asking, walk.at) == (status, 0)
    for nothing in ("", "  \t ", "\x1b[A", "=", "=="):
        walk = tell(walk, nothing)
        assert (walk.asking, walk.at, walk.answers) == (status, 0, ())
        assert f"say {why}" in walk.notice
    walk = tell(walk, "  quotes \t the ruling ")
    assert walk.answers == (Answer(status, "quotes the ruling"),)
    assert (walk.at, walk.asking, walk.notice, walk.last) == (1, None, "", walk.answers[0])


def test_rejecting_needs_none() -> None:
    assert after("r", "", "r", "see the file").answers == (Answer(REJECTED), Answer(REJECTED, "see the file"))
    assert not after("r", "see the file").last.reason, "only what was set aside is done so again"


def test_the_last_reason_again() -> None:
    walk = after("=")
    assert (walk.at, bool(walk.notice)) == (0, True)
    walk = after("a", "one", "=", "a", "two", "r", "no", "=")
    assert [answer.reason for answer in walk.answers] == ["one", "one", "two", "no", "two"]
    assert walk.answers[4].status is ACCEPTED
    assert walk.over
    assert after("a", "one", "r", "=").answers[1] == Answer(REJECTED, "one")


def test_the_last_decision_is_done_again_whichever_it_was() -> None:
    walk = after("a", "one", "d", "a song", "=", "r", "", "=")
    assert walk.answers[1:3] == (Answer(DISMISSED, "a song"),) * 2
    assert walk.answers[4] == Answer(DISMISSED, "a song")
    assert after("d", "a song", "a", "=").answers[1] == Answer(ACCEPTED, "a song")
    assert walk.summary == "1 accepted, 3 dismissed, 1 rejected, 0 skipped, 0 left"


def test_a_key_is_taken_back() -> None:
    for key in "adr":
        walk = after(key, "-")
        assert (walk.asking, walk.at, walk.notice) == (None, 0, "")
        assert after(key, "-", "s").answers == (Answer(SKIPPED),)
    assert after("a", "", "-").notice == ""


def test_skip_back_and_what_was_said_before() -> None:
    walk = after("b")
    assert (walk.at, walk.notice) == (0, "this is the first one")
    walk = after("s", "a", "so", "bb")
    assert (walk.at, walk.earlier) == (0, Answer(SKIPPED))
    walk = after("s", "a", "so", "bb", "r", "", "s")
    assert walk.answers == (Answer(REJECTED), Answer(SKIPPED))
    assert walk.at == 2
    assert walk.earlier is None
    walk = after("ss", "b", "q")
    assert walk.summary == "0 accepted, 0 dismissed, 0 rejected, 2 skipped, 3 left"


def test_help_shows_and_goes_away() -> None:
    assert after("?").helping
    assert not after("??").helping
    assert not after("?a").helping
    assert not after("?s").helping


@pytest.mark.parametrize("key", ["q", "Q", "\x03", "\x04"])
def test_an_end(key: str) -> None:
    walk = after("s", key)
    assert walk.over
    assert walk.summary == "0 accepted, 0 dismissed, 0 rejected, 1 skipped, 4 left"
    assert press(walk, "s") == walk
    assert tell(walk, "so") == walk


def test_keys_that_mean_nothing() -> None:
    assert after("x").notice == "'x' does nothing here"
    assert after("\x1b").notice.isprintable()
    assert after("\u202e").notice.isprintable()
    assert after("\n \r\t") == Walk(5), "ends of lines stand between answers"
    assert after("S").answers == (Answer(SKIPPED),)
    assert tell(after("s"), "nobody asked") == after("s")
    assert press(after("a"), "s") == after("a")


def test_reasons_hold_no_controls() -> None:
    walk = after("a", "do\x1b[Dne\x1bOA \x07by\u202e a\x9bll\u00a0of us\ud800")
    assert walk.answers[0].reason == "done by a ll of us"
    assert after("a", "é 漢字 👍").answers[0].reason == "é 漢字 👍"


def test_said_and_summary() -> None:
    assert [answer.said for answer in after("a", "so", "r", "", "s").answers] == ["accepted: so", "rejected", "skipped"]
    assert after("a", "so", "r", "", "s").summary == "1 accepted, 0 dismissed, 1 rejected, 1 skipped, 2 left"
    assert Walk(0).over


@pytest.mark.parametrize(
    ("quote", "sentence", "parts"),
    [
        ("cure", "Our drops cure.", ("Our drops ", "cure", ".")),
        ("cure", "cure cure", ("", "cure", " cure")),
        ("cure. It", "Our drops cure.", ("", "cure. It", "")),
        ("", "Our drops cure.", ("Our drops cure.", "", "")),
        ("cure", "", ("", "cure", "")),
        ("", "", ("", "", "")),
    ],
)
def test_the_matched_words_within_their_sentence(quote: str, sentence: str, parts: tuple[str, str, str]) -> None:
    assert marked(entry(quote, sentence)) == parts


def test_what_weighs_most_is_asked_first_page_by_page() -> None:
    listed = [
        Listed(page, entry(id=id_, severity=severity, status=status))
        for page, id_, severity, status in (
            ("b", "1", Severity.CRITICAL, SKIPPED),
            ("a", "2", Severity.LOW, SKIPPED),
            ("a", "3", Severity.HIGH, SKIPPED),
            ("a", "4", Severity.CRITICAL, ACCEPTED),
            ("a", "5", Severity.CRITICAL, REJECTED),
            ("a", "6", Severity.CRITICAL, DISMISSED),
        )
    ]
    assert [each.entry.id for each in unreviewed(Baseline.of(listed))] == ["3", "2", "1"]
