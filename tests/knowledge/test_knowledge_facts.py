"""The facts that ship: consistent, and found by what a page would print."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.approval import Jurisdiction, Status
from healthaudit.knowledge import Knowledge, load_knowledge
from healthaudit.knowledge.helplines import Helpline
from healthaudit.knowledge.reading import date_of
from healthaudit.knowledge.telephone import national_digits

FOLDER = Path(__file__).parents[2] / "rules" / "knowledge"
FILES = ("regulations.yml", "helplines.yml", "conditions.yml", "products.yml")
CALLING_CODES = {
    "US": "1",
    "CA": "1",
    "GB": "44",
    "IE": "353",
    "AU": "61",
    "NZ": "64",
    "ZA": "27",
    "SG": "65",
    "DE": "49",
}

KNOWLEDGE = load_knowledge(FOLDER)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KNOWLEDGE


def test_the_newest_date_is_the_date(knowledge: Knowledge) -> None:
    assert knowledge.as_of == max(date_of(FOLDER / name) for name in FILES)
    for name in FILES:
        content = yaml.safe_load((FOLDER / name).read_text("utf-8"))
        assert content["as_of"].isoformat() == date_of(FOLDER / name)


def test_names_are_read_once(knowledge: Knowledge) -> None:
    assert knowledge.names is knowledge.names


# Regulations


@pytest.mark.parametrize("jurisdiction", ["US", "US-FL", "GB", "EU", "AU", "CA", "INT"])
def test_rules_can_name_every_jurisdiction(knowledge: Knowledge, jurisdiction: str) -> None:
    mine = [regulation for regulation in knowledge.regulations.values() if regulation.jurisdiction == jurisdiction]
    assert any(not regulation.unverified for regulation in mine)


def test_regulations_are_listed_under_their_ids(knowledge: Knowledge) -> None:
    for identity, regulation in knowledge.regulations.items():
        assert regulation.id == identity
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity)
        assert re.fullmatch(r"https?://\S+", regulation.url)


def test_bars_is_a_sentence_or_two() -> None:
    for entry in yaml.safe_load((FOLDER / "regulations.yml").read_text("utf-8"))["regulations"]:
        assert entry["bars"].endswith("."), entry["id"]
        assert len(entry["bars"].split()) <= 45, entry["id"]


# Helplines


@pytest.mark.parametrize("line", KNOWLEDGE.helplines.lines, ids=lambda line: line.id)
def test_a_line_is_found_by_all_that_is_printed(line: Helpline) -> None:
    for printed in (*line.numbers, line.sms):
        if not printed:
            continue
        found = KNOWLEDGE.helplines.lookup(printed)
        assert found is not None, printed
        # Several countries share a number; in none of them is another line behind it than here.
        assert national_digits(printed, line.country) in found.digits
        if code := CALLING_CODES.get(line.country):
            national = national_digits(printed, line.country)
            abroad = KNOWLEDGE.helplines.lookup(
                f"+{code} {national.removeprefix('0') if len(national) > 4 else national}"
            )
            assert abroad is not None
            assert abroad.country in (line.country, *(("US", "CA") if code == "1" else ()))


@pytest.mark.parametrize("line", KNOWLEDGE.helplines.lines, ids=lambda line: line.id)
def test_words_spell_a_number_that_is_also_given_in_digits(line: Helpline) -> None:
    plain = [national_digits(number, line.country) for number in line.numbers if not re.search("[A-Z]", number)]
    for number in line.numbers:
        if re.search("[A-Z]", number):
            spelt = national_digits(number, line.country)
            assert any(spelt.startswith(digits) for digits in plain), number


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("+1 (800) 662-4357", "us-samhsa"),
        ("1-800-662-HELP", "us-samhsa"),
        ("116 123", "gb-samaritans"),
        ("988", "us-988"),
        ("0800 068 41 41", "gb-papyrus"),
        ("+44 800 068 4141", "gb-papyrus"),
        ("1-800-MEDICARE", "us-medicare"),
        ("Call 1-800-222-1222", "us-poison"),
        ("text HOME to 741741", "us-crisis-text"),
        ("+61 13 11 14", "au-lifeline"),
        ("85258", "gb-shout"),
        ("+353 116 123", "ie-samaritans"),
    ],
)
def test_lines_that_pages_name(knowledge: Knowledge, number: str, line: str) -> None:
    found = knowledge.helplines.lookup(number)
    assert found is not None
    assert found.id == line


@given(
    st.integers(200, 999),
    st.integers(100, 199),
    st.sampled_from(["{a}-555-0{b}", "+1 ({a}) 555-0{b}", "1{a}5550{b}"]),
)
def test_invented_numbers_are_nobodys(area: int, last: int, form: str) -> None:
    assert KNOWLEDGE.helplines.lookup(form.format(a=area, b=last)) is None


def test_most_lines_have_been_checked(knowledge: Knowledge) -> None:
    unverified = [line.id for line in knowledge.helplines.lines if line.unverified]
    assert len(unverified) < len(knowledge.helplines.lines) / 10


# Names


def test_no_name_stands_for_two_things(knowledge: Knowledge) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name in knowledge.names.names:
        owners[name.surface.lower()].add(f"{name.kind} {name.id}")
    shared = {surface for surface, ids in owners.items() if len(ids) > 1}
    assert shared == set()


def test_surfaces_are_in_the_form_that_is_searched(knowledge: Knowledge) -> None:
    for name in knowledge.names.names:
        assert name.surface.isascii(), name
        assert name.surface == " ".join(name.surface.split()), name
        assert len(name.surface) >= 2, name
        if name.acronym:
            assert re.search("[A-Z]", name.surface), name
        else:
            assert name.surface == name.surface.lower(), name
            assert len(name.surface) >= 3, f"{name.surface}: so short a name must be an acronym"


def test_wider_conditions_end_somewhere(knowledge: Knowledge) -> None:
    for condition in knowledge.names.conditions.values():
        seen = {condition.id}
        while condition.parent:
            condition = knowledge.names.conditions[condition.parent]
            assert condition.id not in seen
            seen.add(condition.id)


@pytest.mark.parametrize(
    "surface",
    ["stress", "energy", "focus", "sleep", "cold", "scars", "trauma", "light therapy", "ED", "MS", "ADD"],
)
def test_ordinary_words_are_weak(knowledge: Knowledge, surface: str) -> None:
    found = [name for name in knowledge.names.names if name.surface == surface]
    assert found
    assert all(name.weak for name in found)


@pytest.mark.parametrize(
    ("surface", "kind", "identity"),
    [
        ("migraines", "condition", "migraine"),
        ("anaemia", "condition", "anemia"),
        ("generalised anxiety disorder", "condition", "gad"),
        ("alzheimers disease", "condition", "alzheimers"),
        ("ozempic", "product", "ozempic"),
        ("oral semaglutide", "product", "semaglutide"),
        ("ketamine infusions", "product", "ketamine"),
        ("ssris", "product", "ssri"),
    ],
)
def test_names_that_pages_use(knowledge: Knowledge, surface: str, kind: str, identity: str) -> None:
    assert (surface, kind, identity, False, False) in knowledge.names.names


# Approvals


def test_enough_is_known_of_approvals(knowledge: Knowledge) -> None:
    approvals, names = knowledge.approvals, knowledge.names
    answered = [one for one in names.products if any(approvals.approval(one, place) for place in Jurisdiction)]
    assert len(answered) >= 1000
    assert len(names.conditions) >= 400
    assert approvals.dossiers.keys() <= names.products.keys()
    for entry in yaml.safe_load((FOLDER / "approvals.yml").read_text("utf-8"))["approvals"]:
        assert entry["id"] in names.products, entry["id"]


@pytest.mark.parametrize(
    ("product", "condition", "status"),
    [
        ("ketamine", "anxiety", Status.NOT_LISTED),
        ("Wegovy", "obesity", Status.APPROVED),
        ("esketamine", "depression", Status.UNKNOWN),
        ("Spravato", "treatment-resistant depression", Status.APPROVED),
        ("Ozempic", "obesity", Status.NOT_LISTED),
    ],
)
def test_uses_that_pages_promote(knowledge: Knowledge, product: str, condition: str, status: Status) -> None:
    ids = knowledge.names.find("product", product), knowledge.names.find("condition", condition)
    assert all(ids)
    assert knowledge.approvals.status(*ids).status is status
