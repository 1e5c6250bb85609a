"""``fourfold supply batch``: the energy of a batch by meter and interval, in whole Wh, as statements take it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.supply.batch_file import read_batch_file
from support.command import Command
from support.power_studies import TWO_DAYS, interval_file, meter_row, power_tables, series_row
from support.studies import output, process, uses, write_study

BEGIN = 1_709_222_400
"""2024-03-01T00:00 in Shanghai, UTC seconds."""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """2.0005 kWh an hour; A for 12.5 hours of the press, B for the rest of it, and A in the mill too."""
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["2.0005"] * 48})
    interval_file(tmp_path, "meters/n.csv", {"kwh": ["1"] * 48})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 48})
    rows: list[dict[str, Any]] = [
        {"meter": "m", "process": "main", "start": "2024-03-01T00:00", "end": "2024-03-01T12:30", "batch": "A"},
        {"meter": "m", "process": "main", "start": "2024-03-01T12:30", "end": "2024-03-03T00:00", "batch": "B"},
        {"meter": "n", "process": "side", "start": "2024-03-01T00:00", "end": "2024-03-03T00:00", "batch": "A"},
    ]
    share = {"how": "meter-share", "data_kind": "primary"}
    tables = power_tables(
        [
            {"process": "main", "electricity": "e", "meter": "m", **share},
            {"process": "side", "electricity": "f", "meter": "n", **share},
        ],
        processes=[process("main"), process("side")],
        outputs=[output("main", "product", 10), output("side", "part", 5)],
        inputs=[uses("main", "part-in", 5, "process", "part")],
        production=[{**row, "amount": 7, "unit": "kg", "key": "running-time"} for row in rows],
        meters=[meter_row("m"), meter_row("n")],
        series=[series_row("s")],
    )
    return write_study(tmp_path, tables, period=TWO_DAYS)


def test_a_batch_is_written_as_statements_take_it(fourfold: Command, study: Path, tmp_path: Path) -> None:
    done = fourfold("supply", "batch", study, "B", "-o", tmp_path / "b.json")
    assert (done.code, "B: 36 intervals" in done.out) == (0, True), done.err
    found = read_batch_file(tmp_path / "b.json")
    assert (found.batch.amount, found.batch.unit, found.batch.product["en"]) == (Decimal(7), "kg", "product")
    assert found.used is not None
    assert found.used["m", BEGIN + 12 * 3600] == 1_000  # half of 2000.5 Wh, rounded down
    assert found.used["m", BEGIN + 13 * 3600] == 2_000


def test_a_batch_of_several_processes_has_the_energy_of_all_and_the_amount_of_one(
    fourfold: Command, study: Path
) -> None:
    refused = fourfold("supply", "batch", study, "A")
    assert (refused.code, "several processes" in " ".join(refused.err.split())) == (2, True)
    done = fourfold("supply", "batch", study, "A", "--process", "main", "-o", "-")
    document = json.loads(done.out)
    meters = [one["meter"] for one in document["intervals"]]
    assert (document["product"]["en"], meters.count("m"), meters.count("n")) == ("product", 13, 48)


def test_a_batch_that_is_not_there_is_refused_with_those_that_are(fourfold: Command, study: Path) -> None:
    done = fourfold("supply", "batch", study, "C")
    assert (done.code, "no batch C; it has: A, B" in " ".join(done.err.split())) == (2, True)
