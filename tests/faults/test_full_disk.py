"""A disk that is full: one line says so, the exit code is 2, and what was there before stays whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Scene, Told

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits as POSIX has them")

NAMES = ("html", "json", "jsonl", "sarif", "codequality.json", "xml", "md", "csv")
OLD = b"what was there before"


def lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """What is said of errors, without what is said of findings."""
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return [one for one in done.stderr.decode().splitlines() if one.startswith(("healthaudit", "hint", "wrote"))]


def test_a_report_of_every_format_stays_what_it_was(scene: Scene, told: Told) -> None:
    files = [scene.folder / f"r.{name}" for name in NAMES]
    for file in files:
        file.write_bytes(OLD)
    options = [option for file in files for option in ("-o", file.name)]
    done = scene.run("audit", "pages/00.html", "--no-cache", *options, preexec_fn=scene.limited(100))
    assert done.returncode == 2
    said = lines(done)
    assert said == [
        *(f"healthaudit: error: r.{name}: cannot be written: File too large" for name in NAMES),
        "hint: name a place where you may write, and where there is room",
    ]
    assert [file.read_bytes() for file in files] == [OLD] * len(files)
    assert scene.parts() == []
    assert b"cure-claim" in done.stdout, "it was shown all the same"
    told(f"full disk: {len(files)} formats refused in a line each, {len(files)} old reports whole")


def test_a_cache_that_is_full_costs_only_time(scene: Scene, told: Told) -> None:
    command = ("audit", "pages", "--jobs", "2", "--format", "json")
    before = scene.tree("cache")
    done = scene.run(*command, preexec_fn=scene.limited(8))
    assert (done.returncode, done.stdout) == (0, scene.whole["json"])
    assert done.stderr == b""
    assert scene.tree("cache") == before | {"reports/tidied": b""}
    told("full disk: nothing kept, the report right")


def test_many_pages_with_no_room_for_what_lies_on_disk_meanwhile(scene: Scene) -> None:
    for number in range(60):
        text = f"<title>{number}</title><p>Our drops cure anxiety in {number} days. {'More words. ' * number}"
        (scene.folder / "pages" / f"more-{number}.html").write_text(text, "utf-8")
    command = ("audit", "pages", "--jobs", "1", "--format", "json")
    whole = scene.run(*command)
    assert whole.returncode == 0
    for room in (0, 1000, 50_000):
        done = scene.run(*command, preexec_fn=scene.limited(room))
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == whole.stdout


def test_a_site_stays_whole_and_the_next_run_makes_it_new(scene: Scene) -> None:
    assert scene.run("audit", "pages/00.html", "pages/01.html", "-o", "site/").returncode == 0
    before = scene.tree("site")
    for page in (scene.folder / "pages").glob("0[01].html"):
        page.write_text(page.read_text("utf-8").replace("anxiety", "asthma"), "utf-8")
    command = ("audit", "pages/00.html", "pages/01.html", "-o", "site/")
    done = scene.run(*command, preexec_fn=scene.limited(2000))
    assert done.returncode == 2
    assert lines(done)[0].endswith("cannot be written: File too large")
    assert len(lines(done)) == 2
    assert scene.tree("site") == before
    assert scene.run(*command).returncode == 0
    assert scene.tree("site") != before
    shutil.rmtree(scene.folder / "site")
    after = scene.run(*command)
    assert after.returncode == 0


def test_a_baseline_stays_whole(scene: Scene) -> None:
    file = scene.folder / "known.json"
    command = ("baseline", "create", "pages", "-o", "known.json", "--force")
    file.write_bytes(OLD)
    done = scene.run(*command, preexec_fn=scene.limited(100))
    assert (done.returncode, done.stdout) == (2, b"")
    assert lines(done)[0] == f"healthaudit: error: {file.resolve()}: cannot be written: File too large"
    assert file.read_bytes() == OLD
    assert sorted(os.listdir(scene.folder)) == ["cache", "known.json", "pages"]
    assert scene.run(*command).returncode == 0


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        links = "".join(f"<a href=/{number}>{number}</a>" for number in range(6))
        long = "Our drops cure anxiety. " * 400 if self.path == "/3" else ""
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<title>{self.path}</title><p>Our drops cure anxiety. {links}<p>{long}".encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_pages_that_are_saved_go_on_where_there_was_room(web: str, scene: Scene) -> None:
    direct = {name: value for name, value in scene.environment().items() if "proxy" not in name.lower()}
    command = ("audit", "--crawl", web, "--delay", "0", "--format", "csv", "--save")
    whole = scene.run(*command, "whole", env=direct)
    assert whole.returncode in (0, 1)
    assert whole.stdout.count(b"cure-claim") > 6
    done = scene.run(*command, "saved", env=direct, preexec_fn=scene.limited(4000))
    assert done.returncode == 2
    assert lines(done)[0].endswith("saved: cannot be written: File too large")
    assert lines(done)[1].endswith("it goes on where it was")
    assert (scene.folder / "saved" / "pages").is_dir(), "what there was room for is there"
    done = scene.run(*command, "saved", env=direct)
    assert (done.returncode, done.stdout) == (whole.returncode, whole.stdout)
    assert scene.parts() == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is Linux's")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("format", ["terminal", "json", "concise"])
def test_standard_output_that_takes_nothing(format: str, unbuffered: str, scene: Scene) -> None:
    with open("/dev/full", "wb") as full:
        done = scene.run(
            "audit", "pages/00.html", "--format", format, "-o", "r.csv",
            stdout=full, env={**scene.environment(), "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert done.returncode == 2
    assert lines(done) == [
        "wrote r.csv",
        "healthaudit: error: standard output: cannot be written: No space left on device",
        "hint: is the disk full? Write somewhere else",
    ]
    assert b"cure-claim" in (scene.folder / "r.csv").read_bytes(), "the others are written"


#: Commands that print, each in its own way; and some that write files or only complain.
PRINTING = (("rules", "list"), ("explain", "OC101"), ("facts", "show", "ketamine"), ("--help",))
OTHERS = (("audit", "pages/00.html", "-o", "r.csv"), ("audit", "none.html"), ("nonsense",))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is Linux's")
@pytest.mark.parametrize("command", PRINTING, ids=" ".join)
def test_no_command_breaks_on_a_standard_output_that_takes_nothing(command: tuple[str, ...], scene: Scene) -> None:
    with open("/dev/full", "wb") as full:
        done = scene.run(*command, stdout=full)
    assert done.returncode == 2
    assert lines(done) == [
        "healthaudit: error: standard output: cannot be written: No space left on device",
        "hint: is the disk full? Write somewhere else",
    ]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is Linux's")
@pytest.mark.parametrize("command", PRINTING + OTHERS, ids=" ".join)
def test_what_standard_error_does_not_take_changes_nothing(command: tuple[str, ...], scene: Scene) -> None:
    whole = scene.run(*command)
    with open("/dev/full", "wb") as full:
        done = scene.run(*command, stderr=full)
    assert (done.returncode, done.stdout) == (whole.returncode, whole.stdout)


@pytest.mark.skipif(os.name != "posix", reason="closes file descriptors")
@pytest.mark.parametrize("closed", [1, 2])
@pytest.mark.parametrize("command", PRINTING + OTHERS, ids=" ".join)
def test_streams_that_were_closed_from_the_start(command: tuple[str, ...], closed: int, scene: Scene) -> None:
    whole = scene.run(*command)
    done = scene.run(*command, preexec_fn=lambda: os.close(closed))
    assert done.returncode == whole.returncode
    assert (done.stdout, done.stderr) == ((b"", whole.stderr) if closed == 1 else (whole.stdout, b""))


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_standard_output_that_takes_a_part_is_an_error(unbuffered: str, scene: Scene) -> None:
    """Without a buffer Python writes what there is room for, and says nothing of the rest."""
    with open(scene.folder / "cut.json", "wb") as file:
        done = scene.run(
            "audit", "pages/00.html", "--format", "json",
            stdout=file, env={**scene.environment(), "PYTHONUNBUFFERED": unbuffered}, preexec_fn=scene.limited(5000),
        )  # fmt: skip
    assert done.returncode == 2
    assert "File too large" in lines(done)[0]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for next to nothing, where one can be had."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_small_disk(small: Path, scene: Scene) -> None:
    """With room for the beginning of a report, then with none at all."""
    (small / "report.html").write_bytes(OLD)
    done = scene.run("audit", "pages/00.html", "-o", small / "report.html", "-o", small / "report.csv")
    assert done.returncode == 2
    assert lines(done)[:-1] == [
        f"wrote {small / 'report.csv'}",
        f"healthaudit: error: {small / 'report.html'}: cannot be written: No space left on device",
    ]
    assert (small / "report.html").read_bytes() == OLD
    assert not list(small.rglob("*.part"))
    (small / "filler").write_bytes(b"")
    with open(small / "filler", "wb", buffering=0) as filler:
        try:
            while filler.write(b"x" * 512):
                pass
        except OSError:
            pass
    with open(small / "out.json", "wb") as out:
        done = scene.run("audit", "pages/00.html", "--format", "json", stdout=out)
    assert done.returncode == 2
    assert "standard output: cannot be written: No space left on device" in lines(done)[0]
