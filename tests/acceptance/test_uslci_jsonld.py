"""The US database in openLCA JSON-LD as published: read whole, scores as stated beside it, exported and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.solving import Solver
from fourfold.app.databases.exporting import export_database
from fourfold.app.databases.importing import import_database
from fourfold.core.problems import InputError
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import PROFILES, REFERENCE_ONLY, Profile
from fourfold.data.databases.report import Effect
from fourfold.store.databases import FolderShelf

pytestmark = pytest.mark.acceptance

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ARCHIVE = DATA / "uslci" / "uslci_olca1_5_0_json_ld.tar.gz"
SAMPLES = DATA / "lca-samples" / "jsonld" / "input"
STATED = {
    "Electricity, at Grid, US, 2010": 0.176167,
    "Polyethylene terephthalate, resin, at plant": 1.51014,
    "Portland cement, at plant": 0.965627,
}
"""kg of fossil CO2 emitted per unit, from the README beside the archive, which writes PET for the second."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FolderShelf:
    return FolderShelf(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def uslci(shelf: FolderShelf) -> Database:
    if not ARCHIVE.exists():
        pytest.skip("the shared archive is not there")
    import_database(ARCHIVE, shelf, name="uslci")
    return shelf.open("uslci")


def scores(database: Database, profile: Profile, flow: str) -> dict[str, float]:
    """Amount of one elementary flow per unit of each product, by its id."""
    system = build_system(database, profile)
    chosen = (database.flows["name"] == flow).to_numpy().astype(np.float64)[:, None]
    values = Solver(system.coefficients).adjoint(np.asarray(system.burdens.T @ chosen)).values[:, 0]
    return {product.id: float(value) for product, value in zip(system.products, values, strict=True)}


def test_everything_is_there(uslci: Database) -> None:
    counts = {name: uslci.info.counts[name] for name in ("processes", "flows", "exchanges", "parameters")}
    assert counts == {"processes": 766, "flows": 4601, "exchanges": 32526, "parameters": 537}
    assert (uslci.tables["properties"].height, uslci.tables["units"].height) == (33, 193)
    assert not any(uslci.report.of(Effect.UNIT))
    found = {code: len(findings) for (_, code), findings in uslci.report.by_rule().items()}
    assert found["jsonld-factor-without-product"] == 11642
    assert found["jsonld-triangle-sorted"] == 27
    assert found["jsonld-uncertainty-unreadable"] == 4811  # geometric standard deviations of 0
    assert found["jsonld-unit-twice"] == 1
    assert uslci.allocations.height + found["allocation-exchange-missing"] == 484


def test_scores_are_those_stated(uslci: Database) -> None:
    by_id = scores(uslci, REFERENCE_ONLY, "Carbon dioxide, fossil")
    names = dict(uslci.processes.select("name", "id").iter_rows())
    for name, stated in STATED.items():
        assert by_id[names[name]] == pytest.approx(stated, rel=5e-6)


def test_every_row_is_in_the_system_or_named_by_the_report(uslci: Database) -> None:
    system = build_system(uslci)
    used = {*system.needs.exchanges.tolist(), *system.interventions.exchanges.tolist(), *system.production.tolist()}
    places = {
        code: {(f.problem.place.file, f.problem.place.row) for f in found}
        for (_, code), found in uslci.report.by_rule().items()
    }
    idle = places["cut-off"] | places["row-without-effect"]
    undivided = {file for file, _ in places["several-products-reference-only"]}
    columns = uslci.exchanges.select("file", "row", "direction", "flow").rows()
    kinds = uslci.flows["kind"].to_list()
    silent = [
        (file, row)
        for number, (file, row, direction, flow) in enumerate(columns)
        if number not in used
        and (file, row) not in idle
        and not (file in undivided and direction == "output" and kinds[flow] == "product")
    ]
    assert silent == []
    assert len(columns) - len(used) > 2000, "cut-offs are there, so the test could fail"


def test_the_round_trip_keeps_rows_and_scores(uslci: Database, shelf: FolderShelf, tmp_path: Path) -> None:
    file = tmp_path / "uslci.zip"
    export_database(uslci, file)
    import_database(file, shelf, name="again")
    again = shelf.open("again")
    columns = ["direction", "amount", "unit", "to_reference", "is_reference", "distribution", "a", "b", "c", "pedigree"]
    assert again.processes["id"].to_list() == uslci.processes["id"].to_list()
    assert again.exchanges.select(columns).equals(uslci.exchanges.select(columns))
    assert again.allocations["value"].to_list() == uslci.allocations["value"].to_list()
    for profile in PROFILES.values():
        first = scores(uslci, profile, "Carbon dioxide, fossil")
        assert scores(again, profile, "Carbon dioxide, fossil") == pytest.approx(first, rel=1e-12, abs=1e-15)


def test_the_samples_are_read_or_refused_with_a_reason(shelf: FolderShelf) -> None:
    if not SAMPLES.exists():
        pytest.skip("the shared samples are not there")
    read, reasons = {}, set()
    for path in sorted(SAMPLES.glob("*.zip")):
        try:
            read[path.stem] = import_database(path, shelf).info.counts["processes"]
        except InputError as error:
            read[path.stem] = -1
            reasons.add(error.problems[0].kind.code)
    assert reasons == {"import-nothing-read"}
    assert read["exchange_sync-all"] == 2
    assert read["exchange_sync-process"] == 1
    assert {name for name, count in read.items() if count < 0} == {
        "nw_set_sync-all",
        "nw_set_sync-impact_method",
        "unit_sync-unit_group",
    }
