"""What the author lets stand, and comments that are wrong, in terminal, HTML and JSON."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len
from rich.console import Console
from turbohtml import Document as Tree
from turbohtml import parse

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, Outcome, PageReport, Report
from healthaudit.reports.html import render_html
from healthaudit.reports.json import render_json
from healthaudit.reports.terminal import print_report
from healthaudit.settings import Settings

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
AUDITOR = Auditor.load(Settings(classify=False), today=date(2027, 1, 1))
HOSTILE = "</p><script>alert(1)</script> {{ 7 * 7 }} [bold]x[/bold] \x1b[2J a\u202eb \x07"
SHOWN = "</p><script>alert(1)</script> {{ 7 * 7 }} [bold]x[/bold] ⟦U+001B⟧[2J a⟦U+202E⟧b ⟦U+0007⟧"
STOP = "<p>Stop taking your medicine today.</p>\n"
PLAIN = """<!-- healthaudit: ignore-next safety reason: quoted from a ruling until: 2027-03-01 -->
<p>Stop taking your medicine today.</p>
  <!-- healthaudit: ignore-next cure-clam reason: so -->
<p>Our clinic is open.</p>
"""


def audited(text: str) -> PageReport:
    return AUDITOR.audit(Document("pages/drops.html", Media.HTML, text), any_page=True)


def report(*pages: PageReport) -> Report:
    return Report(AUDITOR.tool(), pages, ())


def printed(page: PageReport, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_report(report(page), console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def tree(page: PageReport) -> Tree:
    return parse(render_html(report(page)), strict=True)


def words(found: Tree, selector: str) -> list[str]:
    return [" ".join(element.text.split()) for element in found.select(selector)]


def data(page: PageReport) -> dict[str, Any]:
    whole = json.loads(render_json(report(page)))
    jsonschema.validate(whole, SCHEMA)
    return dict(whole["pages"][0])


def hostile() -> PageReport:
    """A page whose author wrote bad things where a reason, a rule and a date belong."""
    name = HOSTILE.replace(" ", "")
    return audited(
        f"<!-- healthaudit: ignore-next safety reason: {HOSTILE} -->{STOP}"
        f"<!-- healthaudit: ignore-next {name} reason: so -->"
        f"<!-- healthaudit: ignore-next safety reason: so until: {HOSTILE} -->"
    )


def test_a_terminal_shows_what_was_set_aside_and_why() -> None:
    out = printed(audited(PLAIN))
    assert "100 of 100, excellent\n" in out
    assert "1 failed" in out
    assert "; 1 finding set aside" in " ".join(out.split())
    assert (
        """
No findings that count.

Set aside by comments of the page; these cost nothing

pages/drops.html:2:4  set aside  critical safety  medicine-reduced
"""
        in out
    )
    assert "\n  Reason  quoted from a ruling (until 2027-03-01, 1:1)\n\n" in out
    assert (
        """
pages/drops.html:3:3  suppression  unknown-rule
  There is no rule “cure-clam”.
  Fix  Did you mean cure-claim?

