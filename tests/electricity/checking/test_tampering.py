"""Whatever is changed in a factor file or its meta, content digest renewed, is told; the untouched file passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fourfold.core.canonical import digest_of_file
from fourfold.electricity.checking.check import check
from fourfold.electricity.checking.report import CheckReport, Reading, Verdict
from fourfold.electricity.factors.describe import meta_of
from fourfold.electricity.factors.files import FactorWriter
from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.tracing.options import LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.trace import trace

GRID = """
fourfold: grid/1
status: derived
data_source: notice
areas: [{code: 甲}, {code: 乙}, {code: 丙}]
basis: {quantity: co2e_lifecycle, gwp_set: AR6}
boundary:
  areas: {X: {per_mwh: {kg_co2e_per_mwh: 600, ch4_kg_per_mwh: 1}, source: notice, status: secondary}}
stores:
  - {area: 甲, store: s, charge_efficiency: 0.9, discharge_efficiency: 0.8, self_discharge_per_hour: 0.01,
     initial_mwh: 40, initial: {per_mwh: {kg_co2e_per_mwh: 500, ch4_kg_per_mwh: 2}, source: notice, status: published}}
sources: [{id: notice, publisher: Made up, document: For this test}]
"""
FACTORS = """technology,valid_from,kg_co2e_per_mwh,ch4_kg_per_mwh,source,status
coal,,900,3,notice,published
coal,2025-01-02,850,2.5,notice,published
wind,,12,0.1,notice,published
"""


def made(folder: Path) -> Path:
    """A grid of three areas over the midnight at which a factor changes: losses, a border, a store, estimates."""
    folder.mkdir()
    tables = {
        "generation": ["start,area,technology,energy_mwh,estimated_mwh,duration"],
        "exchanges": ["start,from_area,to_area,energy_mwh"],
        "storage": ["start,area,store,charge_mwh,discharge_mwh"],
        "losses": ["start,area,from_area,to_area,loss_mwh,loss_share"],
    }
    for hour in range(6):
        at = f"2025-01-0{1 + (hour > 2)}T{(21 + hour) % 24:02d}:00Z"
        for area, coal, wind in (("甲", 100 + hour, 20), ("乙", 50, 30 + hour), ("丙", 40, 5)):
            tables["generation"] += [f"{at},{area},coal,{coal},{hour},PT1H", f"{at},{area},wind,{wind},,PT1H"]
        tables["exchanges"] += [f"{at},甲,乙,{20 - 5 * hour}", f"{at},乙,丙,10", f"{at},丙,甲,5", f"{at},X,丙,3"]
        tables["storage"].append(f"{at},甲,s,{10 if hour % 2 else 0},{0 if hour % 2 else 8}")
        tables["losses"] += [f"{at},丙,,,2,", f"{at},,甲,乙,,0.1", f"{at},,乙,丙,1.5,"]
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "grid.yaml").write_text(GRID, encoding="utf-8")
    (folder / "factors.csv").write_text(FACTORS, encoding="utf-8")
    return folder


def write(folder: Path, path: Path, options: TraceOptions) -> Path:
    grid = open_grid(folder).data
    traced = trace(grid, options)
    with FactorWriter(path, grid.frame.areas, traced.attributes, "UTC", "Z") as writer:
        for block in traced.blocks():
            writer.write(block)
        writer.finish(meta_of(grid, traced, "0", "Z"))
    return path


def failed(report: CheckReport) -> set[str]:
    return {item.name.code for item in report.items if item.verdict is Verdict.FAIL}


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A grid and its factors with the shares of technologies, under L1."""
    folder = made(tmp_path_factory.mktemp("tampering") / "grid")
    return folder, write(folder, folder.parent / "f.csv", TraceOptions(losses=LossRule.SENDER, mix=True))


@pytest.mark.parametrize("losses", LossRule)
@pytest.mark.parametrize("storage", StorageRule)
def test_losses_and_dated_factors_are_read_by_the_check(tmp_path: Path, losses: LossRule, storage: StorageRule) -> None:
    """Nothing is shared with the reader of tracing, and every rule passes."""
    folder = made(tmp_path / "grid")
    report = check(folder, write(folder, tmp_path / "f.csv", TraceOptions(losses=losses, storage=storage)))
    assert report.reading is Reading.OWN
    assert failed(report) == set()
    done = {item.name.code for item in report.items if item.verdict is Verdict.PASS and item.looked_at}
    assert {"check-measured", "check-books", "check-status", "check-basis", "check-assumptions"} <= done


