"""Times the reconciliation of a year of 70 zones on one core, and a few of its hours with scipy's general solver.

    uv run python -m benchmarks.reconcile

The grid is made up: eight technologies a zone, solar that is nothing at night, 150 ties, and measured values that are
off by a few per cent and now and then by far, so that no area balances in any hour.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.memory import GridInMemory, part_of
from fourfold.electricity.grid.state import (
    Attribute,
    AttributeKind,
    Floats,
    GenerationSource,
    GridArea,
    GridFrame,
    GridState,
    Tie,
)
from fourfold.electricity.reconciliation.quantities import Quantities
from fourfold.electricity.reconciliation.reconcile import Reconciled, reconcile
from fourfold.electricity.reconciliation.settings import Adjusted

TECHNOLOGIES = ("coal", "gas", "oil", "nuclear", "hydro", "wind", "solar", "biomass")


def measured_grid(zones: int, ties: int, hours: int, seed: int = 1) -> GridInMemory:
    """A made-up grid with errors of measurement; the same for the same seed."""
    rng = np.random.default_rng(seed)
    frame = _frame(zones, ties, rng)
    sources = len(frame.sources)
    generation = rng.lognormal(6.0, 1.0, sources) * rng.uniform(0.3, 1.0, (hours, sources))
    solar = np.array([source.technology == "solar" for source in frame.sources])
    sun = np.maximum(np.sin((np.arange(hours)[:, None] % 24 - 6 + rng.uniform(-1, 1, sources)) * np.pi / 12), 0.0)
    generation[:, solar] *= sun[:, solar]
    sent = rng.normal(0.0, 300.0, (hours, ties))
    net = np.zeros((hours, zones))
    for at, tie in enumerate(frame.ties):
        net[:, tie.from_area] -= sent[:, at]
        net[:, tie.to_area] += sent[:, at]
    produced = generation.reshape(hours, zones, len(TECHNOLOGIES)).sum(axis=2)
    generation[:, 0 :: len(TECHNOLOGIES)] += np.maximum(50.0 - produced - net, 0.0)
    produced = generation.reshape(hours, zones, len(TECHNOLOGIES)).sum(axis=2)
    nothing = np.zeros((hours, 0))
    state = GridState(
        frame=frame,
        starts_s=3600 * np.arange(hours, dtype=np.int64),
        generation_mwh=_off(generation, rng),
        per_mwh=np.full((1, sources, 1), 500.0),
        exchange_mwh=_off(sent, rng),
        tie_loss_mwh=np.zeros((hours, ties)),
        border_mwh=nothing,
        demand_mwh=_off(produced + net, rng),
        area_loss_mwh=np.zeros((hours, zones)),
        charge_mwh=nothing,
        discharge_mwh=nothing,
        estimated_mwh=np.zeros((hours, sources)),
        missing=np.zeros((hours, zones), bool),
    )
    return GridInMemory(state)


def _off(values: Floats, rng: np.random.Generator) -> Floats:
    """Values with an error of a few per cent, and now and then a gross one."""
    gross = np.where(rng.random(values.shape) < 0.005, rng.uniform(-0.95, 2.0, values.shape), 0.0)
    return np.asarray(values * (1.0 + rng.normal(0.0, 0.03, values.shape) + gross))


def _frame(zones: int, ties: int, rng: np.random.Generator) -> GridFrame:
    pairs = [(at, (at + 1) % zones) for at in range(zones)]
    pairs += [(int(a), int(b)) for a, b in (rng.choice(zones, 2, replace=False) for _ in range(ties - zones))]
    return GridFrame(
        areas=tuple(GridArea(f"Z{at:02}") for at in range(zones)),
        sources=tuple(GenerationSource(at, name) for at in range(zones) for name in TECHNOLOGIES),
        ties=tuple(Tie(a, b, str(at)) for at, (a, b) in enumerate(pairs)),
        borders=(),
        border_per_mwh=np.zeros((0, 1)),
        stores=(),
        attributes=(Attribute("kg_co2e_per_mwh", AttributeKind.TOTAL),),
        step_minutes=60,
        basis=Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet.AR5),
        time_zone="UTC",
        documents=(Source("", "made up for a benchmark"),),
        status=Status.ILLUSTRATIVE,
    )


def general_solver(measured: Floats, quantities: Quantities, give: Floats, given: Floats) -> tuple[float, Floats]:
    """Seconds and values of one hour with scipy's trust-region solver for constrained problems, started at x0."""
    from scipy.optimize import Bounds, LinearConstraint, minimize
    from scipy.sparse import diags_array

    moves = (give > 0) & (measured != 0)
    weight, start = 1.0 / give[moves], measured[moves]
    lower = np.where(quantities.bounded[moves], 0.0, -np.inf)
    balance = quantities.signs[:, moves]
    begun = time.process_time()
    found = minimize(
        lambda x: 0.5 * float(((x - start) ** 2 * weight).sum()),
        start,
        jac=lambda x: (x - start) * weight,
        hess=lambda _: diags_array(weight),
        bounds=Bounds(lower, np.full(lower.size, np.inf)),
        constraints=LinearConstraint(balance, given, given),
        method="trust-constr",
        options={"maxiter": 300, "gtol": 1e-8},
    )
    values = measured.copy()
    values[moves] = found.x
    return time.process_time() - begun, values


