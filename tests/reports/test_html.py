"""The HTML report: complete, self-contained, escaped, linked both ways, readable in either scheme."""

from __future__ import annotations

import dataclasses
import re
import time
from array import array
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from turbohtml import Document as Tree
from turbohtml import Element, parse

from healthaudit.approval import Disclosure, Status
from healthaudit.citing import CitationFault
from healthaudit.kinds import CallKind, Whose
from healthaudit.model import (
    Block,
    BlockKind,
    Call,
    Evidence,
    Family,
    FamilyScore,
    Finding,
    LedgerEntry,
    Media,
    Outcome,
    Page,
    PageFacts,
    PageReport,
    Region,
    Regulation,
    Report,
    RuleOutcome,
    Score,
    Severity,
    Sides,
    Skipped,
    Source,
    SourceStatus,
    Tool,
    Use,
)
from healthaudit.offsets import Lines, OffsetMap
from healthaudit.reports.html import render_html


def replace(value: Any, **changes: Any) -> Any:
    """A changed copy of one of the model's values."""
    return value._replace(**changes) if isinstance(value, tuple) else dataclasses.replace(value, **changes)


HOSTILE = "</style><script>alert(1)</script> \"onload= ' [bold]x[/bold] \u202egnirts {{ 7 * 7 }} \x00 <!-- ]]>"
SHOWN = HOSTILE.replace("\u202e", "⟦U+202E⟧").replace("\x00", "⟦U+0000⟧")


def page(
    *paragraphs: str | tuple[str, BlockKind, Region], source: str = "pages/drip.txt", title: str = "A drip"
) -> Page:
    """A page whose text is its source, one block per line."""
    blocks: list[Block] = []
    text = ""
    for each in paragraphs:
        words, kind, region = (each, BlockKind.PARAGRAPH, Region.MAIN) if isinstance(each, str) else each
        level = 2 if kind is BlockKind.HEADING else 0
        blocks.append(Block(kind, region, len(text), len(text) + len(words), level))
        text += words + "\n"
    offsets = OffsetMap(array("q", [0]), array("q", [0]), array("q", [-1]))
    return Page(source, Media.TEXT, text, text, tuple(blocks), (), (), PageFacts(), offsets, Lines.of(text), title)


def finding(
    page: Page,
    *quotes: str,
    rule: str = "overclaim/cure",
    family: Family = Family.OVERCLAIM,
    severity: Severity = Severity.HIGH,
    outcome: Outcome = Outcome.FAIL,
    regulations: tuple[Regulation, ...] = (),
) -> Finding:
    spans = [page.span(page.text.index(quote), page.text.index(quote) + len(quote)) for quote in quotes]
    evidence = tuple(
        Evidence("claim", quote, span, page.lines.locate(span)) for quote, span in zip(quotes, spans, strict=True)
    )
    name = f"{rule}:{quotes}"
    return Finding(
        name,
        rule,
        "HA101",
        family,
        severity,
        outcome,
        0.9,
        "It promises.",
        "Nobody knows.",
        "Say less.",
        regulations,
        evidence,
    )


def use(
    page: Page,
    claim: str,
    said: str = "",
    status: Status = Status.NOT_LISTED,
    disclosure: Disclosure = Disclosure.MISSING,
    condition: str = "worry",
) -> Use:
    """A use of the drip that is claimed, and perhaps disclosed, with words of the page."""
    places = []
    for role, words in (("claim", claim), ("disclosure", said)):
        if words:
            span = page.span(page.text.index(words), page.text.index(words) + len(words))
            places.append(Evidence(role, words, span, page.lines.locate(span)))
    return Use("drip", condition, "US", status, True, disclosure, "a label", "2026-01-31", True, tuple(places))


def source(
    page: Page,
    number: int,
    *places: str,
    status: SourceStatus = SourceStatus.NOT_LOOKED_UP,
    reason: str = "",
    work: str = "",
    known_from: str = "",
    url: str = "",
    notices: tuple[str, ...] = (),
) -> Source:
    """An entry of the page's reference list, and the places that cite it, with words of the page."""
    spans = [page.span(page.text.index(words), page.text.index(words) + len(words)) for words in places]
    evidence = tuple(
        Evidence("cited at" if n else "entry", words, span, page.lines.locate(span))
        for n, (words, span) in enumerate(zip(places, spans, strict=True))
    )
    return Source(number, places[0], status, reason, work, known_from, url, notices, evidence)


def report(
    page: Page,
    *findings: Finding,
    value: int | None = 74,
    low: int | None = 74,
    ledger: tuple[LedgerEntry, ...] = (),
) -> PageReport:
    families = tuple(
        FamilyScore(family, None if value is None or family is Family.CITATION else 80, 0) for family in Family
    )
    score = Score(value, low, value, "fair", families, ledger)
    return PageReport(page, "en", score, findings, {"overclaim/cure": RuleOutcome.FAIL})


def run(*pages: PageReport, skipped: tuple[Skipped, ...] = ()) -> str:
    return render_html(Report(Tool("1.2.3", 40, "abc123", "2026-01-31"), pages, skipped))


def tree(html: str) -> Tree:
    """The document, which must parse without a single error."""
    return parse(html, strict=True)


def words(found: Tree | Element, selector: str) -> list[str]:
    return [" ".join(element.text.split()) for element in found.select(selector)]


