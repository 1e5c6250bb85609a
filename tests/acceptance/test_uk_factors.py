"""The flat file of the UK government, 2025, as published: every row has one outcome, every value is the file's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import Assembled, assemble
from fourfold.data.databases.formats.factor_table.reader import READER
from fourfold.data.databases.formats.factor_table.rows import EMPTY, PARTS, REFUSED, SKIPPED, TAKEN
from fourfold.data.databases.report import ImportReport
from fourfold.formats.packages import open_package

pytestmark = pytest.mark.acceptance

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "defra-2025"
ROWS = 8740


@pytest.fixture(scope="module")
def imported() -> tuple[Assembled, ImportReport]:
    if not FOLDER.exists():
        pytest.skip("the flat file of the UK government is not beside the repository")
    report = ImportReport()
    with open_package(FOLDER) as package:
        assert READER.recognises(package)
        return assemble(READER.records(package, report, no_tick), report), report


@pytest.fixture(scope="module")
def published() -> list[list[object]]:
    if not FOLDER.exists():
        pytest.skip("the flat file of the UK government is not beside the repository")
    book = CalamineWorkbook.from_path(str(FOLDER / "2025-flat-file.xlsx"))
    rows: list[list[object]] = [list(row) for row in book.get_sheet_by_name("Factors by Category").to_python()]
    return rows[6:-2]


def test_every_row_is_counted_once(imported: tuple[Assembled, ImportReport]) -> None:
    found, report = imported
    counts = {name: report.counts[name] for name in (TAKEN, PARTS, EMPTY, SKIPPED, REFUSED)}
    assert counts == {TAKEN: 2672, PARTS: 3906, EMPTY: 1648, SKIPPED: 514, REFUSED: 0}
    assert sum(counts.values()) == report.counts["factor table rows"] == ROWS
    assert len(found.factors) == 2672


def test_nothing_contradicts_itself(imported: tuple[Assembled, ImportReport]) -> None:
    """Parts add up to totals in all 1,302 groups that have them; only the README beside the table is not read."""
    codes = Counter(finding.problem.kind.code for finding in imported[1].findings)
    assert codes == {
        "factor-row-without-value": 1648,
        "factor-row-skipped": 514,
        "factor-table-other-file": 1,
        "cells-merged": 1,
    }


def test_values_are_those_of_the_file(imported: tuple[Assembled, ImportReport], published: list[list[object]]) -> None:
    found, _ = imported
    expected: dict[str, Decimal] = {}
    for key, scope, *_, unit, gas, value in published:
        if value != "" and (gas == "kg CO2e" or scope == "Outside of Scopes"):
            exact = Decimal(str(value)) / (1000 if unit == "million litres" else 1)
            expected["uk-ghg-2025-" + str(key).rpartition("_")[0].replace("_", "-")] = exact
    assert len(published) == ROWS
    assert {key: factor.parts[0].value for key, factor in found.factors.items()} == expected


def test_electricity_and_its_neighbours(imported: tuple[Assembled, ImportReport]) -> None:
    factors = imported[0].factors
    power = factors["uk-ghg-2025-7-400-4000-5"]
    assert (power.family, power.parts[0].value, power.per.text) == ("electricity", Decimal("0.177"), "kWh")
    quantities = [str(factors[f"uk-ghg-2025-{key}"].basis.quantity) for key in ("13-402-4000-5", "15-917-4000-5")]
    assert quantities == ["co2e_direct", "co2e_upstream"]
