"""A reviewer at work in the HTML report: reads, filters, decides on every finding by keyboard, takes it all along."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from healthaudit.auditor import Auditor
from healthaudit.baseline.file import parsed
from healthaudit.model import PageReport
from healthaudit.reports import render
from healthaudit.sources import collect

ROOT = Path(__file__).parents[2]
MANY = "fixtures/pages/rehab-network-ketamine-anxiety.html"
SOME = "fixtures/pages/herbal-cure-whatsapp.md"
REVIEWED = "document.activeElement.id"


class Audited:
    """A report in a file, and what it says of its pages."""

    def __init__(self, folder: Path, *sources: str) -> None:
        report = Auditor.load().run(collect(sources))
        self.pages: dict[str, PageReport] = {page.page.source: page for page in report.pages}
        self.path = folder / "report.html"
        self.path.write_text(render(report, "html"), "utf-8")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return Audited(tmp_path_factory.mktemp("many"), MANY)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return Audited(tmp_path_factory.mktemp("two"), SOME, MANY)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def at(page: Page) -> str:
    return page.evaluate(REVIEWED)


def status(page: Page) -> str:
    return page.locator(".shown").first.inner_text()


def said(page: Page) -> str:
    return page.locator(".said").first.inner_text()


def visible(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.card')].filter(card => !card.hidden).map(card => card.id)")


def saved(page: Page, key: str) -> str:
    with page.expect_download() as download:
        press(page, key)
    return Path(download.value.path()).read_text("utf-8")


def exported(page: Page) -> dict[str, Any]:
    return json.loads(saved(page, "e"))


# -- reading ----------------------------------------------------------------------------------------------


def test_the_first_finding_is_one_key_away_and_its_place_in_view(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j")
    assert at(page) == "p1-f1"
    mark = page.locator("mark.now").first
    box = mark.bounding_box()
    assert 0 < box["y"] < 900
    assert page.locator("#p1-f1").bounding_box()["y"] < 900
    assert page.asked == []


def test_every_finding_is_reached_by_j_and_every_one_again_by_k(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    total = len(many.pages[MANY].findings)
    seen = []
    for _ in range(total):
        press(page, "j")
        seen.append(at(page))
    assert seen == [f"p1-f{number}" for number in range(1, total + 1)]
    press(page, "j")
    assert at(page) == seen[-1]
    assert said(page) == "That was the last finding."
    for expected in reversed(seen[:-1]):
        press(page, "k")
        assert at(page) == expected


def test_every_finding_is_reached_by_tab(many: Audited, opened: Callable) -> None:
    page = opened(many.path, width=390)
    page.evaluate("document.querySelector('.stack').scrollIntoView(); document.querySelector('.stack a').focus()")
    reached = {page.evaluate("document.activeElement.closest('.card')?.id")}
    for _ in range(40 * len(many.pages[MANY].findings)):
        press(page, "Tab")
        card = page.evaluate("document.activeElement.closest('.card')?.id")
        if not card:
            break
        reached.add(card)
    assert len(reached) == len(many.pages[MANY].findings)


def test_a_mark_leads_to_its_card_and_a_place_to_its_mark(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    link = page.locator("mark a").nth(10)
    card = link.get_attribute("href").removeprefix("#")
    link.click()
    assert at(page) == card
    assert page.locator(f"#{card}").bounding_box()["y"] < 900
    place = page.locator(f"#{card} .evidence a").first
    target = place.get_attribute("href").removeprefix("#")
    place.click()
    assert 0 <= page.locator(f"mark:has(#{target})").first.bounding_box()["y"] < 900


def test_a_link_to_a_finding_opens_on_it(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    page.goto(f"{many.path.as_uri()}#p1-f27")
    page.reload()
    assert at(page) == "p1-f27"
    assert 0 < page.locator("mark.now").first.bounding_box()["y"] < 900


def test_titles_of_regulations_and_what_a_rule_says_are_filled_in_everywhere(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    for number, words in enumerate(page.locator(".card").all_text_contents(), 1):
        assert "How to fix" in words, number
        assert "Why" in words, number
    finding = next(each for each in many.pages[MANY].findings if each.regulations)
    laws = page.locator(f".card[data-finding='{finding.id}'] .laws").first.text_content()
    for regulation in finding.regulations:
        assert f"{regulation.jurisdiction} {regulation.title}" in laws


def test_without_scripts_all_is_there_and_links_lead_on(many: Audited, opened: Callable) -> None:
    page = opened(many.path, script=False)
    findings = many.pages[MANY].findings
    assert page.locator(".card").count() == len(findings)
    text = page.locator("main").text_content()
    for finding in findings:
        assert " ".join(finding.message.split()) in " ".join(text.split())
        assert finding.fix in " ".join(text.split())
    for law in {law for finding in findings for law in finding.regulations}:
        assert law.title in text
    assert page.locator(".tools").is_hidden()
    dangling = {
        link.removeprefix("#")
        for link in page.locator("a[href^='#']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    } - set(page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
    assert dangling == set()


# -- filters ----------------------------------------------------------------------------------------------


def test_filters_go_together_and_escape_undoes_them(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    findings = many.pages[MANY].findings
    page.get_by_role("checkbox", name="Overclaim").uncheck()
    page.get_by_role("checkbox", name="Medium").uncheck()
    expected = sum(each.family != "overclaim" and each.severity != "medium" for each in findings)
    assert len(visible(page)) == expected
    assert status(page) == f"{expected} of {len(findings)} findings shown"
    off = page.locator("mark.off").count()
    assert off
    press(page, "Escape")
    assert len(visible(page)) == len(findings)
    assert page.locator("mark.off").count() == 0
    assert page.get_by_role("checkbox", name="Overclaim").is_checked()


def test_search_finds_every_word_wherever_it_stands(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "/")
    page.keyboard.type("NUMBER commercial")
    told = page.locator(".card:not([hidden])")
    assert told.count() >= 2
    for words in told.all_text_contents():
        assert "number" in words.lower()
        assert "commercial" in words.lower()
    press(page, "Enter")
    assert at(page) == visible(page)[0]
    press(page, "j")
    assert at(page) == visible(page)[1]
    press(page, "/")
    page.keyboard.type(" zzz")
    assert visible(page) == []
    assert "nothing fits" in status(page)
    press(page, "Escape")
    assert len(visible(page)) == len(many.pages[MANY].findings)


def test_letters_typed_into_the_search_decide_nothing(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "/")
    page.keyboard.type("fade jk?")
    assert page.locator(".card:not([data-decision=none])").count() == 0
    assert page.locator(".query").input_value() == "fade jk?"


def test_a_link_to_a_finding_that_is_filtered_out_shows_it(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    page.locator("select.decision").select_option("dismissed")
    assert visible(page) == []
    page.evaluate("location.hash = '#p1-f5'")
    page.wait_for_function("document.activeElement.id === 'p1-f5'")
    assert len(visible(page)) == len(many.pages[MANY].findings)


# -- decisions --------------------------------------------------------------------------------------------


def test_all_findings_are_decided_by_keyboard_in_one_pass(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    findings = sorted(many.pages[MANY].findings, key=lambda each: each.id)
    press(page, "j")
    for number in range(len(findings)):
        key = "fad"[number % 3]
        press(page, key)
        if key == "d":
            page.keyboard.type(f"Reason {number}")
        if key in "ad":
            press(page, "Enter")
    assert page.locator(".decided").inner_text() == f"{len(findings)} of {len(findings)} decided"
    export = exported(page)
    assert export["names"] == "working-folder"
    [(name, entries)] = export["pages"].items()
    assert name == MANY
    assert [entry["id"] for entry in entries] == [finding.id for finding in findings]
    by_id = {finding.id: finding for finding in findings}
    statuses = {"rejected": 0, "accepted": 0, "dismissed": 0}
    for entry in entries:
        finding = by_id[entry["id"]]
        statuses[entry["status"]] += 1
        assert (entry["rule"], entry["severity"], entry["outcome"]) == (finding.rule, finding.severity, finding.outcome)
        assert entry["quote"] == (finding.evidence[0].quote if finding.evidence else "")
        assert bool(entry["reason"]) == (entry["status"] != "rejected")
        assert entry["reviewed"] == date.today().isoformat()
    assert min(statuses.values()) >= len(findings) // 3


def test_the_export_is_a_baseline_that_the_reader_takes(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "f", "a", "Enter", "d")
    page.keyboard.type("A »name«, not a claim \u202e")
    press(page, "Enter")
    text = saved(page, "e")
    assert "\u202e" not in text
    baseline = parsed(text.encode(), "export")
    assert sorted(entry.status for _, entry in baseline) == ["accepted", "dismissed", "rejected"]
    [reason] = [entry.reason for _, entry in baseline if entry.status == "dismissed"]
    assert reason.startswith("A »name«, not a claim")


def test_words_typed_after_accept_are_its_reason_and_no_keys(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "a")
    page.keyboard.type("a fad, dated")
    press(page, "Enter")
    assert page.locator("#p1-f1 .stamp").text_content() == "✓ Accepted: a fad, dated"
    assert page.locator(".decided").inner_text().startswith("1 of")
    assert said(page) == "Finding 1: accepted. u takes it back. Now at 2."


def test_the_end_says_what_to_do_next(two: Audited, opened: Callable) -> None:
    page = opened(two.path)
    total = sum(len(each.findings) for each in two.pages.values())
    press(page, "j")
    for _ in range(total):
        press(page, "f")
    assert "All findings are decided: e saves the decisions" in page.locator(".said").last.inner_text()


def test_a_dismissal_needs_a_reason_and_can_be_called_off(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "d", "Enter")
    assert page.locator("#p1-f1").get_attribute("data-decision") == "none"
    page.keyboard.type("   ")
    press(page, "Enter")
    assert page.locator("#p1-f1").get_attribute("data-decision") == "none"
    press(page, "Escape")
    assert at(page) == "p1-f1"
    assert page.locator(".reason").count() == 0


def test_decisions_are_taken_back_in_turn(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "f", "a", "Enter", "u")
    assert at(page) == "p1-f2"
    assert page.locator("#p1-f2").get_attribute("data-decision") == "none"
    press(page, "u")
    assert at(page) == "p1-f1"
    assert page.locator(".decided").inner_text().startswith("0 of")
    press(page, "u")  # nothing left
    press(page, "f", "k", "f")  # the same again takes it back
    assert page.locator("#p1-f1").get_attribute("data-decision") == "none"


def test_decisions_are_still_there_when_the_report_is_opened_again_or_made_anew(
    many: Audited, opened: Callable
) -> None:
    page = opened(many.path)
    press(page, "j", "f", "a", "Enter")
    page.reload()
    assert page.locator(".decided").inner_text().startswith("2 of")
    assert page.locator("#p1-f1").get_attribute("data-decision") == "rejected"
    assert "To fix" in page.locator("#p1-f1 .stamp").inner_text()


def test_notes_go_with_a_decision(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "n")
    page.keyboard.type("Say which study")
    press(page, "Enter")
    assert page.locator("#p1-f1 .stamp").inner_text() == "✎ To fix: Say which study"
    [[entry]] = exported(page)["pages"].values()
    assert (entry["status"], entry["reason"]) == ("rejected", "Say which study")


def test_buttons_do_what_keys_do(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    card = page.locator("#p1-f3")
    card.get_by_role("button", name="Accept").click()
    press(page, "Enter")
    assert card.get_attribute("data-decision") == "accepted"
    assert card.get_by_role("button", name="Accept").get_attribute("aria-pressed") == "true"
    assert at(page) == "p1-f4"
    card.get_by_role("button", name="Accept").click()
    assert card.get_attribute("data-decision") == "none"
    card.get_by_role("button", name="To fix").click()
    assert card.get_attribute("data-decision") == "rejected"


def test_what_is_decided_shows_in_the_text(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    alone = page.evaluate(
        "[...document.querySelectorAll('mark')].find(one => /^\\d+$/.test(one.dataset.findings)).dataset.findings"
    )
    page.evaluate(f"location.hash = '#p1-f{alone}'")
    page.wait_for_function(f"document.activeElement.id === 'p1-f{alone}'")
    press(page, "a", "Enter")
    for mark in page.locator(f"mark[data-findings='{alone}']").all():
        assert "stands" in mark.get_attribute("class")
    assert page.locator(f"mark[data-findings='{alone}'] .badge").first.get_attribute("data-decision") == "accepted"


def test_undecided_ones_can_be_walked_through_alone(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "f", "f", "f")
    page.locator("select.decision").select_option("none")
    assert len(visible(page)) == len(many.pages[MANY].findings) - 3
    page.locator("select.decision").select_option("rejected")
    assert visible(page) == ["p1-f1", "p1-f2", "p1-f3"]


def test_single_keys_can_be_switched_off(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "?")
    assert page.locator("dialog.keys").is_visible()
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    press(page, "j", "f")
    assert page.locator(".card:not([data-decision=none])").count() == 0
    page.reload()
    press(page, "j")
    assert page.locator(".card.now").count() == 0
    press(page, "?")
    page.get_by_label("Single keys").check()
    press(page, "Escape", "j")
    assert page.locator(".card.now").count() == 1


def test_browsers_that_keep_nothing_are_told_of(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('forbidden') } }")
    press(page, "j", "f")
    assert "keeps nothing" in said(page)
    assert len(exported(page)["pages"][MANY]) == 1


def test_what_others_left_in_the_browser_does_no_harm(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    key = page.evaluate("keyOf(pages[0])")
    finding = many.pages[MANY].findings[0].id
    others = (
        {"status": "toString", "reason": "x", "reviewed": "2026-11-21"},
        {"status": "accepted", "reason": "x", "reviewed": "2026-99-99"},
        {"status": "dismissed", "reason": "  ", "reviewed": "2026-11-21"},
    )
    for left in ("[1", "null", "7", *(json.dumps({finding: other}) for other in (None, *others))):
        page.evaluate("([key, left]) => localStorage.setItem(key, left)", [key, left])
        page.reload()
        assert page.locator(".decided").inner_text().startswith("0 of")
        press(page, "j", "f")
        assert page.locator(".decided").inner_text().startswith("1 of")
    assert page.asked == []


def test_the_list_for_the_author_has_what_is_to_fix_first(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "f", "a", "Enter", "d")
    page.keyboard.type("It is a *name*")
    press(page, "Enter")
    text = saved(page, "m")
    order = [text.index(f"## {each}") for each in ("To fix (1)", "Not decided yet", "Accepted", "Dismissed")]
    assert order == sorted(order)
    first = many.pages[MANY]
    assert f"Finding 1: **{text.split('Finding 1: **')[1].split('**')[0]}**" in text
    assert "Reviewer: It is a \\*name\\*" in text
    assert first.page.source in text


def test_a_key_that_is_held_does_not_decide_one_after_another(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j")
    for _ in range(5):
        page.keyboard.down("f")
    page.keyboard.up("f")
    assert page.locator(".decided").inner_text().startswith("1 of")


def test_what_is_decided_leaves_the_list_of_the_undecided(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    total = len(many.pages[MANY].findings)
    page.locator("select.decision").select_option("none")
    press(page, "j", "f", "f")
    assert len(visible(page)) == total - 2
    assert status(page) == f"{total - 2} of {total} findings shown"
    assert said(page).startswith("Finding 2: to fix.")
    assert at(page) == "p1-f3"


def test_a_reason_that_is_being_typed_is_kept(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "d")
    page.keyboard.type("half a rea")
    page.locator("#p1-f1").get_by_role("button", name="Dismiss").first.click()
    assert page.locator("#p1-f1 .reason input").input_value() == "half a rea"


def test_odd_reasons_stay_words_in_the_list(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "n")
    page.keyboard.type("1. <b>see</b> [x](javascript:y) &amp; # no")
    press(page, "Enter")
    assert "Reviewer: 1\\. \\<b\\>see\\</b\\> \\[x\\](javascript:y) \\&amp; # no" in saved(page, "m")


# -- several pages ----------------------------------------------------------------------------------------


def test_several_pages_are_reviewed_in_one_walk(two: Audited, opened: Callable) -> None:
    page = opened(two.path)
    counts = [len(two.pages[name].findings) for name in (SOME, MANY)]
    assert min(counts) > 2
    for _ in range(sum(counts)):
        press(page, "j")
    assert at(page) == f"p2-f{counts[1]}"
    page.evaluate("go(pages[0].cards.at(-1))")
    press(page, "f", "f")
    export = exported(page)["pages"]
    assert {name: len(entries) for name, entries in export.items()} == {SOME: 1, MANY: 1}
    assert list(export) == sorted(export)


def test_pages_of_any_name_keep_their_decisions_apart_and_leave_by_their_own_names(
    tmp_path: Path, opened: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["__proto__", "constructor", "a\u202eb.txt", os.fsdecode(b"bad\xff.txt"), 'q"&<b>.txt', "a", "a b"]
    for name in names:
        # The title and the name of the last two together read alike.
        title = {"a": "b c", "a b": "c"}.get(name, "T")
        text = f"<!doctype html><html lang=en><title>{title}</title><h1>Anxiety</h1><p>Our drops cure anxiety."
        Path(name).write_text(text, "utf-8")
    audited = Audited(tmp_path, *names)
    assert sorted(audited.pages) == sorted(names)
    page = opened(audited.path)
    press(page, "j")
    for _ in range(sum(len(each.findings) for each in audited.pages.values())):
        press(page, "f")
    before = page.locator(".decided").all_inner_texts()
    assert all(text.split()[0] == text.split()[2] for text in before)
    text = saved(page, "e")
    assert sorted(json.loads(text)["pages"]) == sorted(names)
    assert len(parsed(text.encode(), "export")) == sum(len(each.findings) for each in audited.pages.values())
    page.evaluate("go(pages.at(-1).cards[0]); choose(current, 'rejected')")
    assert page.locator(".decided").all_inner_texts()[:-1] == before[:-1]
    page.reload()
    assert page.locator(".decided").all_inner_texts()[:-1] == before[:-1]


def test_a_page_that_stands_in_a_report_twice_is_decided_on_once(
    tmp_path: Path, opened: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    report = Auditor.load().run(collect([SOME]))
    path = tmp_path / "twice.html"
    path.write_text(render(replace(report, pages=report.pages * 2), "html"), "utf-8")
    page = opened(path)
    press(page, "j", "f", "f")
    assert page.locator(".decided").all_inner_texts() == [f"2 of {len(report.pages[0].findings)} decided"] * 2
    page.reload()
    assert page.locator(".decided").all_inner_texts() == [f"2 of {len(report.pages[0].findings)} decided"] * 2
    assert len(parsed(saved(page, "e").encode(), "export")) == 2


# -- forms in which it is read ------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_objection_while_a_reviewer_works(
    many: Audited, opened: Callable, violations: Callable, scheme: str
) -> None:
    page = opened(many.path, scheme=scheme)
    press(page, "j", "f", "a", "Enter", "d")
    page.keyboard.type("Because")
    assert "\n".join(violations(page)) == ""
    press(page, "Enter", "d", "?")
    assert "\n".join(violations(page)) == ""


def test_print_has_every_finding_and_no_controls(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "j", "f")
    page.emulate_media(media="print")
    assert page.locator(".tools").is_hidden()
    assert page.locator(".decide").first.is_hidden()
    for card in page.locator(".card").all():
        assert card.is_visible()
    assert page.locator("#p1-f1 .stamp").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.stack')).overflowY") == "visible"
    for hidden in page.locator(".evidence li").all()[:40]:
        assert hidden.is_visible()


def test_paper_has_all_findings_whatever_the_window_shows(many: Audited, opened: Callable) -> None:
    page = opened(many.path)
    press(page, "/")
    page.keyboard.type("zzzz")
    assert visible(page) == []
    page.emulate_media(media="print")
    assert all(card.is_visible() for card in page.locator(".card").all())
    assert page.locator("mark .badge").first.is_visible()


@pytest.mark.parametrize("width", [320, 700])
def test_narrow_windows_need_no_scrolling_sideways(many: Audited, opened: Callable, width: int) -> None:
    page = opened(many.path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_of_usual_length_makes_a_small_file(tmp_path: Path) -> None:
    """15 KB of a page that is as thick with findings as a bad one on the web: one in 30 words."""
    paragraph = (ROOT / MANY).read_text("utf-8")
    page = tmp_path / "page.html"
    while len(paragraph) < 15_000:
        paragraph += (
            f"<p>Number {len(paragraph)} of our guests rose from bed, went for a walk by the lake, read the paper, "
            "ate with friends, slept through the night and wrote to us about the weather in the hills.</p>"
        )
    page.write_text(paragraph, "utf-8")
    audited = Audited(tmp_path, str(page))
    [report] = audited.pages.values()
    assert len(report.findings) > 60
    assert audited.path.stat().st_size < 250_000
