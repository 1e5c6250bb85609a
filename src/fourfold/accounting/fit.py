"""How well a source fits the row that uses it: nothing here refuses a row, everything is said (law 1).

Whether a source may be used at all is the business of `fourfold.accounting.suitability`.
"""

from __future__ import annotations

from fourfold.accounting.datasets import DatasetFigures
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import SupplierRow
from fourfold.accounting.suitability import Setting
from fourfold.core.problems import N_, MessageKind, Place, Term
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor

OTHER_AREA = MessageKind(
    "factor-of-other-area",
    N_("holding for {factor_area} and standing for {area}: {source}"),
)
ELECTRICITY_AS_INPUT = MessageKind(
    "electricity-as-input",
    N_("{found} is a factor of electricity used for an input; this energy is not accounted by the hour"),
    N_("electricity of the study's own processes in the table electricity"),
    N_("move the row to the table electricity, or leave it here if the power is used elsewhere"),
)
HEATING_BASIS_OF_FACTOR = MessageKind(
    "heating-basis-of-factor-unstated",
    N_("counting energy without saying whether net or gross, used with a {basis} heating value: {source}"),
)
SUPPLIER_BOUNDARY = MessageKind(
    "supplier-boundary-unlike",
    N_("the supplier footprint {found} covers {boundary} in a study that is {study_boundary}"),
    N_("a footprint from cradle to gate, so that nothing is missing before it or counted twice after it"),
    N_("ask the supplier for one, or add what is missing as rows of their own"),
)
SUPPLIER_BOUNDARY_USED = MessageKind(
    "supplier-boundary",
    N_("supplier footprints that cover {boundary}, with nothing added before or after: {source}"),
)
SUPPLIER_NEGATIVE = MessageKind(
    "supplier-negative",
    N_("the supplier footprint {found} is {value} kg CO2e without removals on their own line"),
    N_("a negative figure only where removals outweigh emissions, told by biogenic_removals"),
    N_("fill the columns of the lines, or correct the value"),
)

_BOUNDARIES = {
    "cradle-to-gate": Term(N_("cradle to gate")),
    "gate-to-gate": Term(N_("gate to gate")),
    "cradle-to-grave": Term(N_("cradle to grave")),
    "use-stage": Term(N_("use stage")),
    "end-of-life": Term(N_("end of life")),
}
_HEATING = {"net": Term(N_("net")), "gross": Term(N_("gross"))}


def note_factor_fit(process: str, heating_basis: str, place: Place, factor: Factor, at: Setting, notes: Notes) -> None:
    """Say where a factor holds for another area than the process it is used in, or leaves its heating basis open."""
    area = at.areas.get(process, "")
    if factor.area and area and factor.area not in at.library.areas.chain(area):
        notes.assume(OTHER_AREA, place, factor_area=factor.area, area=area, source=factor.id)
    counts_energy = factor.per.measures_same_as(Unit("kWh")) and factor.family in ("fuel", "heat")
    if heating_basis and counts_energy and not factor.heating_basis:
        notes.assume(HEATING_BASIS_OF_FACTOR, place, basis=_HEATING[heating_basis], source=factor.id)


def note_dataset_fit(process: str, place: Place, figures: DatasetFigures, at: Setting, notes: Notes) -> None:
    """Say where a dataset holds for another area than the process it is used in."""
    area = at.areas.get(process, "")
    location = figures.product.area or figures.product.location
    if location and area and location not in at.library.areas.chain(area):
        notes.assume(OTHER_AREA, place, factor_area=location, area=area, source=figures.id)


def note_energy(factor: Factor, place: Place, notes: Notes) -> None:
    """Say where an input is electricity, which the table of electricity would account by the hour."""
    if factor.is_electricity:
        notes.problems.warn(ELECTRICITY_AS_INPUT, place, found=factor.id)


def note_supplier_fit(supplier: SupplierRow, place: Place, at: Setting, notes: Notes) -> None:
    """Say where a supplier's footprint has another boundary than cradle to gate, or is negative without a reason."""
    boundary = _BOUNDARIES[supplier.boundary]
    if supplier.boundary != "cradle-to-gate":
        notes.assume(SUPPLIER_BOUNDARY_USED, supplier.place, source=supplier.supplier, boundary=boundary)
        params = {"found": supplier.supplier, "boundary": boundary, "study_boundary": _BOUNDARIES[at.boundary]}
        notes.problems.warn(SUPPLIER_BOUNDARY, place, **params)
    removals = supplier.biogenic_removals
    if supplier.value < 0 and (removals is None or removals >= 0):
        notes.problems.warn(
            SUPPLIER_NEGATIVE, supplier.place.at("value"), found=supplier.supplier, value=supplier.value
        )
