"""Where the Chromium of this machine is, under whatever name it was installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from healthaudit.errors import UsageError

__all__ = ["VARIABLE", "installed"]

#: Names the program to use; before all others.
VARIABLE = "HEALTHAUDIT_CHROMIUM"

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_APPLICATIONS = ("Chromium", "Google Chrome", "Microsoft Edge")
_PROGRAMS = (
    r"Chromium\Application\chrome.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)


def installed(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """The path of a Chromium, Chrome or Edge; None where none is in the usual places.

    Raises UsageError when HEALTHAUDIT_CHROMIUM names what is no program.
    """
    named = environment.get(VARIABLE, "")
    if named:
        program = shutil.which(named, path=environment.get("PATH"))
        if program is None:
            raise UsageError(
                f"{VARIABLE} names {named}, which is no program",
                f"name a Chromium, Chrome or Edge there, or unset {VARIABLE}",
            )
        return program
    for command in _COMMANDS:
        program = shutil.which(command, path=environment.get("PATH"))
        if program:
            return program
    return next((str(path) for path in _usual(environment, platform) if path.is_file()), None)


def _usual(environment: Mapping[str, str], platform: str) -> list[Path]:
    """Where systems keep browsers that are on no PATH."""
    if platform == "darwin":
        folders = [Path("/Applications"), Path(environment.get("HOME", "/"), "Applications")]
        return [folder / f"{name}.app/Contents/MacOS/{name}" for name in _APPLICATIONS for folder in folders]
    if platform == "win32":
        roots = [
            environment[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in environment
        ]
        return [Path(root, program) for program in _PROGRAMS for root in roots]
    return []
