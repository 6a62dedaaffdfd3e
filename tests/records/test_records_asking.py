"""What is asked of which service, in how many requests, and what the answers come to."""

from __future__ import annotations

import re

import pytest
from services_loopback import Services, article, crossref_work, query, status, trial

from healthaudit.citations import Absent, Query, Work
from healthaudit.version import VERSION

pytestmark = pytest.mark.usefixtures("hurried")


def dois(count: int) -> list[Query]:
    return [query(f"doi:10.5555/tea.{number}") for number in range(count)]


def test_many_dois_are_one_request(services: Services) -> None:
    services.works = {f"10.5555/tea.{n}": crossref_work(f"10.5555/TEA.{n}", f"Tea {n}") for n in range(20)}
    answers = services.online().answers(dois(20))
    assert [answer.title for answer in answers.values() if isinstance(answer, Work)] == [f"Tea {n}" for n in range(20)]
    [asked] = services.of("crossref")
    assert asked.parameters["filter"] == ",".join(f"doi:10.5555/tea.{n}" for n in range(20))
    assert asked.parameters["rows"] == "20"


def test_more_dois_than_fit_into_one_request(services: Services) -> None:
    services.works = {f"10.5555/tea.{n}": crossref_work(f"10.5555/tea.{n}") for n in range(45)}
    answers = services.online().answers(dois(45))
    assert all(isinstance(answer, Work) for answer in answers.values())
    assert [len(one.parameters["filter"].split(",")) for one in services.of("crossref")] == [20, 20, 5]
    assert all(len(one.path) + sum(map(len, one.parameters.values())) < 4000 for one in services.asked)


def test_one_doi_is_asked_for_by_its_address(services: Services) -> None:
    doi = "10.5555/s(20)30183-5<1::aid>3.0.co;2-#"
    services.works = {doi: crossref_work(doi, "Tea and angle brackets")}
    [answer] = services.online().answers([query(f"doi:{doi}")]).values()
    assert isinstance(answer, Work)
    assert answer.title == "Tea and angle brackets"
    assert [one.path.count("/") for one in services.of("crossref")] == [1]


def test_a_doi_with_a_comma_is_asked_for_by_itself(services: Services) -> None:
    keys = ["10.5555/tea.1", "10.5555/tea.2", "10.5555/a,b"]
    services.works = {doi: crossref_work(doi) for doi in keys}
    answers = services.online().answers([query(f"doi:{doi}") for doi in keys])
    assert all(isinstance(answer, Work) for answer in answers.values())
    lists, singles = services.of("crossref", "works")[0], services.of("crossref", "works/")
    assert "a,b" not in lists.parameters["filter"]
    assert [one.path for one in singles] == ["works/10.5555%2Fa%2Cb"]


def test_a_doi_that_nobody_knows(services: Services) -> None:
    services.works = {"10.5555/tea.0": crossref_work("10.5555/tea.0")}
    for asked in (dois(2), dois(1)):
        services.works.pop("10.5555/tea.0", None) if len(asked) == 1 else None
        answer = services.online().answers(asked)[asked[-1].key]
        assert answer == Absent("Crossref knows no such DOI", unreachable=False)


@pytest.mark.parametrize("count", [1, 2])
def test_a_doi_of_another_agency_is_not_called_unknown(services: Services, count: int) -> None:
    """Those of arXiv and Zenodo are DataCite's, which Crossref does not have."""
    services.agencies = {"10.5555/tea.0": "DataCite"}
    answer = services.online().answers(dois(count))["doi:10.5555/tea.0"]
    assert answer == Absent("the DOI is registered with DataCite, which is not asked", unreachable=True)


def test_a_doi_that_has_become_another_is_found_by_itself(services: Services) -> None:
    services.works = {"10.5555/tea.1": crossref_work("10.5555/new", "Tea, renamed")}
    services.agencies = {"10.5555/tea.1": "Crossref"}
    answers = services.online().answers(dois(2))
    assert isinstance(renamed := answers["doi:10.5555/tea.1"], Work)
    assert renamed.title == "Tea, renamed"


def test_a_list_with_something_that_is_no_doi_is_asked_for_one_by_one(services: Services) -> None:
    services.works = {"10.5555/tea.1": crossref_work("10.5555/tea.1")}
    services.next["crossref"].append(status(400, '{"status":"failed","message-type":"validation-failure"}'))
    answers = services.online().answers(dois(2))
    assert isinstance(answers["doi:10.5555/tea.1"], Work)
    assert answers["doi:10.5555/tea.0"] == Absent("Crossref knows no such DOI", unreachable=False)


def test_pmids_are_one_request(services: Services) -> None:
    services.articles = {f"9000000{n}": article(f"9000000{n}", f"Tea {n}.") for n in range(9)}
    answers = services.online().answers([query(f"pmid:9000000{n}") for n in range(10)])
    assert [answer.title for answer in answers.values() if isinstance(answer, Work)] == [f"Tea {n}" for n in range(9)]
    assert answers["pmid:90000009"] == Absent("PubMed knows no such PMID", unreachable=False)
    [asked] = services.asked
    assert (asked.path, asked.parameters["db"], asked.parameters["retmode"]) == ("efetch.fcgi", "pubmed", "xml")
    assert asked.parameters["id"].split(",") == [f"9000000{n}" for n in range(10)]


