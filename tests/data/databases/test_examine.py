"""An import tells what a calculation will make of the database."""

from __future__ import annotations

from fourfold.data.databases.database import Database
from fourfold.data.databases.examine import examine
from fourfold.data.databases.profile import REFERENCE_ONLY, Profile
from fourfold.data.databases.records import AllocationBasis, AllocationRecord, FlowKind
from fourfold.data.databases.report import Effect, ImportReport
from support.databases import ENERGY, Rows, database, flow


def told(of: Database, profile: Profile | None = None) -> dict[str, str]:
    """The English text of the last finding of each kind."""
    report = ImportReport()
    examine(of, report, profile) if profile else examine(of, report)
    return {finding.problem.kind.code: finding.problem.in_english for finding in report.findings}


def test_a_cut_off_is_told_with_its_amount() -> None:
    found = told(database([Rows("steel").makes("steel").takes("ore", 2.5, "t")]))
    assert found == {"cut-off": "process steel: no process supplies or treats ore (2.5 t)"}


def test_an_ambiguous_provider_is_told_with_the_rule() -> None:
    rows = [Rows("user").makes("steel").takes("power", 1), Rows("b").makes("power"), Rows("a").makes("power")]
    text = told(database(rows, [flow("power", reference=ENERGY)]))["several-providers"]
    assert text == "2 processes could supply power to user; a was taken (the lowest id, nothing else decides)"


def test_a_provider_that_is_not_there_is_told() -> None:
    rows = [Rows("user").makes("steel").takes("power", 1, provider="lost"), Rows("a").makes("power")]
    assert "lost" in told(database(rows))["provider-lost"]


def test_how_several_products_are_treated_is_told() -> None:
    rows = [Rows("chp").makes("heat").gives("ash", 3).gives("co2", 1)]
    assert told(database(rows))["several-products"].endswith("by amounts: heat 25.00%; ash 75.00%")
    assert "heat carries all" in told(database(rows), REFERENCE_ONLY)["several-products-reference-only"]


def test_factors_that_nearly_sum_to_1_are_scaled_and_told() -> None:
    rows = Rows("chp").makes("heat").gives("ash", 3).gives("co2", 1)
    given = AllocationBasis.GIVEN
    rows.allocations += [AllocationRecord(given, "heat", 0.7), AllocationRecord(given, "ash", 0.299)]
    assert "miss 1 by up to 0.001" in told(database([rows]))["allocation-sum"]


def test_rows_without_effect_are_told_one_by_one() -> None:
    report = ImportReport()
    of = database([Rows("a").makes("a").gives("co2", 0).gives("co2", 1, "furlong").gives("co2", 1)])
    examine(of, report)
    assert [finding.effect for finding in report.findings] == [Effect.NOTED, Effect.NOTED]


def test_factors_that_cannot_be_used_are_told_with_their_sum() -> None:
    rows = Rows("chp").makes("heat").gives("ash", 3).gives("co2", 1)
    physical = AllocationBasis.PHYSICAL
    rows.allocations += [AllocationRecord(physical, "heat", 0.7), AllocationRecord(physical, "ash", 0.2)]
    found = told(database([rows]))
    assert found["allocation-not-used"] == (
        "the physical factors of process chp sum to 0.9 over its products; they were not used"
    )
    assert "by amounts" in found["several-products"]


def test_rows_without_factors_are_counted() -> None:
    rows = Rows("chp").makes("heat").gives("ash", 3).gives("co2", 1).gives("co2", 2)
    causal = AllocationBasis.CAUSAL
    rows.allocations += [AllocationRecord(causal, "heat", 0.7, "3"), AllocationRecord(causal, "ash", 0.3, "3")]
    assert told(database([rows]))["allocation-rows-unlisted"].startswith("1 rows of process chp")


def test_a_row_of_amount_0_is_no_cut_off() -> None:
    rows = [Rows("a").makes("a").takes("ore", 0).takes("power", 0, provider="lost"), Rows("b").makes("b", 0)]
    report = ImportReport()
    examine(database(rows), report)
    assert {finding.problem.kind.code for finding in report.findings} == {"row-without-effect"}
    assert len(report.findings) == 3


def test_a_provider_where_none_is_needed_is_told() -> None:
    rows = [
        Rows("a").makes("a", provider="b").gives("heat", 1, provider="b").takes("co2", 1, provider="b"),
        Rows("b").makes("b").takes("a", 1, provider="a").gives("slag", 1, provider="c"),
        Rows("c").treats("slag"),
    ]
    report = ImportReport()
    slag = flow("slag", kind=FlowKind.WASTE)
    examine(database(rows, [slag]), report)
    found = [f for f in report.findings if f.problem.kind.code == "provider-without-effect"]
    assert [f.problem.params["flow"] for f in found] == ["a", "heat", "Carbon dioxide, fossil"]
    assert all(f.effect is Effect.NOTED for f in found)
