"""Batches in a result: what each took of its meters, and what that comes to at the grid's factor of every interval."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from fourfold.accounting.power.accounts import ElectricityAccount, LoadAccount
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import Problems
from fourfold.electricity.integers import decimal_of_fraction
from fourfold.electricity.supply.account import account
from fourfold.electricity.supply.sharing_keys import BatchEnergy

_QUANTUM = Decimal("1e-9")


def batches_document(electricity: ElectricityAccount) -> list[JSON]:
    """Every batch in the order of the records, in the study period.

    By location all energy has the grid's factor of its interval; what certificates cover is a process's, and a
    traceability statement tells it by batch.
    """
    rows = {(row.load.row.meter, row.load.row.process): row for row in electricity.rows}
    found = ((one, rows.get((one.meter, one.process))) for one in electricity.batches)
    return [_batch(one, row) for one, row in found if row is not None]


def _batch(one: BatchEnergy, row: LoadAccount) -> dict[str, JSON]:
    kwh, amount = one.energy.total_kwh, one.amount
    hourly = account(one.energy, row.hourly.series, one.batch, row.load.row.place, Problems())
    per_unit = None if not amount else decimal_of_fraction(Fraction(kwh) / Fraction(amount)).quantize(_QUANTUM)
    return {
        "batch": one.batch,
        "process": one.process,
        "meter": one.meter,
        "amount": None if amount is None else decimal_text(amount),
        "unit": one.unit,
        "energy_kwh": decimal_text(kwh),
        "kwh_per_unit": None if per_unit is None else decimal_text(per_unit),
        "location_kg_co2e": None if hourly is None else decimal_text(hourly.kg_co2e),
    }
