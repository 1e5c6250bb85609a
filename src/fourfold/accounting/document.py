"""The result as a document: canonical JSON with decimal strings, described by ``result.schema.json``.

The bytes repeat for the same study, method, version and time-zone data. Figures are at the method's quantum; shares are
rounded to `_SHARE_DIGITS` places for reading and are not inputs to anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from fourfold import __version__
from fourfold.accounting.assess import Result
from fourfold.accounting.footprint import Cell, Node
from fourfold.accounting.notes import UsedSource
from fourfold.accounting.power.document import electricity_document
from fourfold.accounting.quality import quality_document
from fourfold.accounting.study.declarations import Measure
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import PRECISION, exact
from fourfold.core.canonical import JSON, decimal_text, digest_of
from fourfold.core.lines import Line
from fourfold.core.problems import Named, Param, Place, Problem, Term, Texts
from fourfold.core.words import in_both
from fourfold.core.zones import tzdata_version
from fourfold.data.source import Source

RESULT_FORMAT = "result/1"
_SHARE_DIGITS = Decimal("1e-6")


@exact
def result_document(results: Sequence[Result]) -> dict[str, JSON]:
    """The document of a run: the first method's result, the others under ``also``, and all of them compared."""
    first = results[0]
    document: dict[str, JSON] = {
        "fourfold": RESULT_FORMAT,
        "engine": engine_document(),
        "study": study_document(first.study),
        **_method_result(first),
        "methods": [_comparison(result, first) for result in results],
        "also": [_method_result(result) for result in results[1:]],
    }
    return document


def engine_document() -> dict[str, JSON]:
    """What calculated: name, version, arithmetic, time-zone data."""
    return {
        "name": "fourfold",
        "version": __version__,
        "arithmetic": f"decimal, {PRECISION} digits, half even; electricity in integers",
        "tzdata": tzdata_version(),
    }


def _method_result(result: Result) -> dict[str, JSON]:
    return {
        "method": method_document(result),
        "precision": {
            "quantum_kg_co2e": format(result.method.rounding.quantum_kg_co2e, "f"),
            "display_significant_digits": result.method.rounding.display_significant_digits,
        },
        "footprint": footprint_document(result),
        "electricity": electricity_document(result.study, result.method, result.electricity, result.footprint),
        "quality": quality_document(result.footprint),
        "assumptions": [
            {
                "code": a.kind.code,
                "params": _params(a.params),
                "text": _both(a.kind.text, a.params),
                "places": [place_document(p) for p in a.places],
            }
            for a in result.assumptions
        ],
        "warnings": [_problem(p) for p in result.warnings],
        "sources": [_source(source, used_by) for source, used_by in result.sources],
    }


def method_document(result: Result) -> dict[str, JSON]:
    """The method's choices in full."""
    method = result.method
    return {
        "id": method.id,
        "version": method.version,
        "names": _names(method.names),
        "source": method.source,
        "gwp_set": str(method.gwp_set),
        "accepted_gwp_sets": [str(g) for g in method.accepted_gwp_sets],
        "accept_unsplit": method.accept_unsplit,
        "electricity": str(method.electricity),
        "electricity_quantity": str(method.electricity_quantity),
        "supply_order": [str(kind) for kind in method.supply.order],
        "allocation_order": list(method.allocation_order),
        "cut_off_each": _maybe(method.cut_off.each),
        "cut_off_together": _maybe(method.cut_off.together),
    }


def study_document(study: Study) -> dict[str, JSON]:
    """What the study declares, and every file it consists of."""
    declared = study.declarations
    files: list[JSON] = [
        {"path": f.path, "digest": f.digest, "size_bytes": f.size_bytes, "role": f.role}
        for f in sorted(study.files.values(), key=lambda f: f.path)
    ]
    product = declared.product
    return {
        "digest": digest_of(files),
        "format": declared.fourfold,
        "title": _names(declared.title),
        "product": {
            "names": _names(product.names),
            "identifiers": list(product.identifiers),
            "codes": dict(product.codes.items()),
            "mass_per_unit": _measure(product.mass_per_unit),
            "description": product.description,
        },
        "company": {"names": _names(declared.company.names), "identifiers": list(declared.company.identifiers)},
        "sites": [
            {"id": s.id, "names": _names(s.names), "area": s.area, "time_zone": s.time_zone} for s in declared.sites
        ],
        "period": {
            "start": declared.period.start.isoformat(),
            "end": declared.period.end.isoformat(),
            "time_zone": declared.period.time_zone,
        },
        "boundary": {
            "kind": declared.boundary.kind,
            "description": _names(declared.boundary.description) if declared.boundary.description else None,
        },
        "stages": [{"id": s.id, "names": _names(s.names)} for s in declared.stages],
        "cut_offs": [
            {
                "id": c.id,
                "what": _names(c.what),
                "reason": _names(c.reason),
                "estimated_share": _maybe(c.estimated_share),
            }
            for c in declared.cut_offs
        ],
        "allocation": {"order": list(declared.allocation.order), "reason": declared.allocation.reason},
        "files": files,
    }


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
            "names": _names(unit.names),
            "flow": unit.flow,
            "flow_amount": decimal_text(result.inventory.demand.value),
            "flow_unit": result.inventory.products[unit.flow].unit,
        },
        "total_kg_co2e": _figure(whole),
        "lines": {str(line): _figure(value.value) for line, value in footprint.lines().items()},
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
            "names": _names(stage.names),
            "total_kg_co2e": _figure(_sum(c for c in cells if c.item.stage == stage.id)),
            "lines": _lines([c for c in cells if c.item.stage == stage.id]),
        }
        for stage in result.study.declarations.stages
    ]


