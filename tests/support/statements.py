"""Every optional statement of ``study.yaml``, each text telling where it stands."""

from __future__ import annotations

from typing import Any, get_args

from fourfold.accounting.study.declarations_statements import Goal, Interpretation, Scope
from fourfold.formats.declared import Declared

DATES = {"date": "2025-12-01", "review.date": "2025-11-20", "validity.until": "2030-01-01"}


def all_statements() -> dict[str, Any]:
    """All keys that state something, filled."""
    return {
        "date": DATES["date"],
        "goal": {**_texts("goal", Goal), "communication": "business", "comparative": "false"},
        "scope": {
            **_texts("scope", Scope),
            "use_source": "usual-pattern",
            "longest_delay_years": "12",
            "delayed_outside_total": "true",
            "biogenic_carbon_kg": "0.25",
            "fossil_carbon_kg": "0.75",
        },
        "rules": [
            {
                "document": "A rule 1",
                "edition": "2024",
                "kind": "pcr",
                "reason": {"en": "rules.0.reason", "zh": "规则"},
            },
            {"document": "Rules without more"},
        ],
        "rules_search": {"en": "rules_search"},
        "review": {
            "kind": "external",
            "reviewer": "A reviewer",
            "standard": "A review standard",
            "date": DATES["review.date"],
            "statement": {"en": "review.statement"},
        },
        "interpretation": _texts("interpretation", Interpretation),
        "tracking": {"previous": "The one before", "statement": {"zh": "变化说明"}, "same_rules": "true"},
        "validity": {"until": DATES["validity.until"]},
        "publication": {"url": "https://example.org/study", "declaration": "DoC-1"},
        "service": {
            "energy_capacity_kwh": "1.5",
            "cycles_per_year": "100",
            "years": "10",
            "evidence": {"en": "service.evidence"},
        },
    }


def _texts(part: str, model: type[Declared]) -> dict[str, Any]:
    """A text in both languages under every key of a part that takes one."""
    keys = [name for name, field in model.model_fields.items() if "dict" in str(get_args(field.annotation))]
    return {key: {"en": f"{part}.{key}", "zh": f"{part}.{key} 中文"} for key in keys}
