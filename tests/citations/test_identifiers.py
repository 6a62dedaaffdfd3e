"""Identifiers: what is one, what only looks like one, and what is called one and cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.identifiers import identifiers, key_of_url


def keys(text: str) -> list[str]:
    return [one.key for one in identifiers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dahl (2019). doi:10.5555/Moor.2019.7", "doi:10.5555/moor.2019.7"),
        ("https://doi.org/10.5555/moor.2019.7.", "doi:10.5555/moor.2019.7"),
        ("http://dx.doi.org/10.5555/peat%3Cb?utm_source=mail", "doi:10.5555/peat<b"),
        ("DOI 10.5555/moor(19)00012-3)", "doi:10.5555/moor(19)00012-3"),
        ("(doi: 10.5555/moor.7).", "doi:10.5555/moor.7"),
        ("“10.5555/moor.7”", "doi:10.5555/moor.7"),
        ("PMID: 31234567", "pmid:31234567"),
        ("PubMed PMID: 31234567.", "pmid:31234567"),
        ("PMCID: PMC7654321", "pmcid:PMC7654321"),
        ("PMCID: 7654321", "pmcid:PMC7654321"),
        ("(NCT01234567)", "nct:NCT01234567"),
        ("NCT-01234567", "nct:NCT01234567"),
        ("arXiv:2104.05566v2", "arxiv:2104.05566"),
        ("arXiv: hep-th/9901001", "arxiv:hep-th/9901001"),
        ("ISBN 978-3-16-148410-0", "isbn:9783161484100"),
        ("ISBN-10: 0-306-40615-2", "isbn:0306406152"),
        ("ISBN 080442957X", "isbn:080442957X"),
        ("https://pubmed.ncbi.nlm.nih.gov/31234567/", "pmid:31234567"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31234567", "pmid:31234567"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7654321/", "pmcid:PMC7654321"),
        ("https://clinicaltrials.gov/study/NCT01234567", "nct:NCT01234567"),
        ("https://arxiv.org/pdf/2104.05566.pdf", "arxiv:2104.05566"),
        ("https://moor.example/doi/full/10.5555/moor.7", "doi:10.5555/moor.7"),
        ("https://moor.example/article/10.5555/moor.7/abstract", "doi:10.5555/moor.7"),
        ("https://www.nature.com/articles/s41586-019-0000-1", "doi:10.1038/s41586-019-0000-1"),
        ("<https://moor.example/sleep>.", "url:https://moor.example/sleep"),
        ("https://moor.example/sleep_(nights)", "url:https://moor.example/sleep_(nights)"),
        ("See www.moor.example/peat, please.", "url:www.moor.example/peat"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    (found,) = identifiers(text)
    assert (found.key, found.problem) == (expected, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("doi:10.555/moor", "four to nine digits"),
        ("doi:10.5555/moor.pdf", "name of a file"),
        ("doi: 11.5555/moor.7", "begins with 10."),
        ("https://doi.org/10.5555/https://doi.org/10.5555/moor", "an address stands inside"),
        ("PMID: 3123456789", "at most eight digits"),
        ("PMID: 31234A7", "digits only"),
        ("PMC76x4321", "followed by digits"),
        ("NCT 0123456", "eight digits"),
        ("NCT0123456789", "eight digits"),
        ("ISBN 978-3-16-148410-1", "check digit"),
        ("ISBN 123456789", "10 or 13 digits"),
        ("https:/moor.example/a", "https:// once"),
        ("https://https://moor.example", "https:// once"),
        ("http://moor", "needs a host"),
    ],
)
def test_malformed(text: str, problem: str) -> None:
    (found,) = identifiers(text)
    assert problem in found.problem


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We searched PubMed 2019 and 2020.",
        "PubMed lists 812 trials.",
        "PMC Ltd makes peat.",
        "Opened on 10.10.2019, 3.10.2020/4.",
        "Write to nurse@moor.org/office.",
        "An arXiv of feelings, an ISBN of the soul.",
        "Take 10.5 mg twice.",
    ],
)
def test_look_alikes(text: str) -> None:
    assert keys(text) == []


@pytest.mark.parametrize("text", ["Baths from $10.99/month.", "Take 10.5/20 mg.", "It scored 10.0/10."])
def test_prices_and_doses(text: str) -> None:
    assert keys(text) == []


def test_several_stand_in_order_and_apart() -> None:
    text = "PMID: 31234567; doi:10.5555/moor.7; PMCID: PMC7654321. https://doi.org/10.5555/peat.2"
    assert keys(text) == ["pmid:31234567", "doi:10.5555/moor.7", "pmcid:PMC7654321", "doi:10.5555/peat.2"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://doi.org/10.5555/Moor.7?x=1", "doi:10.5555/moor.7"),
        ("https://DOI.org/10.5555/peat%2Fc", "doi:10.5555/peat/c"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=31234567", "pmid:31234567"),
        ("https://moor.example/article/10.5555/moor.7#s2", "doi:10.5555/moor.7"),
        ("https://moor.example/", ""),
        ("mailto:nurse@moor.example", ""),
        ("#ref-1", ""),
        ("", ""),
    ],
)
def test_key_of_url(url: str, key: str) -> None:
    assert key_of_url(url) == key


PIECES = st.sampled_from(
    ["doi:", "10.5555/", "https://", "doi.org/", "www.", "moor.example/", "PMID: ", "PMC", "NCT", "arXiv:", "ISBN ",
     "31234567", "978", "-", ".", "(", ")", "]", "%", "%2F", "?", " ", "\n", "http:", "’", "é", "٣", "[", "@", ":"]
)  # fmt: skip


def test_a_raised_digit_behind_an_identifier() -> None:
    assert keys("PMID: 31234567²") == ["pmid:31234567"]


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join)))
def test_offsets_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for one in identifiers(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert one.value


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=10).map("".join)))
def test_key_of_url_takes_anything(url: str) -> None:
    key = key_of_url(url)
    assert not key or ":" in key


def test_a_number_of_thousands_of_digits_is_no_pmid() -> None:
    (found,) = identifiers(f"PMID: {'1' * 5000}")
    assert found.problem == "a PMID has at most eight digits"
    (found,) = identifiers("PMID: 0000012345678")
    assert not found.problem


@pytest.mark.parametrize("behind", [")" * 20_000, ".)" * 10_000, "]" * 20_000])
def test_what_encloses_an_address_is_left_out_however_much_it_is(behind: str) -> None:
    (found,) = identifiers(f"https://example.org/a_(b){behind}")
    assert found.value == "https://example.org/a_(b)"
