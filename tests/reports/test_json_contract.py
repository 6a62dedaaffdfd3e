"""The JSON report keeps its contract: schema, offsets, fingerprints."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthaudit.approval import Disclosure, Status
from healthaudit.auditor import Auditor
from healthaudit.citing import CitationFault
from healthaudit.kinds import CallKind, Whose
from healthaudit.model import (
    BaselineState,
    BlockKind,
    Document,
    Evidence,
    Family,
    Media,
    Outcome,
    PageKind,
    PageReport,
    Region,
    Report,
    RuleOutcome,
    SaidBy,
    Severity,
    Sides,
    Skipped,
    Source,
    SourceStatus,
    Use,
)
from healthaudit.reports.json import as_data, render_json
from healthaudit.sources import collect

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
AUDITOR = Auditor.load()
MARKER = re.compile(r"\[(?:\^\w+|\d+(?:, ?\d+|[-–]\d+)*)\]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def report_of(*documents: Document | Skipped) -> dict[str, Any]:
    data = json.loads(render_json(AUDITOR.run(documents)))
    jsonschema.validate(data, SCHEMA)
    return data


def fold(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


def resolved(media: str, source: str) -> str:
    """Markup and entities resolved by other means than the tool's own."""
    if media == "html":
        source = re.sub(r"(?s)<!--.*?-->|<script.*?</script>|<style.*?</style>", "", source)
        source = re.sub(r"(?s)<(\w+)[^>]*\bhidden\b[^>]*>.*?</\1>", "", source)
        source = re.sub(r"<br\s*/?>", " ", source)
        return fold(html.unescape(re.sub(r"(?s)<[^>]*>", "", source)))
    if media == "markdown":
        source = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", source)
        source = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]", "]", source)
        source = MARKER.sub("", source)
        source = re.sub(r"<(https?://[^>]*)>?", r"\1", source)
        source = re.sub(r"(?<=\n)\s*(?:>\s?|[-*+]\s)", "", source)
        return fold(html.unescape(re.sub(r"\\([^\w\s])", r"\1", re.sub(r"(?<!\\)[*_`\[\]]|<[^>]*>", "", source))))
    return fold(source)


def check_evidence(raw: str, page: dict[str, Any]) -> int:
    """Every slice of the source is its quote; gives the number of places."""
    places = 0
    for pointing in (*page["findings"], *page["uses"], *page["sources"], *page["calls"]):
        for evidence in pointing["evidence"]:
            source = raw[evidence["start"] : evidence["end"]]
            quote = evidence["quote"]
            if page["media"] == "markdown":  # the number of a footnote stands where the source may have its name
                quote = MARKER.sub("", quote)
            assert resolved(page["media"], source) == quote, source
            lines = re.split(r"\r\n|\r|\n", raw[: evidence["start"]])
            assert (evidence["line"], evidence["column"]) == (len(lines), len(lines[-1]) + 1)
            lines = re.split(r"\r\n|\r|\n", raw[: evidence["end"]])
            assert (evidence["end_line"], evidence["end_column"]) == (len(lines), len(lines[-1]) + 1)
            places += 1
    return places


def fixture_documents() -> list[Document]:
    return [document for document in collect([str(ROOT / "fixtures" / "pages")]) if isinstance(document, Document)]


def test_fixture_pages_keep_the_contract() -> None:
    documents = fixture_documents()
    data = report_of(*documents, Skipped("gone.html", "there is no such file", "check the path"))
    places = sum(check_evidence(document.text, page) for document, page in zip(documents, data["pages"], strict=True))
    assert places >= 50, "the fixtures have enough findings to try this on"
    assert data["skipped"] == [{"source": "gone.html", "reason": "there is no such file", "hint": "check the path"}]


def test_a_finding_has_the_sentence_of_its_first_place() -> None:
    text = "Our clinic is open.  Our drops\n <b>cure</b> anxi&shy;ety now. Call us."
    page = page_data(AUDITOR.audit(Document("-", Media.HTML, f"<p>{text}</p>"), any_page=True))
    sentences = {finding["rule"]: finding["sentence"] for finding in page["findings"]}
    assert sentences["cure-claim"] == "Our drops cure anxiety now."
    for finding in report_of(*fixture_documents())["pages"][0]["findings"]:
        quotes = [each["quote"] for each in finding["evidence"][:1]]
        assert all(quote in finding["sentence"] for quote in quotes if finding["sentence"]), finding
        assert quotes or not finding["sentence"], "no place, no sentence"


