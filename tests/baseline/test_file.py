"""The file: the same entries give the same bytes, and what is wrong with it is said with its place."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthaudit.baseline import Baseline, Entry, EntryStatus, Listed, page_name, parsed, read_baseline, written
from healthaudit.errors import BaselineError, UsageError
from healthaudit.kinds import Outcome, Severity

ENTRY = Entry(
    id="ab12",
    rule="cure-claim",
    quote="cure anxiety",
    sentence="Our drops cure anxiety.",
    severity=Severity.CRITICAL,
    outcome=Outcome.FAIL,
    status=EntryStatus.ACCEPTED,
    reason="quotes the ruling",
    added="2026-11-21",
    reviewed="2026-11-22",
)
#: What a page or its name may hold: ends of lines of all sorts, lone surrogates (of names that are no UTF-8).
TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\x1b\x9b\u202e\u2028\udc80"), max_size=20
)


def of(*entries: Entry, page: str = "a.html") -> Baseline:
    return Baseline.of(Listed(page, entry) for entry in entries)


def as_data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(written(of(ENTRY)))
    return data


def test_the_file_is_as_people_read_and_merge_it() -> None:
    assert (
        written(of(ENTRY))
        == """\
{
  "version": 1,
  "pages": {
    "a.html": [
      {
        "id": "ab12",
        "rule": "cure-claim",
        "quote": "cure anxiety",
        "sentence": "Our drops cure anxiety.",
        "severity": "critical",
        "outcome": "fail",
        "status": "accepted",
        "reason": "quotes the ruling",
        "added": "2026-11-21",
        "reviewed": "2026-11-22"
      }
    ]
  }
}
"""
    )


def test_the_order_of_finding_them_does_not_show() -> None:
    listed = [Listed(page, ENTRY._replace(id=f"{number:04}")) for page in ("b", "a", "é") for number in range(30)]
    mixed = random.Random(7).sample(listed, len(listed))
    assert written(Baseline.of(mixed)) == written(Baseline.of(listed))
    assert Baseline.of(mixed) == Baseline.of(listed)
    assert list(Baseline.of(mixed).pages) == ["a", "b", "é"]


def test_another_entry_changes_only_its_own_lines() -> None:
    before = written(of(ENTRY, ENTRY._replace(id="ef56"))).splitlines()
    after = written(of(ENTRY, ENTRY._replace(id="cd34"), ENTRY._replace(id="ef56"))).splitlines()
    assert len(after) - len(before) == 12
    at = next(number for number, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    assert after[:at] + after[at + 12 :] == before


def test_nothing_known_is_a_baseline_too() -> None:
    assert parsed(written(Baseline()).encode(), "f") == Baseline()
    assert written(Baseline()) == '{\n  "version": 1,\n  "pages": {}\n}\n'
    assert parsed(b'{"version": 1, "pages": {"a.html": []}}', "f") == Baseline()


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=5))
@settings(deadline=None)
def test_whatever_a_page_holds_comes_back_and_steers_nobody(texts: list[tuple[str, str, str, str]]) -> None:
    baseline = Baseline.of(
        Listed(page, ENTRY._replace(id=f"{number}", quote=quote, sentence=sentence, reason=reason + "."))
        for number, (page, quote, sentence, reason) in enumerate(texts)
    )
    content = written(baseline)
    again = parsed(content.encode(), "f")
    assert written(again) == content
    assert again == baseline
    assert content.endswith("\n")
    assert len(content.splitlines()) == content.count("\n"), "no other end of a line"
    assert not set(content) & {"\r", "\x1b", "\x9b", "\u202e", "\u2028", "\x00"}


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_what_editors_of_windows_leave_is_read(change: Any) -> None:
    assert parsed(change(written(of(ENTRY))).encode(), "f") == of(ENTRY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "f:1: this is not JSON: expecting value"),
        (b'{\n"version": 1,\n"pages": {\n', "f:4: this is not JSON: expecting property name"),
        (written(of(ENTRY)).encode()[:-40], "this is not JSON"),
        (b'{"version": 1,\n"pages": {"\xff": []}}', "f:2: this is not UTF-8"),
        (b"\x00\x01", "this is not JSON"),
        (b"[]", "f: this is not a baseline"),
        (b"[" * 100_000, "f: this is not"),
        (b'{"version": ' + b"9" * 5000 + b"}", "f: this is not a baseline"),
        (b"null", "f: this is not a baseline"),
        (b"{}", "f: it has no version"),
        (b'{"version": 2, "pages": {}}', "f: version 2 is not known"),
        (b'{"version": true, "pages": {}}', "f: version true is not known"),
        (b'{"version": "1", "pages": {}}', 'f: version "1" is not known'),
        (b'{"version": 1, "pages": {}, "tool": 1}', "f: 'tool' is no key that belongs here"),
        (b'{"version": 1}', "f: it has no 'pages'"),
        (b'{"version": 1, "names": "working-folder"}', "f: it has no 'pages'"),
        (b'{"version": 1, "names": "here", "pages": {}}', 'f: names: "here" is not known'),
        (b'{"version": 1, "names": null, "pages": {}}', "f: names: null is not known"),
        (b'{"version": 1, "names": [], "pages": {}}', "f: names: [] is not known"),
        (b'{"version": 1, "names": "working-folder", "pages": {"": []}}', 'f: page "": no page can be called so'),
        (b'{"version": 1, "names": "working-folder", "pages": {"a\\u0000b": []}}', "no page can be called so"),
        (b'{"version": 1, "names": "working-folder", "pages": {"\\ud800": []}}', 'page "\\ud800": no page can be'),
        (b'{"version": 1, "pages": []}', "f: pages: it is no object"),
        (b'{"version": 1, "pages": {"a": {}}}', 'f: page "a": it is no list'),
        (b'{"version": 1, "pages": {"a": [1]}}', 'f: page "a", entry 1: it is no object'),
        (b'{"version": 1, "pages": {"a": [], "a": []}}', 'f: "a" stands twice'),
        (b'{"version": 1, "version": 1, "pages": {}}', 'f: "version" stands twice'),
        (
            b'{"version": 1, "pages": {"a": [{"id": "x", "rule": "", "rule": ""}]}}',
            '"rule" stands twice in the entry x',
        ),
    ],
)
def test_a_file_that_is_no_baseline(content: bytes, message: str) -> None:
    with pytest.raises(BaselineError) as caught:
        parsed(content, "f")
    assert message in str(caught.value)
    assert str(caught.value).startswith("f:")
    assert caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("id", "", "id: it is empty"),
        ("rule", "  ", "rule: it is empty"),
        ("quote", None, "quote: it is no text in quotes"),
        ("sentence", 1, "sentence: it is no text in quotes"),
        ("reason", ["a"], "reason: it is no text in quotes"),
        ("severity", "loud", "severity: 'loud' is not one of critical, high, medium, low"),
        ("outcome", "pass", "outcome: 'pass' is not one of fail, review"),
        ("status", "ok", "status: 'ok' is not one of unreviewed, accepted, dismissed, rejected"),
        ("added", "", "added: '' is no date"),
        ("added", "21.11.2026", "is no date"),
        ("added", "2026-02-30", "is no date"),
        ("reviewed", "20261121", "is no date"),
        ("reason", " ", "it is accepted without a reason"),
        ("status", "Dismissed", "status: 'Dismissed' is not one of"),
        ("line", 4, "'line' is no key that belongs here"),
    ],
)
def test_an_entry_that_is_wrong_is_named(key: str, value: object, message: str) -> None:
    data = as_data()
    data["pages"]["a.html"][0][key] = value
    with pytest.raises(BaselineError) as caught:
        parsed(json.dumps(data).encode(), "f")
    assert str(caught.value).startswith('f: page "a.html", entry 1')
    assert message in str(caught.value)
    assert caught.value.hint
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize(("status", "hint"), [("accepted", "may stand"), ("dismissed", "is wrong there")])
def test_what_sets_a_finding_aside_has_a_reason(status: str, hint: str) -> None:
    data = as_data()
    data["pages"]["a.html"][0] |= {"status": status, "reason": "\t\n "}
    with pytest.raises(BaselineError, match=f"entry 1.*it is {status} without a reason") as caught:
        parsed(json.dumps(data).encode(), "f")
    assert hint in caught.value.hint
    data["pages"]["a.html"][0] |= {"status": "rejected", "reason": ""}
    assert len(parsed(json.dumps(data).encode(), "f")) == 1


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("site/a.html", "../project/site/a.html"),
        ("./site/../b.html", "../project/b.html"),
        ("../../../../../../../../../../etc/passwd", "etc/passwd"),
        ("C:\\site\\a.html", "../project/C:\\site\\a.html"),
        ("a\x1b[2J\u202e\n.html", "../project/a\x1b[2J\u202e\n.html"),
        ("naïve \udc80.html", "../project/naïve \udc80.html"),
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("-", "-"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="names as POSIX has them")
def test_names_that_count_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, called: str
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "downloads").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    data = {"version": 1, "names": "working-folder", "pages": {name: as_data()["pages"]["a.html"]}}
    file = tmp_path / "downloads" / "b.json"
    file.write_text(json.dumps(data), "ascii")
    for path in (file, Path("../downloads/b.json")):
        [[page, entry]] = read_baseline(path)
        assert page.endswith("/" + called) if called == "etc/passwd" else page == called
        assert entry == ENTRY
        again = written(read_baseline(path))
        assert '"names"' not in again
        assert written(parsed(again.encode(), "f")) == again
    [[from_here, _]] = read_baseline(file, Path())
    assert page_name(from_here, file.parent) == page


def test_an_absolute_name_and_one_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    entries = as_data()["pages"]["a.html"]
    data = {"version": 1, "names": "working-folder", "pages": {str(tmp_path / "site" / "a.html"): entries}}
    assert list(parsed(json.dumps(data).encode(), "f", tmp_path).pages) == ["site/a.html"]
    del data["names"]
    data["pages"] = {"x/a.html": entries, "https://example.org/": entries}
    content = json.dumps(data).encode()
    assert list(parsed(content, "f", tmp_path, tmp_path / "site").pages) == ["../x/a.html", "https://example.org/"]
    assert list(parsed(content, "f", tmp_path).pages) == ["https://example.org/", "x/a.html"]


def test_two_names_of_the_same_page_have_no_entry_in_common(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    entries = as_data()["pages"]["a.html"]
    data: dict[str, Any] = {"version": 1, "names": "working-folder", "pages": {"a.html": entries, "./a.html": entries}}
    with pytest.raises(BaselineError, match=r'page "./a.html", entry 1: id ab12 stands twice on this page'):
        parsed(json.dumps(data).encode(), "f")
    data["pages"]["./a.html"] = [entries[0] | {"id": "cd34"}]
    assert [entry.id for entry in parsed(json.dumps(data).encode(), "f").known_on("a.html")] == ["ab12", "cd34"]


@pytest.mark.parametrize("key", Entry._fields)
def test_every_key_has_to_be_there(key: str) -> None:
    data = as_data()
    del data["pages"]["a.html"][0][key]
    with pytest.raises(BaselineError, match=f"entry 1.*: it has no '{key}'"):
        parsed(json.dumps(data).encode(), "f")


def test_an_id_twice_on_a_page_and_the_same_on_another() -> None:
    data = as_data()
    data["pages"]["b.html"] = data["pages"]["a.html"]
    assert len(parsed(json.dumps(data).encode(), "f")) == 2
    data["pages"]["a.html"] = data["pages"]["a.html"] * 2
    with pytest.raises(BaselineError, match="entry 2: id ab12 stands twice on this page"):
        parsed(json.dumps(data).encode(), "f")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", "||||||| 3f2a", ">>>>>>> theirs"])
def test_a_conflict_of_a_merge_is_called_that(mark: str, end: str) -> None:
    lines = written(of(ENTRY)).splitlines()
    text = end.join([*lines[:5], mark, *lines[5:]])
    with pytest.raises(BaselineError, match=r"^f:6: a merge conflict is left in it") as caught:
        parsed(text.encode(), "f")
    assert "both sides" in caught.value.hint


def test_words_of_a_page_that_look_like_a_conflict_are_none() -> None:
    entry = ENTRY._replace(sentence="<<<<<<< HEAD\n=======\n>>>>>>> theirs")
    assert parsed(written(of(entry)).encode(), "f") == of(entry)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no such file") as caught:
        read_baseline(tmp_path / "none.json")
    assert "baseline create" in caught.value.hint
    with pytest.raises(BaselineError, match="cannot be read"):
        read_baseline(tmp_path)


def test_a_file_without_end(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    with path.open("wb") as file:
        file.truncate(300 << 20)  # takes no room on the disk
    with pytest.raises(BaselineError, match="larger than 256 MB"):
        read_baseline(path)


def test_ten_thousand_entries(tmp_path: Path) -> None:
    baseline = Baseline.of(
        Listed(f"content/{number % 400}.html", ENTRY._replace(id=f"{number:016x}")) for number in range(10_000)
    )
    path = tmp_path / "b.json"
    path.write_bytes(written(baseline).encode())
    assert read_baseline(path) == baseline
    assert len(baseline) == 10_000
    assert len(baseline.known_on("content/7.html")) == 25
    assert baseline.known_on("none.html") == ()