def number_of(card: Element) -> str:
    """Of a finding, which its card shows, and its id ends in."""
    [number] = words(card, ".number")
    assert card.attrs["id"].endswith(f"-f{number}")
    return number


def shown_text(found: Tree) -> list[str]:
    """The page's own passages, without the numbers that the report puts in."""
    for badge in found.select(".badge"):
        badge.decompose()
    return [passage.text for passage in found.select(".flow p, .flow li")]


CLAIM = page("Our drip cures worry.", "It is proven and gentle.", "Call now.")
SAMPLE = report(
    CLAIM,
    finding(CLAIM, "drip cures worry"),
    finding(CLAIM, "cures worry.", "proven", family=Family.OFF_LABEL, severity=Severity.CRITICAL),
    finding(CLAIM, "gentle", family=Family.SAFETY, severity=Severity.LOW, outcome=Outcome.REVIEW),
    finding(CLAIM, family=Family.TRANSPARENCY, severity=Severity.MEDIUM, rule="transparency/no-author"),
)


def test_it_is_one_well_formed_document_that_asks_for_nothing() -> None:
    law = Regulation("L", "US", "A law", "https://law.example/1")
    online = replace(CLAIM, source="https://drip.example/?a=1&b=2")
    html = run(
        report(online, finding(online, "proven", regulations=(law,))),
        SAMPLE,
        skipped=(Skipped("x.pdf", "PDF"),),
    )
    found = tree(html)
    assert not found.select("[src], link, img, iframe, object, embed, base, form, [style], [srcset]")
    links = {link.attrs["href"] for link in found.select("[href]")}
    assert {link for link in links if not link.startswith("#")} == {law.url, online.source}
    for link in found.select('[href^="http"]'):
        assert link.tag == "a"
        assert "target" not in link.attrs
    assert not re.search(r"url\(|@import|image-set", found.select_one("style").text)
    assert not re.search(r"fetch|XMLHttp|import|innerHTML", found.select_one("script").text)


