"""Meters of a study: other files, sub-meters, rests, check meters, corrections; each kilowatt-hour once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain
from fourfold.accounting.study.model import Study, StudyError
from fourfold.core.canonical import canonical_bytes
from support.electricity_files import days, stamps, write_csv
from support.meter_files import espi_block, espi_feed, espi_reading, espi_type
from support.outcomes import calculated, refused, told, total
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import Rows, output, process, write_study

WHOLE = days("2024-03-01", "2024-03-03", "Asia/Shanghai")
FLAT = [series_row("s")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plant that draws 10 kWh an hour: 3 through the meter a, 4 through b, of which 1 goes through c."""
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.5"] * 48})
    for name, kwh in {"m": 10, "a": 3, "b": 4, "c": 1}.items():
        interval_file(tmp_path, f"meters/{name}.csv", {"kwh": [kwh] * 48})
    return tmp_path


TREE: Rows = [meter_row("m"), meter_row("a", parent="m"), meter_row("b", parent="m"), meter_row("c", parent="b")]


def write(folder: Path, electricity: Rows, meters: Rows = TREE, **declared: object) -> Path:
    tables = power_tables(electricity, meters=meters, series=FLAT)
    tables["processes"] = [process("main"), process("side")]
    tables["outputs"] = [output("main", "product", 10), output("side", "other", 10)]
    return write_study(folder, tables, period=TWO_DAYS, **declared)


def loads(study: Study) -> dict[str, str]:
    document = result_document([calculated(study)])["electricity"]
    assert isinstance(document, dict)
    rows = document["rows"]
    assert isinstance(rows, list)
    return {str(row["id"]): str(row["energy_kwh"]) for row in rows if isinstance(row, dict)}


def faults(folder: Path) -> list[str]:
    """Codes of the errors with which a study is refused, each spelled out."""
    try:
        study = Study.load(folder)
    except StudyError as error:
        return [problem.kind.code for problem in error.problems if told(problem)]
    return [problem.kind.code for problem in refused(study) if told(problem)]


def rest(process_name: str, name: str, meter: str) -> dict[str, object]:
    return metered(process_name, name, meter, how="meter-rest")


def test_the_rest_of_a_meter_is_what_sub_meters_in_other_rows_leave(folder: Path) -> None:
    study = Study.load(write(folder, [rest("main", "e", "m"), metered("side", "f", "a"), metered("side", "g", "c")]))
    assert loads(study) == {"e": str(48 * (10 - 3 - 1)), "f": "144", "g": "48"}
    assert sum(map(int, loads(study).values())) == 480
    assert study.warnings == ()


def test_a_rest_below_a_rest_counts_nothing_twice(folder: Path) -> None:
    study = Study.load(write(folder, [rest("main", "e", "m"), rest("side", "f", "b"), metered("side", "g", "c")]))
    assert loads(study) == {"e": "288", "f": "144", "g": "48"}


def test_a_rest_rests_on_the_files_of_all_its_meters(folder: Path) -> None:
    study = Study.load(write(folder, [rest("main", "e", "m"), metered("side", "f", "a")]))
    cells = {place.file for place in explain(calculated(study), "e").cells}
    assert {"meters/m.csv", "meters/a.csv"} <= cells


@pytest.mark.parametrize(
    ("electricity", "code"),
    [
        ([metered("main", "e", "m"), metered("side", "f", "a")], "meter-counted-with-parent"),
        ([metered("main", "e", "m"), metered("side", "f", "c")], "meter-counted-with-parent"),
        ([rest("main", "e", "m"), metered("side", "f", "b"), metered("side", "g", "c")], "meter-counted-with-parent"),
        ([rest("main", "e", "m")], "meter-rest-without-parts"),
        ([rest("main", "e", "m"), rest("side", "f", "m"), metered("side", "g", "a")], "meter-counted-twice"),
    ],
)
def test_a_kilowatt_hour_through_two_meters_is_refused(folder: Path, electricity: Rows, code: str) -> None:
    assert code in faults(write(folder, electricity))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"m": {"parent": "c"}}, "meter-cycle"),
        ({"a": {"parent": "a"}}, "meter-cycle"),
        ({"a": {"role": "check"}}, "meter-parent-unlike"),
        ({"a": {"parent": "z"}}, "reference-unknown"),
        ({"a": {"substitution": "check-meter", "check_meter": "a"}}, "meter-cycle"),
    ],
)
def test_meters_that_are_no_tree_are_refused(folder: Path, changes: dict[str, dict[str, object]], code: str) -> None:
    meters = [{**row, **changes.get(str(row["meter"]), {})} for row in TREE]
    assert code in faults(write(folder, [metered("main", "e", "m")], meters))


