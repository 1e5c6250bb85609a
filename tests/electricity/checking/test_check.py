"""Checking factor files: sound ones pass every invariant, a change in the twelfth digit of one factor does not."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import InputError
from fourfold.electricity.checking.check import check_written
from fourfold.electricity.checking.report import CheckItem, Verdict
from fourfold.electricity.factors.describe import meta_of
from fourfold.electricity.factors.files import FactorWriter
from fourfold.electricity.grid.state import GridData, GridStore
from fourfold.electricity.tracing.mixer_numpy import mix_batched
from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.trace import trace
from support.grids import GridShape, random_grid
from support.small_grids import small_grid

OPTIONS = st.builds(
    TraceOptions, st.sampled_from(Coupling), st.sampled_from(LossRule), st.sampled_from(StorageRule), st.booleans()
)
SHAPES = st.builds(
    GridShape,
    areas=st.integers(1, 5),
    technologies=st.integers(1, 2),
    ties=st.integers(0, 8),
    borders=st.integers(0, 2),
    stores=st.integers(0, 2),
    intervals=st.integers(2, 6),
    loss_share=st.sampled_from([0.0, 0.1]),
    idle_share=st.sampled_from([0.0, 0.4]),
)


def write(grid: GridData, options: TraceOptions, folder: Path, name: str = "factors.csv") -> Path:
    """Trace a grid into a file."""
    traced, path = trace(grid, options, mixer=mix_batched), folder / name
    with FactorWriter(path, grid.frame.areas, traced.attributes, "UTC", "Z") as writer:
        for block in traced.blocks():
            writer.write(block)
        writer.finish(meta_of(grid, traced, "0", "Z"))
    return path


def tamper(path: Path, row: int, column: str, by: float) -> None:
    """Change one number, and the digest of the file so that only the number can tell."""
    table = pl.read_csv(path, infer_schema=False)
    texts = table[column].to_list()
    texts[row] = repr(float(texts[row]) * (1.0 + by))
    table.with_columns(pl.Series(column, texts)).write_csv(path)
    meta = path.with_name(path.name + ".meta.json")
    tree = json.loads(meta.read_bytes())
    tree["content"]["digest"] = digest_of_file(path)
    meta.write_text(json.dumps(tree))


def failed(items: tuple[CheckItem, ...]) -> dict[str, float]:
    return {f"{item.code} {item.name.code}": item.figure for item in items if item.verdict is Verdict.FAIL}


@given(st.integers(0, 2**32 - 1), SHAPES, OPTIONS)
@settings(max_examples=25, deadline=None)
def test_traced_factors_pass(seed: int, shape: GridShape, options: TraceOptions) -> None:
    """I1, I2, I4, I5, I10, I12, I13, I16 on files of every coupling, loss and storage rule."""
    grid = random_grid(seed, shape)
    with TemporaryDirectory() as folder:
        items = check_written(grid, write(grid, options, Path(folder)))
    assert failed(items) == {}
    wanted = {"I1", "I16", "rows", "E"}.union(
        ["mixing"] * any(item.looked_at for item in items if item.code == "mixing")
    )
    assert {item.code for item in items if item.verdict is Verdict.PASS} >= wanted
    assert all(type(item.figure) is float for item in items), "figures are plain numbers"


@pytest.mark.parametrize("coupling", Coupling)
@pytest.mark.parametrize("storage", [StorageRule.TANK, StorageRule.FIFO, StorageRule.LIFO])
def test_stores_that_close_cyclically_pass(tmp_path: Path, storage: StorageRule, coupling: Coupling) -> None:
    """I13 on a store that first gives and then takes: what it begins with is found again from the factors."""
    store = GridStore(0, "S", 1.0, 1.0, 0.0, float("nan"), (0.0,))
    hours = [100.0, 150.0, 100.0, 120.0]
    moved = ([0.0, 4.0, 3.0, 0.0], [4.0, 0.0, 1.0, 2.0])
    grid = small_grid(
        "AB",
        {("A", "coal"): (900.0, hours), ("A", "wind"): (10.0, [0.0, 50.0, 10.0, 70.0]), ("B", "gas"): (400.0, hours)},
        ties={("B", "A"): [10.0, -20.0, 30.0, 5.0]},
        stores={store: moved},
    )
    items = check_written(grid, write(grid, TraceOptions(coupling, storage=storage), tmp_path))
    assert failed(items) == {}
    assert [item.verdict for item in items if item.code == "I13"] == [Verdict.PASS] * 2


@pytest.mark.parametrize("coupling", Coupling)
@pytest.mark.parametrize("losses", LossRule)
def test_loops_without_source_are_loops_under_every_convention(
    tmp_path: Path, coupling: Coupling, losses: LossRule
) -> None:
    """I16: 10 MWh go round between C and D on two ties, and nothing feeds them."""
    grid = small_grid(
        "ABCD",
        {("A", "gas"): (100.0, [100.0])},
        ties={("A", "B"): [5.0], ("C", "D"): [10.0], ("D", "C"): [10.0]},
    )
    path = write(grid, TraceOptions(coupling, losses), tmp_path)
    assert failed(check_written(grid, path)) == {}
    assert pl.read_csv(path)["reason"].to_list() == [None, None, "loop_without_source", "loop_without_source"]


@pytest.mark.parametrize("coupling", Coupling)
def test_what_only_losses_use_passes(tmp_path: Path, coupling: Coupling) -> None:
    """I1, I16 under L2: all that B makes is lost on its way to C, where nothing arrives."""
    grid = small_grid(
        "ABC",
        {("A", "gas"): (100.0, [100.0]), ("B", "coal"): (900.0, [10.0])},
        ties={("B", "C"): [10.0]},
        lost={("B", "C"): [10.0]},
    )
    assert failed(check_written(grid, write(grid, TraceOptions(coupling, LossRule.CARRIED), tmp_path))) == {}


@given(st.integers(0, 2**32 - 1), st.sampled_from(Coupling), st.sampled_from(LossRule), st.sampled_from([1e-9, -1e-9]))
@settings(max_examples=15, deadline=None)
def test_a_changed_factor_is_caught(seed: int, coupling: Coupling, losses: LossRule, by: float) -> None:
    """One factor changed by 1e-9 of itself, whichever, breaks the mixing of its area."""
    grid = random_grid(seed, GridShape(stores=seed % 2, borders=1, loss_share=0.05, idle_share=0.2))
    with TemporaryDirectory() as folder:
        path = write(grid, TraceOptions(coupling, losses), Path(folder))
        values = pl.read_csv(path)["kg_co2e_per_mwh"]
        rows = [at for at, value in enumerate(values) if value]
        tamper(path, rows[seed % len(rows)], "kg_co2e_per_mwh", by)
        found = failed(check_written(grid, path))
    assert any(code.startswith("mixing") for code in found)


def test_parquet_is_checked_alike(tmp_path: Path) -> None:
    grid = random_grid(1, GridShape(stores=1, borders=1))
    ours, theirs = (
        check_written(grid, write(grid, TraceOptions(), tmp_path, f"f{end}")) for end in (".csv", ".parquet")
    )
    assert [(item.code, item.figure) for item in ours] == [(item.code, item.figure) for item in theirs]


def test_worst_place_is_told(tmp_path: Path) -> None:
    grid = random_grid(5, GridShape(intervals=6))
    path = write(grid, TraceOptions(), tmp_path)
    tamper(path, 2 * 4 + 3, "part0_kg_per_mwh", 0.01)
    item = next(item for item in check_written(grid, path) if item.code == "mixing" and item.looked_at)
    assert item.verdict is Verdict.FAIL
    assert item.where.start_s == int(grid.starts_s[2])
    assert item.where.attribute == "part0_kg_per_mwh"
    assert item.figure == pytest.approx(0.01, rel=0.1)


def edit(path: Path, change: pl.Expr | None = None, drop: int = -1) -> None:
    table = pl.read_csv(path, infer_schema=False)
    if drop >= 0:
        table = table.with_row_index().filter(pl.col("index") != drop).drop("index")
    (table if change is None else table.with_columns(change)).write_csv(path)


def test_rows_that_lack_or_are_out_of_order(tmp_path: Path) -> None:
    grid = random_grid(2)
    path = write(grid, TraceOptions(), tmp_path)
    edit(path, drop=5)
    found = failed(check_written(grid, path))
    assert found["rows check-rows"] == 1
    assert "content check-content" in found
    path = write(grid, TraceOptions(), tmp_path, "other.csv")
    pl.read_csv(path, infer_schema=False).reverse().write_csv(path)
    assert failed(check_written(grid, path)).keys() == {"rows check-rows", "content check-content"}


def test_cells_that_are_no_numbers_and_empty_ones_without_reason(tmp_path: Path) -> None:
    grid = random_grid(2)
    path = write(grid, TraceOptions(), tmp_path)
    row = pl.int_range(pl.len())
    edit(path, pl.when(row == 3).then(pl.lit("inf")).otherwise("kg_co2e_per_mwh").alias("kg_co2e_per_mwh"))
    edit(path, pl.when(row == 4).then(None).otherwise("part0_kg_per_mwh").alias("part0_kg_per_mwh"))
    found = failed(check_written(grid, path))
    assert found["finite check-finite"] == 1
    assert found["I16 check-reasoned"] == 2, "a cell without a usable number counts as empty too"


def test_a_removed_factor_with_an_invented_reason(tmp_path: Path) -> None:
    """I16: an area that has throughput has a factor."""
    grid = random_grid(2)
    path = write(grid, TraceOptions(), tmp_path)
    row = pl.int_range(pl.len())
    names = ("kg_co2e_per_mwh", "part0_kg_per_mwh", "measured_mwh_per_mwh")
    for name in names:
        edit(path, pl.when(row == 3).then(None).otherwise(name).alias(name))
    edit(path, pl.when(row == 3).then(pl.lit("zero_throughput")).otherwise("reason").alias("reason"))
    assert failed(check_written(grid, path))["I16 check-idle"] == 1


def test_another_grid_is_told(tmp_path: Path) -> None:
    grid = random_grid(2)
    path = write(grid, TraceOptions(), tmp_path)
    assert failed(check_written(random_grid(2, GridShape(areas=5)), path)) == {"axes check-axes": 1.0}
    assert "mixing check-mixing" in failed(check_written(random_grid(3), path))


def test_missing_meta_is_an_input_error(tmp_path: Path) -> None:
    grid = random_grid(2)
    path = write(grid, TraceOptions(), tmp_path)
    path.with_name(path.name + ".meta.json").unlink()
    with pytest.raises(InputError):
        check_written(grid, path)


def test_nothing_is_shared_with_the_solver() -> None:
    """The package imports neither the tracing nor the assembling of grids, but where it says so."""
    import fourfold.electricity.checking as package

    for module in Path(str(package.__file__)).parent.glob("*.py"):
        text = module.read_text("utf-8")
        assert "electricity.tracing" not in text, module.name
        assert "grid.assembl" not in text, module.name
        assert "grid.open" not in text or module.name == "opened.py"