def changed(traced: tuple[Path, Path], tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> set[str]:
    """What fails after a change of the meta."""
    path = tmp_path / "f.csv"
    path.write_bytes(traced[1].read_bytes())
    meta = json.loads(traced[1].with_name("f.csv.meta.json").read_bytes())
    change(meta)
    path.with_name("f.csv.meta.json").write_text(json.dumps(meta))
    return failed(check(traced[0], path))


def swap_names(meta: dict[str, Any]) -> None:
    """The total and a part trade names, each keeps its kind."""
    one, other = meta["attributes"][:2]
    one["name"], other["name"] = other["name"], one["name"]


def times(word: str, factor: float) -> Callable[[dict[str, Any]], object]:
    """One booked sum of every attribute changed."""

    def change(meta: dict[str, Any]) -> None:
        for balance in meta["balances"]:
            balance[word] = repr(float(balance[word]) * factor + (factor == 1.0) * 123)

    return change


TAMPERINGS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "quantity": (lambda meta: meta["basis"].update(quantity="co2_direct"), "check-basis"),
    "gwp_set": (lambda meta: meta["basis"].update(gwp_set="AR4"), "check-basis"),
    "losses": (lambda meta: meta["basis"].update(losses="included"), "check-basis"),
    "status": (lambda meta: meta.update(status="official"), "check-status"),
    "files": (lambda meta: meta.update(files=[]), "check-files"),
    "file": (lambda meta: meta["files"].pop(), "check-files"),
    "assumptions": (lambda meta: meta.update(assumptions=[]), "check-assumptions"),
    "balances": (lambda meta: meta.update(balances=[]), "check-books-there"),
    "balance": (lambda meta: meta["balances"].pop(), "check-books-there"),
    "consumed": (times("consumed", 1.1), "check-books"),
    "generated": (times("generated", 1.001), "check-books"),
    "exported": (times("exported", 1.0), "check-books"),
    "lost": (times("lost", 1.0), "check-books"),
    "imported": (times("imported", 1.0), "check-books"),
    "final stock": (times("final_stock", 1.01), "check-ledger"),
    "relative error": (times("relative_error", 1.0), "check-books-closed"),
    "names": (swap_names, "check-attributes"),
    "kind": (lambda meta: meta["attributes"][1].update(kind="price"), "check-attributes"),
    "coupling": (lambda meta: meta["options"].update(coupling="aggregated"), "check-pool"),
    "loss rule": (lambda meta: meta["options"].update(losses="L0"), "check-mixing"),
    "storage rule": (lambda meta: meta["options"].update(storage="fifo"), "check-mixing"),
}


def test_the_untouched_file_passes(traced: tuple[Path, Path], tmp_path: Path) -> None:
    assert changed(traced, tmp_path, lambda _: None) == set()


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_changed_meta_is_told(traced: tuple[Path, Path], tmp_path: Path, what: str) -> None:
    change, code = TAMPERINGS[what]
    assert code in changed(traced, tmp_path, change)


@pytest.mark.parametrize(
    ("change", "code"), [(lambda _: 0.123, "check-measured"), (lambda m: 1 + m, "check-measured-range")]
)
def test_another_measured_share_is_told(
    traced: tuple[Path, Path], tmp_path: Path, change: Callable[[float], float], code: str
) -> None:
    """Where stores lose energy the share is a ratio; a whole column of another one is told."""
    _tell(traced, tmp_path, change, -1, code)


def test_a_measured_share_in_its_ninth_digit_is_told(traced: tuple[Path, Path], tmp_path: Path) -> None:
    _tell(traced, tmp_path, lambda share: share * (1 - 1e-9), 7, "check-measured")


def _tell(traced: tuple[Path, Path], tmp_path: Path, change: Callable[[float], float], row: int, code: str) -> None:
    path, table = tmp_path / "f.csv", pl.read_csv(traced[1], infer_schema=False)
    shares = [float(text) for text in table["measured_mwh_per_mwh"]]
    new = [repr(change(share)) if row in (-1, at) else repr(share) for at, share in enumerate(shares)]
    table.with_columns(pl.Series("measured_mwh_per_mwh", new)).write_csv(path)
    meta = json.loads(traced[1].with_name("f.csv.meta.json").read_bytes())
    meta["content"]["digest"] = digest_of_file(path)
    path.with_name("f.csv.meta.json").write_text(json.dumps(meta))
    assert code in failed(check(traced[0], path))
