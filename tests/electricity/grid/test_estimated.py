"""What a table calls estimated, written and read again: the measured share survives a detour through files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fourfold.app.electricity.grids import grid_request
from fourfold.app.electricity.reconciling import reconcile_grid
from fourfold.core.problems import InputError
from fourfold.core.progress import no_tick
from fourfold.electricity.grid.open import OpenedGrid, open_grid
from fourfold.electricity.reconciliation.reconcile import reconcile
from support.outcomes import told

HOURS = range(4)
FACTORS = "technology,kg_co2e_per_mwh\n煤电,900\n风电,12\n"
YAML = "time_zone: Asia/Shanghai\nstatus: official\nbasis: {quantity: co2e_lifecycle}\n"


def stamp(hour: int, minute: int = 0) -> str:
    return f"2024-07-01T{hour:02}:{minute:02}+08:00"


def generation(estimated: str = "4", energy: str = "100") -> str:
    rows = [f"{stamp(hour)},甲省,煤电,{energy},{estimated if hour == 2 else ''}" for hour in HOURS]
    rows += [f"{stamp(hour)},甲省,风电,50," for hour in HOURS]
    return "\n".join(["start,area,technology,energy_mwh,estimated_mwh", *rows, ""])


def write(folder: Path, table: str, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {"generation": table, "factors": FACTORS, **more}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "grid.yaml").write_text(YAML, encoding="utf-8")
    return folder


def estimated(opened: OpenedGrid) -> list[list[float]]:
    (block,) = opened.data.blocks()
    return [[float(cell) for cell in row] for row in block.estimated_mwh]


def test_the_column_is_read_and_told(tmp_path: Path) -> None:
    opened = open_grid(write(tmp_path, generation()))
    assert estimated(opened) == [[0, 0], [0, 0], [4, 0], [0, 0]]
    (note,) = [one.note for one in opened.data.findings if one.note.kind.code == "grid-estimated-stated"]
    assert note.params == {"energy_mwh": "4"}


def test_quarters_add_up_and_a_lonely_quarter_tells_no_spacing(tmp_path: Path) -> None:
    rows = [
        f"{stamp(hour, 15 * quarter)},甲省,煤电,10,{3 if quarter == hour == 1 else ''}"
        for hour in HOURS
        for quarter in range(4)
    ]
    table = "\n".join(["start,area,technology,energy_mwh,estimated_mwh", *rows, ""])
    opened = open_grid(write(tmp_path, table), resolution_minutes="60")
    assert estimated(opened) == [[0], [3], [0], [0]]


@pytest.mark.parametrize(("text", "energy"), [("-1", "100"), ("100.5", "100"), ("3", "")])
def test_more_than_there_is_or_less_than_nothing(tmp_path: Path, text: str, energy: str) -> None:
    with pytest.raises(InputError) as caught:
        open_grid(write(tmp_path, generation(text, energy)), repairs={"gaps": "zero"})
    (problem,) = caught.value.problems
    assert (problem.kind.code, problem.place.row) == ("grid-estimated-wrong", 4)
    assert problem.place.column == "estimated_mwh"
    assert told(problem)


def test_a_reconciled_grid_keeps_what_was_adjusted_and_is_derived(tmp_path: Path) -> None:
    """Reading the folder that reconciling wrote gives the estimated energy that reconciling in memory gives."""
    demand = "start,area,energy_mwh\n" + "".join(f"{stamp(hour)},甲省,{150 + 5 * hour}\n" for hour in HOURS)
    table = generation().replace(",estimated_mwh", "").replace(",\n", "\n").replace(",4\n", "\n")
    folder = write(tmp_path / "raw", table, demand=demand)
    opened = open_grid(folder, repairs={"imbalance": "reconcile"})
    (expected,) = reconcile(opened.data).blocks()
    assert expected.estimated_mwh.any()
    reconcile_grid(grid_request(folder, (), reconcile=True), tmp_path / "balanced", "relative", None, no_tick)
    again = open_grid(tmp_path / "balanced")
    np.testing.assert_array_equal(estimated(again), expected.estimated_mwh)
    assert again.declaration.status == "derived"
    assert "grid-basis-assumed" not in {note.kind.code for note in again.data.assumptions}  # declared, if as usual
    assert "grid-reconciled-before" in {note.kind.code for note in again.data.assumptions}


def test_a_grid_that_balances_is_written_as_it_was(tmp_path: Path) -> None:
    table = generation("")
    reconcile_grid(
        grid_request(write(tmp_path / "raw", table), (), reconcile=True),
        tmp_path / "out",
        "relative",
        None,
        no_tick,
    )
    assert "estimated" not in (tmp_path / "out" / "generation.csv").read_text(encoding="utf-8")
    again = open_grid(tmp_path / "out")
    assert again.declaration.status == "official"
    assert "grid-reconciled-before" not in {note.kind.code for note in again.data.assumptions}
