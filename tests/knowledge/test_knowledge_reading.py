"""What is wrong with a file of facts is said by file and entry, with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from healthaudit.errors import KnowledgeError, UsageError
from healthaudit.knowledge import load_knowledge
from healthaudit.knowledge.reading import check_overlay, date_of, entries, grouped_entries
from healthaudit.knowledge.regulations import load_regulations
from healthaudit.model import Regulation

GOOD = """# a comment
as_of: 2026-01-02
regulations:
  - id: xx-act-1
    jurisdiction: GB
    title: Example Act, section 1
    bars: Writing nonsense.
    url: https://law.example/1
  - id: xx-code
    jurisdiction: US-FL
    title: Example Code
    bars: Writing more nonsense.
    unverified: true
    note: Nobody has read it.
"""


def regulations(folder: Path, text: str) -> dict[str, Regulation]:
    (folder / "regulations.yml").write_text(text, encoding="utf-8")
    return dict(load_regulations(folder))


def test_a_good_file(tmp_path: Path) -> None:
    assert regulations(tmp_path, GOOD) == {
        "xx-act-1": Regulation("xx-act-1", "GB", "Example Act, section 1", "https://law.example/1"),
        "xx-code": Regulation("xx-code", "US-FL", "Example Code", unverified=True),
    }


def test_without_the_parser_in_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = regulations(tmp_path, GOOD)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert regulations(tmp_path, GOOD) == with_it


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "jurisdiction: GB",
            "jurisdiction: no",
            "regulations.yml, entry xx-act-1: 'jurisdiction' must be text, not False",
        ),
        (
            "jurisdiction: GB",
            "jurisdiction: Kent",
            "regulations.yml, entry xx-act-1: no such jurisdiction: Kent",
        ),
        ("title: Example Code", "title: 42", "regulations.yml, entry xx-code: 'title' must be text, not 42"),
        ("title: Example Code", "title: ''", "regulations.yml, entry xx-code: 'title' must be text, not ''"),
        ("    bars: Writing nonsense.\n", "", "regulations.yml, entry xx-act-1: 'bars' must be text"),
        ("    unverified: true\n", "", "regulations.yml, entry xx-code: no public source"),
        (
            "unverified: true",
            "unverified: maybe",
            "regulations.yml, entry xx-code: 'unverified' must be true or false",
        ),
        ("note:", "remark:", "regulations.yml, entry xx-code: unknown key 'remark'"),
        ("id: xx-code", "id: xx-act-1", "regulations.yml, entry xx-act-1: this id is there twice"),
        ("id: xx-code", "id: XX Code", "regulations.yml, entry number 2: no usable id ('XX Code')"),
        ("- id: xx-code", "- code: xx", "regulations.yml, entry number 2: no usable id (None)"),
        ("regulations:", "laws:", "regulations.yml: no section 'regulations'"),
        ("as_of: 2026-01-02\n", "", "regulations.yml: no date"),
        ("as_of: 2026-01-02", "as_of: last week", "regulations.yml: no date"),
        ("as_of: 2026-01-02", "as_of: 2026-13-02", "regulations.yml: not YAML"),
        ("title: Example Code", "title: [Example", "regulations.yml, line 12: not YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(KnowledgeError) as caught:
        regulations(tmp_path, GOOD.replace(old, new))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    "text",
    ["", "- a\n- b\n", "as_of: 2026-01-02\nregulations: {a: b}\n", "as_of: 2026-01-02\nregulations:\n"],
)
def test_a_file_of_another_shape(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"^regulations.yml: "):
        regulations(tmp_path, text)


def test_a_number_that_lost_its_quotes(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        regulations(tmp_path, GOOD.replace("title: Example Code", "title: 999"))
    assert "quotes" in caught.value.hint


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"conditions.yml: No such file"):
        load_knowledge(tmp_path / "nowhere")


def test_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "regulations.yml").write_bytes(b"as_of: 2026-01-02\nregulations: caf\xe9\n")
    with pytest.raises(KnowledgeError, match=r"^regulations.yml: not UTF-8"):
        load_regulations(tmp_path)


@pytest.mark.parametrize("text", ["as_of: 2026-02-30\n", "as of: 2026-01-02\n", "  as_of: 2026-01-02\n"])
def test_a_date_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "facts.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"^facts.yml: no date"):
        date_of(path)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "1" * 5000, "!!int abc", "!!bool perhaps", "!!timestamp x", "!!int ''"]
)
def test_a_value_that_yaml_cannot_read(tmp_path: Path, value: str) -> None:
    path = tmp_path / "own.yml"
    path.write_text(f"as_of: 2026-01-02\nproducts: {value}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"^own.yml: not YAML: ") as caught:
        check_overlay(path)
    assert "NoneType" not in str(caught.value)
    assert caught.value.hint


# Files of one's own


APPROVALS = "as_of: 2026-01-02\napprovals:\n  - {id: one, note: a}\n  - {id: two, note: b}\n"
PRODUCTS = "as_of: 2026-01-02\nproducts:\n  device:\n    - {id: one, name: a}\n    - {id: two, name: b}\n"
MINE = """as_of: 2026-03-04
approvals:
  - {id: one, note: mine}
  - {id: three, note: mine}
