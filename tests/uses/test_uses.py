"""Uses: what a page promotes for what, and whether it says in time that this is not approved."""

from __future__ import annotations

import pytest

from healthaudit.approval import Disclosure, Jurisdiction, Status
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, PageReport, Use
from healthaudit.settings import Settings

AUDITOR = Auditor.load()

MISSING, BURIED, PRESENT, NONE = (
    Disclosure.MISSING,
    Disclosure.BURIED,
    Disclosure.PRESENT,
    Disclosure.NOT_APPLICABLE,
)


def audit(text: str, *, any_page: bool = True, media: Media = Media.MARKDOWN) -> PageReport:
    return AUDITOR.audit(Document("page", media, text), any_page=any_page)


def uses(text: str, **options: bool) -> dict[tuple[str, str], Use]:
    return {(use.product, use.condition): use for use in audit(text, **options).uses}


def verdicts(text: str) -> set[tuple[str, str, Disclosure]]:
    return {(use.product, use.condition, use.disclosure) for use in uses(text).values()}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("# Ketamine for PTSD\n\nBook your first visit.", "post-traumatic stress disorder"),
        ("Our ketamine infusions relieve PTSD.", "post-traumatic stress disorder"),
        ("# Ketamine\n\n## Conditions we treat\n\n- Tinnitus\n- OCD", "tinnitus"),
        ("# Ketamine in Oakfield\n\nOur infusions have brought back calm to people with and without OCD.", None),
        ("We offer ketamine. It helps against tinnitus and OCD.", "obsessive-compulsive disorder"),
        ("Relief from tinnitus with ketamine: book today.", "tinnitus"),
    ],
)
def test_a_product_is_promoted_for(text: str, condition: str | None) -> None:
    found = {name for product, name in uses(text) if product == "ketamine"}
    assert (condition in found) if condition else not found


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine does not help against tinnitus.",
        "Does ketamine help against tinnitus?",
        "Beware of clinics that offer ketamine for tinnitus.",
        "Our ketamine is not for anyone who has had tinnitus.",
        "# Ketamine\n\nSide effects of ketamine include tinnitus.",
        "# Ketamine\n\n## Risks\n\nTinnitus may follow.",
        "Our team has ketamine. Antibiotics help against pneumonia.",
        "Our ketamine gives energy and focus.",
    ],
)
def test_a_product_is_not_promoted_for(text: str) -> None:
    assert [use for use in uses(text).values() if use.status is Status.NOT_LISTED] == []


def test_a_page_that_reports_or_explains_promotes_nothing() -> None:
    text = (
        "# Trial tests ketamine for PTSD\n\nResearchers in Leeds gave ketamine to 40 adults with PTSD, the journal "
        "reported on Monday. The study was published this week. Scientists said that more research is needed."
    )
    assert audit(text, any_page=False).uses == ()


def test_a_page_that_only_says_what_it_treats_is_shown_and_asked_nothing() -> None:
    text = (
        "# TMS at the County Hospital\n\nTranscranial magnetic stimulation uses magnetic pulses. Our psychiatrists "
        "offer TMS to adults with tinnitus after a referral from a family doctor. A nurse explains what happens."
    )
    found = uses(text, any_page=False)
    assert [(use.promoted, use.status) for use in found.values()] == [(False, Status.NOT_LISTED)]
    assert not any(finding.family == "off-label" for finding in audit(text, any_page=False).findings)


CLAIM = "# Ketamine for PTSD\n\nOur ketamine infusions calm PTSD."


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CLAIM, MISSING),
        (f"{CLAIM} The FDA has not approved ketamine for PTSD.", PRESENT),
        (f"{CLAIM} This is an off-label use.", PRESENT),
        (f"{CLAIM}\n\nThe label of ketamine does not list PTSD.", PRESENT),
        (f"Ketamine is approved only as an anesthetic.\n\n{CLAIM}", PRESENT),
        (f"{CLAIM}\n\n## Prices\n\nFrom $400.\n\n## Questions\n\nKetamine is not approved for PTSD.", BURIED),
        (f"{CLAIM}\n\n## Disclaimer\n\nKetamine is not approved for PTSD.", BURIED),
        (f"{CLAIM} Wegovy is not approved for PTSD.", MISSING),
        (f"{CLAIM} Ketamine is not approved for OCD.", MISSING),
        (f"{CLAIM} Your payment has not been approved.", MISSING),
        (f"{CLAIM} Is this off-label?", MISSING),
    ],
)
def test_disclosure(text: str, verdict: Disclosure) -> None:
    assert ("ketamine", "post-traumatic stress disorder", verdict) in verdicts(text)


