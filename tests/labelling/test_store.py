"""The file of gold: whole at every moment."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from healthaudit.errors import UsageError
from healthaudit.labelling.gold import Row
from healthaudit.labelling.store import Store, open_store

OLD = Row("gold-001", "Old.", (), "worry", "leaflet", "sentence").line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


def row(store: Store, text: str) -> Row:
    return Row(store.new_id(), text, ("hotline/cta",), "worry", "leaflet", "button")


def test_the_file_comes_into_being_with_its_first_row(path: Path) -> None:
    nested = path.parent / "a" / "b" / "gold.jsonl"
    with open_store(nested) as (store, notes):
        assert not nested.exists()
        first = row(store, "One.")
        store.put(first)
        assert nested.read_bytes() == first.line
    assert notes == ()
    assert first.id == "gold-001"
    assert os.listdir(nested.parent) == ["gold.jsonl"]


def test_rows_are_added_behind_those_that_are_there(path: Path) -> None:
    path.write_bytes(OLD)
    with open_store(path) as (store, _):
        assert store.texts == {"Old."}
        one, two = row(store, "One."), row(store, "Two.")
        store.put(one)
        store.put(two)
    assert (one.id, two.id) == ("gold-002", "gold-003")
    assert path.read_bytes() == OLD + one.line + two.line


def test_each_row_is_flushed_to_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with open_store(path) as (store, _):
        one = row(store, "One.")
        store.put(one)
        assert len(one.line) in flushed
        flushed.clear()
        longer = one._replace(text="One and more.")
        store.put(longer)
        assert len(longer.line) in flushed


def test_a_row_is_replaced_in_its_place_and_taken_out(path: Path) -> None:
    path.write_bytes(OLD)
    path.chmod(0o640)
    with open_store(path) as (store, _):
        one, two, three = (row(store, text) for text in ("One.", "Two.", "Three."))
        for each in (one, two, three):
            store.put(each)
        unsure = two._replace(labels=(), unsure=True)
        store.put(unsure)
        assert path.read_bytes() == OLD + one.line + unsure.line + three.line
        store.take_out(one.id)
        store.take_out(one.id)
        store.take_out("gold-001")
        store.take_out("")
        assert path.read_bytes() == OLD + unsure.line + three.line
        changed = three._replace(labels=())
        store.put(changed)
        store.put(one)
        assert path.read_bytes() == OLD + unsure.line + changed.line + one.line
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == ["gold.jsonl"]


def test_a_change_that_breaks_off_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(source: str, target: Path) -> None:
        raise KeyboardInterrupt

    with open_store(path) as (store, _):
        one = row(store, "One.")
        store.put(one)
        monkeypatch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.put(one._replace(text="Other."))
    assert path.read_bytes() == one.line
    assert os.listdir(path.parent) == ["gold.jsonl"], "neither lock nor temporary file stays"


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_line_that_is_written_in_part_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, problem: BaseException
) -> None:
    real = os.write
    written: list[int] = []

    def short(handle: int, content: bytes) -> int:
        if written:
            raise problem
        written.append(real(handle, content[:50]))
        return 50

    with open_store(path) as (store, _):
        one, two = row(store, "One."), row(store, "Two.")
        store.put(one)
        monkeypatch.setattr(os, "write", short)
        with pytest.raises((UsageError, KeyboardInterrupt)) as caught:
            store.put(two)
    assert written == [50]
    assert path.read_bytes() == one.line
    if isinstance(problem, OSError):
        assert "No space left on device" in str(caught.value)


def test_a_disk_that_takes_a_line_in_pieces_gets_all_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: real(handle, content[:7]))
    with open_store(path) as (store, _):
        one = row(store, "One.")
        store.put(one)
    assert path.read_bytes() == one.line


def test_ctrl_c_behind_a_whole_line_keeps_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    with open_store(path) as (store, _):
        one = row(store, "One.")
        monkeypatch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.put(one)
    assert path.read_bytes() == one.line


def test_a_cut_last_line_is_put_aside_and_said(path: Path) -> None:
    broken = path.with_name("gold.jsonl.broken")
    for half in (b'{"id": "gold-002", "text": "Zu sp\xc3', b'{"id'):
        path.write_bytes(OLD + half)
        with open_store(path) as (store, notes):
            assert path.read_bytes() == OLD
            assert store.texts == {"Old."}
            assert store.new_id() == "gold-002"
        assert notes == (f"{path}: its last line was cut; what there was of it is now in gold.jsonl.broken",)
    assert broken.read_bytes() == b'{"id": "gold-002", "text": "Zu sp\xc3\n{"id\n'


def test_a_last_line_without_an_end_is_given_one(path: Path) -> None:
    path.write_bytes(OLD[:-1])
    with open_store(path) as (store, notes):
        one = row(store, "One.")
        store.put(one)
    assert notes == ()
    assert path.read_bytes() == OLD + one.line


def test_what_is_no_gold_is_not_touched(path: Path) -> None:
    content = b'{"name": "package",\n "version": 1'
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"gold\.jsonl:1: "), open_store(path):
        pass
    assert path.read_bytes() == content
    assert os.listdir(path.parent) == ["gold.jsonl"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no file"), open_store(tmp_path):
        pass


def test_a_folder_in_place_of_the_parent_s_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"gold\.jsonl: cannot be"), open_store(tmp_path / "file" / "gold.jsonl"):
        pass


def test_a_link_stays_a_link(path: Path) -> None:
    target = path.with_name("real.jsonl")
    target.write_bytes(OLD)
    path.symlink_to(target)
    with open_store(path) as (store, _):
        one = row(store, "One.")
        store.put(one)
        store.take_out(one.id)
    assert path.is_symlink()
    assert target.read_bytes() == OLD
