"""EcoSpold files as published: whole, with every break of their own schema told."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from fourfold.data.databases.records import FlowKind
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import open_package
from support.ecospold import READER_1, READER_2, flows, processes
from support.jsonld import codes

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
USLCI = DATA / "uslci" / "uslci_fy20_q4_01_olca1_10_3_ecospold.zip"
SAMPLE_1 = DATA / "lca-samples" / "io" / "ecospold1" / "example.xml"
SAMPLE_2 = DATA / "lca-samples" / "io" / "ecospold2" / "input" / "sample_ecospold2.xml"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not USLCI.is_file(), reason="the shared data folder is not beside the repository"),
]


def test_the_us_database_is_read_whole() -> None:
    report = ImportReport()
    with open_package(USLCI) as package:
        assert READER_1.recognises(package)
        assert not READER_2.recognises(package)
        records = list(READER_1.records(package, report, lambda *_: None))
    datasets = processes(records)
    exchanges = [exchange for process in datasets for exchange in process.exchanges]
    assert (len(datasets), len({process.id for process in datasets}), len(exchanges)) == (631, 631, 36_647)
    assert all(math.isfinite(exchange.amount) and exchange.place.row for exchange in exchanges)
    assert max(exchange.place.row for exchange in exchanges) > 65_535
    assert sum(exchange.is_reference for exchange in exchanges) == 631
    assert not list(report.of(Effect.REFUSED))
    found = codes(report)
    # 6,681 counted by the schema's six digits; four of them are sound numbers of seven.
    assert found["cas-malformed"] == 6_677
    assert found["ecospold1-exchange-numbers-repeated"] == 361
    assert found["ecospold1-year-missing"] == 56
    authors = [f for f in report.findings if f.problem.params.get("name") == "firstAuthor"]
    assert (len(authors), max(int(str(f.problem.params["found"])) for f in authors)) == (1_412, 213)
    made = {e.flow for e in exchanges if e.is_reference}
    kinds = flows(records)
    inputs = [e for e in exchanges if e.direction == "input" and kinds[e.flow].kind is FlowKind.PRODUCT]
    assert len(inputs) == 6_581
    assert sum(e.flow in made for e in inputs) > 3_400


def test_the_samples_are_read() -> None:
    for reader, path, rows in ((READER_1, SAMPLE_1, 2), (READER_2, SAMPLE_2, 5)):
        report = ImportReport()
        with open_package(path) as package:
            assert reader.recognises(package)
            (process,) = processes(list(reader.records(package, report, lambda *_: None)))
        assert len(process.exchanges) == rows
        assert not list(report.of(Effect.REFUSED))
