"""Other linters of prose, each with its version, installed into build/peers: what they do, everybody can do again.

They look for other things than healthaudit does. What is compared is how long somebody waits for a page to be read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PROSELINT = "0.16.0"
WRITE_GOOD = "1.0.8"
ALEX = "11.0.1"
_DRIVER = Path(__file__).with_name("bench_driver.py")

#: As bench_driver.py, for node. alex reads HTML as HTML; write-good takes every page for text.
_NODE = """\
import {createInterface} from 'node:readline'
import {readFileSync} from 'node:fs'
const peak = () => process.platform === 'linux'  // where resourceUsage() tells of the process that started this one
  ? Number(/^VmHWM:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024 / 1e6
  : process.resourceUsage().maxRSS * 1024 / 1e6
const name = process.argv[2], tool = await import(name)
const check = name === 'alex'
  ? (text, path) => (path.endsWith('.html') ? tool.html : tool.text)(text).messages.length
  : text => tool.default(text).length
console.log('')
for await (const line of createInterface({input: process.stdin})) {
  const pages = JSON.parse(line).map(path => [readFileSync(path, 'utf8'), path])
  const before = process.cpuUsage(), start = performance.now()
  let found = 0
  for (const page of pages) found += check(...page)
  const wall = (performance.now() - start) / 1e3, spent = process.cpuUsage(before)
  console.log(JSON.stringify({wall, cpu: (spent.user + spent.system) / 1e6, found, peak: peak()}))
}
"""


class Peer(NamedTuple):
    """A tool that is there."""

    version: str
    worker: tuple[str, ...]
    """Takes pages by turns."""
    command: tuple[str, ...]
    """Checks the file whose path follows."""


def installed(folder: Path) -> dict[str, Peer | str]:
    """The peers by name, installed if need be; for one that is not there, why."""
    folder.mkdir(parents=True, exist_ok=True)
    return {"proselint": _proselint(folder), **_of_node(folder)}


def _proselint(folder: Path) -> Peer | str:
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(programs / "python")
    problem = _once(
        folder / f"proselint-{PROSELINT}",
        [sys.executable, "-m", "venv", "--clear", str(folder / "venv")],
        [python, "-m", "pip", "install", "--quiet", "--no-input", f"proselint=={PROSELINT}"],
    )
    if problem:
        return f"not there: {problem}"
    return Peer(PROSELINT, (python, str(_DRIVER), "proselint"), (str(programs / "proselint"), "check"))


def _of_node(folder: Path) -> dict[str, Peer | str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return dict.fromkeys(("write-good", "alex"), "node is not there")
    wanted = {"write-good": WRITE_GOOD, "alex": ALEX}
    names = [f"{name}@{version}" for name, version in wanted.items()]
    problem = _once(
        folder / "-".join(names),
        [npm, "install", "--prefix", str(folder), "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *names],
    )
    if problem:
        return dict.fromkeys(wanted, f"not there: {problem}")
    driver = folder / "driver.mjs"
    driver.write_text(_NODE, "utf-8")
    programs = folder / "node_modules" / ".bin"
    return {
        name: Peer(f"{version}, node {_said(node, '--version')}", (node, str(driver), name), (str(programs / name),))
        for name, version in wanted.items()
    }


def _once(stamp: Path, *commands: Sequence[str]) -> str:
    """Run commands unless they were run before; the last line of what went wrong, or nothing."""
    if stamp.exists():
        return ""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            return said[-1] if said else f"{command[0]} ended with code {done.returncode}"
    stamp.touch()
    return ""


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
