"""healthaudit audit by a configuration: real processes, real exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

CURE = "Our drops cure anxiety. Anxiety is common; talk to your doctor about symptoms.\n"
CLEAN = "Anxiety is common; talk to your doctor about symptoms and treatment.\n"
FAST = "model = false\n"
Result = subprocess.CompletedProcess[str]


class Site:
    """A working folder with pages and configurations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, *arguments: str, stdin: str = "", cwd: str = ".") -> Result:
        command = [sys.executable, "-m", "healthaudit", "audit", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder / cwd,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def report(self, *arguments: str, stdin: str = "", cwd: str = ".") -> dict[str, object]:
        result = self.run(*arguments, "--format", "json", stdin=stdin, cwd=cwd)
        assert result.returncode in (0, 1, 3), result.stderr
        return json.loads(result.stdout)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "site" / ".git").mkdir(parents=True)
    return Site(tmp_path / "site")


def rules(report: dict[str, object]) -> dict[str, set[str]]:
    """Names of pages to the rules that have findings there."""
    return {page["source"]: {one["rule"] for one in page["findings"]} for page in report["pages"]}


def test_pages_of_one_run_are_judged_by_their_folders(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "fail-on = 'medium'\n")
    site.write("news/healthaudit.toml", FAST + "fail-on = 'never'\nrules.select = ['no-author']\n")
    site.write("shop/pyproject.toml", "[tool.healthaudit]\nmodel = false\nmin-score = 100\nfail-on = 'critical'\n")
    for page in ("a.txt", "news/a.txt", "shop/a.txt"):
        site.write(page, CURE)
    result = site.run(".")
    assert result.returncode == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["failed a.txt", "failed shop/a.txt"]
    assert "below 100" in result.stderr.splitlines()[1]
    found = rules(site.report("."))
    assert ["cure-claim" in found[page] for page in ("a.txt", "news/a.txt", "shop/a.txt")] == [True, False, True]


def test_from_a_folder_below_the_same_holds(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "fail-on = 'never'\n[[overrides]]\npaths = ['/news/']\nfail-on = 'low'\n")
    site.write("news/a.txt", CURE)
    site.write("shop/a.txt", CURE)
    assert [site.run("a.txt", cwd="news").returncode, site.run("../shop/a.txt", cwd="news").returncode] == [1, 0]
    assert site.run("-", stdin=CURE, cwd="news").returncode == 0


def test_standard_input_and_overrides(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "fail-on = 'never'\n[[overrides]]\npaths = ['-']\nfail-on = 'low'\n")
    assert site.run("-", stdin=CURE).returncode == 1
    site.write("a.txt", CURE)
    assert site.run("a.txt").returncode == 0


def test_options_go_before_the_file(site: Site) -> None:
    site.write(
        "healthaudit.toml", FAST + "fail-on = 'low'\nrules.select = ['cure-claim']\nrules.disable = ['hotline']\n"
    )
    site.write("a.txt", CURE)
    assert site.run("a.txt").returncode == 1
    assert site.run("a.txt", "--fail-on", "never").returncode == 0
    assert site.run("a.txt", "--select", "no-author, safety", "--select", "transparency").returncode == 0
    assert site.run("a.txt", "--disable", "hotline,OC101", "--select", "overclaim,hotline").returncode == 0
    assert site.run("a.txt", "--no-config", "--no-model", "--fail-on", "critical").returncode == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_names_that_no_rule_has_say_who_named_them(site: Site, jobs: str) -> None:
    for number in range(20):
        site.write(f"pages/{number}.txt", CLEAN)
    result = site.run("pages", "--select", "OC1,cure-clam", "--jobs", jobs)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("healthaudit: error: --select names 'cure-clam', which is no rule, code or family")
    assert "hint: did you mean 'cure-claim'?" in result.stderr
    site.write("pages/healthaudit.toml", "\n\n[rules]\ndisable = [\n  'OC1',\n  'cure-clam',\n]\n")
    result = site.run("pages", "--jobs", jobs)
    assert result.returncode == 2
    assert "pages/healthaudit.toml:4: rules.disable names 'cure-clam'" in result.stderr
    assert "did you mean 'cure-claim'?" in result.stderr
    assert "Traceback" not in result.stderr


def test_that_no_rule_is_left_does_not_pass(site: Site) -> None:
    site.write("healthaudit.toml", "[rules]\ndisable = ['cure-claim']\n")
    site.write("a.txt", CURE)
    result = site.run("a.txt", "--select", "OC101")
    assert result.returncode == 2
    assert "--select and healthaudit.toml:2: rules.disable: no rule is left" in result.stderr


