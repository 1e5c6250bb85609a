"""Checks between the parts of a study: names, references, sums, units, times. Each reports everything it finds.

One check, one function, taking a `Reading` and reporting to its problems. A check judges what is there; where a faulty
row or file leaves open what else there is, it says nothing, because the fault itself is reported.
"""

from __future__ import annotations

from fourfold.accounting.study.checks.declared import check_declarations
from fourfold.accounting.study.checks.electricity import check_electricity
from fourfold.accounting.study.checks.end_of_life import check_end_of_life
from fourfold.accounting.study.checks.inputs import check_inputs
from fourfold.accounting.study.checks.instrument_numbers import check_instrument_numbers
from fourfold.accounting.study.checks.instruments import check_instruments
from fourfold.accounting.study.checks.meters import check_meters
from fourfold.accounting.study.checks.names import check_names
from fourfold.accounting.study.checks.once import check_once
from fourfold.accounting.study.checks.products import check_products
from fourfold.accounting.study.checks.rows import check_rows, check_spreads
from fourfold.accounting.study.checks.sub_meters import check_sub_meters
from fourfold.accounting.study.checks.suppliers import check_suppliers
from fourfold.accounting.study.reading import Reading

_CHECKS = (
    check_declarations,
    check_names,
    check_products,
    check_inputs,
    check_suppliers,
    check_end_of_life,
    check_electricity,
    check_instruments,
    check_instrument_numbers,
    check_meters,
    check_sub_meters,
    check_once,
    check_rows,
    check_spreads,
)


def check_study(reading: Reading) -> None:
    """Run every check."""
    for check in _CHECKS:
        check(reading)
