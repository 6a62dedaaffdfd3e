"""healthaudit rules new, and what goes with rules of one's own: list, explain and test, as a user meets them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

WORDS = ("--phrase", "miracle drops")


def run(*arguments: str | Path, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=at,
        env={**os.environ, "COLUMNS": "200"},
    )


def refused(result: subprocess.CompletedProcess[str], words: str) -> None:
    """Exit 2, an error with these words in one line, and a hint."""
    assert result.returncode == 2, result.stdout
    error, hint = result.stderr.splitlines()
    assert error.startswith("healthaudit: error: ")
    assert words in error
    assert hint.startswith("hint: ")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds my-rules, with one rule of two families each."""
    folder = tmp_path_factory.mktemp("own")
    assert run("rules", "new", "miracle-drops", *WORDS, "--title", "Drops: a miracle", at=folder).returncode == 0
    assert run("rules", "new", "hurry-now", "--family", "hotline", "--phrase", "hurry now", at=folder).returncode == 0
    return folder


# rules new


def test_new_writes_a_rule_that_audits_find_things_with(tmp_path: Path) -> None:
    result = run(
        *("rules", "new", "miracle-drops", *WORDS, "--phrase", "liquid hope", "--severity", "high"),
        *("--allow", "Our shop sells eye drops."),
        at=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    rule = yaml.safe_load((tmp_path / "my-rules" / "overclaim" / "miracle-drops.yml").read_text("utf-8"))
    assert (rule["id"], rule["code"], rule["severity"]) == ("miracle-drops", "XO101", "high")
    assert rule["examples"]["allow"][0] == "Our shop sells eye drops."
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><h1>Sleep and health</h1><p>Our clinic treats insomnia and anxiety in adults.</p>"
        "<p>Buy our Miracle\nDrop today for your health.</p></html>",
        "utf-8",
    )
    audit = run("audit", page, "--rules", "my-rules", "--format", "json", "--fail-on", "medium", at=tmp_path)
    assert audit.returncode == 1
    (found,) = [one for one in json.loads(audit.stdout)["pages"][0]["findings"] if one["rule"] == "miracle-drops"]
    assert found["evidence"][0]["quote"].split() == ["Miracle", "Drop"]


def test_new_says_what_to_do_next(tmp_path: Path) -> None:
    lines = run("rules", "new", "miracle-drops", *WORDS, "--folder", "our rules", at=tmp_path).stdout.splitlines()
    assert lines[0] == f"wrote {Path('our rules/overclaim/miracle-drops.yml')}: XO101 miracle-drops"
    assert lines[1] == "6 examples, 0 not as expected"
    assert "  healthaudit rules test 'our rules'" in lines
    assert "  healthaudit audit page.html --rules 'our rules'" in lines
    at = lines.index("  [rules]")
    assert tomllib.loads("\n".join(lines[at : at + 2])) == {"rules": {"folders": ["our rules"]}}
    assert Path(lines[-1].partition(": ")[2]).is_file()


def test_the_commands_that_it_names_work(own: Path) -> None:
    result = run("rules", "test", "my-rules", at=own)
    assert (result.returncode, result.stdout) == (0, "2 rules, 12 examples, 0 not as expected\n")


def test_new_names_a_sentence_that_is_flagged_although_it_must_not_and_writes_all_the_same(tmp_path: Path) -> None:
    result = run("rules", "new", "miracle-drops", *WORDS, "--allow", "The film Miracle Drops won.", at=tmp_path)
    assert result.returncode == 0
    path = Path("my-rules/overclaim/miracle-drops.yml")
    lines = (tmp_path / path).read_text("utf-8").splitlines()
    place, expect, problem = result.stdout.splitlines()[1].split(": ")
    assert (expect, problem) == ("allow", "flagged 'Miracle Drops'")
    file, _, number = place.rpartition(":")
    assert file == str(path)
    assert "The film Miracle Drops won." in lines[int(number) - 1]
    assert "7 examples, 1 not as expected" in result.stdout
    assert "never" in result.stdout


def test_a_rule_without_words_is_written_and_named_until_it_has_some(tmp_path: Path) -> None:
    result = run("rules", "new", "later", at=tmp_path)
    assert result.returncode == 0
    assert "it finds nothing yet" in result.stdout
    path = tmp_path / "my-rules" / "overclaim" / "later.yml"
    tested = run("rules", "test", "my-rules", at=tmp_path)
    assert tested.returncode == 1
    assert f"{path}:" in tested.stdout
    assert "still to be written: put your own words for REPLACE-ME" in tested.stdout
    assert tested.stdout.endswith("1 rules, 6 examples, 0 not as expected, 1 rules still to be written\n")
    path.write_text(path.read_text("utf-8").replace("REPLACE-ME", "wonder paste"), "utf-8")
    assert run("rules", "test", "my-rules", at=tmp_path).returncode == 0


