"""What is approved for what, from facts that are made up: when the answer is yes, no, and when nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.approval import Status
from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.approvals import (
    Answer,
    Approvals,
    dossier_of,
    load_approvals,
    plain_dossier,
)
from healthaudit.knowledge.label_file import label_rows
from healthaudit.knowledge.names import load_names
from healthaudit.knowledge.reading import date_of

CONDITIONS = """
as_of: 2026-01-01
conditions:
  mental:
    - {id: mental_disorder, name: mental disorder}
    - {id: gloom, name: gloom, parent: mental_disorder, covers: [low_spirits]}
    - {id: deep_gloom, name: deep gloom, parent: gloom, covers: [gloom], beside: [sleepless_nights]}
    - {id: deepest_gloom, name: deepest gloom, parent: deep_gloom}
    - {id: grey_gloom, name: grey gloom, parent: gloom}
    - {id: low_spirits, name: low spirits}
    - {id: sleepless_nights, name: sleepless nights}
  body:
    - {id: hiccups, name: hiccups}
    - {id: loud_hiccups, name: loud hiccups, parent: hiccups}
    - {id: itch, name: itch}
    - {id: winding, name: winding road, parent: road}
    - {id: road, name: road, parent: winding}
"""
PRODUCTS = """
as_of: 2026-01-01
products:
  rx_drug:
    - {id: lumenol, name: lumenol}
    - {id: glow, name: Glow, contains: lumenol}
    - {id: dazzle, name: Dazzle, contains: lumenol}
    - {id: glow_extra, name: Glow Extra, contains: glow}
    - {id: lumenols, name: lumenols, class: true}
    - {id: murmur, name: murmur}
    - {id: snake, name: snake oil, contains: tail}
    - {id: tail, name: tail oil, contains: snake}
    - {id: newcomer, name: newcomer}
  practice:
    - {id: humming, name: humming}
"""
APPROVALS = """
as_of: 2026-02-03
approvals:
  - id: lumenol
    US: {approved: [deep_gloom], unclear: [hiccups], year: 2001, sources: [drugcentral, "https://www.lamps.example/a", "https://www.lamps.example/b"]}
    EU: {approved: [itch], how: monograph, unsourced: true}
    schedule: CIV
    boxed_warning: glare
    rems: lit rooms only
    supervised: true
    risks: [sunburn, moths]
    note: Keep in the dark.
  - id: dazzle
    US: {approved: [itch], sources: [ema]}
  - {id: humming, US: {approved: [], how: practice}}
  - {id: murmur, US: {approved: [], how: none, sources: ["https://a.example"]}, EU: {approved: [winding]}}
