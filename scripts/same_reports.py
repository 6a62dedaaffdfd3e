"""Hold the reports of all fixtures against those of another revision, byte for byte.

Who makes the audit faster must change none. Run by ``make same BASE=main~1``: prints the pages whose reports differ,
and fails when there are any.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Prints name and digest of the JSON report of every page below a folder, as JSON.
_DIGESTS = """
import hashlib, json, sys
from pathlib import Path
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media
from healthaudit.reports import render
kinds = {".html": Media.HTML, ".md": Media.MARKDOWN, ".txt": Media.TEXT, ".yml": Media.TEXT, ".jsonl": Media.TEXT}
auditor, root, found = Auditor.load(), Path(sys.argv[1]), {}
for path in sorted(root.rglob("*")):
    if path.suffix in kinds and path.is_file():
        document = Document(path.relative_to(root).as_posix(), kinds[path.suffix], path.read_text("utf-8", "replace"))
        report = render(auditor.run([document]), "json").encode("utf-8", "surrogatepass")
        found[document.source] = hashlib.blake2b(report, digest_size=16).hexdigest()
json.dump(found, sys.stdout)
"""


def digests(source: Path, fixtures: Path) -> dict[str, str]:
    """Page -> digest of its report, as the code in ``source`` makes it."""
    environment = {**os.environ, "PYTHONPATH": str(source / "src")}
    command = [sys.executable, "-c", _DIGESTS, str(fixtures)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, cwd=source)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main() -> int:
    """0 when all reports are the same, 1 when some differ."""
    base = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "base"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(other), base], cwd=ROOT, check=True)
        try:
            before, now = digests(other, ROOT / "fixtures"), digests(ROOT, ROOT / "fixtures")
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(other)], cwd=ROOT, check=True)
    changed = [name for name in now if before.get(name) != now[name]]
    print(*changed, f"{len(now) - len(changed)} of {len(now)} reports are the same as at {base}", sep="\n")
    return bool(changed)


if __name__ == "__main__":
    sys.exit(main())
