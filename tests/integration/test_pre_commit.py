"""The hooks, installed from a repository and run by pre-commit itself."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from healthaudit.sources.media import PAGE_SUFFIXES
from healthaudit.sources.walk import walk
from healthaudit.version import VERSION

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "pre-commit-config.yaml"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, once, env: Mapping[str, str]) -> Run:
    """Runs a program in the user's repository. Environments of hooks are made once for all tests."""
    home = once("pre-commit", lambda folder: None)
    # git starts the hook with the pre-commit that installed it.
    seen = {**env, "PRE_COMMIT_HOME": str(home), "HEALTHAUDIT_CACHE": str(tmp_path / "cache")}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path / "site", env=seen, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def site(tmp_path: Path, checkout: Path, run: Run) -> Callable[..., Path]:
    """Makes a user's repository whose configuration names hooks of ours."""

    def make(hook: str = "healthaudit", **settings: Any) -> Path:
        folder = tmp_path / "site"
        folder.mkdir()
        hooks = [{"id": hook, **settings}]
        config = {"repos": [{"repo": str(checkout), "rev": f"v{VERSION}", "hooks": hooks}]}
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
        assert run("git", "init", "--quiet").returncode == 0
        return folder

    return make


def all_files(run: Run) -> subprocess.CompletedProcess[str]:
    assert run("git", "add", ".").returncode == 0
    return run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never")


def test_a_bad_page_fails_and_a_clean_one_passes(site, run: Run, pages) -> None:
    folder = site()
    (folder / "drops.html").write_text(pages.bad, "utf-8")
    (folder / "walks.html").write_text(pages.clean, "utf-8")
    failed = all_files(run)
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "- exit code: 1" in failed.stdout
    assert re.search(r"^drops\.html:3:\d+ .* cure-claim$", failed.stdout, re.MULTILINE)
    assert "Traceback" not in failed.stdout
    (folder / "drops.html").unlink()
    passed = all_files(run)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert re.search(r"healthaudit\.+Passed", passed.stdout)


def test_a_commit_is_blocked_until_the_page_is_mended(site, run: Run, pages) -> None:
    folder = site()
    assert run(sys.executable, "-m", "pre_commit", "install").returncode == 0
    (folder / "ein Blatt – drops.html").write_text(pages.bad, "utf-8")
    assert run("git", "add", ".").returncode == 0
    blocked = run("git", "commit", "-m", "drops")
    assert blocked.returncode == 1, blocked.stdout + blocked.stderr
    assert "cure-claim" in blocked.stderr + blocked.stdout
    assert run("git", "rev-parse", "--verify", "HEAD").returncode != 0, "there is no commit"
    (folder / "ein Blatt – drops.html").write_text(pages.clean, "utf-8")
    assert run("git", "add", ".").returncode == 0
    done = run("git", "commit", "-m", "walks")
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("git", "rev-parse", "--verify", "HEAD").returncode == 0


def test_what_is_not_a_page_is_left_alone(site, run: Run, pages) -> None:
    folder = site()
    for name in ("LICENSE", "page.py", "page.html.bak", "nothtml", "robots.txt", "requirements.txt"):
        (folder / name).write_text(pages.bad, "utf-8")
    (folder / "link.html").symlink_to("LICENSE")
    done = all_files(run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(no files to check)Skipped" in done.stdout


def test_pages_that_the_configuration_excludes_pass_though_they_are_named(site, run: Run, pages) -> None:
    folder = site()
    (folder / "healthaudit.toml").write_text('exclude = ["drafts/"]\n', "utf-8")
    (folder / "drafts").mkdir()
    (folder / "drafts" / "drops.html").write_text(pages.bad, "utf-8")
    done = all_files(run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    (folder / "drops.html").write_text(pages.bad, "utf-8")
    failed = all_files(run)
    assert failed.returncode == 1
    assert "drafts" not in failed.stdout


def test_arguments_reach_the_command(site, run: Run, pages) -> None:
    folder = site(args=["--fail-on=never"])
    (folder / "drops.html").write_text(pages.bad, "utf-8")
    assert all_files(run).returncode == 0
    config = folder / ".pre-commit-config.yaml"
    config.write_text(config.read_text("utf-8").replace("--fail-on=never", "--fail-onn=never"), "utf-8")
    wrong = all_files(run)
    assert wrong.returncode == 1
    assert "- exit code: 2" in wrong.stdout
    assert "No such option" in wrong.stdout


def test_many_pages_are_one_run(site, run: Run, pages) -> None:
    folder = site(verbose=True)
    for number in range(40):
        (folder / f"{number}.md").write_text("# Walks\n\nGo for a walk.\n", "utf-8")
    done = all_files(run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("40 pages") == 1


def test_only_new_findings_count_against_a_baseline(site, run: Run, pages) -> None:
    folder = site("healthaudit-new")
    page = folder / "drops.html"
    page.write_text(pages.bad, "utf-8")
    lacking = all_files(run)
    assert lacking.returncode == 1
    assert "- exit code: 2" in lacking.stdout
    assert "healthaudit-baseline.json" in lacking.stdout
    created = run(sys.executable, "-m", "healthaudit", "baseline", "create", ".")
    assert created.returncode == 0, created.stderr
    known = all_files(run)
    assert known.returncode == 0, known.stdout + known.stderr
    page.write_text(pages.bad + "<p>Our drops cure asthma.</p>\n", "utf-8")
    new = all_files(run)
    assert new.returncode == 1
    assert "- exit code: 1" in new.stdout
    assert "cure asthma" in new.stdout


def test_manifest_and_example_are_valid(run: Run, site) -> None:
    site()
    for command, path in (
        ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("validate-config", EXAMPLE),
    ):
        done = run(sys.executable, "-m", "pre_commit", command, str(path))
        assert done.returncode == 0, done.stdout
        assert "warning" not in (done.stdout + done.stderr).lower()


def test_the_hooks_take_the_files_that_a_folder_would_give(tmp_path: Path) -> None:
    names = {f"a{suffix}" for suffix in PAGE_SUFFIXES} | {"A.HTML", "html", "a.html.py", "a.htmlx", "amd", "a.pdf"}
    names |= {"LICENSE", "robots.txt", "my-robots.txt", "ads.txt", "app-ads.txt", "security.txt", "requirements.txt"}
    for name in names:
        (tmp_path / name).write_text("Go for a walk.", "utf-8")
    walked = {Path(str(found)).name for found in walk(str(tmp_path))}
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["healthaudit", "healthaudit-new"]
    for hook in hooks:
        taken = {name for name in names if re.search(hook["files"], f"a/{name}")}
        assert {name for name in taken if not re.search(hook["exclude"], f"a/{name}")} == walked
        assert hook["require_serial"] is True


def test_the_example_names_a_hook_of_this_version() -> None:
    [repo] = yaml.safe_load(EXAMPLE.read_text("utf-8"))["repos"]
    [hook] = repo["hooks"]
    assert repo["rev"] == f"v{VERSION}"
    assert hook["id"] in {each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
