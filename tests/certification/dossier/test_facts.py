"""Facts are read strictly from result, conformity and manifest, which have to speak of one calculation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder
from fourfold.certification.dossier.facts import DossierFacts, facts_of
from fourfold.core.canonical import JSON
from fourfold.core.problems import Problems
from support.dossiers import bent, by_hand, opened, rebuilt, write_rules, write_small_study


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> SealedStudy:
    folder = tmp_path_factory.mktemp("sealed")
    return seal_folder(write_small_study(folder / "study"), "child", packs=[write_rules(folder / "packs")])


def facts(data: bytes) -> tuple[DossierFacts | None, list[tuple[str, str]]]:
    problems = Problems()
    found = facts_of(opened(data), problems)
    return found, [(problem.kind.code, problem.place.column) for problem in problems]


def must(data: bytes) -> DossierFacts:
    found, faults = facts(data)
    assert faults == []
    assert found is not None
    return found


def test_everything_a_certificate_binds_is_there(sealed: SealedStudy) -> None:
    found = must(sealed.data)
    manifest = sealed.dossier.manifest
    assert found.dossier == sealed.dossier.digest
    assert found.product == {"en": "Product", "zh": "产品"}
    assert (found.identifiers, found.codes) == (("urn:example:p:1",), {"hs": "7308"})
    assert found.producer == {"en": "Test works", "zh": "测试工厂"}
    assert found.sites == (({"en": "Plant", "zh": "工厂"}, "CN-JS"),)
    assert (found.unit, found.unit_kind) == ({"en": "1 kg"}, "declared")
    assert (found.unit_amount, found.unit_unit) == (Decimal(1), "kg")
    assert found.total_kg_co2e == Decimal(4)
    assert (found.lines_kg_co2e["fossil"], found.lines_kg_co2e["unsplit"]) == (Decimal(1), Decimal(3))
    assert found.boundary_kind == "cradle-to-gate"
    assert found.stages == ({"en": "Materials"}, {"en": "Making"})
    assert found.areas == ("CN-JS",)
    assert (found.standard["id"], found.outcome, found.method) == ("child", "conformant", "child")
    assert [(link[0], link[1]) for link in found.chain] == [("parent", "1.0"), ("child", "1.0")]
    assert {name for name, _ in found.factors} == {"steel", "paint"}
    assert all(digest.startswith("sha256:") for _, digest in found.factors)
    assert (found.suppliers, found.vouched) == ((), ())
    engine = manifest["engine"]
    assert isinstance(engine, dict)
    assert (found.engine, found.lock) == (engine["version"], engine["lock"])


def test_the_period_is_that_of_the_study_s_own_calendar_in_utc(sealed: SealedStudy) -> None:
    found = must(sealed.data)
    assert (found.start, found.end) == (datetime(2023, 12, 31, 16, tzinfo=UTC), datetime(2024, 12, 31, 16, tzinfo=UTC))


def test_a_lock_that_was_not_known_is_empty(sealed: SealedStudy) -> None:
    engine = sealed.dossier.manifest["engine"]
    assert isinstance(engine, dict)
    assert must(rebuilt(sealed, engine={**engine, "lock": None})).lock == ""


def electricity(sealed: SealedStudy, bend: Callable[[Any], None]) -> dict[str, JSON]:
    return must(rebuilt(sealed, bent(sealed, "result.json", bend))).electricity


def with_supply(document: Any) -> None:
    """3 kWh from instruments without emissions, 1 kWh from the grid; at the grid's factor 2 kg instead of 0.5."""
    document["electricity"]["covered"] = [
        {"kind": "instruments", "energy_kwh": "3", "kg_co2e": "0", "share": "0.75"},
        {"kind": "grid", "energy_kwh": "1", "kg_co2e": "0.5", "share": "0.25"},
    ]
    document["electricity"]["grid_mix_kg_co2e"] = "2"


def test_the_electricity_basis_is_told_by_kind_and_beside_the_grid_mix(sealed: SealedStudy) -> None:
    found = electricity(sealed, with_supply)
    assert found["shares_by_kind"] == {"instruments": "0.75", "grid": "0.25"}
    assert found["grid_mix_total_kg_co2e"] == "5.5"


def test_a_grid_mix_that_is_not_known_is_null(sealed: SealedStudy) -> None:
    def unknown(document: Any) -> None:
        with_supply(document)
        document["electricity"]["grid_mix_kg_co2e"] = None

    assert electricity(sealed, unknown)["grid_mix_total_kg_co2e"] is None


def test_generation_on_the_site_counts_with_the_runs_of_its_process(sealed: SealedStudy) -> None:
    def rows(document: Any) -> None:
        row = {"area": "CN-JS", "process": "main", "grid_kwh": "30", "on_site_kwh": "10"}
        document["electricity"]["rows"] = [row, {**row, "process": "none", "grid_kwh": "999"}]
        document["electricity"].pop("covered", None)

    found = electricity(sealed, rows)
    assert found["shares_by_kind"] == {"on_site": "0.25", "grid": "0.75"}
    assert found["grid_mix_total_kg_co2e"] == "4"


