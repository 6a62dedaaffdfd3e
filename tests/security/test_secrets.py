"""What opens doors goes to the server that it is for, and into nothing that people pass on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loopback import PAGE as TEA
from loopback import Server, answer, get, redirect
from strangers import PAGE, healthaudit

from healthaudit.reports.json import as_data
from healthaudit.sources.site.secrets import NAMES, without_secrets

SECRET = "s3cr3t"
#: Behind the address of a page. Each has the secret in it.
WAYS = {
    "token": f"?token={SECRET}",
    "key": f"?page=1&api_key={SECRET}&x=2",
    "signed for Amazon": f"?X-Amz-Algorithm=A&X-Amz-Credential={SECRET}&X-Amz-Signature={SECRET}",
    "lent by Amazon": f"?X-Amz-Security-Token={SECRET}&AWSAccessKeyId={SECRET}",
    "signed for Google": f"?X-Goog-Signature={SECRET}",
    "signed for Azure": f"?sv=2024&sig={SECRET}%3D",
    "fragment": f"#access_token={SECRET}&token_type=bearer",
    "password": f"?user=ann&PassWord={SECRET}",
    "escaped name": f"?%74oken={SECRET}",
    "of a session": f"/;token={SECRET}",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", ["https://example.org/p", "see https://example.org/p", "/p", "HTTPS://EXAMPLE.ORG"])
def test_it_is_masked_and_nothing_else(way: str, before: str) -> None:
    masked = without_secrets(before + WAYS[way])
    assert SECRET not in masked
    assert "=***" in masked
    assert masked.startswith(before)
    assert without_secrets(masked) == masked


@pytest.mark.parametrize(
    "address",
    ["https://h/?page=2&sort=asc", "https://h/token=1", "https://h/?tokens=3", "https://h/?q=token", "a=b", "",
     "?token=", "https://h/?key=9", "https://h/secret/?id=7#part", "x" * 100_000 + "=",
     "?" * 100_000 + "=", "&a" * 50_000 + "="],
    ids=lambda one: one[:20],
)  # fmt: skip
def test_everything_else_stays(address: str) -> None:
    assert without_secrets(address) == address


def test_names_are_written_as_they_are_compared() -> None:
    assert all(name.isalnum() and name == name.lower() for name in NAMES)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "fragment"])
def test_the_server_gets_it_and_the_report_does_not(server: Server, way: str) -> None:
    path = f"/tea{WAYS[way]}"
    document = get(server.put(path, answer()))
    assert document.text == TEA
    assert server.asked == [path]
    assert SECRET not in repr(document)


def test_a_redirect_to_a_signed_address(server: Server) -> None:
    end = server.put(f"/tea?page=1&X-Amz-Signature={SECRET}", answer())
    assert get(server.put("/start", redirect(end))).notes == (
        f"redirected to {server.address('/tea?page=1&X-Amz-Signature=***')}",
    )


def test_a_redirect_to_a_new_token_alone_is_no_news(server: Server) -> None:
    server.put(f"/tea?token={SECRET}", answer())
    assert get(server.put("/tea?token=old", redirect(f"/tea?token={SECRET}"))).notes == ()


@pytest.fixture
def cabin(server: Server) -> Server:
    """A site of which pages, a redirect, a sitemap and a broken link have the secret in their addresses."""
    home = f"{PAGE}<link rel=canonical href='/?token={SECRET}'><a href='/b?token={SECRET}'>b</a><a href='/c'>c</a>"
    server.put(f"/?token={SECRET}", answer(f"{home}<a href='/gone?token={SECRET}'>gone</a><a href='#x'>x</a>"))
    server.put(f"/b?token={SECRET}", answer(f"{PAGE}<p>Our balm cures warts."))
    server.put("/c", redirect(f"/d?api_key={SECRET}"))
    server.put(f"/d?api_key={SECRET}", answer(f"{PAGE}<p>Our salve cures gout."))
    listed = "".join(f"<url><loc>{server.address(f'/{one}?token={SECRET}')}</loc></url>" for one in ("", "b", "gone"))
    server.put(f"/map.xml?token={SECRET}", answer(f"<urlset>{listed}</urlset>", Content_Type="application/xml"))
    return server


def nowhere(folder: Path) -> None:
    """No file below a folder has the secret in its name or content, but for what the server sent.

    That has its own links in it, where it is saved and in the cache, which nobody else may read.
    """
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    for file in files:
        name = str(file.relative_to(folder))
        assert SECRET not in name
        if name.startswith("cache/"):
            assert not file.stat().st_mode & 0o077 or not (folder / "cache" / "reports").stat().st_mode & 0o077
        elif not name.startswith("saved/pages/"):
            assert SECRET.encode() not in file.read_bytes(), name


@pytest.mark.parametrize("option", ["", "--crawl", "--sitemap"])
def test_nothing_that_a_run_writes_has_it(cabin: Server, tmp_path: Path, option: str) -> None:
    login = cabin.address("").replace("//", f"//ann:{SECRET}@")
    start = f"{login}/{'map.xml' if option == '--sitemap' else ''}?token={SECRET}"
    outputs = [
        f"-oout/report.{ending}"
        for ending in ("html", "json", "jsonl", "sarif", "xml", "md", "csv", "codequality.json")
    ]
    command = [
        "audit",
        *([option] if option else []),
        start,
        "--save",
        "saved",
        "--no-config",
        "-o",
        "out/site/",
        *outputs,
    ]
    environment = {"HEALTHAUDIT_CACHE": str(tmp_path / "cache")}
    ran = healthaudit(*command, *(["--delay", "0"] if option else []), cwd=tmp_path, **environment)
    assert ran.code in (0, 1), ran.err
    assert SECRET not in ran.out + ran.err
    assert any(SECRET in path for path in cabin.asked), "the server has to get it"
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert {page["source"] for page in report["pages"]} >= {cabin.address("/?token=***")}
    if option:
        assert len(report["pages"]) >= 2
        assert [one["source"] for one in report["skipped"]] == [cabin.address("/gone?token=***")]
    nowhere(tmp_path)

    # Again, from the folder, and what is known of it.
    asked = len(cabin.asked)
    again = healthaudit("audit", "saved", "--no-config", "-o", "again.json", cwd=tmp_path, **environment)
    assert again.code == ran.code, again.err
    assert json.loads((tmp_path / "again.json").read_text("utf-8")) == report
    assert len(cabin.asked) == asked
    resumed = healthaudit(*command, *(["--delay", "0"] if option else []), cwd=tmp_path, **environment)
    assert "nothing is fetched" in resumed.err
    assert len(cabin.asked) == asked
    known = healthaudit("baseline", "create", "saved", "-o", "known.json", "--no-config", cwd=tmp_path, **environment)
    assert known.code == 0, known.err
    nowhere(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        [f"https://ann:{SECRET}@127.0.0.1:1/?token={SECRET}"],
        [f"https://127.0.0.1:1/?token={SECRET}#access_token={SECRET}"],
        [f"https://127.0.0.1:99999/?token={SECRET}"],
        [f"https://ann:{SECRET}@[::1/?token={SECRET}"],
        ["--crawl", f"https://ann:{SECRET}@127.0.0.1:1/?token={SECRET}"],
        ["--crawl", f"ftp://ann:{SECRET}@h/?token={SECRET}"],
        ["--sitemap", f"https://127.0.0.1:1/?token={SECRET}"],
        [f"gopher://ann:{SECRET}@h/?token={SECRET}"],
        [
            f"https://ann:{SECRET}@127.0.0.1:1/?token={SECRET}",
            f"https://bob:x@127.0.0.1:1/?token={SECRET}",
            "--save",
            "s",
        ],
    ],
    ids=str,
)
def test_errors_do_not_have_it(tmp_path: Path, arguments: list[str]) -> None:
    ran = healthaudit("audit", *arguments, "--no-config", "-o", "report.json", cwd=tmp_path)
    assert ran.code in (2, 3)
    assert SECRET not in ran.out + ran.err
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or SECRET not in file.read_text("utf-8")


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "HEALTHAUDIT_CROSSREF_URL"])
def test_settings_of_the_environment_are_not_told(tmp_path: Path, variable: str) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    place = "https://127.0.0.1:1/" if variable == "HTTPS_PROXY" else "page.html"
    ran = healthaudit(
        "audit", place, "--online", "--no-config", cwd=tmp_path, **{variable: f"foo://ann:{SECRET}@127.0.0.1:1"}
    )
    assert ran.code in (2, 3)
    assert SECRET not in ran.out + ran.err


def test_links_of_the_page_itself() -> None:
    """Where a page sends its readers is shown, without what it hands them for the way."""
    from healthaudit import Auditor, Document, Report
    from healthaudit.model import Media
    from healthaudit.reports import render

    auditor = Auditor.load()
    links = f"<a href='https://shop.example/buy?token={SECRET}'>Buy now</a><a href='tel:1-800-555-0100'>Call us</a>"
    page = f"<link rel=canonical href='https://h/?sig={SECRET}'>{PAGE}<p>{links}"
    report = Report(auditor.tool(), (auditor.audit(Document("page.html", Media.HTML, page)),), ())
    data = as_data(report)["pages"][0]
    assert "https://shop.example/buy?token=***" in [call["target"] for call in data["calls"]]
    for name in ("html", "json", "jsonl", "sarif", "markdown", "csv", "junit", "github", "gitlab", "concise"):
        assert SECRET not in render(report, name), name
