"""What is wrong with a file of facts is said by file and entry, with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from healthaudit.errors import KnowledgeError, UsageError
from healthaudit.knowledge import load_knowledge
from healthaudit.knowledge.reading import date_of
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
