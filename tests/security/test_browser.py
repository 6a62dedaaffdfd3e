"""HTML reports in a real browser: payloads in every text of a report, and nothing runs, asks or leads away."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hostile_report import PAYLOADS, UNSEEN, one_page, report_of

from healthaudit.model import Report
from healthaudit.reports.html import render_html
from healthaudit.reports.html.overview import Run
from healthaudit.reports.html.site import site

ROOT = Path(__file__).parents[2]

#: Where links lead, what elements there are, which attributes of theirs could act, and what scripts could have left.
_LOOKED = """() => ({
  links: [...document.querySelectorAll("a[href], area[href]")].map((one) => one.getAttribute("href")),
  elements: [...new Set([...document.querySelectorAll("*")].map((one) => one.localName))],
  acting: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes].map((each) => each.name)
    .filter((name) => /^on|^src|^action$|^formaction$|^background$|^xlink/.test(name))),
  polluted: ({}).polluted !== undefined,
  scripts: document.scripts.length,
  targets: [...document.querySelectorAll("[http-equiv]")].map((one) => one.httpEquiv),
})"""
_NEVER = {
    "img", "iframe", "object", "embed", "base", "form", "video", "audio", "math", "template", "frame", "textarea",
    "animate", "foreignobject", "image", "use", "xss", "mglyph", "noscript", "source", "link",
}  # fmt: skip
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


class Written(HTMLParser):
    """What a document says before any script has run: it gives no element a style, which ours do later."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}


def many() -> Report:
    """A page for each payload, which is its name and title."""
    pages = [one_page([words], source=words, title=words) for words in (*PAYLOADS, *UNSEEN)]
    return report_of(pages, skipped=(*PAYLOADS, *UNSEEN))


def single() -> Report:
    return report_of([one_page((*PAYLOADS, *UNSEEN))])


REPORTS: dict[str, Callable[[], str]] = {
    "one page": lambda: render_html(single()),
    "many pages": lambda: render_html(many()),
    "a history": lambda: render_html(
        many(), [Run.of(words, report_of([one_page([words])])) for words in PAYLOADS[::9]], label=PAYLOADS[26]
    ),
}


def inert(page: Any, *, script: bool = True) -> None:
    """Fails where anything of a payload has become more than text."""
    looked = page.evaluate(_LOOKED) if script else {}
    assert page.asked == []
    if not script:
        return
    assert not _NEVER.intersection(looked["elements"]), looked["elements"]
    assert looked["acting"] == []
    assert not looked["polluted"]
    assert looked["scripts"] == 1
    assert set(looked["targets"]) <= {"Content-Security-Policy", "content-security-policy"}
    for link in looked["links"]:
        assert re.match(r"https?://|mailto:|#|(?:\.\./)?[a-z0-9/-]+\.html(?:#|$)", link), link


@pytest.mark.parametrize("report", REPORTS)
def test_payloads_are_text(opened: Callable[..., Any], report: str) -> None:
    html = REPORTS[report]()
    assert not [name for name in Written(html).attributes if name == "style" or name.startswith(("on", "src"))]
    page = opened(html)
    inert(page)
    shown = page.locator("body").inner_text()
    assert "<img src=x onerror=" in shown
    assert page.title()


@pytest.mark.parametrize("report", REPORTS)
def test_escaping_holds_without_the_policy(opened: Callable[..., Any], report: str) -> None:
    """The policy is the second wall: with it gone, nothing gets through the first."""
    html, gone = _POLICY.subn("", REPORTS[report]())
    assert gone == 1
    inert(opened(html))


def test_the_policy_holds_without_escaping(opened: Callable[..., Any]) -> None:
    """And the first gone, nothing gets through the second: what a payload asks for is refused."""
    html = render_html(single()).replace("<main", f"{''.join(PAYLOADS[:26])}<main", 1)
    page = opened(html)
    assert not [one for one in page.asked if one.startswith(("dialog", "request"))]
    assert any("Content Security Policy" in one for one in page.asked), "the payloads are such as would act"


def test_payloads_that_are_filtered_decided_and_exported(opened: Callable[..., Any]) -> None:
    page = opened(render_html(single()))
    page.locator(".query").first.fill(PAYLOADS[0])
    page.locator(".query").first.fill("")
    page.keyboard.press("Escape")
    for key in ("j", "f", "j", "a", "j"):
        page.keyboard.press(key)
    page.keyboard.press("d")
    page.keyboard.type(PAYLOADS[3])
    page.keyboard.press("Enter")
    page.keyboard.press("?")
    inert(page)
    page.reload()
    inert(page)


def test_every_link_of_the_report_stays(opened: Callable[..., Any]) -> None:
    page = opened(render_html(many()))
    here = page.url.partition("#")[0]
    # All of them, also those in folded parts.
    clicked = page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')].map((one) => one.click()).length""")
    assert clicked > len(PAYLOADS)
    assert page.url.partition("#")[0] == here
    inert(page)


def test_a_site(opened: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "site"
    names = set()
    for file in site(many(), [Run.of(PAYLOADS[0], single())], label=PAYLOADS[1]):
        path = folder / file.name
        assert path.resolve().is_relative_to(folder.resolve())
        assert re.fullmatch(r"index\.html|pages/[a-z0-9-]+\.html", file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.content, "utf-8")
        names.add(file.name)
    page = opened(folder / "index.html")
    inert(page)
    links = page.evaluate(_LOOKED)["links"]
    assert {link.partition("#")[0] for link in links if link.startswith("pages/")} == names - {"index.html"}
    for name in sorted(names)[:: len(names) // 12]:
        inert(opened(folder / name))


def test_without_scripts(opened: Callable[..., Any]) -> None:
    inert(opened(render_html(single()), script=False), script=False)


@pytest.mark.parametrize("name", ["marketing.html", "balanced.html", "all-fixtures.html"])
def test_the_samples(opened: Callable[..., Any], name: str) -> None:
    inert(opened(ROOT / "reports" / name))
