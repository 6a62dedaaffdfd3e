"""healthaudit audit with --online, --records and --retractions: real processes against services on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cited_page import PAGE, environment, page_of, run, stock
from services_loopback import Services, serving

from healthaudit.cli.records import Asked, records_of
from healthaudit.errors import UsageError

#: A process that was started in the background does not hear Ctrl-C unless it says that it wants to.
LISTENING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import healthaudit.cli as c; c.main()"
)
STATUSES = ["found", "found", "differs", "found", "found", "not-found"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_online(services: Services, page: Path, cache: Path) -> None:
    stock(services)
    report = page_of(
        run(page, "--online", "--mailto", "jo@example.org", "-f", "json", env=environment(services, cache))
    )
    sources = report["sources"]
    assert [source["status"] for source in sources] == STATUSES
    assert [source["known_from"] for source in sources] == [
        "Crossref", "Crossref", "PubMed", "ClinicalTrials.gov", "Crossref", "",
    ]  # fmt: skip
    assert [source["notices"] for source in sources] == [[], ["retracted"], [], [], [], []]
    assert sources[0]["work"] == "Lindell 2021, Journal of Invented Gastroenterology"
    assert sources[4]["url"] == "https://doi.org/10.5555/diet.5"
    assert sources[5]["reason"] == "Crossref knows no such DOI"
    found = {finding["rule"]: finding for finding in report["findings"]}
    assert {"cites-retracted-work", "source-says-otherwise", "entry-leads-elsewhere"} <= {*found}
    assert found["source-says-otherwise"]["evidence"][0]["quote"] == "reduced"
    [side] = found["source-says-otherwise"]["sides"]
    assert (side["aspect"], side["known_from"]) == ("direction", "Crossref")
    assert "did not reduce abdominal pain" in side["source"]
    assert "Marrow 2019" in found["cites-retracted-work"]["message"]
    assert "10.5555/none.6: Crossref knows no such DOI" in found["bad-identifier"]["message"]
    assert not [note for note in report["notes"] if "could not be verified" in note]
    assert all("jo@example.org" in one.headers["User-Agent"] for one in services.asked)


def test_only_what_is_cited_leaves_the_machine(services: Services, page: Path, cache: Path) -> None:
    """Identifiers and the words of entries; neither the page's text nor its name. Who asks is in the environment."""
    stock(services)
    more = {"HEALTHAUDIT_MAILTO": "env@example.org", "HEALTHAUDIT_OPENALEX_KEY": "k-1"}
    run(page, "--online", env=environment(services, cache, **more))
    assert {one.headers["User-Agent"].partition(" ")[2] for one in services.asked} == {"(mailto:env@example.org)"}
    assert [one.parameters["api_key"] for one in services.of("openalex")] == ["k-1"]
    sent = " ".join(f"{one.path} {one.parameters} {one.headers}" for one in services.asked)
    assert "Diet and irritable bowel syndrome in older adults" in sent
    for secret in ("Talk to your doctor", "tolerated it", str(page), page.name, "Tolerability"):
        assert secret not in sent


def test_saved_records_replay_without_the_services(page: Path, cache: Path, tmp_path: Path) -> None:
    """Byte for byte, with nobody there, without a cache."""
    records = tmp_path / "records"
    with serving() as services:
        stock(services)
        first = run(page, "--online", "--records", records, "-f", "json", env=environment(services, cache))
    assert [source["status"] for source in page_of(first)["sources"]] == STATUSES
    files = {path.name: path.read_bytes() for path in records.iterdir()}
    assert len(files) == 6
    shutil.rmtree(cache / "records")
    empty = environment(None, cache)
    again = run(page, "--records", records, "-f", "json", env=empty)
    assert (again.stdout, again.returncode) == (first.stdout, first.returncode)
    asked = run(page, "--online", "--records", records, "-f", "json", env=empty)
    assert asked.stdout == first.stdout, "with everything saved nobody is asked"
    assert {path.name: path.read_bytes() for path in records.iterdir()} == files


def test_what_was_asked_lately_is_not_asked_again(services: Services, page: Path, cache: Path) -> None:
    stock(services)
    arguments = (page, "--online", "-f", "json")
    first = run(*arguments, env=environment(services, cache))
    assert len([*(cache / "records").iterdir()]) == 6
    assert run(*arguments, env=environment(None, cache)).stdout == first.stdout
    for path in (cache / "records").iterdir():
        os.utime(path, (time.time() - 31 * 24 * 3600,) * 2)
    count = len(services.asked)
    assert run(*arguments, env=environment(services, cache)).stdout == first.stdout
    assert len(services.asked) == 2 * count, "after thirty days everything is asked for anew"


def test_services_that_are_all_down(page: Path, cache: Path, tmp_path: Path) -> None:
    """The run is the same as without --online, when nobody is asked at all, but for what it says of the sources."""
    without = run(page, "--fail-on", "low", "-f", "json", env=environment(None, cache))
    assert {source["status"] for source in page_of(without)["sources"]} == {"not-looked-up"}
    started = time.monotonic()
    arguments = (page, "--online", "--mailto", "jo@example.org", "--records", tmp_path / "r", "--fail-on", "low")
    result = run(*arguments, "-f", "json", env=environment(None, cache))
    assert time.monotonic() - started < 10
    assert result.returncode == without.returncode
    report = page_of(result)
    assert {source["status"] for source in report["sources"]} == {"not-verified"}
    assert all("could not be reached" in source["reason"] for source in report["sources"])
    assert any("could not be verified: Crossref could not be reached" in note for note in report["notes"])
    assert report["profile"] is not None, "what is not verified is still understood"
    assert report["benchmarks"]
    assert report["findings"] == page_of(without)["findings"]
    assert [*(tmp_path / "r").iterdir()] == [], "that nobody was there is not kept"
    assert not (cache / "records").exists()


