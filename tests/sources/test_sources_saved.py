"""Folders of saved pages: safe names, whole files, a list that survives, and what was fetched then as it was then."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.errors import FetchFailed, LeftOut, NotAPage, SourceError, SourceTooLarge, UsageError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import Limits, collect, count, names
from healthaudit.sources.fetched import Fetched, anywhere
from healthaudit.sources.site.addresses import bare
from healthaudit.sources.site.manifest import NAME, Plan, read_manifest
from healthaudit.sources.site.opened import opened
from healthaudit.sources.site.saved import Keeping, NotSaved, Saved, Through
from healthaudit.sources.site.saved_names import file_name
from healthaudit.sources.web import Web

PLAN = Plan(named=("http://h/",))
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Shelf:
    """A fetcher with a page, or an error, for each address."""

    def __init__(self, pages: dict[str, bytes | SourceError | str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        self.asked.append(address)
        found = self.pages[bare(address)]
        if isinstance(found, str):  # a redirect
            may(found)
            return self.fetch(found)._replace(address=found)
        if isinstance(found, SourceError):
            raise found
        return Fetched(bare(address), found, Media.HTML, "utf-8", ("built by hand",))


def save(folder: Path, shelf: Shelf, *addresses: str, plan: Plan = PLAN, finish: bool = False) -> list[Fetched | str]:
    """What comes of fetching through a folder: pages, or the words of errors."""
    came: list[Fetched | str] = []
    with Keeping(folder, plan) as saved:
        through = Through(saved, "page", shelf)
        for address in addresses:
            try:
                came.append(through.fetch(address, depth=1))
            except SourceError as problem:
                came.append(str(problem))
        if finish and saved.log:
            saved.log.finish("2026-11-21T00:00:00Z")
    return came


def sources(pages: Iterable[Document | Skipped]) -> list[str]:
    return [page.source for page in pages]


def offline(folder: Path) -> Through:
    return Through(Saved(folder, read_manifest(folder)), "page")


# Names


HOSTILE = [
    "http://h/../../etc/passwd",
    "http://h/%2e%2e%2f%2e%2e%2fetc/passwd",
    "http://h/..%5c..%5cx",
    "http://h/a%00b",
    "http://h/" + "long" * 75,
    "http://h/" + "deep/" * 75,
    "http://h/CON",
    "http://h/con/aux.html/nul.",
    "http://con/x",
    "http://h/dots.../x. ",
    "http://h/~/.ssh/.bashrc",
    "http://h/C:/x?y=<>|*",
    "http://h/%F0%9F%8D%B5/%ff",
    "http://[::1]:8080/",
    "http://h/?" + "q" * 300,
    f"http://h/{NAME}",
    "http://h/page.part",
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("media", [Media.HTML, None])
def test_names_of_hostile_addresses(address: str, media: Media | None) -> None:
    check_name(file_name(bare(address), "page", media))


@given(st.text(max_size=80), st.sampled_from([*Media, None]), st.sampled_from(["page", "robots", "sitemap"]))
def test_names_of_any_address(text: str, media: Media | None, kind: str) -> None:
    check_name(file_name(f"http://{text}", kind, media))


def check_name(name: str) -> None:
    assert name.isascii()
    assert re.fullmatch(r"pages(/[\w.-]+){2,}\.(html|md|txt|xml)", name), name
    first, host, *folders, last = PurePosixPath(name).parts
    assert first == "pages"
    for part in (host, *folders, last):
        assert not part.startswith("."), name
        assert not part.endswith((".", " ", ".part")), name
        assert not RESERVED.match(part), name
        assert len(part) <= 80
    assert not any("." in folder for folder in folders)
    assert len(name) < 350


def test_names_are_readable_and_each_the_only_one() -> None:
    paths = [
        "/",
        "/index.html",
        "/About",
        "/about",
        "/about/",
        "/about.html",
        "/about/index.html",
        "/about?a",
        "/about?b",
    ]
    found = [file_name(f"http://h{path}", "page", Media.HTML) for path in paths]
    assert len({name.lower() for name in found}) == len(found)
    assert re.fullmatch(r"pages/h/about-\w{12}\.html", found[3])
    assert re.fullmatch(
        r"pages/h_8080/teas/mint-\w{12}\.html", file_name("http://h:8080/teas/mint.php", "page", Media.HTML)
    )


def test_hostile_addresses_stay_inside_and_come_back(tmp_path: Path) -> None:
    addresses = [*dict.fromkeys(map(bare, [*HOSTILE, "http://h/About", "http://h/about"]))]
    shelf = Shelf({address: address.encode() for address in addresses})
    save(tmp_path / "in", shelf, *addresses)
    assert {path.name for path in tmp_path.iterdir()} == {"in"}
    assert {path.name for path in (tmp_path / "in").iterdir()} == {NAME, "pages"}
    for address in addresses:
        assert offline(tmp_path / "in").fetch(address).body == address.encode()


# What was fetched


def test_everything_comes_back_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(
        {
            "http://h/": b"<p>caf\xe9\r\n\0",
            "http://h/moved": "http://h/",
            "http://h/gone": FetchFailed("no", "look elsewhere", status=404),
            "http://h/pdf": NotAPage("a PDF file", "print it"),
            "http://h/large": SourceTooLarge("too large", "split it"),
        }
    )
    addresses = [*shelf.pages, "http://ann:secret@h/#part"]
    first = save(tmp_path, shelf, *addresses)
    assert first[0] == Fetched("http://h/", b"<p>caf\xe9\r\n\0", Media.HTML, "utf-8", ("built by hand",))
    asked = list(shelf.asked)
    assert save(tmp_path, shelf, *addresses) == first
    assert shelf.asked == asked
    told: list[str] = []
    assert offline(tmp_path).fetch("http://h/moved", told.append) == first[1]
    assert told == ["http://h/"]
    with pytest.raises(NotAPage) as raised:
        offline(tmp_path).fetch("http://h/pdf")
    assert raised.value.hint == "print it"
    with pytest.raises(NotSaved):
        offline(tmp_path).fetch("http://h/other")
    assert "secret" not in (tmp_path / NAME).read_text("utf-8")


def test_what_failed_for_a_passing_reason_is_asked_for_again_but_not_offline(tmp_path: Path) -> None:
    shelf = Shelf({"http://h/": FetchFailed("busy", status=503, passing=True)})
    assert save(tmp_path, shelf, "http://h/") == ["busy"]
    with pytest.raises(FetchFailed, match="busy") as raised:
        offline(tmp_path).fetch("http://h/")
    assert (raised.value.status, raised.value.passing) == (503, True)
    shelf.pages["http://h/"] = b"tea"
    [page] = save(tmp_path, shelf, "http://h/")
    assert isinstance(page, Fetched)
    assert offline(tmp_path).fetch("http://h/") == page


def test_redirects_that_were_not_wanted_are_not_wanted_again(tmp_path: Path) -> None:
    def never(target: str) -> None:
        raise LeftOut(f"not {target}")

    shelf = Shelf({"http://h/": "http://elsewhere/"})
    with Keeping(tmp_path, PLAN) as saved, pytest.raises(LeftOut):
        Through(saved, "page", shelf).fetch("http://h/", never)
    with pytest.raises(LeftOut, match="not http://elsewhere/"):
        offline(tmp_path).fetch("http://h/", never)
    assert len(shelf.asked) == 1


def test_kinds_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    pages, files = Shelf({"http://h/x": NotAPage("XML")}), Shelf({"http://h/x": b"<urlset>"})
    with Keeping(tmp_path, PLAN) as saved:
        with pytest.raises(NotAPage):
            Through(saved, "page", pages).fetch("http://h/x")
        assert Through(saved, "sitemap", files).fetch("http://h/x").body == b"<urlset>"
    with Keeping(tmp_path, PLAN) as saved:  # rules may have changed, and are asked for anew
        for _ in range(2):
            Through(saved, "robots", files).fetch("http://h/x")
    assert len(files.asked) == 3


# The list


def test_a_torn_line_is_as_good_as_none(tmp_path: Path) -> None:
    shelf = Shelf({"http://h/a": b"a", "http://h/b": b"b"})
    save(tmp_path, shelf, "http://h/a", "http://h/b")
    whole = (tmp_path / NAME).read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for end in (last + 1, len(whole) - 30, len(whole) - 1):
        (tmp_path / NAME).write_bytes(whole[:end])
        assert offline(tmp_path).fetch("http://h/a").body == b"a"
        with pytest.raises(NotSaved):
            offline(tmp_path).fetch("http://h/b")
        shelf.asked.clear()
        save(tmp_path, shelf, "http://h/a", "http://h/b")
        assert shelf.asked == ["http://h/b"]
        assert [json.loads(line) for line in (tmp_path / NAME).read_bytes().splitlines()]


@pytest.mark.parametrize("end", [0, 5])
def test_a_list_without_its_first_line(tmp_path: Path, end: int) -> None:
    save(tmp_path, Shelf({}))
    (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes()[:end])
    [page] = collect([str(tmp_path)])
    assert isinstance(page, Skipped)
    assert "not all" in page.reason
    assert len(save(tmp_path, Shelf({"http://h/": b"x"}), "http://h/")) == 1


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"null", b"\xff", b"{", b'{"kind": "page"}', b'{"kind": 1, "address": "x"}', b"", b"[" * 100_000,
     b'{"kind": "page", "address": "x", "media": "pdf"}', b'{"kind": "page", "address": "x", "failure": 3}'],
    ids=lambda line: line[:20].decode("latin-1"),
)  # fmt: skip
def test_a_damaged_list_is_named_with_its_line(tmp_path: Path, line: bytes) -> None:
    save(tmp_path, Shelf({}))
    with open(tmp_path / NAME, "ab") as file:
        file.write(line + b"\n")
    with pytest.raises(UsageError, match=rf"{NAME}:2: ") as raised:
        save(tmp_path, Shelf({}))
    assert raised.value.hint
    [page] = collect([str(tmp_path)])
    assert isinstance(page, Skipped)
    assert f"{NAME}:2" in page.reason


@pytest.mark.parametrize("change", ["gone", "other", "outside", "absolute", "link"])
def test_a_file_that_is_not_as_it_was(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "in"
    shelf = Shelf({"http://h/": b"tea"})
    save(folder, shelf, "http://h/")
    [file] = folder.rglob("*.html")
    secret = tmp_path / "secret.html"
    secret.write_bytes(b"tea")
    if change == "gone":
        file.unlink()
    elif change == "other":
        file.write_bytes(b"tee")
    elif change == "link":
        file.unlink()
        file.symlink_to(secret)
    else:
        name = "pages/../../secret.html" if change == "outside" else str(secret)
        text = (folder / NAME).read_text("utf-8")
        (folder / NAME).write_text(text.replace(file.relative_to(folder).as_posix(), name), "utf-8")
    with pytest.raises(SourceError, match="not as it was saved"):
        offline(folder).fetch("http://h/")
    save(folder, shelf, "http://h/")
    assert len(shelf.asked) == 2
    assert offline(folder).fetch("http://h/").body == b"tea"
    assert secret.read_bytes() == b"tea"


@pytest.mark.parametrize(
    "change",
    [{"file": "pages/x\0y"}, {"file": "pages/\ud800"}, {"file": "pages/" + "x" * 5000}, {"file": "pages"}, {"file": ""},
     {"file": "x"}, {"file": "pages/"}, {"digest": ""}, {"digest": "\0"}, {"file": "pages/../pages"}],
)  # fmt: skip
def test_a_line_that_somebody_changed(tmp_path: Path, change: dict[str, str]) -> None:
    save(tmp_path, Shelf({"http://h/": b"tea"}), "http://h/", finish=True)
    first, record, last = (tmp_path / NAME).read_text("utf-8").splitlines()
    (tmp_path / NAME).write_text("\n".join([first, json.dumps(json.loads(record) | change), last, ""]), "utf-8")
    [page] = collect([str(tmp_path)])
    assert isinstance(page, Skipped)
    assert "not as it was saved" in page.reason


odd = st.one_of(st.text(max_size=20), st.sampled_from(["", "http://[", "http://h:x/", "//", "\0", "\ud800", "utf-7"]))


@given(
    st.dictionaries(st.sampled_from(["final", "file", "charset", "digest", "fetched"]), odd),
    st.lists(odd, max_size=2),
    st.dictionaries(st.sampled_from(["crawl", "sitemap"]), odd),
)
def test_no_change_of_a_list_breaks_an_audit(
    record: dict[str, str], redirects: list[str], plan: dict[str, str]
) -> None:
    with TemporaryDirectory() as folder:
        save(Path(folder), Shelf({"http://h/": b"tea"}), "http://h/", finish=True)
        list_ = Path(folder, NAME)
        begun, kept, last = map(json.loads, list_.read_text("utf-8").splitlines())
        lines = (begun | plan, kept | record | {"redirects": redirects}, last)
        list_.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        list(collect([folder]))


# Who may use a folder


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (PLAN._replace(named=()), "pages http://h/"),
        (PLAN._replace(crawl="http://h/"), "--crawl none"),
        (PLAN._replace(depth=2), "--depth 0"),
        (PLAN._replace(limit=5), "--limit 0"),
        (PLAN._replace(render=True), "--render none"),
    ],
)
def test_another_command_does_not_go_on(tmp_path: Path, plan: Plan, named: str) -> None:
    save(tmp_path, Shelf({}))
    with pytest.raises(UsageError, match=named):
        save(tmp_path, Shelf({}), plan=plan)
    save(tmp_path, Shelf({}))


def test_a_finished_folder_is_not_begun_again_but_taken_as_it_is(tmp_path: Path) -> None:
    save(tmp_path, Shelf({"http://h/": b"tea"}), "http://h/", finish=True)
    whole = (tmp_path / NAME).read_bytes()
    with Keeping(tmp_path, PLAN) as saved:
        assert (saved.log, saved.finished) == (None, "2026-11-21T00:00:00Z")
        assert Through(saved, "page").fetch("http://h/").body == b"tea"
    with opened(PLAN, keep=tmp_path) as site:
        assert [page.source for page in collect(["http://h/"], fetcher=site.doors.named)] == ["http://h/"]
        site.finish()
    assert (tmp_path / NAME).read_bytes() == whole
    with pytest.raises(UsageError, match="begun with other pages"):
        save(tmp_path, Shelf({}), plan=PLAN._replace(depth=1))


@pytest.mark.parametrize("said", [b"precious first line without newline", b"precious\nlines", b"{}", b'{"format": "x'])
def test_a_file_of_somebody_else_is_left_as_it_is(tmp_path: Path, said: bytes) -> None:
    (tmp_path / NAME).write_bytes(said)
    with pytest.raises(UsageError, match=NAME) as raised:
        save(tmp_path, Shelf({}))
    assert raised.value.hint
    assert (tmp_path / NAME).read_bytes() == said
    [page] = collect([str(tmp_path)])
    assert isinstance(page, Skipped)


def test_a_list_that_is_a_link_is_not_written(tmp_path: Path) -> None:
    save(tmp_path / "theirs", Shelf({}))
    theirs = tmp_path / "theirs" / NAME
    theirs.write_bytes(theirs.read_bytes() + b'{"torn": ')
    whole = theirs.read_bytes()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).symlink_to(theirs)
    with pytest.raises(UsageError, match="is a link"):
        save(tmp_path / "in", Shelf({}))
    assert theirs.read_bytes() == whole


@pytest.mark.parametrize("link", ["pages", "pages/h"])
def test_nothing_is_saved_through_a_link_that_leads_out(tmp_path: Path, link: str) -> None:
    save(tmp_path / "in", Shelf({}))
    (tmp_path / "outside").mkdir()
    (tmp_path / "in" / link).parent.mkdir(exist_ok=True)
    (tmp_path / "in" / link).symlink_to(tmp_path / "outside", target_is_directory=True)
    with pytest.raises(UsageError, match="leads out of") as raised:
        save(tmp_path / "in", Shelf({"http://h/a/b": b"tea"}), "http://h/a/b")
    assert raised.value.hint
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_in_place_of_a_part_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    outside = tmp_path / "outside.html"
    outside.write_bytes(b"precious")
    file = folder / file_name("http://h/", "page", Media.HTML)
    save(folder, Shelf({}))
    file.parent.mkdir(parents=True)
    file.with_name(f"{file.name}.part").symlink_to(outside)
    file.symlink_to(outside)
    save(folder, Shelf({"http://h/": b"tea"}), "http://h/")
    assert outside.read_bytes() == b"precious"
    assert not file.is_symlink()
    assert offline(folder).fetch("http://h/").body == b"tea"


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="something else"):
        save(tmp_path, Shelf({}))
    with pytest.raises(UsageError, match="cannot be written"):
        save(tmp_path / "thesis.txt", Shelf({}))
    assert os.listdir(tmp_path) == ["thesis.txt"]


@pytest.mark.skipif(os.name != "posix", reason="files are locked on POSIX systems only")
def test_two_runs_do_not_save_into_one_folder(tmp_path: Path) -> None:
    with Keeping(tmp_path, PLAN), pytest.raises(UsageError, match="another run"), Keeping(tmp_path, PLAN):
        pass
    save(tmp_path, Shelf({}))


# As a source


def test_a_page_comes_once_from_folders_and_by_its_address(tmp_path: Path) -> None:
    shelf = Shelf({"http://h/a": b"<p>tea", "http://h/b": b"<p>mint"})
    plan = Plan(named=("http://h/a", "http://h/b"))
    for folder in ("one", "two"):
        save(tmp_path / folder, shelf, *plan.named, plan=plan, finish=True)
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    shelf.asked.clear()
    assert sources(
        collect(["http://h/b?utm_source=x", one, two], fetcher=Shelf({"http://h/b?utm_source=x": b"x"}))
    ) == [
        "http://h/b?utm_source=x",
        "http://h/a",
    ]
    assert sources(collect([one, "http://ann:secret@h/a#part", two], fetcher=shelf)) == ["http://h/a", "http://h/b"]
    assert shelf.asked == []


def test_a_login_is_not_in_the_list_even_of_a_malformed_address(tmp_path: Path) -> None:
    with Keeping(tmp_path, Plan(named=("http://***@host/",))) as saved, Web(Limits()) as web:
        [online] = collect(["http://ann:hun/ter2@host/"], fetcher=Through(saved, "page", web))
        assert saved.log
        saved.log.finish("2026-11-21T00:00:00Z")
    assert "hun" not in (tmp_path / NAME).read_text("utf-8")
    assert [*collect([str(tmp_path)])] == [online]


def test_a_folder_is_audited_page_by_page(tmp_path: Path) -> None:
    plan = Plan(named=("http://h/", "http://h/b", "http://h/gone", "http://h/never"))
    shelf = Shelf({"http://h/": b"<p>tea", "http://h/b": "http://h/", "http://h/gone": FetchFailed("no", status=404)})
    save(tmp_path, shelf, "http://h/", "http://h/b", "http://h/gone", plan=plan, finish=True)
    first, second, gone = collect([str(tmp_path)])
    assert (first.source, second.source, gone.source) == ("http://h/", "http://h/b", "http://h/gone")
    assert not isinstance(second, Skipped)
    assert second.notes == ("redirected to http://h/", "built by hand")
    assert list(names([str(tmp_path)])) == ["http://h/", "http://h/b", "http://h/gone"]
    assert count([str(tmp_path), str(tmp_path)]) == 3
    [kept] = collect([str(tmp_path)], leave_out=lambda name: name != "http://h/")
    assert kept == first


def test_a_full_disk_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("healthaudit.sources.site.manifest.Log.begin", full)
    with pytest.raises(UsageError, match="cannot be written: No space left on device"), Keeping(tmp_path / "s", PLAN):
        pass
    monkeypatch.undo()
    with Keeping(tmp_path / "s", PLAN) as saved:
        assert saved.log
