"""Factor files: what is written is read back to the last bit, and what was changed is refused with its row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Assumption, MessageKind, Problems
from fourfold.electricity.factors.aggregate import By, aggregate, write_aggregate
from fourfold.electricity.factors.files import FactorWriter, read_factors, write_table
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import AttributeKind
from fourfold.electricity.tracing.result import TracedBlock
from support.electricity_files import codes
from support.factor_tables import AREAS, ATTRIBUTES, hours_from, meta, table

SUFFIXES = [".csv", ".csv.gz", ".parquet"]


def read(path: Path) -> tuple[FactorTable | None, Problems]:
    problems = Problems()
    return read_factors(path, problems), problems


def assert_same(left: FactorTable | None, right: FactorTable) -> None:
    assert left is not None
    for name in ("starts_s", "per_mwh", "reason", "demand_mwh"):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_comes_back_to_the_last_bit_with_all_that_is_known(tmp_path: Path, suffix: str) -> None:
    made = table(hours_from(2024, 3, 1, 600), gaps=0.1)
    path = tmp_path / f"factors{suffix}"
    write_table(made, path)
    again, problems = read(path)
    assert codes(problems) == []
    assert_same(again, made)
    assert again is not None
    assert again.meta == made.meta
    assert again.digest.startswith("sha256:")
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, path.name + ".meta.json"]


@given(st.tuples(*[st.floats(0, allow_infinity=False)] * 2, st.floats(0, 1)))
@settings(max_examples=30, deadline=None)
def test_every_float_survives(tmp_path_factory: pytest.TempPathFactory, values: tuple[float, ...]) -> None:
    made = table(hours_from(2024, 1, 1, 1))
    made.per_mwh[0, 0] = values
    path = tmp_path_factory.mktemp("floats") / "factors.csv"
    write_table(made, path)
    assert_same(read(path)[0], made)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_blocks_make_the_file_of_the_whole_and_the_same_bytes_again(tmp_path: Path, suffix: str) -> None:
    made = table(hours_from(2024, 1, 1, 50))
    for name in ("one", "two"):
        with FactorWriter(tmp_path / f"{name}{suffix}", AREAS, ATTRIBUTES, "Asia/Shanghai") as writer:
            for first in range(0, 50, 7):
                part = slice(first, first + 7)
                block = (made.starts_s[part], made.per_mwh[part], made.reason[part], made.demand_mwh[part])
                writer.write(TracedBlock(*block, np.zeros((len(block[0]), 0, 3))))
            writer.finish(meta())
    assert_same(read(tmp_path / f"one{suffix}")[0], made)
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("old", encoding="utf-8")
    made = table(hours_from(2024, 1, 1, 5))

    def stop() -> None:
        with FactorWriter(path, AREAS, ATTRIBUTES, "UTC") as writer:
            writer.write_arrays(made.starts_s, made.per_mwh, made.reason, made.demand_mwh)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert [p.name for p in tmp_path.iterdir()] == ["factors.csv"]
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("offset", "first"),
    [("Z", "2024-01-01T00:00:00Z"), ("+08:00", "2024-01-01T08:00:00+08:00"), ("-03:30", "2023-12-31T20:30:00-03:30")],
)
def test_stamps_are_spelled_with_the_offset_asked_for(tmp_path: Path, offset: str, first: str) -> None:
    made = table(hours_from(2024, 1, 1, 2), offset=offset)
    write_table(made, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_text(encoding="utf-8").splitlines()[1].startswith(first + ",南江,")
    assert_same(read(tmp_path / "f.csv")[0], made)


def test_stamps_follow_the_zone_through_a_change_of_the_clock(tmp_path: Path) -> None:
    made = table(hours_from(2024, 10, 26, 48), time_zone="Europe/Berlin")
    write_table(made, tmp_path / "f.csv")
    text = (tmp_path / "f.csv").read_text(encoding="utf-8")
    assert "2024-10-27T02:00:00+02:00" in text
    assert "2024-10-27T02:00:00+01:00" in text
    assert_same(read(tmp_path / "f.csv")[0], made)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_its_meta_a_file_is_read_and_what_is_not_known_stays_unknown(tmp_path: Path, suffix: str) -> None:
    made = table(hours_from(2024, 1, 1, 30), gaps=0.2)
    path = tmp_path / f"f{suffix}"
    write_table(made, path)
    (tmp_path / f"f{suffix}.meta.json").unlink()
    again, problems = read(path)
    assert codes(problems) == []
    assert_same(again, made)
    assert again is not None
    known = again.meta
    assert (known.basis, known.options, known.status, known.step_minutes) == (None, None, None, 60)
    assert [a.code for a in known.areas] == [a.code for a in AREAS]
    assert [a.kind for a in known.attributes] == [AttributeKind.TOTAL, AttributeKind.PART, AttributeKind.MEASURED]


def test_a_changed_file_is_not_what_its_meta_describes(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    write_table(table(hours_from(2024, 1, 1, 3)), path)
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-01T08", "2024-01-02T08"), encoding="utf-8")
    assert codes(read(path)[1]) == [("factors-changed", 0)]


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    made = table(hours_from(2024, 1, 1, 20), gaps=0.1)
    path = tmp_path / "f.csv"
    write_table(made, path)
    (tmp_path / "f.csv.meta.json").unlink()
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *rows[:3], *reversed(rows[3:])]), encoding="utf-8")
    assert_same(read(path)[0], made)


HEAD = "start,area,kg_co2e_per_mwh,demand_mwh,reason"
GOOD = ["2024-01-01T00:00:00Z,A,1.5,2,", "2024-01-01T01:00:00Z,A,1.5,2,", "2024-01-01T02:00:00Z,A,,0,zero_throughput"]


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        (["2024-01-01T00:00:00,A,1,2,"], "factors-stamp", 2),
        ([*GOOD, "yesterday,A,1,2,"], "factors-stamp", 5),
        ([*GOOD, ",A,1,2,"], "factors-cell-blank", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,,1,2,"], "factors-cell-blank", 5),
        ([*GOOD, '2024-01-01T03:00:00Z,A,"1,5",2,'], "factors-number", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,NaN,2,"], "factors-number", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,1e999,2,"], "factors-number", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,1,-2,"], "factors-demand-negative", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,1,,"], "factors-cell-blank", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,,2,"], "factors-no-reason", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,,2,because"], "factors-reason", 5),
        ([*GOOD, "2024-01-01T03:00:00Z,A,1,2,zero_throughput"], "factors-factor-and-reason", 5),
        ([*GOOD, GOOD[0]], "factors-twice", 5),
        ([*GOOD, "2024-01-01T00:00:00Z,B,1,2,"], "factors-absent", 0),
        ([*GOOD, "2024-01-01T02:30:00Z,A,1,2,"], "factors-step", 0),
        ([*GOOD, "2024-01-01T03:00:00Z,A,-50,2,"], "factors-negative", 5),
    ],
)
def test_every_fault_is_told_with_its_row(tmp_path: Path, rows: list[str], code: str, row: int) -> None:
    path = tmp_path / "f.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    made, problems = read(path)
    assert made is None
    assert (code, row) in codes(problems)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("start,kg_co2e_per_mwh", "factors-column"),
        ("start,area,so2_per_mwh", "factors-column"),
        ("start,area,kg_co2e_per_mwh,comment", "factors-column-unknown"),
    ],
)
def test_columns_are_known_by_their_names(tmp_path: Path, head: str, code: str) -> None:
    path = tmp_path / "f.csv"
    cells = ",".join(["2024-01-01T00:00:00Z", "1", "1", "1"][: head.count(",") + 1])
    path.write_text(f"{head}\n{cells}\n", encoding="utf-8")
    assert (code, 1) in codes(read(path)[1])


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("measured_mwh_per_mwh", "1.5", "factors-share"),
        ("measured_mwh_per_mwh", "-0.5", "factors-negative"),
        ("coal_mwh_per_mwh", "-0.1", "factors-negative"),
        ("kg_ch4_per_mwh", "-1", "factors-negative"),
        ("coal_mwh_per_mwh", "1.05", ""),
        ("eur_per_mwh", "-12", ""),
        ("measured_mwh_per_mwh", "1.0000000000000002", ""),
    ],
)
def test_what_no_mwh_can_carry_is_refused(tmp_path: Path, column: str, cell: str, fault: str) -> None:
    """Losses carried on put more than a MWh of a technology behind a MWh; prices fall below zero; nothing else does."""
    path = tmp_path / "f.csv"
    path.write_text(f"start,area,kg_co2e_per_mwh,{column}\n2024-01-01T00:00:00Z,A,1,{cell}\n", encoding="utf-8")
    assert codes(read(path)[1]) == ([(fault, 2)] if fault else [])


@pytest.mark.parametrize(
    ("stamps", "zone", "offset"),
    [
        (("2024-07-01T00:00:00+08:00", "2024-07-01T01:00:00+08:00"), "Etc/GMT-8", "+08:00"),
        (("2024-07-01T00:00:00-0500", "2024-07-01T01:00:00-0500"), "Etc/GMT+5", "-05:00"),
        (("2024-07-01T00:00:00+00:00", "2024-07-01T01:00:00+00:00"), "Etc/GMT", "+00:00"),
        (("2024-07-01T00:00:00Z", "2024-07-01T01:00:00Z"), "", "Z"),
        (("2024-07-01T00:00:00+08:00", "2024-07-01T02:00:00+09:00"), "", "Z"),
        (("2024-07-01T00:00:00+05:30", "2024-07-01T01:00:00+05:30"), "", "Z"),
    ],
)
def test_the_clock_of_a_file_without_meta_is_the_offset_of_its_stamps(
    tmp_path: Path, stamps: tuple[str, str], zone: str, offset: str
) -> None:
    path = tmp_path / "f.csv"
    rows = "".join(f"{stamp},A,1,1\n" for stamp in stamps)
    path.write_text(f"start,area,kg_co2e_per_mwh,demand_mwh\n{rows}", encoding="utf-8")
    made, problems = read(path)
    assert codes(problems) == []
    assert made is not None
    assert (made.meta.time_zone, made.meta.offset) == (zone, offset)
    again = tmp_path / "g.csv"
    write_table(made, again)
    assert_same(read(again)[0], made)


def test_a_single_interval_without_meta_is_taken_for_an_hour_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("start,area,kg_co2e_per_mwh\n2024-01-01T00:00:00Z,A,1.25\n", encoding="utf-8")
    made, _ = read(path)
    assert made is not None
    assert made.meta.step_minutes == 60
    assert [note.kind.code for note in made.meta.assumptions] == ["factors-single-interval"]


@pytest.mark.parametrize("has_meta", [True, False])
def test_an_aggregate_is_called_one(tmp_path: Path, has_meta: bool) -> None:
    made = aggregate(table(hours_from(2024, 1, 1, 48)), By.MONTH, None, "", Problems())
    assert made is not None
    path = tmp_path / "months.csv"
    write_aggregate(made, path)
    if not has_meta:
        (tmp_path / "months.csv.meta.json").unlink()
    found, problems = read(path)
    assert found is None
    assert [(one.kind.code, one.params["by"]) for one in problems.errors] == [("factors-aggregate", "month")]


@pytest.mark.parametrize("content", ["{", "[]", '{"format":"factors/9"}', '{"format":"factors/1","areas":3}'])
def test_a_broken_meta_is_told_and_not_passed_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "f.csv"
    write_table(table(hours_from(2024, 1, 1, 3)), path)
    (tmp_path / "f.csv.meta.json").write_text(content, encoding="utf-8")
    made, problems = read(path)
    assert made is None
    assert problems.errors
    assert {p.place.file for p in problems.errors} == {"f.csv.meta.json"}


@pytest.mark.parametrize("name", ["f.txt", "gone.csv", "empty.csv", "f.parquet"])
def test_files_that_are_no_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / "f.txt").write_text("x", encoding="utf-8")
    (tmp_path / "f.parquet").write_text("x", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    made, problems = read(tmp_path / name)
    assert made is None
    assert len(problems.errors) == 1


def test_demand_may_be_absent_from_a_file_without_meta(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("start,area,kg_co2e_per_mwh\n2024-01-01T00:00:00Z,A,1.25\n", encoding="utf-8")
    made, problems = read(path)
    assert codes(problems) == []
    assert made is not None
    assert np.isnan(made.demand_mwh).all()


def test_the_typed_columns_of_parquet(tmp_path: Path) -> None:
    write_table(table(hours_from(2024, 1, 1, 3)), tmp_path / "f.parquet")
    schema = pl.read_parquet_schema(tmp_path / "f.parquet")
    assert schema["start"] == pl.Datetime("ms", "UTC")
    assert schema["kg_co2e_per_mwh"] == pl.Float64


@pytest.mark.parametrize("template", ["{x:>1000000000}", "{x.__class__}", "{x!r}", "{0}", "{", "{x[0]}"])
def test_templates_of_foreign_messages_only_name_fields(tmp_path: Path, template: str) -> None:
    path = tmp_path / "f.csv"
    note = Assumption(MessageKind("note", template), {"x": "y"})
    write_table(table(hours_from(2024, 1, 1, 3), assumptions=(note,)), path)
    assert codes(read(path)[1]) == [("factors-meta-broken", 0)]
