"""Opening a grid folder: grid.yaml checked as a whole, the adapter found, everything wrong told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import InputError, Problem, Problems
from fourfold.electricity.grid.folder import assumptions_of, read_grid_declaration
from fourfold.electricity.grid.open import OpenedGrid, open_grid
from support.outcomes import told

GENERATION = "start,area,technology,energy_mwh\n" + "".join(
    f"2024-01-01T{hour:02}:00+08:00,{area},{technology},{energy}\n"
    for hour in range(6)
    for area, technology, energy in (("苏南", "煤电", 100), ("苏北", "风电", 60))
)
EXCHANGES = "start,from_area,to_area,energy_mwh\n" + "".join(
    f"2024-01-01T{hour:02}:00+08:00,苏北,苏南,20\n" for hour in range(6)
)
FACTORS = "technology,kg_co2e_per_mwh\n煤电,900\n风电,12\n"


def write(folder: Path, yaml: str = "", **files: str) -> Path:
    content = {"generation": GENERATION, "exchanges": EXCHANGES, "factors": FACTORS, **files}
    for name, text in content.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    if yaml:
        (folder / "grid.yaml").write_text(yaml, encoding="utf-8")
    return folder


def refused(path: Path, **asked: str) -> list[tuple[str, str, int]]:
    with pytest.raises(InputError) as caught:
        open_grid(path, repairs=asked)
    return codes(list(caught.value.problems))


def codes(problems: list[Problem]) -> list[tuple[str, str, int]]:
    for problem in problems:
        assert told(problem)
    return [(problem.kind.code, problem.place.file, problem.place.row) for problem in problems]


def declaration_faults(folder: Path, yaml: str) -> list[tuple[str, int, str]]:
    (folder / "grid.yaml").write_text(yaml, encoding="utf-8")
    problems = Problems()
    assert read_grid_declaration(folder, problems) is None
    assert codes(list(problems))
    return [(problem.kind.code, problem.place.row, problem.place.column) for problem in problems]


def demand_of(opened: OpenedGrid) -> dict[str, float]:
    (block,) = opened.data.blocks()
    return {area.code: float(block.demand_mwh[0, at]) for at, area in enumerate(opened.data.frame.areas)}


def test_a_folder_without_declaration_opens_and_says_what_was_assumed(tmp_path: Path) -> None:
    opened = open_grid(write(tmp_path))
    assert demand_of(opened) == {"苏南": 120.0, "苏北": 40.0}
    assert opened.offset == "+08:00"
    assert {"grid-undeclared", "grid-basis-assumed", "grid-rates-unsourced"} <= {
        one.kind.code for one in opened.data.assumptions
    }
    assert [(file.path, file.rows) for file in opened.data.files] == [
        ("generation.csv", 12),
        ("exchanges.csv", 6),
        ("factors.csv", 2),
    ]


def test_the_declaration_may_be_named_and_the_data_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", factors="")
    yaml = "time_zone: Asia/Shanghai\nbasis: {quantity: co2e_lifecycle}\nfiles: {format: tidy, path: data}\n"
    (tmp_path / "grid.yaml").write_text(yaml, encoding="utf-8")
    (tmp_path / "factors.csv").write_text(FACTORS, encoding="utf-8")
    opened = open_grid(tmp_path / "grid.yaml")
    assert opened.folder == tmp_path
    assert opened.offset == "", "the clock of the declared zone"
    assert [file.path for file in opened.data.files] == [
        "data/generation.csv",
        "data/exchanges.csv",
        "grid.yaml",
        "factors.csv",
    ]
    codes_assumed = {one.kind.code for one in opened.data.assumptions}
    assert not codes_assumed & {"grid-undeclared", "grid-basis-assumed", "grid-zone-assumed"}


def test_faults_of_declaration_tables_and_factors_come_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        "boundary: {default: {note: x}}\n",
        generation=GENERATION.replace("area", "zone"),
        factors=FACTORS + "煤电,1\n",
    )
    assert refused(tmp_path) == [
        ("grid-rate-twice", "factors.csv", 4),
        ("grid-column-missing", "generation.csv", 1),
        ("grid-column-unknown", "generation.csv", 1),
    ]
    write(tmp_path)
    assert refused(tmp_path) == [("grid-declared-factor-form", "grid.yaml", 1)]


def test_faults_of_cells_are_told_by_opening(tmp_path: Path) -> None:
    write(tmp_path, generation=GENERATION.replace("01:00+08:00,苏南", "01:00,苏南").replace("60", "6O"))
    found = refused(tmp_path)
    assert ("grid-stamp-local", "generation.csv", 4) in found
    assert [row for code, _, row in found if code == "number-with-unit"] == [3, 5, 7, 9, 11, 13]


def test_a_file_in_place_of_the_folder_a_dead_link_and_a_line_without_end(tmp_path: Path) -> None:
    write(tmp_path)
    table = tmp_path / "generation.csv"
    assert refused(table) == [("grid-is-file", str(table), 0)]
    table.write_text(GENERATION + "x" * 1_100_000, encoding="utf-8")
    assert refused(tmp_path) == [("grid-line-too-long", "generation.csv", 14)]
    table.unlink()
    table.symlink_to("nowhere")
    assert refused(tmp_path) == [("file-link-dead", "generation.csv", 0)]


def test_times_are_told_on_the_declared_clock_and_nothing_speaks_of_a_study(tmp_path: Path) -> None:
    late = "technology,valid_from,kg_co2e_per_mwh\n煤电,2024-02-01,900\n风电,,12\n"
    odd = GENERATION.replace("T03:00+08:00,苏北", "T03:00:07+08:00,苏北")
    yaml = "time_zone: Asia/Shanghai\nareas: [{code: 苏南}, {code: 苏北}]\n"
    write(tmp_path, yaml, generation=odd, factors=late)
    with pytest.raises(InputError) as caught:
        open_grid(tmp_path)
    texts = {problem.kind.code: told(problem) for problem in caught.value.problems}
    assert "2024-01-01T00:00+08:00" in texts["grid-technology-without-factor"]
    assert "2024-01-01T03:00:07+08:00" in texts["grid-stamp-odd"]
    for fault in ("", "- a\n", "areas: 3\n"):
        (tmp_path / "grid.yaml").write_text(fault, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            open_grid(tmp_path)
        assert not [text for text in map(told, caught.value.problems) if "study" in text or "fourfold new" in text]


def test_formats_and_folders_that_are_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere")[0][0] == "grid-folder-missing"
    assert refused(tmp_path) == [("grid-nothing", str(tmp_path), 0)]
    (tmp_path / "grid.yaml").write_text("files:\n  format: entso\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_grid(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.kind.code, problem.place.row) == ("grid-format-unknown", 2)
    assert problem.params["known"] == "eia-930, entsoe, rts-gmlc, tidy"
    assert problem.params["similar"] == "entsoe"
    (tmp_path / "grid.yaml").write_text("files:\n  path: elsewhere\n", encoding="utf-8")
    assert refused(tmp_path) == [("file-missing", "grid.yaml", 2)]


def test_what_the_command_asks_goes_before_what_is_declared(tmp_path: Path) -> None:
    gap = GENERATION.replace("2024-01-01T01:00+08:00,苏南,煤电,100\n", "")
    write(tmp_path, "repairs:\n  gaps: refuse\n  gaps_most_intervals: 1\n", generation=gap)
    assert refused(tmp_path)
    opened = open_grid(tmp_path, repairs={"gaps": "interpolate"})
    assert opened.declaration.repairs.gaps == "interpolate"
    assert refused(tmp_path, gaps="invent") == [("declaration-choice", "grid.yaml", 2)]
    with pytest.raises(InputError):
        open_grid(tmp_path, resolution_minutes="7")


def test_declarations_that_contradict_themselves(tmp_path: Path) -> None:
    yaml = (
        "time_zone: Asia/Shanghia\n"
        "data_source: nobody\n"
        "areas:\n"
        "  - {code: A, parent: B}\n"
        "  - {code: B, parent: A}\n"
        "  - {code: A, parent: B}\n"
        "  - {code: C, parent: C}\n"
        "boundary:\n"
        "  areas:\n"
        "    B: {per_mwh: {kg_co2e_per_mwh: 1}}\n"
        "stores:\n"
        "  - {area: A, store: S}\n"
        "  - {area: A, store: S}\n"
        "delivery:\n"
        "  - {loss_share: 0.05, network_kg_co2e_per_mwh: 4.6, source: paper}\n"
        "  - {loss_share: 0.05, network_kg_co2e_per_mwh: 4.6}\n"
        "sources:\n"
        "  - {id: notice, publisher: P, document: D}\n"
        "  - {id: notice, publisher: P, document: E}\n"
        "periods:\n"
        "  - {start: 2024-01-01, end: 2024-01-03}\n"
        "  - {start: 2024-01-02, end: 2024-01-05}\n"
        "  - {start: 2024-01-07, end: 2024-01-07}\n"
    )
    assert sorted(declaration_faults(tmp_path, yaml), key=lambda fault: fault[1]) == [
        ("zone-unknown", 1, "time_zone"),
        ("grid-source-unknown", 2, "data_source"),
        ("area-loop", 4, "areas.0.parent"),
        ("area-loop", 5, "areas.1.parent"),
        ("grid-declared-twice", 6, "areas.2"),
        ("area-loop", 6, "areas.2.parent"),
        ("area-loop", 7, "areas.3.parent"),
        ("grid-area-both", 10, "boundary.areas.B"),
        ("grid-declared-twice", 13, "stores.1"),
        ("grid-source-unknown", 15, "delivery.0.source"),
        ("grid-declared-twice", 16, "delivery.1"),
        ("grid-declared-twice", 19, "sources.1"),
        ("grid-days-wrong", 22, "periods.1.start"),
        ("grid-days-wrong", 23, "periods.2.start"),
    ]


def test_unknown_keys_are_refused_at_their_line(tmp_path: Path) -> None:
    yaml = "area: []\nrepairs:\n  gaps: fill\n"
    assert [fault[:2] for fault in declaration_faults(tmp_path, yaml)] == [
        ("declaration-choice", 3),
        ("declaration-unknown", 1),
    ]


def test_only_what_is_left_out_is_assumed(tmp_path: Path) -> None:
    (tmp_path / "grid.yaml").write_text("basis: {quantity: co2_direct}\n", encoding="utf-8")
    declared = read_grid_declaration(tmp_path, Problems())
    assert declared is not None
    assert [one.kind.code for one in assumptions_of(*declared)] == ["grid-zone-assumed"]
