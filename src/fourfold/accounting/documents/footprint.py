"""The footprint in a result document; every list sums to the total."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.parts import (
    amount_text,
    figure_text,
    lines_document,
    place_document,
    share,
    sum_of,
    texts_document,
)
from fourfold.accounting.footprint import Cell, Node
from fourfold.core.canonical import JSON, decimal_text


def footprint_document(result: Result) -> dict[str, JSON]:
    """Total, lines, stages, processes, gases, contributions and tree; every list sums to the total."""
    footprint = result.footprint
    whole = footprint.total_kg_co2e
    unit = result.study.declarations.unit
    return {
        "unit": {
            "kind": unit.kind,
            "amount": decimal_text(unit.amount),
            "unit": unit.unit,
            "names": texts_document(unit.names),
            "flow": unit.flow,
            "flow_amount": decimal_text(result.inventory.demand.value),
            "flow_unit": result.inventory.products[unit.flow].unit,
        },
        "total_kg_co2e": figure_text(whole),
        "lines": {str(line): figure_text(value.value) for line, value in footprint.lines().items()},
        "stages": _stages(result),
        "processes": _processes(result),
        "gases": _gases(footprint.cells),
        "contributions": _contributions(footprint.cells, whole),
        "tree": _node(footprint.tree, whole),
    }


def _stages(result: Result) -> list[JSON]:
    cells = result.footprint.cells
    return [
        {
            "id": stage.id,
            "names": texts_document(stage.names),
            "total_kg_co2e": figure_text(sum_of(c for c in cells if c.item.stage == stage.id)),
            "lines": lines_document([c for c in cells if c.item.stage == stage.id]),
        }
        for stage in result.study.declarations.stages
    ]


def _processes(result: Result) -> list[JSON]:
    totals = result.footprint.by(lambda cell: cell.item.process)
    return [
        {
            "id": process.id,
            "names": texts_document(process.names),
            "stage": process.stage,
            "runs": amount_text(result.footprint.runs[process.id].value),
            "total_kg_co2e": figure_text(totals[process.id].value if process.id in totals else Decimal(0)),
        }
        for process in result.inventory.processes.values()
    ]


def _gases(cells: Sequence[Cell]) -> list[JSON]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.gas, []).append(cell)
    return [
        {
            "gas": gas,
            "kg": None
            if any(c.kg_gas is None for c in group)
            else amount_text(sum((c.kg_gas or Decimal(0) for c in group), Decimal(0))),
            "kg_co2e": figure_text(sum_of(group)),
        }
        for gas, group in sorted(found.items())
    ]


def _contributions(cells: Sequence[Cell], whole: Decimal) -> list[JSON]:
    groups: dict[int, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(id(cell.item), []).append(cell)
    ordered = sorted(groups.values(), key=lambda g: (-abs(sum_of(g)), g[0].item.id))
    return [_contribution(group, whole) for group in ordered]


def _contribution(group: Sequence[Cell], whole: Decimal) -> dict[str, JSON]:
    item, value = group[0].item, sum_of(group)
    lines = {line: text for line, text in lines_document(group).items() if text != "0"}
    return {
        "item": item.id,
        "kind": item.kind,
        "process": item.process,
        "stage": item.stage,
        "names": texts_document(item.names),
        "total_kg_co2e": figure_text(value),
        "lines": lines,
        "share": share(value, whole),
        "amount": decimal_text(item.amount),
        "unit": item.unit,
        "source": {"kind": item.source_kind, "id": item.source_id, "names": texts_document(item.source_names)},
        "data_kind": item.data_kind,
        "quality": item.quality,
        "place": place_document(item.place),
    }


def _node(node: Node, whole: Decimal) -> dict[str, JSON]:
    return {
        "id": node.id,
        "kind": node.kind,
        "names": texts_document(node.names),
        "amount": amount_text(node.amount),
        "unit": node.unit,
        "total_kg_co2e": figure_text(node.kg_co2e),
        "share": share(node.kg_co2e, whole),
        "loop": node.loop,
        "children": [_node(child, whole) for child in node.children],
    }
