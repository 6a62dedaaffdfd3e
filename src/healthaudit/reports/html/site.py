"""Many pages as HTML: a folder with an overview and a complete report for each page.

What the files are called follows from the pages alone, so that links to a page's report hold from run to run.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.digests import blake2b
from healthaudit.model import Report
from healthaudit.patterns import compiled
from healthaudit.reports.html import render_html, render_overview
from healthaudit.reports.html.overview import Address, Run, overview_of
from healthaudit.reports.places import bytes_of, path_of

__all__ = ["INDEX", "SiteFile", "is_page", "page_names", "site"]

INDEX = "index.html"
_FOLDER = "pages"
#: Of the readable part: with digest and ending it fits into any file system.
_SLUG = 60
_DIGEST = 5  # bytes: among 3,000 pages two have the same digest once in 200,000 sites, and are then numbered
_PAGE = compiled(rf"{_FOLDER}/[a-z0-9-]{{1,{_SLUG}}}-[0-9a-f]{{{2 * _DIGEST}}}(-\d+)?\.html")
_SCHEME = compiled(r"[a-z][a-z0-9+.-]*://(www\.)?", re.IGNORECASE)


class SiteFile(NamedTuple):
    """A file of a site."""

    name: str
    """Relative to the folder, with slashes."""
    content: str


def page_names(report: Report) -> list[str]:
    """The file of each page, relative to the folder: ``pages/blog-drops-html-3f9a2c1b77.html``.

    A readable part and a digest of path or address. The same page given twice has a number behind the digest.
    """
    seen: Counter[str] = Counter()
    names = []
    for page in report.pages:
        name = _name(path_of(page.page.source))
        seen[name] += 1
        names.append(f"{_FOLDER}/{name}{f'-{seen[name]}' if seen[name] > 1 else ''}.html")
    return names


def is_page(name: str) -> bool:
    """Whether a page's report may be called so: nothing else in a folder is ever taken for one."""
    return _PAGE.fullmatch(name) is not None


def site(report: Report, earlier: Sequence[Run] = (), *, label: str = "this run") -> Iterator[SiteFile]:
    """The files of a site, one after the other, the overview last. ``earlier`` and ``label`` are as in overview_of."""
    names = page_names(report)
    for page, name in zip(report.pages, names, strict=True):
        yield SiteFile(name, render_html(Report(report.tool, (page,), ()), home=f"../{INDEX}#pages"))
    addresses = [Address(name, f"{name}#p1") for name in names]
    overview = overview_of(report, earlier, label=label, addresses=addresses)
    yield SiteFile(INDEX, render_overview(report, overview))


def _name(path: str) -> str:
    plain = unicodedata.normalize("NFKD", _SCHEME.sub("", path)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    # The end of a path tells pages apart; its beginning is that of the site.
    slug = slug[-_SLUG:].strip("-") or "page"
    return f"{slug}-{blake2b(bytes_of(path), digest_size=_DIGEST).hexdigest()}"
