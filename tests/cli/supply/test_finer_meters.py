"""Meters finer than what covers them: readings, claims, batches and statements speak of the same intervals."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.supply.importing import ImportRequest, import_instruments
from fourfold.app.supply.ledgers import make_ledger, open_ledger
from fourfold.core.zones import HOUR_S
from support.bodies import PASSPHRASE, body_in
from support.command import Command
from support.outcomes import method_file
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import output, own_factor, process, uses, write_study

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
AT = ("--at", "2026-03-02T00:00:00Z")
CLOSED = ("--at", "2026-03-03T01:00:00Z")
PERIOD = ("--from", "2024-03-01T00:00+08:00", "--to", "2024-03-03T00:00+08:00")
BEGIN = 1_709_222_400
"""2024-03-01T00:00 in Shanghai, UTC seconds."""
ROOF_WH, PRESS_WH, STORE_WH, HALL_WH = 500, 4_000, 1_000, 5_000
"""A whole hour of each."""


def study_in(folder: Path, *, roof: bool) -> Path:
    """A press by quarters of an hour, a store by half hours, a hall by hours; a roof by quarters; factors by hours.

    The press ran for A until twenty past one, then for B.
    """
    for name, minutes, wh in (("press", 15, PRESS_WH), ("store", 30, STORE_WH), ("hall", 60, HALL_WH)):
        count = 48 * 60 // minutes
        interval_file(folder, f"meters/{name}.csv", {"kwh": [f"{wh * minutes / 60_000}"] * count}, TWO_DAYS, minutes)
    interval_file(folder, "meters/roof.csv", {"kwh": [f"{ROOF_WH / 4_000}"] * 192}, TWO_DAYS, 15)
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 48})
    records = [
        {"start": "2024-03-01T00:00", "end": "2024-03-01T01:20", "batch": "A", "amount": 7},
        {"start": "2024-03-01T01:20", "end": "2024-03-03T00:00", "batch": "B", "amount": 9},
    ]
    same = {"meter": "press", "process": "main", "unit": "kg", "key": "running-time"}
    sun = {"generation": "roof", "site": "plant", "meter": "roof", "factor": "sun", "attributes": "kept"}
    meters = [
        meter_row("press", resolution_minutes=15),
        meter_row("store", resolution_minutes=30),
        meter_row("hall"),
        meter_row("roof", role="generation", resolution_minutes=15),
    ]
    tables = power_tables(
        [
            {**metered("main", "e", "press"), "how": "meter-share"},
            metered("side", "f", "store"),
            metered("side", "g", "hall"),
        ],
        processes=[process("main"), process("side")],
        outputs=[output("main", "product", 10), output("side", "part", 5)],
        inputs=[uses("main", "part-in", 5, "process", "part")],
        production=[{**same, **record} for record in records],
        meters=meters if roof else meters[:3],
        series=[series_row("s")],
        factors=[own_factor("sun", "0.03", "kWh"), own_factor("wind", "0.01", "kWh")],
        **({"generation": [sun]} if roof else {}),
    )
    return write_study(folder, tables, period=TWO_DAYS, electricity={"residual_factor": "wind"})


def ledger_in(folder: Path, *minutes: int, phase: int = 0) -> Path:
    """A ledger with the three meters by so many minutes, and a certificate of 3 kWh for each of four hours."""
    folder.mkdir(exist_ok=True)
    hours = [f"2024-03-01T0{hour}:00+08:00" for hour in range(5)]
    tables = {
        "accounts": ["account,name", "issuer,Issuer", "mill,Mill"],
        "areas": ["area,market", "CN-JS,east"],
        "devices": ["device,issuer,area,technology", "wind,issuer,CN-JS,wind"],
        "meters": [
            "meter,owner,area,resolution_minutes,phase_minutes",
            *(
                f"{name},mill,CN-JS,{step},{phase}"
                for name, step in zip(("press", "store", "hall"), minutes, strict=True)
            ),
        ],
        "granular_certificates": [
            "certificate,device,account,start,end,amount,unit,issued",
            *(f"g{at},wind,mill,{hours[at]},{hours[at + 1]},3000,Wh,2026-03-01T00:00Z" for at in range(4)),
        ],
    }
    files = [folder / f"{name}.csv" for name in tables]
    for file, lines in zip(files, tables.values(), strict=True):
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    opened = make_ledger(folder / "ledger", "Trial", BEGUN)
    import_instruments(opened, ImportRequest(files, BEGUN))
    return folder / "ledger"


@pytest.fixture
def hourly(tmp_path: Path) -> Path:
    """A method that nets on-site generation and counts certificates within the hour."""
    order = ["on_site", "instruments", "grid"]
    return Path(method_file(tmp_path, supply_order=order, instruments={"match": "hour"}))


def claimed(fourfold: Command, study: Path, ledger: Path, method: Path) -> Any:
    asked = ("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", method, *AT)
    done = fourfold(*asked, "--json", "-")
    assert done.code == 1, done.err
    return json.loads(done.out)


def stated(fourfold: Command, folder: Path, study: Path, ledger: Path) -> Any:
    """The statement of batch A."""
    batch = folder / "a.json"
    made = fourfold("supply", "batch", study, "A", "-o", batch)
    assert made.code == 0, made.err
    (folder / "pass").write_bytes(PASSPHRASE)
    body_in(folder / "keeper", at=BEGUN)
    keeper = ("--ledger", ledger, "--body", folder / "keeper", "--passphrase-file", folder / "pass", *CLOSED)
    closed = fourfold("supply", "close", *keeper)
    assert closed.code == 0, closed.err
    done = fourfold(
        "supply", "statement", *keeper, "--account", "mill", *PERIOD, "--batch", batch, "-o", folder / "t.json"
    )
    assert done.code == 0, done.err
    verified = fourfold("verify", folder / "t.json", *CLOSED, "--forget")
    assert verified.code == 3, verified.out  # in order but for the trust roots nobody gave
    return json.loads((folder / "t.json").read_text())["statement"]["credentialSubject"]


def test_a_site_netted_by_the_hour_states_its_batches_by_the_hour(
    fourfold: Command, tmp_path: Path, hourly: Path
) -> None:
    study, ledger = study_in(tmp_path / "study", roof=True), ledger_in(tmp_path / "led", 60, 60, 60)
    told = claimed(fourfold, study, ledger, hourly)
    assert (told["readings"], told["covered_wh"]) == (3 * 48, "12000")
    content = stated(fourfold, tmp_path, study, ledger)
    assert content["meters"][0]["stepSeconds"] == HOUR_S
    found = [(one["start"], one["measuredWh"], one["energyWh"]) for one in content["intervals"]]
    # from 01:15 to 01:30 A ran for a third of the quarter
    assert found == [
        ("2024-02-29T16:00:00Z", "4000", "4000"),
        ("2024-02-29T17:00:00Z", "4000", str(1_000 + 333)),
    ]


@pytest.mark.parametrize("press_minutes", [15, 30, 60])
def test_without_generation_a_meter_may_be_registered_by_its_intervals_or_longer_ones(
    fourfold: Command, tmp_path: Path, hourly: Path, press_minutes: int
) -> None:
    study, ledger = study_in(tmp_path / "study", roof=False), ledger_in(tmp_path / "led", press_minutes, 30, 60)
    told = claimed(fourfold, study, ledger, hourly)
    assert (told["readings"], told["covered_wh"]) == (48 * 60 // press_minutes + 96 + 48, "12000")
    readings = open_ledger(ledger).ledger.uses("press", BEGIN, BEGIN + HOUR_S)
    assert {one.start_s: one.energy_wh for one in readings if not one.void_wh} != {}
    content = stated(fourfold, tmp_path, study, ledger)
    assert content["meters"][0]["stepSeconds"] == 60 * press_minutes
    assert sum(int(one["energyWh"]) for one in content["intervals"]) == 4_000 + 1_000 + 333


@pytest.mark.parametrize(
    ("minutes", "phase", "said"),
    [
        (15, 0, "the study covers its energy by 3600 s"),
        (60, 30, "begins or ends inside an interval of the meter press"),
    ],
)
def test_a_meter_registered_by_other_intervals_is_refused_with_what_can_be_done(
    fourfold: Command, tmp_path: Path, hourly: Path, minutes: int, phase: int, said: str
) -> None:
    study, ledger = study_in(tmp_path / "study", roof=True), ledger_in(tmp_path / "led", minutes, 60, 60, phase=phase)
    done = fourfold("supply", "claim", study, "--ledger", ledger, "--account", "mill", "--method", hourly, *AT)
    told = " ".join(done.err.split())
    assert (done.code, told.count(said)) == (2, 1), told
    assert "what is registered stays: register a meter of a new name" in told
