"""The four services on this machine, answering in their documented shapes with works that a test makes up."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from healthaudit.citations import Query
from healthaudit.records.online import Online, Settings
from healthaudit.records.stored import Folder

#: What Crossref says of its limits; enough for tests not to wait.
PLENTY = {"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Interval": "1s"}
NAMES = ("crossref", "pubmed", "openalex", "trials")

Trouble = Callable[["Visitor"], None]


class Asked(NamedTuple):
    """A request as it came."""

    service: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    at: float


class Services(ThreadingHTTPServer):
    """Crossref, PubMed, OpenAlex and ClinicalTrials.gov under paths of those names."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.works: dict[str, dict[str, Any]] = {}
        self.agencies: dict[str, str] = {}
        self.articles: dict[str, str] = {}
        self.open_works: dict[str, dict[str, Any]] = {}
        self.studies: dict[str, dict[str, Any]] = {}
        self.asked: list[Asked] = []
        self.headers: dict[str, dict[str, str]] = {"crossref": dict(PLENTY)}
        self.delay = 0.0
        #: What happens instead of an answer: to the next requests, or to all that follow.
        self.next: defaultdict[str, list[Trouble]] = defaultdict(list)
        self.always: dict[str, Trouble] = {}
        #: Requests with these words in them are not answered before the end.
        self.hold = ""
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def addresses(self) -> dict[str, str]:
        return {name: f"{self.address}/{name}" for name in NAMES}

    def online(self, cache: Folder | None = None, **settings: Any) -> Online:
        """The services as the audit asks them, more hurried than by default."""
        known = {"mailto": "jo@example.org", "deadline": 8.0, "timeout": 2.0, "services": self.addresses}
        return Online(Settings(**{**known, **settings}), cache)

    def of(self, service: str, path: str = "") -> list[Asked]:
        """The requests to a service so far."""
        return [one for one in self.asked if one.service == service and path in one.path]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up, as they should."""


class Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Services

    def do_GET(self) -> None:
        server, parts = self.server, urlsplit(self.path)
        _, service, path = parts.path.split("/", 2)
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.close_connection = True
        with server.lock:
            server.asked.append(Asked(service, path, parameters, dict(self.headers), time.monotonic()))
            server.under_way[service] += 1
            server.most[service] = max(server.most[service], server.under_way[service])
            trouble = server.next[service].pop(0) if server.next[service] else server.always.get(service)
        if server.hold and server.hold in unquote(self.path):
            server.closing.wait(60)
        if server.delay:
            server.closing.wait(server.delay)
        answer = None if trouble else ANSWERS[service](server, path, parameters)
        with server.lock:  # before the answer is out, after which the next request may come at once
            server.under_way[service] -= 1
        with suppress(OSError):
            if trouble:
                trouble(self)
            elif answer:
                self.reply(*answer, **server.headers.get(service, {}))

    def reply(self, status: int, body: object, **headers: str) -> None:
        data = (
            body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        )
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


Reply = tuple[int, object]


def _crossref(server: Services, path: str, parameters: Mapping[str, str]) -> Reply:
    if path.endswith("/agency"):
        doi = unquote(path.removeprefix("works/").removesuffix("/agency"))
        if doi not in server.agencies:
            return 404, "Resource not found."
        agency = {"id": server.agencies[doi].lower(), "label": server.agencies[doi]}
        return 200, {"status": "ok", "message-type": "work-agency", "message": {"DOI": doi, "agency": agency}}
    if path != "works":
        found = server.works.get(unquote(path.removeprefix("works/")))
        if found is None:
            return 404, "Resource not found."
        return 200, {"status": "ok", "message-type": "work", "message": found}
    if "filter" in parameters:
        wanted = [one.removeprefix("doi:") for one in parameters["filter"].split(",")]
        items = [server.works[doi] for doi in wanted if doi in server.works]
    else:
        items = sorted(server.works.values(), key=lambda work: -_shared(work, parameters["query.bibliographic"]))
    items = items[: int(parameters.get("rows", "20"))]
    return 200, {"status": "ok", "message-type": "work-list", "message": {"total-results": len(items), "items": items}}


def _shared(work: Mapping[str, Any], words: str) -> int:
    return len({*work["title"][0].lower().split()} & {*words.lower().split()})


def _pubmed(server: Services, path: str, parameters: Mapping[str, str]) -> Reply:
    if path == "esearch.fcgi":
        wanted = [one.removesuffix("[doi]").strip('"') for one in parameters["term"].split(" OR ")]
        numbers = [pmid for pmid, xml in server.articles.items() if any(f">{doi}<" in xml for doi in wanted)]
        return 200, {"header": {"type": "esearch"}, "esearchresult": {"count": str(len(numbers)), "idlist": numbers}}
    wanted = parameters["id"].split(",")
    return 200, article_set(*(server.articles[pmid] for pmid in wanted if pmid in server.articles))


def _openalex(server: Services, path: str, parameters: Mapping[str, str]) -> Reply:
    wanted = parameters["filter"].removeprefix("doi:").split("|")
    results = [server.open_works[doi] for doi in wanted if doi in server.open_works]
    return 200, {"meta": {"count": len(results)}, "results": results}


def _trials(server: Services, path: str, parameters: Mapping[str, str]) -> Reply:
    wanted = parameters["filter.ids"].split(",")
    return 200, {"studies": [server.studies[number] for number in wanted if number in server.studies]}


ANSWERS: Mapping[str, Callable[[Services, str, Mapping[str, str]], Reply]] = {
    "crossref": _crossref,
    "pubmed": _pubmed,
    "openalex": _openalex,
    "trials": _trials,
}


@contextmanager
def serving() -> Iterator[Services]:
    """The services, until the block ends."""
    with Services() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


# What may happen instead of an answer


def status(code: int, body: str = "no", **headers: str) -> Trouble:
    return lambda visitor: visitor.reply(code, body, **headers)


def saying(body: str | bytes, **headers: str) -> Trouble:
    """200, and this."""
    return lambda visitor: visitor.reply(200, body, **headers)


def silence(seconds: float) -> Trouble:
    """Nothing for so long, or until the tests are over."""
    return lambda visitor: visitor.server.closing.wait(seconds) and None


def cut_off(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Content-Length", "100000")
    visitor.end_headers()
    visitor.wfile.write(b'{"message": {"items": [')


def drip(visitor: Visitor) -> None:
    """A byte now and then, so that no read ever times out."""
    visitor.send_response(200)
    visitor.send_header("Content-Length", "100000")
    visitor.end_headers()
    while not visitor.server.closing.wait(0.05):
        visitor.wfile.write(b" ")


def endless(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.send_header("Connection", "close")
    visitor.end_headers()
    while True:
        visitor.wfile.write(b" " * (1 << 20))


# Records in the shapes of the services


def query(key: str, text: str = "") -> Query:
    return Query(key, text)


def crossref_work(doi: str, title: str = "A study of tea", **more: Any) -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"given": "Ada", "family": "Lindell", "sequence": "first"}],
        "container-title": ["Journal of Invented Tea"],
        "issued": {"date-parts": [[2021, 3, 4]]},
        **more,
    }


def article(
    pmid: str, title: str = "A study of tea.", *, doi: str = "", inside: str = "", abstract: str = "", types: str = ""
) -> str:
    """A PubmedArticle; ``inside`` stands in its MedlineCitation, ``types`` among its publication types."""
    kinds = "".join(
        f"<PublicationType>{escape(one)}</PublicationType>" for one in (types or "Journal Article").split("|")
    )
    own = f'<ArticleId IdType="doi">{escape(doi)}</ArticleId>' if doi else ""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue><PubDate><Year>2021</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Journal of Invented Tea</Title><ISOAbbreviation>J Invent Tea</ISOAbbreviation></Journal>
<ArticleTitle>{title}</ArticleTitle>{f"<Abstract>{abstract}</Abstract>" if abstract else ""}
<AuthorList><Author><LastName>Lindell</LastName><Initials>A</Initials></Author></AuthorList>
<PublicationTypeList>{kinds}</PublicationTypeList></Article>{inside}</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{own}</ArticleIdList></PubmedData>
</PubmedArticle>"""


def article_set(*articles: str) -> str:
    return (
        f'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet>{"".join(articles)}</PubmedArticleSet>'
    )


def trial(number: str, title: str = "Tea for tiredness", **more: Any) -> dict[str, Any]:
    """A study of ClinicalTrials.gov; modules by name, ``hasResults`` beside them."""
    results = {"hasResults": more.pop("hasResults")} if "hasResults" in more else {}
    protocol = {"identificationModule": {"nctId": number, "officialTitle": title}, **more}
    return {"protocolSection": protocol, **results}