def test_what_has_no_sub_meter_is_told_and_meters_of_the_tree_are_not_called_unused(folder: Path) -> None:
    study = Study.load(write(folder, [metered("main", "e", "m")]))
    assert study.warnings == ()
    said = calculated(study).assumptions
    assert [one.params["rest_kwh"] for one in said if one.kind.code == "sub-meters"] == ["144", "144"]


def test_sub_meters_beyond_their_meter_refuse_the_study_unless_tolerated(folder: Path) -> None:
    interval_file(folder, "meters/a.csv", {"kwh": [3] * 47 + [7]})
    electricity = [metered("main", "e", "m")]
    assert faults(write(folder, electricity)) == ["sub-meters-exceed"]
    tolerant = Study.load(write(folder, electricity, supply={"sub_meter_tolerance": "0.01"}))
    kinds = [one.kind.code for one in calculated(tolerant).assumptions]
    assert "sub-meters-within-tolerance" in kinds


def test_a_check_meter_counts_nowhere_but_for_missing_readings(folder: Path) -> None:
    starts = stamps(WHOLE, 60)
    write_csv(folder / "meters" / "m.csv", "time,kwh", starts[:5] + starts[6:], [10] * 47)
    meters = [meter_row("m", substitution="check-meter", check_meter="a"), meter_row("a", role="check")]
    study = Study.load(write(folder, [metered("main", "e", "m")], meters))
    assert loads(study) == {"e": "473"}
    assert study.warnings == ()
    assert [
        one.params["energy_kwh"] for one in calculated(study).assumptions if one.kind.code == "readings-substituted"
    ] == ["3"]


def test_a_green_button_feed_stands_for_a_csv_file(folder: Path) -> None:
    by_csv = total(calculated(Study.load(write(folder, [metered("main", "e", "m")], [meter_row("m")]))))
    rows = [(at, 3600, 10_000) for at in WHOLE.grid(60).starts().tolist()]
    espi_feed(folder / "meters" / "m.xml", espi_type(1), espi_reading(1, 1), espi_block(1, rows))
    row = meter_row("m", file="meters/m.xml", time_column="", energy_column="", energy_unit="")
    study = Study.load(write(folder, [metered("main", "e", "m")], [row]))
    assert total(calculated(study)) == by_csv == "24"
    assert study.files["meters/m.xml"].role == "meter"
    assert explain(calculated(study), "e").cells


def corrected(folder: Path, *rows: tuple[str, str, str]) -> Path:
    write_csv(folder / "meters" / "fix.csv", "time,energy,received", *zip(*rows, strict=True))
    meters = [meter_row("m", corrections_file="meters/fix.csv")]
    return write(folder, [metered("main", "e", "m")], meters)


FIRST = ("2024-03-01T05:00", "20", "2024-04-01T00:00:00Z")
SECOND = ("2024-03-01T05:00", "30.5", "2024-05-01T00:00:00Z")


def test_a_result_as_known_at_a_moment_repeats_to_the_byte(folder: Path) -> None:
    moment = datetime(2024, 4, 15, tzinfo=UTC)

    def result() -> bytes:
        document = result_document([calculated(Study.load(folder).as_known_at(moment))])
        study = document["study"]
        assert isinstance(study, dict)
        assert study.pop("digest")
        assert study.pop("files")
        return canonical_bytes(document)

    corrected(folder, FIRST)
    before = result()
    corrected(folder, FIRST, SECOND)
    assert result() == before
    assert loads(Study.load(folder).as_known_at(moment)) == {"e": "490"}
    assert loads(Study.load(folder)) == {"e": "500.5"}


def test_the_moment_may_stand_in_the_declarations(folder: Path) -> None:
    corrected(folder, FIRST, SECOND)
    tables = power_tables(
        [metered("main", "e", "m")], meters=[meter_row("m", corrections_file="meters/fix.csv")], series=FLAT
    )
    write_study(folder, tables, period=TWO_DAYS, supply={"known_at": "2024-04-15T00:00:00Z"})
    study = Study.load(folder)
    assert loads(study) == {"e": "490"}
    (moment, replaced) = [one for one in calculated(study).assumptions if one.kind.code.startswith("readings-")]
    assert moment.params["moment"] == "2024-04-15T00:00:00Z"
    assert (replaced.params["old_kwh"], replaced.params["new_kwh"]) == ("10", "20")
    write_study(folder, tables, period=TWO_DAYS, supply={"known_at": "2024-02-30T00:00:00Z"})
    with pytest.raises(StudyError) as error:
        Study.load(folder)
    assert [problem.kind.code for problem in error.value.problems] == ["known-at"]


def test_a_meter_without_new_columns_reads_as_before(folder: Path) -> None:
    study = Study.load(write(folder, [metered("main", "e", "m")], [meter_row("m")]))
    result = calculated(study)
    assert not [one for one in result.assumptions if "meter" in one.params]
    assert total(result) == str(Decimal(480) / 2 / 10)
