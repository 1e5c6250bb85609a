"""A pack with everything it inherits, as JSON: format ``pack/1``, resolved."""

from __future__ import annotations

from fourfold.cli.standards.list_view import pack_document
from fourfold.core.canonical import JSON
from fourfold.standards.pack.model import PHASES, Clause, Parameter
from fourfold.standards.pack.resolved import ChoiceInForce, InForce, ParameterInForce, Resolved


def shown_document(resolved: Resolved) -> JSON:
    """The resolved pack: format ``resolved-pack/1``."""
    return {
        "fourfold": "resolved-pack/1",
        "pack": pack_document(resolved.pack),
        "date": resolved.day.isoformat(),
        "digest": resolved.digest,
        "chain": [
            {"id": pack.id, "version": pack.identity.version, "status": pack.identity.status, "digest": pack.digest}
            for pack in resolved.chain
        ],
        "clauses": [{"pack": pack.id, **_clause(clause)} for pack in resolved.chain for clause in pack.clauses],
        "requirements": [_requirement(rule) for rule in resolved.requirements],
        "parameters": [_parameter(name, held) for name, held in resolved.parameters.items()],
        "method": [_choice(key, held) for key, held in resolved.choices.items()],
        "method_defaults": list(resolved.defaulted),
        "disclosures": [
            {"pack": pack, "disclosure": asked.id, "clause": asked.clause, "what": dict(asked.what), "fact": asked.fact}
            for pack, asked in resolved.disclosures
        ],
    }


def _clause(clause: Clause) -> dict[str, JSON]:
    return {
        "clause": clause.id,
        "number": clause.number,
        "parent": clause.parent,
        "modality": clause.modality,
        "heading": dict(clause.heading),
        "paraphrase": dict(clause.paraphrase),
        "equivalents": list(clause.equivalents),
        "status": clause.status,
    }


def _requirement(rule: InForce) -> dict[str, JSON]:
    stated = rule.requirement
    return {
        "requirement": stated.id,
        "pack": rule.pack,
        "item": stated.item,
        "clause": rule.clause.number or rule.clause.id,
        "clause_id": rule.clause.id,
        "modality": stated.modality,
        "severity": {phase: stated.severity_in(phase) for phase in PHASES},
        "applies_when": rule.applies_when.text if rule.applies_when else None,
        "tests": [test.text for test in rule.tests],
        "ask": dict(stated.ask),
        "evidence": list(rule.evidence),
        "guidance": dict(stated.guidance),
        "change": stated.change,
        "replaced": list(rule.replaced),
        "reason": dict(stated.reason),
    }


def _parameter(name: str, held: ParameterInForce) -> dict[str, JSON]:
    in_force = next((dated for dated in held.parameter.values if dated.place == held.value.place), None)
    return {
        "parameter": name,
        "pack": held.pack,
        "unit": held.parameter.unit,
        "stricter": held.parameter.stricter,
        "meaning": dict(held.parameter.meaning),
        "value": in_force.value if in_force and held.value.known else None,
        "values": _values(held.parameter),
        "replaced": list(held.replaced),
        "reason": dict(held.parameter.reason),
    }


def _values(parameter: Parameter) -> list[JSON]:
    return [
        {
            "from": dated.start.isoformat() if dated.start else None,
            "to": dated.end.isoformat() if dated.end else None,
            "value": dated.value,
            "clause": dated.clause,
            "source": dated.source,
            "status": dated.status,
        }
        for dated in parameter.values
    ]


def _choice(key: str, held: ChoiceInForce) -> dict[str, JSON]:
    choice = held.choice
    return {
        "choice": key,
        "value": choice.value,
        "pack": held.pack,
        "clause": choice.clause,
        "status": choice.status,
        "reason": dict(choice.reason),
        "replaced": list(held.replaced),
    }
