"""The list of Retraction Watch."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from services_loopback import query

from healthaudit.citations import Absent, Work
from healthaudit.errors import UsageError
from healthaudit.records.library import Records
from healthaudit.records.retractions import Retractions, with_retractions
from healthaudit.records.stored import Folder

COLUMNS = [
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes",
]  # fmt: skip


def row(doi: str = "10.5555/tea.1", nature: str = "Retraction", pmid: str = "0", **more: str) -> dict[str, str]:
    return {
        "Title": "Mint tea for tiredness",
        "Journal": "Journal of Invented Tea",
        "RetractionDate": "3/14/2021 0:00",
        "OriginalPaperDOI": doi,
        "OriginalPaperPubMedID": pmid,
        "RetractionNature": nature,
        **more,
    }


def written(path: Path, *rows: dict[str, str], encoding: str = "utf-8", columns: list[str] | None = None) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def known(path: Path, key: str = "doi:10.5555/tea.1") -> Work | Absent | None:
    return Retractions.load(path).answers([query(key)]).get(key)


def notices(path: Path, key: str = "doi:10.5555/tea.1") -> tuple[str, ...]:
    work = known(path, key)
    assert isinstance(work, Work)
    return work.notices


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "retraction_watch.csv"


def test_by_doi_and_by_pmid(path: Path) -> None:
    written(path, row(pmid="90000001"), row("10.5555/other"))
    work = Work(
        "Mint tea for tiredness", journal="Journal of Invented Tea", notices=("retracted",), source="Retraction Watch"
    )
    assert known(path) == work
    assert known(path, "pmid:90000001") == work
    assert known(path, "doi:10.5555/unknown") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings(path: Path, encoding: str) -> None:
    written(path, row(Title="Thé à la menthe – ½" if encoding != "latin-1" else "Thé à la menthe ½"), encoding=encoding)
    work = known(path)
    assert isinstance(work, Work)
    assert work.title.startswith("Thé à la menthe")


@pytest.mark.parametrize("printed", ["10.5555/TEA.1", " 10.5555/tea.1 ", "https://doi.org/10.5555/tea.1"])
def test_dois_as_they_are_printed(path: Path, printed: str) -> None:
    assert notices(written(path, row(printed))) == ("retracted",)


@pytest.mark.parametrize("printed", ["unavailable", "Unavailable", "", "0"])
def test_works_without_a_number(path: Path, printed: str) -> None:
    written(path, row(printed, pmid=printed))
    assert Retractions.load(path).answers([query(f"doi:{printed}"), query(f"pmid:{printed}")]) == {}


@pytest.mark.parametrize(
    ("natures", "expected"),
    [
        (["Retraction"], ("retracted",)),
        (["Expression of concern"], ("concern",)),
        (["Correction"], ("corrected",)),
        (["Correction", "Retraction", "Retraction"], ("corrected", "retracted")),
        (["Retraction", "Reinstatement"], ()),
        (["Reinstatement"], ()),
        (["Correction", "Retraction", "Reinstatement"], ("corrected",)),
        (["Retraction", "Reinstatement", "Retraction"], ("retracted",)),
    ],
)
@pytest.mark.parametrize("newest_first", [False, True])
def test_natures(path: Path, natures: list[str], expected: tuple[str, ...], newest_first: bool) -> None:
    """Rows may stand in either order; their dates count."""
    rows = [row(nature=nature, RetractionDate=f"{9 + at}/1/2020 0:00") for at, nature in enumerate(natures)]
    assert notices(written(path, *(reversed(rows) if newest_first else rows))) == expected


def test_a_reinstatement_without_a_date_takes_back_any_retraction(path: Path) -> None:
    written(path, row(), row(nature="Reinstatement", RetractionDate=""))
    assert notices(path) == ()


def test_a_retraction_of_a_later_year_stands(path: Path) -> None:
    """By number, not by the letters of "12/1/2019" and "2/1/2020"."""
    written(path, row(RetractionDate="2/1/2020 0:00"), row(nature="Reinstatement", RetractionDate="12/1/2019 0:00"))
    assert notices(path) == ("retracted",)


def test_an_unknown_nature_says_nothing(path: Path) -> None:
    assert known(written(path, row(nature="Rumour"), row(nature=""))) is None


def test_fields_over_several_lines_and_rare_line_ends(path: Path) -> None:
    written(
        path,
        row("10.5555/a", Title="Mint\r\ntea", Notes="said,\n“quoted”\u2028and \x85 more"),
        row("10.5555/b", Title="Tea\u2028 for\x0ball", Notes=""),
    )
    titles = [work.title for key in "ab" if isinstance(work := known(path, f"doi:10.5555/{key}"), Work)]
    assert titles == ["Mint tea", "Tea for all"]


def test_rows_that_are_too_short_or_too_long(path: Path) -> None:
    written(path, row())
    with path.open("a", encoding="utf-8") as file:
        file.write("1,short\n\n" + "x," * 40 + "\n")
    assert notices(path) == ("retracted",)


@pytest.mark.parametrize("missing", ["OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature"])
def test_a_missing_column_is_named(path: Path, missing: str) -> None:
    written(path, row(), columns=[name for name in COLUMNS if name != missing])
    with pytest.raises(UsageError) as caught:
        Retractions.load(path)
    assert str(caught.value) == f"{path}: not a list of retractions: no column {missing}"
    assert "retraction-watch-data" in caught.value.hint
    assert "\n" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"%PDF-1.7\n\x00\xff", b"<!doctype html>", b'"' + b"x" * 200_000])
def test_what_is_no_list(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        Retractions.load(path)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_list_that_is_not_there(path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        Retractions.load(path)


def test_only_columns_that_are_needed(path: Path) -> None:
    columns = ["OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature"]
    assert known(written(path, row(), columns=columns)) == Work("", notices=("retracted",), source="Retraction Watch")


def test_notices_are_added_to_what_is_known(path: Path) -> None:
    listed = Retractions.load(written(path, row(pmid="90000001"))).answers(
        [query("doi:10.5555/tea.1"), query("pmid:90000001")]
    )
    answers = {
        "doi:10.5555/tea.1": Work("Tea", year=2020, notices=("corrected",), source="Crossref"),
        "pmid:90000001": Absent("PubMed did not answer in time", unreachable=True),
        "doi:10.5555/good": Work("Good tea"),
    }
    merged = with_retractions(answers, listed)
    assert merged["doi:10.5555/tea.1"] == Work("Tea", year=2020, notices=("corrected", "retracted"), source="Crossref")
    assert merged["pmid:90000001"] == listed["pmid:90000001"]
    assert merged["doi:10.5555/good"] == Work("Good tea")


def test_the_list_is_not_saved_with_the_records(path: Path, tmp_path: Path) -> None:
    """A newer list is to count at the next replay."""
    key = query("doi:10.5555/tea.1")
    folder = Folder(tmp_path / "records")
    folder.save({key.key: Work("Tea")})
    with_list = Records(folder, None, Retractions.load(written(path, row()))).answers([key])
    assert with_list == {key.key: Work("Tea", notices=("retracted",))}
    assert Records(folder).answers([key]) == {key.key: Work("Tea")}
