"""Uncertainty of a study: rows, shared sources and databases drawn as one system."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.method import BiogenicTreatment, Method
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.accounting.uncertainty.of_study import study_system
from fourfold.accounting.uncertainty.study import uncertainty_of
from fourfold.core.problems import InputError
from fourfold.data.databases.database import Database
from fourfold.data.databases.records import Distribution, Uncertainty
from support.databases import Rows, database, emission
from support.outcomes import default_with
from support.studies import output, own_factor, process, uses, write_study

DEFAULT = method("fourfold-default")


def assessed(
    folder: Path, rows: list[dict[str, object]], of: Database | None = None, by: Method = DEFAULT, **factor: Any
) -> Result:
    """A process that makes 10 kg of product of rows that take the factor ``f`` of 2 kg CO2e/kg, or datasets."""
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "inputs": rows,
        "factors": [own_factor("f", 2, **factor)],
    }
    more = {"databases": [{"name": "small"}]} if of is not None else {}
    study = Study.load(write_study(folder, tables, **more))
    return assess(study, by, {"small": of} if of is not None else {})


def test_without_uncertainty_the_joint_system_gives_the_footprint(tmp_path: Path) -> None:
    of = database([Rows("a").makes("a").takes("b", 0.5).gives("co2", 1), Rows("b").makes("b").gives("co2", 3)])
    rows = [uses("main", "x", 4, "factor", "f"), uses("main", "y", 3, "dataset", "small:a")]
    result = assessed(tmp_path, rows, of)
    found = uncertainty_of(result, draws=2)
    assert found.point == pytest.approx(float(result.footprint.total_kg_co2e), rel=1e-12)
    assert found.drawn == 0
    assert found.intervals["total"].sd.value == 0


@pytest.mark.parametrize("treatment", list(BiogenicTreatment))
def test_biogenic_carbon_dioxide_of_databases_counts_as_the_method_counts_it(
    tmp_path: Path, treatment: BiogenicTreatment
) -> None:
    """Of CO2 taken up and given off nothing counts under ``zero``; methane and fossil CO2 count on."""
    given_off = emission("bio", "Carbon dioxide, biogenic")
    rows = Rows("a").makes("a").takes("uptake", 4).gives("bio", 3).gives("ch4", 0.1).gives("co2", 1)
    of = database([rows, Rows("wood").makes("wood").takes("uptake", 2).gives("bio", 5)], [given_off])
    taken = [uses("main", "x", 4, "dataset", "small:a"), uses("main", "y", 3, "dataset", "small:wood")]
    result = assessed(tmp_path, taken, of, default_with(biogenic=treatment))
    found = uncertainty_of(result, draws=2)
    assert found.point == pytest.approx(float(result.footprint.total_kg_co2e), rel=1e-12)
    assert result.footprint.total_kg_co2e > 0


def test_an_amount_is_drawn_around_its_row(tmp_path: Path) -> None:
    rows = [uses("main", "x", 5, "factor", "f", uncertainty="normal 10 %")]
    total = uncertainty_of(assessed(tmp_path, rows), draws=4000).intervals["total"]
    assert total.mean.value == pytest.approx(1, abs=4 * total.mean.error)
    assert total.sd.value == pytest.approx(0.1, abs=4 * total.sd.error)


def test_rows_that_take_one_source_share_its_draws(tmp_path: Path) -> None:
    """Two rows of one factor that ranges over 1 to 3: the sum ranges as the factor does, not by the square root."""
    rows = [uses("main", "x", 2.5, "factor", "f"), uses("main", "y", 2.5, "factor", "f", comment="a second one")]
    total = uncertainty_of(assessed(tmp_path, rows, low=1, high=3), draws=4000).intervals["total"]
    variance = (1 + 4 + 9 - 2 - 3 - 6) / 18  # of a triangle 1, 2, 3
    assert total.sd.value == pytest.approx(0.5 * math.sqrt(variance), abs=4 * total.sd.error)


def test_ratings_alone_make_a_lognormal_and_are_listed(tmp_path: Path) -> None:
    rows = [uses("main", "x", 5, "factor", "f", quality="1;1;5;1;1")]
    found = uncertainty_of(assessed(tmp_path, rows), draws=4000)
    assert found.from_ratings == ["x"]
    sigma = math.log(1.5) / 2
    expected = math.exp(sigma**2 / 2) * math.sqrt(math.exp(sigma**2) - 1)
    assert found.intervals["total"].sd.value == pytest.approx(expected, abs=4 * found.intervals["total"].sd.error)


def test_what_a_database_says_of_its_exchanges_is_drawn_too(tmp_path: Path) -> None:
    spread = Uncertainty(Distribution.NORMAL, 1.0, 0.2)
    of = database([Rows("a").makes("a").gives("co2", 1, uncertainty=spread)])
    found = uncertainty_of(assessed(tmp_path, [uses("main", "x", 10, "dataset", "small:a")], of), draws=4000)
    total = found.intervals["total"]
    assert total.sd.value == pytest.approx(0.2, abs=4 * total.sd.error)
    assert [source.what for source in found.sources] == ["a"]


def test_shares_of_the_variance_name_their_rows(tmp_path: Path) -> None:
    rows = [
        uses("main", "x", 5, "factor", "f", uncertainty="normal 10 %"),
        uses("main", "y", 5, "factor", "f", uncertainty="normal 20 %", comment="a second one"),
    ]
    found = uncertainty_of(assessed(tmp_path, rows), draws=2)
    assert {source.what: source.share for source in found.sources} == pytest.approx({"y": 0.8, "x": 0.2})


def test_the_same_seed_draws_the_same(tmp_path: Path) -> None:
    result = assessed(tmp_path, [uses("main", "x", 5, "factor", "f", uncertainty="lognormal 1.3")])
    first, second, other = (uncertainty_of(result, draws=50, seed=seed).document() for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_exchanges_of_the_joint_system_are_numbered_apart(tmp_path: Path) -> None:
    spread = Uncertainty(Distribution.NORMAL, 1.0, 0.2)
    of = database([Rows("a").makes("a").gives("co2", 1, uncertainty=spread)])
    rows = [
        uses("main", "x", 5, "factor", "f", uncertainty="normal 10 %"),
        uses("main", "y", 10, "dataset", "small:a", uncertainty="normal 10 %"),
    ]
    made = study_system(assessed(tmp_path, rows, of))
    assert len(set(made.uncertain.exchanges.tolist())) == 3
    assert np.all(np.diff(made.uncertain.exchanges) > 0)


@pytest.mark.parametrize("cell", ["lognormal 0.9", "normal", "normal -1", "triangular 3 2", "uniform 1", "gauss 2"])
def test_a_cell_that_says_no_distribution_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(InputError) as caught:
        assessed(tmp_path, [uses("main", "x", 5, "factor", "f", uncertainty=cell)])
    assert "spread-wrong" in [problem.kind.code for problem in caught.value.problems]


def test_an_amount_outside_its_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        assessed(tmp_path, [uses("main", "x", 5, "factor", "f", uncertainty="uniform 6 7")])
    assert "spread-off" in [problem.kind.code for problem in caught.value.problems]
