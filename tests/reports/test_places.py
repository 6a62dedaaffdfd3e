"""Paths and URIs as other programs expect them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from healthaudit.model import Location
from healthaudit.reports import places
from healthaudit.reports.places import is_local, location_of, path_of, uri_of


@pytest.mark.parametrize(
    ("source", "path", "uri"),
    [
        ("pages/a.html", "pages/a.html", "pages/a.html"),
        ("./pages/a.html", "pages/a.html", "pages/a.html"),
        (".//././a.html", "a.html", "a.html"),
        ("../a.html", "../a.html", "../a.html"),
        ("/srv/a b.html", "/srv/a b.html", "file:///srv/a%20b.html"),
        ("100%.md", "100%.md", "100%25.md"),
        ("a:b.md", "a:b.md", "a%3Ab.md"),
        ("a\nb?c#d[e].md", "a\nb?c#d[e].md", "a%0Ab%3Fc%23d%5Be%5D.md"),
        ("ä.md", "ä.md", "%C3%A4.md"),
        ("\udce4.md", "\udce4.md", "%E4.md"),
        ("a\\b.md", "a\\b.md", "a%5Cb.md"),
        ("-", "-", "-"),
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        ("https://x.example/ä b%20c%zz[1]", "https://x.example/ä b%20c%zz[1]", None),
        ("https://me:***@[::1]:80/", "https://me:***@[::1]:80/", "https://me:***@[::1]:80/"),
    ],
)
def test_paths_and_uris(source: str, path: str, uri: str | None) -> None:
    assert path_of(source) == path
    assert uri_of(source) == (uri or "https://x.example/%C3%A4%20b%20c%25zz%5B1%5D")


@pytest.mark.parametrize(("source", "path"), [("..\\a\\b c.md", "../a/b c.md"), (".\\a.md", "a.md"), ("C:\\a", "C:/a")])
def test_backslashes_part_folders_where_the_system_says_so(
    source: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places.os, "sep", "\\")
    assert path_of(source) == path
    assert uri_of("C:\\x y\\a.md") == "file:///C:/x%20y/a.md"


@pytest.mark.parametrize("name", ["a b.md", "100%25.md", "ä😀.md", "a:b/c.md", "?#.md", "\n.md", "//a"])
def test_a_uri_leads_back_to_the_file(name: str) -> None:
    uri = urlsplit(uri_of(name))
    assert unquote(uri.path) == name
    assert not uri.query
    assert not uri.fragment
    assert uri.scheme in ("", "file")


def test_what_is_a_file() -> None:
    assert is_local("a.md")
    assert is_local("https")
    assert is_local("-.md")
    assert not is_local("-")
    assert not is_local("HTTPS://x.example")


def test_a_finding_about_the_page_stands_at_its_start(build) -> None:
    page = build.page()
    assert location_of(build.finding()) == Location(1, 1, 1, 1)
    assert location_of(build.finding(page, "proven", "drip")) == Location(2, 7, 2, 13)