def test_without_electricity_there_are_no_shares(sealed: SealedStudy) -> None:
    found = must(sealed.data).electricity
    assert found["shares_by_kind"] == {}
    assert found["is_hourly"] is True
    assert "grid" in found["order"]  # type: ignore[operator]


def test_suppliers_certificates_are_named_once(sealed: SealedStudy) -> None:
    digests = ["sha256:" + "1" * 64, "", "sha256:" + "2" * 64, "sha256:" + "1" * 64]

    def suppliers(document: Any) -> None:
        document["suppliers"] = [{"supplier": f"s{number}", "digest": one} for number, one in enumerate(digests)]

    found = must(rebuilt(sealed, bent(sealed, "result.json", suppliers)))
    assert found.suppliers == (digests[0], digests[2])


def set_at(*path: str | int, to: Any) -> Callable[[Any], None]:
    def bend(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = to

    return bend


def remove(*path: str | int) -> Callable[[Any], None]:
    def bend(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return bend


@pytest.mark.parametrize(
    ("part", "bend", "due"),
    [
        ("result.json", remove("footprint"), ("member-missing", "footprint")),
        ("result.json", remove("study", "product", "codes"), ("member-missing", "study.product.codes")),
        ("result.json", set_at("footprint", "total_kg_co2e", to=4), ("member-type", "footprint.total_kg_co2e")),
        ("result.json", set_at("footprint", "total_kg_co2e", to="1e9"), ("member-value", "footprint.total_kg_co2e")),
        ("result.json", set_at("footprint", "lines", to={}), ("member-count", "footprint.lines")),
        ("result.json", set_at("fourfold", to="result/9"), ("member-value", "fourfold")),
        ("result.json", set_at("sources", 0, "digest", to="md5"), ("member-value", "sources[0].digest")),
        ("result.json", set_at("study", "period", "end", to="2023-01-01"), ("facts-period", "study.period")),
        ("result.json", set_at("study", "period", "start", to="a day"), ("facts-period", "study.period")),
        ("result.json", set_at("study", "period", "time_zone", to="Mars/Base"), ("facts-period", "study.period")),
        ("result.json", set_at("study", "digest", to="sha256:" + "0" * 64), ("facts-disagree", "study.digest")),
        ("result.json", set_at("method", "id", to="other"), ("facts-disagree", "method.id")),
        ("result.json", set_at("engine", "version", to="9"), ("facts-disagree", "engine.version")),
        ("conformity.json", remove("reports"), ("member-missing", "reports")),
        ("conformity.json", set_at("reports", to=[]), ("member-count", "reports")),
        ("conformity.json", set_at("study", "digest", to="sha256:" + "0" * 64), ("facts-disagree", "study.digest")),
        ("conformity.json", set_at("date", to="2020-01-01"), ("facts-disagree", "date")),
        ("conformity.json", set_at("phase", to="draft"), ("facts-disagree", "phase")),
        (
            "conformity.json",
            set_at("reports", 0, "standard", "version", to="9"),
            ("facts-disagree", "reports[0].standard.version"),
        ),
        (
            "conformity.json",
            set_at("reports", 0, "chain", 0, "digest", to="sha256:" + "0" * 64),
            ("facts-disagree", "reports[0].chain"),
        ),
    ],
)
def test_what_is_missing_or_does_not_agree_is_reported(
    sealed: SealedStudy, part: str, bend: Callable[[Any], None], due: tuple[str, str]
) -> None:
    found, faults = facts(rebuilt(sealed, bent(sealed, part, bend)))
    assert found is None
    assert due in faults


def test_two_reports_are_one_too_many(sealed: SealedStudy) -> None:
    contents = bent(sealed, "conformity.json", lambda document: document["reports"].append(document["reports"][0]))
    found, faults = facts(rebuilt(sealed, contents))
    assert (found, [code for code, _ in faults]) == (None, ["facts-one-report"])


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"a":1,"a":2}', b"\xff"])
def test_documents_that_are_none_are_reported(sealed: SealedStudy, data: bytes) -> None:
    found, faults = facts(rebuilt(sealed, {"result.json": data}))
    assert found is None
    assert faults


def test_faults_of_both_documents_come_together() -> None:
    _, faults = facts(by_hand().data)
    assert {("member-missing", "footprint"), ("member-missing", "reports")} <= set(faults)


def test_the_example_has_facts() -> None:
    example = Path(__file__).parents[3] / "examples" / "lfp-cell"
    found = must(seal_folder(example, "gbt-24067-2024").data)
    assert found.electricity["shares_by_kind"] == {"grid": "1"}
    assert found.electricity["grid_mix_total_kg_co2e"] == str(found.total_kg_co2e) == "81.337392494716"
    assert json.dumps(found.codes) == '{"hs": "850760"}'