def _processes(result: Result) -> list[JSON]:
    totals = result.footprint.by(lambda cell: cell.item.process)
    return [
        {
            "id": process.id,
            "names": _names(process.names),
            "stage": process.stage,
            "runs": _significant(result.footprint.runs[process.id].value),
            "total_kg_co2e": _figure(totals[process.id].value if process.id in totals else Decimal(0)),
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
            else _significant(sum((c.kg_gas or Decimal(0) for c in group), Decimal(0))),
            "kg_co2e": _figure(_sum(group)),
        }
        for gas, group in sorted(found.items())
    ]


def _contributions(cells: Sequence[Cell], whole: Decimal) -> list[JSON]:
    groups: dict[int, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(id(cell.item), []).append(cell)
    ordered = sorted(groups.values(), key=lambda g: (-abs(_sum(g)), g[0].item.id))
    return [_contribution(group, whole) for group in ordered]


def _contribution(group: Sequence[Cell], whole: Decimal) -> dict[str, JSON]:
    item, value = group[0].item, _sum(group)
    lines = {line: text for line, text in _lines(group).items() if text != "0"}
    return {
        "item": item.id,
        "kind": item.kind,
        "process": item.process,
        "stage": item.stage,
        "names": _names(item.names),
        "total_kg_co2e": _figure(value),
        "lines": lines,
        "share": share(value, whole),
        "amount": decimal_text(item.amount),
        "unit": item.unit,
        "source": {"kind": item.source_kind, "id": item.source_id, "names": _names(item.source_names)},
        "data_kind": item.data_kind,
        "quality": item.quality,
        "place": place_document(item.place),
    }


def _node(node: Node, whole: Decimal) -> dict[str, JSON]:
    return {
        "id": node.id,
        "kind": node.kind,
        "names": _names(node.names),
        "amount": _significant(node.amount),
        "unit": node.unit,
        "total_kg_co2e": _figure(node.kg_co2e),
        "share": share(node.kg_co2e, whole),
        "loop": node.loop,
        "children": [_node(child, whole) for child in node.children],
    }


def _comparison(result: Result, first: Result) -> dict[str, JSON]:
    value, base = result.footprint.total_kg_co2e, first.footprint.total_kg_co2e
    return {
        "id": result.method.id,
        "version": result.method.version,
        "names": _names(result.method.names),
        "total_kg_co2e": _figure(value),
        "lines": {str(line): _figure(v.value) for line, v in result.footprint.lines().items()},
        "difference_kg_co2e": _figure(value - base),
        "difference_share": share(value - base, base),
    }


def place_document(place: Place) -> dict[str, JSON]:
    """A place in the input."""
    return {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}


def source_document(source: Source) -> dict[str, JSON]:
    """Where a number was published."""
    return {
        "publisher": source.publisher,
        "document": source.document,
        "published": source.published,
        "url": source.url,
        "licence": source.licence,
    }


def share(part: Decimal, whole: Decimal) -> str | None:
    """A part of a whole, rounded for reading; ``None`` where the whole is zero."""
    return decimal_text((part / whole).quantize(_SHARE_DIGITS)) if whole else None


def _source(source: UsedSource, used_by: tuple[str, ...]) -> dict[str, JSON]:
    basis = source.basis
    return {
        "id": source.id,
        "kind": source.kind,
        "names": _names(source.names),
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
        "value": _maybe(source.value),
        "per": source.per,
        "area": source.area,
        "digest": source.digest,
        "used_by": list(used_by),
        "place": place_document(source.place),
    }


def _problem(problem: Problem) -> dict[str, JSON]:
    return {
        "code": problem.kind.code,
        "params": _params(problem.params),
        "text": _both(problem.kind.text, problem.params),
        "place": place_document(problem.place),
    }


def _params(params: Mapping[str, Param]) -> dict[str, JSON]:
    spelled: dict[str, JSON] = {}
    for key, value in params.items():
        if isinstance(value, Named):
            spelled[key] = dict(value.names)
        else:
            spelled[key] = value.template if isinstance(value, Term) else value
    return spelled


def _both(template: str, params: Mapping[str, Param]) -> dict[str, JSON]:
    return dict(in_both(template, params).items())


def _names(names: Texts) -> dict[str, JSON]:
    return {str(lang): text for lang, text in names.items()}


def _lines(cells: Sequence[Cell]) -> dict[str, JSON]:
    return {str(line): _figure(_sum(c for c in cells if c.line is line)) for line in Line}


def _sum(cells: Iterable[Cell]) -> Decimal:
    return sum((c.kg_co2e.value for c in cells), Decimal(0))


def _figure(value: Decimal) -> str:
    return decimal_text(value)


def _significant(value: Decimal) -> str:
    """Amounts that are not emissions, at fifteen significant digits."""
    with localcontext() as context:
        context.prec = 15
        return decimal_text(+value)


def _maybe(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def _measure(measure: Measure | None) -> dict[str, JSON] | None:
    return None if measure is None else {"amount": decimal_text(measure.amount), "unit": measure.unit}
