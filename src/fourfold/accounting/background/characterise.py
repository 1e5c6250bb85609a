"""Characterisation of a database: potentials of `fourfold.data.gwp` for the flows that the mapping names.

    factor[line of the row, flow] = GWP100(gas, origin, kind) × kg per reference unit of the flow

An uptake has the factor in `taken_up` and its entry in B is negative, so that it subtracts on the line of removals; no
entry of an uptake stands in `emitted`. A flow does not tell how methane arose, so fossil methane and methane of
unknown origin take the unspecified potential, and a finding says so.
"""

from __future__ import annotations

import numpy as np

from fourfold.accounting.background.characters import LINES, Characterisation
from fourfold.core.problems import N_, MessageKind, Place, Problem, params_of
from fourfold.core.quantities import Unit, UnitError
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from fourfold.data.databases.mapping.report import FLOW_LEFT_OUT, FLOW_UNMAPPED, FlowMap, map_flows, note_flows
from fourfold.data.databases.mapping.table import Row
from fourfold.data.databases.report import ImportReport
from fourfold.data.gwp import GasError, Gwp, gwp

UNIT_IS_NO_MASS = MessageKind(
    "flow-unit-no-mass",
    N_("{found} is counted in {unit}, which is no mass: it counts for nothing"),
    N_("a flow counted in kg or another unit of mass"),
    N_("look whether the source means another flow"),
)
POTENTIAL_MISSING = MessageKind(
    "flow-potential-missing",
    N_("{gwp_set} gives {gas} no potential: {found} counts for nothing"),
    N_("a gas that {gwp_set} lists"),
    N_("use another GWP set where the method allows it"),
)
METHANE_UNSPECIFIED = MessageKind(
    "flow-methane-unspecified",
    N_("{found} does not say how the methane arose: {value} kg CO2e per kg, the unspecified potential, is used"),
)


def characterise(database: Database, gwp_set: GwpSet) -> Characterisation:
    """Factors of every flow of a database.

    Args:
        database: whose flows.
        gwp_set: AR4, AR5 or AR6.

    Raises:
        ValueError: `gwp_set` is none by which gases are weighted.
    """
    flows = database.flows
    found = map_flows(flows, database.exchanges)
    made = _Made(gwp_set, flows.height)
    used = (found.outputs + found.inputs).tolist()
    names, units = flows["name"].to_list(), flows["unit"].to_list()
    places = list(zip(flows["file"].fill_null(""), flows["row"].fill_null(0), strict=True))
    for number, match in enumerate(found.matches):
        if match.counts:
            made.add(number, match.emitted, match.taken_up, names[number], units[number], Place(*places[number]))
    unmapped = sorted({*found.unmapped, *(number for number in made.failed if used[number])})
    findings = [*_odd(database, found), *(problem for number, problem in made.findings if used[number])]
    return Characterisation(gwp_set, made.emitted, made.taken_up, made.mapped, unmapped, made.gases, findings)


def _odd(database: Database, found: FlowMap) -> list[Problem]:
    """Flows that count otherwise than a person may expect; those that do not count are told apart."""
    report = ImportReport()
    note_flows(database.flows, database.exchanges, report, found)
    return [f.problem for f in report.findings if f.problem.kind not in (FLOW_UNMAPPED, FLOW_LEFT_OUT)]


class _Made:
    """Factors under construction; `failed`: flows whose factor cannot be told."""

    def __init__(self, gwp_set: GwpSet, count: int) -> None:
        self._gwp_set = gwp_set
        self.emitted, self.taken_up = np.zeros((len(LINES), count)), np.zeros((len(LINES), count))
        self.mapped: list[int] = []
        self.failed: list[int] = []
        self.gases = [""] * count
        self.findings: list[tuple[int, Problem]] = []

    def add(self, flow: int, emitted: Row | None, taken_up: Row | None, name: str, unit: str, place: Place) -> None:
        """The factors of one flow."""
        kg = kg_per(unit)
        if not kg:
            self._fail(flow, UNIT_IS_NO_MASS, place, found=name, unit=unit or "–")
            return
        for row, factors in ((emitted, self.emitted), (taken_up, self.taken_up)):
            if row is None:
                continue
            potential = self._potential(row)
            if potential is None:
                self._fail(flow, POTENTIAL_MISSING, place, found=name, gas=row.gas, gwp_set=self._gwp_set)
                return
            factors[LINES.index(row.line), flow] = float(potential.value) * kg
            self.gases[flow] = row.gas
            if potential.flagged:
                self._note(flow, METHANE_UNSPECIFIED, place, found=name, value=potential.value)
        self.mapped.append(flow)

    def _potential(self, row: Row) -> Gwp | None:
        try:
            return gwp(self._gwp_set, row.gas, row.origin, row.kind)
        except GasError:
            return None

    def _fail(self, flow: int, kind: MessageKind, place: Place, **params: object) -> None:
        self.failed.append(flow)
        self._note(flow, kind, place, **params)

    def _note(self, flow: int, kind: MessageKind, place: Place, **params: object) -> None:
        self.findings.append((flow, Problem(kind, place, params_of(params), "warning")))


def kg_per(unit: str) -> float:
    """Kilograms in one of a unit; 0 where it is no mass."""
    try:
        return float(Unit(unit).factor_to(Unit("kg")))
    except UnitError:
        return 0.0
