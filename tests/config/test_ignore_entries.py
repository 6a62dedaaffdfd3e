"""Findings that a configuration lets stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.config import Configuration
from healthaudit.errors import ConfigError
from healthaudit.library import Library
from healthaudit.model import Document, Media, PageReport

TODAY = date(2027, 1, 1)
PAGE = "Our drops cure anxiety.\n\nOur   drops cure Asthma at home.\n"


@pytest.fixture
def judged(library: Library, write: Callable[..., Path]) -> Callable[..., PageReport]:
    """(entries, source, text) to the report of a page whose configuration has these entries."""

    def report(entries: str, source: str = "page.txt", text: str = PAGE, above: str = "model = false\n") -> PageReport:
        write("healthaudit.toml", f"{above}{entries}")
        media = Media.HTML if source.startswith("https") or source.endswith("html") else Media.TEXT
        one = Auditor.of(library, Configuration({}).settings(source), today=TODAY)
        return one.audit(Document(source, media, text), any_page=True)

    return report


def entry(rules: str = "['cure-claim']", **keys: str) -> str:
    lines = [f"rules = {rules}", *(f"{name} = {value}" for name, value in ({"reason": "'so'"} | keys).items())]
    return "\n".join(["[[ignore]]", *lines, ""])


def aside(report: PageReport) -> list[str]:
    return [finding.evidence[0].quote for finding in report.suppressed]


def cures(report: PageReport) -> list[str]:
    return [finding.evidence[0].quote for finding in report.findings if finding.rule == "cure-claim"]


@pytest.mark.parametrize("source", ["page.txt", "page.html", "-", "https://example.org/page"])
def test_findings_stand_on_pages_of_every_kind(judged: Callable[..., PageReport], source: str) -> None:
    text = PAGE if source in ("page.txt", "-") else f"<p>{PAGE}</p>"
    report = judged(entry(reason="'  cleared \\t by counsel '"), source, text)
    assert aside(report) == ["cure anxiety", "cure Asthma"]
    assert cures(report) == []
    suppression = report.suppressed[0].suppression
    assert suppression is not None
    assert (suppression.source, suppression.location.line) == ("healthaudit.toml", 2)
    assert suppression.reason == "cleared \\t by counsel"
    assert report.suppression_problems == ()
    assert all(one.rule != "cure-claim" for one in report.score.ledger)


@pytest.mark.parametrize("names", ["['OC101']", "['oc1']", "['overclaim']", "['no-author', 'cure-claim']"])
def test_by_any_name_of_the_rule(judged: Callable[..., PageReport], names: str) -> None:
    assert {"cure anxiety", "cure Asthma"} <= set(aside(judged(entry(names))))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cure asthma", ["cure Asthma"]),
        ("CURE   ASTHMA", ["cure Asthma"]),
        ("our drops cure asthma AT home.", ["cure Asthma"]),
        ("drops", ["cure anxiety", "cure Asthma"]),
        ("asthma anxiety", []),
        ("anxiety. our drops", []),
    ],
)
def test_text_narrows_it_to_the_words_or_the_sentence(
    judged: Callable[..., PageReport], text: str, wanted: list[str]
) -> None:
    report = judged(entry(text=repr(text)))
    assert aside(report) == wanted
    assert len(cures(report)) == 2 - len(wanted)


@pytest.mark.parametrize(("until", "stands"), [("2027-01-01", True), ("'2027-01-01'", True), ("2026-12-31", False)])
def test_it_holds_up_to_and_with_its_last_day(judged: Callable[..., PageReport], until: str, stands: bool) -> None:
    report = judged(entry(until=until))
    assert bool(report.suppressed) == stands
    kinds = [(problem.kind, problem.source, problem.location.line) for problem in report.suppression_problems]
    assert kinds == ([] if stands else [("expired", "healthaudit.toml", 2)])


@pytest.mark.parametrize(
    ("paths", "source", "stands"),
    [
        ("['page.txt']", "page.txt", True),
        ("['archive/']", "archive/old/page.txt", True),
        ("['archive/']", "page.txt", False),
        ("['*.txt', '!page.txt']", "page.txt", False),
        ("['-']", "-", True),
        ("['page.txt']", "-", False),
        ("['https://example.org/*']", "https://example.org/page", True),
        ("['https://example.org/page']", "https://example.org/page", True),
        ("['https://example.org/page']", "https://example.org/page2", False),
        ("['*']", "https://example.org/page", False),
    ],
)
def test_paths(judged: Callable[..., PageReport], paths: str, source: str, stands: bool) -> None:
    assert bool(judged(entry(paths=paths), source).suppressed) == stands


CLEAN = "Anxiety is common.\n"


@pytest.mark.parametrize(
    ("paths", "source", "told"),
    [
        ("['page.txt']", "page.txt", True),
        ("['/page.txt']", "page.txt", True),
        ("['news/page.txt']", "news/page.txt", True),
        ("['other.txt', 'page.txt']", "page.txt", True),
        ("['https://example.org/a']", "https://example.org/a", True),
        ("['https://example.org/?a=1']", "https://example.org/?a=1", True),
        ("['-']", "-", True),
        ("['*.txt']", "page.txt", False),
        ("['page.t?t']", "page.txt", False),
        ("['news/']", "news/page.txt", False),
        ("['page.txt']", "news/page.txt", False),
        ("['https://example.org/*']", "https://example.org/a", False),
        (None, "page.txt", False),
    ],
)
def test_only_where_the_very_page_is_named_it_is_told_as_unused(
    judged: Callable[..., PageReport], paths: str | None, source: str, told: bool
) -> None:
    report = judged(entry(**({"paths": paths} if paths else {})), source, CLEAN)
    problems = [(problem.kind, problem.source, problem.location.line) for problem in report.suppression_problems]
    assert problems == ([("unused", "healthaudit.toml", 2)] if told else [])


def test_each_name_that_covers_nothing_is_told(judged: Callable[..., PageReport]) -> None:
    report = judged(entry("['cure-claim', 'OC2', 'hotline']", paths="['page.txt']"))
    assert [(one.kind, one.message.split()[2]) for one in report.suppression_problems] == [
        ("unused", "OC2"),
        ("unused", "hotline"),
    ]
    assert "entry" in report.suppression_problems[0].fix


def test_of_a_rule_that_was_not_applied_nobody_can_tell(judged: Callable[..., PageReport]) -> None:
    above = "model = false\nrules.disable = ['cure-claim']\n"
    report = judged(entry(paths="['page.txt']"), text=CLEAN, above=above)
    assert report.suppression_problems == ()


def test_findings_about_the_page_as_a_whole_stand(judged: Callable[..., PageReport]) -> None:
    text = "Our clinic offers ketamine for depression. Book now. Ketamine treats anxiety. " * 3
    without, with_ = judged("", text=text), judged(entry("['transparency', 'safety']"), text=text)
    whole = {one.rule for one in without.findings if one.family in ("transparency", "safety")}
    assert "no-author" in whole
    assert whole == {one.rule for one in with_.suppressed}


def test_a_comment_of_the_page_goes_before_an_entry(judged: Callable[..., PageReport]) -> None:
    text = "<!-- healthaudit: ignore-file cure-claim reason: said here -->\n<p>Our drops cure anxiety.</p>"
    near = text.replace("ignore-file", "ignore-next")
    for page in (text, near):
        report = judged(entry(reason="'said there'"), "page.html", page)
        assert len(report.suppressed) == 1
    assert report.suppressed[0].suppression.reason == "said here"


def test_entries_hold_where_comments_do_not(judged: Callable[..., PageReport]) -> None:
    text = "<!-- healthaudit: ignore-file cure-claim reason: theirs -->\n<p>Our drops cure anxiety.</p>"
    above = "model = false\nsuppressions = false\n"
    assert judged("", "page.html", text, above).suppressed == ()
    report = judged(entry(reason="'ours'"), "page.html", text, above)
    assert [one.suppression.reason for one in report.suppressed] == ["ours"]


def test_a_name_that_no_rule_has_names_the_entry(judged: Callable[..., PageReport]) -> None:
    with pytest.raises(ConfigError, match=r"^healthaudit\.toml:5: ignore names 'cure-clam'") as caught:
        judged(entry() + entry("['cure-clam']"))
    assert "cure-claim" in caught.value.hint


def test_an_entry_of_another_folder_names_its_file(
    site: Path, judged: Callable[..., PageReport], write: Callable[..., Path]
) -> None:
    write("news/healthaudit.toml", "model = false\n\n" + entry(paths="['page.txt']"))
    report = judged("", "news/page.txt", CLEAN)
    assert [(one.source, one.location.line) for one in report.suppression_problems] == [("news/healthaudit.toml", 3)]
