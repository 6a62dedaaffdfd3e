"""The ways in which gold is audited: rules alone, classifier alone, both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from healthaudit.auditor import Auditor
from healthaudit.rules.filters import index_of
from healthaudit.rules.hits import RuleSet, patterns_of
from healthaudit.rules.rule import MatchKind


class Way(StrEnum):
    """Who finds."""

    RULES = "rules"
    CLASSIFIER = "classifier"
    BOTH = "both"


def auditors(auditor: Auditor) -> Mapping[Way, Auditor]:
    """An auditor for each way; without a classifier only the rules are left."""
    # What a page lets stand is gold all the same.
    auditor = replace(auditor, settings=replace(auditor.settings, suppressions=False))
    rules = replace(auditor, classifier=None)
    if auditor.classifier is None:
        return {Way.RULES: rules}
    return {Way.RULES: rules, Way.CLASSIFIER: _alone(auditor), Way.BOTH: auditor}


def _alone(auditor: Auditor) -> Auditor:
    """The auditor with those rules only that pass on what the classifier suspects."""
    pack = auditor.library.pack
    kept = [one.rule for one in pack.rules.rules if one.rule.match.kind is MatchKind.CLASSIFIER]
    triggers, conditions = patterns_of(kept)
    small = pack._replace(rules=RuleSet(kept, index_of([*triggers, *conditions])))
    return replace(auditor, library=auditor.library._replace(pack=small))
