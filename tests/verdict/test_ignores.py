"""What comments ask: the grammar of docs/suppressions.md, and what is said of comments that do not keep to it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, Page, SuppressionProblem
from healthaudit.pages import read
from healthaudit.settings import Settings
from healthaudit.verdict.ignores import Ignore, ProblemKind, ignores

ROOT = Path(__file__).parents[2]
RULES = [compiled.rule for compiled in Auditor.load(Settings(classify=False)).library.pack.rules.rules]
REST = "<p>One.</p>\n<p>Two.</p>\n"


def page_of(text: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, text))


def asked(text: str, media: Media = Media.HTML) -> tuple[list[Ignore], list[SuppressionProblem]]:
    return ignores(page_of(text, media), RULES)


def one(comment: str) -> Ignore:
    [ignore], problems = asked(f"<!-- {comment} -->{REST}")
    assert not problems
    return ignore


def wrong(comment: str) -> SuppressionProblem:
    found, [problem] = asked(f"{REST}  <!-- {comment} -->{REST}")
    assert not found
    assert (problem.location.line, problem.location.column) == (3, 3)
    return problem


@pytest.mark.parametrize(
    "comment",
    [
        "healthaudit: ignore-next cure-claim reason: it may stand",
        "  HealthAudit:Ignore-Next   CURE-CLAIM   Reason:it may\n   stand  ",
        "healthaudit :\tignore-next: cure-claim, reason : it may stand",
        "healthaudit: ignore-next OC101 reason: it may stand",
        "healthaudit: ignore-next oc101,Cure-Claim reason: it may stand",
    ],
)
def test_case_white_space_and_codes_do_not_matter(comment: str) -> None:
    ignore = one(comment)
    assert (ignore.name, ignore.suppression.reason, ignore.suppression.until) == ("cure-claim", "it may stand", "")


@pytest.mark.parametrize(
    "fields",
    [
        "reason: it may stand until: 2027-03-01",
        "until: 2027-03-01 reason: it may stand",
        "UNTIL:2027-03-01\nreason:it may stand",
    ],
)
def test_a_date_may_stand_on_either_side_of_the_reason(fields: str) -> None:
    suppression = one(f"healthaudit: ignore-file cure-claim {fields}").suppression
    assert (suppression.reason, suppression.until) == ("it may stand", "2027-03-01")


def test_a_reason_may_have_commas_colons_and_comment_signs() -> None:
    said = "as agreed: 3 May, by J. Low (see https://x.example/a?reason=1) <!-- really"
    assert one(f"healthaudit: ignore-next cure-claim reason: {said}").suppression.reason == said


def test_several_rules_and_families_stand_in_one_comment_each_once() -> None:
    found, problems = asked(f"<!-- healthaudit: ignore-file overclaim, OC101 cure-claim,no-date reason: so -->{REST}")
    assert [each.name for each in found] == ["overclaim", "cure-claim", "no-date"]
    assert not problems


def test_next_is_the_first_block_that_a_reader_sees_behind_the_comment() -> None:
    text = f"<p>Before.</p><!-- healthaudit: ignore-next safety reason: so --><p hidden>Unseen.</p>{REST}"
    [ignore], _ = asked(text)
    assert ignore.stretch
    assert text[ignore.stretch.start : ignore.stretch.end] == "One."
    assert ignore.where == "in the block on line 1"


def test_a_comment_inside_a_paragraph_points_at_the_next_one() -> None:
    text = "<p>Words <!-- healthaudit: ignore-next safety reason: so --> go on.</p><p>Next.</p>"
    [ignore], _ = asked(text)
    assert ignore.stretch == (text.index("Next."), text.index("Next.") + 5)


def test_next_with_nothing_behind_it_covers_nothing() -> None:
    [ignore], _ = asked("<p>One.</p><!-- healthaudit: ignore-next safety reason: so -->")
    assert ignore.stretch
    assert ignore.stretch.start == ignore.stretch.end


def test_start_and_end_cover_what_lies_between() -> None:
    text = f"{REST}<!-- healthaudit: ignore-start safety reason: so -->{REST}<!--healthaudit:ignore-end SAFETY-->{REST}"
    [ignore], problems = asked(text)
    assert ignore.stretch
    assert text[ignore.stretch.start : ignore.stretch.end] == REST
    assert ignore.where == "between lines 3 and 5"
    assert not problems


def test_rules_of_a_start_may_end_apart_and_stretches_may_lie_inside_each_other() -> None:
    text = """<!-- healthaudit: ignore-start safety, cure-claim reason: a -->