def test_uses_are_told_with_their_places() -> None:
    text = (
        "Ketamine infusions treat migraine. Book today, $450 per infusion. "
        "Ketamine is not approved by the FDA for migraine."
    )
    page = page_data(AUDITOR.audit(Document("-", Media.TEXT, text), any_page=True))
    check_evidence(text, page)
    [use] = page["uses"]
    assert (use["product"], use["condition"], use["jurisdiction"]) == ("ketamine", "migraine", "US")
    assert (use["status"], use["disclosure"], use["promoted"]) == ("not-listed", "present", True)
    assert [evidence["role"] for evidence in use["evidence"]] == ["claim", "disclosure"]
    assert use["evidence"][1]["quote"] == "Ketamine is not approved by the FDA for migraine."


def test_uses_are_told_whole_and_in_the_order_of_the_page() -> None:
    page = AUDITOR.audit(Document("-", Media.TEXT, "Ketamine for anxiety."), any_page=True)
    span = page.page.span(0, 8)
    evidence = Evidence("claim", "Ketamine", span, page.page.lines.locate(span))
    use = Use("ketamine", "a", "UK", Status.UNKNOWN, False, Disclosure.NOT_APPLICABLE, "", "", False, (evidence,))
    other = use._replace(condition="b", status=Status.NOT_LISTED, disclosure=Disclosure.BURIED, promoted=True)
    other = other._replace(source="a label", as_of="2025-04", settled=True)
    places = [
        {"role": "claim", "quote": "Ketamine", "start": 0, "end": 8}
        | {"line": 1, "column": 1, "end_line": 1, "end_column": 9}
    ]
    assert page_data(dataclasses.replace(page, uses=(use, other)))["uses"] == [
        {"product": "ketamine", "condition": "a", "jurisdiction": "UK", "status": "unknown", "promoted": False}
        | {"disclosure": "not-applicable", "source": "", "as_of": "", "settled": False, "evidence": places},
        {"product": "ketamine", "condition": "b", "jurisdiction": "UK", "status": "not-listed", "promoted": True}
        | {"disclosure": "buried", "source": "a label", "as_of": "2025-04", "settled": True, "evidence": places},
    ]


CITING = """<p>A trial found that magnesium helped people with insomnia to sleep <sup>[1]</sup>, and
two more studies found that it did nothing [1,2]. Studies show that it helps against cramps.</p>
<h2>References</h2><ol><li>Novak J, Reyes M. Magnesium for <i>insomnia</i>. Sleep Med. 2018;44:12-9.</li>
<li>Brandt L. Minerals &amp; sleep. Nutrients. 2020;12:3. <a href="https://x.example/2">https://x.example/2</a></li></ol>
"""


def test_sources_are_told_with_their_places() -> None:
    page = page_data(AUDITOR.audit(Document("page", Media.HTML, CITING), any_page=True))
    check_evidence(CITING, page)
    first, second = page["sources"]
    assert (first["number"], first["entry"]) == (
        1,
        "Novak J, Reyes M. Magnesium for insomnia. Sleep Med. 2018;44:12-9.",
    )
    assert [(each["role"], each["quote"]) for each in first["evidence"]] == [
        ("entry", first["entry"]),
        ("cited at", "[1]"),
        ("cited at", "[1,2]"),
    ]
    assert [each["role"] for each in second["evidence"]] == ["entry", "cited at"]
    assert second["url"] == "https://x.example/2"
    assert {source["status"] for source in page["sources"]} == {"not-looked-up"}
    assert page["sourced"]["with"] <= page["sourced"]["of"] > 0