def compare(grid: GridInMemory, done: Reconciled, hours: int) -> tuple[float, float]:
    """Seconds an hour of the general solver, and how much further from the data its values are, relatively."""
    quantities = Quantities.of(grid.frame)
    before, seconds, worse = quantities.stack(grid.state), 0.0, 0.0
    after = quantities.stack(next(done.blocks()))
    give = np.abs(before).mean(axis=0)
    for hour in range(hours):
        took, values = general_solver(before[hour], quantities, give, np.zeros(len(grid.frame.areas)))
        seconds += took
        there = give > 0
        ours, theirs = (
            float(((x[there] - before[hour, there]) ** 2 / give[there]).sum()) for x in (after[hour], values)
        )
        worse = max(worse, abs(theirs / ours - 1.0))
    return seconds / hours, worse


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zones", type=int, default=70)
    parser.add_argument("--ties", type=int, default=150)
    parser.add_argument("--hours", type=int, default=8760)
    parser.add_argument("--compared", type=int, default=3, help="hours also solved with scipy's general solver")
    options = parser.parse_args()
    grid = measured_grid(options.zones, options.ties, options.hours)
    reconcile(replace(grid, state=_head(grid.state, 2)))
    begun = time.process_time()
    done = reconcile(grid)
    ours = (time.process_time() - begun) / options.hours
    print(f"{options.zones} zones, {options.ties} ties, {Quantities.of(grid.frame).count} quantities, one core")
    print(
        f"reconciled {done.intervals} of {options.hours} hours: {ours * options.hours:.1f} s, {ours * 1e3:.2f} ms each"
    )
    print(f"  hours in which something was taken down to zero: {_bounded(done)}")
    for kind in (Adjusted.GENERATION, Adjusted.EXCHANGE, Adjusted.DEMAND):
        part = [one for one in done.summary if one.series.kind is kind]
        share = sum(one.total_mwh for one in part) / sum(one.energy_mwh for one in part)
        print(f"  {kind}: {len(part)} series, {share:.2%} of the energy")
    theirs, worse = compare(grid, done, min(options.compared, options.hours))
    print(f"scipy trust-constr: {theirs:.2f} s an hour, ratio {theirs / ours:.0f}; objectives differ by {worse:.1e}")


def _bounded(done: Reconciled) -> int:
    """Hours in which a bound holds."""
    blocks = zip(done.grid.blocks(), done.blocks(), strict=True)
    return sum(
        int(((after.generation_mwh == 0) & (before.generation_mwh > 0)).any(axis=1).sum()) for before, after in blocks
    )


def _head(state: GridState, hours: int) -> GridState:
    return part_of(state, slice(0, hours))


if __name__ == "__main__":
    main()
