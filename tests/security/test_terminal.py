"""Whatever a page, a name, a rule or a fact holds: on a terminal and in the log of a job it is words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from strangers import MARKUP, PAGE, PROSE, RULE, STEERING, Ran, healthaudit, on_a_terminal, pack

from healthaudit.reports.console import flat, still

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and terminals as POSIX has them")

#: Colours and where the cursor goes, as rich writes them; never what clears, links, or reaches a clipboard.
_OF_RICH = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K|\r(?=\x1b)|\r+\n")
_ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: What runners of GitHub take for commands in the log of a job.
_COMMANDS = re.compile(r"##\[|^\s*::", re.MULTILINE)
_HOSTILE_NAME = f"x[/nope]{STEERING.replace('/', '')[:60]}.html"


def quiet(shown: str, *, log: bool = True) -> str:
    """What was shown without rich's own codes. Fails where anything else would act, in a log of a job too."""
    words = _OF_RICH.sub("\n", shown)
    found = _ACTS.search(words) or (log and _COMMANDS.search(words)) or None
    assert not found, repr(words[max(0, found.start() - 80) : found.end() + 40])
    return words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of a stranger: pages, their names, rules, facts and a configuration all mean ill."""
    place = tmp_path_factory.mktemp("strangers")
    said = json.dumps(STEERING)
    rule = "".join(
        f"{line.partition(':')[0]}: {said}\n" if line.startswith(("title", "message", "why", "fix")) else f"{line}\n"
        for line in RULE.splitlines()
    )
    examples = f"examples:\n  flag: [{json.dumps(f'Nothing [[here]] {STEERING}')}]\n"
    pack(place / "rules", rule + examples)
    (place / "facts.yml").write_text(
        f"as_of: 2026-01-01\nproducts:\n  rx_drug:\n    - {{id: zorb, name: Zorb, contains: sertraline}}\n"
        f"approvals:\n  - id: zorb\n    US: {{approved: [mdd], how: approved, sources: [{json.dumps(f'https://e.example/{STEERING}')}]}}\n",
        "utf-8",
    )
    page = (
        f"<html lang=en><title>{STEERING}</title><meta name=author content='{STEERING}'><p>{PROSE}"
        f"<p>Our drops cure anxiety {STEERING}. They detox your liver {STEERING}.<p>Buy now for $20, free shipping."
        f"<p><a href='tel:1-800-555-0100'>Call {STEERING}</a><img src=a.png alt='cures {STEERING}'>"
        f"<!-- healthaudit: ignore-next cure-claim reason: {STEERING} --><p>Our tea cures cancer."
        f"<!-- healthaudit: {STEERING} --><h2>References</h2><ol><li>Smith J. {STEERING}. J Foo 2020;1:2.</ol>"
    )
    (place / "page.html").write_text(page, "utf-8")
    many = place / "many"
    (many / "x[").mkdir(parents=True)
    for number in range(6):  # from five on there is a progress bar
        (many / "x[" / f"nope]{number}.html").write_text(PAGE, "utf-8")
        (many / f"{number}{_HOSTILE_NAME.replace('/', '')}").write_text(PAGE, "utf-8")
    done = healthaudit("audit", "page.html", "--rules", "rules", "-o", "report.json", "--no-config", cwd=place)
    assert done.code in (0, 1)
    done = healthaudit("baseline", "create", "page.html", "many", "--no-config", "-o", "known.json", cwd=place)
    assert done.code == 0, done.err
    return place


#: Each with what it has to show all the same, spelt out.
COMMANDS: dict[str, tuple[list[str], str]] = {
    "an audit": (["audit", "page.html", "--rules", "rules", "--verbose", "--no-config"], "[red]r[/red]"),
    "a line a finding": (["audit", "page.html", "--rules", "rules", "-f", "concise", "--no-config"], "[red]r[/red]"),
    "counts": (["audit", "page.html", "--rules", "rules", "-f", "statistics", "--no-config"], "no-detox"),
    "annotations": (["audit", "many", "-f", "json", "--no-config", "--no-cache"], "nope]1.html"),
    "many pages, with a progress bar": (["audit", "many", "--no-config", "--no-cache"], "nope]1.html"),
    "a report that is read": (["report", "report.json", "--verbose"], "[red]r[/red]"),
    "the list of rules": (["rules", "list", "--rules", "rules"], "[red]r[/red]"),
    "the test of rules": (["rules", "test", "rules"], "[red]r[/red]"),
    "one rule": (["explain", "no-detox", "--rules", "rules"], "no-detox"),
    "facts": (["facts", "show", "zorb", "--facts", "facts.yml"], "[red]r[/red]"),
    "a fact": (["facts", "check", "zorb", STEERING.replace("\x00", ""), "--facts", "facts.yml"], "unknown"),
    "a baseline": (["baseline", "show", "known.json"], "cure-claim"),
    "settings": (["config", "show", STEERING], "profile"),
    "settings as JSON": (["config", "show", "--json", STEERING], "profile"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_acts_on_a_terminal(folder: Path, command: str) -> None:
    arguments, shown = COMMANDS[command]
    ran = on_a_terminal(*arguments, cwd=folder)
    assert ran.code in (0, 1), ran.out
    assert shown in quiet(ran.out, log=False)


@pytest.mark.parametrize("command", ["an audit", "the list of rules", "the test of rules", "one rule", "facts"])
def test_nothing_acts_in_a_log(folder: Path, command: str) -> None:
    arguments, shown = COMMANDS[command]
    ran = healthaudit(*arguments, cwd=folder)
    assert shown in quiet(ran.out)
    quiet(ran.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", f"{STEERING}.html"],
        ["audit", "page.html", "--rules", "rules", "--select", STEERING],
        ["audit", "page.html", "--baseline", STEERING],
        ["audit", "--crawl", f"https://127.0.0.1:1/{STEERING}"],
        ["audit", "--crawl", STEERING],
        ["audit", f"https://127.0.0.1:1/{STEERING}"],
        ["audit", "page.html", "--since", STEERING],
        ["report", STEERING],
        ["explain", STEERING],
        ["label", f"{STEERING}.html"],
        ["rules", "new", STEERING],
    ],
    ids=lambda arguments: " ".join(arguments)[:30].replace("\x1b", ""),
)
def test_nothing_acts_in_errors(folder: Path, arguments: list[str]) -> None:
    ran = healthaudit(*arguments, cwd=folder)
    assert ran.code in (2, 3)
    quiet(ran.err)


def test_what_is_written_is_told_in_words(folder: Path, tmp_path: Path) -> None:
    name = STEERING.replace("/", "")[:60]
    ran = healthaudit("report", str(folder / "report.json"), "-o", f"{name}.md", "-o", f"{name}/", cwd=tmp_path)
    assert ran.code == 0
    assert quiet(ran.err).count("wrote") == 2


@pytest.mark.parametrize("made", [flat, still])
def test_words_stay_words(made: Callable[[str], str]) -> None:
    assert MARKUP.split(" ::")[0] in made(STEERING)
    quiet(made(STEERING.replace("\r", "\n")))


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    raw = b"caf\xe9\n\x1b[2J\xff.html"
    with open(bytes(tmp_path / "pages") + b"/" + raw, "wb") as file:
        file.write(PAGE.encode())
    outputs = [f"-oreport.{ending}" for ending in ("html", "json", "jsonl", "sarif", "xml", "md", "csv")]
    ran: Ran = healthaudit("audit", "pages", *outputs, "--no-config", cwd=tmp_path)
    assert ran.code in (0, 1)
    quiet(ran.out + ran.err)
    for file in tmp_path.glob("report.*"):
        text = file.read_text("utf-8")
        assert "cure-claim" in text
        assert not re.search("[\x1b\udc80-\udcff]", text), file
    assert (
        json.loads((tmp_path / "report.json").read_text("utf-8"))["pages"][0]["source"]
        .encode("utf-8", "surrogateescape")
        .endswith(raw)
    )