def test_trials_are_one_request(services: Services) -> None:
    services.studies = {f"NCT0990000{n}": trial(f"NCT0990000{n}", f"Tea {n}") for n in range(4)}
    answers = services.online().answers([query(f"nct:NCT0990000{n}") for n in range(5)])
    assert [answer.title for answer in answers.values() if isinstance(answer, Work)] == [f"Tea {n}" for n in range(4)]
    assert answers["nct:NCT09900004"] == Absent("ClinicalTrials.gov knows no such trial", unreachable=False)
    [asked] = services.asked
    assert asked.parameters["filter.ids"] == ",".join(f"NCT0990000{n}" for n in range(5))


def test_a_trial_by_the_number_that_it_had_before(services: Services) -> None:
    study = trial("NCT09900002")
    study["protocolSection"]["identificationModule"]["nctIdAliases"] = ["NCT09900001"]
    services.studies = {"NCT09900001": study}
    assert isinstance(services.online().answers([query("nct:NCT09900001")])["nct:NCT09900001"], Work)


def test_pubmed_adds_abstract_kind_and_notices_to_a_doi(services: Services) -> None:
    doi = "10.5555/tea.1"
    services.works = {
        doi: crossref_work(
            doi, author=[], issued=None, **{"updated-by": [{"type": "correction", "source": "publisher"}]}
        )
    }
    retracted = '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"/></CommentsCorrectionsList>'
    services.articles = {
        "90000001": article(
            "90000001",
            "Another title.",
            doi=doi,
            inside=retracted,
            abstract="<AbstractText>It failed.</AbstractText>",
            types="Journal Article|Systematic Review",
        )
    }
    [answer] = services.online().answers([query(f"doi:{doi}")]).values()
    assert answer == Work(
        title="A study of tea",
        abstract="It failed.",
        authors=("Lindell",),
        year=2021,
        journal="Journal of Invented Tea",
        kind="review",
        notices=("corrected", "retracted"),
        source="Crossref, PubMed",
        url=f"https://doi.org/{doi}",
    )
    assert [one.path for one in services.of("pubmed")] == ["esearch.fcgi", "efetch.fcgi"]
    assert services.of("pubmed")[0].parameters["term"] == f'"{doi}"[doi]'


def test_pubmed_knows_a_doi_that_crossref_does_not(services: Services) -> None:
    services.articles = {"90000001": article("90000001", doi="10.5555/tea.0")}
    [answer] = services.online().answers(dois(1)).values()
    assert isinstance(answer, Work)
    assert answer.source == "PubMed"


def test_openalex_is_asked_only_with_a_key(services: Services) -> None:
    services.works = {"10.5555/tea.0": crossref_work("10.5555/tea.0")}
    services.open_works = {
        "10.5555/tea.0": {
            "doi": "https://doi.org/10.5555/TEA.0",
            "title": "Tea",
            "is_retracted": True,
            "abstract_inverted_index": {"Tea": [0], "failed.": [1]},
        }
    }
    [without] = services.online().answers(dois(1)).values()
    assert isinstance(without, Work)
    assert (without.abstract, without.notices, services.of("openalex")) == ("", (), [])
    [with_key] = services.online(openalex_key="k-1").answers(dois(1)).values()
    assert isinstance(with_key, Work)
    assert (with_key.abstract, with_key.notices, with_key.source) == (
        "Tea failed.",
        ("retracted",),
        "Crossref, OpenAlex",
    )
    [asked] = services.of("openalex")
    assert (asked.parameters["api_key"], asked.parameters["filter"]) == ("k-1", "doi:10.5555/tea.0")


def test_the_key_goes_to_nobody_else_and_commas_do_not_go_to_openalex(services: Services) -> None:
    services.online(openalex_key="k-1").answers([query("doi:10.5555/a,b"), query("doi:10.5555/a|b")])
    assert services.of("openalex") == []
    services.online(openalex_key="k-1").answers([*dois(1), query("pmid:90000001"), query("nct:NCT09900001")])
    assert [one.service for one in services.asked if "k-1" in str(one)] == ["openalex"]


def everything() -> list[Query]:
    printed = "Lindell. A study of tea Journal of Invented Tea 2021"
    return [*dois(1), query("pmid:90000001"), query("nct:NCT09900001"), query("text:lindell", printed)]


def test_a_contact_address_is_sent(services: Services) -> None:
    services.online(mailto="jo@example.org").answers(everything())
    assert {one.service for one in services.asked} == {"crossref", "pubmed", "trials"}
    for one in services.asked:
        assert one.headers["User-Agent"] == f"healthaudit/{VERSION} (mailto:jo@example.org)"
    assert all(one.parameters["mailto"] == "jo@example.org" for one in services.of("crossref"))
    assert all(one.parameters["email"] == "jo@example.org" for one in services.of("pubmed"))
    assert all(one.parameters["tool"] == "healthaudit" for one in services.of("pubmed"))


def test_without_an_address_none_is_sent(services: Services) -> None:
    services.online(mailto="").answers(everything())
    for one in services.asked:
        assert re.fullmatch(r"healthaudit/\S+ \(\+https://\S+\)", one.headers["User-Agent"])
        assert not {"mailto", "email"} & {*one.parameters}


def test_what_no_service_is_asked_for(services: Services) -> None:
    [answer] = services.online().answers([query("pmcid:PMC1234567")]).values()
    assert answer == Absent("no service is asked for such an identifier", unreachable=True)
    assert services.asked == []


def test_nothing_to_ask(services: Services) -> None:
    assert services.online().answers([]) == {}
    assert services.asked == []
