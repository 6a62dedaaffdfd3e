"""A site: names that last, files that lead to each other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from turbohtml import parse

from healthaudit.model import Report, Skipped
from healthaudit.reports.html import render_html
from healthaudit.reports.html.site import INDEX, is_page, page_names, site

SOURCES = [
    "content/drops.html",
    "content/Drops.html",
    "content/drops-html",
    "https://www.clinic.example/a?b=1#c",
    "https://clinic.example/a?b=2",
    "-",
    "",
    "../../etc/passwd",
    "C:\\pages\\a.html",
    "數字健康.html",
    "con",
    "a/" * 200 + "end.html",
    "/" * 50,
    "\udcff\x00\n.html",
    "\ud800",
]


def named(build, *sources: str) -> list[str]:
    page = build.page()
    return page_names(build.report(*[build.audited(replace(page, source=source)) for source in sources]))


def test_names_are_readable_and_told_apart(build) -> None:
    names = named(build, *SOURCES)
    assert names[0].startswith("pages/content-drops-html-")
    assert names[3].startswith("pages/clinic-example-a-b-1-c-")
    assert len({name.casefold() for name in names}) == len(SOURCES)
    assert all(is_page(name) for name in names)


@given(source=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_source_has_a_name_that_stays_in_its_folder(build, source: str) -> None:
    [name] = named(build, source)
    assert is_page(name)
    assert len(name) < 100


def test_names_do_not_depend_on_other_pages(build) -> None:
    alone = [named(build, source)[0] for source in SOURCES]
    assert named(build, *SOURCES) == alone
    assert named(build, *reversed(SOURCES)) == alone[::-1]


def test_the_same_file_by_another_spelling_keeps_its_name(build) -> None:
    assert named(build, "./content/drops.html") == named(build, "content/drops.html")


def test_a_page_given_twice_has_two_files(build) -> None:
    first, second, third = named(build, "a.html", "a.html", "a.html")
    assert (second, third) == (first.replace(".html", "-2.html"), first.replace(".html", "-3.html"))
    assert is_page(third)


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "pages/a.html",
        "pages/../a-0123456789.html",
        "/pages/a-0123456789.html",
        "pages/a-0123456789.htm",
        "pages/A-0123456789.html",
        "pages/a-0123456789.html\n",
        "pages/a/b-0123456789.html",
        "pages\\a-0123456789.html",
    ],
)
def test_nothing_else_is_taken_for_a_page(name: str) -> None:
    assert not is_page(name)


def test_the_overview_comes_last_and_leads_to_every_page_and_finding(build) -> None:
    one, two = build.page(source="a.txt"), build.page(source="b.txt", text="Our drip cures worry.")
    report = build.report(
        build.audited(one, build.finding(one, "proven", rule="proof"), build.finding(one, "drip")),
        build.audited(two, build.finding(two, "drip")),
        skipped=(Skipped("c.pdf", "this is a PDF", ""),),
    )
    *pages, index = list(site(report))
    assert index.name == INDEX
    assert [page.name for page in pages] == page_names(report)
    ids = {page.name: {each.attrs["id"] for each in parse(page.content).select("[id]")} for page in pages}
    links = [link.attrs["href"] for link in parse(index.content).select("a") if link.attrs["href"][0] != "#"]
    assert {link.partition("#")[0] for link in links} == set(ids)
    anchors = [link.split("#") for link in links if "#" in link]
    assert len(anchors) == 2, "one for each rule"
    assert all(anchor in ids[name] for name, anchor in anchors)


def test_a_page_of_the_site_is_its_complete_report(build) -> None:
    page = build.audited(build.page(), build.finding())
    report = build.report(page, build.audited(build.page(source="b.txt")))
    first = next(iter(site(report)))
    assert first.content == render_html(Report(report.tool, (page,), ()), home="../index.html#pages")


@pytest.mark.parametrize("skipped", [(), (Skipped("a", "b", "c"),)])
def test_a_site_of_nothing_has_an_overview(build, skipped: tuple[Skipped, ...]) -> None:
    [index] = site(build.report(skipped=skipped))
    assert ("Nothing was given to audit" in index.content) is not bool(skipped)


def test_a_site_has_no_other_addresses_than_its_own(build, hostile: Report) -> None:
    for file in site(hostile):
        for link in parse(file.content).select("a"):
            address = link.attrs["href"] or ""
            inside = re.match(r"#|pages/[\w-]+\.html(#|$)|\.\./index\.html#pages$", address)
            assert inside or address.startswith(("http://", "https://")), address
        assert not PurePosixPath(file.name).is_absolute()
