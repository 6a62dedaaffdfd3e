"""What a site puts around the text of a page: head, styles, JSON-LD, menus, scripts, a footer."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

#: Of a page of usual size the furniture is about half; a long article has no more of it than a short one.
_SHARE, _MOST = 0.45, 30_000
_TOPICS = ("Services", "Locations", "Our team", "Prices", "Stories", "Contact", "Library", "Careers", "Events", "News")


def furniture(rng: Random, size: int, title: str, *, growing: bool = False) -> tuple[str, str]:
    """What stands before and behind the body of a page of ``size`` bytes; ``growing``: the same share of any page."""
    room = int(size * _SHARE if growing else min(size * _SHARE, _MOST))
    number = int(rng.random() * 1e6)
    url = f"https://www.site-{number}.example/topics/{number}"
    about = json.dumps({"@context": "https://schema.org", "@type": "MedicalWebPage", "headline": title, "url": url})
    head = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="description" content="About {title}."><link rel="canonical" href="{url}">\n'
        f'<script type="application/ld+json">{about}</script>\n'
    )
    style = _repeated(
        room // 3, lambda n: f".block-{n}{{margin:{n % 40}px auto;color:#{n % 4096:03x};padding:0 1rem}}\n"
    )
    menu = _repeated(room // 4, lambda n: _link(rng, n))
    script = _repeated(
        room // 6, lambda n: f"window.layer.push({{event:'view-{n}',value:{int(rng.random() * 1e6)}}});\n"
    )
    foot = _repeated(room // 8, lambda n: _link(rng, n))
    before = (
        f'{head}<style>{style}</style></head>\n<body class="page page-id-{number}"><header><nav class="main-menu">'
        f'<ul>\n{menu}</ul></nav></header>\n<main id="content">\n'
    )
    behind = (
        f"</article></main>\n<aside><p>Written by the editors. Updated in 2026.</p></aside>\n"
        f"<footer><ul>\n{foot}</ul>\n<p>Site {number}. All rights reserved.</p></footer>\n"
        f"<script>{script}</script>\n</body></html>\n"
    )
    return before, behind


def _link(rng: Random, number: int) -> str:
    topic = _TOPICS[int(rng.random() * len(_TOPICS))]
    address = f"/{topic.lower().replace(' ', '-')}/{number}"
    return f'<li class="menu-item menu-item-{number}"><a href="{address}">{topic}</a></li>\n'


def _repeated(room: int, line: Callable[[int], str]) -> str:
    """Numbered lines, as many as there is room for."""
    lines: list[str] = []
    length = 0
    while length < room:
        lines.append(line(len(lines)))
        length += len(lines[-1])
    return "".join(lines)
