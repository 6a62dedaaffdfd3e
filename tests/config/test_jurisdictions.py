"""Whose approvals count, and whose regulations are cited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from healthaudit.approval import Jurisdiction
from healthaudit.library import Library
from healthaudit.model import PageReport
from healthaudit.settings import Settings

#: Approved in the EU alone, and in the US alone.
HERE_OR_THERE = {"agomelatine": "depression", "acalabrutinib": "lymphoma"}
PAGE = "<h1>{product} for {condition}</h1><p>Our clinic offers {product} for {condition}. Book now for $99.</p>"


@pytest.fixture
def used(audit: Callable[..., PageReport]) -> Callable[..., tuple[str, str]]:
    """(product, places) to (whose approvals the use was held against, its status)."""

    def found(product: str, *places: str) -> tuple[str, str]:
        text = PAGE.format(product=product.capitalize(), condition=HERE_OR_THERE[product])
        report = audit(text, Settings(classify=False, jurisdictions=tuple(map(Jurisdiction, places))))
        uses = [use for use in report.uses if use.product == product]
        assert len(uses) == 1
        assert ("use-undisclosed" in {finding.rule for finding in report.findings}) == (uses[0].status == "not-listed")
        return uses[0].jurisdiction, uses[0].status

    return found


@pytest.mark.parametrize(
    ("product", "places", "found"),
    [
        ("agomelatine", (), ("US", "not-listed")),
        ("agomelatine", ("US",), ("US", "not-listed")),
        ("agomelatine", ("EU",), ("EU", "approved")),
        ("agomelatine", ("EU", "US"), ("US", "not-listed")),
        ("agomelatine", ("US", "EU"), ("US", "not-listed")),
        ("agomelatine", ("EU", "EU"), ("EU", "approved")),
        ("agomelatine", ("EU", "UK"), ("UK", "unknown")),
        ("agomelatine", ("UK", "EU", "US"), ("US", "not-listed")),
        ("acalabrutinib", (), ("US", "approved")),
        ("acalabrutinib", ("EU",), ("EU", "not-listed")),
        ("acalabrutinib", ("US", "EU"), ("EU", "not-listed")),
        ("acalabrutinib", ("US", "UK"), ("UK", "unknown")),
    ],
)
def test_of_several_the_strictest_decides(
    used: Callable[..., tuple[str, str]], product: str, places: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert used(product, *places) == found


@pytest.fixture
def cited(audit: Callable[..., PageReport]) -> Callable[..., dict[str, set[str]]]:
    """(text, places) to the places of the regulations of each finding, by rule."""

    def found(text: str, *places: str) -> dict[str, set[str]]:
        report = audit(text, Settings(classify=False, jurisdictions=tuple(map(Jurisdiction, places))))
        return {one.rule: {law.jurisdiction for law in one.regulations} for one in report.findings}

    return found


def test_without_any_all_regulations_are_cited(cited: Callable[..., dict[str, set[str]]]) -> None:
    assert cited("<p>Our drops cure anxiety.</p>")["cure-claim"] >= {"US", "GB", "EU"}


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        (("US",), {"US"}),
        (("EU",), {"EU"}),
        (("US", "EU"), {"US", "EU"}),
        (("UK",), {"GB"}),
        (("UK", "EU"), {"GB", "EU"}),
    ],
)
def test_those_of_the_places_are_cited(
    cited: Callable[..., dict[str, set[str]]], places: tuple[str, ...], wanted: set[str]
) -> None:
    assert cited("<p>Our drops cure anxiety.</p>", *places)["cure-claim"] == wanted


def test_what_holds_everywhere_stays(cited: Callable[..., dict[str, set[str]]]) -> None:
    text = "<p>Ketamine for depression: book now at our clinic. Ketamine treats anxiety. It treats depression.</p>"
    assert cited(text, "EU")["no-author"] == {"INT"}


def test_a_state_belongs_to_its_country(cited: Callable[..., dict[str, set[str]]]) -> None:
    text = "<p>We pay for your flight to our rehab if you check in this week.</p>"
    assert cited(text, "US")["admission-inducement"] == {"US", "US-FL"}


def test_a_finding_never_loses_all_of_its_regulations(library: Library, audit: Callable[..., PageReport]) -> None:
    """Whatever the place: of every rule that cites any, something is left."""
    text = (
        "<p>Our drops cure anxiety. Act now! Buy now. Results guaranteed. No side effects.</p><p>Ditch your pills.</p>"
    )
    before = {one.id: one.regulations for one in audit(text, Settings(classify=False)).findings}
    for place in Jurisdiction:
        after = audit(text, Settings(classify=False, jurisdictions=(place,))).findings
        assert {one.id for one in after} == set(before)
        for finding in after:
            assert set(finding.regulations) <= set(before[finding.id])
            assert bool(finding.regulations) == bool(before[finding.id])
