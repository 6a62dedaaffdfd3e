"""Authors at the beginning of an entry: people in every order, bodies, and titles that are no authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.authors import authors_at, is_organisation


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Dahl P, Reyes M, Okoro T. Moor air and sleep.", ("Dahl", "Reyes", "Okoro")),
        ("Dahl, P., Reyes, M. J., & van den Berg, T. (2019). Moor air.", ("Dahl", "Reyes", "van den Berg")),
        ("Dahl, P.; Reyes, M. Moor Air.", ("Dahl", "Reyes")),
        ("Dahl, Petra, and Mario Reyes. “Moor Air.”", ("Dahl", "Reyes")),
        ("Dahl, Petra. “Moor Air.”", ("Dahl",)),
        ("P. Dahl, M. J. Reyes and T. Okoro, Moor air, 2019", ("Dahl", "Reyes", "Okoro")),
        ("Petra Dahl, Mario Reyes. Moor air.", ("Dahl", "Reyes")),
        ("Hansen K. A. and Berg L. (2018) Moor air", ("Hansen", "Berg")),
        ("Dahl & Reyes (2019)", ("Dahl", "Reyes")),
        ("Dahl and Reyes, Sleep 1993", ("Dahl", "Reyes")),
        ("O'Neill K, de la Cruz A, St. John P. Moor air.", ("O'Neill", "de la Cruz", "St. John")),
        ("Smith-Jones AB Jr, Lee C III. Moor air.", ("Smith-Jones", "Lee")),
        ("Müller-Øvrebø Å, Ñúñez J. Moor air.", ("Müller-Øvrebø", "Ñúñez")),
        ("Muñoz Vidal C, García López de Haro M. Aire.", ("Muñoz Vidal", "García López de Haro")),
        ("Dahl P (ed.). Handbook of sleep.", ("Dahl",)),
        ("Dahl P, Reyes M; MOOR Investigators. Peat.", ("Dahl", "Reyes", "MOOR Investigators")),
        ("Dahl P; for the MOOR Study Group. Moor air.", ("Dahl", "MOOR Study Group")),
    ],
)
def test_people(text: str, families: tuple[str, ...]) -> None:
    found = authors_at(text)
    assert found.families == families
    assert not found.et_al


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Dahl P, Reyes M, et al. Moor air and sleep.", ("Dahl", "Reyes")),
        ("Dahl et al. 2019", ("Dahl",)),
        ("Dahl P and others. Moor air", ("Dahl",)),
        ("Dahl, P., et al. (2019). Moor air.", ("Dahl",)),
    ],
)
def test_and_others(text: str, families: tuple[str, ...]) -> None:
    found = authors_at(text)
    assert found.families == families
    assert found.et_al


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("World Health Organization. Sleep at work. 2019.", ("World Health Organization",)),
        ("National Institute of Sleep (2019). Moor air.", ("National Institute of Sleep",)),
        ("National Sleep Council (NSC). Insomnia. 2019", ("National Sleep Council",)),
        ("U.S. Food and Drug Administration. Label.", ("U.S. Food and Drug Administration",)),
        ("CDC. About sleep.", ("CDC",)),
        ("NHS. Insomnia. https://nhs.example", ("NHS",)),
        ("Moor Clinic Staff. Insomnia.", ("Moor Clinic Staff",)),
        ("MOOR Study Group. Moor air and sleep. Sleep Sci.", ("MOOR Study Group",)),
        ("Sleep Association; Moor Trust. Joint position. 2019", ("Sleep Association", "Moor Trust")),
    ],
)
def test_bodies(text: str, families: tuple[str, ...]) -> None:
    assert authors_at(text).families == families


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019",
        "https://nhs.example/insomnia",
        "Moor air and sleep in older adults. Sleep Sci 2019",
        "Sleep: what helps. Moor Clinic. 2019",
        "Insomnia - NHS",
        "Vitamin D and sleep. Dahl P. 2019",
    ],
)
def test_titles_are_no_authors(text: str) -> None:
    assert authors_at(text) == ((), False, 0)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Moor Clinic", True),
        ("World Health Organization", True),
        ("Sleep Foundation", True),
        ("NHS", True),
        ("Petra Dahl", False),
        ("Dahl", False),
        ("Mindful", False),
    ],
)
def test_is_organisation(name: str, body: bool) -> None:
    assert is_organisation(name) is body


@given(st.one_of(st.text(max_size=80), st.text(st.sampled_from("ADRS adrs.,;:&’'-()2019é"), max_size=60)))
def test_names_end_within_the_text(text: str) -> None:
    found = authors_at(text)
    assert 0 <= found.end <= len(text)
    assert found.end or not found.families