"""
        in out
    )
    assert out.endswith("\n1 page, 0 findings; 1 set aside; 1 suppression to look at\n")


def test_a_terminal_says_nothing_of_suppressions_where_there_are_none() -> None:
    out = printed(audited(STOP))
    assert "aside" not in out
    assert "suppression" not in out


@pytest.mark.parametrize("width", [40, 100])
def test_what_an_author_writes_does_not_steer_a_terminal(width: int) -> None:
    out = printed(hostile(), width)
    flat = " ".join(out.split())
    assert flat.count(SHOWN) == 2  # reason and date
    assert flat.replace(" ", "").count(SHOWN.replace(" ", "")) == 3  # and rule
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert all(line == line.rstrip() and cell_len(line) <= width for line in out.splitlines() if ".html:" not in line)


def test_html_shows_what_was_set_aside_and_why() -> None:
    found = tree(audited(PLAIN))
    assert words(found, ".verdict") == ["Nothing counts: the author lets 1 finding stand."]
    [link] = found.select(".aside-told a")
    assert " ".join(link.text.split()) == "1 finding set aside by the author, 1 suppression to look at"
    assert words(found, f"section.aside > h3{link.attrs['href']}") == ["Set aside by the author"]
    [stands] = words(found, ".stand li")
    assert stands.startswith("Critical Safety Set aside medicine-reduced ")
    assert "“" not in stands
    assert stands.endswith("Reason quoted from a ruling until 2027-03-01, comment on line 1:1")
    assert words(found, ".amend li") == [
        "line 3:3, unknown rule There is no rule “cure-clam”. Fix Did you mean cure-claim?"
    ]
    assert not found.select(".card, mark"), "what may stand is not marked as something to mend"


def test_html_without_suppressions_has_no_such_section() -> None:
    assert not tree(audited(STOP)).select(".aside, .aside-told")


def test_what_an_author_writes_is_no_markup() -> None:
    page = hostile()
    found = tree(page)
    assert len(found.select("script")) == 1
    assert [text.count(SHOWN) for text in words(found, ".stand .reason")] == [1]
    assert sum(text.replace(" ", "").count(SHOWN.replace(" ", "")) for text in words(found, ".amend li")) == 2
    html = render_html(report(page))
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", html)


def test_what_waits_for_review_is_marked_so_and_a_finding_may_have_no_place() -> None:
    page = audited(PLAIN)
    waiting = dataclasses.replace(page.suppressed[0], outcome=Outcome.REVIEW, evidence=(), suppression=None)
    page = dataclasses.replace(page, suppressed=(waiting, page.suppressed[0]))
    assert "pages/drops.html  set aside  critical safety, for review  medicine-reduced\n" in printed(page)
    assert "Set aside, for review" in words(tree(page), ".stand li")[0]
    assert words(tree(page), ".aside-told") == ["2 findings set aside by the author, 1 suppression to look at"]


def test_json_tells_reason_date_and_place() -> None:
    page = data(audited(PLAIN))
    comment = PLAIN[: PLAIN.index("\n")]
    [finding] = page["suppressed"]
    assert page["findings"] == []
    assert page["outcomes"]["medicine-reduced"] == "fail"
    assert finding["suppression"] == (
        {
            "reason": "quoted from a ruling",
            "until": "2027-03-01",
            "by": "comment",
            "source": "",
            "start": 0,
            "end": len(comment),
        }
        | {"line": 1, "column": 1, "end_line": 1, "end_column": len(comment) + 1}
    )
    [problem] = page["suppression_problems"]
    second = PLAIN.splitlines()[2]
    assert problem == (
        {"kind": "unknown-rule", "message": "There is no rule “cure-clam”.", "fix": "Did you mean cure-claim?"}
        | {
            "source": "",
            "start": PLAIN.index("<!--", 9),
            "end": PLAIN.index("<!--", 9) + len(second) - 2,
        }
        | {"line": 3, "column": 3, "end_line": 3, "end_column": len(second) + 1}
    )


def test_json_has_null_for_no_date_and_nothing_for_what_counts() -> None:
    page = data(audited(PLAIN.replace(" until: 2027-03-01", "")))
    assert page["suppressed"][0]["suppression"]["until"] is None
    page = data(audited(STOP))
    assert (page["suppressed"], page["suppression_problems"]) == ([], [])
    assert "suppression" not in page["findings"][0]
    assert data(hostile())["suppressed"][0]["suppression"]["reason"] == HOSTILE


def test_the_schema_wants_a_reason_for_what_was_set_aside_and_none_for_what_counts() -> None:
    whole = json.loads(render_json(report(audited(PLAIN))))
    page = whole["pages"][0]
    page["findings"] = page["suppressed"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, SCHEMA)
    page["findings"] = []
    del page["suppressed"][0]["suppression"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, SCHEMA)