products:
  practice:
    - {id: two, name: mine}
    - {id: three, name: mine}
"""


def overlaid(folder: Path, *texts: str) -> tuple[Path, Path, list[Path]]:
    """A file with a list, one with headings, and files of one's own."""
    own = [folder / f"mine{number}.yml" for number, _ in enumerate(texts)]
    approvals, products = folder / "approvals.yml", folder / "products.yml"
    for path, text in zip((approvals, products, *own), (APPROVALS, PRODUCTS, *texts), strict=True):
        path.write_text(text, "utf-8")
    return approvals, products, own


def test_a_file_of_ones_own_adds_and_replaces(tmp_path: Path) -> None:
    approvals, products, own = overlaid(tmp_path, MINE)
    listed = entries(approvals, frozenset({"note"}), own)
    assert [(entry.id, entry.values["note"]) for entry in listed] == [("one", "mine"), ("two", "b"), ("three", "mine")]
    grouped = grouped_entries(products, frozenset({"name"}), own)
    assert [(entry.id, entry.group, entry.values["name"]) for entry in grouped] == [
        ("one", "device", "a"),
        ("two", "practice", "mine"),
        ("three", "practice", "mine"),
    ]


def test_of_several_files_the_last_counts(tmp_path: Path) -> None:
    last = "as_of: 2026-03-04\napprovals:\n  - {id: one, note: last}\n"
    approvals, products, own = overlaid(tmp_path, MINE, last)
    listed = {entry.id: entry.values["note"] for entry in entries(approvals, frozenset({"note"}), own)}
    assert listed == {"one": "last", "two": "b", "three": "mine"}
    assert len(list(grouped_entries(products, frozenset({"name"}), own))) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: three, note", "id: three, remark", "mine0.yml, entry three: unknown key 'remark'"),
        ("id: three, note", "id: one, note", "mine0.yml, entry one: this id is there twice"),
        ("id: three, note", "id: Three, note", "mine0.yml, entry number 2: no usable id ('Three')"),
        ("approvals:\n  -", "approvals:\n  a:\n  -", "mine0.yml: 'approvals' must be a list"),
    ],
)
def test_what_is_wrong_with_a_file_of_ones_own_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in MINE
    approvals, _, own = overlaid(tmp_path, MINE.replace(old, new))
    with pytest.raises(KnowledgeError) as caught:
        list(entries(approvals, frozenset({"note"}), own))
    assert str(caught.value).startswith(message)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (MINE + "claims: []\n", "mine.yml: unknown section 'claims'", "sections are conditions, products, approvals"),
        (MINE + "7: []\n", "mine.yml: unknown section '7'", "sections are conditions, products, approvals"),
        ("- id: one\n", "mine.yml: no sections", "as_of"),
        ("approvals: []\n", "mine.yml: no date", "as_of"),
        ("approvals: [\n", "mine.yml, line 2: not YAML", "brackets"),
    ],
)
def test_a_file_that_holds_other_things_is_refused(tmp_path: Path, text: str, message: str, hint: str) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        check_overlay(path)
    assert str(caught.value).startswith(message)
    assert hint in caught.value.hint


def test_a_file_with_some_of_the_sections_is_accepted(tmp_path: Path) -> None:
    for text in (MINE, APPROVALS, PRODUCTS, "as_of: 2026-01-02\nconditions: {}\n"):
        (tmp_path / "mine.yml").write_text(text, "utf-8")
        check_overlay(tmp_path / "mine.yml")