def test_the_policy_admits_only_its_own_style_and_script() -> None:
    found = tree(run(SAMPLE))
    policy = found.select_one('meta[http-equiv="Content-Security-Policy"]').attrs["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        [element] = found.select(tag)
        digest = b64encode(sha256(element.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert set(rules) == {"default-src", "style-src", "script-src", "base-uri", "form-action"}


def test_hostile_words_stay_words_wherever_they_come_from() -> None:
    bad = page(HOSTILE, (HOSTILE, BlockKind.HEADING, Region.FOOTER), source=HOSTILE, title=HOSTILE)
    law = Regulation("L", HOSTILE, HOSTILE, "javascript:alert(1)")
    marked = replace(
        finding(bad, HOSTILE, regulations=(law,)),
        message=HOSTILE,
        why=HOSTILE,
        fix=HOSTILE,
        rule=HOSTILE,
        code=HOSTILE,
        sides=(
            Sides("figure", HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)"),
            Sides("year", HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)"),
        ),
    )
    evil = source(bad, 1, HOSTILE, HOSTILE, url="javascript:alert(1)")._replace(
        reason=HOSTILE, work=HOSTILE, known_from=HOSTILE, notices=(HOSTILE,), entry=f"{HOSTILE} " * 5
    )
    address = evil._replace(work="", url=f"https://x.example/{HOSTILE}")
    audited = replace(
        report(bad, marked),
        language=HOSTILE,
        notes=(HOSTILE,),
        outcomes={HOSTILE: RuleOutcome.ERROR},
        errors={HOSTILE: HOSTILE},
        suppressed=(marked,),
        uses=(
            use(bad, HOSTILE, HOSTILE)._replace(
                product=HOSTILE, condition=HOSTILE, jurisdiction=HOSTILE, source=HOSTILE, as_of=HOSTILE
            ),
        ),
        sources=(evil, address),
        sourced=(1, 2),
    )
    assert SHOWN in tree(run(audited)).select_one("title").text
    html = run(audited, report(bad), skipped=(Skipped(HOSTILE, HOSTILE, HOSTILE),))
    found = tree(html)
    assert len(found.select("script")) == len(found.select("style")) == 1
    assert not [name for element in found.select("*") for name in element.attrs if name.startswith("on")]
    assert not found.select('[href^="javascript"]')
    assert "\u202e" not in html
    assert "\x00" not in html
    for selector in (
        ".card h4",
        ".card dd",
        ".card .rule code",
        ".card q",
        ".statutes td",
        ".notes li",
    ):
        assert any(SHOWN in text for text in words(found, selector)), selector
    for selector in (
        "h2",
        ".source",
        ".about",
        ".checked li",
        "#skipped ~ .told-of p",
        ".told-of .hint",
        ".told-of .source",
    ):
        assert any(SHOWN in text for text in words(found, selector)), selector
    for selector in (".uses tbody th", ".uses td:nth-child(2)", ".uses td:nth-child(2) q", ".uses td:nth-child(3)"):
        assert any(SHOWN in text for text in words(found, selector)), selector
    assert [text.count(SHOWN) for text in words(found, ".uses td:nth-child(3)")] == [3]
    assert [text.count(SHOWN) for text in words(found, ".sides")] == [4]
    assert [text.count(SHOWN) for text in words(found, ".told .where")] == [2]
    assert [text.count(SHOWN) for text in words(found, ".sources td:nth-child(2)")] == [4, 4]  # one is cut in two
    assert [text.count(SHOWN) for text in words(found, ".sources td:last-child")] == [4, 3]
    assert [link.text for link in found.select('.sources a[href^="https"]')] == [f"x.example/{SHOWN}"]
    assert shown_text(found) == [SHOWN] * 4


def test_nobody_learns_from_a_link_where_it_stood() -> None:
    assert tree(run(SAMPLE)).select_one("meta[name=referrer]").attrs["content"] == "no-referrer"


def test_marks_and_cards_lead_to_each_other() -> None:
    found = tree(run(SAMPLE, SAMPLE))
    ids = [element.attrs["id"] for element in found.select("[id]")]
    assert len(ids) == len(set(ids))
    cards = {card.attrs["id"]: card for card in found.select(".card")}
    assert len(cards) == 8
    for mark in found.select("mark"):
        links = [link.attrs["href"].removeprefix("#") for link in mark.select("a")]
        assert links
        assert all(number_of(cards[link]) in mark.attrs["data-findings"].split() for link in links)
    for card in cards.values():
        for back in card.select(".evidence a"):
            [place] = found.select(back.attrs["href"])
            mark = place.closest("mark")
            assert number_of(card) in mark.attrs["data-findings"].split()
            assert mark.closest("[data-page]").attrs["id"] == card.closest("[data-page]").attrs["id"]
    assert len(found.select(".evidence a")) == 8


def test_every_finding_shows_its_number_where_it_begins() -> None:
    found = tree(run(SAMPLE))
    assert words(found, ".flow p")[:2] == [
        "Our 1drip 2cures worry.",
        "It is 2proven and 3gentle.",
    ]
    marks = [(" ".join(mark.attrs["class"]), mark.attrs["data-findings"]) for mark in found.select("mark")]
    assert marks == [
        ("overclaim high", "1"),
        ("off-label critical", "1 2"),  # the worse of two has the say
        ("off-label critical", "2"),
        ("off-label critical", "2"),
        ("safety low", "3"),
    ]


def test_the_page_reads_as_it_did_however_much_is_marked() -> None:
    assert shown_text(tree(run(SAMPLE))) == ["Our drip cures worry.", "It is proven and gentle.", "Call now."]


def test_evidence_across_inline_markup_is_one_mark() -> None:
    raw = "a <b>proven</b> cure"
    offsets = OffsetMap(array("q", [0, 2, 8]), array("q", [0, 5, 15]), array("q", [-1, -1, -1]))
    block = Block(BlockKind.PARAGRAPH, Region.MAIN, 0, 13)
    marked = Page("p", Media.HTML, raw, "a proven cure", (block,), (), (), PageFacts(), offsets, Lines.of(raw))
    found = tree(run(report(marked, finding(marked, "proven cure"))))
    [mark] = found.select("mark")
    assert mark.text.endswith("proven cure")
    assert found.select_one(".evidence .where").text == "claim, line\u00a01:6"


def test_evidence_across_blocks_is_reached_where_it_begins_and_numbered_in_each() -> None:
    two = page("One cures.", "Two cures.")
    found = tree(run(report(two, finding(two, "cures.\nTwo"))))
    assert [bool(mark.select("[id]")) for mark in found.select("mark")] == [True, False]
    assert [len(mark.select(".badge")) for mark in found.select("mark")] == [1, 1]


def test_findings_about_the_whole_page_have_a_list_of_their_own() -> None:
    found = tree(run(SAMPLE))
    placed, general = found.select(".stack > section")
    assert placed.select_one("h3").text == "Findings in the text"
    assert [number_of(card) for card in placed.select(".card")] == ["1", "2", "3"]
    assert general.select_one("h3").text == "Findings about the page as a whole"
    assert [number_of(card) for card in general.select(".card")] == ["4"]


def test_evidence_that_readers_do_not_see_is_said_to_be_so() -> None:
    hidden = page("Seen.", ("cure cure", BlockKind.PARAGRAPH, Region.HIDDEN))
    found = tree(run(report(hidden, finding(hidden, "cure cure"))))
    assert shown_text(found) == ["Seen."]
    assert found.select_one(".evidence li").text == "cure cure claim, line\u00a02:1, where readers do not see it"
    assert not found.select("mark, .evidence a")


def test_a_card_says_all_that_is_known_about_a_finding() -> None:
    laws = (
        Regulation("A", "US", "Law A", "https://law.example/a"),
        Regulation("B", "EU", "Law B", unverified=True),
    )
    drip = finding(CLAIM, "proven", regulations=laws, outcome=Outcome.REVIEW, severity=Severity.CRITICAL)
    entry = LedgerEntry(drip.id, drip.rule, drip.family, drip.outcome, 10, 0.9, 1.0, 4.25)
    [card] = words(tree(run(report(CLAIM, drip, ledger=(entry,)))), ".card")
    assert card == (
        "1 It promises. Critical Overclaim For review · confidence 90 % · −4.2 points if upheld "
        "proven claim, line 2:7 Why Nobody knows. How to fix Say less. Rests on 2; 1 HA101 overclaim/cure"
    )


def test_findings_with_the_same_words_each_show_their_own_points() -> None:
    twice = page("Call now.", "Call now.")
    first = finding(twice, "Call now.")
    span = twice.span(10, 19)
    second = replace(first, evidence=(replace(first.evidence[0], span=span, location=twice.lines.locate(span)),))
    entries = tuple(
        LedgerEntry(first.id, first.rule, first.family, first.outcome, 4, 1.0, repeat, 4 * repeat)
        for repeat in (1.0, 0.5)
    )
    cards = words(tree(run(report(twice, first, second, ledger=entries))), ".facts")
    assert [re.search(r"−\S+", card)[0] for card in cards] == ["−4.0", "−2.0"]


@pytest.mark.parametrize(
    ("value", "low", "dial"),
    [
        (74, 61, "74 Fair 74, or 61 if everything under review is upheld."),
        (74, 74, "74 Fair"),
        (0, 0, "0 Fair"),
        (None, None, "– no score"),
    ],
)
def test_the_score_is_told_with_its_range(value: int | None, low: int | None, dial: str) -> None:
    found = tree(run(report(CLAIM, value=value, low=low)))
    assert words(found, ".dial")[0].casefold() == dial.casefold()
    assert words(found, ".families li")[3].startswith("– Citation not applicable")
    label = found.select_one(".gauge.big").attrs["aria-label"]
    assert label == ("Score: no score" if value is None else f"Score: {value}") + (
        ", or 61 if everything under review is upheld" if low == 61 else ""
    )


HIGH, CRITICAL, LOW = (
    finding(CLAIM, "proven", severity=severity) for severity in (Severity.HIGH, Severity.CRITICAL, Severity.LOW)
)
REVIEW = replace(HIGH, outcome=Outcome.REVIEW)


@pytest.mark.parametrize(
    ("findings", "value", "verdict"),
    [
        ([CRITICAL], 10, "1 critical finding must be mended before this page is published."),
        (
            [CRITICAL, HIGH, HIGH, LOW, REVIEW],
            10,
            "1 critical and 2 high findings must be mended before this page is published; "
            "1 more waits for a reviewer’s judgement.",
        ),
        ([LOW, LOW], 90, "2 findings to mend, none of them critical or high."),
        ([REVIEW, REVIEW], 100, "Nothing failed outright; 2 wait for a reviewer’s judgement."),
        ([], 100, "The rules that ran found nothing to mend; what they do not cover still needs a reader."),
        ([], None, "No rule applied to this page, so nothing can be said about it."),
    ],
)
def test_the_verdict_is_one_sentence_that_never_calls_a_page_safe(
    findings: list[Finding], value: int | None, verdict: str
) -> None:
    found = tree(run(report(CLAIM, *findings, value=value, low=value)))
    assert words(found, ".verdict") == [verdict]
    assert not re.search(r"\bsafe\b", found.select_one("body").text)


def test_counts_by_severity_and_outcome_add_up() -> None:
    cells = [[cell.text for cell in row.select("td")] for row in tree(run(SAMPLE)).select(".counts tbody tr")]
    assert cells == [["1", "1", "1", "0", "3"], ["0", "0", "0", "1", "1"]]


def test_what_did_not_run_is_said() -> None:
    outcomes = {
        "a/passed": RuleOutcome.PASS,
        "b/quiet": RuleOutcome.NOT_APPLICABLE,
        "c/broken": RuleOutcome.ERROR,
        "d/broken": RuleOutcome.ERROR,
    }
    audited = replace(report(CLAIM), outcomes=outcomes, errors={"c/broken": "out of time"})
    found = tree(run(audited))
    assert words(found, ".outcomes div") == [
        "0 failed",
        "0 for review",
        "1 passed",
        "1 not applicable",
        "2 broke off",
    ]
    assert words(found, ".checked li") == [
        "c/broken out of time",
        "d/broken no reason was recorded",
        "b/quiet",
    ]


OFFER = page("The drip cures worry.", "It heals backs and calms.", "Not approved.", "The drip lowers weight.")
APPROVED = use(OFFER, "lowers weight", status=Status.APPROVED, disclosure=Disclosure.NOT_APPLICABLE)
TOLD = use(OFFER, "calms", "Not approved", disclosure=Disclosure.PRESENT)
UNKNOWN = replace(
    use(OFFER, "drip", status=Status.UNKNOWN, disclosure=Disclosure.NOT_APPLICABLE), source="", as_of="", settled=False
)
BURIED = use(OFFER, "cures worry", "Not approved", disclosure=Disclosure.BURIED)
MISSING = use(OFFER, "heals backs")


def offering(*uses: Use, of: Page = OFFER) -> Tree:
    return tree(run(replace(report(of, finding(of, "drip cures worry")), uses=uses)))


def test_what_is_promoted_for_what_is_told_in_words_the_lacking_first() -> None:
    found = offering(APPROVED, UNKNOWN, TOLD, BURIED, MISSING)
    assert words(found, ".promoted h3") == ["What is promoted for what"]
    [said] = words(found, ".promoted .because")
    assert said.startswith("5 promoted, 1 approved, 3 not on the label, 1 not known. ✗ marks ")
    rows = [words(row, "th, td") for row in found.select(".uses tbody tr")]
    label = "not on the label US, a label, as of 2026-01-31"
    assert rows == [
        ["drip", "worry cures worry, line 1:10", label, "✗ buried line 3:1"],
        ["drip", "worry heals backs, line 2:4", label, "✗ missing"],
        ["drip", "worry calms, line 2:20", label, "✓ present line 3:1"],
        ["drip", "worry drip, line 1:5", "not known US, no source, to be checked", "not judged"],
        ["drip", "worry lowers weight, line 4:10", "approved US, a label, as of 2026-01-31", "not needed"],
    ]
    assert ["amiss" in row.attrs.get("class", []) for row in found.select(".uses tbody tr")] == [True] * 2 + [False] * 3


def test_uses_lead_into_the_text_which_reads_as_it_did() -> None:
    found = offering(TOLD, BURIED, MISSING)
    ids = [element.attrs["id"] for element in found.select("[id]")]
    assert len(ids) == len(set(ids))
    led = {link.text: found.select_one(link.attrs["href"]) for link in found.select(".uses a")}
    begun = {where: place.closest(".place, mark").text for where, place in led.items()}
    assert begun == {
        "line\u00a01:10": "cures worry",  # within the mark of a finding
        "line\u00a02:4": "heals backs",
        "line\u00a02:20": "calms",
        "line\u00a03:1": "Not approved",  # of two uses
    }
    assert led["line\u00a01:10"].closest("mark")
    assert {mark.attrs["data-findings"] for mark in found.select("mark")} == {"1"}
    assert len(found.select(".badge")) == 1
    assert shown_text(found) == OFFER.text.splitlines()


def test_places_of_uses_that_readers_do_not_see_are_said_to_be_so() -> None:
    hidden = page("The drip cures worry.", ("heals backs", BlockKind.PARAGRAPH, Region.HIDDEN))
    found = offering(use(hidden, "heals backs"), of=hidden)
    assert words(found, ".uses .where")[0] == "heals backs, line 2:1, where readers do not see it"
    assert not found.select(".uses a, .place")


def test_nothing_is_asked_of_a_page_that_promotes_nothing() -> None:
    found = offering(replace(MISSING, promoted=False))
    assert words(found, ".promoted h3") == ["What is named for what"]
    assert words(found, ".promoted .because") == ["1 named but not promoted, 1 not on the label."]
    assert words(found, ".uses td:last-child") == ["not asked for"]
    assert not found.select(".uses .amiss")


def test_a_page_without_uses_has_no_table_of_them() -> None:
    assert not tree(run(SAMPLE)).select(".promoted, .uses, .place")


@pytest.mark.parametrize(("count", "shown"), [(12, 12), (13, 8)])
def test_many_uses_are_folded_the_first_ones_are_not(count: int, shown: int) -> None:
    found = offering(*[APPROVED] * 3, *[MISSING] * (count - 3))
    assert len(found.select(".uses tbody tr")) == count
    folded = found.select(".promoted details tbody tr")
    assert len(folded) == count - shown
    assert words(found, ".promoted summary") == (["5 more uses, 2 of them marked ✗"] if folded else [])
    assert "details::details-content" in STYLE[STYLE.index("@media print") :]


CITING = page("Drips calm [1], two trials say [1,2].", "Drips heal.", "Daly. Drips. 2019.", "Hale. Mice. 2020.", "Box.")
DALY = source(CITING, 1, "Daly. Drips. 2019.", "[1]", "[1,2]")
HALE = source(CITING, 2, "Hale. Mice. 2020.", "[1,2]")
BOX = source(CITING, 3, "Box.")
RECORD = {"work": "Daly 2019, J Drips", "known_from": "Crossref", "url": "https://doi.example/1"}


def citing(*sources: Source, sourced: tuple[int, int] = (1, 2), of: Page = CITING) -> Tree:
    return tree(run(replace(report(of, finding(of, "calm")), sources=sources, sourced=sourced)))


def test_sources_are_told_with_the_places_that_cite_them() -> None:
    found = citing(DALY, HALE, BOX)
    assert words(found, ".sourced h3") == ["Sources"]
    assert words(found, ".reach") == ["1 of 2 statements that rest on evidence has a source in reach."]
    assert words(found, ".sourced .because") == ["The reference list has 3 entries: 1 cited nowhere, none looked up."]
    assert [words(row, "th, td") for row in found.select(".sources tbody tr")] == [
        ["1", "Daly. Drips. 2019. line 3:1", "cited twice line 1:12, line 1:32", "not looked up"],
        ["2", "Hale. Mice. 2020. line 4:1", "cited once line 1:32", "not looked up"],
        ["3", "Box. line 5:1", "cited nowhere", "not looked up"],
    ]
    led = {
        link.text: found.select_one(link.attrs["href"]).closest(".place").text for link in found.select(".sources a")
    }
    assert led == {
        "line\u00a03:1": "Daly. Drips. 2019.",
        "line\u00a01:12": "[1]",
        "line\u00a01:32": "[1,2]",  # of two sources
        "line\u00a04:1": "Hale. Mice. 2020.",
        "line\u00a05:1": "Box.",
    }
    ids = [element.attrs["id"] for element in found.select("[id]")]
    assert len(ids) == len(set(ids))
    assert shown_text(found) == CITING.text.splitlines()


@pytest.mark.parametrize(
    ("known", "told", "amiss"),
    [
        ({"status": SourceStatus.FOUND, **RECORD}, "✓ record agrees Daly 2019, J Drips, according to Crossref", False),
        (
            {"status": SourceStatus.DIFFERS, **RECORD},
            "✗ record differs Daly 2019, J Drips, according to Crossref",
            True,
        ),
        (
            {"status": SourceStatus.FOUND, **RECORD, "notices": ("corrected",)},
            "✓ record agrees corrected Daly 2019, J Drips, according to Crossref",
            False,
        ),
        (
            {"status": SourceStatus.FOUND, **RECORD, "notices": ("concern", "retracted")},
            "✓ record agrees ✗ under an expression of concern ✗ retracted Daly 2019, J Drips, according to Crossref",
            True,
        ),
        (
            {
                "status": SourceStatus.FOUND,
                **RECORD,
                "known_from": "known studies (Daly 2019, J Drips)",
                "url": "doi:1",
            },
            "✓ record agrees Daly 2019, J Drips, according to known studies",
            False,
        ),
        ({"status": SourceStatus.NOT_FOUND, "reason": "no such DOI"}, "✗ not found: no such DOI", True),
        (
            {"status": SourceStatus.NOT_VERIFIED, "reason": "Crossref did not answer"},
            "could not be verified: Crossref did not answer",
            False,
        ),
        ({"url": "https://doi.example/1"}, "not looked up doi.example/1", False),
        ({"url": "doi:1"}, "not looked up", False),
    ],
)
def test_what_is_known_of_a_work_is_told_in_words(known: dict[str, Any], told: str, amiss: bool) -> None:
    found = citing(source(CITING, 1, "Daly. Drips. 2019.", **known))
    assert words(found, ".sources td:last-child") == [told]
    assert [link.attrs["href"] for link in found.select(".sources td:last-child a")] == (
        [known["url"]] if known.get("url", "").startswith("https") else []
    )
    [row] = found.select(".sources tbody tr")
    assert ("amiss" in row.attrs.get("class", [])) == amiss
    assert ("✗ marks" in words(found, ".sourced .because")[0]) == amiss


def test_the_entries_are_counted_by_what_is_known_of_them() -> None:
    found = citing(
        replace(DALY, status=SourceStatus.FOUND, notices=("concern",)),
        replace(DALY, status=SourceStatus.FOUND),
        replace(DALY, status=SourceStatus.DIFFERS),
        replace(DALY, status=SourceStatus.NOT_FOUND),
        replace(DALY, status=SourceStatus.NOT_VERIFIED),
        BOX,
    )
    assert words(found, ".sourced .because")[0].split(". ")[0] == (
        "The reference list has 6 entries: 1 cited nowhere, 2 with a record that agrees, 1 with a record that differs, "
        "1 not found, 1 that could not be verified, 1 not looked up, 1 under an expression of concern"
    )


def test_statements_without_a_reference_list_are_told_and_a_page_without_either_has_no_section() -> None:
    found = citing(sourced=(0, 1))
    assert words(found, ".reach") == ["The one statement that rests on evidence has no source in reach."]
    assert words(found, ".sourced .because") == ["The page has no reference list."]
    assert not found.select(".sources")
    assert not citing(BOX, sourced=(0, 0)).select(".reach")
    assert not tree(run(SAMPLE)).select(".sourced, .sources")


@pytest.mark.parametrize(("count", "shown"), [(12, 12), (13, 8)])
def test_long_reference_lists_are_folded_in_their_order(count: int, shown: int) -> None:
    retracted = replace(DALY, notices=("retracted",))
    found = citing(*[replace(DALY, number=n + 1) for n in range(count - 2)], retracted, retracted)
    assert len(found.select(".sources tbody tr")) == count
    folded = found.select(".sourced details tbody tr")
    assert len(folded) == count - shown
    assert words(found, ".sourced summary") == (["5 more entries, 2 of them marked ✗"] if folded else [])


@pytest.mark.parametrize(("count", "folded"), [(8, 0), (9, 3)])
def test_of_many_citings_the_first_show(count: int, folded: int) -> None:
    found = citing(replace(DALY, evidence=(DALY.evidence[0], *[DALY.evidence[1]] * count)))
    assert len(found.select(".sources td:nth-child(3) a")) == count
    assert len(found.select(".sources td:nth-child(3) details a")) == folded
    assert words(found, ".sources td:nth-child(3)")[0].startswith(f"cited {count} times ")


def test_a_long_entry_is_folded_but_whole() -> None:
    entry = "Drips. " * 45 + "End."
    assert citing(replace(DALY, entry=entry)).select_one(".sources details") is None
    entry = "Drips " * 60 + "<b>End.</b>"
    [long] = citing(replace(DALY, entry=entry)).select(".sources .long")
    assert long.text.replace(" … more", "") == entry
    assert long.select_one("summary").text == "Drips " * 39 + "Drips … more"
    assert citing(replace(DALY, entry="x" * 400)).select_one(".long summary").text == "x" * 240 + " … more"


ESKETAMINE = Sides("condition", "worry", "depression", "Daly 2019, J Drips", "Crossref", "https://doi.example/1")


def told(*sides: Sides) -> list[str]:
    return words(tree(run(report(CLAIM, replace(finding(CLAIM, "proven"), sides=sides)))), ".told")


def test_a_card_shows_what_page_and_source_say_side_by_side() -> None:
    found = tree(run(report(CLAIM, replace(finding(CLAIM, "proven"), sides=(ESKETAMINE,)))))
    assert [words(side, "dt, dd") for side in found.select(".sides > div")] == [
        ["The page says", "worry"],
        ["The source says", "depression"],
    ]
    assert words(found, ".told .where") == ["Daly 2019, J Drips, according to Crossref"]
    assert found.select_one(".told a").attrs["href"] == "https://doi.example/1"
    order = [element.attrs.get("class", [element.tag])[0] for element in found.select(".evidence, .told, .card > dl")]
    assert order == ["evidence", "told", "dossier"]
    assert not tree(run(SAMPLE)).select(".told")


def test_several_points_name_their_source_once_and_say_in_what_they_differ() -> None:
    other = replace(ESKETAMINE, aspect=CitationFault.WRONG_SHARE.value, page="70%", source="43%")
    own = Sides("year", "2018", "2019", "Hale 2019", "the page's own reference list")
    assert told(ESKETAMINE, own, other) == [
        "The page says (condition) worry The source says depression The page says (wrong share) 70% "
        "The source says 43% Daly 2019, J Drips, according to Crossref",
        "The page says 2018 The source says 2019 Hale 2019, according to the page's own reference list",
    ]


def test_structure_of_the_page_is_shown() -> None:
    varied = page(
        ("Menu", BlockKind.LINK, Region.NAVIGATION),
        ("A heading", BlockKind.HEADING, Region.MAIN),
        ("one", BlockKind.LIST_ITEM, Region.MAIN),
        ("two", BlockKind.LIST_ITEM, Region.MAIN),
        ("Call", BlockKind.BUTTON, Region.MAIN),
        ("below the picture", BlockKind.CAPTION, Region.MAIN),
        ("cell", BlockKind.TABLE_CELL, Region.MAIN),
        ("small print", BlockKind.PARAGRAPH, Region.FOOTER),
    )
    found = tree(run(report(varied)))
    assert [region.attrs["aria-label"] for region in found.select(".region")] == ["Navigation", "Footer"]
    labels = [element.attrs["data-label"] for element in found.select("[data-label]")]
    assert labels == ["Link", "H2", "Button", "Caption", "Table cell"]
    assert [item.text for item in found.select(".flow ul > li")] == ["one", "two"]
    assert found.select_one(".region.footer p.paragraph").text == "small print"


def test_several_pages_have_an_overview_and_the_skipped_their_reason() -> None:
    other = report(page("Sleep well.", source="b.txt", title=""), value=None, low=None)
    skipped = (Skipped("c.pdf", "This is a PDF.", "Save it as text."), Skipped("d", "Nothing is there."))
    found = tree(run(replace(SAMPLE, score=replace(SAMPLE.score, low=61)), other, skipped=skipped))
    rows = [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in found.select(".every tbody tr")]
    assert rows == [
        ["A drip pages/drip.txt", "74 or 61", "1", "1", "1", "1", "1"],
        ["b.txt", "none", "0", "0", "0", "0", "0"],
    ]
    assert [link.attrs["href"] for link in found.select(".every a")] == ["#p1", "#p2"]
    assert [section.attrs["id"] for section in found.select("[data-page]")] == ["p1", "p2"]
    assert words(found, ".told-of") == [
        "This is a PDF. Save it as text. c.pdf",
        "Nothing is there. d",
        "no rule applied b.txt",
    ]


def test_one_page_needs_no_overview() -> None:
    assert not tree(run(SAMPLE)).select("#overview, .every, .told-of")


def test_a_run_without_pages_is_still_a_report() -> None:
    assert "Nothing was given to audit." in tree(run()).select_one("main").text
    assert words(tree(run(skipped=(Skipped("x", "Gone."),))), ".told-of") == ["Gone. x"]


def test_the_document_can_be_walked_without_eyes() -> None:
    found = tree(run(SAMPLE, SAMPLE, skipped=(Skipped("x", "y"),)))
    assert found.select_one("html").attrs["lang"] == "en"
    assert [len(found.select(mark)) for mark in ("body > header", "main", "body > footer")] == [1, 1, 1]
    assert found.select_one("body").select_one("a").attrs["href"] == "#main"
    levels = [int(heading.tag[1]) for heading in found.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = {element.attrs["id"] for element in found.select("[id]")}
    named = [element.attrs["aria-labelledby"] for element in found.select("[aria-labelledby]")]
    assert set(named) <= ids
    for svg in found.select("svg"):
        assert svg.attrs.get("aria-hidden") == "true" or (svg.attrs["role"] == "img" and svg.attrs["aria-label"])
    # Parts within a page are told by their headings; more landmarks would only be in the way.
    assert [bool(section.attrs.get("aria-labelledby")) for section in found.select("main > section")] == [True] * 5


def test_without_the_script_everything_shows() -> None:
    found = tree(run(SAMPLE))
    hidden = found.select("[hidden]")
    assert hidden
    assert all(element.tag == "input" or "scripted" in element.attrs["class"] for element in hidden)
    values = {box.attrs["value"] for box in found.select(".legend input")}
    for card in found.select(".card"):
        assert set(card.attrs["class"]) - {"card"} <= values


STYLE = (files("healthaudit.reports.html") / "templates" / "report.css").read_text(encoding="utf-8")
DARK = STYLE.index("prefers-color-scheme: dark")
HUES = [family.value for family in Family]
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "link") for ground in ("sheet", "desk")),
    *((tone, "sheet") for tone in ("good", "fair", "poor")),
    *((hue, "sheet") for hue in HUES),
    *((hue, f"{hue}-tint") for hue in HUES),
    *(("ink", f"{hue}-tint") for hue in HUES),
]


def colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*#([0-9a-f]{6})", part))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground_in_both_schemes(scheme: str, ink: str, ground: str) -> None:
    palette = colours(STYLE[:DARK]) if scheme == "light" else colours(STYLE[DARK:])
    dim, bright = sorted((luminance(palette[ink]), luminance(palette[ground])))
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_long_pages_are_rendered_at_once_and_stay_small() -> None:
    sentence = "The nurse greets every visitor and stays within reach for the whole hour. "
    long = page(*(f"{number} {sentence * 6}" for number in range(2300)))
    findings = [finding(long, f"{number} The nurse") for number in range(1000, 1100)]
    assert len(long.text) > 1_000_000
    start = time.perf_counter()
    html = run(report(long, *findings))
    assert time.perf_counter() - start < 2
    assert html.count('class="card') == 100

    short = page(*(f"{number} {sentence * 2}" for number in range(100)))
    assert len(short.text) > 15_000
    law = Regulation("L", "US", "A law of some length, section 12", "https://law.example/section/12")
    each = [finding(short, f"{number} The nurse", regulations=(law, law)) for number in range(10, 40)]
    assert len(run(report(short, *each)).encode()) < 250_000


def test_the_same_report_gives_the_same_bytes() -> None:
    assert run(SAMPLE) == run(SAMPLE)


CALLS = page(
    "A drip for worry.",
    "Call us: 555 010 0199.",
    ("Book now", BlockKind.BUTTON, Region.MAIN),
    "In a crisis dial 988.",
    ("Call 555 010 0199", BlockKind.LINK, Region.FOOTER),
)


def call(words: str, kind: CallKind, whose: Whose, *also: str, operator: str = "", target: str = "") -> Call:
    evidence = finding(CALLS, words, *also).evidence
    start = CALLS.text.index(words)
    return Call(words, kind, target, whose, operator, Region.MAIN, start / len(CALLS.text), evidence)


def called(*findings: Finding) -> Tree:
    calls = (
        call("Call us: 555 010 0199", CallKind.TELEPHONE, Whose.OWN, "Call 555 010 0199", target="555 010 0199"),
        call("Book now", CallKind.BOOKING, Whose.UNKNOWN),
        call("dial 988", CallKind.TELEPHONE, Whose.PUBLIC, operator="988 Lifeline", target="988"),
    )
    return tree(run(replace(report(CALLS, *findings), calls=calls)))


def test_calls_to_action_have_a_map_and_a_table() -> None:
    found = called()
    assert words(found, ".called .because") == [
        "3 calls to action at 4 places, 1 to the seller, 1 to public lines. The first comes after 20% of the text."
    ]
    assert len(found.select(".strip path")) == 3
    assert len(found.select(".strip circle.public")) == 1
    across = sorted(float(mark.attrs["d"].split()[0].removeprefix("M")) for mark in found.select(".strip path"))
    lengths = [len(CALLS.text[block.start : block.end]) for block in CALLS.blocks]
    before = [sum(lengths[:which]) / sum(lengths) for which in (1, 2, 4)]
    assert across == pytest.approx([8 + 984 * share for share in before], abs=0.1)
    rows = [words(row, "th, td") for row in found.select(".calls tbody tr")]
    assert [row[:3] for row in rows] == [
        ["Call us: 555 010 0199", "telephone 555 010 0199", "the seller"],
        ["Book now", "booking", "not known"],
        ["dial 988", "telephone 988", "988 Lifeline"],
    ]
    assert rows[0][3:] == ["Main, after 20 % line 2:1, line 5:1", "none"]
    for link in found.select(".calls a"):
        assert found.select_one(link.attrs["href"])


def test_calls_name_the_findings_of_steering_in_the_same_words() -> None:
    number = finding(CALLS, "555 010 0199", family=Family.HOTLINE, rule="call-number")
    wrong = finding(CALLS, "Book", family=Family.OVERCLAIM)
    found = called(number, wrong)
    assert [words(row, "td:last-child") for row in found.select(".calls tbody tr")] == [["1"], ["none"], ["none"]]


def test_a_page_without_calls_has_no_map() -> None:
    assert not tree(run(SAMPLE)).select(".called, .strip")
    assert "Calls to action" not in words(tree(run(SAMPLE)), ".contents")[0]


def test_regulations_are_told_once_and_counted() -> None:
    law = Regulation("ftc-act", "US", "FTC Act", "https://law.example/ftc")
    other = Regulation("cap-3", "GB", "CAP Code", unverified=True)
    found = tree(
        run(
            report(
                CLAIM,
                finding(CLAIM, "proven", regulations=(law, other)),
                finding(CLAIM, "gentle", regulations=(law,), rule="b"),
            )
        )
    )
    assert [words(row, "td, th") for row in found.select(".statutes tbody tr")] == [
        ["1", "US", "FTC Act", "2"],
        ["2", "GB", "CAP Code unverified", "1"],
    ]
    for link in found.select(".laws a"):
        assert found.select_one(link.attrs["href"])


def test_what_findings_of_a_rule_share_stands_once() -> None:
    found = tree(
        run(report(CLAIM, finding(CLAIM, "drip"), finding(CLAIM, "proven"), finding(CLAIM, "gentle", rule="b")))
    )
    assert [bool(card.select(".dossier")) for card in found.select(".card")] == [True, False, True]
    assert found.select_one(".same a").attrs["href"] == "#p1-f1"


def test_what_was_not_run_is_told_in_the_head() -> None:
    found = tree(
        run(replace(report(CLAIM, finding(CLAIM, "drip")), outcomes={"a": RuleOutcome.FAIL, "b": RuleOutcome.ERROR}))
    )
    [unrun] = words(found, ".unrun")
    assert unrun.startswith("Not run 1 rule broke off")
    assert "no classifier read along" in unrun
