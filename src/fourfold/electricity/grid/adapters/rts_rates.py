"""What a unit emits at its break points, from its heat-rate curve and its emission rates.

The curve gives the average heat rate at the first point and incremental heat rates between the points, in Btu/kWh, so
the fuel burnt in an hour is a sum over the segments, not the incremental rate times the output:

    H(x_0) = HR_avg_0 · x_0,    H(x_k) = H(x_{k−1}) + HR_incr_k · (x_k − x_{k−1}),    x_k = Output_pct_k · PMax

With x in MW and heat rates in Btu/kWh, H/1000 is in MMBtu per hour. Emission rates are in lb/MMBtu of fuel.

The emissions are direct ones. Fuel burnt to start a unit is not in them: the schedule does not say how warm units were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from fourfold.core.lines import EmissionKind, Origin
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, params_of
from fourfold.data.basis import GwpSet, Quantity
from fourfold.data.gwp import WEIGHTING_SETS, gwp
from fourfold.electricity.grid.adapters.foreign import LBS_KG, TABLE_NUMBER, ForeignTable, finding
from fourfold.electricity.grid.attributes import total_name
from fourfold.electricity.grid.declaration import BasisDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import UnitRate
from fourfold.electricity.reading.columns import FIRST_ROW

POINTS = 5
COMBUSTION_GASES = ("CO2", "CH4", "N2O")
POLLUTANTS = ("SO2", "NOX")
CURVE = (
    "PMax MW",
    *(f"Output_pct_{point}" for point in range(POINTS)),
    "HR_avg_0",
    *(f"HR_incr_{point}" for point in range(1, POINTS)),
)
EMISSIONS = {gas: f"Emissions {gas} Lbs/MMBTU" for gas in (*COMBUSTION_GASES, *POLLUTANTS)}
_NOT_GIVEN = ("", "NA")

BASIS_NOT_DIRECT = MessageKind(
    "rts-basis-not-direct",
    N_("the basis declares {found}, and heat rates with emission rates give direct emissions"),
    N_("basis: quantity: co2e_direct with gwp_set AR4, AR5 or AR6, or quantity: co2_direct"),
    N_("declare the basis in grid.yaml"),
)
POLLUTANT_NOT_GIVEN = MessageKind(
    "rts-pollutant-not-given",
    N_("{gas} is not given as a number for {count} units, such as {unit}: {found}; there is no attribute for it"),
)
CURVE_BROKEN = MessageKind(
    "rts-curve-broken",
    N_("the break points of {unit} do not rise: {found}"),
    N_("output shares that rise from point to point"),
    N_("correct the heat-rate curve"),
)
WEIGHTED = MessageKind(
    "rts-weighted",
    N_("gases of combustion are weighted by {gwp_set}: CH4 {ch4}, N2O {n2o} kg CO2e per kg"),
)
NO_START_FUEL = MessageKind("rts-no-start-fuel", N_("fuel burnt to start units is not counted"))


@dataclass(frozen=True, slots=True)
class UnitRates:
    """What the units carry, and what was found and assumed on the way."""

    attributes: tuple[str, ...]
    rates: Mapping[str, UnitRate]
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]


def unit_rates(
    table: ForeignTable, largest_mw: Mapping[str, float], basis: BasisDeclaration, problems: Problems
) -> UnitRates | None:
    """Emissions per hour of every unit at its break points; nothing after reporting what is wrong.

    The total comes first, ``kg_co2e_per_mwh`` or ``kg_co2_per_mwh`` by the declared quantity, then each gas as
    ``co2_kg_per_mwh`` and so on. A pollutant that is not a number for every unit gets no attribute.

    Args:
        table: the units, with the columns of `CURVE` and `EMISSIONS`.
        largest_mw: largest output of each unit in the schedule.
        basis: quantity and warming potentials declared.
        problems: receives what is wrong.
    """
    weights = _weights(basis, problems)
    if weights is None:
        return None
    required = {gas: table.numbers(EMISSIONS[gas], problems).to_list() for gas in COMBUSTION_GASES}
    pollutants, findings = _pollutants(table)
    curves = {name: _curve_cells(table, name, problems) for name in CURVE}
    rates: dict[str, UnitRate] = {}
    for row, unit in enumerate(table.text("GEN UID").to_list()):
        lbs = {gas: values[row] for gas, values in (required | pollutants).items()}
        place = Place(table.file.path, row + FIRST_ROW)
        for gas in COMBUSTION_GASES:
            if lbs[gas] is None:
                problems.error(TABLE_NUMBER, place.at(EMISSIONS[gas]), found="")
                lbs[gas] = 0.0
        fuel = _fuel(unit, {name: cells[row] for name, cells in curves.items()}, place, problems)
        if not any(lbs.values()):
            fuel = _any_output(max(curves["PMax MW"][row] or 0.0, largest_mw.get(unit, 0.0)))
        if fuel is not None:
            rates[unit] = _rate(fuel, {gas: lb or 0.0 for gas, lb in lbs.items()}, weights, basis, place)
    attributes = (_total(basis), *(f"{gas.lower()}_kg_per_mwh" for gas in (*required, *pollutants)))
    return UnitRates(attributes, rates, findings, _assumptions(weights, basis))


def _total(basis: BasisDeclaration) -> str:
    return total_name(Quantity(basis.quantity))


def _weights(basis: BasisDeclaration, problems: Problems) -> Mapping[str, Decimal] | None:
    """Kg of the total per kg of each gas."""
    quantity, gwp_set = Quantity(basis.quantity), GwpSet(basis.gwp_set)
    if quantity is Quantity.CO2_DIRECT:
        return {"CO2": Decimal(1)}
    if quantity is not Quantity.CO2E_DIRECT or gwp_set not in WEIGHTING_SETS:
        problems.error(BASIS_NOT_DIRECT, Place("grid.yaml", 0, "basis"), found=f"{quantity}, {gwp_set}")
        return None
    return {gas: gwp(gwp_set, gas, Origin.FOSSIL, EmissionKind.COMBUSTION).value for gas in COMBUSTION_GASES}


def _assumptions(weights: Mapping[str, Decimal], basis: BasisDeclaration) -> tuple[Assumption, ...]:
    notes = [Assumption(NO_START_FUEL)]
    if len(weights) > 1:
        params = {"gwp_set": basis.gwp_set, "ch4": weights["CH4"], "n2o": weights["N2O"]}
        notes.append(Assumption(WEIGHTED, params_of(params)))
    return tuple(notes)


def _pollutants(table: ForeignTable) -> tuple[dict[str, list[float | None]], tuple[Finding, ...]]:
    """Rates of pollutants that every unit gives as a number, and a note on the others."""
    given: dict[str, list[float | None]] = {}
    notes = []
    for gas in POLLUTANTS:
        ignored = Problems()
        values = table.numbers(EMISSIONS[gas], ignored)
        wrong = values.is_null().arg_true().to_list()
        if wrong:
            texts, units = table.text(EMISSIONS[gas]), table.text("GEN UID")
            place = Place(table.file.path, wrong[0] + FIRST_ROW, EMISSIONS[gas])
            found = {"gas": gas, "unit": units[wrong[0]], "found": texts[wrong[0]]}
            notes.append(finding(POLLUTANT_NOT_GIVEN, len(wrong), [place], **found))
        else:
            given[gas] = values.to_list()
    return given, tuple(notes)


def _curve_cells(table: ForeignTable, name: str, problems: Problems) -> list[float | None]:
    texts = table.text(name)
    blank = texts.is_in(_NOT_GIVEN)
    cleaned = ForeignTable(table.file, {name: texts.set(blank, None)}, {name: table.spelled[name]})
    return cleaned.numbers(name, problems).to_list()


Fuel = tuple[tuple[float, ...], tuple[float, ...]]
"""Outputs in MW, and the fuel burnt in an hour at each in MMBtu."""


def _fuel(unit: str, cells: Mapping[str, float | None], place: Place, problems: Problems) -> Fuel | None:
    """Fuel burnt at the break points; nothing where the curve is not given or, reported, does not rise."""
    largest, average = cells["PMax MW"], cells["HR_avg_0"]
    shares = [cells[f"Output_pct_{point}"] for point in range(POINTS)]
    count = next((point for point, share in enumerate(shares) if share is None), POINTS)
    given = [share for share in shares[:count] if share is not None]
    if largest is None or not average or not given:
        return None
    if any(later <= earlier for earlier, later in pairwise(given)):
        if any(cells[f"HR_incr_{point}"] for point in range(1, count)):
            problems.error(CURVE_BROKEN, place, unit=unit, found=", ".join(map(str, given)))
        return None
    outputs = [share * largest for share in given]
    burnt = [average * outputs[0] / 1000]
    for point in range(1, count):
        slope = cells[f"HR_incr_{point}"]
        if slope is None:
            problems.error(TABLE_NUMBER, place.at(f"HR_incr_{point}"), found="")
            return None
        burnt.append(burnt[-1] + slope * (outputs[point] - outputs[point - 1]) / 1000)
    return tuple(outputs), tuple(burnt)


def _any_output(largest_mw: float) -> Fuel:
    """For a unit whose emission rates are given as zero: zero at any output, whatever heat it takes."""
    return (0.0, max(largest_mw, 1.0)), (0.0, 0.0)


def _rate(
    fuel: Fuel, lbs: Mapping[str, float], weights: Mapping[str, Decimal], basis: BasisDeclaration, place: Place
) -> UnitRate:
    outputs, burnt = fuel
    kg: dict[str, Sequence[float]] = {gas: [heat * lb * LBS_KG for heat in burnt] for gas, lb in lbs.items()}
    total = tuple(
        sum(float(weight) * kg[gas][point] for gas, weight in weights.items()) for point in range(len(outputs))
    )
    parts = {f"{gas.lower()}_kg_per_mwh": tuple(values) for gas, values in kg.items()}
    return UnitRate(outputs, {_total(basis): total} | parts, place)