@pytest.mark.parametrize("wrap", ["<footer><p>{}</p></footer>", "<p><small>{}</small></p>", "<aside><p>{}</p></aside>"])
def test_a_disclosure_in_the_footer_or_in_small_print_is_buried(wrap: str) -> None:
    text = "<main><h1>Ketamine for PTSD</h1><p>Our ketamine infusions calm PTSD.</p></main>" + wrap.format(
        "Ketamine is not approved for PTSD."
    )
    page = audit(text, media=Media.HTML)
    assert [use.disclosure for use in page.uses] == [BURIED]
    finding = next(finding for finding in page.findings if finding.rule == "use-disclosed-too-late")
    assert finding.evidence[-1].role == "disclosure"
    assert finding.evidence[-1].quote == "Ketamine is not approved for PTSD."


def test_an_approved_use_needs_no_disclosure_and_gives_no_finding() -> None:
    text = "# Wegovy for obesity\n\nWe prescribe Wegovy for obesity."
    found = uses(text)[("Wegovy", "obesity")]
    assert (found.status, found.disclosure) == (Status.APPROVED, NONE)
    assert not any(finding.rule.startswith("use-") for finding in audit(text).findings)


def test_a_brand_has_uses_of_its_own() -> None:
    assert uses("We prescribe Ozempic for obesity.")[("Ozempic", "obesity")].status is Status.NOT_LISTED


def test_nothing_is_said_of_what_nobody_knows() -> None:
    assert uses("Our Zorblatine cures tinnitus.") == {}


def test_one_finding_names_all_undisclosed_conditions_of_a_product() -> None:
    page = audit("# Ketamine\n\nOur ketamine relieves PTSD. Our ketamine relieves OCD and tinnitus.")
    (finding,) = (finding for finding in page.findings if finding.rule == "use-undisclosed")
    for words in (
        "ketamine",
        "post-traumatic stress disorder",
        "obsessive-compulsive disorder",
        "tinnitus",
        "anesthesia",
    ):
        assert words in finding.message
    spans = [evidence.span for evidence in finding.evidence]
    assert len(spans) >= 2
    assert len(set(spans)) == len(spans)


def test_what_rests_on_old_labels_is_left_to_review() -> None:
    page = audit("# Levorphanol for tinnitus\n\nOur levorphanol relieves tinnitus.")
    (finding,) = (finding for finding in page.findings if finding.rule == "use-undisclosed")
    assert finding.outcome == "review"


def test_the_jurisdiction_decides() -> None:
    text = "# Spravato for treatment-resistant depression\n\nOur Spravato relieves treatment-resistant depression."
    british = Auditor.of(AUDITOR.library, Settings(jurisdictions=(Jurisdiction.UK,)))
    other = british.audit(Document("page", Media.MARKDOWN, text), any_page=True)
    assert [use.status for use in audit(text).uses] == [Status.APPROVED]
    assert [(use.status, use.jurisdiction) for use in other.uses] == [(Status.UNKNOWN, "UK")]


def test_a_boxed_warning_that_is_not_touched_upon_is_left_to_review() -> None:
    claim = "# Wegovy for obesity\n\nWe prescribe Wegovy for obesity."
    assert [f.outcome for f in audit(claim).findings if f.rule == "boxed-warning-unsaid"] == ["review"]
    assert not any(f.rule == "boxed-warning-unsaid" for f in audit(f"{claim} It may cause thyroid tumors.").findings)
