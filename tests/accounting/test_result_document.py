"""The result as a document: as its schema says, the same bytes every time, every list summing to the total."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.accounting
from fourfold.accounting.assess import assess_by_each
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import canonical_bytes
from fourfold.exchange.study_workbook import study_workbook
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, series_row, shape_rows, spread
from support.studies import Rows, emits, output, own_factor, process, uses, write_study

SCHEMA = Path(fourfold.accounting.__file__).parent / "result.schema.json"
METHODS = ("fourfold-default", "annual-mean", "official-national", "hourly-ar5")


def busy_tables() -> dict[str, Rows]:
    """Co-products, a loop, a supplier, gases, a removal, a meter with a roof, a spread amount, an unused process."""
    return {
        "processes": [
            process("main", allocation="economic", allocation_reason="no physical relation"),
            process("heat"),
            process("steel", stage="materials"),
            process("idle"),
        ],
        "outputs": [
            output("main", "product", 7, allocation_value=3, allocation_unit="CNY/kg"),
            output("main", "by-product", 3, allocation_value=1, allocation_unit="CNY/kg"),
            output("heat", "steam", 30, "MJ"),
            output("steel", "plate", 11),
            output("idle", "nothing", 1),
        ],
        "inputs": [
            uses("main", "in-steam", 9, "process", "steam", "MJ", kind="energy"),
            uses("main", "in-plate", 5, "process", "plate"),
            uses("heat", "in-plate-heat", 1, "process", "plate"),
            uses("steel", "in-steam-steel", 2, "process", "steam", "MJ", kind="energy"),
            uses("main", "in-bought", 3, "supplier", "bought", quality="1;2;1;n.a.;3"),
            uses("steel", "in-wood", 2, "factor", "wood", stage="materials"),
            uses("idle", "in-idle", 2, "factor", "wood"),
            uses("main", "in-left", 1, "cut-off", "screws"),
        ],
        "emissions": [
            emits("heat", "stack", "CO2", "1.7", quality="1;1;1;1;1"),
            emits("heat", "slip", "CH4", "0.003"),
            emits("steel", "leak", "CH4", "0.011", kind="fugitive", origin="unstated"),
            emits("main", "uptake", "CO2", "0.4", origin="removal"),
        ],
        "electricity": [
            metered("main", "e-meter", "m"),
            spread("steel", "e-spread", 17),
        ],
        "meters": [meter_row("m"), meter_row("sun", role="generation")],
        "generation": [
            {"generation": "roof", "site": "plant", "meter": "sun", "factor": "pv", "attributes": "kept"},
        ],
        "shapes": shape_rows(weights={12: 3}),
        "series": [series_row("s", demand_column="demand")],
        "suppliers": [
            {
                "supplier": "bought",
                "name": "Bought",
                "value": 3,
                "per_amount": 2,
                "per_unit": "kg",
                "fossil": "2.5",
                "boundary": "gate-to-gate",
                "valid_from": "2024-01-01",
                "valid_to": "2025-01-01",
                "gwp_set": "unstated",
                "document": "Declaration 7",
                "document_file": "evidence/declaration.txt",
            }
        ],
        "factors": [
            own_factor("wood", "1.3", gas="CO2", line="biogenic_emissions", gwp_set="not_weighted"),
            own_factor("wood", "-1.5", gas="CO2", line="biogenic_removals", gwp_set="not_weighted"),
            own_factor("wood", "0.001", gas="N2O", line="fossil", kind="process", gwp_set="not_weighted"),
            own_factor("pv", "0.05", "kWh", family="electricity", losses="excluded"),
        ],
    }


DECLARED: dict[str, Any] = {
    "period": TWO_DAYS,
    "cut_offs": [{"id": "screws", "what": {"en": "Screws"}, "reason": {"en": "Small"}, "estimated_share": "0.001"}],
    "assumptions": [{"id": "flat", "text": {"en": "Load as usual"}, "concerns": ["e-spread"]}],
}


def write_busy(folder: Path) -> Path:
    hours = range(48)
    interval_file(folder, "meters/m.csv", {"kwh": [1 + hour % 5 for hour in hours]})
    interval_file(folder, "meters/sun.csv", {"kwh": [2 if hour % 24 == 12 else 0 for hour in hours]})
    interval_file(
        folder,
        "series/s.csv",
        {"factor": [Decimal(30 + 7 * hour % 50) / 100 for hour in hours], "demand": [10 + hour % 24 for hour in hours]},
    )
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "declaration.txt").write_text("3 kg for 2 kg\n", encoding="utf-8")
    return write_study(folder, busy_tables(), **DECLARED)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_busy(tmp_path_factory.mktemp("busy"))


def document_of(folder: Path, *methods: str) -> Any:
    results = assess_by_each(Study.load(folder), [method(name) for name in methods or METHODS[:1]])
    return result_document(results)


@pytest.fixture(scope="module")
def document(folder: Path) -> Any:
    return document_of(folder, *METHODS)


def results_in(document: Any) -> list[Any]:
    return [document, *document["also"]]


def test_it_is_as_its_schema_says(document: Any) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    spoiled = {**document, "footprint": {**document["footprint"], "total_kg_co2e": 1.5}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(spoiled)


def leaves(tree: Any) -> Iterator[Any]:
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from leaves(child)
    if not isinstance(tree, dict | list):
        yield tree


def test_no_number_is_a_float(document: Any) -> None:
    assert {type(leaf) for leaf in leaves(document)} == {str, int, bool, type(None)}


def summed(parts: Any, key: str = "total_kg_co2e") -> Decimal:
    return sum((Decimal(part[key]) for part in parts), Decimal(0))


def test_every_list_sums_to_the_total_exactly(document: Any) -> None:
    for result in results_in(document):
        footprint = result["footprint"]
        whole = Decimal(footprint["total_kg_co2e"])
        assert whole != 0
        assert sum(map(Decimal, footprint["lines"].values())) == whole
        for name in ("stages", "processes", "contributions"):
            assert summed(footprint[name]) == whole, name
        assert summed(footprint["gases"], "kg_co2e") == whole
        for part in (*footprint["stages"], *footprint["contributions"]):
            assert sum(map(Decimal, part["lines"].values())) == Decimal(part["total_kg_co2e"])
        rows = result["electricity"]["rows"]
        for way in ("kwh", "kg_co2e", "annual_mean_kg_co2e", "official_kg_co2e"):
            assert summed(rows, f"per_unit_{way}") == Decimal(result["electricity"]["totals"][f"per_unit_{way}"])
        for row in rows:
            assert Decimal(row["grid_kwh"]) + Decimal(row["on_site_kwh"]) == Decimal(row["energy_kwh"])


def test_the_electricity_of_the_total_is_that_of_the_method(document: Any) -> None:
    ways = dict(zip(METHODS, ("kg_co2e", "annual_mean_kg_co2e", "official_kg_co2e", "kg_co2e"), strict=True))
    for result in results_in(document):
        grid = [part for part in result["footprint"]["contributions"] if part["kind"] == "electricity"]
        way = ways[result["method"]["id"]]
        assert summed(grid) == Decimal(result["electricity"]["totals"][f"per_unit_{way}"])


def test_children_of_the_tree_sum_to_their_parent(document: Any) -> None:
    """Within the rounding of the children; a node that closes a loop is not unfolded again."""
    for result in results_in(document):
        tree = result["footprint"]["tree"]
        rounding = Decimal(result["precision"]["quantum_kg_co2e"])
        assert abs(Decimal(tree["total_kg_co2e"]) - Decimal(result["footprint"]["total_kg_co2e"])) < 40 * rounding
        seen = list(nodes(tree))
        assert any(node["loop"] for node in seen)
        for node in seen:
            if node["children"]:
                rest = abs(summed(node["children"]) - Decimal(node["total_kg_co2e"]))
                assert rest <= rounding * (len(node["children"]) + 1)


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node["children"]:
        yield from nodes(child)


def test_several_methods_stand_side_by_side(document: Any, folder: Path) -> None:
    assert [entry["id"] for entry in document["methods"]] == list(METHODS)
    assert [result["method"]["id"] for result in document["also"]] == list(METHODS[1:])
    first, *others = document["methods"]
    assert (first["difference_kg_co2e"], first["difference_share"]) == ("0", "0")
    for entry, result in zip(others, document["also"], strict=True):
        assert entry["total_kg_co2e"] == result["footprint"]["total_kg_co2e"]
        difference = Decimal(entry["total_kg_co2e"]) - Decimal(first["total_kg_co2e"])
        assert Decimal(entry["difference_kg_co2e"]) == difference
    alone = document_of(folder, "hourly-ar5")
    assert alone["footprint"] == document["also"][2]["footprint"], "a method gives the same beside others and alone"


SAY = """
import sys
from pathlib import Path
from fourfold.accounting.assess import assess_by_each
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import canonical_bytes
results = assess_by_each(Study.load(Path(sys.argv[1])), [method(name) for name in sys.argv[2:]])
sys.stdout.buffer.write(canonical_bytes(result_document(results)))
"""


def test_the_bytes_repeat_in_other_processes(document: Any, folder: Path) -> None:
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SAY, str(folder), *METHODS]
        run = subprocess.run(command, capture_output=True, check=True, env=environment)
        assert run.stdout == canonical_bytes(document)


def without_places(tree: Any) -> Any:
    """The document without what names the files it was read from."""
    if isinstance(tree, dict):
        return {k: without_places(v) for k, v in tree.items() if k not in ("place", "places", "study", "digest")}
    return [without_places(child) for child in tree] if isinstance(tree, list) else tree


def test_a_workbook_gives_the_same_result_as_csv_tables(document: Any, folder: Path, tmp_path: Path) -> None:
    write_busy(tmp_path)
    for table in (tmp_path / "tables").iterdir():
        table.unlink()
    (tmp_path / "tables").rmdir()
    rows = {
        name: [{column: str(cell) for column, cell in row.items()} for row in table]
        for name, table in busy_tables().items()
    }
    (tmp_path / "study.xlsx").write_bytes(study_workbook(rows))
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8").replace("tables: tables", "tables: study.xlsx")
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    from_workbook = document_of(tmp_path, *METHODS)
    assert without_places(from_workbook) == without_places(document)
    assert from_workbook["footprint"]["contributions"][0]["place"]["sheet"] != ""


def test_the_digest_of_the_study_changes_with_any_of_its_files(tmp_path: Path) -> None:
    write_busy(tmp_path)
    before = document_of(tmp_path)["study"]
    paths = [entry["path"] for entry in before["files"]]
    assert {path.split("/")[0] for path in paths} == {"evidence", "meters", "series", "study.yaml", "tables"}
    digests = {before["digest"]}
    for path in paths:
        original = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(original + b"\n")
        digests.add(document_of(tmp_path)["study"]["digest"])
        (tmp_path / path).write_bytes(original)
    assert len(digests) == len(paths) + 1
    assert document_of(tmp_path)["study"] == before


def test_what_it_rests_on_is_listed_with_the_rows_that_use_it(document: Any) -> None:
    sources = {source["id"]: source for source in document["sources"]}
    assert sources["wood"]["used_by"] == ["in-wood", "in-idle"]
    assert sources["s"]["used_by"] == ["e-meter", "e-spread"]
    assert sources["pv"]["used_by"] == ["e-meter/roof", "e-spread/roof"]
    assert sources["bought"]["document"] == "Declaration 7"
    codes = {entry["code"] for entry in document["assumptions"]}
    assert codes >= {"cut-off", "stated", "allocated", "supplier-boundary", "spread-by-shape", "methane-origin-unknown"}
    warned = [entry["code"] for entry in document["warnings"]]
    assert warned == ["allocation-out-of-order", "supplier-boundary-unlike", "process-unused"]
    for entry in document["assumptions"]:
        assert "{" not in entry["text"]["en"] + entry["text"]["zh"]


def test_nothing_of_the_machine_is_in_it(document: Any, folder: Path) -> None:
    assert str(folder) not in canonical_bytes(document).decode()
