"""CSV tables: what is accepted, what is refused and where, and that writing and reading are inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.formats.tables import MOST_ROWS, Grid, read_csv, write_csv


def read(data: bytes | str) -> tuple[Grid | None, list[tuple[str, int]]]:
    problems = Problems()
    grid = read_csv(data.encode() if isinstance(data, str) else data, "t.csv", problems)
    return grid, [(problem.kind.code, problem.place.row) for problem in problems]


def rows_of(grid: Grid | None) -> list[tuple[int, tuple[object, ...]]]:
    assert grid is not None
    return [(row.number, row.cells) for row in grid.rows]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.from_regex("[a-z_]{1,8}", fullmatch=True), min_size=1, max_size=5).flatmap(
        lambda header: st.tuples(
            st.just(header), st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=6)
        )
    )
)
def test_rows_survive_writing_and_reading(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    grid, faults = read(write_csv(header, rows, ["a remark, with a \"quote'", "another\nline"]))
    assert faults == []
    assert grid is not None
    assert grid.header == tuple(header)
    assert [row.cells for row in grid.rows] == [tuple(row) for row in rows if any(cell.strip() for cell in row)]


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_problems(data: bytes) -> None:
    grid, faults = read(data)
    assert grid is not None or faults


def test_row_numbers_are_lines_of_the_file() -> None:
    grid, faults = read('# remark\n\na,b\n1,"x\ny"\n\n,\n2,z\n')
    assert faults == []
    assert grid is not None
    assert grid.place.row == 3
    assert rows_of(grid) == [(4, ("1", "x\ny")), (8, ("2", "z"))]


def test_byte_order_mark_and_line_endings_are_accepted() -> None:
    assert rows_of(read(b"\xef\xbb\xbfa,b\r\n1,2\r\n")[0]) == [(2, ("1", "2"))]
    assert rows_of(read(b"a,b\r1,2\r")[0]) == [(2, ("1", "2"))]


def test_hash_rows_below_the_header_are_data() -> None:
    assert rows_of(read("# remark\na\n#1\n")[0]) == [(3, ("#1",))]


@pytest.mark.parametrize("quoted", ['"# a remark, in quotes",,\n', "# one,,\n", ",,\n", '""\n'])
def test_remarks_and_blank_rows_before_the_header_are_skipped(quoted: str) -> None:
    assert rows_of(read(quoted + "a,b,c\n1,2,3\n")[0]) == [(3, ("1", "2", "3"))]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "table-without-header", 0),
        ("# only a remark\n", "table-without-header", 0),
        ("a;b;c\n1;2;3\n", "table-delimiter", 1),
        ("# r\na\tb\n1\t2\n", "table-delimiter", 2),
        ("a,b\n1\0,2\n", "table-nul", 2),
        ('a,b\n1,"2\n3,4\n', "table-quotes", 2),
        ('a,b\n1,"2"x\n', "table-quotes", 2),
        ("a,b\n1,2,3\n", "row-too-long", 2),
        ("a,b\n1\n", "row-too-short", 2),
        (",".join(f"c{i}" for i in range(300)), "table-too-wide", 1),
        ("a,b\n" + "x" * 200_000 + ",1\n", "table-quotes", 2),
    ],
)
def test_each_fault_names_its_row(text: str, code: str, row: int) -> None:
    assert (code, row) in read(text)[1]


def test_text_that_is_not_utf8_names_the_likely_encoding() -> None:
    problems = Problems()
    assert read_csv("名称,数量\n".encode("gb18030"), "t.csv", problems) is None
    [problem] = problems
    assert problem.kind.code == "file-not-utf8"
    assert problem.params["guess"] == "GB18030"


def test_extra_blank_cells_are_no_fault() -> None:
    assert rows_of(read("a,b\n1,2,,\n")[0]) == [(2, ("1", "2"))]


def test_rows_around_a_faulty_one_are_kept_and_the_grid_says_it_is_not_complete() -> None:
    grid, faults = read("a,b\n1,2\n3\n5,6\n")
    assert faults == [("row-too-short", 3)]
    assert rows_of(grid) == [(2, ("1", "2")), (4, ("5", "6"))]
    assert grid is not None
    assert not grid.complete


def test_too_many_rows_are_refused() -> None:
    assert read("a\n" + "1\n" * (MOST_ROWS + 1)) == (None, [("table-too-many-rows", 0)])
    assert read("a\n" + "1\n" * MOST_ROWS)[1] == []


KNOWN = ("process", "input", "amount", "unit")


@pytest.mark.parametrize(
    "above", ["Inputs of 2024\n", "Inputs of 2024,,\nby the plant,2024-05-01\n", "流程,投入,数量\n"]
)
def test_a_title_above_the_header_is_one_fault(above: str) -> None:
    problems = Problems()
    assert read_csv(f"{above}process,input,amount\na,b,1\nc,d,2\n".encode(), "t.csv", problems, KNOWN) is None
    [problem] = problems
    assert (problem.kind.code, problem.place.row) == ("table-title-above", 1)
    assert problem.params == {
        "row": str(above.count("\n") + 1),
        "found": above.splitlines()[0].replace(",", " ").strip(),
    }


@pytest.mark.parametrize(
    "table", ["process,input\nprocess,input\n", "unit\nunit\n", "a,b\nunit,2\n", "a,b,c,d,e\nunit,amount,1,2,3\n"]
)
def test_names_of_columns_below_the_header_are_data_unless_the_first_row_names_none(table: str) -> None:
    problems = Problems()
    grid = read_csv(table.encode(), "t.csv", problems, KNOWN)
    assert rows_of(grid) == [(2, tuple(table.splitlines()[1].split(",")))]
    assert len(problems) == 0
