"""Fuzz what strangers' bytes reach: ``make fuzz``, ``make fuzz SECONDS=600 TARGETS="html rules"``.

Each target runs for a while in a process of its own, led by coverage where atheris is installed, and by chance where it
is not. What it starts from is tests/fuzz/corpus/<target>; what it finds on the way is kept in build/fuzz/<target>, from
where the next run goes on, and the few small inputs that reach code which nothing else reaches join the corpus. What
breaks a target is kept there as crash-*, and replayed by the tests for ever.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
FOUND = ROOT / "build" / "fuzz"
#: Bytes of the corpus of one target, and of one input in it that is no crash.
_MOST, _LARGEST = 40_000, 2_000
_CRASHES = 20  # of one run by chance: then somebody has to look


def main() -> None:
    """Run the targets that are named, one after the other; exit with 1 when one of them breaks."""
    options = argparse.ArgumentParser(description="Fuzz what strangers' bytes reach.")
    options.add_argument("--seconds", type=int, default=60, help="for each target (default: %(default)s)")
    options.add_argument("--seed", type=int, default=0, help="what chance begins with; 0 for another one each time")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("targets", nargs="*", help="default: all")
    given = options.parse_args()
    if given.here:
        _fuzz(given.targets[0], given.seconds, given.seed or time.time_ns() % 2**31)
        return
    from fuzz_targets import TARGETS

    if unknown := set(given.targets) - TARGETS.keys():
        options.error(f"there is no target {', '.join(sorted(unknown))}; targets are {', '.join(TARGETS)}")
    broken = []
    for name in given.targets or TARGETS:
        print(f"== {name}", flush=True)
        command = [sys.executable, __file__, "--here", name, f"--seconds={given.seconds}", f"--seed={given.seed}"]
        if subprocess.run(command, check=False).returncode:
            broken.append(name)
        print(f"{name}: {_joined(name, TARGETS[name])} inputs join the corpus", flush=True)
    if broken:
        sys.exit(f"broken: {', '.join(broken)}; the inputs are tests/fuzz/corpus/*/crash-*")


def inputs(target: str, *folders: Path) -> list[bytes]:
    """What is kept for a target, in the order of the names of its files."""
    files = (path for folder in folders or (CORPUS,) for path in sorted((folder / target).glob("*")))
    return [path.read_bytes() for path in files if path.is_file()]


def _fuzz(name: str, seconds: int, seed: int) -> None:
    """Run a target in this process."""
    for folder in (FOUND / name, CORPUS / name):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        print("atheris is not installed: by chance", flush=True)
        _by_chance(name, seconds, seed)
        return
    from fuzz_mutations import WORDS

    with atheris.instrument_imports(include=["healthaudit"], enable_loader_override=False):
        from fuzz_targets import TARGETS
    TARGETS[name](b"")  # what is loaded when it is first needed takes longer than an input may
    words = FOUND / f"{name}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS if len(word) < 64)
    words.write_text("".join(f'"{word}"\n' for word in escaped))
    told = [
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-dict={words}",
        "-max_len=6000",
        "-timeout=30",
        "-report_slow_units=30",
    ]
    crashes = f"-artifact_prefix={CORPUS / name}/"
    # The first folder takes what is found.
    folders = [str(FOUND / name), str(CORPUS / name)]
    atheris.Setup([sys.argv[0], *told, crashes, "-verbosity=0", *folders], TARGETS[name])
    atheris.Fuzz()


def _by_chance(name: str, seconds: int, seed: int) -> None:
    from fuzz_mutations import mutated
    from fuzz_targets import TARGETS

    end, runs = time.monotonic() + seconds, 0
    crashes: set[tuple[str, int | None]] = set()
    for data in mutated(Random(seed), inputs(name, CORPUS, FOUND)):
        if time.monotonic() > end or len(crashes) == _CRASHES:
            break
        runs += 1
        try:
            TARGETS[name](data)
        except Exception as problem:
            last = traceback.extract_tb(problem.__traceback__)[-1]
            if (last.filename, last.lineno) not in crashes:  # one input for each place that breaks
                crashes.add((last.filename, last.lineno))
                traceback.print_exc()
                _kept(CORPUS / name, "crash", data)
    print(f"{name}: {runs} runs, broken in {len(crashes)} places", flush=True)
    sys.exit(bool(crashes))


def _kept(folder: Path, kind: str, data: bytes) -> None:
    (folder / f"{kind}-{sha256(data).hexdigest()[:16]}").write_bytes(data)


def _joined(name: str, target: Callable[[bytes], None]) -> int:
    """Take into the corpus what reaches new code, small inputs first; how many."""
    kept = [data for data in inputs(name) if len(data) <= _LARGEST]
    seen = _reached(target, kept)
    size, count = sum(map(len, kept)), 0
    for data in sorted(
        {data for data in inputs(name, FOUND) if len(data) <= _LARGEST}, key=lambda one: (len(one), one)
    ):
        if size + len(data) > _MOST:
            continue
        new = _reached(target, [data]) - seen
        if new:
            seen |= new
            size += len(data)
            count += 1
            _kept(CORPUS / name, "input", data)
    return count


def _reached(target: Callable[[bytes], None], corpus: Iterable[bytes] | Sequence[bytes]) -> set[tuple[str, int]]:
    """Lines of ours that inputs reach."""
    reached: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        file = frame.f_code.co_filename
        if "healthaudit" not in file:
            return None
        reached.add((file, frame.f_lineno))
        return trace

    for data in corpus:
        sys.settrace(trace)
        try:
            target(data)
        except Exception:  # whatever breaks was told where it was found
            continue
        finally:
            sys.settrace(None)
    return reached


if __name__ == "__main__":
    main()
