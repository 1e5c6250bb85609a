"""From an input row to what it amounts to: a link to another process, a factor of the library, a supplier's figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fourfold.accounting.certified import note_certificate
from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT, conversion_to
from fourfold.accounting.datasets import DatasetFigures, dataset_figures
from fourfold.accounting.direct import use_gwp
from fourfold.accounting.fit import note_dataset_fit, note_energy, note_factor_fit, note_supplier_fit
from fourfold.accounting.inventory import Emission, Item, Link, Step
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import InputRow, OutputRow, SupplierRow
from fourfold.accounting.suitability import Setting, factor_is_suitable, gwp_set_is_accepted, unsplit_is_accepted
from fourfold.accounting.traced import ONE, CellBook, Traced, total
from fourfold.accounting.valuing import (
    Valued,
    factor_steps,
    item_of,
    scaled_by,
    supplier_steps,
    used_factor,
    used_supplier,
)
from fourfold.core.lines import CO2E, LINE_OF_ORIGIN, Line
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.basis import GwpSet
from fourfold.data.factor import Factor, FactorPart
from fourfold.data.gwp import gwp_of

FACTOR_UNKNOWN = MessageKind(
    "factor-unknown",
    N_("the factor {found} is not known"),
    N_("a factor of the library or of the study's own table factors"),
    N_("did you mean: {similar}? `fourfold data factors` lists them"),
)
SUPPLIER_DECLARED = MessageKind(
    "supplier-declared",
    N_("the supplier footprint {supplier} is taken as declared in “{document}”; it was not recomputed"),
)

_ORIGIN_OF_LINE = {line: origin for origin, line in LINE_OF_ORIGIN.items()}
_SUPPLIER_LINES = {
    "fossil": Line.FOSSIL,
    "aircraft": Line.AIRCRAFT,
    "biogenic_emissions": Line.BIOGENIC_EMISSIONS,
    "biogenic_removals": Line.BIOGENIC_REMOVALS,
    "land_use_change": Line.LAND_USE_CHANGE,
}


class Sourcing:
    """Resolves input rows under one method.

    Args:
        at: method, library, period.
        outputs: output rows by flow.
        suppliers: supplier rows by id.
        book: numbers the cells read.
        notes: receives problems, assumptions, sources.
    """

    def __init__(
        self,
        at: Setting,
        outputs: Mapping[str, OutputRow],
        suppliers: Mapping[str, SupplierRow],
        book: CellBook,
        notes: Notes,
    ) -> None:
        self._at, self._outputs, self._suppliers, self._book, self._notes = at, outputs, suppliers, book, notes

    def link(self, row: InputRow) -> Link | None:
        """The link to the process that makes the input; ``None`` after reporting a problem."""
        output = self._outputs[row.source_id]
        amount = self._amount(row, output.unit, output.flow)
        if amount is None:
            return None
        return Link(row.input, row.process, output.flow, amount[0], row.names, row.place)

    def factor_item(self, row: InputRow, stage: str) -> Item | None:
        """The item of an input valued by a factor; ``None`` after reporting a problem."""
        place = row.place.at("source_id")
        factor = self.find_factor(row.source_id, place)
        if factor is None:
            return None
        suitable = factor_is_suitable(factor, row.kind, row.heating_basis, place, self._at, self._notes)
        amount = self._amount(row, factor.per.text, factor.id)
        emissions = self.factor_emissions(factor, row.input, row.place)
        if not suitable or amount is None or emissions is None:
            return None
        note_factor_fit(row.process, row.heating_basis, place, factor, self._at, self._notes)
        note_energy(factor, place, self._notes)
        self.use_factor(factor, row.input)
        scaled = scaled_by(emissions, amount[0])
        steps = (*amount[1], *factor_steps(factor, emissions))
        return item_of(row, stage, scaled, "factor", factor.id, factor.names, steps)

    def dataset_item(self, row: InputRow, stage: str) -> Item | None:
        """The item of an input valued by a dataset of a database; ``None`` after reporting a problem."""
        place = row.place.at("source_id")
        figures = self._figures(row.source_id, row.input, place, row.process)
        if figures is None:
            return None
        amount = self._amount(row, figures.unit, figures.product.name)
        if amount is None:
            return None
        scaled = scaled_by(figures.emissions, amount[0])
        names = {"en": figures.product.name}
        return item_of(row, stage, scaled, "dataset", figures.id, names, (*amount[1], *figures.steps))

    def _figures(self, source_id: str, item: str, place: Place, process: str) -> DatasetFigures | None:
        at = self._at
        figures = dataset_figures(source_id, item, place, at.datasets, at.method.gwp_set, self._notes)
        if figures is not None:
            note_dataset_fit(process, place, figures, at, self._notes)
        return figures

    def output_of(self, flow: str) -> OutputRow | None:
        """The row of a product flow of the study, if there is one."""
        return self._outputs.get(flow)

    def is_supplier(self, source_id: str) -> bool:
        """Whether the study has a supplier footprint of this id."""
        return source_id in self._suppliers

    def is_factor(self, source_id: str) -> bool:
        """Whether the library or the study has a factor of this id."""
        return self._at.library.get(source_id) is not None

    def value_of(
        self, kind: str, source_id: str, unit: str, item: str, place: Place, process: str = ""
    ) -> Valued | None:
        """What one unit of something emits that is no input: displaced, recycled or disposed of.

        Args:
            kind: ``factor``, ``supplier`` or ``dataset``.
            source_id: its id.
            unit: the unit whose emissions are wanted.
            item: the item that rests on it.
            place: the cell that names the source.
            process: the process whose site the source is held against; empty where it stands for something elsewhere.

        Returns:
            ``None`` after reporting a problem.
        """
        found = self._of_supplier(source_id, item, place) if kind == "supplier" else None
        if kind == "factor":
            found = self._of_factor(source_id, item, place, process)
        elif kind == "dataset" and (figures := self._figures(source_id, item, place, process)) is not None:
            names = {"en": figures.product.name}
            found = Valued("dataset", source_id, names, figures.emissions, figures.steps), figures.unit
        if found is None:
            return None
        valued, per = found
        if not Unit(unit).measures_same_as(Unit(per)):
            self._notes.problems.error(UNIT_DOES_NOT_FIT, place, found=unit, wanted=per, source=source_id)
            return None
        conversion = Unit(unit).factor_to(Unit(per))
        if conversion == 1:
            return valued
        step = Step(N_("unit conversion"), conversion, f"{unit} → {per}", NOWHERE)
        emissions = scaled_by(valued.emissions, Traced(conversion))
        return Valued(valued.kind, valued.id, valued.names, emissions, (step, *valued.steps))

    def _of_factor(self, factor_id: str, item: str, place: Place, process: str) -> tuple[Valued, str] | None:
        factor = self.find_factor(factor_id, place)
        if factor is None:
            return None
        suitable = factor_is_suitable(factor, "", factor.heating_basis, place, self._at, self._notes)
        emissions = self.factor_emissions(factor, item, place)
        if not suitable or emissions is None:
            return None
        note_factor_fit(process, "", place, factor, self._at, self._notes)
        self.use_factor(factor, item)
        steps = tuple(factor_steps(factor, emissions))
        return Valued("factor", factor.id, factor.names, emissions, steps), factor.per.text

    def _of_supplier(self, supplier_id: str, item: str, place: Place) -> tuple[Valued, str] | None:
        supplier = self._suppliers.get(supplier_id)
        if supplier is None:
            return None  # a name that does not exist is reported where the study is read
        emissions = self._accepted_emissions(supplier, place)
        if emissions is None:
            return None
        self._use_supplier(supplier, item, place)
        per_amount = self._book.read(supplier.per_amount, supplier.place.at("per_amount"))
        per_unit = scaled_by(emissions, ONE / per_amount)
        return Valued(
            "supplier", supplier.supplier, supplier.names, per_unit, supplier_steps(supplier)
        ), supplier.per_unit

    def find_factor(self, factor_id: str, place: Place) -> Factor | None:
        """The factor of this id; ``None`` after reporting that it is not known."""
        library = self._at.library
        factor = library.get(factor_id)
        if factor is None:
            similar = ", ".join(library.similar(factor_id)) or "–"
            self._notes.problems.error(FACTOR_UNKNOWN, place, found=factor_id, similar=similar)
        return factor

    def factor_emissions(self, factor: Factor, item: str, place: Place) -> tuple[Emission, ...] | None:
        """What one reference unit of a factor emits, its gases weighted by the method's GWP set.

        Args:
            factor: the factor.
            item: the item that rests on it, in the row `place`.
            place: the row.
        """
        emissions = [self._part(part, item, place) for part in factor.parts]
        known = tuple(e for e in emissions if e is not None)
        return known if len(known) == len(emissions) else None

    def use_factor(self, factor: Factor, item: str) -> None:
        """Record that an item rests on a factor."""
        self._notes.use("factor", factor.id, item, lambda: used_factor(factor))

    def supplier_item(self, row: InputRow, stage: str) -> Item | None:
        """The item of an input valued by a supplier's declared footprint; ``None`` after reporting a problem."""
        supplier = self._suppliers[row.source_id]
        place = row.place.at("source_id")
        emissions = self._accepted_emissions(supplier, place)
        amount = self._amount(row, supplier.per_unit, supplier.supplier)
        if emissions is None or amount is None:
            return None
        self._use_supplier(supplier, row.input, place)
        per_amount = self._book.read(supplier.per_amount, supplier.place.at("per_amount"))
        scaled = scaled_by(emissions, amount[0] / per_amount)
        steps = (*amount[1], *supplier_steps(supplier))
        return item_of(row, stage, scaled, "supplier", supplier.supplier, supplier.names, steps)

    def _accepted_emissions(self, supplier: SupplierRow, place: Place) -> list[Emission] | None:
        """Emissions of the declared amount; ``None`` after reporting that the method does not take them."""
        accepted = gwp_set_is_accepted(supplier.supplier, GwpSet(supplier.gwp_set), place, self._at, self._notes)
        emissions = self._supplier_emissions(supplier)
        if any(e.line is Line.UNSPLIT and e.kg_co2e.value for e in emissions):
            accepted &= unsplit_is_accepted(supplier.supplier, place, self._at, self._notes)
        return emissions if accepted else None

    def _use_supplier(self, supplier: SupplierRow, item: str, place: Place) -> None:
        found = self._at.certified.get(supplier.supplier)
        if not supplier.certificate or not note_certificate(supplier, found, self._notes):
            self._notes.assume(
                SUPPLIER_DECLARED, supplier.place, supplier=supplier.supplier, document=supplier.document
            )
        note_supplier_fit(supplier, place, self._at, self._notes)
        self._notes.use("supplier", supplier.supplier, item, lambda: used_supplier(supplier))

    def _supplier_emissions(self, supplier: SupplierRow) -> list[Emission]:
        """By line as far as declared; what is left of the value stands unsplit, be it zero: the value decides it."""
        whole = self._book.read(supplier.value, supplier.place.at("value"))
        split: list[Emission] = []
        for column, line in _SUPPLIER_LINES.items():
            value: Decimal | None = getattr(supplier, column)
            if value is not None:
                split.append(Emission(line, CO2E, None, self._book.read(value, supplier.place.at(column))))
        rest = whole - total(e.kg_co2e for e in split)
        return [*split, Emission(Line.UNSPLIT, CO2E, None, rest)]

    def _part(self, part: FactorPart, item: str, place: Place) -> Emission | None:
        value = self._book.read(part.value, part.place.at("value"))
        if part.gas == CO2E:
            return Emission(part.line, CO2E, None, value)
        potential = gwp_of(
            self._at.method.gwp_set,
            part.gas,
            _ORIGIN_OF_LINE[part.line],
            part.kind,
            part.place.at("gas"),
            self._notes.problems,
        )
        if potential is None:
            return None
        use_gwp(self._notes, potential, item, place)
        return Emission(part.line, part.gas, value, value.times(potential.value))

    def _amount(self, row: InputRow, target: str, source: str) -> tuple[Traced, tuple[Step, ...]] | None:
        conversion = conversion_to(row, target)
        if conversion is None:
            self._notes.problems.error(
                UNIT_DOES_NOT_FIT, row.place.at("unit"), found=row.unit, wanted=target, source=source
            )
            return None
        amount = self._book.read(row.amount, row.place.at("amount")).times(conversion.factor)
        steps = [Step(N_("amount per run"), row.amount, row.unit, row.place.at("amount"))]
        if conversion.by_column:
            column = conversion.by_column
            value: Decimal = getattr(row, column)
            unit = "km" if column == "distance_km" else row.heating_value_unit
            amount = amount * self._book.read(value, row.place.at(column))
            steps.append(
                Step(N_("distance") if unit == "km" else N_("heating value"), value, unit, row.place.at(column))
            )
        if conversion.factor != 1:
            steps.append(Step(N_("unit conversion"), conversion.factor, f"→ {target}", NOWHERE))
        return amount, tuple(steps)
