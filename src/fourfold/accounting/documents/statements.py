"""What a study states in words, in a result document: only what was given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fourfold.accounting.study.declarations import Declarations
from fourfold.core.canonical import JSON, decimal_text
from fourfold.formats.declared import Declared

_PARTS = (
    *("date", "goal", "scope", "rules", "rules_search", "review", "interpretation", "tracking"),
    *("validity", "publication", "service"),
)


def statements_document(declared: Declarations) -> dict[str, JSON]:
    """Under ``statements`` the stated parts without what was left blank; nothing for a study that states nothing."""
    parts = {name: _document(getattr(declared, name)) for name in _PARTS}
    stated: JSON = {name: part for name, part in parts.items() if part}
    return {"statements": stated} if stated else {}


def _document(value: object) -> JSON:
    if isinstance(value, Declared):
        fields = {name: _document(getattr(value, name)) for name in type(value).model_fields}
        return {name: field for name, field in fields.items() if field}
    if isinstance(value, tuple):
        return [_document(one) for one in value]
    if isinstance(value, dict):
        return {str(lang): str(text) for lang, text in value.items()}
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
