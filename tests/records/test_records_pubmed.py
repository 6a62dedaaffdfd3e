"""Works out of PubMed's XML."""

from __future__ import annotations

import pytest
from services_loopback import article, article_set

from healthaudit.citations import Work
from healthaudit.records.polite import NoAnswer
from healthaudit.records.pubmed import works_in


def parsed(xml: str) -> Work:
    [(_, _, work)] = works_in(article_set(xml).encode())
    return work


def comments(*types: str) -> str:
    inside = "".join(
        f'<CommentsCorrections RefType="{one}"><RefSource>J Invent Tea. 2022</RefSource></CommentsCorrections>'
        for one in types
    )
    return f"<CommentsCorrectionsList>{inside}</CommentsCorrectionsList>"


def test_a_whole_record() -> None:
    [(number, doi, work)] = works_in(article_set(article("90000001", "Tea.", doi="10.5555/TEA.1")).encode())
    assert (number, doi) == ("90000001", "10.5555/tea.1")
    assert work == Work(
        title="Tea",
        authors=("Lindell",),
        year=2021,
        journal="Journal of Invented Tea",
        kind="journal-article",
        source="PubMed",
        url="https://pubmed.ncbi.nlm.nih.gov/90000001/",
    )


def test_a_structured_abstract_is_put_together() -> None:
    abstract = (
        '<AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Tea is hot.</AbstractText>'
        '<AbstractText Label="RESULTS">It did <b>not</b> help (<i>p</i> = 0.4, n = 10<sup>2</sup>).</AbstractText>'
        '<AbstractText Label="EMPTY"/><CopyrightInformation>© Nobody</CopyrightInformation>'
    )
    assert parsed(article("1", abstract=abstract)).abstract == "Tea is hot. It did not help (p = 0.4, n = 102)."


def test_italics_in_titles() -> None:
    title = "Effects of <i>Mentha piperita</i> on\n  H<sub>2</sub>O."
    assert parsed(article("1", title)).title == "Effects of Mentha piperita on H2O"


def test_groups_are_authors() -> None:
    xml = article("1").replace(
        "</AuthorList>", "<Author><CollectiveName>Tea Study Group</CollectiveName></Author><Author/></AuthorList>"
    )
    assert parsed(xml).authors == ("Lindell", "Tea Study Group")


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("<Year>1998</Year>", 1998),
        ("<MedlineDate>2019 Nov-Dec</MedlineDate>", 2019),
        ("<MedlineDate>Winter 1998-1999</MedlineDate>", 1998),
        ("<Season>Winter</Season>", None),
        ("<Year>soon</Year>", None),
    ],
)
def test_years(date: str, year: int | None) -> None:
    assert parsed(article("1").replace("<Year>2021</Year><Month>Mar</Month>", date)).year == year


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("Journal Article", "journal-article"),
        ("Journal Article|Review", "review"),
        ("Journal Article|Meta-Analysis|Systematic Review", "review"),
        ("Preprint|Journal Article", "preprint"),
        ("Journal Article|Clinical Trial Protocol", "protocol"),
        ("Case Reports|Journal Article", "case-report"),
        ("Letter|Comment", "letter"),
        ("Editorial", "editorial"),
        ("Video-Audio Media", ""),
    ],
)
def test_kinds(types: str, kind: str) -> None:
    assert parsed(article("1", types=types)).kind == kind


@pytest.mark.parametrize(
    ("types", "notices"),
    [
        (("RetractionIn",), ("retracted",)),
        (("RetractedandRepublishedIn",), ("retracted",)),
        (("ExpressionOfConcernIn",), ("concern",)),
        (("ErratumIn", "ErratumIn"), ("corrected",)),
        (("CommentIn", "ErratumIn", "RetractionIn"), ("corrected", "retracted")),
        (("RetractionOf",), ()),  # the notice itself
        (("ErratumFor", "UpdateIn", "Cites"), ()),
    ],
)
def test_notices(types: tuple[str, ...], notices: tuple[str, ...]) -> None:
    assert parsed(article("1", inside=comments(*types))).notices == notices


def test_a_retracted_publication_by_its_type() -> None:
    assert parsed(article("1", types="Journal Article|Retracted Publication")).notices == ("retracted",)
    assert parsed(article("1", types="Retraction Notice")).notices == ()


def test_the_doi_is_its_own_and_not_one_of_those_that_it_cites() -> None:
    cited = '<Reference><ArticleIdList><ArticleId IdType="doi">10.5555/cited</ArticleId></ArticleIdList></Reference>'
    without = article("1").replace("</PubmedData>", f"<ReferenceList>{cited}</ReferenceList></PubmedData>")
    assert [doi for _, doi, _ in works_in(article_set(without).encode())] == [""]
    placed = without.replace("<ArticleTitle>", '<ELocationID EIdType="doi">10.5555/own</ELocationID><ArticleTitle>')
    assert [doi for _, doi, _ in works_in(article_set(placed).encode())] == ["10.5555/own"]


CHAPTER = """<PubmedBookArticle><BookDocument><PMID Version="1">90000009</PMID><ArticleIdList>
<ArticleId IdType="bookaccession">NBK000009</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>StatPearls</PublisherName></Publisher>
<BookTitle book="statpearls">StatPearls</BookTitle>
<PubDate><Year>2024</Year><Month>01</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList></Book>
<ArticleTitle book="statpearls">Mint Tea</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Lindell</LastName></Author></AuthorList>
<PublicationType UI="D000072640">Study Guide</PublicationType><Abstract><AbstractText>Of tea.</AbstractText></Abstract>
</BookDocument></PubmedBookArticle>"""


def test_chapters_of_books_are_works_too() -> None:
    """Those of StatPearls have PMIDs and are cited by them."""
    [(number, doi, work)] = works_in(article_set(CHAPTER).encode())
    assert (number, doi) == ("90000009", "")
    assert work[:5] == ("Mint Tea", "Of tea.", ("Lindell",), 2024, "StatPearls")


def test_a_record_with_nothing_in_it() -> None:
    empty = "<PubmedArticle><MedlineCitation/></PubmedArticle><PubmedArticle/><Other/><DeleteCitation/>"
    assert list(works_in(article_set(empty).encode())) == [("", "", Work("", source="PubMed"))]


BOMB = (
    '<!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<PubmedArticleSet>&b;</PubmedArticleSet>"
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Busy</body></html>",
        b"<PubmedArticleSet><PubmedArticle>",
        b"{}",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="shift_jis"?><PubmedArticleSet/>',
        b'<?xml version="1.0" encoding="of my own"?><PubmedArticleSet/>',
        b'<?xml version="1.0" encoding="x-none"?><PubmedArticleSet/>',
        b"<eFetchResult><ERROR>Cannot process the ID list</ERROR></eFetchResult>",
        BOMB.encode(),
        BOMB.encode("utf-16"),
    ],
)
def test_what_is_no_record_is_no_answer(body: bytes) -> None:
    with pytest.raises(NoAnswer, match="makes no sense"):
        list(works_in(body))


def test_an_empty_set_is_an_answer() -> None:
    assert list(works_in(article_set().encode())) == []
