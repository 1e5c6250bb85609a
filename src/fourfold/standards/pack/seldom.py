"""What the language warns of, in the rules of a pack: for its author, not for those who check a study by it."""

from __future__ import annotations

from fourfold.core.problems import Problems
from fourfold.standards.language.lints import lint
from fourfold.standards.pack.resolved import InForce, Resolved


def warn_of_rules(resolved: Resolved, problems: Problems) -> None:
    """Warn of what is seldom meant in the tests a pack states itself; its parents' are their authors' business."""
    for rule in resolved.requirements:
        if rule.pack == resolved.pack.id:
            warn_of_rule(rule, problems)


def warn_of_rule(rule: InForce, problems: Problems) -> None:
    """Warn of what is seldom meant in a rule's own test, not in those it inherits."""
    for condition, test in rule.parts[:1]:
        lint(test, condition, rule.requirement.place.at("test"), problems)
