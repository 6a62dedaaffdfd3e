"""A checkout of this project as others would get it, and folders that all test processes share."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from healthaudit.version import VERSION

ROOT = Path(__file__).parents[2]

Once = Callable[[str, Callable[[Path], None]], Path]


class Pages(NamedTuple):
    """Two pages of HTML."""

    bad: str = (
        "<title>Drops</title>\n<h1>Drops</h1>\n<p>Our drops cure anxiety.</p>\n<p>Buy now for $20, free shipping.</p>\n"
    )
    """The gate fails, in line 3."""
    clean: str = "<title>Walks</title>\n<h1>Walks</h1>\n<p>Some people feel less anxious after a walk.</p>\n"


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages()


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What processes of these tests see: nothing of the git, the caches and the CI in which they are run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "INPUT_"))}
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "A. Writer" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "writer@example.org" for who in ("AUTHOR", "COMMITTER")},
        # The newest versions of what we depend on are not what is tested here.
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Gives a folder by name; the first process of this run that asks for it fills it."""
    own = tmp_path_factory.getbasetemp()
    base = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        target, done = base / name, base / f"{name}.done"
        with (base / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                target.mkdir()
                fill(target)
                done.touch()
        return target

    return folder


@pytest.fixture(scope="session")
def checkout(once: Once, env: Mapping[str, str]) -> Path:
    """A repository of what the project is made of, as it lies here, committed and tagged with its version."""

    def fill(folder: Path) -> None:
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy(path, folder)
        for name in ("src", "rules", "scripts"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "all"], ["tag", f"v{VERSION}"]):
            subprocess.run(["git", *command], cwd=folder, env=env, check=True)

    return once("checkout", fill)
