"""Rates: from factors.csv and grid.yaml to what a MWh carries by technology, area and time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from fourfold.core.problems import Problem, Problems
from fourfold.data.source import Status
from fourfold.electricity.grid.folder import read_grid_declaration
from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.rates_reading import read_rate_book
from fourfold.electricity.grid.state import AttributeKind
from support.outcomes import told

SOURCES = "sources:\n  - {id: notice, publisher: Ministry, document: Notice 1, published: '2025'}\n"


def read(
    folder: Path, factors: str = "", yaml: str = "", units: tuple[str, ...] = ()
) -> tuple[RateBook | None, list[Problem]]:
    if factors:
        (folder / "factors.csv").write_text(factors, encoding="utf-8")
    (folder / "grid.yaml").write_text(yaml or "fourfold: grid/1\n", encoding="utf-8")
    problems = Problems()
    declared = read_grid_declaration(folder, problems)
    book = read_rate_book(folder, *declared, units, problems) if declared else None
    for problem in problems.sorted():
        assert told(problem)
    assert (book is None) == bool(problems.errors)
    return book, problems.sorted()


def book_of(folder: Path, factors: str = "", yaml: str = "", units: tuple[str, ...] = ()) -> RateBook:
    book, problems = read(folder, factors, yaml, units)
    assert book is not None, [told(problem) for problem in problems]
    return book


def codes(problems: Sequence[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.kind.code, problem.place.row, problem.place.column) for problem in problems]


def test_the_area_goes_before_those_that_enclose_it_and_the_day_decides(tmp_path: Path) -> None:
    """Declared parents are followed first, then the shipped areas; a rate holds from its local day on."""
    factors = (
        "technology,area,valid_from,kg_co2e_per_mwh\n"
        "煤电,,,900\n煤电,CN,,880\n煤电,苏南,2024-01-01,800\n煤电,苏南,2025-01-01,790\n煤电,CN-JS,,850\n"
    )
    yaml = "time_zone: Asia/Shanghai\nareas:\n  - {code: 苏州, parent: 苏南}\n  - {code: 苏南, parent: CN-JS}\n"
    book = book_of(tmp_path, factors, yaml)
    start_2024, start_2025 = 1_704_038_400, 1_735_660_800  # midnights of Shanghai, 16:00Z of the day before
    assert book.editions_s == (start_2024, start_2025)

    def at(area: str, second: int) -> float | None:
        rate = book.rate("煤电", area, second)
        return rate.per_mwh[0] if rate else None

    assert at("苏州", start_2025) == 790
    assert at("苏州", start_2025 - 1) == 800
    assert at("苏州", start_2024 - 1) == 850, "before the first edition, the next area around"
    assert at("CN-JS", start_2024) == 850
    assert at("CN-ZJ", start_2024) == 880, "the shipped areas lead to the nation"
    assert at("DE", start_2024) == 900
    assert book.rate("gas", "DE", start_2024) is None, "nothing is made up"


def test_names_attributes_sources_and_statuses(tmp_path: Path) -> None:
    factors = (
        "technology,co2_kg_per_mwh,kg_co2e_per_mwh,coal_mwh_per_mwh,cny_per_mwh,upstream_kg_co2e_per_mwh,source,status,note\n"
        "gas,400.5,450,0,300,50,notice,official,plant\ncoal,900,1000,1,250,100,,,\n"
    )
    book = book_of(tmp_path, factors, SOURCES + "technologies: {names: {Fossil Gas: gas}}\n")
    assert [(one.name, one.kind) for one in book.attributes] == [
        ("kg_co2e_per_mwh", AttributeKind.TOTAL),
        ("co2_kg_per_mwh", AttributeKind.PART),
        ("coal_mwh_per_mwh", AttributeKind.SHARE),
        ("cny_per_mwh", AttributeKind.PRICE),
        ("upstream_kg_co2e_per_mwh", AttributeKind.PART),
    ]
    gas, coal = book.rate("Fossil Gas", "X", 0), book.rate("coal", "X", 0)
    assert gas is not None
    assert coal is not None
    assert gas.per_mwh == (450.0, 400.5, 0.0, 300.0, 50.0)
    assert (book.documents[gas.source].document, gas.status) == ("Notice 1", Status.OFFICIAL)
    assert (book.documents[coal.source].document, coal.status) == ("factors.csv", Status.UNCONFIRMED)
    assert (coal.place.file, coal.place.row) == ("factors.csv", 3)
    (assumption,) = book.assumptions
    assert assumption.kind.code == "grid-rates-unsourced"
    assert [place.row for place in assumption.places] == [3]


def test_factors_of_the_library_bring_value_source_and_status(tmp_path: Path) -> None:
    factors = "technology,factor,kg_co2e_per_mwh\ncoal,ipcc-ar5-electricity-coal-pc,\nwind,,11.5\n"
    book = book_of(tmp_path, factors)
    coal = book.rate("coal", "", 0)
    assert coal is not None
    assert coal.per_mwh == (820.0,)
    assert book.documents[coal.source].publisher == "IPCC"
    assert coal.status is Status.OFFICIAL
    only_ids = book_of(tmp_path, "technology,factor\ncoal,ipcc-ar5-electricity-coal-pc\n")
    assert only_ids.attributes == book.attributes


def test_parquet_factors_read_alike(tmp_path: Path) -> None:
    factors = "technology,area,valid_from,kg_co2e_per_mwh\ngas,,2024-01-01,450.1\n"
    book = book_of(tmp_path, factors)
    frame = pl.read_csv(factors.encode(), try_parse_dates=True)
    (tmp_path / "factors.csv").unlink()
    frame.write_parquet(tmp_path / "factors.parquet")
    again = book_of(tmp_path)
    first, second = book.rate("gas", "A", 2_000_000_000), again.rate("gas", "A", 2_000_000_000)
    assert first is not None
    assert second is not None
    assert (first.per_mwh, book.editions_s) == (second.per_mwh, again.editions_s)


def test_declared_rates_say_that_they_are(tmp_path: Path) -> None:
    yaml = SOURCES + (
        "boundary:\n"
        "  default: {per_mwh: {kg_co2e_per_mwh: 500}, source: notice, status: secondary}\n"
        "  areas: {NO: {factor: ipcc-ar5-electricity-hydro}}\n"
        "technologies:\n  default: {per_mwh: {kg_co2e_per_mwh: 700}}\n"
        "stores:\n  - {area: A, store: S, initial_mwh: 1, initial: {per_mwh: {kg_co2e_per_mwh: 3}}}\n"
    )
    book = book_of(tmp_path, "technology,kg_co2e_per_mwh\ngas,450\n", yaml)
    default, anywhere, norway = book.rate("tidal", "A", 0), book.boundary("SE"), book.boundary("NO")
    assert default is not None
    assert anywhere is not None
    assert norway is not None
    assert (default.per_mwh, default.is_default, default.place.row) == ((700.0,), True, 7)
    assert (anywhere.per_mwh, anywhere.is_default, anywhere.status) == ((500.0,), True, Status.SECONDARY)
    assert (norway.per_mwh, norway.is_default) == ((24.0,), False)
    initial = [factor for factor, _ in book.declared_rates.all if factor.per_mwh.get("kg_co2e_per_mwh") == 3]
    assert book.declared(initial[0]).per_mwh == (3.0,)
    with pytest.raises(LookupError):
        book.declared(initial[0].model_copy())
    assert [one.kind.code for one in book.assumptions] == ["grid-rates-unsourced"] + 2 * ["grid-declared-unsourced"]


def test_units_or_a_default_may_stand_for_a_factors_file(tmp_path: Path) -> None:
    units = book_of(tmp_path, units=("co2_kg_per_mwh", "kg_co2e_per_mwh"))
    assert [one.name for one in units.attributes] == ["kg_co2e_per_mwh", "co2_kg_per_mwh"]
    yaml = "technologies: {default: {per_mwh: {co2_kg_per_mwh: 1, kg_co2e_per_mwh: 2}}}\n"
    default = book_of(tmp_path, yaml=yaml).rate("any", "A", 0)
    assert default is not None
    assert default.per_mwh == (2.0, 1.0)
    assert codes(read(tmp_path)[1]) == [("grid-rates-missing", 0, "")]
    unlike = read(tmp_path, "technology,kg_co2e_per_mwh\ngas,1\n", units=("kg_co2e_per_mwh", "co2_kg_per_mwh"))[1]
    assert codes(unlike) == [("grid-rates-unlike-units", 0, "")]


def test_every_fault_of_the_rows_is_told(tmp_path: Path) -> None:
    factors = (
        "technology,area,valid_from,kg_co2e_per_mwh,co2_kg_per_mwh,factor,source,status\n"
        "gas,,,450,,,,\n"
        "gas,,,,1,,,\n"
        "coal,,2024-13-01,-1,1,,paper,sure\n"
        ",,,1,1,,,\n"
        'oil,,,"1,5",nan,,,\n'
        "wind,,,5,0,ipcc-ar5-electricity-wind-onshore,notice,official\n"
        "bio,,,,0,ipcc-ar5-electricity-biomas,,\n"
        "grid,,,,0,cn-grid-co2-national-2022,,\n"
    )
    _, problems = read(tmp_path, factors, SOURCES)
    found = codes(problems)
    assert [one for one in found if one[0] != "no-such-factor"] == [
        ("grid-rate-blank", 2, "co2_kg_per_mwh"),
        ("grid-rate-twice", 3, ""),
        ("grid-rate-blank", 3, "kg_co2e_per_mwh"),
        ("grid-rate-negative", 4, "kg_co2e_per_mwh"),
        ("grid-source-unknown", 4, "source"),
        ("grid-rate-status", 4, "status"),
        ("date-wrong", 4, "valid_from"),
        ("grid-cell-blank", 5, "technology"),
        ("number-not-finite", 6, "co2_kg_per_mwh"),
        ("number-comma", 6, "kg_co2e_per_mwh"),
        ("grid-rate-both", 7, "kg_co2e_per_mwh"),
        ("grid-rate-both", 7, "source"),
        ("grid-rate-both", 7, "status"),
    ]
    assert ("no-such-factor", 8, "factor") in found


@pytest.mark.parametrize(
    ("header", "yaml", "expected"),
    [
        ("technology,kg_co2e_per_mwh,kg_co2_per_mwh", "", []),
        (
            "technology,kg_co2_per_mwh,kg_co2e_per_mwh",
            "basis: {quantity: co2_direct}",
            [("grid-total-unlike", "kg_co2e_per_mwh")],
        ),
        ("technology,kg_co2_per_mwh", "", [("grid-total-missing", "")]),
        (
            "technology,kg_co2e_per_mwh",
            "basis: {quantity: co2_direct}",
            [("grid-total-missing", ""), ("grid-total-unlike", "kg_co2e_per_mwh")],
        ),
        ("technology,kg_co2_per_mwh", "basis: {quantity: co2_direct}", []),
        ("technology,kg_co2e_per_mwh,price_cny_per_mwh", "", []),
        ("technology,kg_co2e_per_mwh,colour", "", [("grid-rate-column-unknown", "colour")]),
        ("area,kg_co2e_per_mwh", "", [("grid-rate-column-missing", "technology")]),
        ("technology,kg_co2e_per_mwh,kg_co2e_per_mwh", "", [("column-repeated", "kg_co2e_per_mwh")]),
    ],
)
def test_headers(tmp_path: Path, header: str, yaml: str, expected: list[tuple[str, str]]) -> None:
    _, problems = read(tmp_path, header + "\n" + ",".join("1" for _ in header.split(",")) + "\n", yaml)
    assert [(problem.kind.code, problem.place.column) for problem in problems] == expected


@pytest.mark.parametrize(
    ("factor", "basis", "expected"),
    [
        ("ipcc-ar5-electricity-coal-pc", "{quantity: co2e_direct}", "grid-factor-basis"),
        ("ipcc-ar5-electricity-coal-pc", "{gwp_set: AR6}", "grid-factor-basis"),
        ("cn-electricity-footprint-2024", "{quantity: co2_direct}", "grid-factor-basis"),
        ("nothing-like-it", "{}", "no-such-factor"),
    ],
)
def test_library_factors_must_be_of_the_declared_basis(tmp_path: Path, factor: str, basis: str, expected: str) -> None:
    """Life-cycle CO2e never stands for direct CO2, nor an unstated weighting for AR6."""
    yaml = f"basis: {basis}\ntechnologies:\n  default:\n    factor: {factor}\n"
    _, problems = read(tmp_path, yaml=yaml)
    assert [(problem.kind.code, problem.place.row) for problem in problems] == [(expected, 3)]


def test_declared_factors_must_be_whole(tmp_path: Path) -> None:
    yaml = (
        "boundary:\n"
        "  default: {per_mwh: {kg_co2e_per_mwh: 1}, factor: ipcc-ar5-electricity-hydro}\n"
        "  areas:\n"
        "    NO: {note: nothing}\n"
        "    SE: {per_mwh: {kg_co2e_per_mwh: 1, carbon: 2}}\n"
        "    FI: {per_mwh: {kg_co2e_per_mwh: 1, co2_kg_per_mwh: 2}, source: nobody}\n"
    )
    _, problems = read(tmp_path, "technology,kg_co2e_per_mwh,co2_kg_per_mwh\ngas,1,1\n", yaml)
    assert [(problem.kind.code, problem.place.row) for problem in problems] == [
        ("grid-declared-factor-form", 2),
        ("grid-declared-factor-form", 4),
        ("grid-declared-factor-attributes", 5),
        ("grid-source-unknown", 6),
    ]
