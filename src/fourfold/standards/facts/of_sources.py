"""Facts of a result about what it rests on: sources, assumptions, warnings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fourfold.accounting.notes import UsedSource
from fourfold.accounting.power.accounts import NOT_THROUGH_THE_GRID
from fourfold.core.problems import NOWHERE
from fourfold.core.words import words
from fourfold.data.basis import Claim, GwpSet
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.standards.facts.making import Cell, list_of, plain_row
from fourfold.standards.facts.of_result import Calculated
from fourfold.standards.language.values import Value


def sources(of: Calculated) -> Value:
    """Every source, by kind and short name; a source that only stands beside the result has no uses."""
    name = "result.sources"
    power = {one.item: one.kind for one in of.result.electricity.supplied}
    power |= {item.id: SupplyKind.GRID for item in of.electricity_items if item.id not in power}
    rows = (_source(name, source, used_by, power, of) for source, used_by in of.result.sources)
    return list_of(name, rows)


def _source(
    name: str, source: UsedSource, used_by: tuple[str, ...], power: Mapping[str, SupplyKind], of: Calculated
) -> Value:
    basis, place = source.basis, source.place
    views = (Claim.LOCATION, Claim.MARKET, Claim.RESIDUAL)
    supplied = {power[item] for item in used_by if item in power}
    is_electricity = source.kind == "series" or bool(supplied) or (basis is not None and basis.claim in views)
    cells: dict[str, Cell] = {
        "source": (source.id, place),
        "kind": (source.kind, place),
        "status": (str(source.status), place.at("status")),
        "quantity": (str(basis.quantity) if basis else None, place.at("quantity")),
        "claim": (str(basis.claim) if basis else None, place.at("claim")),
        "averaging": (str(basis.averaging) if basis else None, place.at("averaging")),
        "losses": (str(basis.losses) if basis else None, place.at("losses")),
        "gwp_set": (_weighted_by(source, of), place.at("gwp_set")),
        "area": (source.area, place.at("area")),
        "publisher": (source.source.publisher, place.at("publisher")),
        "document": (source.source.document, place.at("document")),
        "is_electricity": (is_electricity, place),
        "through_grid": (not supplied <= set(NOT_THROUGH_THE_GRID), place),
        "grid_mix": (SupplyKind.GRID in supplied, place),
        "uses": (len(used_by), place),
    }
    return plain_row(name, place, cells)


def _weighted_by(source: UsedSource, of: Calculated) -> str:
    """Potentials behind the figures of a source: its own, or the method's for what it gives gas by gas."""
    if source.kind == "supplier":
        return next((row.gwp_set for row in of.study.tables.suppliers if row.supplier == source.id), "")
    by_gas = source.basis is not None and source.basis.gwp_set is GwpSet.NOT_WEIGHTED
    if by_gas or source.kind == "gwp":
        return str(of.result.method.gwp_set)
    return str(source.basis.gwp_set) if source.basis is not None else ""


def assumptions(of: Calculated) -> Value:
    """What the result rests on that the data did not say, in English."""
    name, english = "result.assumptions", words("en")
    rows = []
    for found in of.result.assumptions:
        place = found.places[0] if found.places else NOWHERE
        cells: dict[str, Cell] = {"code": (found.kind.code, place), "text": (english.assumption(found), place)}
        rows.append(plain_row(name, place, cells))
    return list_of(name, rows)


def warnings(of: Calculated) -> Value:
    """What was found and did not prevent the calculation, in English."""
    name, english = "result.warnings", words("en")
    rows = []
    for problem in of.result.warnings:
        cells: dict[str, Cell] = {
            "code": (problem.kind.code, problem.place),
            "text": (english.problem(problem), problem.place),
        }
        rows.append(plain_row(name, problem.place, cells))
    return list_of(name, rows)


OF_SOURCES: Mapping[str, Callable[[Calculated], Value]] = {
    "result.sources": sources,
    "result.assumptions": assumptions,
    "result.warnings": warnings,
}
"""Facts about what a result rests on, by name."""
