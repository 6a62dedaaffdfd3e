"""Write the sample reports in reports/: one marketing page, one balanced page, and all fixture pages together."""

from __future__ import annotations

import os
from pathlib import Path

from healthaudit.auditor import Auditor
from healthaudit.reports import render
from healthaudit.sources import collect

ROOT = Path(__file__).parents[1]
SAMPLES = {
    "marketing": ["fixtures/pages/rehab-network-ketamine-anxiety.html"],
    "balanced": ["fixtures/pages/hospital-leaflet-esketamine.html"],
    "all-fixtures": ["fixtures/pages"],
}


def main() -> None:
    os.chdir(ROOT)  # so that the reports name the pages as a reader of the repository does
    auditor = Auditor.load()
    for name, sources in SAMPLES.items():
        report = auditor.run(collect(sources, exclude=["held-out/"]))  # whoever develops is not to see those
        formats = ("html", "json") if name != "all-fixtures" else ("html",)
        for suffix in formats:
            path = ROOT / "reports" / f"{name}.{suffix}"
            path.write_text(render(report, suffix), "utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
