"""Factors that ``grid.yaml`` declares where data have none: boundary areas, unknown technologies, initial stocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.data.source import Status
from fourfold.electricity.grid.attributes import SHARE_OUT, is_share_out
from fourfold.electricity.grid.declaration import DeclaredFactor, GridDeclaration
from fourfold.electricity.grid.rates import DeclaredRates, Rate
from fourfold.electricity.grid.rates_sources import Documents, kg_per_mwh, library_factor
from fourfold.electricity.grid.state import Attribute
from fourfold.formats.yaml_text import Path, YamlText, dotted

DECLARED_FACTOR_FORM = MessageKind(
    "grid-declared-factor-form",
    N_("{path} gives {found}"),
    N_("either per_mwh, the numbers themselves, or factor, the id of a factor of the library"),
    N_("keep one of the two"),
)
DECLARED_FACTOR_ATTRIBUTES = MessageKind(
    "grid-declared-factor-attributes",
    N_("{path} does not give what the factors of this grid hold: missing {missing}, unknown {unknown}"),
    N_("a number for each of: {attributes}"),
    N_("give every one of them: what is left out is missing, not zero"),
)
DECLARED_UNSOURCED = MessageKind(
    "grid-declared-unsourced",
    N_("{path} names no source: {file} itself stands as its source"),
)
_NEITHER, _BOTH = "–", "per_mwh, factor"


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared factor and where it stands."""

    factor: DeclaredFactor
    path: Path
    place: Place


def declared_factors(declaration: GridDeclaration, yaml: YamlText | None) -> list[Declared]:
    """Every factor that stands in a declaration, with its place."""

    def place(path: Path) -> Place:
        return yaml.place(path) if yaml else Place("grid.yaml", 0, dotted(path))

    return [Declared(factor, path, place(path)) for path, factor in _paths(declaration)]


def _paths(declaration: GridDeclaration) -> Iterator[tuple[Path, DeclaredFactor]]:
    if declaration.technologies.default:
        yield ("technologies", "default"), declaration.technologies.default
    if declaration.boundary.default:
        yield ("boundary", "default"), declaration.boundary.default
    for area, factor in declaration.boundary.areas.items():
        yield ("boundary", "areas", area), factor
    for number, store in enumerate(declaration.stores):
        if store.initial:
            yield ("stores", number, "initial"), store.initial


def declared_rates(
    declared: list[Declared],
    attributes: tuple[Attribute, ...],
    declaration: GridDeclaration,
    documents: Documents,
    problems: Problems,
) -> tuple[DeclaredRates, tuple[Assumption, ...]]:
    """The rates of declared factors, and which of them name no source. Faults are reported at their lines.

    Args:
        declared: what `declared_factors` found.
        attributes: what a rate holds, in order.
        declaration: for the basis.
        documents: receives the documents the rates are from.
        problems: receives what is wrong.
    """
    rates: list[tuple[Path, DeclaredFactor, Rate]] = []
    assumptions: list[Assumption] = []
    for one in declared:
        if not one.factor.factor and not one.factor.source:
            params = {"path": dotted(one.path), "file": one.place.file}
            assumptions.append(Assumption(DECLARED_UNSOURCED, params, (one.place,)))
        rate = _rate(one, attributes, declaration, documents, problems)
        if rate:
            rates.append((one.path, one.factor, rate))
    found = {path: rate for path, _, rate in rates}
    borders = {area: found[at] for area in declaration.boundary.areas if (at := ("boundary", "areas", area)) in found}
    book = DeclaredRates(
        found.get(("technologies", "default")),
        found.get(("boundary", "default")),
        borders,
        tuple((factor, rate) for _, factor, rate in rates),
    )
    return book, tuple(assumptions)


def _rate(
    one: Declared,
    attributes: tuple[Attribute, ...],
    declaration: GridDeclaration,
    documents: Documents,
    problems: Problems,
) -> Rate | None:
    factor, place, is_default = one.factor, one.place, one.path[-1] == "default"
    if bool(factor.per_mwh) == bool(factor.factor):
        found = _BOTH if factor.factor else _NEITHER
        problems.error(DECLARED_FACTOR_FORM, place, path=dotted(one.path), found=found)
        return None
    wanted = [attribute.name for attribute in attributes]
    given = wanted[:1] if factor.factor else list(factor.per_mwh)
    if set(given) != set(wanted):
        missing = ", ".join(name for name in wanted if name not in given) or "–"
        unknown = ", ".join(name for name in given if name not in wanted) or "–"
        spelled = {"path": dotted(one.path), "missing": missing, "unknown": unknown, "attributes": ", ".join(wanted)}
        problems.error(DECLARED_FACTOR_ATTRIBUTES, place, **spelled)
        return None
    if factor.factor:
        known = library_factor(factor.factor, declaration.basis, place.at(f"{dotted(one.path)}.factor"), problems)
        if known is None:
            return None
        total = (float(kg_per_mwh(known, declaration.basis)),)
        return Rate(total, documents.index_of(known.source), known.status, place, is_default)
    source_place = place.at(f"{dotted(one.path)}.source")
    source = (
        documents.index_of_id(factor.source, source_place, problems)
        if factor.source
        else documents.index_of_file(place.file)
    )
    for name, value in factor.per_mwh.items():
        if is_share_out(name, value):
            problems.error(SHARE_OUT, place.at(f"{dotted(one.path)}.per_mwh.{name}"), column=name, found=value)
    per_mwh = tuple(float(factor.per_mwh[name]) for name in wanted)
    return Rate(per_mwh, source, Status(factor.status), place, is_default)
