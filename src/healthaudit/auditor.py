"""The whole way on one screen: document -> page -> reading -> findings -> what counts -> score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from healthaudit.baseline import Earlier
from healthaudit.checks import check
from healthaudit.citations import cite, queries
from healthaudit.classifier import BUNDLED_MODEL, Classifier, load_model
from healthaudit.errors import ConfigError
from healthaudit.language import answered
from healthaudit.library import Library, load_library
from healthaudit.model import Document, PageReport, Report, Skipped, Tool
from healthaudit.pages import read
from healthaudit.records import RecordSource
from healthaudit.rulefiles import bundled_rules
from healthaudit.rules import Threshold
from healthaudit.rules.selection import Selection, selection
from healthaudit.settings import DEFAULTS, Settings
from healthaudit.verdict import against, score, suppress
from healthaudit.version import VERSION

#: Who audits a page of somebody else must not be told by it what to find.
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Auditor:
    """Rules, facts and language, loaded once; audits any number of pages."""

    library: Library
    selection: Selection
    """The rules that are applied."""
    settings: Settings = DEFAULTS
    classifier: Classifier | None = None
    """None leaves everything to the rules."""
    records: RecordSource | None = None
    """Who is asked what the works that a page cites say; nobody by default."""
    today: date | None = None
    """The day on which suppressions must still hold: nothing in here reads a clock. With None none of them lapses."""

    @classmethod
    def load(
        cls, settings: Settings = DEFAULTS, *, records: RecordSource | None = None, today: date | None = None
    ) -> Auditor:
        """The bundled rules, facts and classifier, with what the settings add.

        Raises ConfigError (a name that no rule or profile has), RuleError, KnowledgeError and ModelError.
        """
        library = load_library(bundled_rules(), settings.rules, settings.facts)
        classifier = Classifier(load_model(settings.model or BUNDLED_MODEL)) if settings.classify else None
        return cls.of(library, settings, classifier=classifier, records=records, today=today)

    def by(self, settings: Settings) -> Auditor:
        """The same with other settings; what they have in common is loaded once. Raises as ``load`` does."""
        library, classifier = self.library, self.classifier
        if (settings.rules, settings.facts) != (self.settings.rules, self.settings.facts):
            library = load_library(bundled_rules(), settings.rules, settings.facts)
        if (settings.model, settings.classify) != (self.settings.model, self.settings.classify):
            classifier = Classifier(load_model(settings.model or BUNDLED_MODEL)) if settings.classify else None
        return Auditor.of(library, settings, classifier=classifier, records=self.records, today=self.today)

    @classmethod
    def of(
        cls,
        library: Library,
        settings: Settings = DEFAULTS,
        *,
        classifier: Classifier | None = None,
        records: RecordSource | None = None,
        today: date | None = None,
    ) -> Auditor:
        """An auditor of what is loaded. Raises ConfigError for a name that no rule or profile has."""
        return cls(library, selected(library, settings), settings, classifier, records, today)

    def audit(self, document: Document, earlier: Earlier | None = None, *, any_page: bool = False) -> PageReport:
        """Audit one page. The same document, rules, facts, settings, records and day give the same report.

        ``earlier`` is what a baseline knows of the page; ``any_page`` takes it for English, about health and selling.
        """
        page = read(document)
        reading = self.library.language.read(page)
        answers = self.records.answers(list(queries(cite(page)))) if self.records else {}
        checked = check(
            reading, self.library, self.settings, self.selection, answers, self.classifier, any_page=any_page
        )
        understood = checked.understood
        rules = [compiled.rule for compiled in self.library.pack.rules.rules]
        families = {rule.id: rule.family for rule in rules}
        trusted = self.settings.suppressions and not page.source.lower().startswith(_WEB)
        commented = page if trusted else replace(page, comments=())
        verdict = suppress(commented, checked.findings, checked.outcomes, rules, self.today, self.settings.ignore)
        stood = against(earlier, verdict.findings, verdict.suppressed, checked.outcomes)
        findings = tuple(filter(self.threshold.shows, stood.findings))
        return PageReport(
            page=page,
            language=reading.language,
            score=score(findings, checked.outcomes, families, self.library.pack.weights),
            findings=findings,
            outcomes=checked.outcomes,
            profile=reading.profile if understood else None,
            benchmarks=tuple(answered(self.library.language.benchmarks, page, reading.folded)) if understood else (),
            uses=checked.uses,
            sources=checked.sources,
            sourced=checked.sourced,
            calls=checked.calls,
            notes=(*page.notes, *checked.notes),
            suppressed=tuple(filter(self.threshold.shows, stood.aside)),
            suppression_problems=verdict.problems,
            left_out=len(stood.findings) - len(findings),
            gone=stood.gone,
            errors=checked.errors,
        )

    def run(self, documents: Iterable[Document | Skipped]) -> Report:
        """Audit every document; what was skipped on the way here stays in the report."""
        audited = [document if isinstance(document, Skipped) else self.audited(document) for document in documents]
        return Report.of(self.tool(), audited)

    def audited(self, document: Document, earlier: Earlier | None = None) -> PageReport | Skipped:
        """As ``audit``, but a page on which something breaks is skipped: one page must never end a run."""
        try:
            return self.audit(document, earlier)
        except Exception as problem:
            reason = f"the audit broke off: {type(problem).__name__}: {' '.join(str(problem).split())}"
            return Skipped(document.source, reason, "this is a mistake of healthaudit; please report it")

    @property
    def threshold(self) -> Threshold:
        """Which findings are certain enough."""
        return self.library.pack.profiles[self.settings.profile]

    def tool(self) -> Tool:
        """What makes the report."""
        pack = self.library.pack
        model = self.classifier.weights.digest if self.classifier else ""
        return Tool(VERSION, len(pack.rules.rules), pack.digest, self.library.knowledge.as_of, model)


def selected(library: Library, settings: Settings) -> Selection:
    """The rules that the settings apply. Raises ConfigError for a name that no rule or profile has."""
    pack = library.pack
    if settings.profile not in pack.profiles:
        raise ConfigError(f"there is no profile {settings.profile!r}", f"profiles are {', '.join(pack.profiles)}")
    return selection(
        [compiled.rule for compiled in pack.rules.rules],
        settings.select,
        settings.disable,
        settings.severity,
        settings.ignore,
        dict(settings.origins),
    )
