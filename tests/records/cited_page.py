"""A page with a reference list, the records of what it cites, and the command that audits it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from services_loopback import NAMES, Services, article, crossref_work, trial

JOURNAL = "Journal of Invented Gastroenterology"
PAGE = f"""<!doctype html><html lang="en"><title>Peppermint oil for irritable bowel syndrome</title>
<main><h1>Peppermint oil for irritable bowel syndrome</h1>
<p>Irritable bowel syndrome is common. Talk to your doctor about treatment.</p>
<p>In a trial, peppermint oil reduced abdominal pain in irritable bowel syndrome.<sup><a href="#r1">1</a></sup></p>
<p>Another found that peppermint oil improved quality of life in irritable bowel syndrome.<sup><a href="#r2">2</a></sup>
<p>Adults with irritable bowel syndrome tolerated it.<sup><a href="#r3">3</a></sup></p>
<p>A trial in irritable bowel syndrome is registered.<sup><a href="#r4">4</a></sup></p>
<p>Irritable bowel syndrome occurs in older adults as well.<sup><a href="#r5">5</a>,<a href="#r6">6</a></sup></p>
<h2>References</h2><ol>
<li id="r1">Lindell A, Ostrow B. Peppermint oil and abdominal pain in irritable bowel syndrome: a randomised trial.
{JOURNAL}. 2021;4:1-9. doi:10.5555/ibs.1</li>
<li id="r2">Marrow C. Peppermint oil and quality of life in irritable bowel syndrome. {JOURNAL}. 2019;2:11-19.
doi:10.5555/ibs.2</li>
<li id="r3">Quill D. Tolerability of peppermint oil in adults. Annals of Invented Medicine. 2018;7:101-110.
PMID: 90000003</li>
<li id="r4">University of Tea. Peppermint oil in irritable bowel syndrome. ClinicalTrials.gov. NCT09900004. 2020.</li>
<li id="r5">Vane E, Sollis F. Diet and irritable bowel syndrome in older adults. Archives of Invented Nutrition.
2017;3:31-39.</li>
<li id="r6">Nobody G. Irritable bowel syndrome and the moon. Journal of Nothing. 2020;1:1-2. doi:10.5555/none.6</li>
</ol></main></html>
"""


def stock(services: Services) -> None:
    """Records of which the first contradicts the page, the second is retracted, the third another work's."""
    works = [
        crossref_work(
            "10.5555/ibs.1",
            "Peppermint oil and abdominal pain in irritable bowel syndrome: a randomised trial",
            author=[{"family": "Lindell"}, {"family": "Ostrow"}],
            abstract="<jats:p>Peppermint oil did not reduce abdominal pain in irritable bowel syndrome compared with "
            "placebo.</jats:p>",
            **{"container-title": [JOURNAL]},
        ),
        crossref_work(
            "10.5555/ibs.2",
            "Peppermint oil and quality of life in irritable bowel syndrome",
            author=[{"family": "Marrow"}],
            issued={"date-parts": [[2019]]},
            **{"container-title": [JOURNAL], "updated-by": [{"type": "retraction", "source": "retraction-watch"}]},
        ),
        crossref_work(
            "10.5555/diet.5",
            "Diet and irritable bowel syndrome in older adults",
            author=[{"family": "Vane"}, {"family": "Sollis"}],
            issued={"date-parts": [[2017]]},
            **{"container-title": ["Archives of Invented Nutrition"]},
        ),
    ]
    services.works = {work["DOI"]: work for work in works}
    services.articles = {"90000003": article("90000003", "The songs of frogs.").replace("Lindell", "Frogman")}
    services.studies = {"NCT09900004": trial("NCT09900004", "Peppermint oil in irritable bowel syndrome")}


def environment(services: Services | None, cache: Path, **more: str) -> dict[str, str]:
    """That of a command that asks these services; with None, services where nobody is."""
    addresses = services.addresses if services else dict.fromkeys(NAMES, "http://127.0.0.1:9")
    ours = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    urls = {f"HEALTHAUDIT_{name.upper()}_URL": address for name, address in addresses.items()}
    return {**ours, "COLUMNS": "200", "HEALTHAUDIT_CACHE": str(cache), **urls, **more}


def run(*arguments: str | Path, env: dict[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """``healthaudit audit`` with these arguments."""
    command = [sys.executable, "-m", "healthaudit", "audit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=env, cwd=cwd)


def page_of(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert "Traceback" not in result.stderr, result.stderr
    [page] = json.loads(result.stdout)["pages"]
    return page
