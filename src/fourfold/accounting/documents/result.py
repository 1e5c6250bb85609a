"""The result of a run as a document: canonical JSON with decimal strings, described by ``result.schema.json``.

The bytes repeat for the same study, method, version and time-zone data. Figures are at the method's quantum; shares are
rounded for reading and are not inputs to anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.databases import databases_document
from fourfold.accounting.documents.footprint import footprint_document
from fourfold.accounting.documents.parts import (
    figure_text,
    maybe_text,
    params_document,
    place_document,
    problem_document,
    share,
    source_document,
    text_document,
    texts_document,
)
from fourfold.accounting.documents.quality import rated_document
from fourfold.accounting.documents.sensitivity import sensitivity_document
from fourfold.accounting.documents.study import study_document
from fourfold.accounting.documents.suppliers import suppliers_document
from fourfold.accounting.documents.traces import traces_document
from fourfold.accounting.method import Method
from fourfold.accounting.notes import UsedSource
from fourfold.accounting.power.beyond import tells_supply
from fourfold.accounting.power.document import electricity_document
from fourfold.accounting.power.matching import scheme_match
from fourfold.accounting.power.matching_document import match_document
from fourfold.accounting.sensitivity import Alternative
from fourfold.accounting.traced import PRECISION, exact
from fourfold.core.canonical import JSON
from fourfold.core.version import __version__
from fourfold.core.zones import tzdata_version
from fourfold.electricity.supply.rule import SupplyKind

if TYPE_CHECKING:
    from fourfold.accounting.uncertainty.study import StudyUncertainty

RESULT_FORMAT = "result/1"


@exact
def result_document(
    results: Sequence[Result],
    alternatives: Sequence[Alternative] | None = None,
    uncertainty: StudyUncertainty | None = None,
) -> dict[str, JSON]:
    """The document of a run: the first method's result, the others under ``also``, and all of them compared.

    Args:
        results: one for each method.
        alternatives: the first result by other rules, where that was asked for.
        uncertainty: draws of the first result, where that was asked for.
    """
    first = results[0]
    is_matched = any(tells_supply(one.method.supply.order, one.study) for one in results)
    document: dict[str, JSON] = {
        "fourfold": RESULT_FORMAT,
        "engine": engine_document(),
        "study": study_document(first.study),
        **_method_result(first, results if is_matched else ()),
        "methods": [_comparison(result, first) for result in results],
        "also": [_method_result(result) for result in results[1:]],
    }
    if alternatives is not None:
        document["sensitivity"] = sensitivity_document(alternatives)
    if uncertainty is not None:
        document["uncertainty"] = uncertainty.document()
    if any(row.certificate for row in first.study.tables.suppliers):
        document["suppliers"] = suppliers_document(first)
    if first.study.declarations.supply.traces:
        document["traces"] = traces_document(first.study)
    if first.datasets.uses:
        document["databases"] = databases_document(first.datasets)
    return document


def engine_document() -> dict[str, JSON]:
    """What calculated: name, version, arithmetic, time-zone data."""
    return {
        "name": "fourfold",
        "version": __version__,
        "arithmetic": f"decimal, {PRECISION} digits, half even; electricity in integers",
        "tzdata": tzdata_version(),
    }


def matching_document(result: Result) -> dict[str, JSON]:
    """How much of a result's electricity is matched, by location and by market."""
    match = scheme_match(result.study, result.method, result.electricity, result.footprint)
    return match_document(match, result.method.rounding.quantum_kg_co2e)


def _method_result(result: Result, matched: Sequence[Result] = ()) -> dict[str, JSON]:
    electricity = electricity_document(result.study, result.method, result.electricity, result.footprint)
    if matched:
        electricity["matching"] = [matching_document(one) for one in matched]
    return {
        "method": method_document(result),
        "precision": {
            "quantum_kg_co2e": format(result.method.rounding.quantum_kg_co2e, "f"),
            "display_significant_digits": result.method.rounding.display_significant_digits,
        },
        "footprint": footprint_document(result),
        "electricity": electricity,
        "quality": rated_document(result),
        "assumptions": [
            {
                "code": a.kind.code,
                "params": params_document(a.params),
                "text": text_document(a.kind.text, a.params),
                "places": [place_document(p) for p in a.places],
            }
            for a in result.assumptions
        ],
        "warnings": [problem_document(p) for p in result.warnings],
        "sources": [_source(source, used_by) for source, used_by in result.sources],
    }


def method_document(result: Result) -> dict[str, JSON]:
    """The method's choices in full."""
    method = result.method
    return {
        "id": method.id,
        "version": method.version,
        "names": texts_document(method.names),
        "source": method.source,
        "gwp_set": str(method.gwp_set),
        "accepted_gwp_sets": [str(g) for g in method.accepted_gwp_sets],
        "accept_unsplit": method.accept_unsplit,
        "electricity": str(method.electricity),
        "electricity_quantity": str(method.electricity_quantity),
        "supply_order": [str(kind) for kind in method.supply.order],
        "allocation_order": list(method.allocation_order),
        "end_of_life": method.end_of_life or None,
        "reference_temperature_k": maybe_text(method.reference_temperature_k),
        "cut_off_each": maybe_text(method.cut_off.each),
        "cut_off_together": maybe_text(method.cut_off.together),
        **(_further_choices(method) if method.is_extended else {}),
    }


def _further_choices(method: Method) -> dict[str, JSON]:
    """Choices that the first form of methods did not have; left out where a method makes none of them."""
    criteria = method.supply.instruments
    return {
        "instruments": {
            "kinds": [str(kind) for kind in criteria.kinds],
            "match": str(criteria.match),
            "area": str(criteria.area),
            "conveyed": criteria.conveyed,
            "sole_claim": criteria.sole_claim,
            "retired": criteria.retired,
            "commissioned_within_months": criteria.commissioned_within_months,
            **({"technologies": list(criteria.technologies)} if criteria.technologies else {}),
            **({} if criteria.stored else {"stored": False}),
        }
        if SupplyKind.INSTRUMENTS in method.supply.order
        else None,
        "biogenic": str(method.biogenic),
        "stages": [str(role) for role in method.stages],
        "result_unit": {"quantity": method.result_unit.quantity, "unit": method.result_unit.unit},
        "beside_grid_mix": method.beside_grid_mix,
    }


def _comparison(result: Result, first: Result) -> dict[str, JSON]:
    value, base = result.footprint.total_kg_co2e, first.footprint.total_kg_co2e
    return {
        "id": result.method.id,
        "version": result.method.version,
        "names": texts_document(result.method.names),
        "total_kg_co2e": figure_text(value),
        "lines": {str(line): figure_text(v.value) for line, v in result.footprint.lines().items()},
        "difference_kg_co2e": figure_text(value - base),
        "difference_share": share(value - base, base),
    }


def _source(source: UsedSource, used_by: tuple[str, ...]) -> dict[str, JSON]:
    basis = source.basis
    return {
        "id": source.id,
        "kind": source.kind,
        "names": texts_document(source.names),
        **source_document(source.source),
        "status": str(source.status),
        "basis": None
        if basis is None
        else {
            "quantity": str(basis.quantity),
            "claim": str(basis.claim),
            "averaging": str(basis.averaging),
            "losses": str(basis.losses),
            "gwp_set": str(basis.gwp_set),
        },
        "value": maybe_text(source.value),
        "per": source.per,
        "area": source.area,
        "digest": source.digest,
        "used_by": list(used_by),
        "place": place_document(source.place),
    }
