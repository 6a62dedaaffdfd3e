"""Write constraints.txt: the exact versions of everything the development environment holds.

Run it in a fresh environment after changing dependencies: ``.venv/bin/python scripts/freeze.py``. Names and versions
only, no index addresses, so that the file works with any package index.
"""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

LEFT_OUT = {"healthaudit", "pip", "setuptools", "wheel"}


def main() -> None:
    pins = {
        distribution.metadata["Name"].lower().replace("_", "-"): distribution.version
        for distribution in distributions()
        if distribution.metadata["Name"].lower() not in LEFT_OUT
    }
    lines = [f"{name}=={version}" for name, version in sorted(pins.items())]
    target = Path(__file__).parents[1] / "constraints.txt"
    target.write_text("# Made by scripts/freeze.py; versions that the tests passed with.\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
