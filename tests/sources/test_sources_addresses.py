"""One spelling for each address, and what addresses have in common."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from healthaudit.sources.site.addresses import (
    bare,
    joined,
    key,
    normalised,
    path_of,
    repeats_itself,
    shape,
    site_of,
)
from healthaudit.sources.site.login import without_login
from healthaudit.sources.site.traps import oddity


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://example.org./", "https://example.org/"),
        ("http://h/a/../b/./c/..", "http://h/b/"),
        ("http://h/../../x", "http://h/x"),
        ("http://h/%2e%2E/x", "http://h/x"),
        ("http://h/%7euser/%e4%b8", "http://h/~user/%E4%B8"),
        ("http://h/a b?q=ü&x=%zz", "http://h/a%20b?q=%C3%BC&x=%25zz"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://h/?b=2&a=1", "http://h/?b=2&a=1"),
        ("http://h/?", "http://h/"),
        ("http://h/?a=&b", "http://h/?a=&b"),
        ("http://h/?utm_source=x&b=2&fbclid=1&a=1&GCLID=3&msclkid=4&mc_cid=5&mc_eid=6", "http://h/?b=2&a=1"),
        ("http://h/a;jsessionid=12AB/b;x=1?PHPSESSID=ab12&c=d&sid=0f9e8d7c6b5a", "http://h/a/b;x=1?c=d"),
        ("http://h/news?sid=1234", "http://h/news?sid=1234"),
        ("http://ann:secret@h:8080/x", "http://h:8080/x"),
        (" http://h/\ta\n ", "http://h/a"),
        ("http://[::1]:80/", "http://[::1]/"),
    ],
)
def test_one_spelling(written: str, spelt: str) -> None:
    assert normalised(written) == spelt


@pytest.mark.parametrize(
    "written",
    ["", "example.org", "mailto:a@h", "ftp://h/", "http://", "http:///x", "http://h:99999/", "http://h:x/", "http://../",
     "http://[::1/", "http://a b/", "http://%00/", "javascript:alert(1)", "http://" + "\ud800" + "/"],
)  # fmt: skip
def test_what_is_no_web_address(written: str) -> None:
    assert normalised(written) == ""
    assert bare(written) == written


pieces = st.text(alphabet="ab/.;%?&=#:@~ü 2eE[]\\\ud800", max_size=30)


@given(st.one_of(st.text(max_size=60), pieces.map("http://h/".__add__), pieces.map("https://".__add__)))
@example("http://h/;jsessi;jsessionid=xonid=1")
@example("http://h/..;jsessionid=1/x")
@example("http://h/%25%32%65")
@example("http://h/?utm_source=1&")
@example("http://h//../..//a")
def test_a_spelling_is_its_own(written: str) -> None:
    spelt = normalised(written)
    assert normalised(spelt) == spelt
    assert bare(bare(written)) == bare(written)
    assert spelt.isascii()
    assert bool(spelt) == bool(normalised(bare(written)))


@given(pieces, pieces)
def test_links_lead_to_one_spelling_or_nowhere(base: str, link: str) -> None:
    found = joined(f"http://h/{base}", link)
    assert normalised(found) == found


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("c", "http://h/a/c"),
        ("?x=1", "http://h/a/b?x=1"),
        ("", "http://h/a/b"),
        ("#top", "http://h/a/b"),
        ("//other/x", "http://other/x"),
        ("\\c\\d", "http://h/c/d"),
        (" ../c ", "http://h/c"),
        ("tel:+1", ""),
        ("javascript:void(0)", ""),
        ("//[x/", ""),
    ],
)
def test_links(link: str, found: str) -> None:
    assert joined("http://h/a/b", link) == found


def test_sites_and_keys() -> None:
    assert site_of("http://www.example.org/") == site_of("https://example.org/x")
    assert site_of("http://example.org/") != site_of("http://shop.example.org/")
    assert site_of("http://example.org:8080/") != site_of("http://example.org/")
    assert key("http://www.example.org/a") == key("https://example.org/a") != key("https://example.org/A")
    assert path_of("https://h/dr%C3%A4fts/x?y") == "dräfts/x"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("http://h/2026/11/", "http://h/2031/02/", True),
        ("http://h/shop?color=red&size=2", "http://h/shop?size=9&color=blue", True),
        ("http://h/shop?color=red", "http://h/shop?size=2", False),
        ("http://h/teas/mint-1", "http://h/teas/green-1", False),
    ],
)
def test_shapes(one: str, other: str, alike: bool) -> None:
    assert (shape(one) == shape(other)) is alike


def test_plain_addresses_have_no_shape() -> None:
    assert shape("http://h/teas/mint") == ""


@pytest.mark.parametrize(
    ("path", "odd"),
    [
        ("/a/b/a/b/a/b", True),
        ("/a/a/a/", True),
        ("/a/b/a/b/", False),
        ("/aaaa", False),
        ("/x/" * 40, True),
        ("/", False),
    ],
)
def test_paths_that_repeat_themselves(path: str, odd: bool) -> None:
    assert repeats_itself(f"http://h{path}") is odd


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://h/" + "a" * 3000, "longer"),
        ("http://h/a.PDF", "by their names"),
        ("http://h/a/a/a", "repeats itself"),
        ("http://h/a.html", ""),
        ("http://h/v1.2", ""),
        ("http://h/?file=x.pdf", ""),
    ],
)
def test_oddities(address: str, why: str) -> None:
    assert why in oddity(address)
    assert bool(why) == bool(oddity(address))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://ann:s3cr@et@h/x?y=a@b", "https://h/x?y=a@b"),
        ("https://h/@ann", "https://h/@ann"),
        ("https://ann@h", "https://h"),
        ("http://ann:hunter2@[bad/", "http://***@[bad/"),
        ("http://ann:hun/ter2@host/", "http://***@host/"),
        ("http:/ann:hunter2@host/", "http:/***@host/"),
        ("ann:hunter2@host", "***@host"),
        ("http://[bad/", "http://[bad/"),
    ],
)
def test_addresses_without_login(written: str, shown: str) -> None:
    assert without_login(written) == shown
