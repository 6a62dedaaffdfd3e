"""Say where the Chromium is that the tests and --render use; install one where there is none.

From the system's packages where there is apt-get, else Playwright's own. Exits with 1, and one line that says what to
do, when neither works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from healthaudit.errors import UsageError
from healthaudit.sources.render import chromium


def main() -> int:
    try:
        found = where()
        for commands in () if found else ways():
            if all(run(command) for command in commands):
                found = where()
            if found:
                break
    except UsageError as error:
        print(f"{error}: {error.hint}", file=sys.stderr)
        return 1
    if not found:
        advice = f"install Chromium or Google Chrome, or name one in {chromium.VARIABLE}"
        print(f"There is no Chromium, and it could not be installed: {advice}.", file=sys.stderr)
        return 1
    print(f"Chromium: {found}")
    return 0


def where() -> str | None:
    """The Chromium of the system, or else Playwright's own."""
    found = chromium.installed()
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def ways() -> Iterator[Sequence[Sequence[str]]]:
    """Each a row of commands that together install a Chromium."""
    if shutil.which("apt-get"):
        # -n: sudo must not wait for a password that nobody types.
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        # Without any font all text is of the same boxes, and what a test says of its width is worth nothing.
        packages = ["chromium", "fonts-dejavu-core"]
        yield [*apt, "update", "--quiet"], [*apt, "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    yield ([sys.executable, "-m", "playwright", "install", "chromium"],)


def run(command: Sequence[str]) -> bool:
    """Whether it succeeded; what it prints is shown."""
    print("+", *command, flush=True)
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(main())