@pytest.fixture
def varied(site: Site) -> Site:
    """Three folders of eight pages, each with other settings."""
    site.write("healthaudit.toml", "profile = 'editor'\n[[overrides]]\npaths = ['*5.txt']\nrules.select = ['OC']\n")
    site.write("b/healthaudit.toml", FAST + "allow = ['drops cure anxiety']\n[[ignore]]\nrules=['OC']\nreason='so'\n")
    site.write("c/healthaudit.toml", "severity = { OC = 'low' }\njurisdictions = ['EU', 'US']\n")
    for folder in "abc":
        for number in range(8):
            site.write(f"{folder}/{number}.txt", CURE + CLEAN * number)
    return site


@pytest.mark.parametrize("ways", [("--jobs 1 --no-cache", "--jobs 2 --no-cache"), ("--jobs 2", "--jobs 1", "--jobs 2")])
def test_however_it_is_run_it_gives_the_same_bytes(varied: Site, ways: tuple[str, ...]) -> None:
    made = []
    for number, way in enumerate(ways):
        outputs = [varied.folder / "out" / f"{number}.{suffix}" for suffix in ("json", "html")]
        options = [part for path in outputs for part in ("-o", str(path))]
        result = varied.run("a", "b", "c", "--fail-on", "never", *way.split(), *options)
        assert result.returncode == 0, result.stderr
        made.append([path.read_bytes() for path in outputs])
    assert all(one == made[0] for one in made)
    assert b"a/5.txt" in made[0][0]


def test_a_setting_that_changes_is_heeded_at_once(site: Site) -> None:
    site.write("a.txt", CURE)
    for text, found in (
        ("", True),
        ("rules.disable = ['OC101']\n", False),
        ("allow = ['cure anxiety']\n", False),
        ("", True),
    ):
        site.write("healthaudit.toml", FAST + text)
        assert ("cure-claim" in rules(site.report("a.txt"))["a.txt"]) == found
    for level in ("low", "critical"):
        site.write("healthaudit.toml", FAST + f"severity = {{ OC101 = '{level}' }}\n")
        assert level in {one["severity"] for one in site.report("a.txt")["pages"][0]["findings"]}


def test_sources_of_the_configuration(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "sources = ['content/', 'extra.txt', 'missing.txt']\n")
    for page in ("content/a.txt", "extra.txt", "other.txt"):
        site.write(page, CLEAN)
    report = site.report()
    assert set(rules(report)) == {"content/a.txt", "extra.txt"}
    assert [one["source"] for one in report["skipped"]] == ["missing.txt"]
    assert set(rules(site.report(cwd="content"))) == {"a.txt", "../extra.txt"}
    assert set(rules(site.report("other.txt"))) == {"other.txt"}
    assert site.run().returncode == 3


def test_without_any_sources(site: Site) -> None:
    for text in (None, "", "sources = []\n"):
        if text is not None:
            site.write("healthaudit.toml", text)
        result = site.run()
        assert (result.returncode, result.stdout) == (2, "")
        assert "nothing to audit was named" in result.stderr
        assert "hint: name files, folders or URLs, or set sources in healthaudit.toml" in result.stderr


def test_exclude(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "exclude = ['drafts/', '*.old.txt']\n")
    for page in ("a.txt", "b.old.txt", "drafts/c.txt", "d.txt"):
        site.write(page, CURE)
    assert set(rules(site.report("."))) == {"a.txt", "d.txt"}
    assert set(rules(site.report(".", "--exclude", "d.txt"))) == {"a.txt"}
    assert set(rules(site.report("a.txt", "drafts/c.txt"))) == {"a.txt"}
    assert set(rules(site.report(".", "--no-config"))) == {"a.txt", "b.old.txt", "drafts/c.txt", "d.txt"}


def test_when_everything_is_left_out_it_is_said(site: Site) -> None:
    site.write("healthaudit.toml", "exclude = ['drafts/']\n")
    site.write("drafts/c.txt", CURE)
    for source in ("drafts/c.txt", "drafts"):
        result = site.run(source)
        assert result.returncode == 0
        assert result.stderr == "healthaudit: nothing to audit: every page is left out\n"


def test_the_file_that_is_named_and_none(site: Site) -> None:
    site.write("healthaudit.toml", "nonsense")
    site.write("strict.toml", FAST + "fail-on = 'low'\n")
    site.write("lax.toml", FAST + "fail-on = 'never'\n")
    site.write("a.txt", CURE)
    assert site.run("a.txt", "--config", "strict.toml").returncode == 1
    assert site.run("a.txt", "--config", "lax.toml").returncode == 0
    assert site.run("a.txt", "--no-config", "--no-model", "--fail-on", "never").returncode == 0
    wrong = site.run("a.txt")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "healthaudit.toml:1: not TOML" in wrong.stderr
    assert site.run("a.txt", "--config", "lax.toml", "--no-config").returncode == 2
    assert site.run("a.txt", "--config", "missing.toml").returncode == 2
    assert site.run("a.txt", "--config", ".").returncode == 2


