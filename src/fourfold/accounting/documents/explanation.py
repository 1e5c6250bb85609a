"""An unfolded figure as JSON."""

from __future__ import annotations

from fourfold.accounting.documents.parts import place_document, source_document, texts_document
from fourfold.accounting.explain import Explanation
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.words import in_both


def explanation_document(explanation: Explanation) -> dict[str, JSON]:
    """Everything an `Explanation` holds, decimals as strings."""
    return {
        "figure": explanation.figure,
        "names": dict(explanation.names.items()),
        "kg_co2e": decimal_text(explanation.kg_co2e),
        "formula": [
            {
                "what": dict(in_both(step.what, {}).items()),
                "value": decimal_text(step.value),
                "unit": step.unit,
                "place": place_document(step.place),
                "source": step.source,
            }
            for step in explanation.formula
        ],
        "parts": [{"figure": name, "kg_co2e": decimal_text(value)} for name, value in explanation.parts],
        "cells": [place_document(place) for place in explanation.cells],
        "sources": [
            {
                "kind": source.kind,
                "id": source.id,
                "names": texts_document(source.names),
                "area": source.area,
                "status": str(source.status),
                **source_document(source.source),
            }
            for source in explanation.sources
        ],
        "assumptions": [
            {"code": a.kind.code, "text": dict(in_both(a.kind.text, a.params).items())} for a in explanation.assumptions
        ],
    }
