"""What the README shows works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.baseline import DEFAULT_FILE, Baseline, written
from healthaudit.classifier import BUNDLED_MODEL
from healthaudit.model import Document, Media
from healthaudit.reports import render

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
FACTS = (ROOT / "docs" / "facts.md").read_text("utf-8")
LIBRARY = (ROOT / "docs" / "library.md").read_text("utf-8")


def console_lines() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", README + FACTS + EVALUATION, re.DOTALL)
    return [line[2:].split(" #")[0].strip() for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def gold(folder: Path) -> None:
    """Labelled sentences, a page with gold and a model, by the names that the documentation gives them."""
    shutil.copy(BUNDLED_MODEL, folder / "my.model")
    for batch, topic in (
        ("gold/a", "knees"),
        ("gold/b", "sleep"),
        ("my-sentences/a", "skin"),
        ("my-sentences", "hair"),
    ):
        loud, calm = f"Your {topic} trouble is gone for good by day {{}}.", f"The {topic} clinic opens at {{}}."
        rows = [
            {"id": f"{n}-{labels}", "text": text.format(n), "labels": labels, "topic": topic}
            for n in range(25)
            for text, labels in ((loud, ["overclaim/efficacy"]), (calm, []))
        ]
        file = folder / f"{batch}.jsonl"
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "my-pages").mkdir()
    (folder / "my-pages" / "page.md").write_text("Our drops cure anxiety. See a doctor about symptoms.\n", "utf-8")
    entry = "findings: [{family: overclaim, kind: efficacy, quote: cure anxiety}]\n"
    (folder / "my-pages" / "page.md.gold.yml").write_text(entry, "utf-8")


@cache
def small_report() -> str:
    """A JSON report of one page."""
    document = Document("page.html", Media.HTML, "<p>Anxiety is common. Talk to your doctor about treatment.</p>")
    return render(Auditor.load().run([document]), "json")


@pytest.mark.parametrize("line", [line for line in console_lines() if "healthaudit" in line and "https://" not in line])
def test_commands_of_the_readme(line: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "records").mkdir()
    columns = "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"
    (tmp_path / "retraction_watch.csv").write_text(columns, "utf-8")
    (tmp_path / "saved").mkdir()
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "Downloads" / DEFAULT_FILE).write_text(written(Baseline()), "utf-8")
    for name in ("friday.json", "monday.json"):
        (tmp_path / name).write_text(small_report(), "utf-8")
    for name in ("page.html", "page.md", "content/a.html", "saved/a.html"):
        (tmp_path / name).write_text("<p>Anxiety is common. Talk to your doctor about treatment.</p>\n", "utf-8")
    rules = tmp_path / "my-rules" / "overclaim"
    rules.mkdir(parents=True)
    example = (ROOT / "rules" / "overclaim" / "cure-claim.yml").read_text("utf-8")
    (rules / "mine.yml").write_text(example.replace("id: cure-claim", "id: mine").replace("OC101", "OC990"), "utf-8")
    (own,) = re.findall(r"```yaml\n(as_of.*?)```", FACTS, re.DOTALL)
    (tmp_path / "own-facts.yml").write_text(own, "utf-8")
    gold(tmp_path)
    if "--since" in line:
        for order in ("init", "add -A", "commit -m first", "update-ref refs/remotes/origin/main HEAD"):
            git = ["git", "-c", "user.name=n", "-c", "user.email=n@example.org", *order.split()]
            subprocess.run(git, cwd=tmp_path, check=True, capture_output=True)
    if "--baseline" in line or "baseline review" in line:
        (tmp_path / DEFAULT_FILE).write_text(written(Baseline()), "utf-8")
    command = re.sub(r"(?<![\w./-])healthaudit(?= )", lambda _: f'"{sys.executable}" -m healthaudit', line)
    result = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_python_example_of_the_readme(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "page.html").write_text("<p>Our drops cure anxiety.</p><p>Buy now for $20, free shipping.</p>", "utf-8")
    code = code.replace("https://example.org/page", "missing.html")
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "cure-claim" in result.stdout
    assert "missing.html" in result.stdout


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", LIBRARY, re.DOTALL))
def test_python_examples_of_the_library(code: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name in ("page.html", "content/a.html"):
        (tmp_path / name).write_text("<p>Our drops cure anxiety.</p><p>Buy now for $20.</p>\n", "utf-8")
    (tmp_path / "healthaudit.toml").write_text('profile = "ci"\n', "utf-8")
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_links_of_the_documentation_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make (\w+)", README):
        if target != "in":
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
