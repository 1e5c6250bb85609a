"""The tidy adapter: what may stand in the tables of a grid folder, however it is spelled, and what may not."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import Problem, Problems
from fourfold.electricity.grid import text_blocks, tidy_csv
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.tables import TableKind
from fourfold.electricity.grid.tidy import ADAPTER
from support.grid_tables import open_tables, rows
from support.outcomes import told

PLAIN = "start,area,technology,energy_mwh\n2024-01-01T00:00+08:00,江苏,煤电,1.5\n2024-01-01T01:00+08:00,江苏,煤电,2\n"
FIRST_S = 1_704_038_400  # 2024-01-01T00:00+08:00 is 2023-12-31T16:00Z


def folder_of(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path, name: str, content: str | bytes, kind: TableKind = TableKind.GENERATION) -> pl.DataFrame:
    files = {"generation.csv": PLAIN} if kind is not TableKind.GENERATION else {}
    return rows(open_tables(ADAPTER, folder_of(folder, {**files, name: content}), GridDeclaration()), kind)


def faults(folder: Path, files: Mapping[str, str | bytes]) -> list[Problem]:
    """Everything that opening and streaming a folder reports; every message can be told in words."""
    problems = Problems()
    tables = ADAPTER.open(folder_of(folder, files), GridDeclaration(), problems)
    for opened in tables.tables.values() if tables else ():
        list(opened())
        told_once = len(problems)
        list(opened())
        assert len(problems) == told_once, "a second reading reports nothing again"
    for problem in problems.sorted():
        assert told(problem)
    return problems.sorted()


def codes(folder: Path, files: Mapping[str, str | bytes]) -> list[tuple[str, str, int, str]]:
    return [(p.kind.code, p.place.file, p.place.row, p.place.column) for p in faults(folder, files)]


def line(start: str = "2024-01-01T00:00Z", area: str = "A", technology: str = "gas", energy: str = "1") -> str:
    return f"{start},{area},{technology},{energy}\n"


HEADER = "start,area,technology,energy_mwh\n"


@pytest.mark.parametrize(
    "spelled",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.removesuffix("\n"),
        PLAIN.replace("煤电", '"煤电"'),
        PLAIN.replace("T", " ").replace("+08:00", "+0800"),
        PLAIN.replace("1.5", " 1.5 ").replace("2\n", "2.000e0\n"),
        "# made up\n\n" + PLAIN,
        PLAIN + ",,,\n , ,,\n",
        PLAIN.replace("+08:00", ":00+08:00"),
    ],
)
def test_spellings_of_one_table_read_alike(tmp_path: Path, spelled: str) -> None:
    frame = read(tmp_path, "generation.csv", spelled)
    assert frame["start_s"].to_list() == [FIRST_S, FIRST_S + 3600]
    assert frame["area"].to_list() == ["江苏"] * 2
    assert frame["technology"].to_list() == ["煤电"] * 2
    assert frame["energy_mwh"].to_list() == [1.5, 2.0]
    assert frame["unit"].to_list() == ["", ""]
    assert frame["step_s"].to_list() == [0, 0]
    first = 4 if spelled.startswith("#") else 2
    assert frame["row"].to_list() == [first, first + 1]


def test_gzip_and_parquet_read_like_csv(tmp_path: Path) -> None:
    plain = read(folder := tmp_path, "generation.csv", PLAIN)
    (folder / "generation.csv").unlink()
    assert read(folder, "generation.csv.gz", gzip.compress(PLAIN.encode())).equals(plain)
    (folder / "generation.csv.gz").unlink()
    text = pl.read_csv(PLAIN.encode(), infer_schema=False)
    times = pl.col("start").str.to_datetime(time_zone="UTC").dt.convert_time_zone("Asia/Shanghai")
    typed = text.with_columns(times, pl.col("energy_mwh").cast(pl.Float64), pl.col("area").cast(pl.Categorical))
    for frame in (text, typed):
        frame.write_parquet(folder / "generation.parquet")
        found = rows(open_tables(ADAPTER, folder, GridDeclaration()), TableKind.GENERATION)
        assert found["row"].to_list() == [1, 2]
        assert found.drop("row").equals(plain.drop("row"))


def test_offsets_name_the_instant_also_in_the_repeated_hour(tmp_path: Path) -> None:
    stamps = ["2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00", "2024-10-27T01:00Z", "2024-10-27T06:30+05:30"]
    frame = read(tmp_path, "generation.csv", HEADER + "".join(line(stamp) for stamp in stamps))
    first = 1_729_987_200
    assert frame["start_s"].to_list() == [first, first + 3600, first + 3600, first + 3600]


def test_durations_units_ties_and_stores(tmp_path: Path) -> None:
    start = "2024-01-01T00:00Z"
    content = "start,duration,area,technology,unit,energy_mwh\n"
    for duration in ("PT15M", "60", "PT1H", "PT1H30M", "P1D", "", "900.0"):
        content += f"{start},{duration},A,gas,U1,1\n"
    found = read(tmp_path, "generation.csv", content)
    assert found["step_s"].to_list() == [900, 3600, 3600, 5400, 86400, 0, 54000]
    assert set(found["unit"]) == {"U1"}
    ties = f"start,from_area,to_area,tie,energy_mwh\n{start},A,B,1,-3\n{start},A,B,2,\n{start},A,B,,nan\n"
    tie = read(tmp_path, "exchanges.csv", ties, TableKind.EXCHANGES)
    assert tie["tie"].to_list() == ["1", "2", ""]
    assert tie["energy_mwh"][0] == -3
    assert tie["energy_mwh"][1] is None, "a blank is a gap, never zero"
    assert np.isnan(tie["energy_mwh"][2]), "kept for the assembling to refuse"
    stored = f"start,area,store,charge_mwh,discharge_mwh\n{start},A,水库,1,0\n"
    assert read(tmp_path, "storage.csv", stored, TableKind.STORAGE)["store"].to_list() == ["水库"]
    lost = f"start,area,from_area,to_area,loss_mwh,loss_share\n{start},A,,,1,\n{start},,A,B,,0.02\n"
    losses = read(tmp_path, "losses.csv", lost, TableKind.LOSSES)
    assert losses["loss_share"].to_list() == [None, 0.02]
    assert losses["area"].to_list() == ["A", ""]


def test_names_are_kept_as_written(tmp_path: Path) -> None:
    frame = read(tmp_path, "generation.csv", HEADER + line(area=" A") + line(area='"A, north"') + line(area="Ａ"))
    assert frame["area"].to_list() == [" A", "A, north", "Ａ"]


def test_rows_are_counted_as_an_editor_counts_lines(tmp_path: Path) -> None:
    content = (
        HEADER + line() + "\n\r\n" + line(area='"two\nlines"') + line(energy="x") + '2024-01-01T00:00Z,A,"g,s",y\n'
    )
    assert codes(tmp_path, {"generation.csv": content}) == [
        ("number-unreadable", "generation.csv", 7, "energy_mwh"),
        ("number-unreadable", "generation.csv", 8, "energy_mwh"),
    ]


def test_every_fault_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    content = (
        HEADER
        + line("2024-01-01T00:00")
        + line("01/02/2024 00:00+01:00")
        + line("2024-02-30T00:00Z")
        + line("")
        + line(area=" ")
        + line(technology="")
        + line(energy='"1,5"')
        + line(energy="12 MWh")
        + line(energy="50%")
        + "2024-01-01T00:00Z,A,gas\n"
        + "2024-01-01T00:00Z,A,gas,1,5\n"
        + line()
    )
    found = codes(tmp_path, {"generation.csv": content, "demand.csv": "start,area,energy_mwh,duration\n2024,A,1,0\n"})
    assert sorted(found) == sorted(
        [
            ("grid-stamp-local", "generation.csv", 2, "start"),
            ("grid-stamp-wrong", "generation.csv", 3, "start"),
            ("grid-stamp-wrong", "generation.csv", 4, "start"),
            ("grid-cell-blank", "generation.csv", 5, "start"),
            ("grid-cell-blank", "generation.csv", 6, "area"),
            ("grid-cell-blank", "generation.csv", 7, "technology"),
            ("number-comma", "generation.csv", 8, "energy_mwh"),
            ("number-with-unit", "generation.csv", 9, "energy_mwh"),
            ("number-percent", "generation.csv", 10, "energy_mwh"),
            ("row-too-short", "generation.csv", 11, ""),
            ("row-too-long", "generation.csv", 12, ""),
            ("grid-stamp-wrong", "demand.csv", 2, "start"),
            ("grid-duration-wrong", "demand.csv", 2, "duration"),
        ]
    )


def test_many_alike_are_counted(tmp_path: Path) -> None:
    found = faults(tmp_path, {"generation.csv": HEADER + line(energy='"1,5"') * 1000})
    assert len(found) == 21
    assert found[-1].params["count"] == "980"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [("file-missing", "generation.csv", 0, "")]),
        ({"generation.csv": ""}, [("file-empty", "generation.csv", 0, "")]),
        ({"generation.csv": "\n\n"}, [("table-without-header", "generation.csv", 0, "")]),
        ({"generation.csv": HEADER}, [("no-rows", "generation.csv", 1, "")]),
        ({"generation.csv": PLAIN + "\0"}, [("table-nul", "generation.csv", 4, "")]),
        ({"generation.csv": PLAIN.encode("gb18030")}, [("file-not-utf8", "generation.csv", 2, "")]),
        ({"generation.csv": PLAIN.encode("utf-16")}, [("file-not-utf8", "generation.csv", 1, "")]),
        ({"generation.csv": PLAIN + '2024-01-01T00:00Z,"A,gas,1\n'}, [("table-quotes", "generation.csv", 4, "")]),
        ({"generation.csv": HEADER + 'x,A"B,g,1\ny,"C"D,g,1\n'}, [("table-quotes", "generation.csv", 2, "")]),
        ({"generation.csv.gz": b"\x1f\x8b no"}, [("file-broken-gzip", "generation.csv.gz", 0, "")]),
        ({"generation.csv.gz": gzip.compress(PLAIN.encode())[:-9]}, [("file-broken-gzip", "generation.csv.gz", 0, "")]),
        ({"generation.parquet": b"PAR1 no"}, [("grid-parquet-broken", "generation.parquet", 0, "")]),
        (
            {"generation.csv": PLAIN, "generation.csv.gz": gzip.compress(PLAIN.encode())},
            [("grid-spelled-twice", "generation.csv", 0, "")],
        ),
        (
            {"generation.csv": "start,area,fuel,energy_mwh,area\n1,2,3,4,5\n"},
            [
                ("column-repeated", "generation.csv", 1, "area"),
                ("grid-column-unknown", "generation.csv", 1, "fuel"),
                ("grid-column-missing", "generation.csv", 1, "technology"),
            ],
        ),
        (
            {"generation.csv": PLAIN, "losses.csv": "start,from_area\n2024-01-01T00:00Z,A\n"},
            [
                ("grid-column-missing", "losses.csv", 1, "loss_mwh"),
                ("grid-column-missing", "losses.csv", 1, "to_area"),
            ],
        ),
        (
            {
                "generation.csv": PLAIN,
                "losses.csv": "start,area,from_area,to_area,loss_mwh,loss_share\n"
                "2024-01-01T00:00Z,A,B,,1,\n2024-01-01T00:00Z,A,,,1,0.1\n",
            },
            [("grid-loss-place", "losses.csv", 2, ""), ("grid-loss-amount", "losses.csv", 3, "loss_mwh")],
        ),
    ],
)
def test_tables_that_cannot_be_used(
    tmp_path: Path, files: dict[str, str | bytes], expected: list[tuple[str, str, int, str]]
) -> None:
    assert sorted(codes(tmp_path, files)) == sorted(expected)


def test_parquet_columns_of_other_types_are_refused(tmp_path: Path) -> None:
    pl.DataFrame(
        {"start": [datetime(2024, 1, 1)], "area": [101], "technology": [0.5], "energy_mwh": [True], "duration": [1.5]}  # noqa: DTZ001
    ).write_parquet(tmp_path / "generation.parquet")
    found = codes(tmp_path, {})
    assert [(code, column) for code, _, _, column in found] == [
        ("grid-column-type", column) for column in ("duration", "energy_mwh", "start", "technology")
    ]


def test_bus_numbers_may_be_numbers_in_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame({"start": ["2024-01-01T00:00Z"], "area": [101], "technology": ["gas"], "energy_mwh": [7]})
    frame.write_parquet(tmp_path / "generation.parquet")
    found = rows(open_tables(ADAPTER, tmp_path, GridDeclaration()), TableKind.GENERATION)
    assert found["area"].to_list() == ["101"]
    assert found["energy_mwh"].to_list() == [7.0]


def test_files_are_named_with_their_digest_and_offset(tmp_path: Path) -> None:
    declaration = GridDeclaration.model_validate({"files": {"path": "data"}})
    tables = open_tables(ADAPTER, folder_of(tmp_path, {"generation.csv": PLAIN}), declaration)
    (file,) = tables.files
    assert (file.path, file.rows, file.digest) == ("data/generation.csv", 2, digest_of_bytes(PLAIN.encode()))
    assert tables.offset == "+08:00"
    assert [one.kind.code for one in tables.assumptions] == ["grid-unconnected"]


def test_options_of_other_formats_are_refused(tmp_path: Path) -> None:
    problems = Problems()
    declaration = GridDeclaration.model_validate({"files": {"options": {"area_type": "CTY"}}})
    assert ADAPTER.open(folder_of(tmp_path, {"generation.csv": PLAIN}), declaration, problems) is None
    assert [problem.kind.code for problem in problems] == ["grid-option-unknown"]


cells = st.text(st.sampled_from('a,"\n; 江'), max_size=6)


@given(table=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12), size=st.integers(1, 60))
def test_blocks_are_whole_records_that_join_to_the_file(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], size: int
) -> None:
    """However a file is cut, its blocks end between records and their rows are lines of the file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(table)
    path = tmp_path_factory.mktemp("blocks") / "table.csv"
    path.write_bytes(text.getvalue().encode())
    blocks = list(text_blocks.text_blocks(path, size))
    assert b"".join(block.data for block in blocks) == path.read_bytes()
    row, records = 1, []
    for block in blocks:
        assert block.row == row
        assert not block.is_open
        row += block.data.count(b"\n")
        lines = io.StringIO(block.data.decode(), newline="")
        found = list(csv.reader(lines, strict=True))
        records += found
        layout = text_blocks.layout_of(block)
        cells_found = text_blocks.cells_of(block, layout, ",").tolist()
        assert cells_found == [len(one) for one in found]
    assert records == table


