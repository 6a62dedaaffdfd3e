"""The cache saves time and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import healthaudit.rules
from healthaudit.auditor import Auditor
from healthaudit.cache import cache_folder, remembered
from healthaudit.library import load_library
from healthaudit.model import Document, Media


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_made_is_not_made_again() -> None:
    made = []

    def make() -> tuple[int, str]:
        made.append(1)
        return 1, "é"

    assert remembered("x", "k", make) == (1, "é")
    assert remembered("x", "k", make) == (1, "é")
    assert len(made) == 1
    remembered("x", "other", make)
    assert len(made) == 2


@pytest.mark.parametrize("damage", [b"", b"junk", b"\0" * 400])
def test_a_damaged_file_is_thrown_away(folder: Path, damage: bytes) -> None:
    assert remembered("x", "k", lambda: 7) == 7
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    assert remembered("x", "k", lambda: 8) == 8
    assert remembered("x", "k", lambda: 9) == 8


def test_a_flipped_bit_is_noticed(folder: Path) -> None:
    remembered("x", "k", lambda: "text " * 50)
    (file,) = folder.iterdir()
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(content)
    assert remembered("x", "k", lambda: "new") == "new"


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(blocked / "cache"))
    assert remembered("x", "k", lambda: 7) == 7


def test_what_make_raises_is_passed_on_and_nothing_is_kept(folder: Path) -> None:
    def make() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        remembered("x", "k", make)
    assert not folder.exists()


def test_old_files_are_forgotten(folder: Path) -> None:
    for number in range(20):
        remembered("x", f"k{number}", lambda: 1)
    assert len(list(folder.iterdir())) <= 8


def test_the_place_is_the_systems_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEALTHAUDIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder() == Path("/somewhere/healthaudit")


def test_cached_and_fresh_rules_give_the_same_report() -> None:
    document = Document("page", Media.TEXT, "Our drops cure anxiety, guaranteed. Call our helpline (844) 555-0142 now.")
    fresh = Auditor.load()
    cached = Auditor.load()
    assert fresh.audit(document) == cached.audit(document)
    assert [compiled.rule for compiled in fresh.library.pack.rules.rules] == [
        compiled.rule for compiled in cached.library.pack.rules.rules
    ]


def test_a_changed_rule_is_seen_at_once(few_rules: Path) -> None:
    before = load_library(few_rules)
    file = few_rules / "overclaim" / "cure-claim.yml"
    file.write_text(file.read_text("utf-8").replace("severity: high", "severity: low"), "utf-8")
    after = load_library(few_rules)
    severities = [
        next(compiled.rule.severity for compiled in library.pack.rules.rules if compiled.rule.id == "cure-claim")
        for library in (before, after)
    ]
    assert severities == ["high", "low"]
    assert before.pack.digest != after.pack.digest


def test_the_digest_does_not_depend_on_where_the_rules_lie(few_rules: Path, tmp_path: Path) -> None:
    before = load_library(few_rules).pack.digest
    assert load_library(few_rules.rename(tmp_path / "elsewhere")).pack.digest == before


def test_rules_in_use_are_not_forgotten(few_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes rules of their own: each try makes new files in the cache, and the others' must stay."""
    monkeypatch.setenv("HEALTHAUDIT_CACHE", str(tmp_path / "cache"))
    parsed: list[Path] = []
    parse = healthaudit.rules.read_rules
    monkeypatch.setattr(
        healthaudit.rules, "read_rules", lambda folder, words: parsed.append(folder) or parse(folder, words)
    )
    mine = tmp_path / "mine" / "overclaim"
    mine.mkdir(parents=True)
    text = (few_rules / "overclaim" / "cure-claim.yml").read_text("utf-8")
    for number in range(12):
        changed = text.replace("id: cure-claim", "id: mine").replace("code: OC101", f"code: OC9{number:02}")
        (mine / "mine.yml").write_text(changed, "utf-8")
        load_library(few_rules, [tmp_path / "mine"])
    assert parsed.count(few_rules) == 1
    assert parsed.count(tmp_path / "mine") == 12