def test_retractions_without_the_web(page: Path, cache: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(
        "Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"
        "Peppermint oil and quality of life in irritable bowel syndrome,10.5555/IBS.2,0,Retraction\n",
        "utf-8",
    )
    report = page_of(run(page, "--retractions", listed, "-f", "json", env=environment(None, cache)))
    assert [source["notices"] for source in report["sources"]][1] == ["retracted"]
    assert "cites-retracted-work" in {finding["rule"] for finding in report["findings"]}
    assert report["sources"][1]["known_from"] == "Retraction Watch"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--records", "nowhere"], "nowhere: no such folder"),
        (["--retractions", "nowhere.csv"], "nowhere.csv"),
        (["--online", "--mailto", "nobody"], "--mailto is no address to write to: 'nobody'"),
    ],
)
def test_exit_2_for_what_cannot_be_carried_out(page: Path, cache: Path, arguments: list[str], words: str) -> None:
    result = run(page.name, *arguments, env=environment(None, cache), cwd=page.parent)
    assert result.returncode == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    if result.stderr.startswith("healthaudit: error: "):
        [_, hint] = result.stderr.splitlines()
        assert hint.startswith("hint: ")


@pytest.mark.parametrize(
    ("asked", "more", "words"),
    [
        (Asked(records=Path("nowhere")), {}, "nowhere: no such folder"),
        (Asked(records=Path("page.html")), {}, "page.html: is no folder"),
        (Asked(True, Path("page.html")), {}, "page.html: is no folder"),
        (Asked(True, Path("page.html/x")), {}, "page.html/x: cannot be made: Not a directory"),
        (Asked(retractions=Path("page.html")), {}, "page.html: not a list of retractions: no column OriginalPaperDOI"),
        (Asked(True, mailto="nobody"), {}, "--mailto is no address to write to: 'nobody'"),
        (Asked(True, mailto="jörg@example.org"), {}, "--mailto is no address"),
        (Asked(True, mailto="a@b\nX-Evil: 1"), {}, "--mailto is no address"),
        (Asked(True), {"MAILTO": "nobody"}, "$HEALTHAUDIT_MAILTO is no address"),
        (Asked(True), {"CROSSREF_URL": "ftp://example.org"}, "$HEALTHAUDIT_CROSSREF_URL is no address"),
        (Asked(True), {"PUBMED_URL": "http://"}, "$HEALTHAUDIT_PUBMED_URL is no address"),
        (Asked(True), {"TRIALS_URL": "http://a:b"}, "$HEALTHAUDIT_TRIALS_URL is no address"),
        (Asked(True), {"TRIALS_URL": "http://a b/"}, "$HEALTHAUDIT_TRIALS_URL is no address"),
        (Asked(True), {"OPENALEX_URL": "api"}, "$HEALTHAUDIT_OPENALEX_URL is no address"),
    ],
)
def test_what_cannot_be_carried_out(
    page: Path, monkeypatch: pytest.MonkeyPatch, asked: Asked, more: dict[str, str], words: str
) -> None:
    """In one line, with a hint."""
    monkeypatch.chdir(page.parent)
    for name, value in more.items():
        monkeypatch.setenv(f"HEALTHAUDIT_{name}", value)
    with pytest.raises(UsageError) as caught:
        records_of(asked)
    assert words in str(caught.value)
    assert caught.value.hint
    assert "\n" not in str(caught.value) + caught.value.hint


def test_nothing_asked_for_is_nothing() -> None:
    assert records_of(Asked()) is None
    assert records_of(Asked(mailto="nobody")) is None


def test_a_folder_for_records_that_may_not_be_written_to(page: Path, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")  # even root cannot make a folder below a file
    result = run(page, "--online", "--records", tmp_path / "file" / "records", env=environment(None, cache))
    assert (result.returncode, "cannot be made" in result.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process alone")
def test_ctrl_c(services: Services, tmp_path: Path, cache: Path) -> None:
    """While a service keeps us waiting. What was known by then is kept whole; the rest is asked for the next time."""
    stock(services)
    services.hold = "10.5555/later"
    records = tmp_path / "records"
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "b.html").write_text(PAGE.replace("10.5555/ibs.1", "10.5555/later"), "utf-8")
    command = [sys.executable, "-c", LISTENING, "audit", str(tmp_path / "a.html"), str(tmp_path / "b.html")]
    env = environment(services, cache)
    with subprocess.Popen(
        [*command, "--online", "--records", str(records)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        end = time.monotonic() + 60
        while not any(services.hold in str(one) for one in services.asked):
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.01)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
        took = time.monotonic() - sent
    assert took < 3, f"{took:.1f} s"
    assert process.returncode == 130
    assert "Traceback" not in output + errors
    assert "healthaudit: interrupted" in errors
    for folder in (records, cache / "records"):
        names = [path.name for path in folder.iterdir()]
        assert len(names) == 6
        assert all(name.endswith(".json") for name in names)
    services.hold = ""
    count = len(services.asked)
    report = page_of(run(tmp_path / "a.html", "--online", "-f", "json", env=env))
    assert report["sources"][0]["status"] == "found"
    assert len(services.asked) == count, "everything comes out of the cache"
