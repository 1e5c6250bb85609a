"""The electricity section of a report with instruments: what covers the load, and what became of each instrument."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.accounting
from fourfold.accounting.assess import assess_by_each
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.exchange.report import render_report

EXAMPLE = Path(__file__).parents[2] / "examples" / "certificates"


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    """The example under each method, as JSON by the method's id."""
    methods = [method(str(EXAMPLE / "annual.yaml")), method(str(EXAMPLE / "hourly.yaml")), method("fourfold-default")]
    results = assess_by_each(Study.load(EXAMPLE), methods)
    return {result.method.id: json.loads(json.dumps(result_document([result]))) for result in results}


def test_documents_of_the_example_fit_their_schema(documents: dict[str, Any]) -> None:
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
    for document in documents.values():
        jsonschema.validate(document, schema)


def test_what_covers_the_load_adds_up_to_the_total(documents: dict[str, Any]) -> None:
    for document in documents.values():
        parts = document["electricity"]["covered"]
        assert sum(Decimal(part["kg_co2e"]) for part in parts) == Decimal(document["footprint"]["total_kg_co2e"])
        assert abs(sum((Decimal(part["energy_kwh"]) for part in parts), Decimal(0)) - Decimal(2)) < Decimal("1e-10")
        assert document["electricity"]["grid_mix_kg_co2e"] == "1.13228"


def test_the_report_shows_kinds_of_supply_and_why_an_instrument_does_not_count(documents: dict[str, Any]) -> None:
    annual, hourly = (render_report(documents[name], "en") for name in ("annual", "hourly"))
    assert "What covers the electricity of 1 kg of castings" in annual
    assert "With grid power for all that comes through the grid it would be 1.1323 kg CO₂e." in annual
    assert "not retired" in annual
    assert "its interval is longer than the window of time, or lies across two" in hourly
    assert "its interval is longer than the window of time, or lies across two" not in annual
    assert "electricity under an instrument" in annual


def test_a_report_without_instruments_has_no_such_tables() -> None:
    from support.lfp.result import lfp_result

    assert "What covers the electricity" not in render_report(lfp_result(), "en")
