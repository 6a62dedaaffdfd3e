"""A Chromium in which pages are opened that must ask for nothing, and the eyes of axe-core on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

from healthaudit.errors import UsageError
from healthaudit.sources.render import chromium as chromiums

_HEIGHT = 900

#: Axe looks at what lies where; of what nobody has scrolled to, a browser only guesses that.
_ALL_LAID_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""


class Opened(Protocol):
    """Opens a page in a browser that has met no other."""

    def __call__(self, page: Path | str, *, scheme: str = "light", width: int = 1280, script: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine, started once in each process of a run."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromiums.installed())
        except (Error, UsageError) as error:
            pytest.fail(f"no Chromium could be started; try: make browser\n{error}", pytrace=False)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Opened]:
    """``opened(page, scheme=, width=, script=)``: a file (Path), or HTML (str), at a file:// URL without a network.

    ``page.asked`` of what comes back is a list of lines that should stay empty: requests for anything but the
    page itself (refused), errors of the console and of scripts, dialogs (dismissed).
    """
    contexts: list[BrowserContext] = []
    numbers = count(1)

    def open_(page: Path | str, *, scheme: str = "light", width: int = 1280, script: bool = True) -> Page:
        if isinstance(page, str):
            path = tmp_path / f"opened-{next(numbers)}.html"
            path.write_text(page, "utf-8", newline="")
        else:
            path = page
        context = chromium.new_context(
            viewport={"width": width, "height": _HEIGHT}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        return _open(context, path.resolve().as_uri())

    yield open_
    for context in contexts:
        context.close()


def _open(context: BrowserContext, url: str) -> Page:
    asked: list[str] = []

    def admit(route: Route) -> None:
        # A script may send the page to its own file anew, but may not fetch it.
        request = route.request
        if request.url.partition("#")[0].partition("?")[0] == url and request.is_navigation_request():
            route.continue_()
        else:
            asked.append(f"request: {request.method} {request.url}")
            route.abort()

    context.route("**/*", admit)
    context.route_web_socket("**/*", lambda socket: asked.append(f"request: {socket.url}"))
    page = context.new_page()
    page.on(
        "console", lambda said: asked.append(f"console: {said.text}") if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: asked.append(f"script: {error}"))
    # Whoever listens for dialogs has to answer them.
    page.on("dialog", lambda dialog: (asked.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.asked = asked  # type: ignore[attr-defined]
    page.goto(url)
    return page


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """``violations(page)``: what axe-core objects to, a line each: rule, impact, element and what to do about it."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

    def found(page: Page) -> list[str]:
        # Evaluated past the page's policy, which stays in force for the page itself. Axe must not fetch style
        # sheets on its own ("preload"): that would be a request.
        page.evaluate(f"() => {{ {axe} }}")
        page.evaluate(_ALL_LAID_OUT)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {_line(node['failureSummary'])}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]

    return found


def _line(text: str) -> str:
    return " ".join(text.split())
