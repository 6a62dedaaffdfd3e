"""The HTML report in a browser: nobody is kept from reading it, it asks for nothing, and it fits on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.reports import render
from healthaudit.sources import collect

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
SETS = {
    "one": ["rehab-network-ketamine-anxiety.html"],
    "three": ["hospital-leaflet-esketamine.html", "my-cfs-ldn-story.html", "herbal-cure-whatsapp.md"],
}
PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    auditor = Auditor.load()
    folder = tmp_path_factory.mktemp("reports")
    paths = {}
    for name, pages in SETS.items():
        paths[name] = folder / f"{name}.html"
        report = auditor.run(collect([str(PAGES / page) for page in pages]))
        assert len(report.pages) == len(pages)
        paths[name].write_text(render(report, "html"), "utf-8")
    return paths


@pytest.mark.parametrize(("scheme", "width"), [("light", DESK), ("dark", DESK), ("light", PHONE)])
@pytest.mark.parametrize("name", SETS)
def test_axe_has_no_objection(
    reports: dict[str, Path], opened: Callable, violations: Callable, name: str, scheme: str, width: int
) -> None:
    page = opened(reports[name], scheme=scheme, width=width)
    assert "\n".join(violations(page)) == ""
    assert "\n".join(page.asked) == ""


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", SETS)
def test_nothing_sticks_out_to_the_right(
    reports: dict[str, Path], opened: Callable, name: str, width: int, script: bool
) -> None:
    page = opened(reports[name], width=width, script=script)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.body.scrollWidth") <= width
    assert "\n".join(page.asked) == ""


def test_a_phone_shows_it_at_its_own_width(reports: dict[str, Path], opened: Callable) -> None:
    page = opened(reports["one"])
    assert "width=device-width" in page.get_attribute("meta[name=viewport]", "content")


# -- what these tests would see if there were anything to see ---------------------------------------------


def test_axe_objects_under_the_policy_of_a_report(opened: Callable, violations: Callable) -> None:
    page = opened(
        "<!doctype html><html lang=en><meta http-equiv=Content-Security-Policy content=\"default-src 'none';"
        " style-src 'sha256-bad'\"><title>T</title><main><h1>T</h1><a href='x'></a>"
        "<p><font color=#cccccc>Pale words on white.</font></main>"
    )
    assert "\n".join(page.asked) == ""
    rules = {line.split(" ")[0] for line in violations(page)}
    assert {"link-name", "color-contrast"} <= rules
    assert all("\n" not in line for line in violations(page))
    # And its policy still holds afterwards.
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None


def test_requests_errors_and_dialogs_are_recorded(opened: Callable, tmp_path: Path) -> None:
    (tmp_path / "other.js").write_text("window.ran = 1", "utf-8")
    page = opened(
        "<!doctype html><title>T</title><img src='http://127.0.0.1:9/a.png'><script src=other.js></script>"
        "<script>alert('Hello'); new WebSocket('ws://127.0.0.1:9/s'); fetch('https://example.org/x').catch(() => 0);"
        "console.error('Alas'); throw new Error('Broken')</script>"
    )
    page.wait_for_timeout(0)
    told = "\n".join(page.asked)
    for words in (
        "a.png",
        "other.js",
        "ws://127.0.0.1:9/s",
        "https://example.org/x",
        "dialog: Hello",
        "Alas",
        "Broken",
    ):
        assert words in told
    assert page.evaluate("window.ran") is None


def test_pages_do_not_meet(opened: Callable) -> None:
    first = opened("<!doctype html><title>T</title><script>localStorage.seen = 1</script>")
    assert first.evaluate("localStorage.seen") == "1"
    second = opened("<!doctype html><title>T</title>", scheme="dark", width=PHONE, script=False)
    assert second.evaluate("localStorage.seen") is None
    assert second.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [PHONE, True]
