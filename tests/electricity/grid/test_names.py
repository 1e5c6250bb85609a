"""Names that are one but not spelled alike, and names nobody knows: refused where they would be looked up in vain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.core.problems import InputError, Problem
from fourfold.electricity.grid.open import OpenedGrid, open_grid
from fourfold.electricity.grid.tables import TableKind
from support.outcomes import told
from support.tidy_tables import assembled, book, codes, table, tables_of

GENERATION = "start,area,technology,energy_mwh\n" + "".join(
    f"2024-07-01T{hour:02}:00+08:00,{area},{technology},{energy}\n"
    for hour in range(3)
    for area, technology, energy in (("甲省", "煤电", 100), ("乙省", "North Wind", 60))
)
EXCHANGES = "start,from_area,to_area,energy_mwh\n" + "".join(
    f"2024-07-01T{hour:02}:00+08:00,甲省,乙省,20\n" for hour in range(3)
)
FACTORS = "technology,area,kg_co2e_per_mwh\n煤电,,900\n煤电,甲省,800\nNorth Wind,,12\n"
YAML = "time_zone: Asia/Shanghai\nbasis: {quantity: co2e_lifecycle}\nareas: [{code: 甲省}, {code: 乙省}]\n"


def write(folder: Path, **changed: str) -> Path:
    content = {"generation": GENERATION, "exchanges": EXCHANGES, "factors": FACTORS, **changed}
    for name in ("generation", "exchanges", "factors", "demand"):
        if name in content:
            (folder / f"{name}.csv").write_text(content[name], encoding="utf-8")
    (folder / "grid.yaml").write_text(content.get("yaml", YAML), encoding="utf-8")
    return folder


def refused(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        open_grid(folder)
    assert all(told(problem) for problem in caught.value.problems)
    return list(caught.value.problems)


def demand_of(opened: OpenedGrid) -> list[float]:
    (block,) = opened.data.blocks()
    assert block.demand_mwh[0].tolist() == block.demand_mwh[-1].tolist()
    return [float(demand) for demand in block.demand_mwh[0]]


def rates_of(opened: OpenedGrid) -> list[float]:
    (block,) = opened.data.blocks()
    return [float(rate) for rate in block.per_mwh[0, :, 0]]


@pytest.mark.parametrize(
    "spelled", ["甲 省", "甲\u00a0省", "甲\u200b省", "\ufeff甲省", "甲\u3000省", "甲省\u200e", "甲\ufe0f省"]
)
def test_an_area_declared_with_signs_that_do_not_show(tmp_path: Path, spelled: str) -> None:
    """The declared name and that of the tables are refused as probably one, and made one where that is asked for."""
    write(tmp_path, yaml=YAML.replace("甲省", f'"{spelled}"'))
    problems = refused(tmp_path)
    assert {problem.kind.code for problem in problems} == {"grid-names-alike"}
    assert {problem.place.file for problem in problems} == {"generation.csv"}
    opened = open_grid(tmp_path, repairs={"names": "trim"})
    assert demand_of(opened) == [80.0, 80.0]
    assert rates_of(opened) == [800.0, 12.0]  # the factor of the area, not the general one


@pytest.mark.parametrize("table", ["generation", "exchanges", "factors"])
@pytest.mark.parametrize("spelled", ["甲\u00a0省", "甲省 ", "甲\u200b省"])
def test_one_row_spelled_otherwise(tmp_path: Path, table: str, spelled: str) -> None:
    text = {"generation": GENERATION, "exchanges": EXCHANGES, "factors": FACTORS}[table]
    head, _, tail = text.rpartition("甲省")
    write(tmp_path, **{table: head + spelled + tail})
    (problem,) = refused(tmp_path)
    assert (problem.kind.code, problem.place.file) == ("grid-names-alike", f"{table}.csv")
    opened = open_grid(tmp_path, repairs={"names": "trim"})
    assert demand_of(opened) == [80.0, 80.0]
    assert rates_of(opened) == [800.0, 12.0]


@pytest.mark.parametrize("spelled", ["NorthWind", "north wind", "North  Wind", "Ｎorth Wind"])
def test_a_technology_of_the_factors_spelled_otherwise(tmp_path: Path, spelled: str) -> None:
    write(tmp_path, factors=FACTORS.replace("North Wind", spelled))
    assert {problem.kind.code for problem in refused(tmp_path)} == {"grid-names-alike"}
    assert rates_of(open_grid(tmp_path, repairs={"names": "trim"})) == [800.0, 12.0]


def test_what_is_mapped_in_words_may_differ_by_case(tmp_path: Path) -> None:
    mapped = YAML + "technologies: {names: {North Wind: north wind}}\n"
    write(tmp_path, yaml=mapped, factors=FACTORS.replace("North Wind", "north wind"))
    assert rates_of(open_grid(tmp_path)) == [800.0, 12.0]


def test_two_factors_that_become_one_are_told_apart_by_nothing(tmp_path: Path) -> None:
    write(tmp_path, factors=FACTORS + "煤电,甲省 ,700\n")
    with pytest.raises(InputError) as caught:
        open_grid(tmp_path, repairs={"names": "trim"})
    assert [problem.kind.code for problem in caught.value.problems] == ["grid-rate-twice"]


def test_a_factor_for_an_area_nobody_knows(tmp_path: Path) -> None:
    write(tmp_path, factors=FACTORS + "煤电,甲市,5\n")
    (problem,) = refused(tmp_path)
    assert (problem.kind.code, problem.place.row, problem.place.column) == ("grid-rate-area-unknown", 5, "area")
    assert "similar: 甲省" in told(problem)


def test_factors_for_areas_a_publisher_has_and_the_grid_has_not_are_told() -> None:
    """An adapter may never have read them, so that they are no fault; but nothing is looked up without a word."""
    rows = [{"at": at, "area": "A", "technology": "coal", "energy_mwh": 1.0} for at in range(3)]
    general = book({"coal": 900.0})
    rates = replace(general, rows={**general.rows, ("coal", "B"): general.rows["coal", ""]})
    tables = {TableKind.GENERATION: table(TableKind.GENERATION, rows)}
    grid, _ = assembled(tables_of(tables, holds_others=True), rates)
    assert grid
    (note,) = [one.note for one in grid.findings if one.note.kind.code == "grid-rate-areas-absent"]
    assert note.params == {"areas": "B"}
    grid, problems = assembled(tables_of(tables), rates)
    assert grid is None
    assert codes(problems) == ["grid-rate-area-unknown"]


def test_factors_for_areas_around_or_beyond_and_for_technologies_that_do_not_occur(tmp_path: Path) -> None:
    """Parents, boundary areas and shipped areas are known; a technology that does not occur is told."""
    yaml = YAML.replace("{code: 甲省}", "{code: 甲省, parent: 华东}")
    yaml += "boundary: {areas: {丁省: {per_mwh: {kg_co2e_per_mwh: 1}}}}\n"
    write(tmp_path, yaml=yaml, factors=FACTORS + "煤电,华东,5\n煤电,丁省,5\n煤电,CN-JS,5\n核电,,3\n")
    opened = open_grid(tmp_path)
    (unused,) = [one for one in opened.data.findings if one.note.kind.code == "grid-rates-unused"]
    assert unused.note.params == {"technologies": "核电"}


@pytest.mark.parametrize("table", ["generation", "demand"])
def test_rows_of_an_area_that_is_not_declared(tmp_path: Path, table: str) -> None:
    """Neither a typing error nor an area beyond the grid loses its energy without a word."""
    row = "2024-07-01T00:00+08:00,甲省市,煤电,7\n" if table == "generation" else ""
    demand = "start,area,energy_mwh\n2024-07-01T00:00+08:00,甲省市,7\n"
    demand += "".join(f"2024-07-01T{hour:02}:00+08:00,甲省,80\n" for hour in range(3))
    changed = {"generation": GENERATION + row} if row else {"demand": demand}
    write(tmp_path, **changed)
    (problem,) = refused(tmp_path)
    assert (problem.kind.code, problem.place.file) == ("grid-area-undeclared", f"{table}.csv")
    assert (problem.place.row, problem.params["count"], problem.params["similar"]) == (8 if row else 2, "1", "甲省")
    beyond = YAML + "boundary: {areas: {甲省市: {per_mwh: {kg_co2e_per_mwh: 1}}}}\n"
    opened = open_grid(write(tmp_path, yaml=beyond, **changed))
    assert "grid-areas-left-out" in {one.note.kind.code for one in opened.data.findings}


def test_a_store_that_is_declared_elsewhere_is_not_passed_over(tmp_path: Path) -> None:
    storage = "start,area,store,charge_mwh,discharge_mwh\n"
    storage += "".join(f"2024-07-01T{hour:02}:00+08:00,甲省,泵,{4 - 2 * hour},0\n" for hour in range(3))
    write(tmp_path, yaml=YAML + "stores: [{area: 丙省, store: 泵, charge_efficiency: 0.8}]\n")
    (tmp_path / "storage.csv").write_text(storage, encoding="utf-8")
    assert [problem.kind.code for problem in refused(tmp_path)] == ["grid-store-without-rows"]


def test_a_name_of_nothing_that_shows_is_blank(tmp_path: Path) -> None:
    write(tmp_path, yaml="time_zone: UTC\n", generation=GENERATION.replace("甲省", "\u200b", 1))
    assert "grid-name-blank" in {problem.kind.code for problem in refused(tmp_path)}


def test_energies_that_cannot_be(tmp_path: Path) -> None:
    write(tmp_path, generation=GENERATION.replace(",100\n", ",1e308\n", 1))
    (problem,) = refused(tmp_path)
    assert (problem.kind.code, problem.place.row, problem.place.column) == ("grid-energy-implausible", 2, "energy_mwh")


def test_shares_lie_between_nothing_and_all(tmp_path: Path) -> None:
    """In factors.csv and in grid.yaml alike; a MWh holds no more than a MWh of coal."""
    header, *rows = FACTORS.splitlines()
    table = "\n".join([f"{header},coal_mwh_per_mwh", f"{rows[0]},1.5", *(f"{row},1" for row in rows[1:]), ""])
    (problem,) = refused(write(tmp_path, factors=table))
    assert (problem.kind.code, problem.place.row, problem.place.column) == ("grid-rate-share", 2, "coal_mwh_per_mwh")
    beyond = "boundary: {default: {per_mwh: {kg_co2e_per_mwh: 1, coal_mwh_per_mwh: 2}}}\n"
    (problem,) = refused(write(tmp_path, factors=table.replace("1.5", "1"), yaml=YAML + beyond))
    assert (problem.kind.code, problem.place.file) == ("grid-rate-share", "grid.yaml")
