"""What is asked: where rules and classifier disagree, the greatest disagreement first."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import UsageError
from healthaudit.labelling.queue import Question, View, pick, questions
from healthaudit.model import Document, Media, Skipped

CURE = "Our drops cure anxiety in one night."
ZAP = "Zap your worries on a walk with a friend."
BOTH = "Our drops zap and cure anxiety overnight."
PLAIN = "Anxiety disorders are common and can be treated."
PAGE = f"<title>On \n worry</title><h2>What we sell</h2><p>{CURE} {ZAP}<ul><li>{PLAIN}<li>{BOTH}</ul>"


def asked(auditor: Auditor, text: str, media: Media = Media.HTML, name: str = "folder/page.html") -> list[Question]:
    (found,) = questions(auditor, [Document(name, media, text)])
    assert not isinstance(found, Skipped), found
    return found


def question(text: str, *views: View) -> Question:
    return Question("page", "Page", False, "", "", text, "", "sentence", views)


@pytest.mark.parametrize(
    ("likelihood", "rules", "disagree", "distance"),
    [
        (0.49, ("one",), True, 0.51),
        (0.5, ("one",), False, 0.5),
        (0.5, (), True, 0.5),
        (0.49, (), False, 0.49),
        (0.05, ("one", "two"), True, 0.95),
        (0.99, (), True, 0.99),
    ],
)
def test_disagreement_within_a_family(
    likelihood: float, rules: tuple[str, ...], disagree: bool, distance: float
) -> None:
    view = View("overclaim", likelihood, (), rules)
    assert view.disagree is disagree
    assert view.distance == pytest.approx(distance)


def test_one_family_in_dispute_is_enough_and_the_greatest_distance_counts() -> None:
    agreed, disputed = View("hotline", 0.02, (), ()), View("overclaim", 0.2, (), ("one",))
    assert question("a", agreed, disputed).disagree
    assert question("a", agreed, disputed).distance == pytest.approx(0.8)
    assert not question("a", agreed).disagree


def test_the_greatest_disagreement_comes_first_and_equals_keep_their_order() -> None:
    several = [
        question(text, View("overclaim", likelihood, (), ()))
        for text, likelihood in (("a", 0.6), ("b", 0.9), ("c", 0.2), ("d", 0.9), ("e", 0.7))
    ]
    assert [one.text for one in pick(several, ())] == ["b", "d", "e", "a"]
    assert [one.text for one in pick(several, (), every=True)] == ["b", "d", "e", "a", "c"]


def test_what_is_known_is_not_asked_and_the_same_words_are_asked_once() -> None:
    several = [
        question(text, View("overclaim", number, (), ())) for text, number in (("a", 0.6), ("a", 0.9), ("b", 0.8))
    ]
    picked = pick(several, ())
    assert [(one.text, one.distance) for one in picked] == [("a", 0.9), ("b", 0.8)]
    assert [one.text for one in pick(several, {"a"})] == ["b"]
    assert [one.text for one in pick(several, {"a"}, every=True)] == ["b"]


def test_rules_and_classifier_meet_in_the_sentence(auditor: Auditor) -> None:
    views = {one.text: one.views[0] for one in asked(auditor, PAGE)}
    assert "cure-claim" in views[CURE].rules
    assert views[CURE].likelihood < 0.5
    assert views[ZAP].rules == ()
    assert views[ZAP].likelihood > 0.5
    assert views[ZAP].words == ("zap",)
    assert "cure-claim" in views[BOTH].rules
    assert views[BOTH].likelihood > 0.5
    assert views[PLAIN].rules == ()
    assert {one.text for one in pick(asked(auditor, PAGE), ())} == {CURE, ZAP}


def test_a_question_has_what_a_person_needs_to_see(auditor: Auditor) -> None:
    by_text = {one.text: one for one in asked(auditor, PAGE)}
    zap, plain = by_text[ZAP], by_text[PLAIN]
    assert (zap.source, zap.title, zap.heading) == ("folder/page.html", "On worry", "What we sell")
    assert (zap.before, zap.after) == (CURE, PLAIN)
    assert by_text[BOTH].after == ""
    assert (zap.unit, plain.unit, by_text["What we sell"].unit) == ("sentence", "list-item", "heading")


@pytest.mark.parametrize(
    ("markup", "unit"),
    [
        ("<h1>{}</h1>", "heading"),
        ("<button>{}</button>", "button"),
        ("<ol><li>{}</ol>", "list-item"),
        ("<table><tr><td>{}</td><td>b</td></tr></table>", "table-cell"),
        ("<blockquote>{}</blockquote>", "quote"),
        ("<p>{}</p>", "sentence"),
        ("<figure><figcaption>{}</figcaption></figure>", "sentence"),
    ],
)
def test_units(auditor: Auditor, markup: str, unit: str) -> None:
    page = f"<p>{PLAIN} Talk to your doctor about anxiety.</p>{markup.format(ZAP)}"
    assert {one.unit for one in asked(auditor, page) if one.text == ZAP} == {unit}


def test_findings_are_found_back_behind_markup_and_entities(auditor: Auditor) -> None:
    page = f"<p>{PLAIN}</p><p>&nbsp;Our <b>dr&#111;ps</b>&amp;more <i>cure</i>\n   anxiety. {PLAIN[:-1]} at home.</p>"
    disputed = pick(asked(auditor, page), ())
    assert [(one.text, "cure-claim" in one.views[0].rules) for one in disputed] == [
        ("Our drops&more cure anxiety.", True)
    ]


def test_a_rule_of_the_page_says_nothing_of_the_sentence_that_it_points_at(auditor: Auditor) -> None:
    page = f"{PLAIN} We offer ketamine for anxiety at our clinic. Book your ketamine session today for $300."
    report = auditor.audit(Document("page", Media.TEXT, page))
    assert any(finding.rule == "use-undisclosed" and finding.evidence for finding in report.findings)
    named = {rule for one in asked(auditor, page, Media.TEXT) for view in one.views for rule in view.rules}
    assert not {"use-undisclosed", "missing-risks"} & named


def test_a_text_without_a_title_has_the_name_of_its_file(auditor: Auditor) -> None:
    assert {one.title for one in asked(auditor, f"{CURE} {PLAIN}", Media.TEXT)} == {"page.html"}
    assert {one.title for one in asked(auditor, f"{CURE} {PLAIN}", Media.TEXT, "https://a.example/x/")} == {"x"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Unsere Tropfen heilen Angst in einer Nacht, und das ist auch gut so.", "language"),
        ("The garden centre opens at nine, and the tulips are in.", "not about health"),
    ],
)
def test_pages_that_are_not_understood_are_skipped(auditor: Auditor, text: str, reason: str) -> None:
    missing = Skipped("gone.html", "no such file", "look")
    first, second, third = questions(
        auditor, [Document("one", Media.TEXT, text), missing, Document("two", Media.TEXT, f"{CURE} {PLAIN}")]
    )
    assert isinstance(first, Skipped)
    assert first.source == "one"
    assert reason in first.reason
    assert second == missing
    assert isinstance(third, list)
    assert third


def test_without_a_classifier_there_is_nothing_to_ask(auditor: Auditor) -> None:
    with pytest.raises(UsageError, match="without a classifier") as caught:
        next(questions(Auditor.of(auditor.library), []))
    assert "--model" in caught.value.hint
