"""Whole sites from the command line, against a server on this machine: also killed in the middle, and gone on with."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_WORDS = (
    "ache balm cough dose elbow fever gland hives itch joint knee liver mouth nerve organ pulse quiet rash skin toe"
)
WORDS = _WORDS.split()


class Site(ThreadingHTTPServer):
    """Twenty pages that link to each other, and what goes wrong on any site."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.base = f"http://127.0.0.1:{self.server_port}"

    @property
    def pages(self) -> list[str]:
        return [f"{self.base}/", *(f"{self.base}/{word}" for word in WORDS)]

    def body(self, path: str) -> tuple[int, str, bytes]:
        links = "".join(f"<a href='/{word}?utm_source=x'>{word}</a> " for word in WORDS)
        if path == "/":
            links += "<a href=/gone>x</a> <a href=/staff/x>x</a> <a href=/drafts/x>x</a> <a href=/moved>x</a>"
        page = f"<!doctype html><title>{path}</title><p>Our drops cure anxiety {path}.<p>{links}\r\n"
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\r\nDisallow: /staff/\r\n"
        if path == "/sitemap.xml":
            lines = "".join(f"<url><loc>{page}</loc></url>" for page in self.pages)
            return 200, "application/xml", gzip.compress(f"<urlset>{lines}</urlset>".encode())
        if path == "/cough":
            return 200, "text/html; charset=iso-8859-1", page.encode() + b"caf\xe9"
        if path == "/moved":
            return 302, "/ache", b""
        if path in ("/", "/drafts/x") or path[1:] in WORDS:
            return 200, "text/html", page.encode()
        return 404, "text/html", b"gone"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, kind, body = self.server.body(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield site
        site.shutdown()
        thread.join()


@pytest.fixture
def site(running: Site) -> Site:
    running.asked.clear()
    return running


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "healthaudit", "audit", *map(str, arguments), "--select", "cure-claim", "--no-config"]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def run(*arguments: object, delay: str = "0", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    pause = ["--delay", delay] if {"--crawl", "--sitemap"} & set(arguments) and "--delay" not in arguments else []
    return subprocess.run(
        command(*arguments, *pause, "--format", "json"),
        capture_output=True, text=True, encoding="utf-8", check=False, env=environment(), cwd=cwd,
    )  # fmt: skip


def sources(result: subprocess.CompletedProcess[str]) -> list[str]:
    return [page["source"] for page in json.loads(result.stdout)["pages"]]


def test_a_site_is_crawled_saved_and_audited_again_without_the_web(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    online = run("--crawl", site.base, "--save", folder, "--exclude", "drafts/")
    assert online.returncode == 0, online.stderr
    assert sources(online) == site.pages
    assert Counter(site.asked) == Counter(["/robots.txt", "/", *(f"/{word}" for word in WORDS), "/gone", "/moved"])
    [gone] = json.loads(online.stdout)["skipped"]
    assert gone["source"] == f"{site.base}/gone"
    assert gone["reason"] == f"the server answered 404 Not Found, linked from {site.base}/"
    assert f"found 21 pages of {site.base}/, 1 could not be fetched" in online.stderr
    assert f"left out 1 forbidden by robots.txt: {site.base}/staff/x" in online.stderr
    assert f"left out 1 excluded by an option or the configuration: {site.base}/drafts/x" in online.stderr
    assert f"saved into {folder}" in online.stderr

    site.asked.clear()
    offline = run(folder)
    assert offline.stdout == online.stdout
    assert offline.returncode == 0
    assert site.asked == []
    assert sources(run(folder, "--exclude", "/a*", "--exclude", "b*")) == [
        page for page in site.pages if page not in (f"{site.base}/ache", f"{site.base}/balm")
    ]


def test_a_sitemap(site: Site) -> None:
    result = run("--sitemap", site.base, "--limit", 3)
    assert sources(result) == site.pages[:3]
    assert site.asked == ["/robots.txt", "/sitemap.xml", "/", "/ache", "/balm"]
    assert "beyond --limit 3" in result.stderr


def test_a_site_in_addition_to_what_was_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Our tea cures asthma.")
    folder = tmp_path / "saved"
    login = site.base.replace("//", "//ann:secret@")
    online = run(
        tmp_path / "page.html", f"{login}/staff/x", f"{login}/cough", "--crawl", login, "--depth", 0, "--save", folder
    )
    assert sources(online) == [str(tmp_path / "page.html"), f"{site.base}/cough", f"{site.base}/"]
    assert site.asked == ["/staff/x", "/cough", "/robots.txt", "/"]
    assert sources(run(folder)) == [f"{site.base}/cough", f"{site.base}/"]
    assert not [path for path in folder.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]


def test_pages_that_were_named_are_kept_as_well(site: Site, tmp_path: Path) -> None:
    addresses = [f"{site.base}/cough", f"{site.base}/gone", f"{site.base}/moved#part", f"{site.base}/balm?utm_source=x"]
    online = run(*addresses, "--save", tmp_path / "saved")
    assert sources(online) == [addresses[0], *addresses[2:]]
    assert site.asked == ["/cough", "/gone", "/moved", "/ache", "/balm?utm_source=x"]
    assert run(tmp_path / "saved").stdout == online.stdout


def test_each_address_once(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    arguments = (f"{site.base}/ache#part", f"{site.base}/ache", "--crawl", f"{site.base}/ache", "--depth", "1")
    online = run(*arguments, "--save", folder)
    rest = [page for page in site.pages[1:] if not page.endswith("/ache")]
    assert sources(online) == [f"{site.base}/ache#part", *rest]
    assert (
        f"left out 1 audited already: named by itself, or in a folder of saved pages: {site.base}/ache" in online.stderr
    )
    assert Counter(site.asked) == Counter(["/robots.txt", *(f"/{word}" for word in WORDS)])
    assert run(folder).stdout == online.stdout
    assert sources(run(*arguments)) == sources(online)

    both = run(f"{site.base}/balm", folder)
    assert sources(both) == [f"{site.base}/balm", f"{site.base}/ache#part", *rest[1:]]
    more = run(folder, "--sitemap", site.base)
    assert sources(more) == [*sources(online), f"{site.base}/"]


def test_help_shows_brackets_as_they_are() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "healthaudit", "audit", "--help"],
        capture_output=True, text=True, encoding="utf-8", check=False, env={**environment(), "COLUMNS": "200"},
    )  # fmt: skip
    assert "needs healthaudit[render]." in shown.stdout


@pytest.mark.parametrize("ending", ["SIGKILL", "SIGINT"])
def test_a_crawl_that_was_ended_goes_on(site: Site, tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "saved"
    arguments = ("--crawl", site.base, "--save", folder)
    started = subprocess.Popen(
        command(*arguments, "--delay", "0.5"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    until(lambda: len(site.asked) >= 10, started)
    started.send_signal(getattr(signal, ending))
    _, said = started.communicate()
    assert started.returncode == (130 if ending == "SIGINT" else -signal.SIGKILL)
    assert b"Traceback" not in said
    assert 10 <= len(site.asked) < 20

    part = run(folder)
    assert set(sources(part)) < set(site.pages)
    assert sources(part) == site.pages[: len(sources(part))]
    assert "not all of its pages" in json.loads(part.stdout)["skipped"][-1]["reason"]

    whole = run(*arguments)
    assert sources(whole) == [*site.pages, f"{site.base}/drafts/x"]
    asked = Counter(site.asked)
    assert asked.pop("/robots.txt") == 2
    assert sorted(asked.values())[-2:] in ([1, 1], [1, 2])
    assert run(folder).stdout == whole.stdout
    assert not list(folder.rglob("*.part"))

    site.asked.clear()
    again = run(*arguments)
    assert again.stdout == whole.stdout
    assert again.returncode == whole.returncode
    assert site.asked == []
    assert f"{folder}: saved on 20" in again.stderr
    assert "name another folder" in again.stderr
    assert "saved into" not in again.stderr
    other = run(*arguments, "--limit", "7")
    assert other.returncode == 2
    assert "begun with other pages or options" in other.stderr


def until(done: object, process: subprocess.Popen[bytes]) -> None:
    """Wait for what a process does."""
    assert callable(done)
    end = time.monotonic() + 120
    while not done():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)


def test_settings_by_address(site: Site, tmp_path: Path) -> None:
    (tmp_path / "healthaudit.toml").write_text(
        f'exclude = ["{site.base}/[a-d]*"]\n[[overrides]]\npaths = ["{site.base}/e*"]\nrules.disable = ["cure-claim"]\n'
    )
    arguments = ["--crawl", site.base, "--delay", "0", "--format", "json", "--fail-on", "never"]
    result = subprocess.run(
        [sys.executable, "-m", "healthaudit", "audit", *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False, env=environment(), cwd=tmp_path,
    )  # fmt: skip
    found = {page["source"]: page["findings"] for page in json.loads(result.stdout)["pages"]}
    left = [page for page in site.pages if page[len(site.base) + 1 :][:1] not in tuple("abcd")]
    assert list(found) == left
    flagged = {one for one, findings in found.items() if any(finding["rule"] == "cure-claim" for finding in findings)}
    assert set(found) - flagged == {f"{site.base}/elbow"}
    assert "/ache" not in site.asked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--depth", "2", "page.html"], "--depth is about links"),
        (["--depth", "2", "--sitemap", "http://h/"], "--depth is about links"),
        (["--limit", "2", "page.html"], "--limit is about a whole site"),
        (["--delay", "2", "http://h/"], "--delay is about a whole site"),
        (["--delay", "nan", "--crawl", "http://h/"], "--delay nan is no number"),
        (["--delay", "-1", "--crawl", "http://h/"], "--delay"),
        (["--limit", "0", "--crawl", "http://h/"], "--limit"),
        (["--crawl", "http://h/", "--sitemap", "http://h/"], "exclude each other"),
        (["--crawl", "h"], "--crawl: 'h' is no web address"),
        (["--crawl", "http://ann:secret@h:x/"], "'http://***@h:x/' is no web address"),
        (["--crawl", "", "page.html"], "--crawl: there is no address"),
        (["--sitemap=", "page.html"], "--sitemap: there is no address"),
        (
            ["--save", "in", "http://ann:secret@h/", "http://bob:secret@h/#x"],
            "--save: http://h/#x is asked for with two",
        ),
        (["--save", "in", "http://h/a", "http://ann:secret@h/a"], "--save: http://h/a is asked for"),
        (["--save", "in", "http://h/a", "--crawl", "http://ann:secret@h/"], "--save: http://h/a is asked for with two"),
        (["--sitemap", "map.xml"], "--sitemap: 'map.xml' is no web address"),
        (["--save", "in", "page.html"], "--save is about pages on the web"),
        (["--render", "page.html"], "--render is about pages on the web"),
        (["--save", ".", "http://127.0.0.1:9/"], "holds something else"),
        (["--save", "page.html", "http://127.0.0.1:9/"], "cannot be written"),
        (["--crawl", "http://127.0.0.1:9/", "--exclude", "[z-a]"], "is not a pattern"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "page.html").write_text("<p>tea")
    result = subprocess.run(
        [sys.executable, "-m", "healthaudit", "audit", *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False, env=environment(), cwd=tmp_path,
    )  # fmt: skip
    assert result.returncode == 2
    assert said in result.stderr
    assert "secret" not in result.stderr
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_site_that_does_not_answer(tmp_path: Path) -> None:
    result = run("--crawl", "http://127.0.0.1:9/", "--save", tmp_path / "in", "--delay", "0")
    assert result.returncode == 3
    [skipped] = json.loads(result.stdout)["skipped"]
    assert "robots.txt cannot be read" in skipped["reason"]
    assert "run the same command again" in result.stderr
