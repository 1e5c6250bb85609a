"""Parameters of an end-of-life row under a formula: its own cells, else what it asks for by material."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.end_of_life.formulas import USER_SHARE, Formula, Parameters
from fourfold.accounting.end_of_life.materials import Material, materials
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import EndOfLifeRow
from fourfold.accounting.traced import ZERO, CellBook, Traced
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Problems, Term
from fourfold.core.quantities import Unit, product_factor
from fourfold.formats.vocabulary import closest

PARAMETER_MISSING = MessageKind(
    "end-of-life-parameter",
    N_("the end of life of {row} needs {column}, and neither the row nor its material gives it"),
    N_("a number in the column, or a material whose shipped values have it: {known}"),
    N_("fill {column}"),
)
MATERIAL_UNKNOWN = MessageKind(
    "material-unknown",
    N_("there are no shipped values for the material {found}"),
    N_("one of: {known}; or a blank material and the values themselves"),
    N_("did you mean: {similar}?"),
)
SHARE_WRONG = MessageKind(
    "end-of-life-share",
    N_("{column} is {found}"),
    N_("a share from 0 to 1"),
    N_("correct it; 0.01 is one percent"),
)
SHARES_TOO_LARGE = MessageKind(
    "end-of-life-shares",
    N_("{columns} sum to {found}"),
    N_("together at most 1"),
    N_("correct the shares"),
)
USER_SHARE_UNUSUAL = MessageKind(
    "end-of-life-a-unusual",
    N_("A is {found}; the method of PEF keeps it between 0.2 and 0.8"),
    N_("a value from 0.2 to 0.8"),
    N_("check it, or say in a comment why it is outside"),
)
ENERGY_UNIT = MessageKind(
    "end-of-life-heating-value",
    N_("the heating value of {row} in {found} does not turn an amount in {unit} into energy"),
    N_("energy per unit of the amount, such as MJ/kg"),
    N_("fill heating_value and heating_value_unit"),
)
SHIPPED_VALUE = MessageKind(
    "end-of-life-shipped-value",
    N_("{column} = {value} for the material {material}, status {status}, from {document}, where rows give none"),
)
NOT_SHARED = MessageKind(
    "end-of-life-b-zero",
    N_("B is taken as 0 where rows of end of life give none: energy recovery is carried by the product that is burnt"),
)

_STATUS = {"unconfirmed": Term(N_("unconfirmed"))}
_SHARES = ("r1", "r2", "r3", "a", "b", "heat_efficiency", "electricity_efficiency")


def check_shares(row: EndOfLifeRow, problems: Problems) -> bool:
    """Whether every share lies between 0 and 1, and those of one whole sum to no more; the rest is reported."""
    sound = True
    for column in _SHARES:
        value: Decimal | None = getattr(row, column)
        if value is not None and not 0 <= value <= 1:
            problems.error(SHARE_WRONG, row.place.at(column), column=column, found=decimal_text(value))
            sound = False
    efficiency = (row.heat_efficiency or Decimal(0)) + (row.electricity_efficiency or Decimal(0))
    for columns, value in (("r2 + r3", row.r2 + row.r3), ("heat_efficiency + electricity_efficiency", efficiency)):
        if value > 1:
            place = row.place.at(columns.partition(" ")[0])
            problems.error(SHARES_TOO_LARGE, place, columns=columns, found=decimal_text(value))
            sound = False
    return sound


@dataclass(slots=True)
class _Reader:
    """Reads the parameters of one row."""

    row: EndOfLifeRow
    material: Material | None
    book: CellBook
    notes: Notes

    def cell(self, column: str) -> Traced | None:
        """A number of the row, traced to its cell; ``None`` where it is blank."""
        value: Decimal | None = getattr(self.row, column)
        return None if value is None else self.book.read(value, self.row.place.at(column))

    def given(self, column: str) -> Traced | None:
        """A number of the row, or of its material; ``None`` after reporting that neither has it."""
        own = self.cell(column)
        if own is not None:
            return own
        if self.material is not None and column in self.material.values:
            return self._shipped(column, self.material)
        known = ", ".join(name for name, material in materials().items() if column in material.values)
        place = self.row.place.at(column)
        self.notes.problems.error(PARAMETER_MISSING, place, row=self.row.end_of_life, column=column, known=known)
        return None

    def _shipped(self, column: str, material: Material) -> Traced:
        value = material.values[column]
        self.notes.assume(
            SHIPPED_VALUE,
            self.row.place.at(column),
            column=column,
            value=decimal_text(value),
            material=material.id,
            status=_STATUS.get(material.status, material.status),
            document=material.source,
        )
        return self.book.read(value, material.place.at(column))

    def heating_value(self) -> Traced | None:
        """Energy of one unit burnt, in MJ; ``None`` after reporting a problem."""
        heating, unit = self.cell("heating_value"), self.row.heating_value_unit
        to_mega = product_factor(Unit(self.row.unit), Unit(unit), Unit("MJ")) if unit else None
        if heating is None or to_mega is None:
            place = self.row.place.at("heating_value" if heating is None else "heating_value_unit")
            params = {"row": self.row.end_of_life, "found": unit or "–", "unit": self.row.unit}
            self.notes.problems.error(ENERGY_UNIT, place, **params)
            return None
        return heating.times(to_mega)

    def energies(self) -> tuple[Traced, Traced] | None:
        """Useful heat and electricity from one unit burnt, in MJ; ``None`` after reporting a problem."""
        heat, power = self.cell("heat_efficiency"), self.cell("electricity_efficiency")
        if heat is None and power is None:
            return ZERO, ZERO
        burnt = self.heating_value()
        return None if burnt is None else ((heat or ZERO) * burnt, (power or ZERO) * burnt)


def parameters(row: EndOfLifeRow, formula: Formula, book: CellBook, notes: Notes) -> Parameters | None:
    """The parameters of a row; ``None`` after reporting what is missing or impossible."""
    if not check_shares(row, notes.problems):
        return None
    material = materials().get(row.material)
    if row.material and material is None:
        known = ", ".join(materials())
        params = {"found": row.material, "known": known, "similar": closest(row.material, list(materials()))}
        notes.problems.error(MATERIAL_UNKNOWN, row.place.at("material"), **params)
        return None
    reader = _Reader(row, material, book, notes)
    before = len(notes.problems.errors)
    recycles, burns = bool(row.r1 or row.r2), bool(row.r3)
    a, b = _user_shares(row, formula, reader, recycles, burns)
    passes_on = a is None or a.value != 1
    q_in = reader.given("quality_in") if row.r1 and passes_on and _makes(row) else reader.cell("quality_in")
    q_out = reader.given("quality_out") if row.r2 and passes_on else reader.cell("quality_out")
    credit = formula is not Formula.CUT_OFF
    energies = reader.energies() if credit and burns else (ZERO, ZERO)
    if len(notes.problems.errors) > before or a is None or energies is None:
        return None
    r1, r2, r3 = (book.read(getattr(row, name), row.place.at(name)) for name in ("r1", "r2", "r3"))
    return Parameters(r1, r2, r3, a, b, q_in or ZERO, q_out or ZERO, *energies, credit)


def _makes(row: EndOfLifeRow) -> bool:
    """Whether the row counts the making of the material too."""
    return bool(row.virgin or row.recycled)


def _user_shares(
    row: EndOfLifeRow, formula: Formula, reader: _Reader, recycles: bool, burns: bool
) -> tuple[Traced | None, Traced]:
    """A and B: fixed by the formula, or the row's under the Circular Footprint Formula."""
    if formula is not Formula.CIRCULAR:
        return USER_SHARE[formula], ZERO
    a = reader.given("a") if recycles else reader.cell("a") or ZERO
    if row.a is not None and recycles and not Decimal("0.2") <= row.a <= Decimal("0.8"):
        reader.notes.problems.warn(USER_SHARE_UNUSUAL, row.place.at("a"), found=decimal_text(row.a))
    b = reader.cell("b")
    if b is None and reader.material is not None and "b" in reader.material.values and burns:
        b = reader.given("b")
    elif b is None and burns:
        reader.notes.assume(NOT_SHARED, row.place.at("b"))
    return a, b or ZERO
