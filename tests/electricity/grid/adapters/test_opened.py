"""Published files all the way to a grid: found by entry point, rated, checked and assembled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fourfold.core.problems import InputError
from fourfold.electricity.grid.open import open_grid

HOURS = """time,E_AA_D,E_AA_NG_SUN,E_AA_NG_NG,E_BB_D,E_BB_NG_COL,E_AA-BB_ID,E_BB-AA_ID,E_BB-MEX_ID
2019-07-01 00:00:00,100,20,100,60,50,20,-20,10
2019-07-01 01:00:00,100,30,80,50,50,10,-10,10
"""
DECLARED = """
files: {format: eia-930, path: data}
areas:
  - {code: AA}
  - {code: BB}
basis: {quantity: co2e_direct, gwp_set: AR6}
boundary: {default: {per_mwh: {kg_co2e_per_mwh: 500}, source: own, status: illustrative}}
sources: [{id: own, publisher: Test, document: made up}]
"""


def folder_of(folder: Path, hours: str, declared: str = DECLARED) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "hours.csv").write_text(hours, encoding="utf-8")
    (folder / "grid.yaml").write_text(declared, encoding="utf-8")
    (folder / "factors.csv").write_text("technology,kg_co2e_per_mwh\nSUN,0\nNG,400\nCOL,1000\n", encoding="utf-8")
    return folder


def test_a_wide_table_becomes_a_balanced_grid(tmp_path: Path) -> None:
    grid = open_grid(folder_of(tmp_path, HOURS)).data
    (block,) = grid.blocks()
    frame = grid.frame
    assert [area.code for area in frame.areas] == ["AA", "BB"]
    assert [source.technology for source in frame.sources] == ["NG", "SUN", "COL"]
    assert block.generation_mwh.tolist() == [[100.0, 20.0, 50.0], [80.0, 30.0, 50.0]]
    assert np.abs(block.exchange_mwh).tolist() == [[20.0], [10.0]]
    assert [border.outside for border in frame.borders] == ["MEX"]
    assert block.border_mwh.tolist() == [[-10.0], [-10.0]]
    assert block.demand_mwh.tolist() == [[100.0, 60.0], [100.0, 50.0]]
    assert "eia-stamp-assumed" in {note.kind.code for note in grid.assumptions}


def test_a_blank_cell_is_refused_as_a_gap_never_read_as_zero(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        open_grid(folder_of(tmp_path, HOURS.replace(",30,80,", ",,80,")))
    assert [(problem.place.file, problem.kind.code) for problem in refusal.value.problems] == [
        ("hours.csv", "grid-gap")
    ]


def test_published_files_are_recognised_without_naming_their_format(tmp_path: Path) -> None:
    declared = DECLARED.replace("format: eia-930, ", "")
    assert len(open_grid(folder_of(tmp_path, HOURS, declared)).data.starts_s) == 2
