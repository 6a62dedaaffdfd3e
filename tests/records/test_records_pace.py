"""In their own measure: never more often or more at once than a service allows, and no slower than that."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left

import pytest
from services_loopback import Asked, Services, article, crossref_work, query, status, trial

from healthaudit.citations import Absent, Query, Work
from healthaudit.records.pace import Allowed, Pace, asked_to_wait
from healthaudit.records.stored import Folder

PRINTED = "Lindell A study of tea number {} Journal of Invented Tea 2021"


def texts(first: int, count: int) -> list[Query]:
    return [query(f"text:{number}", PRINTED.format(number)) for number in range(first, first + count)]


def most_within(seconds: float, asked: list[Asked]) -> int:
    """The most requests that came within a span of time."""
    times = sorted(one.at for one in asked)
    return max(bisect_left(times, start + seconds) - place for place, start in enumerate(times))


def forty(services: Services) -> list[Query]:
    """Twenty works by DOI, ten by PMID, five trials, five by words; all of them there."""
    services.works = {f"10.5555/tea.{n}": crossref_work(f"10.5555/tea.{n}", f"A study of cocoa {n}") for n in range(20)}
    services.works |= {
        f"10.5555/words.{n}": crossref_work(f"10.5555/words.{n}", f"A study of tea number {n}") for n in range(5)
    }
    services.articles = {f"9000000{n}": article(f"9000000{n}") for n in range(10)}
    services.articles |= {f"9000001{n}": article(f"9000001{n}", doi=f"10.5555/tea.{n}") for n in range(5)}
    services.studies = {f"NCT0990000{n}": trial(f"NCT0990000{n}") for n in range(5)}
    return [
        *(query(f"doi:10.5555/tea.{n}") for n in range(20)),
        *(query(f"pmid:9000000{n}") for n in range(10)),
        *(query(f"nct:NCT0990000{n}") for n in range(5)),
        *texts(0, 5),
    ]


def test_forty_references_take_less_than_three_times_the_slowest_answer(services: Services) -> None:
    """Every answer takes as long as the slowest; the limits before the first answer are those of the services."""
    services.delay = 0.4
    queries, took = forty(services), [99.0]
    for _ in range(3):  # the machine may be busy with something else
        online, count = services.online(), len(services.asked)
        started = time.monotonic()
        answers = online.answers(queries)
        took.append((time.monotonic() - started) / services.delay)
        assert len(answers) == 40
        assert all(isinstance(answer, Work) for answer in answers.values())
        assert len(services.asked) - count == 10
        if took[-1] < 3:
            break
    assert min(took) < 3, took
    assert services.most["crossref"] <= 3
    assert services.most["pubmed"] <= 2
    assert services.most["trials"] == 1


@pytest.mark.parametrize(("mailto", "at_once"), [("jo@example.org", 3), ("", 1)])
def test_no_more_at_once_than_allowed(services: Services, mailto: str, at_once: int) -> None:
    services.delay = 0.05
    services.online(mailto=mailto).answers(texts(0, 10))
    assert len(services.of("crossref")) == 10
    assert services.most["crossref"] == at_once


def test_a_service_may_allow_fewer_at_once(services: Services) -> None:
    services.headers["crossref"]["X-Concurrency-Limit"] = "1"
    online = services.online()
    online.answers(texts(0, 1))
    services.delay = 0.05
    online.answers(texts(1, 6))
    assert services.most["crossref"] == 1


def test_until_a_service_has_answered_its_documentation_counts(services: Services) -> None:
    """Three lists in a second for those who give an address."""
    services.headers["crossref"] = {}
    services.online(deadline=3).answers(texts(0, 5))
    assert len(services.of("crossref")) == 5
    assert most_within(1.0, services.of("crossref")) == 3


def test_limits_in_headers_slow_down_and_hold_from_page_to_page(services: Services) -> None:
    services.headers["crossref"] = {"X-Rate-Limit-Limit": "2", "X-Rate-Limit-Interval": "0.2s"}
    online = services.online()
    for page in range(4):
        online.answers(texts(2 * page, 2))
    assert len(services.of("crossref")) == 8
    assert most_within(0.2, services.of("crossref")) <= 3  # those that left before the first answer came
    assert most_within(0.2, services.of("crossref")[3:]) <= 2


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Rate-Limit-Limit": "many", "X-Rate-Limit-Interval": "1s"},
        {"X-Rate-Limit-Limit": "0", "X-Rate-Limit-Interval": "1s"},
        {"X-Rate-Limit-Limit": "nan", "X-Rate-Limit-Interval": "inf"},
        {"X-Rate-Limit-Limit": "-1", "X-Rate-Limit-Interval": "-1s", "X-Concurrency-Limit": "0"},
        {"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Interval": "", "X-Concurrency-Limit": "none"},
        {"X-Rate-Limit-Limit": "1e300", "X-Concurrency-Limit": "1e300"},
    ],
)
def test_limits_that_make_no_sense_change_nothing(services: Services, headers: dict[str, str]) -> None:
    services.headers["crossref"] = headers
    services.works = {"10.5555/words.0": crossref_work("10.5555/words.0", "A study of tea number 0")}
    online = services.online()
    for number in range(2):
        assert len(online.answers(texts(number, 1))) == 1
    assert len(services.of("crossref")) == 2


def test_a_limit_that_leaves_no_time_is_told(services: Services) -> None:
    services.headers["crossref"] = {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "3600s"}
    online = services.online(deadline=0.4)
    online.answers(texts(0, 1))
    assert online.answers(texts(1, 1)) == {"text:1": Absent("there was no time left to ask Crossref", unreachable=True)}


def test_what_is_in_the_cache_is_not_asked_again(services: Services, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = Folder(tmp_path_factory.mktemp("cache"))
    queries = forty(services)
    first = services.online(cache).answers(queries)
    count = len(services.asked)
    assert services.online(cache).answers(queries) == first
    assert len(services.asked) == count


# The pace itself


def test_whoever_waits_hears_of_better_limits() -> None:
    pace = Pace("Tea", Allowed(0.1, 1))
    assert pace.begin(lambda: 1.0) == ""
    threading.Timer(0.1, lambda: (pace.heed({"x-rate-limit-limit": "100"}), pace.end())).start()
    started = time.monotonic()
    assert pace.begin(lambda: 5.0 - (time.monotonic() - started)) == ""
    assert time.monotonic() - started < 2


def test_nobody_waits_for_a_service_that_is_gone() -> None:
    pace = Pace("Tea", Allowed(10.0, 1))
    pace.failed("Tea is out", gone=True)
    assert pace.begin(lambda: 9999.0) == "Tea is out"
    forgiven = Pace("Tea", Allowed(10.0, 1))
    for _ in range(2):
        forgiven.failed("Tea is out")
    forgiven.succeeded()
    forgiven.failed("Tea is out")
    assert forgiven.begin(lambda: 1.0) == ""


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("", 0.0), ("0", 0.0), ("7", 7.0), (" 120 ", 120.0), ("-5", 0.0), ("1.5", 0.0), ("²", 0.0), ("٣", 0.0),
        ("soon", 0.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Wed, 21 Oct 2015", 0.0),
        ("Wed, 99 Oct 99999999999999999999 07:28:00 GMT", 0.0), ("9" * 5000, 999_999_999.0),
    ],
)  # fmt: skip
def test_retry_after(printed: str, seconds: float) -> None:
    assert asked_to_wait(printed) == seconds


def test_a_service_that_says_too_much_is_heeded(services: Services) -> None:
    """429 without a word of when: later, and once."""
    services.next["crossref"] += [status(429)]
    services.works = {"10.5555/words.0": crossref_work("10.5555/words.0", "A study of tea number 0")}
    assert isinstance(services.online().answers(texts(0, 1))["text:0"], Work)
    first, second = services.of("crossref")
    assert 0.45 <= second.at - first.at < 2
