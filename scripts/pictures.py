"""Take the pictures in docs/pictures: sample reports as a browser shows them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from healthaudit.sources.render import chromium

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"


class Picture(NamedTuple):
    """What is shown, and how."""

    name: str
    report: str
    width: int = 1360
    height: int = 900
    scheme: str = "light"
    keys: tuple[str, ...] = ()
    """Pressed before the picture is taken."""


PICTURES = (
    Picture("head", "marketing.html"),
    Picture("report", "marketing.html", keys=("j", "f", "a", "Enter", "j")),
    Picture("dark", "marketing.html", scheme="dark", keys=("j", "f", "a", "Enter", "j", "j")),
    Picture("phone", "marketing.html", width=390, height=844),
    Picture("balanced", "balanced.html"),
    Picture("many", "all-fixtures.html"),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.installed())
        for picture in PICTURES:
            take(browser, picture)
            print(f"wrote docs/pictures/{picture.name}.png")
        browser.close()


def take(browser: Browser, picture: Picture) -> None:
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
    )
    page.goto((ROOT / "reports" / picture.report).as_uri())
    for key in picture.keys:
        page.keyboard.press(key)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()


if __name__ == "__main__":
    main()
