"""Services in trouble: a right answer in the end, or none and why; never an exception."""

from __future__ import annotations

import gzip
import re
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from services_loopback import (
    NAMES,
    Services,
    Trouble,
    article,
    crossref_work,
    cut_off,
    drip,
    endless,
    query,
    saying,
    silence,
    status,
    trial,
)

from healthaudit.citations import Absent, Query, Work
from healthaudit.records import polite
from healthaudit.records.online import Online, Settings

pytestmark = pytest.mark.usefixtures("hurried")

QUERIES = [
    query("doi:10.5555/tea.1"),
    query("doi:10.5555/tea.2"),
    query("pmid:90000001"),
    query("nct:NCT09900001"),
    query("text:tea", "Lindell A study of tea Journal of Invented Tea 2021"),
]
#: Which of them each service alone can answer.
ALONE: dict[str, list[Query]] = {
    "crossref": [QUERIES[0], QUERIES[1], QUERIES[4]],
    "pubmed": [QUERIES[2]],
    "trials": [QUERIES[3]],
}


@pytest.fixture
def stocked(services: Services) -> Services:
    services.works = {f"10.5555/tea.{n}": crossref_work(f"10.5555/tea.{n}") for n in (1, 2)}
    services.articles = {"90000001": article("90000001")}
    services.studies = {"NCT09900001": trial("NCT09900001")}
    return services


def all_well(answers: dict[str, Work | Absent]) -> bool:
    return len(answers) == len(QUERIES) and all(isinstance(answer, Work) for answer in answers.values())


@pytest.mark.parametrize("service", ALONE)
@pytest.mark.parametrize(
    "troubles",
    [
        [status(500), status(503)],
        [status(502), status(504)],
        [cut_off],
        [status(503, Retry_After="nonsense")],
        [status(429, Retry_After="²")],
    ],
)
def test_what_passes_is_got_over(stocked: Services, service: str, troubles: list[Trouble]) -> None:
    stocked.next[service] += troubles
    assert all_well(stocked.online().answers(QUERIES))
    assert stocked.next[service] == []


def test_retry_after_with_a_date(stocked: Services) -> None:
    date = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    stocked.next["trials"].append(status(429, Retry_After=format_datetime(date, usegmt=True)))
    assert all_well(stocked.online().answers(QUERIES))
    _, second = stocked.of("trials")
    assert second.at + time.time() - time.monotonic() >= date.timestamp() - 0.05


def test_nobody_asks_while_a_service_wants_to_rest(stocked: Services) -> None:
    """Retry-After in seconds; other threads wait as well."""
    for service, count in (("crossref", 3), ("pubmed", 2), ("trials", 1)):
        stocked.next[service] += [status(429, Retry_After="1")] * count
    texts = [query(f"text:{n}", f"Lindell A study of tea {n} Journal of Invented Tea 2021") for n in range(4)]
    answers = stocked.online().answers([*QUERIES, *texts])
    assert all_well({one.key: answers[one.key] for one in QUERIES})
    for service in ALONE:
        first, *later = sorted(one.at for one in stocked.of(service))
        assert later[-1] - first >= 0.95
        assert not [at for at in later if 0.3 < at - first < 0.95]


@pytest.mark.parametrize("printed", ["9999999", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 400])
def test_a_service_that_wants_to_rest_for_longer_is_not_waited_for(stocked: Services, printed: str) -> None:
    stocked.always["trials"] = status(429, Retry_After=printed)
    started = time.monotonic()
    answers = stocked.online().answers(QUERIES)
    assert answers["nct:NCT09900001"] == Absent("ClinicalTrials.gov answered 429", unreachable=True)
    assert time.monotonic() - started < 2
    online = stocked.online()
    assert [online.answers([QUERIES[3]]) for _ in range(3)]
    assert len(stocked.of("trials")) == 2  # once for each run


