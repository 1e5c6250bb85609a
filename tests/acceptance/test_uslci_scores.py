"""Scores of the shared US database: the published figures, an independent dense solve, and every gas accounted for."""

from __future__ import annotations

import csv
import json
import re
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fourfold.app.databases.importing import import_database
from fourfold.app.databases.score_files import write_scores
from fourfold.app.databases.scoring import open_scoring
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from fourfold.data.databases.mapping.report import map_flows
from fourfold.store.databases import FolderShelf

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data" / "uslci"
JSON_LD = DATA / "uslci_olca1_5_0_json_ld.tar.gz"
ECOSPOLD = DATA / "uslci_fy20_q4_01_olca1_10_3_ecospold.zip"
PROFILE = "reference-product-no-cutoff-links"
FLOW = "Carbon dioxide, fossil"
PUBLISHED = {
    "Electricity, at Grid, US, 2010": ("MJ", 0.176167),
    "Polyethylene terephthalate, resin, at plant": ("kg", 1.51014),
    "Portland cement, at plant": ("kg", 0.965627),
}
CLIMATE = re.compile(
    r"carbon dioxide|carbon monoxide|\bmethane|nitrous|dinitrogen|fluoro|hfc|cfc|pfc|sf6|\bhalon|hexafluor|trifluor"
    r"|chloroform|hcc-|\br-\d+",
    re.IGNORECASE,
)

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository"),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FolderShelf:
    made = FolderShelf(tmp_path_factory.mktemp("library"))
    import_database(JSON_LD, made, name="uslci")
    return made


@pytest.fixture(scope="module")
def rows(shelf: FolderShelf, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    output = tmp_path_factory.mktemp("scores") / "scores.csv"
    write_scores(open_scoring(shelf, "uslci", "", PROFILE, GwpSet.AR6), output, by_flow=True)
    with output.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_published_figures(rows: list[dict[str, str]]) -> None:
    found = {row["name"]: row for row in rows}
    for name, (unit, figure) in PUBLISHED.items():
        assert found[name]["unit"] == unit
        assert f"{float(found[name][FLOW]):.6g}" == f"{figure:.6g}", name


def test_every_product_is_that_of_a_dense_solve_on_the_raw_files(rows: list[dict[str, str]]) -> None:
    expected = _by_hand()
    assert len(rows) == len(expected)
    for row in rows:
        assert float(row[FLOW]) == pytest.approx(expected[row["uuid"]], rel=1e-7, abs=1e-9), row["name"]


@pytest.mark.parametrize("source", [JSON_LD, ECOSPOLD], ids=["json-ld", "ecospold"])
def test_every_name_that_sounds_of_climate_is_mapped_or_has_a_reason(source: Path, shelf: FolderShelf) -> None:
    database = _database(source, shelf)
    found = map_flows(database.flows, database.exchanges)
    names, kinds = database.flows["name"].to_list(), database.flows["kind"].to_list()
    silent = {
        name
        for name, kind, match in zip(names, kinds, found.matches, strict=True)
        if kind == "elementary" and CLIMATE.search(name) and not match.counts and not match.reason
    }
    assert silent == set()
    counted = [row for row, match in enumerate(found.matches) if match.counts]
    assert len(counted) >= 60
    assert {names[row] for row in found.unmapped}  # groups without composition, and emissions to water


def _database(source: Path, shelf: FolderShelf) -> Database:
    if source is not JSON_LD and not shelf.versions("uslci-es"):
        import_database(source, shelf, name="uslci-es")
    return shelf.open("uslci" if source is JSON_LD else "uslci-es")


@cache
def _by_hand() -> dict[str, float]:
    """Fossil CO2 of one base unit of every reference product, straight from the archive by the README's convention."""
    files = dict(_files())
    factors: dict[str, float] = {}
    for group in files["unit_groups"]:
        factors |= {unit["@id"]: unit["conversionFactor"] for unit in group["units"]}
    emitted = {flow["@id"] for flow in files["flows"] if flow["name"].strip() == FLOW}
    properties = {
        flow["@id"]: {p["flowProperty"]["@id"]: p["conversionFactor"] for p in flow["flowProperties"]}
        for flow in files["flows"]
    }

    def amount(exchange: dict[str, Any]) -> float:
        flow, held = exchange["flow"]["@id"], exchange.get("flowProperty", {}).get("@id")
        share = properties[flow].get(held, 1.0)
        return float(exchange["amount"] * factors[exchange["unit"]["@id"]] / share)

    processes = sorted((p for p in files["processes"] if _reference(p)), key=lambda p: str(p["@id"]))
    number = {process["@id"]: at for at, process in enumerate(processes)}
    makers: dict[str, list[str]] = {}
    for process in processes:
        makers.setdefault(_reference(process)["flow"]["@id"], []).append(process["@id"])
    matrix, direct = np.zeros((len(processes), len(processes))), np.zeros(len(processes))
    for process in processes:
        column, made = number[process["@id"]], _reference(process)["flow"]["@id"]
        for exchange in process["exchanges"]:
            flow, inward = exchange["flow"]["@id"], bool(exchange.get("input"))
            if flow in emitted:
                direct[column] += 0.0 if inward else amount(exchange)
            elif flow == made:
                matrix[column, column] += -amount(exchange) if inward else amount(exchange)
            elif inward and flow in makers:
                declared = exchange.get("defaultProvider", {}).get("@id")
                provider = declared if declared in makers[flow] else makers[flow][0]
                matrix[number[provider], column] -= amount(exchange)
    solved = np.linalg.solve(matrix.T, direct)
    return {process["@id"]: float(solved[number[process["@id"]]]) for process in processes}


def _reference(process: dict[str, Any]) -> dict[str, Any]:
    return next((e for e in process.get("exchanges", []) if e.get("quantitativeReference")), {})


def _files() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with tarfile.open(JSON_LD) as archive:
        for member in archive:
            folder = Path(member.name).parent.name
            if member.isfile() and folder in ("unit_groups", "flows", "processes") and member.name.endswith(".json"):
                stream = archive.extractfile(member)
                assert stream is not None
                found.setdefault(folder, []).append(json.load(stream))
    yield from found.items()
