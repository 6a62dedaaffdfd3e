"""The whole way on one screen: document -> page -> reading -> findings -> what counts -> score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from healthaudit.checks import check
from healthaudit.citations import cite, queries
from healthaudit.classifier import BUNDLED_MODEL, Classifier, load_model
from healthaudit.language import answered
from healthaudit.library import Library, bundled_rules, load_library
from healthaudit.model import Document, PageReport, Report, Skipped, Tool
from healthaudit.pages import read
from healthaudit.records import RecordSource
from healthaudit.verdict import score, suppress
from healthaudit.version import VERSION

#: Who audits a page of somebody else must not be told by it what to find.
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Auditor:
    """Rules, facts and language, loaded once; audits any number of pages."""

    library: Library
    jurisdiction: str = "US"
    """Whose approvals count: one of ``healthaudit.knowledge.approvals.JURISDICTIONS``."""
    records: RecordSource | None = None
    """Who is asked what the works that a page cites say; nobody by default."""
    classifier: Classifier | None = None
    """None leaves everything to the rules."""
    today: date | None = None
    """The day on which suppressions must still hold: nothing in here reads a clock. With None none of them lapses."""

    suppressions: bool = True
    """Whether comments of a page may let its findings stand. Those of pages on the web never may."""

    @classmethod
    def load(
        cls,
        rules: Path | None = None,
        more_rules: Sequence[Path] = (),
        facts: Sequence[Path] = (),
        jurisdiction: str = "US",
        records: RecordSource | None = None,
        model: Path | None = BUNDLED_MODEL,
        today: date | None = None,
    ) -> Auditor:
        """The bundled rules and facts, or those of a folder, with further folders of rules and files of facts.

        ``model`` is the classifier's file; None does without a classifier. Raises RuleError, KnowledgeError and
        ModelError.
        """
        library = load_library(rules or bundled_rules(), more_rules, facts)
        return cls(library, jurisdiction, records, Classifier(load_model(model)) if model else None, today)

    def audit(self, document: Document, *, any_page: bool = False) -> PageReport:
        """Audit one page. The same document, rules, facts, records and day give the same report."""
        page = read(document)
        reading = self.library.language.read(page)
        answers = self.records.answers(list(queries(cite(page)))) if self.records else {}
        checked = check(reading, self.library, self.jurisdiction, answers, self.classifier, any_page=any_page)
        understood = checked.understood
        rules = [compiled.rule for compiled in self.library.pack.rules.rules]
        families = {rule.id: rule.family for rule in rules}
        trusted = self.suppressions and not page.source.lower().startswith(_WEB)
        commented = page if trusted else replace(page, comments=())
        verdict = suppress(commented, checked.findings, checked.outcomes, rules, self.today)
        return PageReport(
            page=page,
            language=reading.language,
            score=score(verdict.findings, checked.outcomes, families, self.library.pack.weights),
            findings=verdict.findings,
            outcomes=checked.outcomes,
            profile=reading.profile if understood else None,
            benchmarks=tuple(answered(self.library.language.benchmarks, page, reading.folded)) if understood else (),
            uses=checked.uses,
            sources=checked.sources,
            sourced=checked.sourced,
            notes=(*page.notes, *checked.notes),
            suppressed=verdict.suppressed,
            suppression_problems=verdict.problems,
            errors=checked.errors,
        )

    def run(self, documents: Iterable[Document | Skipped]) -> Report:
        """Audit every document; what was skipped on the way here stays in the report."""
        pages: list[PageReport] = []
        skipped: list[Skipped] = []
        for document in documents:
            if isinstance(document, Skipped):
                skipped.append(document)
                continue
            try:
                pages.append(self.audit(document))
            except Exception as problem:  # one page must never end a run
                reason = f"the audit broke off: {type(problem).__name__}: {' '.join(str(problem).split())}"
                skipped.append(Skipped(document.source, reason, "this is a mistake of healthaudit; please report it"))
        return Report(self.tool(), tuple(pages), tuple(skipped))

    def tool(self) -> Tool:
        """What makes the report."""
        pack = self.library.pack
        model = self.classifier.weights.digest if self.classifier else ""
        return Tool(VERSION, len(pack.rules.rules), pack.digest, self.library.knowledge.as_of, model)