def test_a_file_in_many_blocks_reads_like_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = HEADER + "".join(
        line(f"2024-01-01T{hour:02}:00Z", area, energy=f"{hour}.5") for hour in range(24) for area in "AB"
    )
    content = content.replace(",B,", ',"B, south",').replace("07:00Z,A,gas", "07:00Z,A,gas,9")
    once = codes(tmp_path, {"generation.csv": content})
    whole = list(_frames(tmp_path))
    small = partial(text_blocks.text_blocks, block_bytes=100)
    monkeypatch.setattr(tidy_csv, "text_blocks", small)
    monkeypatch.setattr(text_blocks, "text_blocks", small)
    assert codes(tmp_path, {}) == once == [("row-too-long", "generation.csv", 16, "")]
    parts = list(_frames(tmp_path))
    assert len(parts) > 5
    assert pl.concat(parts).equals(pl.concat(whole))


def _frames(folder: Path) -> list[pl.DataFrame]:
    tables = ADAPTER.open(folder, GridDeclaration(), Problems())
    assert tables is not None
    return list(tables.tables[TableKind.GENERATION]())


@given(
    table=st.lists(
        st.tuples(
            st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)),  # noqa: DTZ001 - the offset is drawn beside it
            st.sampled_from([0, 60, 330, 480, -210, 765]),
            st.text(st.sampled_from('甲乙 ab,"'), max_size=4).filter(str.strip),
            st.floats(allow_nan=False, allow_infinity=False) | st.none(),
        ),
        min_size=1,
        max_size=20,
    ),
    separator=st.sampled_from(",;\t"),
)
def test_columns_read_as_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[datetime, int, str, float | None]],
    separator: str,
) -> None:
    """Whole columns at once give what the standard library makes of each cell."""
    folder = tmp_path_factory.mktemp("cells")
    moments = [
        moment.replace(second=0, microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
        for moment, minutes, _, _ in table
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["energy_mwh", "start", "technology", "area"])
    for moment, (_, _, name, energy) in zip(moments, table, strict=True):
        writer.writerow(["" if energy is None else repr(energy), moment.isoformat(timespec="minutes"), "gas", name])
    frame = read(folder, "generation.csv", text.getvalue())
    assert frame["start_s"].to_list() == [int(moment.timestamp()) for moment in moments]
    assert frame["area"].to_list() == [name for _, _, name, _ in table]
    assert frame["energy_mwh"].to_list() == [energy for *_, energy in table]


def test_damaged_pages_of_parquet_are_told_while_streaming(tmp_path: Path) -> None:
    frame = pl.read_csv(PLAIN.encode(), infer_schema=False)
    pl.concat([frame] * 500).write_parquet(tmp_path / "generation.parquet", compression="zstd")
    data = bytearray((tmp_path / "generation.parquet").read_bytes())
    data[20:120] = bytes(100)
    (tmp_path / "generation.parquet").write_bytes(data)
    assert codes(tmp_path, {}) == [("grid-parquet-broken", "generation.parquet", 0, "")]


def test_a_header_without_end_is_no_header(tmp_path: Path) -> None:
    found = codes(tmp_path, {"generation.csv": "a" * 200_000 + "\n1\n"})
    assert {code for code, *_ in found} == {"grid-column-missing", "grid-column-unknown"}
