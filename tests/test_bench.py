"""The bench: made-up pages, figures drawn from runs, the report, and a small run of what needs no network."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

import bench
import bench_stages
from bench_pace import Pace
from bench_pages import DENSE, MIXED, SPARSE, SUFFIXES, page, site
from bench_peers import Peer, installed
from bench_process import Cost, Turn, by_turns, cost, worker
from bench_scaling import slope
from bench_table import Bench, Table, Target, machine, write_whole, written
from bench_text import text_of
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media

SCRIPTS = Path(bench.__file__).parent
MEDIA = dict(zip(SUFFIXES, (Media.HTML, Media.MARKDOWN, Media.TEXT), strict=True))
DAY = date(2026, 1, 2)


# Pages.


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_seed_gives_the_same_bytes_in_every_process(suffix: str) -> None:
    code = f"import sys; from bench_pages import page; sys.stdout.buffer.write(page(7, 30_000, {suffix!r}).encode())"
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(SCRIPTS), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] == page(7, 30_000, suffix).encode()
    assert page(8, 30_000, suffix) != page(7, 30_000, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [SPARSE, DENSE])
@pytest.mark.parametrize("size", [2_000, 15_000, 300_000])
def test_a_page_has_about_the_size_that_was_asked_for(size: int, share: float, suffix: str) -> None:
    assert abs(len(page(3, size, suffix, share).encode()) - size) < 1_500


def test_a_page_of_ten_megabytes() -> None:
    assert abs(len(page(1, 10_000_000, "md").encode()) - 10_000_000) < 3_000


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_dense_page_has_many_more_findings_than_a_sparse_one(suffix: str) -> None:
    auditor = Auditor.load()

    def findings(share: float) -> int:
        documents = [Document("-", MEDIA[suffix], page(seed, 15_000, suffix, share)) for seed in range(2)]
        return sum(len(auditor.audit(one).findings) for one in documents)

    dense, sparse = findings(DENSE), findings(SPARSE)
    assert dense > 60
    assert dense > 5 * sparse


def test_sentences_seldom_repeat() -> None:
    sentences = re.split(r"(?<=[.!]) |\n+", page(5, 300_000, "txt", MIXED))
    assert len(sentences) > 2_000
    assert len(set(sentences)) > 0.95 * len(sentences)


def test_no_slot_is_left_open() -> None:
    assert not re.search(r"\{\w+\}", page(5, 300_000, "md", DENSE))


def test_a_site_has_pages_that_differ_and_goes_on_where_another_ends(tmp_path: Path) -> None:
    both, later = site(tmp_path / "a", 4, 3_000), site(tmp_path / "b", 2, 3_000, first=2)
    texts = [path.read_text("utf-8") for path in both]
    assert len(set(texts)) == 4
    assert texts[2:] == [path.read_text("utf-8") for path in later]


def test_the_text_of_a_page_has_its_words_and_nothing_of_its_furniture(tmp_path: Path) -> None:
    [path] = site(tmp_path, 1, 15_000)
    text = text_of(path)
    assert "References" in text
    assert not re.search(r"<\w|window\.layer|margin:", text)


# Figures.


def test_the_slope_is_the_exponent_of_growth() -> None:
    sizes = [15e3, 60e3, 250e3, 1e6]
    assert slope([(size, 3e-6 * size) for size in sizes]) == pytest.approx(1)
    assert slope([(size, 5e-9 * size**2) for size in sizes]) == pytest.approx(2)
    assert slope([(size, 0.2) for size in sizes]) == pytest.approx(0)
    assert slope([(1, 1), (10, 10), (100, 100), (100, 1000)]) == pytest.approx(14 / 11)


@pytest.mark.parametrize("points", [[], [(10.0, 1.0)], [(10.0, 1.0), (10.0, 2.0)], [(10.0, 0.0), (20.0, 1.0)]])
def test_no_slope_without_two_sizes_and_times_above_zero(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match=r"slope|expected a positive|math domain"):
        slope(points)


def test_ratios_are_medians_of_turns() -> None:
    ours = Pace("", (10, 10, 10), (Turn(1, 1, 5, 50), Turn(2, 2, 5, 50), Turn(9, 1, 5, 60)))
    theirs = Pace("", (10, 10, 10), (Turn(3, 2, 1, 20), Turn(4, 4, 1, 20), Turn(9, 8, 1, 20)))
    assert ours.times(theirs) == 2
    assert ours.times(theirs, "cpu") == 2
    assert ours.rate == 5
    assert theirs.row("other", ours, "findings") == (
        "other", "2.5", "466.7 ms", "0.1 findings", "20 MB", "2.00", "2.00",
    )  # fmt: skip


def test_sizes_that_would_take_too_long_are_named_and_leave_the_target_open(tmp_path: Path) -> None:
    table, target = bench.scaling(small(tmp_path)._replace(sizes=(2_000, 3_000, 1_500_000), seconds=0))
    assert isinstance(table, Table)
    assert isinstance(target, Target)
    assert table.head == ("page", "2 KB", "3 KB", "slope")
    assert table.notes.endswith("Left out, as they would have taken too long: 1.5 MB.")
    assert target.what == "growth with size, up to 3 KB"
    assert not target.met, "open, or missed"


# Processes.


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_cost_of_a_process_is_its_own() -> None:
    ballast = bytearray(200_000_000)  # what this process has must not count for those that it starts
    small = cost(python("pass"), os.environ)
    large = cost(python("x = bytearray(80_000_000)"), os.environ)
    assert len(ballast) / 1e6 > large.peak
    assert 70 < large.peak - small.peak < 95
    assert small.cpu > 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_processes_of_a_run_are_added_up() -> None:
    inner = "import time; x = bytearray(60_000_000); time.sleep(1.5)"
    start = f"subprocess.Popen([sys.executable, '-c', {inner!r}])"
    code = f"import subprocess, sys; [one.wait() for one in [{start} for _ in 'ab']]"
    found = cost(python(code), os.environ)
    assert found.together > 115
    assert found.peak < 100


def test_a_process_that_fails_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"code 3.*went wrong"):
        cost(python("import sys; print('went wrong', file=sys.stderr); sys.exit(3)"), os.environ)
    assert cost(python("raise SystemExit(3)"), os.environ, any_code=True).wall > 0
    with pytest.raises(RuntimeError, match="code -9"):
        cost(python("import os; os.kill(os.getpid(), 9)"), os.environ, any_code=True)
    with pytest.raises(RuntimeError, match="/no/such/program could not be started"):
        cost(["/no/such/program"], os.environ)


def test_commands_run_by_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = {name: python(f"open({str(log)!r}, 'a').write({name!r})") for name in "ab"}
    assert set(by_turns(commands, os.environ, 3, 600)) == {"a", "b"}
    assert log.read_text() == "ababab"
    by_turns(commands, os.environ, 3, 0)
    assert log.read_text() == "abababab", "when time is up no further round is begun"
    with pytest.raises(RuntimeError, match="code 2"):
        by_turns({"a": python("raise SystemExit(2)")}, os.environ, 1, 600)
    by_turns({"a": python("raise SystemExit(2)")}, os.environ, 1, 600, any_code=("a",))


def test_the_middle_of_costs() -> None:
    assert Cost.middle([Cost(1, 5, 3, 0), Cost(2, 1, 9, 0), Cost(9, 4, 4, 1)]) == Cost(2, 4, 4, 0)


def test_a_worker_goes_through_pages_and_ends_with_the_block(tmp_path: Path) -> None:
    paths = site(tmp_path, 2, 3_000)
    with worker([sys.executable, str(SCRIPTS / "bench_driver.py"), "tokens"]) as tokens:
        one, two = tokens.turn(paths[:1]), tokens.turn(paths)
    assert 0 < one.found < two.found
    assert two.peak > 1


def test_a_worker_that_breaks_off_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="tokens broke off, with code 1"),
        worker([sys.executable, str(SCRIPTS / "bench_driver.py"), "tokens"]) as tokens,
    ):
        tokens.turn([tmp_path / "missing.html"])


# Stages.


def test_clocks_are_there_inside_the_block_only() -> None:
    auditor = Auditor.load()
    document = Document("-", Media.HTML, page(1, 15_000, "html", DENSE))
    bare = auditor.audit(document)
    with bench_stages.clocked() as clock:
        assert auditor.audit(document) == bare
        spent = dict(clock.spent)
        took = sum(spent.values())
    assert all(spent[stage] > 0 for stage in spent if not stage.startswith("report"))
    assert auditor.audit(document) == bare
    assert sum(clock.spent.values()) == took


def test_what_is_timed_inside_another_counts_once() -> None:
    clock = bench_stages.Clock()
    inner = clock.timed("uses", lambda: sum(range(2_000_000)))
    clock.timed("rules", inner)()
    assert clock.spent["rules"] < clock.spent["uses"]

    def numbers():  # type: ignore[no-untyped-def]
        yield sum(range(100_000))
        yield 2

    assert len(list(clock.timed("calls", numbers)())) == 2
    assert clock.spent["calls"] > 0


def test_a_function_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bench_stages.STAGES, "uses", ("healthaudit.checks:no_such_function",))
    with pytest.raises(AttributeError, match="no_such_function"), bench_stages.clocked():
        pass


# The report.


def test_a_table_reads_well_as_it_is() -> None:
    table = Table("Times", ("what", "ms"), [("a|b", "7"), ("longer words", "1,234")], "A note.")
    assert table.text().splitlines() == [
        "### Times",
        "",
        "| what         |    ms |",
        "|--------------|------:|",
        "| a\\|b         |     7 |",
        "| longer words | 1,234 |",
        "",
        "A note.",
    ]
    assert Table("None", ("what",), []).text().count("|") == 4
    with pytest.raises(ValueError, match="'Times' has a row"):
        Table("Times", ("what", "ms"), [("a",)]).text()


def test_the_file_has_every_target_and_says_which_are_missed(tmp_path: Path) -> None:
    targets = [
        Target("speed", "10 x", "12 x", True),
        Target("start", "1 x", "3 x", False),
        Target("peer", "1 x", "not there", None),
    ]
    table = Table("Times", ("what", "ms"), [("a", "1")])
    busy = Bench(tmp_path, print, lambda: {"alex": "not there"}, rounds=4, seconds=50)
    text = written([("Part one", [table, targets[0]]), ("Part two", targets[1:])], machine(busy, DAY))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    assert ["speed", "10 x", "12 x", "met"] in rows
    assert ["start", "1 x", "3 x", "missed"] in rows
    assert ["peer", "1 x", "not there", "open"] in rows
    assert ["date", "2026-01-02"] in rows
    assert ["limits", "4 rounds, 50 s for what can be cut short"] in rows
    assert ["alex", "not there"] in rows
    assert re.findall(r"^##+ (.+)$", text, re.MULTILINE) == ["Targets", "Machine", "Part one", "Times", "Part two"]


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "bench.md"
    write_whole(path, "one\n")
    assert path.read_bytes() == b"one\n"
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "two \ud800")
    assert path.read_bytes() == b"one\n"
    assert [one.name for one in path.parent.iterdir()] == ["bench.md"]


def test_a_part_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["strat"], small(tmp_path), tmp_path / "bench.md", DAY) == 2
    assert "no part 'strat' of the bench; parts are start, many" in capsys.readouterr().err


def test_without_node_the_others_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench_peers.shutil.which", lambda name: None)
    monkeypatch.setattr("bench_peers._proselint", lambda folder: Peer("1", ("a",), ("b",)))
    assert installed(tmp_path) == {
        "proselint": Peer("1", ("a",), ("b",)),
        "write-good": "node is not there",
        "alex": "node is not there",
    }


# The whole, small and without a network.


def small(folder: Path) -> Bench:
    absent = {"proselint": "not there", "write-good": "node is not there", "alex": "node is not there"}
    few = {"rounds": 1, "pages": 2, "many": 4, "size": 4_000, "seconds": 20}
    return Bench(folder, lambda text: None, lambda: absent, sizes=(2_000, 4_000), **few)


def test_a_small_run_of_what_needs_neither_network_nor_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [name for name in bench.PARTS if name != "report"]
    assert bench.main(parts, small(tmp_path), tmp_path / "bench.md", DAY) == 0
    printed = capsys.readouterr().out
    for title in (
        "One page of 4 KB",
        "2 pages of 4 KB, all checks on",
        "Memory and the number of pages",
        "A page of growing size",
        "Stages, for a page of 4 KB",
        "Floors: 2 pages of 4 KB, met again",
        "Peers: 2 pages as plain text",
    ):
        assert title in printed
    assert "target: pages/s beside proselint, pages as plain text: wanted at least 10 x, measured not there" in printed
    assert "write-good: node is not there." in printed
    assert printed.count("target: ") == 9
    assert not (tmp_path / "bench.md").exists(), "written only when all parts were run"


def test_all_parts_together_write_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = bench.Part("Heading", lambda one: iter([Table("Times", ("what", "ms"), [("a", "1")])]))
    monkeypatch.setattr(bench, "PARTS", {"one": part, "two": part})
    assert bench.main(["two"], small(tmp_path), tmp_path / "bench.md", DAY) == 0
    assert not (tmp_path / "bench.md").exists()
    assert bench.main([], small(tmp_path), tmp_path / "bench.md", DAY) == 0
    assert (tmp_path / "bench.md").read_text("utf-8").count("### Times") == 2


def interrupted(process: subprocess.Popen[bytes]) -> bytes:
    """Press Ctrl-C, as a terminal does: all processes of the group are told. Gives what they said."""
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:  # nobody is left
            return said
        time.sleep(0.05)
    raise AssertionError("some go on")


def test_ctrl_c_ends_the_bench_and_those_that_work_by_turns(tmp_path: Path) -> None:
    report = bench.REPORT.read_bytes() if bench.REPORT.exists() else b""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "bench.py"), "floors"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith(b"floors:")
    assert process.stderr.readline().startswith(b"  turn 1")
    assert interrupted(process) == b""
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []
    assert report == (bench.REPORT.read_bytes() if bench.REPORT.exists() else b"")


def test_ctrl_c_ends_a_process_that_is_measured(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    inner = python(f"import time; open({str(mark)!r}, 'w').close(); time.sleep(600)")
    process = subprocess.Popen(
        python(f"import os; from bench_process import cost; cost({inner!r}, os.environ)"),
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        start_new_session=True,
    )
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.05)
    interrupted(process)
    assert process.returncode != 0
