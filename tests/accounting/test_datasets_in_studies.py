"""Inputs valued by a dataset of a database: the joint system solved in two steps, everything about it listed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.core.lines import Line
from fourfold.core.problems import InputError, Problems
from fourfold.data.databases.assemble import assemble
from fourfold.data.databases.database import Database
from fourfold.data.databases.report import ImportReport
from fourfold.data.factor_rows import COLUMNS, FactorRow, rows_from_csv
from support.databases import Rows, database
from support.outcomes import assumed
from support.studies import output, own_factor, process, uses, write_study

DEFAULT = method("fourfold-default")
DECLARED = [{"name": "small"}]


def board() -> Database:
    """Boards of wood that grew, sawn with power that is made of coal that is mined with power."""
    return database(
        [
            Rows("board", "CN").makes("board", 2).takes("wood", 3).takes("power", 0.5),
            Rows("wood").makes("wood").takes("uptake", 1.8),
            Rows("power").makes("power").takes("coal", 0.5).gives("co2", 1.0),
            Rows("coal").makes("coal").takes("power", 0.2).gives("co2", 0.1).takes("dynamite", 1),
        ]
    )


def study(folder: Path, dataset: str = "small:board", unit: str = "kg", **more: object) -> Study:
    """A process that takes 4 kg of boards for 10 kg of product."""
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "inputs": [uses("main", "boards", 4, "dataset", dataset, unit)],
    }
    return Study.load(write_study(folder, tables, **{"databases": DECLARED, **more}))


def assessed(folder: Path, **more: object) -> Result:
    return assess(study(folder, **more), DEFAULT, {"small": board()})  # type: ignore[arg-type]


def test_lines_and_gases_of_a_dataset_enter_the_footprint(tmp_path: Path) -> None:
    # per kg of board: 0.25 kg power, 1.5 kg wood; power = 1 + 0.5 coal, coal = 0.1 + 0.2 power
    power = 1.05 / 0.9
    found = assessed(tmp_path).footprint.lines()
    assert float(found[Line.FOSSIL].value) == pytest.approx(0.4 * 0.25 * power, rel=1e-11)
    assert found[Line.BIOGENIC_REMOVALS].value == Decimal("-1.08")


def test_the_joint_system_gives_the_same(tmp_path: Path) -> None:
    """Study and database as one matrix: product, board, wood, power, coal."""
    needs = np.zeros((5, 5))
    needs[1, 0], needs[2, 1], needs[3, 1], needs[4, 3], needs[3, 4] = 0.4, 1.5, 0.25, 0.5, 0.2
    own = np.array([0, 0, -1.8, 1.0, 0.1])
    scores = np.linalg.solve(np.eye(5) - needs.T, own)
    assert float(assessed(tmp_path).footprint.total_kg_co2e) == pytest.approx(scores[0], rel=1e-11)


def test_what_the_database_leaves_out_is_listed_with_its_version(tmp_path: Path) -> None:
    (used,) = [note for note in assessed(tmp_path).assumptions if note.kind.code == "database-used"]
    assert used.params["cut_offs"] == "1"
    assert used.params["unusable"] == "0"
    assert (used.params["database"], used.params["version"], used.params["profile"]) == ("small", "0" * 12, "default")


def test_the_source_is_cited_with_the_digest_of_the_database(tmp_path: Path) -> None:
    (source,) = [source for source, _ in assessed(tmp_path).sources if source.kind == "dataset"]
    assert source.id == "small:board"
    assert source.digest == "sha256:" + "0" * 64
    assert source.place.file.startswith("small:")


def test_a_dataset_of_another_area_is_told(tmp_path: Path) -> None:
    result = assess(study(tmp_path, "small:coal"), DEFAULT, {"small": board()})
    assert "factor-of-other-area" not in assumed(result)
    foreign = database([Rows("coal", "DE").makes("coal").gives("co2", 1)])
    assert "factor-of-other-area" in assumed(assess(study(tmp_path, "small:coal"), DEFAULT, {"small": foreign}))


class TestRefused:
    @staticmethod
    def codes(folder: Path, **more: object) -> list[str]:
        with pytest.raises(InputError) as caught:
            assessed(folder, **more)
        return [problem.kind.code for problem in caught.value.problems if problem.severity == "error"]

    def test_a_database_that_is_not_declared(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, databases=[]) == ["database-undeclared"]

    def test_an_id_without_a_database(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, dataset="board") == ["dataset-id-wrong"]

    def test_a_dataset_that_is_not_there(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, dataset="small:bored") == ["dataset-unknown"]

    def test_a_unit_that_measures_something_else(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, unit="kWh") == ["unit-does-not-fit"]

    def test_a_profile_that_does_not_exist(self, tmp_path: Path) -> None:
        assert "profile-unknown" in self.codes(tmp_path, databases=[{"name": "small", "profile": "best"}])

    def test_a_database_that_was_not_opened(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            assess(study(tmp_path), DEFAULT)
        assert [problem.kind.code for problem in caught.value.problems] == ["database-not-given"]


def test_the_document_repeats_and_names_the_database(tmp_path: Path) -> None:
    documents = [result_document([assessed(tmp_path)]) for _ in range(2)]
    assert documents[0] == documents[1]
    assert documents[0]["databases"] == [
        {
            "name": "small",
            "version": "0" * 12,
            "digest": "sha256:" + "0" * 64,
            "source": "small",
            "reader": "test 1",
            "profile": "default",
        }
    ]


def with_factors(*rows: FactorRow) -> Database:
    """A database that is a table of factors."""
    report = ImportReport()
    assembled = assemble(rows, report)
    return replace(board(), tables=assembled.tables, factors=assembled.factors, report=report)


def factor_row(**cells: object) -> FactorRow:
    """A row as the reader of tables gives it."""
    text = {**dict.fromkeys(COLUMNS, ""), **{key: str(value) for key, value in own_factor("imported", 2).items()}}
    data = ",".join(COLUMNS) + "\n" + ",".join({**text, **cells}[column] for column in COLUMNS)  # type: ignore[misc]
    (row,) = rows_from_csv(data.encode(), "factors.csv", Problems())
    return row


def test_factors_of_a_database_stand_beside_the_shipped(tmp_path: Path) -> None:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "inputs": [uses("main", "x", 4, "factor", "imported")],
    }
    made = Study.load(write_study(tmp_path, tables, databases=DECLARED))
    result = assess(made, DEFAULT, {"small": with_factors(factor_row())})
    assert result.footprint.total_kg_co2e == Decimal("0.8")
    with pytest.raises(InputError) as caught:
        assess(made, DEFAULT, {"small": board()})
    assert [problem.kind.code for problem in caught.value.problems] == ["factor-unknown"]


def test_representativeness_is_computed_against_the_study(tmp_path: Path) -> None:
    quality = result_document([assessed(tmp_path)])["quality"]
    assert isinstance(quality, dict)
    scales = {entry["scale"]: entry for entry in quality["representativeness"]}  # type: ignore[union-attr,call-overload,index]
    scores = {entry["id"]: entry["score"] for entry in scales["pedigree-5"]["indicators"]}  # type: ignore[union-attr,call-overload,index]
    assert scores == {"time": None, "geography": "2", "technology": None}
    pact = {entry["id"]: entry["score"] for entry in scales["pact-3"]["indicators"]}  # type: ignore[union-attr,call-overload,index]
    assert pact == {"time": "3", "geography": "1", "technology": "3"}


def test_a_dataset_may_be_displaced(tmp_path: Path) -> None:
    # 10 kg of product and 3 kg of a co-product that makes 3 kg of coal unnecessary
    tables = {
        "processes": [process("main", allocation="substitution", allocation_reason="it is sold as fuel")],
        "outputs": [
            output("main", "product", 10),
            output("main", "char", 3, displaces_source="dataset", displaces_id="small:coal"),
        ],
        "inputs": [uses("main", "boards", 4, "dataset", "small:board")],
    }
    made = Study.load(write_study(tmp_path, tables, databases=DECLARED))
    power = 1.05 / 0.9
    coal = 0.1 + 0.2 * power
    total = assess(made, DEFAULT, {"small": board()}).footprint.total_kg_co2e
    assert float(total) == pytest.approx(0.4 * (0.25 * power - 1.5 * 1.8) - 0.3 * coal, rel=1e-10)


def test_a_dataset_that_cannot_be_calculated_is_refused(tmp_path: Path) -> None:
    rows = [
        Rows("sorting").makes("sorting").takes("collecting", 1.1).takes("coal", 1),
        Rows("collecting").makes("collecting").takes("sorting", 1.0),
        Rows("coal").makes("coal").gives("co2", 2),
    ]
    of = {"small": database(rows)}
    with pytest.raises(InputError) as caught:
        assess(study(tmp_path, "small:sorting"), DEFAULT, of)
    assert "dataset-unsolvable" in [problem.kind.code for problem in caught.value.problems]
    assert assess(study(tmp_path, "small:coal"), DEFAULT, of).footprint.total_kg_co2e == Decimal("0.8")