"""
LABELS = """# Made by hand, for a test.
id,name,kind,brands,us,us_unclear,eu,eu_unclear,sources
dimmol,dimmol,rx_drug,Dimm,gloom,hiccups,itch,,drugcentral ema labeledin
lumenol,lumenol,rx_drug,,itch,,,,drugcentral
ghostol,ghostol,rx_drug,,haunting,,,,labeledin
"""


def write(folder: Path, **texts: str) -> Path:
    for name, text in {"conditions": CONDITIONS, "products": PRODUCTS, "approvals": APPROVALS, **texts}.items():
        (folder / f"{name}.yml").write_text(text, "utf-8")
    (folder / "labels.csv").write_text(LABELS, "utf-8")
    return folder


def load(folder: Path) -> Approvals:
    names = load_names(folder)
    return Approvals(load_approvals(folder, names), names, date_of(folder / "approvals.yml"))


@pytest.fixture
def approvals(tmp_path: Path) -> Approvals:
    return load(write(tmp_path))


@pytest.mark.parametrize("product", ["lumenol", "glow", "glow_extra"])
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        pytest.param("deep_gloom", Status.APPROVED, id="the use itself"),
        pytest.param("gloom", Status.APPROVED, id="what it covers"),
        pytest.param("low_spirits", Status.UNKNOWN, id="what that covers in turn"),
        pytest.param("mental_disorder", Status.UNKNOWN, id="wider"),
        pytest.param("deepest_gloom", Status.UNKNOWN, id="a kind of it"),
        pytest.param("sleepless_nights", Status.UNKNOWN, id="beside it"),
        pytest.param("hiccups", Status.UNKNOWN, id="unclear"),
        pytest.param("loud_hiccups", Status.UNKNOWN, id="a kind of what is unclear"),
        pytest.param("grey_gloom", Status.NOT_LISTED, id="another kind of the same"),
        pytest.param("itch", Status.NOT_LISTED, id="unrelated"),
        pytest.param("nonsense", Status.UNKNOWN, id="no condition of ours"),
    ],
)
def test_a_use_is_approved_not_listed_or_unknown(
    approvals: Approvals, product: str, condition: str, status: Status
) -> None:
    assert approvals.status(product, condition).status is status


def test_beside_counts_in_one_direction_only(tmp_path: Path) -> None:
    changed = APPROVALS.replace("approved: [deep_gloom]", "approved: [sleepless_nights]")
    assert load(write(tmp_path, approvals=changed)).status("lumenol", "deep_gloom").status is Status.NOT_LISTED


def test_an_answer_says_what_it_rests_on(approvals: Approvals) -> None:
    assert approvals.status("lumenol", "deep_gloom") == Answer(
        Status.APPROVED,
        how="approved",
        year=2001,
        source="DrugCentral 2016, lamps.example",
        as_of="2026-02-03",
        settled=True,
        approved=("deep gloom",),
    )


def test_a_brand_with_an_entry_of_its_own_answers_for_itself(approvals: Approvals) -> None:
    assert approvals.status("dazzle", "itch").status is Status.APPROVED
    assert approvals.status("dazzle", "deep_gloom").status is Status.NOT_LISTED
    assert approvals.holder("dazzle", "US") == "dazzle"


def test_where_a_brand_has_no_entry_what_it_contains_answers(approvals: Approvals) -> None:
    assert approvals.holder("dazzle", "EU") == "lumenol"
    assert approvals.holder("glow_extra", "US") == "lumenol"
    assert approvals.status("dazzle", "itch", "EU") == approvals.status("lumenol", "itch", "EU")
    assert approvals.root("glow_extra") == approvals.root("dazzle") == approvals.root("lumenol") == "lumenol"


@pytest.mark.parametrize(
    ("product", "jurisdiction"),
    [("lumenol", "UK"), ("dimmol", "UK"), ("newcomer", "US"), ("nonsense", "US"), ("", "US"), ("ghostol", "US")],
)
def test_without_an_entry_nothing_is_known(approvals: Approvals, product: str, jurisdiction: str) -> None:
    assert approvals.approval(product, jurisdiction) is None
    assert approvals.status(product, "itch", jurisdiction) == Answer(Status.UNKNOWN)
    assert approvals.holder(product, jurisdiction) == product


def test_nobody_approves_a_practice(approvals: Approvals) -> None:
    assert approvals.status("humming", "itch") == Answer(Status.UNKNOWN, how="practice")


def test_approved_for_nothing_is_known_and_differs_from_unknown(approvals: Approvals) -> None:
    answer = approvals.status("murmur", "itch")
    assert (answer.status, answer.how, answer.approved, answer.settled) == (Status.NOT_LISTED, "none", (), True)


def test_without_a_source_nothing_is_settled(approvals: Approvals) -> None:
    for product, condition in (("lumenol", "itch"), ("murmur", "winding")):
        answer = approvals.status(product, condition, "EU")
        assert (answer.status, answer.source, answer.settled) == (Status.APPROVED, "", False)


def test_unsourced_takes_back_a_source(tmp_path: Path) -> None:
    changed = APPROVALS.replace("sources: [ema]", "sources: [ema], unsourced: true")
    assert not load(write(tmp_path, approvals=changed)).status("dazzle", "itch").settled


def test_sets_of_label_data_alone_settle_nothing_and_are_as_old_as_the_newest(approvals: Approvals) -> None:
    here, there = (approvals.status("dimmol", "gloom", place) for place in ("US", "EU"))
    assert (here.status, here.settled, here.as_of) == (Status.APPROVED, False, "2016")
    assert here.source == "DrugCentral 2016, LabeledIn (National Library of Medicine) 2014"
    assert (there.status, there.settled, there.as_of) == (Status.NOT_LISTED, False, "2025")
    assert there.source == "EMA table of medicines 2025"
    assert approvals.status("dimmol", "hiccups").status is Status.UNKNOWN


def test_an_entry_settled_by_hand_comes_before_the_sets(approvals: Approvals) -> None:
    assert approvals.dossiers["lumenol"].approvals["US"].approved == ("deep_gloom",)


def test_a_condition_that_went_since_the_last_update_is_passed_over(approvals: Approvals) -> None:
    assert "ghostol" in approvals.names.products
    assert "ghostol" not in approvals.dossiers


def test_what_else_a_dossier_tells(approvals: Approvals) -> None:
    dossier = approvals.dossiers["lumenol"]
    assert (dossier.schedule, dossier.boxed_warning, dossier.rems) == ("CIV", "glare", "lit rooms only")
    assert (dossier.supervised, dossier.risks, dossier.note) == (True, ("sunburn", "moths"), "Keep in the dark.")
    assert not approvals.dossiers["dazzle"].supervised


def test_a_dossier_survives_being_made_plain(approvals: Approvals) -> None:
    for dossier in approvals.dossiers.values():
        assert dossier_of(plain_dossier(dossier)) == dossier


def test_kin_is_the_same_or_a_kind_of_the_other(approvals: Approvals) -> None:
    for one, other in (("gloom", "gloom"), ("deepest_gloom", "gloom"), ("mental_disorder", "deepest_gloom")):
        assert approvals.kin(one, other)
        assert approvals.kin(other, one)
    assert not approvals.kin("deep_gloom", "grey_gloom")
    assert not approvals.kin("deep_gloom", "sleepless_nights")


def test_classes_are_marked(approvals: Approvals) -> None:
    assert approvals.classes == {"lumenols"}


def test_what_runs_in_circles_comes_to_an_end(approvals: Approvals) -> None:
    assert approvals.root("snake") == "tail"
    assert approvals.holder("snake", "US") == "snake"
    assert approvals.kin("winding", "road")
    assert approvals.status("murmur", "road", "EU").status is Status.UNKNOWN
    assert approvals.status("murmur", "itch", "EU").status is Status.NOT_LISTED


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- id: dazzle", "- id: dazle", "approvals.yml, entry dazle: no such product: dazle"),
        ("approved: [deep_gloom]", "approved: [gloms]", "approvals.yml, entry lumenol: no such condition: gloms"),
        ("unclear: [hiccups]", "unclear: [hicups]", "approvals.yml, entry lumenol: no such condition: hicups"),
        ("sources: [ema]", "sources: [emma]", "approvals.yml, entry dazzle: no such source: emma"),
        ("sources: [ema]", "sources: ['http://a.example']", "approvals.yml, entry dazzle: no such source: http:"),
        ("how: practice", "how: magic", "approvals.yml, entry humming: no such way of approval: 'magic'"),
        ("how: practice", "how: [none]", "approvals.yml, entry humming: no such way of approval: ['none']"),
        ("year: 2001", "year: 3001", "approvals.yml, entry lumenol: no such year: 3001"),
        ("year: 2001", "year: '2001'", "approvals.yml, entry lumenol: no such year: '2001'"),
        ("unclear: [hiccups]", "maybe: [hiccups]", "approvals.yml, entry lumenol: unknown key 'maybe' under US"),
        ("unclear: [hiccups]", "1: a, b: c", "approvals.yml, entry lumenol: unknown key '1' under US"),
        ("unclear: [hiccups]", "unclear: hiccups", "approvals.yml, entry lumenol: 'unclear' under US must be a list"),
        ("unclear: [hiccups]", "unclear: [7]", "approvals.yml, entry lumenol: 'unclear' under US must be a list"),
        ("unsourced: true", "unsourced: rather", "approvals.yml, entry lumenol: 'unsourced' under EU must be true"),
        ("US: {approved: [itch], ", "US: {", "approvals.yml, entry dazzle: 'US' has no list 'approved'"),
        ("US: {approved: [itch], sources: [ema]}", "US:", "approvals.yml, entry dazzle: 'US' has no list 'approved'"),
        ("    US: {approved: [itch]", "    FR: {approved: [itch]", "approvals.yml, entry dazzle: unknown key 'FR'"),
        ("schedule: CIV", "schedule: 4", "approvals.yml, entry lumenol: 'schedule' must be text, not 4"),
        ("supervised: true", "supervised: often", "approvals.yml, entry lumenol: 'supervised' must be true or false"),
        ("risks: [sunburn, moths]", "risks: moths", "approvals.yml, entry lumenol: 'risks' must be a list"),
        ("- id: dazzle", "- id: lumenol", "approvals.yml, entry lumenol: this id is there twice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in APPROVALS
    with pytest.raises(KnowledgeError) as caught:
        load(write(tmp_path, approvals=APPROVALS.replace(old, new, 1)))
    assert str(caught.value).startswith(message)
    assert caught.value.hint


# labels.csv


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("eu_unclear,sources", "sources,eu_unclear", "labels.csv: the columns are not id, name, kind"),
        ("id,name,kind", "id;name;kind", "labels.csv: the columns are not id, name, kind"),
        (LABELS, "", "labels.csv: the columns are not id, name, kind"),
        (",drugcentral\n", "\n", "labels.csv, row 3: too few or too many columns"),
        (",,labeledin", ",,labeledin,more", "labels.csv, row 4: too few or too many columns"),
        (",,labeledin", ",,hearsay", "labels.csv, ghostol: no such source: hearsay"),
    ],
)
def test_what_is_wrong_with_labels_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LABELS
    (write(tmp_path) / "labels.csv").write_text(LABELS.replace(old, new), "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(message)
    assert caught.value.hint


def test_labels_that_are_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(b"id,name\ncaf\xe9,caf\xe9\n")
    with pytest.raises(KnowledgeError, match=r"labels.csv: .*utf-8") as caught:
        list(label_rows(tmp_path / "labels.csv"))
    assert "facts update" in caught.value.hint


def test_labels_may_be_missing(tmp_path: Path) -> None:
    (write(tmp_path) / "labels.csv").unlink()
    assert set(load(tmp_path).dossiers) == {"lumenol", "dazzle", "humming", "murmur"}


def test_drugs_on_labels_have_names_and_brands(approvals: Approvals) -> None:
    for text in ("dimmol", "Dimmol", "dimm", "Dimm"):
        assert approvals.names.find("product", text) == "dimmol"
    assert approvals.names.products["dimmol"].kind == "rx_drug"
    assert approvals.names.products["lumenol"].name == "lumenol"
