"""One run at a time on one file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from healthaudit.errors import UsageError
from healthaudit.labelling.lock import held


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


def lock_of(path: Path) -> Path:
    return path.with_name("gold.jsonl.lock")


def dead() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_lock_names_our_process_and_goes_with_it(path: Path) -> None:
    with held(path):
        assert lock_of(path).read_text() == f"{os.getpid()}\n"
    assert os.listdir(path.parent) == []


@pytest.mark.parametrize("leaving", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_it_goes_however_the_run_ends(path: Path, leaving: type[BaseException]) -> None:
    with pytest.raises(leaving), held(path):
        raise leaving
    assert os.listdir(path.parent) == []


def test_the_second_run_is_refused_and_the_first_keeps_its_lock(path: Path) -> None:
    lock_of(path).write_text(f"{os.getppid()}\n")
    with pytest.raises(UsageError, match=f"process {os.getppid()} is labelling into it") as caught, held(path):
        pass
    assert "gold.jsonl.lock" in caught.value.hint
    assert lock_of(path).read_text() == f"{os.getppid()}\n"


def test_a_lock_that_names_nobody_yet_is_a_lock(path: Path) -> None:
    lock_of(path).write_text("")
    with pytest.raises(UsageError, match="another process is labelling into it"), held(path):
        pass
    assert lock_of(path).exists()


def test_a_full_disk_leaves_no_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def close(self) -> None:
            super().close()
            raise OSError(28, "No space left on device")

    def opened(handle: int, *_: object, **__: object) -> Full:
        os.close(handle)
        return Full()

    with monkeypatch.context() as patched:
        patched.setattr("os.fdopen", opened)
        with pytest.raises(UsageError, match="cannot be written: No space left on device"), held(path):
            pass
    assert os.listdir(path.parent) == []
    with held(path):
        assert lock_of(path).exists()


def test_the_lock_of_a_dead_process_is_taken_over(path: Path) -> None:
    lock_of(path).write_text(f"{dead()}\n")
    with held(path):
        assert lock_of(path).read_text() == f"{os.getpid()}\n"
    assert os.listdir(path.parent) == []


def test_our_own_number_in_a_lock_is_that_of_a_process_before_us(path: Path) -> None:
    lock_of(path).write_text(f"{os.getpid()}\n")
    with held(path):
        assert lock_of(path).exists()
    assert os.listdir(path.parent) == []


def test_a_number_that_no_process_can_have_is_dead(path: Path) -> None:
    lock_of(path).write_text(f"{10**30}\n")
    with held(path):
        assert lock_of(path).read_text() == f"{os.getpid()}\n"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere, processes are not asked")
def test_another_user_s_process_is_alive(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(process: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refused)
    lock_of(path).write_text("1\n")
    with pytest.raises(UsageError, match="process 1 "), held(path):
        pass


def test_somebody_faster_keeps_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our look at a stale lock and its removal, another run takes it over."""
    stale, real = dead(), os.rename
    lock_of(path).write_text(f"{stale}\n")
    parent = os.getppid()

    def rename(source: Path, target: Path) -> None:
        if source == lock_of(path) and source.read_text() == f"{stale}\n":
            source.write_text(f"{parent}\n")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(UsageError, match=f"process {parent} is labelling"), held(path):
        pass
    assert lock_of(path).read_text() == f"{parent}\n"
    assert os.listdir(path.parent) == ["gold.jsonl.lock"]


def test_a_lock_of_somebody_else_is_not_removed_at_the_end(path: Path) -> None:
    with held(path):
        lock_of(path).write_text("1\n")
    assert lock_of(path).exists()