def test_profiles(site: Site) -> None:
    site.write("a.txt", CURE + "\nOur drops may cure asthma.\n")
    site.write("healthaudit.toml", FAST + "rules.select = ['cure-claim']\nprofile = 'ci'\n")
    page = site.report("a.txt")["pages"][0]
    assert [one["outcome"] for one in page["findings"]] == ["fail"]
    page = site.report("a.txt", "--profile", "auditor")["pages"][0]
    assert [one["outcome"] for one in page["findings"]] == ["fail", "review"]
    assert "1 " in next(line for line in site.run("a.txt").stdout.splitlines() if "profile" in line)


ENTRY = "[[ignore]]\nrules = ['cure-claim']\nreason = 'cleared by counsel'\n"


def test_entries_of_ignore(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "rules.select = ['cure-claim']\nfail-on = 'low'\n" + ENTRY)
    site.write("a.txt", CURE)
    result = site.run("a.txt")
    assert result.returncode == 0, result.stderr
    assert "cleared by counsel" in result.stdout
    assert "healthaudit.toml:4" in result.stdout
    assert site.run("-", stdin=CURE).returncode == 0
    assert site.run("a.txt", "--no-suppressions").returncode == 0
    assert site.run("a.txt", "--no-config", "--no-model", "--fail-on", "low").returncode == 1


def test_what_is_unused_is_told_in_every_format_for_people_and_servers(site: Site) -> None:
    site.write("healthaudit.toml", FAST + ENTRY + "paths = ['a.txt']\n" + ENTRY + "until = 2020-01-01\n")
    site.write("a.txt", CLEAN)
    site.write("b.txt", CLEAN)
    formats = ("terminal", "json", "sarif", "github", "junit", "markdown", "html")
    for name in formats:
        said = site.run("a.txt", "b.txt", "--format", name, "--fail-on", "never").stdout
        assert "healthaudit.toml" in said, name
        assert "Nothing of cure-claim was found" in said, name
        assert "held until 2020" in said, name
    problems = [one for page in site.report("a.txt", "b.txt")["pages"] for one in page["suppression_problems"]]
    places = [(one["kind"], one["source"], one["line"]) for one in problems]
    assert sorted(set(places)) == [("expired", "healthaudit.toml", 6), ("unused", "healthaudit.toml", 2)]
    assert len([one for one in places if one[0] == "unused"]) == 1


def test_a_linked_folder_has_the_settings_of_where_it_is_named(site: Site) -> None:
    site.write("healthaudit.toml", FAST + "fail-on = 'never'\n")
    site.write("theirs/healthaudit.toml", FAST + "fail-on = 'low'\n")
    site.write("theirs/pages/a.txt", CURE)
    (site.folder / "linked").symlink_to(site.folder / "theirs" / "pages")
    assert site.run("linked").returncode == 0
    assert site.run("theirs/pages").returncode == 1


def test_a_configuration_of_others_can_be_left_alone(site: Site) -> None:
    site.write("theirs/healthaudit.toml", "rules.select = ['no-author']\nfail-on = 'never'\n")
    site.write("theirs/a.txt", CURE)
    assert site.run("theirs").returncode == 0
    assert site.run("theirs", "--no-config", "--no-suppressions", "--fail-on", "low").returncode == 1


def test_paths_that_are_about_no_page_are_noted_where_all_pages_are_audited(site: Site) -> None:
    entry = "[[ignore]]\nrules = ['cure-claim']\nreason = 'so'\n"
    override = "[[overrides]]\nfail-on = 'low'\n"
    text = FAST + "sources = ['.']\nexclude = ['b.txt']\n"
    text += override + "paths = ['contnet/']\n" + override + "paths = ['a.txt']\n" + override + "paths = ['b.txt']\n"
    text += entry + "paths = ['c.txt']\n" + entry + "paths = ['https://example.org/*']\n" + entry
    site.write("healthaudit.toml", text)
    site.write("a.txt", CLEAN)
    site.write("b.txt", CLEAN)
    notes = [line for line in site.run().stderr.splitlines() if line.startswith("note: ")]
    assert len(notes) == 2
    assert re.fullmatch(r"note: healthaudit.toml:\d+: overrides 1 is about no page of this run: contnet/", notes[0])
    assert re.fullmatch(r"note: healthaudit.toml:\d+: an entry of ignore is about no page of this run: c.txt", notes[1])
    assert "note: " not in site.run("a.txt").stderr