def test_sources_and_sides_are_told_whole() -> None:
    page = AUDITOR.audit(Document("-", Media.TEXT, "Our drops cure anxiety."), any_page=True)
    span = page.page.span(0, 9)
    evidence = Evidence("entry", "Our drops", span, page.page.lines.locate(span))
    source = Source(
        3, "<script>[bold]\x1b", SourceStatus.DIFFERS, "", "Daly 2019", "Crossref", "u", ("concern",), (evidence,)
    )
    sides = Sides(CitationFault.WRONG_SHARE.value, "70%", "43%", "Daly 2019", "Crossref", "https://x.example")
    finding = dataclasses.replace(page.findings[0], sides=(sides,))
    data = page_data(dataclasses.replace(page, findings=(finding,), sources=(source,), sourced=(7, 12)))
    [told] = data["sources"]
    assert [each.pop("role") for each in told.pop("evidence")] == ["entry"]
    assert told == (
        {"number": 3, "entry": "<script>[bold]\x1b", "status": "differs", "reason": "", "work": "Daly 2019"}
        | {"known_from": "Crossref", "url": "u", "notices": ["concern"]}
    )
    assert data["sourced"] == {"with": 7, "of": 12}
    assert data["findings"][0]["sides"] == [
        {"aspect": "wrong-share", "page": "70%", "source": "43%"}
        | {"named": "Daly 2019", "known_from": "Crossref", "url": "https://x.example"}
    ]
    fields = list(data["findings"][0])
    assert fields[fields.index("on_record") + 1] == "sides"
    fields = list(data)
    assert fields[fields.index("uses") + 1 :][:2] == ["sources", "sourced"]


def test_the_schema_knows_every_word() -> None:
    defined = SCHEMA["$defs"]
    page, finding, call = (defined[name]["properties"] for name in ("page", "finding", "call"))
    for said, kind in (
        (defined["aspect"], CitationFault),
        (defined["source"]["properties"]["status"], SourceStatus),
        (defined["family"], Family),
        (defined["severity"], Severity),
        (defined["outcome"], Outcome),
        (defined["region"], Region),
        (defined["block"]["properties"]["kind"], BlockKind),
        (defined["use"]["properties"]["status"], Status),
        (defined["use"]["properties"]["disclosure"], Disclosure),
        (defined["suppression"]["properties"]["by"], SaidBy),
        (page["media"], Media),
        (page["profile"]["oneOf"][0]["properties"]["kind"], PageKind),
        (page["outcomes"]["additionalProperties"], RuleOutcome),
        (finding["baseline"], BaselineState),
        (call["kind"], CallKind),
        (call["whose"], Whose),
    ):
        assert sorted(said["enum"]) == sorted(kind), kind


def test_the_text_of_a_page_is_told_by_blocks() -> None:
    text = (
        '<title>T</title><ol start="3"><li>Our drops &amp;<br>\r\n<b>cure</b> anxi&shy;ety.</ol><h2>\U0001f600 b</h2>'
    )
    page = page_data(AUDITOR.audit(Document("-", Media.HTML, text), any_page=True))
    assert page["blocks"] == [
        {"kind": "title", "region": "main", "start": 0, "words": "T"},
        {"kind": "list-item", "region": "main", "number": 3, "start": 2, "words": "Our drops &\ncure anxiety."},
        {"kind": "heading", "region": "main", "level": 2, "start": 28, "words": "\U0001f600 b"},
    ]
    runs = list(zip(*(page["offsets"][name] for name in ("text", "source", "source_end")), strict=True))
    assert (12, text.index("&amp;"), text.index("&amp;") + 5) in runs, "what stands for an entity ends where it does"
    assert (14, text.index("cure"), -1) in runs


def test_offsets_lead_from_the_text_to_the_source() -> None:
    """Of every run that is the source itself, character by character, the words stand there but for white space."""
    for document in fixture_documents():
        page = report_of(document)["pages"][0]
        text = ""
        for block in page["blocks"]:
            text = text.ljust(block["start"], "\n") + block["words"]
        runs = list(zip(*(page["offsets"][name] for name in ("text", "source", "source_end")), strict=True))
        for (start, source, end), (after, _, _) in pairwise([*runs, (len(text), 0, 0)]):
            words = text[start:after].rstrip("\n")
            stands = re.sub(r"\s", " ", document.text[source : source + len(words)])
            assert end >= 0 or stands == re.sub(r"\s", " ", words), document.source


