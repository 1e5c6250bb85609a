"""A study without its confidential parts comes to the same figures to the last digit, or is refused with the reason."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.app.certification.dossiers.redacting import Redacted, redact
from fourfold.certification.dossier.openings import NO_OPENINGS, Openings
from fourfold.core.problems import InputError
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, series_row
from support.studies import Rows, emits, output, own_factor, process, uses, write_study

METHOD = method("fourfold-default")


def calculated(study: Study) -> Result:
    return assess(study, METHOD)


def hidden(folder: Path, *parts: str, openings: Openings = NO_OPENINGS) -> tuple[Result, Redacted]:
    """A study and what is left of it."""
    whole = calculated(Study.load(folder))
    into = Path(tempfile.mkdtemp(dir=folder.parent))
    return whole, redact(whole, parts, into, calculated, openings)


def refusals(folder: Path, *parts: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        hidden(folder, *parts)
    return [problem.kind.code for problem in caught.value.problems]


def figures(result: Result) -> dict[tuple[str, str], Decimal]:
    """By stage and line; what is nothing is left out."""
    found = result.footprint.by(lambda cell: (cell.item.stage, str(cell.line)))
    return {key: value.value for key, value in found.items() if value.value}


def chain_tables() -> dict[str, Rows]:
    """Mine → alloy → product, with an energy process that serves all three."""
    return {
        "processes": [process("make"), process("alloy", stage="materials"), process("mine"), process("steam")],
        "outputs": [
            output("make", "product", "3"),
            output("alloy", "metal", "7"),
            output("mine", "ore", "11"),
            output("steam", "heat", "13", "MJ"),
        ],
        "inputs": [
            uses("make", "in-metal", "2", "process", "metal"),
            uses("make", "in-heat", "5", "process", "heat", "MJ"),
            uses("alloy", "in-ore", "6", "process", "ore"),
            uses("alloy", "in-flux", "1.7", "factor", "flux"),
            uses("alloy", "alloy-heat", "3", "process", "heat", "MJ"),
            uses("mine", "mine-heat", "1", "process", "heat", "MJ"),
        ],
        "emissions": [
            emits("alloy", "alloy-co2", "CO2", "1.1"),
            emits("mine", "mine-ch4", "CH4", "0.013", kind="fugitive"),
            emits("steam", "steam-co2", "CO2", "0.9", origin="biogenic"),
            emits("mine", "uptake", "CO2", "0.21", origin="removal"),
        ],
        "factors": [own_factor("flux", "0.77")],
    }


def test_a_hidden_process_leaves_the_figures_and_takes_its_rows_along(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", chain_tables())
    whole, left = hidden(folder, "process:alloy", "process:mine")
    shown = calculated(Study.load(left.folder))
    assert figures(shown) == figures(whole)
    assert {row.process for row in shown.study.tables.processes} == {"make", "alloy", "steam"}
    assert {row.input for row in shown.study.tables.inputs if row.process == "alloy"} == {
        "asserted-alloy-1",
        "asserted-alloy-2",
        "asserted-alloy-3",
    }
    everything = b"".join(path.read_bytes() for path in left.folder.rglob("*") if path.is_file())
    assert not any(word in everything for word in (b"flux", b"mine-ch4", b"alloy-co2", b"1.7", b"ore"))
    (asserted,) = left.redaction.assertions
    assert asserted.total_kg_co2e == sum(asserted.lines_kg_co2e.values())
    assert asserted.share is not None
    assert 0 < asserted.share < 1


def test_every_changed_file_is_committed_to_and_kept(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", chain_tables())
    _, left = hidden(folder, "process:alloy", "process:mine")
    changed = {"inputs", "outputs", "processes", "emissions", "factors"}
    assert set(left.redaction.commitments) == {f"hidden/study/tables/{name}.csv" for name in changed}
    assert left.redaction.added == ("tables/suppliers.csv",)
    for name, committed in left.redaction.commitments.items():
        assert left.openings.parts[committed].data == (folder / name.removeprefix("hidden/study/")).read_bytes()


def test_hiding_twice_with_the_same_openings_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", chain_tables())
    _, once = hidden(folder, "process:alloy", "process:mine")
    _, again = hidden(folder, "process:alloy", "process:mine", openings=once.openings)
    assert again.redaction == once.redaction
    assert again.openings == once.openings
    _, fresh = hidden(folder, "process:alloy", "process:mine")
    assert set(fresh.redaction.commitments.values()).isdisjoint(once.redaction.commitments.values())


amounts = st.integers(1, 99_999).map(lambda digits: Decimal(digits) / 1000)


@st.composite
def studies(draw: st.DrawFn) -> tuple[dict[str, Rows], list[str]]:
    """A study of processes that use earlier ones, now and then in a loop, and some of them to hide."""
    count = draw(st.integers(2, 5))
    names = [f"p{number}" for number in range(count)]
    inputs = [uses(names[0], "own", draw(amounts), "factor", "stuff")]
    for number in range(1, count):
        for user in {number - 1, draw(st.integers(0, number - 1))}:
            inputs.append(uses(names[user], f"in-{user}-{number}", draw(amounts), "process", f"f{number}"))
    if draw(st.booleans()):  # a little of a product goes back to its maker's supplier
        inputs.append(uses(names[-1], "back", "0.000001", "process", f"f{draw(st.integers(1, count - 1))}"))
    gases = st.sampled_from(["CO2", "N2O"])
    origins = st.sampled_from(["fossil", "biogenic", "land-use-change"])
    emissions = [emits(name, f"e-{name}", draw(gases), draw(amounts), origin=draw(origins)) for name in names]
    tables: dict[str, Rows] = {
        "processes": [process(name, stage=draw(st.sampled_from(["materials", "making"]))) for name in names],
        "outputs": [output(name, "product" if not at else f"f{at}", draw(amounts)) for at, name in enumerate(names)],
        "inputs": inputs,
        "emissions": emissions,
        "factors": [own_factor("stuff", draw(amounts))],
    }
    first = draw(st.integers(1, count - 1))
    return tables, names[first:]


@settings(max_examples=12, deadline=None)
@given(studies())
def test_small_random_studies_come_to_the_same_figures(made: tuple[dict[str, Rows], list[str]]) -> None:
    tables, names = made
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(Path(place) / "study", tables)
        whole, left = hidden(folder, *(f"process:{name}" for name in names))
        shown = calculated(Study.load(left.folder))
        assert figures(shown) == figures(whole)
        total = sum((one.total_kg_co2e for one in left.redaction.assertions), Decimal(0))
        of_hidden = {item.id for item in shown.inventory.items if item.process in names}
        assert total == sum(cell.kg_co2e.value for cell in shown.footprint.cells if cell.item.id in of_hidden)


def with_evidence(folder: Path) -> Path:
    tables = chain_tables()
    tables["outputs"] = [{**row, "evidence_file": "proof/bill.txt"} for row in tables["outputs"][:1]] + list(
        tables["outputs"][1:]
    )
    (folder / "proof").mkdir(parents=True)
    (folder / "proof" / "bill.txt").write_text("42 t of metal bought", encoding="utf-8")
    return write_study(folder, tables)


@pytest.mark.parametrize("name", ["proof/bill.txt", "study/proof/bill.txt"])
def test_hidden_evidence_is_replaced_by_a_note_of_its_commitment(tmp_path: Path, name: str) -> None:
    folder = with_evidence(tmp_path / "study")
    whole, left = hidden(folder, name)
    note = json.loads((left.folder / "proof" / "bill.txt").read_bytes())
    assert note["commitment"] == left.redaction.commitments["hidden/study/proof/bill.txt"]
    assert set(left.redaction.commitments) == {"hidden/study/proof/bill.txt"}
    assert left.redaction.assertions == ()
    assert figures(calculated(Study.load(left.folder))) == figures(whole)


def changed(**more: Any) -> dict[str, Rows]:
    return {**chain_tables(), **more}


def two_products() -> dict[str, Rows]:
    shared = {"allocation_unit": "MJ/kg"}
    tables = chain_tables()
    outputs = [row for row in tables["outputs"] if row["process"] != "alloy"]
    outputs += [output("alloy", "metal", "7", allocation_value="2", **shared)]
    outputs += [output("alloy", "slag", "2", allocation_value="1", **shared)]
    processes = [row for row in tables["processes"] if row["process"] != "alloy"]
    processes.append(process("alloy", stage="materials", allocation="physical", allocation_reason="by energy"))
    return {**tables, "outputs": outputs, "processes": processes}


@pytest.mark.parametrize(
    ("tables", "parts", "code"),
    [
        (chain_tables(), ["process:mill"], "hide-unknown"),
        (chain_tables(), ["tables/inputs.csv"], "hide-file-needed"),
        (chain_tables(), ["study.yaml"], "hide-file-needed"),
        (chain_tables(), ["database:ours"], "hide-unknown"),
        (chain_tables(), ["process:alloy"], "hide-only-serves-hidden"),
        (two_products(), ["process:alloy"], "hide-several-products"),
        (
            changed(
                processes=[*chain_tables()["processes"], process("idle")],
                outputs=[*chain_tables()["outputs"], output("idle", "nothing")],
            ),
            ["process:idle"],
            "hide-unused",
        ),
        (
            changed(factors=[own_factor("flux", "-9", line="fossil")]),
            ["process:alloy", "process:mine"],
            "hide-negative",
        ),
    ],
)
def test_what_cannot_be_hidden_is_refused_with_its_reason(
    tmp_path: Path, tables: dict[str, Rows], parts: list[str], code: str
) -> None:
    folder = write_study(tmp_path / "study", tables)
    assert code in refusals(folder, *parts)


def test_all_that_cannot_be_hidden_is_told_at_once(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", two_products())
    assert refusals(folder, "process:mill", "process:alloy") == ["hide-unknown", "hide-several-products"]


def test_assumptions_that_concern_hidden_rows_leave_with_them(tmp_path: Path) -> None:
    stated = [
        {"id": "secret", "text": {"en": "The flux is from a friend."}, "concerns": ["in-flux"]},
        {"id": "both", "text": {"en": "All is measured."}, "concerns": ["in-flux", "in-metal"]},
    ]
    folder = write_study(tmp_path / "study", chain_tables(), assumptions=stated)
    _, left = hidden(folder, "process:alloy", "process:mine")
    (kept,) = Study.load(left.folder).declarations.assumptions
    assert (kept.id, kept.concerns) == ("both", ("in-metal",))
    assert "hidden/study/study.yaml" in left.redaction.commitments


def with_meters(folder: Path, *, shared: bool) -> Path:
    """A product and what goes into it, on one meter by production records or on a meter each."""
    for name in ("m", "n"):
        interval_file(folder, f"meters/{name}.csv", {"kwh": [3, 1] * 24})
    interval_file(folder, "series/s.csv", {"factor": ["0.6", "0.4"] * 24})
    of_share = {"how": "meter-share", "meter": "m", "data_kind": "primary"}
    apart: Rows = [metered("main", "e", "m"), metered("side", "f", "n")]
    together: Rows = [
        {"process": "main", "electricity": "e", **of_share},
        {"process": "side", "electricity": "f", **of_share},
    ]
    day = {"meter": "m", "start": "2024-03-01T00:00", "end": "2024-03-03T00:00", "unit": "kg"}
    tables: dict[str, Rows] = {
        "processes": [process("main"), process("side")],
        "outputs": [output("main", "product", 10), output("side", "other", 10)],
        "inputs": [uses("main", "in-other", 4, "process", "other")],
        "electricity": together if shared else apart,
        "meters": [meter_row("m")] if shared else [meter_row("m"), meter_row("n")],
        "series": [series_row("s")],
        "production": [{**day, "process": "main", "amount": 3}, {**day, "process": "side", "amount": 1}]
        if shared
        else [],
    }
    return write_study(folder, tables, period=TWO_DAYS)


def test_a_hidden_process_takes_its_own_meter_along(tmp_path: Path) -> None:
    folder = with_meters(tmp_path / "study", shared=False)
    whole, left = hidden(folder, "process:side")
    assert figures(calculated(Study.load(left.folder))) == figures(whole)
    assert not (left.folder / "meters" / "n.csv").exists()
    assert "hidden/study/meters/n.csv" in left.redaction.commitments
    assert (left.folder / "meters" / "m.csv").read_bytes() == (folder / "meters" / "m.csv").read_bytes()


def test_a_hidden_process_takes_its_sub_meter_check_meter_and_corrections_along(tmp_path: Path) -> None:
    folder = with_meters(tmp_path / "study", shared=False)
    interval_file(folder, "meters/k.csv", {"kwh": [9] * 48})
    (folder / "meters" / "fix.csv").write_text(
        "time,energy,received\n2024-03-01T00:00,3,2024-04-01T00:00:00Z\n", encoding="utf-8"
    )
    tables = chain_of_meters(folder)
    write_study(folder, tables, period=TWO_DAYS)
    whole, left = hidden(folder, "process:side")
    assert figures(calculated(Study.load(left.folder))) == figures(whole)
    assert [row.meter for row in Study.load(left.folder).tables.meters] == ["m"]
    for gone in ("n", "k", "fix"):
        assert not (left.folder / "meters" / f"{gone}.csv").exists()
        assert f"hidden/study/meters/{gone}.csv" in left.redaction.commitments


def chain_of_meters(folder: Path) -> dict[str, Rows]:
    """A hidden process on a meter of its own, with corrections and a check meter."""
    own = meter_row("n", substitution="check-meter", check_meter="k", corrections_file="meters/fix.csv")
    return {
        "processes": [process("main"), process("side")],
        "outputs": [output("main", "product", 10), output("side", "other", 10)],
        "inputs": [uses("main", "in-other", 4, "process", "other")],
        "electricity": [metered("main", "e", "m"), metered("side", "f", "n")],
        "meters": [meter_row("m"), own, meter_row("k", role="check")],
        "series": [series_row("s")],
    }


def test_a_process_whose_sub_meter_is_part_of_a_shown_rest_is_not_hidden_alone(tmp_path: Path) -> None:
    folder = with_meters(tmp_path / "study", shared=False)
    interval_file(folder, "meters/m.csv", {"kwh": [8] * 48})
    tables = chain_of_meters(folder)
    tables["meters"] = [meter_row("m"), meter_row("n", parent="m"), meter_row("k", parent="m")]
    tables["electricity"] = [metered("main", "e", "m", how="meter-rest"), metered("side", "f", "n")]
    interval_file(folder, "meters/k.csv", {"kwh": [1] * 48})
    write_study(folder, tables, period=TWO_DAYS)
    assert refusals(folder, "process:side") == ["hide-unreadable-without"]


def test_a_process_that_shares_a_meter_with_what_is_shown_is_not_hidden_alone(tmp_path: Path) -> None:
    folder = with_meters(tmp_path / "study", shared=True)
    assert refusals(folder, "process:side") == ["hide-shared-electricity"]