<!-- healthaudit: ignore-start safety reason: b -->
<!-- healthaudit: ignore-end safety -->
<!-- healthaudit: ignore-end OC101 -->
<!-- healthaudit: ignore-end safety -->
"""
    found, problems = asked(text)
    lines = [(each.name, each.suppression.reason, each.where) for each in found]
    assert lines == [
        ("safety", "b", "between lines 2 and 3"),
        ("cure-claim", "a", "between lines 1 and 4"),
        ("safety", "a", "between lines 1 and 5"),
    ]
    assert not problems


@pytest.mark.parametrize(
    ("comment", "kind", "told"),
    [
        ("healthaudit: ignore-next cure-clam reason: so", "unknown-rule", "Did you mean cure-claim?"),
        ("healthaudit: ignore-file OC999x reason: so", "unknown-rule", "OC999x"),
        ("healthaudit: ignore-file * reason: so", "unknown-rule", "rules list"),
        (f"healthaudit: ignore-file {'x' * 5000} reason: so", "unknown-rule", "rules list"),
        ("healthaudit: ignore-next reason: so", "missing-rule", "ignore-next"),
        ("healthaudit: ignore-end", "missing-rule", "ignore-end"),
        ("healthaudit: ignore-next cure-claim", "missing-reason", "reason:"),
        ("healthaudit: ignore-next cure-claim because counsel said so", "missing-reason", "reason:"),
        ("healthaudit: ignore-next cure-claim reason: — ...", "missing-reason", "reason:"),
        ("healthaudit: ignore-next cure-claim reason: until: 2027-03-01", "missing-reason", "reason:"),
        ("healthaudit: ignore-next cure-claim reason: so until: 1 March 2027", "malformed-date", "“1 March 2027”"),
        ("healthaudit: ignore-next cure-claim reason: so until: 2027-02-29", "malformed-date", "2027-03-01"),
        ("healthaudit: ignore-next cure-claim reason: so until: 20270301", "malformed-date", "2027-03-01"),
        ("healthaudit: ignore-next cure-claim reason: so until:", "malformed-date", "2027-03-01"),
        ("healthaudit: ignore-next cure-claim reason: a reason: b", "malformed", "twice"),
        ("healthaudit: ignore cure-claim reason: so", "malformed", "ignore-next"),
        ("healthaudit: please be kind", "malformed", "ignore-next"),
        ("healthaudit ignore-next cure-claim reason: so", "malformed", "healthaudit:"),
        ("healthaudit: ignore-end cure-claim", "end-without-start", "ignore-start cure-claim"),
        ("healthaudit: ignore-start cure-claim reason: so", "start-without-end", "ignore-end cure-claim"),
    ],
)
def test_wrong_comments_have_no_effect_and_are_named_with_what_to_do(comment: str, kind: str, told: str) -> None:
    problem = wrong(comment)
    assert problem.kind == kind
    assert told in f"{problem.message} {problem.fix}"


def test_of_several_names_the_known_ones_hold() -> None:
    [ignore], [problem] = asked(f"<!-- healthaudit: ignore-next cure-clam, safety reason: so -->{REST}")
    assert ignore.name == "safety"
    assert problem.kind == "unknown-rule"


def test_a_date_belongs_to_the_start() -> None:
    start, end = "healthaudit: ignore-start safety reason: so", "healthaudit: ignore-end safety"
    _, problems = asked(f"<!-- {start} -->{REST}<!-- {end} until: 2027-03-01 -->")
    assert [each.kind for each in problems] == ["malformed"]
    found, problems = asked(f"<!-- {start} -->{REST}<!-- {end} reason: so -->")
    assert (len(found), problems) == (1, [])


def test_an_end_of_a_start_without_effect_is_not_blamed() -> None:
    for start in ("safety", "safety reason: so until: soon"):
        text = f"<!-- healthaudit: ignore-start {start} -->{REST}<!-- healthaudit: ignore-end safety -->"
        found, problems = asked(text)
        assert not found
        assert len(problems) == 1


def test_a_family_does_not_end_a_rule() -> None:
    text = "<!-- healthaudit: ignore-start cure-claim reason: so -->x<!-- healthaudit: ignore-end overclaim -->"
    found, problems = asked(text)
    assert not found
    assert {each.kind for each in problems} == {"start-without-end", "end-without-start"}


@pytest.mark.parametrize(
    "comment",
    ["a note", "healthaudit report of 3 May: all well", "not healthaudit: ignore-file", "", "unhealthaudit: x"],
)
def test_other_comments_are_left_alone(comment: str) -> None:
    assert asked(f"<!-- {comment} -->{REST}") == ([], [])


COMMENT = "<!-- healthaudit: ignore-file cure-claim reason: so -->"


@pytest.mark.parametrize(
    ("media", "text"),
    [
        (Media.HTML, f"<script>{COMMENT}</script>{REST}"),
        (Media.HTML, f"<style>{COMMENT}</style>{REST}"),
        (Media.HTML, f"<!-- old: {COMMENT} -->{REST}"),
        (Media.HTML, f"<p title='{COMMENT}'>One.</p>"),
        (Media.HTML, f"<!healthaudit: ignore-file cure-claim reason: so>{REST}"),
        (Media.MARKDOWN, f"```html\n{COMMENT}\n```\n\nOne.\n"),
        (Media.MARKDOWN, f"One.\n\n    {COMMENT}\n"),
        (Media.MARKDOWN, f"One `{COMMENT}` two.\n"),
        (Media.MARKDOWN, f"\\{COMMENT}\n"),
        (Media.TEXT, f"{COMMENT}\n\nOne.\n"),
    ],
)
def test_comments_that_are_none_do_not_count(media: Media, text: str) -> None:
    assert asked(text, media) == ([], [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_move_places(end: str) -> None:
    text = "One.\n\n<!-- healthaudit: ignore-next\n  safety\n  reason: so\n  much -->\nTwo is\nlong.\n".replace(
        "\n", end
    )
    [ignore], problems = asked(text, Media.MARKDOWN)
    assert not problems
    assert ignore.suppression.reason == "so much"
    assert (ignore.suppression.location.line, ignore.suppression.location.end_line) == (3, 6)
    assert text[slice(*ignore.suppression.span)].startswith("<!-- healthaudit")
    assert ignore.stretch
    assert text[slice(*ignore.stretch)] == f"Two is{end}long."


def test_comments_in_the_middle_of_markdown_count() -> None:
    text = "One <!-- healthaudit: ignore-start safety\nreason: so --> two.\n\nThree.\n\n"
    text += "<!-- healthaudit: ignore-end safety -->\n"
    [ignore], problems = asked(text, Media.MARKDOWN)
    assert not problems
    assert ignore.stretch
    assert "two.\n\nThree." in text[slice(*ignore.stretch)]


def test_a_page_of_nothing_but_comments_is_read_in_no_time() -> None:
    text = "".join(f"<!-- healthaudit: ignore-file nothing-{n} reason: so -->\n" for n in range(1010))
    found, problems = asked(text)
    assert not found
    assert problems[-1].kind == "too-many"
    assert problems[-1].location.line == len(problems) == 1001
    _, [problem] = asked(f"<!-- healthaudit: ignore-file {'x, ' * 100_000} reason: so -->")
    assert problem.kind == "too-many"


def test_the_schema_and_the_documentation_know_every_kind() -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    kinds = list(get_args(ProblemKind))
    assert schema["$defs"]["suppression_problem"]["properties"]["kind"]["enum"] == kinds
    assert (
        re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "suppressions.md").read_text("utf-8"), re.MULTILINE) == kinds
    )
