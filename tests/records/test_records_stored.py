"""Records in files: saved and replayed, forgotten in time, never half-written."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services_loopback import Services, article, crossref_work, query, status

from healthaudit.citations import Absent, Query, Work
from healthaudit.records.library import Records
from healthaudit.records.stored import Folder

WORK = Work(
    title="Mint tea & “tiredness” – 茶",
    abstract="It failed (p < 0.05).\nTwice.",
    authors=("Lindell", "Müller"),
    year=2021,
    journal="Journal of Invented Tea",
    kind="journal-article",
    notices=("retracted", "corrected"),
    source="Crossref, PubMed",
    url="https://doi.org/10.5555/tea.1",
)
ABSENT = Absent("Crossref knows no such DOI", unreachable=False)
KEY = query("doi:10.5555/tea.1")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def saved(folder: Path, answer: Work | Absent = WORK, key: Query = KEY) -> Path:
    """The file of an answer."""
    before = set(folder.iterdir()) if folder.exists() else set()
    Folder(folder).save({key.key: answer})
    [path] = set(folder.iterdir()) - before
    return path


@pytest.mark.parametrize("answer", [WORK, ABSENT, Work("Only a title"), Work("")])
def test_what_is_saved_comes_back(tmp_path: Path, answer: Work | Absent) -> None:
    folder = tmp_path / "deep" / "records"
    saved(folder, answer)
    assert Folder(folder).answers([KEY, query("doi:10.5555/other")]) == {KEY.key: answer}
    before = contents(folder)
    Folder(folder).save(Folder(folder).answers([KEY]))
    assert contents(folder) == before, "saved again, the bytes are the same"


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    """For people who look at a commit."""
    text = saved(tmp_path).read_text("utf-8")
    assert json.loads(text)["format"] == "healthaudit.record/1"
    assert json.loads(text)["key"] == KEY.key
    assert "Mint tea & “tiredness” – 茶" in text
    assert text.endswith("\n}\n")
    assert "\r" not in text


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
def test_others_may_read_it(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        assert stat.S_IMODE(saved(tmp_path).stat().st_mode) == 0o644
    finally:
        os.umask(mask)


texts = st.text(max_size=20)


@settings(deadline=None, max_examples=60)
@given(st.builds(
    Work, texts, texts, st.lists(texts, max_size=3).map(tuple), st.none() | st.integers(1400, 2200), texts, texts,
    st.lists(st.sampled_from(["retracted", "concern", "corrected"]), unique=True).map(tuple), texts, texts,
    partial=st.just(False),  # what services say is whole
))  # fmt: skip
def test_any_work_comes_back(tmp_path_factory: pytest.TempPathFactory, work: Work) -> None:
    folder = Folder(tmp_path_factory.getbasetemp() / "any")
    folder.save({"doi:10.5555/any": work})
    assert folder.answers([query("doi:10.5555/any")]) == {"doi:10.5555/any": work}


def test_that_a_service_was_out_of_reach_is_not_kept(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    Folder(folder).save({"doi:10.5555/a": Absent("Crossref did not answer in time", unreachable=True)})
    assert not folder.exists()


def whole() -> dict[str, object]:
    return {
        "format": "healthaudit.record/1", "key": KEY.key, "title": "Tea", "abstract": "", "year": None, "journal": "",
        "kind": "", "source": "Crossref", "url": "", "authors": [], "notices": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"null",
        b"[]",
        b'"title"',
        b"[" * 100_000,
        b"{}",
        json.dumps({**whole(), "format": "healthaudit.record/2"}).encode(),
        json.dumps({**whole(), "key": "doi:10.5555/other"}).encode(),
        json.dumps({**whole(), "year": "2021"}).encode(),
        json.dumps({**whole(), "year": True}).encode(),
        json.dumps({**whole(), "authors": "Lindell"}).encode(),
        json.dumps({**whole(), "authors": [1]}).encode(),
        json.dumps({**whole(), "notices": {"retracted": 1}}).encode(),
        json.dumps({**whole(), "title": None}).encode(),
        json.dumps({name: value for name, value in whole().items() if name != "abstract"}).encode(),
        json.dumps({"format": "healthaudit.record/1", "key": KEY.key, "absent": 5}).encode(),
    ],
)
def test_what_is_no_record_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    path = saved(tmp_path)
    path.write_bytes(data)
    assert Folder(tmp_path).answers([KEY]) == {}
    Folder(tmp_path).save({KEY.key: WORK})
    assert Folder(tmp_path).answers([KEY]) == {KEY.key: WORK}, "and is written anew"


def test_a_hand_written_record_counts(tmp_path: Path) -> None:
    saved(tmp_path).write_text(json.dumps({**whole(), "title": "By \ud83c hand"}), "utf-8")
    assert Folder(tmp_path).answers([KEY]) == {KEY.key: Work("By ? hand", source="Crossref")}


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "README.md").write_text("Records of tea.", "utf-8")
    (tmp_path / "0000.json").write_text("{", "utf-8")
    (tmp_path / "sub.json").mkdir()
    assert Folder(tmp_path).answers([KEY]) == {KEY.key: WORK}
    path = saved(tmp_path, key=query("doi:10.5555/folder"))
    path.unlink()
    path.mkdir()
    assert Folder(tmp_path).answers([query("doi:10.5555/folder")]) == {}
    Folder(tmp_path).save({"doi:10.5555/folder": WORK})  # cannot be, and is no error


def test_records_expire_in_the_cache_only(tmp_path: Path) -> None:
    path = saved(tmp_path)
    os.utime(path, (path.stat().st_mtime - 3600, path.stat().st_mtime - 3600))
    assert Folder(tmp_path, expires=3700).answers([KEY]) == {KEY.key: WORK}
    assert Folder(tmp_path, expires=3500).answers([KEY]) == {}
    assert Folder(tmp_path).answers([KEY]) == {KEY.key: WORK}
    Folder(tmp_path, expires=3500).save({KEY.key: ABSENT})
    assert Folder(tmp_path, expires=3500).answers([KEY]) == {KEY.key: ABSENT}


def test_a_clock_that_was_put_back_keeps_no_record_for_ever(tmp_path: Path) -> None:
    path = saved(tmp_path)
    os.utime(path, (path.stat().st_mtime + 3600, path.stat().st_mtime + 3600))
    assert Folder(tmp_path, expires=3700).answers([KEY]) == {KEY.key: WORK}
    assert Folder(tmp_path, expires=3500).answers([KEY]) == {}


@pytest.mark.parametrize("step", ["pathlib.Path.write_bytes", "os.replace"])
@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, problem: BaseException
) -> None:
    """A full disk is no error; Ctrl-C passes through. What was there before stays."""
    before = saved(tmp_path).read_bytes()
    write = Path.write_bytes

    def fails(path: Path, *rest: object) -> None:
        if step.endswith("write_bytes"):
            write(path, b"{half")
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr(step, fails)
        if isinstance(problem, OSError):
            Folder(tmp_path).save({KEY.key: ABSENT, "doi:10.5555/new": WORK})
        else:
            with pytest.raises(KeyboardInterrupt):
                Folder(tmp_path).save({KEY.key: ABSENT})
    assert list(contents(tmp_path).values()) == [before]


def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")  # even root cannot make a folder below a file
    folder = Folder(tmp_path / "file" / "records")
    folder.save({KEY.key: WORK})
    assert folder.answers([KEY]) == {}


def test_two_threads_at_once(tmp_path: Path) -> None:
    """Whoever reads sees one whole record or the other."""
    answers, seen, stop = (WORK, ABSENT), [], threading.Event()

    def write(answer: Work | Absent) -> None:
        for number in range(40):
            Folder(tmp_path).save({KEY.key: answer, f"doi:10.5555/{number % 5}": answer})

    def read() -> None:
        while not stop.is_set():
            seen.extend(Folder(tmp_path).answers([KEY]).values())

    Folder(tmp_path).save({KEY.key: WORK})
    writers = [threading.Thread(target=write, args=(answer,)) for answer in answers]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert seen
    assert {*seen} <= {*answers}
    assert len(contents(tmp_path)) == 6
    assert all(name.endswith(".json") for name in contents(tmp_path))


# With the services


@pytest.mark.usefixtures("hurried")
def test_what_was_saved_replays_without_the_services(services: Services, tmp_path: Path) -> None:
    services.works = {"10.5555/tea.1": crossref_work("10.5555/tea.1")}
    services.articles = {"90000001": article("90000001", abstract="<AbstractText>Tea.</AbstractText>")}
    queries = [KEY, query("pmid:90000001"), query("pmid:90000002"), query("pmcid:PMC1234567")]
    folder = tmp_path / "records"
    first = Records(Folder(folder), services.online()).answers(queries)
    assert [isinstance(answer, Work) for answer in first.values()] == [True, True, False, False]
    before = contents(folder)
    assert len(before) == 3  # all but the one that nobody is asked for
    count = len(services.asked)
    again = Records(Folder(folder)).answers(queries)
    assert again == {key: answer for key, answer in first.items() if key != "pmcid:PMC1234567"}
    assert Records(Folder(folder), services.online()).answers(queries) == first
    assert (len(services.asked), contents(folder)) == (count, before)


@pytest.mark.usefixtures("hurried")
def test_what_comes_out_of_the_cache_is_saved_as_well(services: Services, tmp_path: Path) -> None:
    services.works = {"10.5555/tea.1": crossref_work("10.5555/tea.1")}
    cache = Folder(tmp_path / "cache")
    first = Records(None, services.online(cache)).answers([KEY])
    services.always = dict.fromkeys(("crossref", "pubmed"), status(500))
    Records(Folder(tmp_path / "records"), services.online(cache)).answers([KEY])
    assert Records(Folder(tmp_path / "records")).answers([KEY]) == first
    assert contents(tmp_path / "records") == contents(tmp_path / "cache")


@pytest.mark.usefixtures("hurried")
def test_half_an_answer_is_not_kept_in_the_cache(services: Services, tmp_path: Path) -> None:
    """PubMed's notice of a retraction must not be missed for a month because PubMed was down for a minute."""
    services.works = {"10.5555/tea.1": crossref_work("10.5555/tea.1")}
    retracted = "Journal Article|Retracted Publication"
    services.articles = {"90000001": article("90000001", doi="10.5555/tea.1", types=retracted)}
    services.always["pubmed"] = status(500)
    cache = Folder(tmp_path / "cache")
    [answer] = services.online(cache).answers([KEY]).values()
    assert isinstance(answer, Work)
    assert answer.notices == ()
    services.always.clear()
    [answer] = services.online(cache).answers([KEY]).values()
    assert isinstance(answer, Work)
    assert answer.notices == ("retracted",)
    assert len(contents(tmp_path / "cache")) == 1


def test_from_nowhere_nothing() -> None:
    assert Records().answers([KEY]) == {}
