"""Servers of strangers: where they send us, what they say of themselves, and what a page from there may not do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from loopback import Server, Visitor, answer, fail, get, redirect
from strangers import CONTROLS, PAGE, healthaudit

from healthaudit import Auditor, Settings
from healthaudit.model import Document, Media

IGNORED = f"<!-- healthaudit: ignore-file overclaim reason: we say so -->{PAGE}"


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "data:text/html,x",
     "javascript:x", "dict://127.0.0.1/x", "ldap://127.0.0.1/x", "jar:http://127.0.0.1/x!/", "ws://127.0.0.1/x",
     "about:blank", "blob:x"],
)  # fmt: skip
def test_redirects_to_other_schemes_are_not_followed(server: Server, to: str) -> None:
    page = fail(server.put("/tea", redirect(to)))
    assert "not a web address" in page.reason
    assert server.asked == ["/tea"]


def test_a_redirect_to_another_host_is_followed_told_and_gets_no_login(server: Server) -> None:
    end = server.put("/end", answer(PAGE))
    start = server.put("/start", redirect(end.replace("127.0.0.1", "127.0.0.1.")))
    page = fail(start.replace("//", "//ann:s3cr3t@"))  # the host with a dot is none here, and is another one
    assert "s3cr3t" not in repr(page)
    assert get(server.put("/again", redirect(end))).notes == (f"redirected to {end}",)
    assert "Authorization" not in server.requests[-1].headers


@pytest.mark.parametrize("packed", [1, 2, 3])
def test_what_is_packed_more_than_once(server: Server, packed: int) -> None:
    body = b"<p>" + bytes(2_000_000)
    for _ in range(packed):
        body = gzip.compress(body)
    coding = ", ".join(["gzip"] * packed)
    page = fail(server.put("/tea", answer(body, Content_Encoding=coding)))
    assert "larger than the limit" in page.reason or "not asked for" in page.reason
    # Said to be packed once, it is what it is.
    page = fail(server.put("/bag", answer(body, Content_Encoding="gzip")))
    assert "larger than the limit" in page.reason or "not text" in page.reason


@pytest.mark.parametrize("name", ["Content-Type", "Content-Encoding", "Location", "Retry-After", "Content-Length"])
def test_headers_do_not_steer(server: Server, name: str, tmp_path: Path) -> None:
    """As a raw server sends them: folded, with controls, and with other headers inside."""

    def hostile(visitor: Visitor) -> None:
        said = CONTROLS.replace("\r", "").encode("utf-8", "replace").replace(b"\0", b"")
        visitor.wfile.write(b"HTTP/1.1 302 Found\x1b[2J\r\n" if name == "Location" else b"HTTP/1.1 200 OK\x1b[2J\r\n")
        visitor.wfile.write(name.encode() + b": x" + said + b"\r\nSet-Cookie: a=b\r\nX: y\r\n\r\n<p>tea</p>")

    url = server.put("/tea", hostile)
    ran = healthaudit("audit", url, "--no-config", cwd=tmp_path)
    assert ran.code in (0, 3)
    assert not set("\x1b\x9b\x07\x08\u202e\u2066") & set(ran.out + ran.err)


def test_a_status_line_does_not_steer(server: Server, tmp_path: Path) -> None:
    def hostile(visitor: Visitor) -> None:
        visitor.wfile.write(b"HTTP/1.1 404 \x1b[2J\x9b31m::error::x ##[error]y\r\nContent-Length: 0\r\n\r\n")

    ran = healthaudit("audit", server.put("/tea", hostile), "--no-config", "-o", "r.md", "-o", "r.sarif", cwd=tmp_path)
    assert ran.code == 3
    for text in (ran.out, ran.err, *(file.read_text("utf-8") for file in tmp_path.glob("r.*"))):
        assert not set("\x1b\x9b") & set(text)
    assert "##[" not in ran.out + ran.err


@pytest.mark.parametrize("source", ["https://h/", "HTTP://h/", "hTtPs://h/page"])
def test_a_page_of_the_web_sets_nothing_aside(source: str) -> None:
    auditor = Auditor.load()
    from_file = auditor.audit(Document("page.html", Media.HTML, IGNORED))
    from_web = auditor.audit(Document(source, Media.HTML, IGNORED))
    assert from_file.suppressed
    assert not from_web.suppressed
    assert from_web.suppression_problems == ()
    assert {one.id for one in from_web.findings} == {one.id for one in (*from_file.findings, *from_file.suppressed)}


def test_nor_one_that_is_saved_or_redirected(server: Server, tmp_path: Path) -> None:
    server.put("/end", answer(IGNORED))
    start = server.put("/start", redirect("/end"))
    for arguments in ([start, "--save", "saved"], ["saved"], ["--crawl", start, "--delay", "0"]):
        ran = healthaudit("audit", *arguments, "--no-config", "-f", "json", cwd=tmp_path)
        [page] = json.loads(ran.out)["pages"]
        assert page["findings"]
        assert not page["suppressed"]


def test_a_page_of_somebody_else_on_the_disk_needs_an_option(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(IGNORED, "utf-8")
    for option, aside in (([], True), (["--no-suppressions"], False)):
        ran = healthaudit("audit", "page.html", *option, "--no-config", "-f", "json", cwd=tmp_path)
        assert bool(json.loads(ran.out)["pages"][0]["suppressed"]) is aside
    assert not Auditor.load(Settings(suppressions=False)).audit(Document("p.html", Media.HTML, IGNORED)).suppressed


def test_a_page_cannot_bring_settings(server: Server, tmp_path: Path) -> None:
    """Neither what it says, nor what lies beside it on the server or among the saved pages."""
    page = f"---\nhealthaudit: {{profile: ci}}\ndisable: [overclaim]\n---\n\n{PAGE}"
    server.put("/a/page.html", answer(page))
    server.put("/a/healthaudit.toml", answer("[rules]\ndisable = ['overclaim']\n", Content_Type="text/plain"))
    ran = healthaudit("audit", server.address("/a/page.html"), "--save", "saved", "-f", "json", cwd=tmp_path)
    assert server.asked == ["/a/page.html"]
    found = json.loads(ran.out)["pages"][0]["findings"]
    assert any(one["family"] == "overclaim" for one in found)
    (tmp_path / "saved" / "pages" / "healthaudit.toml").write_text('[rules]\ndisable = ["overclaim"]\n')
    again = healthaudit("audit", "saved", "-f", "json", cwd=tmp_path)
    assert json.loads(again.out)["pages"][0]["findings"] == found
