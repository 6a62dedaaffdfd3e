"""The walk: keys in, states out."""

from __future__ import annotations

import pytest

from healthaudit.labelling.labels import KEYS, LABELS
from healthaudit.labelling.session import Answer, Walk, press

CORPUS = {
    "overclaim": "efficacy safety superiority inflated-evidence outcomes testimonial regulator-halo",
    "hotline": "hotline cta lead-capture",
    "citation": "vague-attribution statistic-without-source study-without-reference",
    "off-label": "approval-misstatement",
    "safety": "dangerous-advice misinformation",
}


def after(keys: str, total: int = 5) -> Walk:
    walk = Walk(total)
    for key in keys:
        walk = press(walk, key)
    return walk


def test_every_label_of_the_corpus_has_a_letter_of_its_own() -> None:
    assert {label.name for label in LABELS} == {
        f"{family}/{kind}" for family, kinds in CORPUS.items() for kind in kinds.split()
    }
    assert len(KEYS) == len(LABELS) == 16
    assert not set(KEYS) & set("subq? \r\n\x03\x04")
    assert all(key.isascii() and key.islower() for key in KEYS)
    assert all(0 < len(label.meaning) <= 53 for label in LABELS)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.key)
def test_a_letter_chooses_its_label_and_takes_it_back(label: object) -> None:
    key, name = label.key, label.name  # type: ignore[attr-defined]
    assert after(key).chosen == {name}
    assert after(key.upper()).chosen == {name}
    assert after(key + key).chosen == frozenset()
    assert after(key + "\r").answers == (Answer((name,)),)


@pytest.mark.parametrize("accept", ["\r", "\n", " "])
def test_enter_and_space_accept_and_nothing_chosen_is_clean(accept: str) -> None:
    walk = after(f"me{accept}{accept}")
    assert walk.answers == (Answer(("overclaim/efficacy", "safety/misinformation")), Answer())
    assert (walk.at, walk.chosen) == (2, frozenset())
    assert [answer.said for answer in walk.answers] == ["overclaim/efficacy, safety/misinformation", "clean"]


def test_skip_and_unsure_forget_what_was_chosen() -> None:
    walk = after("esfu")
    assert walk.answers == (Answer(skipped=True), Answer(unsure=True))
    assert walk.chosen == frozenset()
    assert walk.summary == "0 labelled, 1 unsure, 1 skipped, 3 left"
    assert [answer.said for answer in walk.answers] == ["skipped", "unsure"]


def test_back_shows_the_earlier_answer_and_replaces_it_only_when_given_anew() -> None:
    back = after("e\rf\rbb")
    assert (back.at, back.chosen, back.earlier) == (0, {"overclaim/efficacy"}, Answer(("overclaim/efficacy",)))
    assert back.summary == "2 labelled, 0 unsure, 0 skipped, 3 left"
    again = press(press(back, "c"), "\r")
    assert again.answers == (Answer(("overclaim/efficacy", "hotline/cta")), Answer(("overclaim/safety",)))
    assert (again.at, again.chosen) == (1, {"overclaim/safety"})
    assert press(again, "u").answers[1] == Answer(unsure=True)
    assert press(back, "q").answers == back.answers


def test_back_from_an_unfinished_choice_forgets_it() -> None:
    assert after("\rfb").chosen == frozenset()
    assert after("\rfb\r").chosen == frozenset()


def test_there_is_nothing_before_the_first() -> None:
    walk = after("eb")
    assert (walk.at, walk.chosen, walk.notice) == (0, {"overclaim/efficacy"}, "this is the first one")
    assert press(walk, "f").notice == ""


def test_meanings_are_shown_and_put_away() -> None:
    assert after("e?").defining
    assert after("e?").chosen == {"overclaim/efficacy"}
    assert not after("??").defining
    assert after("?f").defining, "labels can be chosen while their meanings are shown"
    assert not after("?\r").defining


@pytest.mark.parametrize("key", ["q", "Q", "\x03", "\x04"])
def test_quit(key: str) -> None:
    walk = after(f"e\rf{key}")
    assert walk.over
    assert walk.answers == (Answer(("overclaim/efficacy",)),), "what is only chosen is no answer"
    assert press(walk, "\r") == walk


@pytest.mark.parametrize("key", ["x", "1", "\x1b", "é", "\x07"])
def test_other_keys_do_nothing_and_say_so(key: str) -> None:
    walk = after(f"e{key}")
    assert walk._replace(notice="") == after("e")
    assert walk.notice == f"{key!r} does nothing here"
    assert walk.notice.isprintable()


def test_the_walk_ends_behind_the_last() -> None:
    walk = after("\r\r", 2)
    assert walk.over
    assert not walk.quit
    assert walk.summary == "2 labelled, 0 unsure, 0 skipped, 0 left"
    assert press(walk, "b") == walk
    assert Walk(0).over
