"""Expressions that are compiled at their first use behave as those of the standard library."""

from __future__ import annotations

import re

import pytest

from healthaudit.patterns import Lazy

TEXT = "Dahl 2019, and Okoro 2021."


@pytest.mark.parametrize("source", [r"\d+", r"(\w+) (\d+)", r"okoro", r"^$"])
def test_like_the_standard_library(source: str) -> None:
    own, standard = Lazy(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)
    assert [one.span() for one in own.finditer(TEXT, 5, 20)] == [one.span() for one in standard.finditer(TEXT, 5, 20)]
    assert own.findall(TEXT) == standard.findall(TEXT)
    assert own.sub("-", TEXT) == standard.sub("-", TEXT)
    assert own.split(TEXT) == standard.split(TEXT)
    for name in ("search", "match", "fullmatch"):
        found, wanted = getattr(own, name)(TEXT, 5), getattr(standard, name)(TEXT, 5)
        assert (found and found.span()) == (wanted and wanted.span())


def test_nothing_is_compiled_before_it_is_used() -> None:
    wrong = Lazy("(")
    with pytest.raises(re.error):
        wrong.search(TEXT)