def test_what_the_text_adds_is_small() -> None:
    document = Document("a.html", Media.HTML, "<p>Plain words about <b>pain</b> &amp; sleep.</p>\n" * 300)
    page = report_of(document)["pages"][0]
    added = sum(len(json.dumps(page[name])) for name in ("blocks", "offsets"))
    assert added < 2 * len(document.text) + 30_000


def test_fingerprints_are_unique_and_outlive_moved_text() -> None:
    for document in fixture_documents():
        before = report_of(document)["pages"][0]["findings"]
        assert len({finding["id"] for finding in before}) == len(before)
        moved = document._replace(text="\n\n\n" + document.text.replace("\n", "\n   "))
        if document.media is Media.HTML:
            after = report_of(moved)["pages"][0]["findings"]
            assert {finding["id"] for finding in after} == {finding["id"] for finding in before}


def test_every_rule_has_an_outcome_on_every_page() -> None:
    rules = {compiled.rule.id for compiled in AUDITOR.library.pack.rules.rules}
    for page in report_of(*fixture_documents())["pages"]:
        assert set(page["outcomes"]) == rules
        failed = {finding["rule"] for finding in page["findings"]}
        assert failed == {rule for rule, outcome in page["outcomes"].items() if outcome in ("fail", "review")}


def test_the_ledger_explains_every_lost_point() -> None:
    for page in report_of(*fixture_documents())["pages"]:
        assert [entry["finding"] for entry in page["ledger"]] == [finding["id"] for finding in page["findings"]]
        if page["score"] is None:
            assert (page["grade"], page["range"], page["ledger"]) == ("not applicable", None, [])
            continue
        lost = sum(entry["points"] for entry in page["ledger"] if entry["outcome"] == "fail")
        assert page["score"] == min(max(0, round(100 - lost)), 49 if page["capped"] else 100)
        assert page["range"][0] <= page["score"] == page["range"][1]


CLAIMS = st.sampled_from(
    [
        ("Our drops cure anxiety. ", "Our drops cure anxiety. "),
        ("Our drops <b>cure</b> anxi&shy;ety&nbsp;now. ", "Our drops cure anxiety now. "),
        ("Results\r\n&#103;uaranteed 🙂. ", "Results guaranteed 🙂. "),
        ("There are <!-- x --><i>no side  effects</i>. ", "There are no side effects. "),
        ("Call our &quot;helpline&quot; (844) 555&#45;0142 now. ", 'Call our "helpline" (844) 555-0142 now. '),
        ("Plain words about pain.<br>", "Plain words about pain. "),
        ("<span hidden>never seen</span>", ""),
        ("𝒜 &amp; B. ", "𝒜 & B. "),
    ]
)


@given(
    st.lists(st.tuples(st.sampled_from(["p", "li", "h2", "td"]), st.lists(CLAIMS, min_size=1, max_size=5)), max_size=6)
)
@settings(deadline=None)
def test_slices_resolve_to_quotes_in_messy_html(blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
    raw = "<title>Ketamine for anxiety</title>" + "\r\n".join(
        f"<{name}>{''.join(source for source, _ in parts)}</{name}>" for name, parts in blocks
    )
    page = AUDITOR.audit(Document("page", Media.HTML, raw), any_page=True)
    check_evidence(raw, page_data(page))


def page_data(page: PageReport) -> dict[str, Any]:
    data = as_data(Report(AUDITOR.tool(), (page,), ()))
    jsonschema.validate(data, SCHEMA)
    return dict(data["pages"][0])


@pytest.mark.parametrize(
    "text", ["Bonjour, le traitement est dans la clinique et les patients sont contents avec nous.", "数字健康"]
)
def test_a_language_without_rules_gives_no_score(text: str) -> None:
    page = report_of(Document("-", Media.TEXT, text))["pages"][0]
    assert page["score"] is None
    assert set(page["outcomes"].values()) == {"not-applicable"}
    assert "language" in page["notes"][0]