def test_codes_go_on_within_the_folder_and_leave_out_what_is_taken(own: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "my-rules" / "safety"
    shelf.mkdir(parents=True)
    (shelf / "broken.yml").write_text("id: broken\ncode: XO101\nmatch: [\n", "utf-8")
    assert "XO102 a-b" in run("rules", "new", "a-b", *WORDS, at=tmp_path).stdout
    assert "XO103 c-d" in run("rules", "new", "c-d", *WORDS, at=tmp_path).stdout
    assert "XT101 e-f" in run("rules", "new", "e-f", *WORDS, "--family", "transparency", at=tmp_path).stdout


def test_a_rule_that_is_there_is_written_over_with_force_only_and_keeps_its_code(own: Path, tmp_path: Path) -> None:
    first = ("rules", "new", "miracle-drops", *WORDS)
    assert run(*first, at=tmp_path).returncode == 0
    path = tmp_path / "my-rules" / "overclaim" / "miracle-drops.yml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    before = path.read_bytes()
    refused(run(*first, at=tmp_path), "is there already")
    assert path.read_bytes() == before
    refused(run(*first, "--force", "--phrase", "магия", at=tmp_path), "cannot tell")
    assert path.read_bytes() == before
    assert "XO101 miracle-drops" in run(*first, "--force", at=tmp_path).stdout
    assert b"# mine" not in path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["My Rule"], "'My Rule' cannot be the name of a rule"),
        (["../escape"], "'../escape' cannot be the name of a rule"),
        (["hotline"], "that of a family"),
        (["xo101"], "looks like the code"),
        (["cure-claim"], "'cure-claim' is the name of a rule already"),
        (["cure-claim", "--force"], "'cure-claim' is the name of a rule already"),
        (["a-b", "--phrase", " "], "no words"),
        (["a-b", "--phrase", "x" * 10_000], "has 10,000 characters"),
        (["a-b", "--allow", ""], "--allow: there are no words"),
        (["a-b", "--title", "\n"], "--title: there are no words"),
        (["a-b", "--folder", "file"], "cannot be written"),
    ],
)
def test_what_cannot_be_begun_writes_nothing(arguments: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    refused(run("rules", "new", *arguments, at=tmp_path), words)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_name_of_the_folder_is_taken_in_every_family(own: Path) -> None:
    refused(
        run("rules", "new", "miracle-drops", "--family", "safety", "--force", at=own), "is the name of a rule already"
    )
    assert not (own / "my-rules" / "safety").exists()


def test_the_rules_that_come_with_healthaudit_are_not_added_to() -> None:
    refused(run("rules", "new", "a-b", "--folder", Path(__file__).parents[2] / "rules"), "come with healthaudit")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")  # root, too, can make none below it
    refused(run("rules", "new", "a-b", *WORDS, "--folder", tmp_path / "file" / "mine"), "cannot be written")


@pytest.mark.parametrize("wrong", [("--family", "cures"), ("--severity", "awful")])
def test_a_family_or_severity_that_is_none(wrong: tuple[str, str], tmp_path: Path) -> None:
    result = run("rules", "new", "a-b", *wrong, at=tmp_path)
    assert result.returncode == 2
    assert wrong[1] in result.stderr
    assert not list(tmp_path.iterdir())


def test_words_with_everything_in_them_survive_the_command_line(tmp_path: Path) -> None:
    phrases = ['it\'s "100%" [[safe]] #1: yes', "für ünser €9 {deal}", "a \\ b & <c> drops", "🔥 hot deal", "Ready?"]
    options = [part for phrase in phrases for part in ("--phrase", phrase)]
    result = run("rules", "new", "odd-words", *options, "--allow", "- [[x]]: 'y'", at=tmp_path)
    assert result.returncode == 0, result.stderr
    tested = run("rules", "test", "my-rules", at=tmp_path)
    assert tested.returncode == 0, tested.stdout
    assert " 0 not as expected" in tested.stdout


def test_two_at_a_time_each_write_a_whole_rule(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        begun = list(pool.map(lambda name: run("rules", "new", name, *WORDS, at=tmp_path), ["one-rule", "two-rule"]))
    assert [result.returncode for result in begun] == [0, 0]
    files = sorted((tmp_path / "my-rules" / "overclaim").iterdir())
    assert [file.name for file in files] == ["one-rule.yml", "two-rule.yml"]
    assert all(yaml.safe_load(file.read_text("utf-8"))["examples"] for file in files)


def test_the_worked_example_of_the_documentation(tmp_path: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text("utf-8")
    command = told.partition("$ healthaudit ")[2].partition("\nwrote")[0]
    begun = run(*shlex.split(command.replace("\\\n", " ")), at=tmp_path)
    assert begun.returncode == 0, begun.stderr
    said, _, _ = begun.stdout.partition("\n\n")
    assert f"{command}\n{said}\n...\n" in told
    path = tmp_path / "my-rules" / "overclaim" / "zero-downtime.yml"
    never = told.partition("```yaml\n")[2].partition("```")[0]
    assert never.startswith("  never:\n")
    text = path.read_text("utf-8")
    at, behind = text.index("  # never:"), text.index("# When a match is no finding")
    path.write_text(text[:at] + never + text[behind:], "utf-8")
    assert f"$ healthaudit rules test my-rules\n{run('rules', 'test', 'my-rules', at=tmp_path).stdout}" in told


# Rules of one's own in the other commands


def test_list_in_json_with_rules_of_ones_own(own: Path) -> None:
    result = run("rules", "list", "--rules", "my-rules", "--format", "json", at=own)
    rules = json.loads(result.stdout)
    assert len(rules) > 300
    assert all(list(rule) == ["id", "code", "family", "severity", "title", "file"] for rule in rules)
    assert next(rule for rule in rules if rule["id"] == "miracle-drops") == {
        "id": "miracle-drops",
        "code": "XO101",
        "family": "overclaim",
        "severity": "medium",
        "title": "Drops: a miracle",
        "file": str((own / "my-rules" / "overclaim" / "miracle-drops.yml").resolve()),
    }
    assert all(Path(rule["file"]).is_file() for rule in rules)


def test_list_of_a_family_with_rules_of_ones_own(own: Path) -> None:
    lines = run("rules", "list", "--rules", "my-rules", "--family", "hotline", at=own).stdout.splitlines()
    assert lines[0] == "hotline"
    assert any(line.split()[:3] == ["XH101", "medium", "hurry-now"] for line in lines)
    assert not any("miracle-drops" in line for line in lines)


@pytest.mark.parametrize("command", [("explain",), ("rules", "show")])
@pytest.mark.parametrize("name", ["miracle-drops", "xo101"])
def test_a_rule_of_ones_own_is_explained(command: tuple[str, ...], name: str, own: Path) -> None:
    page = run(*command, name, "--rules", "my-rules", at=own).stdout
    assert page.startswith("# XO101 miracle-drops\n\nDrops: a miracle.\n")
    assert "**miracle drops**" in page


def test_a_rule_of_ones_own_is_not_known_without_its_folder(own: Path) -> None:
    refused(run("explain", "miracle-drops", at=own), "no rule is called 'miracle-drops'")


def test_several_folders_are_read_and_each_once(own: Path, tmp_path: Path) -> None:
    assert run("rules", "new", "c-d", *WORDS, "--family", "safety", "--folder", tmp_path / "more").returncode == 0
    folders = ("--rules", "my-rules", "--rules", tmp_path / "more", "--rules", "my-rules")
    for command in (("explain", "c-d"), ("rules", "list"), ("rules", "test")):
        result = run(*command, *folders, at=own)
        assert result.returncode == 0, result.stderr
    assert result.stdout == "3 rules, 18 examples, 0 not as expected\n"


@pytest.mark.parametrize(
    ("arguments", "counted"),
    [
        (["my-rules/overclaim/miracle-drops.yml"], "1 rules, 6 examples"),
        (["my-rules/hotline"], "1 rules, 6 examples"),
        (["my-rules", "--family", "hotline"], "1 rules, 6 examples"),
        (["--rules", "my-rules"], "2 rules, 12 examples"),
        (["my-rules/overclaim/miracle-drops.yml", "--rules", "my-rules"], "1 rules, 6 examples"),
        ([".", "--rules", "my-rules"], "2 rules, 12 examples"),
    ],
)
def test_what_is_tested(arguments: list[str], counted: str, own: Path) -> None:
    result = run("rules", "test", *arguments, at=own)
    assert (result.returncode, result.stdout) == (0, f"{counted}, 0 not as expected\n")


def test_no_rules_of_a_family(own: Path) -> None:
    refused(run("rules", "test", "my-rules", "--family", "citation", at=own), "no rules of the family citation here")


def test_bundled_rules_are_tested_by_family() -> None:
    result = run("rules", "test", "--family", "transparency")
    assert result.returncode == 0
    assert result.stdout.endswith(" 0 not as expected\n")


def test_two_rules_of_ones_own_with_one_code_are_named(own: Path, tmp_path: Path) -> None:
    assert run("rules", "new", "c-d", *WORDS, "--folder", tmp_path / "more").returncode == 0
    refused(run("rules", "list", "--rules", "my-rules", "--rules", tmp_path / "more", at=own), "'XO101' is taken by")


def test_help() -> None:
    for command in ("new", "list", "show", "test"):
        result = run("rules", command, "--help")
        assert result.returncode == 0
        assert "Usage" in result.stdout
