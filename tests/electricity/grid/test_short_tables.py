"""Tables of a few intervals: a missing or unreadable row is one fault, not another length of the intervals."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import InputError, Problem
from fourfold.electricity.grid.open import open_grid
from support.outcomes import told


def write(folder: Path, hours: int, change: tuple[str, str]) -> Path:
    stamps = [f"2024-07-01T{hour:02}:00+08:00" for hour in range(hours)]
    rows = "".join(f"{stamp},{area},煤电,50\n" for stamp in stamps for area in "甲乙丙")
    assert change[0] in rows
    text = "start,area,technology,energy_mwh\n" + rows.replace(*change)
    (folder / "generation.csv").write_text(text, encoding="utf-8")
    demand = "start,area,energy_mwh\n" + "".join(f"{stamp},丙,50\n" for stamp in stamps)
    (folder / "demand.csv").write_text(demand, encoding="utf-8")
    (folder / "factors.csv").write_text("technology,kg_co2e_per_mwh\n煤电,900\n", encoding="utf-8")
    return folder


def refused(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        open_grid(folder)
    assert all(told(problem) for problem in caught.value.problems)
    return list(caught.value.problems)


@pytest.mark.parametrize(("hours", "missing"), [(hours, at) for hours in (2, 3, 4, 5) for at in range(hours)])
def test_a_missing_row_is_a_gap(tmp_path: Path, hours: int, missing: int) -> None:
    row = f"2024-07-01T0{missing}:00+08:00,乙,煤电,50\n"
    (problem,) = refused(write(tmp_path, hours, (row, "")))
    assert (problem.kind.code, problem.params["series"], problem.params["count"]) == ("grid-gap", "乙 / 煤电", "1")


@pytest.mark.parametrize("hours", [2, 3, 4, 5])
def test_a_bad_stamp_is_told_alone(tmp_path: Path, hours: int) -> None:
    write(tmp_path, hours, ("2024-07-01T01:00+08:00,乙", "2024-07-01 1 Uhr,乙"))
    assert [problem.kind.code for problem in refused(tmp_path)] == ["grid-stamp-wrong"]


def test_two_hours_beside_quarters_are_hours(tmp_path: Path) -> None:
    """Rows that fill the time of the others without a rest are as long as they are apart."""
    write(tmp_path, 2, ("丙,煤电", "丙,煤电"))
    quarters = "".join(
        f"2024-07-01T{hour:02}:{minute:02}+08:00,{area},煤电,10\n"
        for hour in range(2)
        for minute in (0, 15, 30, 45)
        for area in "甲乙"
    )
    hourly = "".join(f"2024-07-01T{hour:02}:00+08:00,丙,煤电,50\n" for hour in range(2))
    table = "start,area,technology,energy_mwh\n" + quarters + hourly
    (tmp_path / "generation.csv").write_text(table, encoding="utf-8")
    opened = open_grid(tmp_path)
    (block,) = opened.data.blocks()
    assert opened.data.frame.step_minutes == 60
    assert sorted(block.generation_mwh[0].tolist()) == [40.0, 40.0, 50.0]
