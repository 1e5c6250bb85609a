"""The EU draft act on vehicle batteries: its examples, its method by hand, and the example cell against it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fourfold.standards.conformity.report import Outcome
from fourfold.standards.pack.model import ReadExtent, ReviewStatus
from support.checked_packs import checked, findings, judged, method_on, verdicts
from support.instruments import instrument
from support.outcomes import close
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.shipped_packs import examined, not_chinese, one_sided, shipped
from support.studies import emits, output, own_factor, process, uses, write_study

PACK = "eu-batt-ev-draft-2024"
DAY = date(2026, 6, 30)
LFP = Path(__file__).resolve().parents[3] / "examples" / "lfp-cell"
ROLES = ("raw-materials", "production", "distribution", "use", "end-of-life")


def battery(folder: Path, *instruments: dict[str, object], **changes: Any) -> Path:
    """A pack of 50 kWh whose whole plant meters 48 kWh in two days for the one pack it makes: 100 kg of materials at
    10, 5 kg of delivery, 7 kg in use, 3 kg at the end, and the recycling of copper at nothing."""
    interval_file(folder, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.9"] * 48})
    wind = own_factor("wind", "0.01", "kWh", family="electricity", claim="market", losses="included", area="CN-JS")
    tables = power_tables(
        [metered("making", "power", "m")],
        processes=[process("making", stage="production"), *(process(name, stage=name) for name in ROLES[2:])],
        outputs=[
            output("making", "pack", unit="piece"),
            *(output(name, f"{name}-done", unit="piece") for name in ROLES[2:]),
        ],
        inputs=[
            uses("making", "materials", 100, "factor", "materials", stage="raw-materials", data_kind="primary"),
            *(
                uses("making", f"of-{name}", 1, "process", f"{name}-done", "piece", data_kind="primary")
                for name in ROLES[2:]
            ),
        ],
        emissions=[emits(name, f"{name}-co2", "CO2", kg) for name, kg in zip(ROLES[2:], (5, 7, 3), strict=True)],
        end_of_life=[
            {
                "process": "end-of-life", "end_of_life": "copper", "name": "Copper", "amount": "1", "unit": "kg",
                "r1": "0", "r2": "0", "r3": "0", "disposal": "nothing", "data_kind": "primary",
                "a": "0.2", "b": "0", "quality_in": "1", "quality_out": "1",
            }
        ],
        meters=[meter_row("m")],
        series=[series_row("s")],
        instruments=instruments,
        factors=[own_factor("materials", "10"), own_factor("nothing", "0"), wind],
    )  # fmt: skip
    declared: dict[str, Any] = {
        "period": TWO_DAYS,
        "unit": {"kind": "declared", "amount": "1", "unit": "piece", "names": {"en": "1 pack"}, "flow": "pack"},
        "boundary": {"kind": "cradle-to-grave"},
        "stages": [{"id": name, "names": {"en": name}, "role": name} for name in ROLES],
        "product": {"names": {"en": "Pack A"}, "identifiers": ["urn:example:pack:a"], "codes": {"hs": "850760"}},
        "service": {"energy_capacity_kwh": "50", "cycles_per_year": "100", "years": "8"},
        "scope": {"end_of_life_scenario": {"en": "Shredded, metals recovered"}},
        "publication": {"url": "https://example.org/pack-a", "declaration": "DoC 17"},
        "electricity": {"official_factor": "cn-electricity-footprint-2024"},
    }
    return write_study(folder, tables, **{**declared, **changes})


def test_every_example_holds_and_every_change_of_a_rule_is_noticed() -> None:
    assert findings(PACK) == []
    assert examined(PACK).changes > 90


def test_all_texts_are_there_in_both_languages() -> None:
    assert one_sided(shipped(PACK)) == []
    assert not_chinese(shipped(PACK)) == []


def test_it_is_a_draft_that_never_came_into_force() -> None:
    identity = shipped(PACK).identity
    assert identity.document.effective.start is None
    assert (identity.status, identity.reading.extent) == (ReviewStatus.DRAFT, ReadExtent.SECONDARY)
    assert identity.codes == {"hs": ("850760",)}


def test_its_method_counts_four_stages_per_energy_delivered_without_contracts() -> None:
    method = method_on(PACK, DAY)
    assert [str(stage) for stage in method.stages] == ["raw-materials", "production", "distribution", "end-of-life"]
    assert [str(kind) for kind in method.supply.order] == ["on_site", "direct_line", "grid"]
    assert (str(method.electricity), method.end_of_life) == ("official-national", "circular-footprint-formula")
    assert (method.result_unit.quantity, method.result_unit.unit) == ("energy-delivered", "kWh")


def test_a_whole_pack_meets_everything_that_data_decide(tmp_path: Path) -> None:
    """1000 of materials, 48 kWh at the national 0.5777, 5 of delivery and 3 at the end; the 7 of use do not count."""
    found = checked(battery(tmp_path), PACK)
    got = verdicts(found, PACK)
    assert {name for name, verdict in got.items() if verdict not in ("pass", "not_applicable")} == {
        "product.category",
        "functional_unit.service_life",
        "stages.split_judged",
        "electricity.national_factor",
    }
    assert set(got.values()) == {"pass", "not_applicable", "needs_person"}
    result = found.results[0]
    assert result is not None
    assert close(result.footprint.total_kg_co2e, Decimal(1008) + 48 * Decimal("0.5777"))
    assert found.outcome is Outcome.UNDETERMINED
    said = judged(found, PACK)["functional_unit.energy_delivered"].texts["en"]
    assert said == "The battery delivers 40000 kWh over its life per declared unit: capacity × cycles per year × years."


def test_certificates_change_nothing_and_a_note_says_so(tmp_path: Path) -> None:
    bare, held = tmp_path / "bare", tmp_path / "held"
    certificate = instrument("gec-1", 48, "2024-03-01", "2024-03-03")
    without, with_one = (checked(battery(folder, *rows), PACK) for folder, rows in ((bare, []), (held, [certificate])))
    first, second = without.results[0], with_one.results[0]
    assert first is not None
    assert second is not None
    assert first.footprint.total_kg_co2e == second.footprint.total_kg_co2e
    judgement = judged(with_one, PACK)["electricity.instruments_do_not_count"]
    assert (str(judgement.verdict), str(judgement.severity)) == ("fail", "note")
    assert judgement.texts["en"].endswith("the average consumption mix of the country: gec-1.")


def test_a_direct_line_counts(tmp_path: Path) -> None:
    """12 kWh of wind power over the line at 0.01, 36 kWh at 0.5777."""
    line = instrument("line", 12, "2024-03-01", "2024-03-03", kind="direct-line")
    found = checked(battery(tmp_path, line), PACK)
    result = found.results[0]
    assert result is not None
    assert close(result.footprint.total_kg_co2e, Decimal(1008) + 36 * Decimal("0.5777") + 12 * Decimal("0.01"))
    asked = ("only_direct_or_grid", "instruments_do_not_count", "consumption_mix")
    got = verdicts(found, PACK, *(f"electricity.{name}" for name in asked))
    assert set(got.values()) == {"pass"}


def test_the_four_stages_are_judged_by_a_person_and_the_pack_says_why(tmp_path: Path) -> None:
    question = judged(checked(battery(tmp_path), PACK), PACK)["stages.split_judged"]
    assert "that of its process: copper." in question.texts["en"]
    assert "a person judges the split" in shipped(PACK).identity.unknown["en"]


def test_what_is_from_memory_is_not_called_secondary() -> None:
    pack = shipped(PACK)
    method = {choice.key: choice.status for choice in pack.choices}
    assert (method["supply_order"], method["electricity"]) == ("memory", "memory")
    clauses = {clause.id: clause.status for clause in pack.clauses}
    assert (clauses["electricity"], clauses["electricity.contracts"]) == ("memory", "secondary")


def test_the_example_cell_lacks_two_stages_and_what_stands_in_a_declaration() -> None:
    got = verdicts(checked(LFP, PACK), PACK)
    assert {name for name, verdict in got.items() if verdict == "fail"} == {
        "declaration.number",
        "declaration.study_link",
        "stages.distribution",
        "stages.end_of_life",
        "data.main_production",
        "end_of_life.materials",
    }
