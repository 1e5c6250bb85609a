"""Where ``fourfold electricity …`` writes: never over or among the tables of a grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Command


def test_outputs_never_replace_inputs(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    before = (grid / "factors.csv").read_bytes()
    done = fourfold("electricity", "trace", grid, "-o", grid / "factors.csv")
    assert done.code == 2
    assert "would be overwritten" in done.err
    assert (grid / "factors.csv").read_bytes() == before
    assert fourfold("electricity", "trace", grid, "-o", tmp_path / "factors.txt").code == 2
    assert fourfold("electricity", "trace", grid, "-o", tmp_path / "no" / "f.csv").code == 2
    assert fourfold("electricity", "trace", tmp_path / "nowhere", "-o", tmp_path / "f.csv").code == 2


@pytest.mark.parametrize("verb", ["trace", "origins"])
@pytest.mark.parametrize("name", ["demand.csv", "losses.parquet", "Storage.csv.gz", "generation.csv"])
def test_no_output_becomes_a_table_of_the_grid(fourfold: Command, grid: Path, verb: str, name: str) -> None:
    before = sorted(path.name for path in grid.iterdir())
    done = fourfold("electricity", verb, grid, "-o", grid / name)
    assert done.code == 2
    assert name in done.err
    assert sorted(path.name for path in grid.iterdir()) == before
    assert fourfold("electricity", verb, grid, "-o", grid / "result.csv").code == 0
    assert fourfold("electricity", verb, grid, "-o", grid / "result.csv").code == 0


def test_an_aggregate_is_no_table_of_a_grid_either(fourfold: Command, grid: Path, factors: Path) -> None:
    before = (grid / "generation.csv").read_bytes()
    for name in ("generation.csv", "demand.csv"):
        done = fourfold("electricity", "aggregate", factors, "--by", "month", "-o", grid / name)
        assert done.code == 2
        assert "table of the grid" in done.err
    assert (grid / "generation.csv").read_bytes() == before
    assert not (grid / "demand.csv").exists()
    assert fourfold("electricity", "aggregate", factors, "--by", "month", "-o", grid / "months.csv").code == 0


def test_a_summary_replaces_neither_factors_nor_grid(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    for summary in (path, tmp_path / "f.csv.meta.json", grid / "grid.yaml", grid / "generation.csv"):
        done = fourfold("electricity", "trace", grid, "-o", path, "--json", summary)
        assert (done.code, path.exists()) == (2, False)
        assert "--json" in done.err
    assert fourfold("electricity", "trace", grid, "-o", path, "--json", tmp_path / "s.json").code == 0
    before = [one.read_bytes() for one in sorted([*tmp_path.glob("f.csv*"), *grid.iterdir()])]
    for summary in (path, tmp_path / "f.csv.meta.json", grid / "demand.csv", grid / "generation.csv"):
        assert fourfold("electricity", "check", grid, path, "--json", summary).code == 2
        if summary.parent == grid:
            assert fourfold("electricity", "reconcile", grid, "-o", tmp_path / "b", "--json", summary).code == 2
    assert [one.read_bytes() for one in sorted([*tmp_path.glob("f.csv*"), *grid.iterdir()])] == before


def test_tables_in_another_folder_are_inputs_too(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("generation.csv", "exchanges.csv"):
        (grid / name).rename(data / name)
    (grid / "grid.yaml").write_text("fourfold: grid/1\nfiles: {path: ../data}\n", encoding="utf-8")
    before = (data / "generation.csv").read_bytes()
    for name in ("generation.csv", "demand.csv"):
        done = fourfold("electricity", "trace", grid, "-o", data / name)
        assert done.code == 2
        assert name in done.err
    assert (data / "generation.csv").read_bytes() == before
    assert not (data / "demand.csv").exists()
    assert fourfold("electricity", "trace", grid, "-o", data / "f.csv").code == 0


def test_a_balanced_grid_is_no_part_of_the_grid_it_was_made_from(fourfold: Command, grid: Path) -> None:
    done = fourfold("electricity", "reconcile", grid, "-o", grid / "sub")
    assert done.code == 2
    assert "within the folder of the grid" in done.err
    assert not (grid / "sub").exists()
