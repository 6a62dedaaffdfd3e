"""The house: imports run one way, files have one subject and fit on a few screens, every rule is in order."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import healthaudit

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "healthaudit"

# A module may import from its own line and those above it.
ORDER = [
    {"errors", "offsets", "version", "digests", "approval", "citing", "kinds"},
    {"cache"},
    {"expressions", "patterns"},
    {"branches", "inventory", "sieve", "standing"},
    {"atoms"},
    {"model"},
    {"rulefiles", "settings", "wordlists"},
    {"gate"},
    {"sources", "pages", "knowledge", "baseline", "serial"},
    {"language"},
    {"uses", "citations", "classifier", "calls"},
    {"rules"},
    {"library", "records"},
    {"checks", "verdict"},
    {"auditor", "config"},
    {"evaluation", "runs"},
    {"reports", "labelling"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}


def modules() -> Iterator[Path]:
    yield from sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Modules of healthaudit that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("healthaudit"):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("healthaudit"))


def typing_only(path: Path) -> set[str]:
    """What a file imports for type checkers only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            found |= {inner.module for inner in node.body if isinstance(inner, ast.ImportFrom) and inner.module}
    return found


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    here = room(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)).removesuffix("__init__")
    if here in ("", "__main__"):  # the public API and the entry point see everything
        return
    for module in set(imports(path)) - typing_only(path):
        there = room(module)
        assert there in LEVEL, f"{module} has no place in ORDER"
        assert LEVEL[there] < LEVEL[here] or there == here, f"{here} must not import {there}"


@pytest.mark.parametrize("room_name", sorted(LEVEL))
def test_only_sources_and_records_touch_the_network(room_name: str) -> None:
    for path in modules():
        if path.relative_to(SOURCE).parts[0] in ("sources", "records"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"httpx", "socket", "urllib.request", "http.client"} & set(names), path


def test_files_fit_on_a_few_screens() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    too_long = {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 400}
    assert not too_long
    ordered = sorted(lengths.values())
    assert ordered[len(ordered) // 2] < 180


def test_public_api() -> None:
    assert healthaudit.__all__ == ["Auditor", "Document", "Finding", "Page", "Report", "Settings", "audit"]
    for name in healthaudit.__all__:
        assert getattr(healthaudit, name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        healthaudit.nothing  # noqa: B018


@pytest.mark.parametrize(
    "module", ["rich", "httpx", "nltk", "sklearn", "markdown_it", "jinja2", "pathspec", "turbohtml"]
)
def test_the_command_line_starts_without_heavy_modules(module: str) -> None:
    code = f"import sys, healthaudit.cli; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_audit_needs_neither_nltk_nor_scikit_learn() -> None:
    code = (
        "import sys; from healthaudit import Auditor, Document\n"
        "from healthaudit.model import Media\n"
        "Auditor.load().audit(Document('-', Media.HTML, '<p>Our drops cure anxiety.'))\n"
        "sys.exit(bool({'nltk', 'sklearn', 'numpy', 'httpx', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