LASTING: dict[str, tuple[Trouble, str]] = {
    "404": (status(404, "Not found"), "makes no sense|knows no such|finds no such"),
    "429": (status(429), "answered 429"),
    "500": (status(500), "answered 500"),
    "403": (status(403), "answered 403"),
    "400": (status(400), "answered 400"),
    "moved": (status(301, "", Location="/crossref/works"), "could not be reached|answered|makes no sense"),
    "circle": (lambda visitor: visitor.reply(302, "", Location=visitor.path), "could not be reached"),
    "silent": (silence(9), "did not answer in time"),
    "drip": (drip, "did not answer in time"),
    "cut off": (cut_off, "could not be reached"),
    "cut json": (saying('{"message": {"items": [{"DOI": "10.5555/te'), "makes no sense"),
    "html": (saying("<!doctype html><p>Down for maintenance.", Content_Type="text/html"), "makes no sense"),
    "empty": (saying(""), "makes no sense"),
    "null": (saying("null"), "makes no sense"),
    "nested": (saying("[" * 200_000), "makes no sense"),
    "other json": (saying('{"message": [], "studies": 4, "esearchresult": null}'), "makes no sense"),
    "empty json": (saying('{"message": {}}'), "makes no sense"),
    "not utf-8": (saying(b'{"message": "\xff\xfe"}'), "makes no sense"),
    "not gzip": (saying("plain", Content_Encoding="gzip"), "could not be reached"),
    "not http": (lambda visitor: visitor.wfile.write(b"SSH-2.0-x\r\n\r\n") and None, "could not be reached"),
    "too large": (endless, "more than it should"),
    "bomb": (saying(gzip.compress(b" " * (4 << 20)), Content_Encoding="gzip"), "more than it should"),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_told(stocked: Services, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All services have the same trouble."""
    monkeypatch.setattr(polite, "_LARGEST", 2 << 20)
    trouble, reason = LASTING[name]
    stocked.always = dict.fromkeys(NAMES, trouble)
    started = time.monotonic()
    answers = stocked.online(timeout=0.2, openalex_key="k").answers(QUERIES)
    assert time.monotonic() - started < 5
    assert {*answers} == {one.key for one in QUERIES}
    for key, answer in answers.items():
        assert isinstance(answer, Absent), key
        assert re.search(reason, answer.reason), (key, answer)
        assert "\n" not in answer.reason
        assert len(answer.reason) < 120
        if name != "404":
            assert answer.unreachable, (key, answer)


@pytest.mark.parametrize("service", ALONE)
def test_one_service_in_trouble_does_not_hold_the_others(stocked: Services, service: str) -> None:
    stocked.always[service] = status(500)
    answers = stocked.online().answers(QUERIES)
    lost = {key for key, answer in answers.items() if isinstance(answer, Absent)}
    assert lost == {one.key for one in ALONE[service]}


def test_a_wrong_request_is_not_repeated(stocked: Services) -> None:
    stocked.always["trials"] = status(400)
    stocked.online().answers([QUERIES[3]])
    assert len(stocked.of("trials")) == 1


def test_a_service_that_fails_again_and_again_is_left_alone(stocked: Services) -> None:
    """A run over many pages does not wait for it on each."""
    stocked.always["trials"] = status(500)
    online = stocked.online()
    for _ in range(8):
        [answer] = online.answers([QUERIES[3]]).values()
        assert answer == Absent("ClinicalTrials.gov answered 500", unreachable=True)
    assert len(stocked.of("trials")) == 9


def test_nobody_listens() -> None:
    with socket.socket() as bound:  # a port that is taken and not listened on
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        online = Online(Settings(services=dict.fromkeys(NAMES, address), deadline=5, timeout=1))
        answers = online.answers(QUERIES)
    for answer in answers.values():
        assert isinstance(answer, Absent)
        assert answer.unreachable
        assert answer.reason.endswith("could not be reached (ConnectError)")


@pytest.mark.parametrize("address", ["http://", "http://[", "https://nowhere.invalid", "http://127.0.0.1:99999", "x"])
def test_addresses_that_lead_nowhere(services: Services, address: str) -> None:
    answers = services.online(services=dict.fromkeys(NAMES, address)).answers(QUERIES)
    assert all(isinstance(answer, Absent) and answer.unreachable for answer in answers.values())


def test_proxies_that_make_no_sense(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ftp://127.0.0.1")
    answers = services.online().answers(QUERIES)
    for answer in answers.values():
        assert isinstance(answer, Absent)
        assert answer.unreachable
        assert answer.reason.startswith("the settings for the web cannot be used: ")


def test_the_deadline_holds_for_all_together(stocked: Services) -> None:
    stocked.always = dict.fromkeys(NAMES, silence(9))
    started = time.monotonic()
    answers = stocked.online(deadline=0.6, timeout=20).answers(QUERIES)
    assert time.monotonic() - started < 2
    assert all(isinstance(answer, Absent) and answer.unreachable for answer in answers.values())


def test_a_mistake_of_ours_loses_only_its_own_answers(stocked: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("healthaudit.records.trials.work_of", broken)
    answers = stocked.online().answers(QUERIES)
    assert answers.pop("nct:NCT09900001") == Absent("an answer could not be read (ZeroDivisionError)", unreachable=True)
    assert all(isinstance(answer, Work) for answer in answers.values())
