"""Textbook systems with numbers derived by hand, through records, assembly and compilation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.background.compile import build_system, decide
from fourfold.accounting.background.solving import Solver
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import DEFAULT, PROFILES, REFERENCE_ONLY, LinkRule, Profile, Several
from fourfold.data.databases.records import (
    AllocationBasis,
    AllocationRecord,
    Direction,
    ExchangeRecord,
    FlowKind,
    FlowPropertyRecord,
    UnitGroupRecord,
    UnitRecord,
)
from support.databases import CO2, ENERGY, Rows, database, flow

WASTE = flow("sludge", kind=FlowKind.WASTE)
POWER = flow("power", reference=ENERGY)
HEAT = flow("heat", reference=ENERGY)


def dividing(*rules: Several) -> Profile:
    """The default profile with other rules for several products."""
    return Profile("test", {"en": "test"}, DEFAULT.links, rules)


def scores(of: Database, profile: Profile = DEFAULT, emission: str = "co2") -> dict[str, float]:
    """Amount of one elementary flow for one unit of every product, by product id."""
    system = build_system(of, profile)
    burdens = np.asarray(system.burdens.todense())[of.flow_rows[emission]].reshape(-1, 1)
    values = Solver(system.coefficients).adjoint(burdens).values[:, 0]
    return {product.id: float(value) for product, value in zip(system.products, values, strict=True)}


def test_a_loop_of_two_is_solved() -> None:
    # y_coal = 0.1 + 0.2 y_power ; y_power = 1 + 0.5 y_coal  →  y_coal = 0.3 / 0.9, y_power = 1 + 0.15 / 0.9
    found = scores(
        database(
            [
                Rows("coal").makes("coal").takes("power", 0.2).gives("co2", 0.1),
                Rows("power").makes("power").takes("coal", 0.5).gives("co2", 1.0),
            ],
            [POWER],
        )
    )
    assert found == pytest.approx({"coal": 0.3 / 0.9, "power": 1 + 0.15 / 0.9}, rel=1e-14)


def test_a_process_that_uses_its_own_product_delivers_what_is_left() -> None:
    # 10 made, 2 used: 8 delivered for 4 kg
    found = scores(database([Rows("power").makes("power", 10).takes("power", 2).gives("co2", 4)], [POWER]))
    assert found == pytest.approx({"power": 0.5}, rel=1e-14)


def test_amounts_are_converted_within_their_group() -> None:
    made = database([Rows("power").makes("power", 1, "kWh").gives("co2", 900, "g")], [POWER])
    assert scores(made) == pytest.approx({"power": 0.9 / 3.6})


def test_amounts_are_converted_by_a_property_of_the_flow() -> None:
    fuel = flow("fuel", properties={ENERGY: 40.0})
    made = database(
        [
            Rows("fuel").makes("fuel").gives("co2", 3.0),
            Rows("heat").makes("heat", 1, "MJ").takes("fuel", 2, "MJ", property=ENERGY),
        ],
        [fuel, HEAT],
    )
    assert scores(made)["heat"] == pytest.approx(2 / 40 * 3.0)


@pytest.mark.parametrize("is_input", [True, False])
def test_an_avoided_product_is_a_credit_in_either_spelling(is_input: bool) -> None:
    plant = Rows("plant").makes("steam").gives("co2", 5)
    plant = plant.takes("power", 2, is_avoided=True) if is_input else plant.gives("power", 2, is_avoided=True)
    made = database([plant, Rows("grid").makes("power").gives("co2", 1.5)], [POWER])
    assert scores(made)["plant"] == pytest.approx(5 - 2 * 1.5)


def test_waste_is_treated_where_the_treatment_takes_it_in() -> None:
    made = database(
        [
            Rows("shop").makes("steel").gives("sludge", 3).gives("co2", 1),
            Rows("plant").treats("sludge", 2).gives("co2", 0.8),
        ],
        [WASTE],
    )
    assert scores(made) == pytest.approx({"shop": 1 + 3 * 0.4, "plant": 0.4})


def test_waste_is_treated_where_the_reference_is_negative() -> None:
    """As EcoSpold 2 writes it: the treatment makes −1, its users take −3."""
    sludge = flow("sludge")
    made = database(
        [
            Rows("shop").makes("steel").takes("sludge", -3).gives("co2", 1),
            Rows("plant").makes("sludge", -2).gives("co2", 0.8),
        ],
        [sludge],
    )
    assert scores(made) == pytest.approx({"shop": 1 + 3 * 0.4, "plant": 0.4})


def test_an_output_that_is_only_treated_needs_the_treatment() -> None:
    made = database(
        [
            Rows("shop").makes("steel").gives("sludge", 3).gives("co2", 1),
            Rows("plant").makes("sludge", -2).gives("co2", 0.8),
        ]
    )
    assert scores(made)["shop"] == pytest.approx(1 + 3 * 0.4)


def test_an_avoided_waste_is_credited_with_its_treatment() -> None:
    made = database(
        [
            Rows("shop").makes("steel").gives("sludge", 3, is_avoided=True).gives("co2", 5),
            Rows("plant").treats("sludge", 2).gives("co2", 0.8),
        ],
        [WASTE],
    )
    assert scores(made)["shop"] == pytest.approx(5 - 3 * 0.4)


def chp(*factors: AllocationRecord) -> Database:
    """1 kg of heat-bearing steam worth 2 MJ and 3 MJ of power from 10 kg of CO2; coal for it from a mine."""
    plant = Rows("chp").makes("heat", 2, "MJ").gives("power", 3, "MJ").takes("coal", 4).gives("co2", 6)
    plant.allocations.extend(factors)
    mine = Rows("mine").makes("coal").gives("co2", 1)
    grid = Rows("grid").makes("power", 1, "MJ").gives("co2", 0.5)
    return database([plant, mine, grid], [HEAT, POWER])


def test_co_products_by_amounts() -> None:
    found = scores(chp(), dividing(Several.AMOUNTS))
    assert found["chp/heat"] == pytest.approx(10 * 0.4 / 2)
    assert found["chp/power"] == pytest.approx(10 * 0.6 / 3)


def test_amounts_are_never_prices() -> None:
    """Two products counted apart, which have only a price in common: nothing to divide by."""
    price = FlowPropertyRecord("p-price", "Price", "g-price")
    money = UnitGroupRecord("g-price", "Money", "EUR", (UnitRecord("EUR", 1.0),))
    plant = Rows("plant").makes("a", 2).gives("b", 3, "MJ").gives("co2", 10)
    flows = [flow("a", properties={"p-price": 1.0}), flow("b", reference=ENERGY, properties={"p-price": 5.0})]
    assert scores(database([plant], flows, more=[price, money]), dividing(Several.AMOUNTS)) == {"plant": 5.0}


@pytest.mark.parametrize(
    ("rule", "basis"),
    [
        (Several.PHYSICAL, AllocationBasis.PHYSICAL),
        (Several.ECONOMIC, AllocationBasis.ECONOMIC),
        (Several.GIVEN, AllocationBasis.GIVEN),
    ],
)
def test_co_products_by_the_factors_of_the_source(rule: Several, basis: AllocationBasis) -> None:
    factors = [AllocationRecord(basis, "heat", 0.1), AllocationRecord(basis, "power", 0.9)]
    found = scores(chp(*factors), dividing(rule, Several.REFERENCE_ONLY))
    assert found["chp/heat"] == pytest.approx(10 * 0.1 / 2)
    assert found["chp/power"] == pytest.approx(10 * 0.9 / 3)


def test_co_products_row_by_row() -> None:
    """Coal by one key, the plant's own emission by another."""
    causal = AllocationBasis.CAUSAL
    factors = [
        AllocationRecord(causal, "heat", 0.25, exchange="3"),
        AllocationRecord(causal, "power", 0.75, exchange="3"),
        AllocationRecord(causal, "heat", 1.0, exchange="4"),
    ]
    found = scores(chp(*factors), dividing(Several.CAUSAL))
    assert found["chp/heat"] == pytest.approx((4 * 0.25 + 6) / 2)
    assert found["chp/power"] == pytest.approx(4 * 0.75 / 3)


def test_co_products_by_substitution() -> None:
    assert scores(chp(), dividing(Several.SUBSTITUTION))["chp"] == pytest.approx((10 - 3 * 0.5) / 2)


def test_the_reference_may_carry_everything() -> None:
    found = scores(chp(), REFERENCE_ONLY)
    assert found["chp"] == pytest.approx(10 / 2)
    assert "chp/power" not in found


def test_factors_that_do_not_sum_to_1_are_not_used() -> None:
    factors = [AllocationRecord(AllocationBasis.ECONOMIC, "heat", 0.1)]
    found = scores(chp(*factors), dividing(Several.ECONOMIC, Several.AMOUNTS))
    assert found["chp/heat"] == pytest.approx(10 * 0.4 / 2)


def test_a_reference_to_nature_makes_no_product() -> None:
    made = database([Rows("a").makes("co2", 2), Rows("b").makes("b", 4).gives("co2", 1)])
    assert scores(made) == pytest.approx({"b": 0.25})


def test_a_credit_spelled_as_an_output_is_of_the_supply() -> None:
    """Where a process treats what another supplies, the credit of the product is of its supply."""
    made = database(
        [
            Rows("plant").makes("steam").gives("oil", 2, is_avoided=True).gives("co2", 5),
            Rows("well").makes("oil").gives("co2", 1.5),
            Rows("cleaner").makes("oil", -1).gives("co2", 9),
        ]
    )
    assert scores(made)["plant"] == pytest.approx(5 - 2 * 1.5)


def test_a_negative_input_of_what_is_only_supplied_is_a_credit() -> None:
    made = database(
        [Rows("a").makes("a").takes("power", -2).gives("co2", 5), Rows("p").makes("power").gives("co2", 1)], [POWER]
    )
    assert scores(made)["a"] == pytest.approx(5 - 2)


def test_what_is_only_treated_is_no_supply() -> None:
    """Scrap that somebody takes in though others only treat it: cut off, and no credit."""
    scrap = flow("scrap", kind=FlowKind.PRODUCT)
    made = database(
        [Rows("b").makes("b").takes("scrap", 1).gives("co2", 2), Rows("t").makes("scrap", -1).gives("co2", 5)], [scrap]
    )
    assert scores(made)["b"] == pytest.approx(2)


def test_a_waste_that_others_only_make_is_cut_off() -> None:
    made = database(
        [Rows("a").makes("a").gives("sludge", 1).gives("co2", 2), Rows("w").makes("sludge").gives("co2", 5)], [WASTE]
    )
    assert scores(made)["a"] == pytest.approx(2)


def test_substitution_credits_the_supply_though_others_treat_the_flow() -> None:
    made = database(
        [
            Rows("plant").makes("a").gives("oil", 2).gives("co2", 8),
            Rows("well").makes("oil").gives("co2", 2),
            Rows("cleaner").makes("oil", -1).gives("co2", 2),
        ]
    )
    assert scores(made, dividing(Several.SUBSTITUTION))["plant"] == pytest.approx(8 - 2 * 2)


def test_rows_without_causal_factors_are_carried_by_the_reference() -> None:
    plant = Rows("plant").makes("a").gives("b", 1)
    for amount in (1, 2, 3):
        plant.gives("co2", amount)
    causal = AllocationBasis.CAUSAL
    plant.allocations += [AllocationRecord(causal, "a", 0.4, "3"), AllocationRecord(causal, "b", 0.6, "3")]
    found = scores(database([plant]), dividing(Several.CAUSAL))
    assert found == pytest.approx({"plant/a": 0.4 + 2 + 3, "plant/b": 0.6})


def test_rows_of_one_flow_add_up() -> None:
    made = database([Rows("coal").makes("coal").gives("coal", 1).gives("co2", 1).gives("co2", 3)])
    assert scores(made) == pytest.approx({"coal": 2.0})


def test_a_need_without_a_provider_carries_nothing() -> None:
    made = database([Rows("steel").makes("steel").takes("ore", 2).gives("co2", 1)])
    assert scores(made) == pytest.approx({"steel": 1.0})


def test_inputs_from_nature_are_negative() -> None:
    made = database([Rows("wood").makes("wood").takes("uptake", 1.8)])
    assert scores(made, emission="uptake") == pytest.approx({"wood": -1.8})
    assert scores(made, REFERENCE_ONLY, "uptake") == pytest.approx({"wood": 0.0})


class TestProviders:
    @staticmethod
    def made(*rows: Rows, **more: object) -> tuple[str, LinkRule]:
        """The provider of power that the user takes, and why, from a database of these rows."""
        of = database([*rows], [POWER], **more)  # type: ignore[arg-type]
        decided = decide(of, DEFAULT)
        product = decided.links.providers[0]
        return of.processes["id"][int(decided.products.processes[product])], decided.links.rules[0]

    def test_the_one_the_source_names(self) -> None:
        user = Rows("user").makes("steel").takes("power", 1, provider="b")
        assert self.made(user, Rows("a").makes("power"), Rows("b").makes("power")) == ("b", LinkRule.DECLARED)

    def test_the_one_a_user_chose(self) -> None:
        user = Rows("user").makes("steel").takes("power", 1, provider="b")
        found = self.made(user, Rows("a").makes("power"), Rows("b").makes("power"), choices={("", "power"): "a"})
        assert found == ("a", LinkRule.CHOSEN)

    def test_nobody_where_a_user_says_so(self) -> None:
        """One user is cut off, the other is not."""
        rows = [
            Rows("user").makes("steel").takes("power", 1),
            Rows("other").makes("tin").takes("power", 1),
            Rows("a").makes("power").gives("co2", 2),
        ]
        made = database(rows, [POWER], choices={("user", "power"): "-"})
        assert scores(made) == pytest.approx({"user": 0.0, "other": 2.0, "a": 2.0})

    def test_the_one_in_the_same_place(self) -> None:
        user = Rows("user", "DE").makes("steel").takes("power", 1)
        found = self.made(user, Rows("a", "FR").makes("power"), Rows("b", "DE").makes("power"))
        assert found == ("b", LinkRule.SAME_LOCATION)

    def test_the_one_of_the_area_around(self) -> None:
        user = Rows("user", "CN-JS").makes("steel").takes("power", 1)
        found = self.made(user, Rows("a", "FR").makes("power"), Rows("b", "CN").makes("power"))
        assert found == ("b", LinkRule.ENCLOSING_LOCATION)

    def test_a_market(self) -> None:
        user = Rows("user").makes("steel").takes("power", 1)
        found = self.made(user, Rows("a").makes("power"), Rows("market for power").makes("power"))
        assert found == ("market for power", LinkRule.MARKET)

    def test_the_lowest_id_when_nothing_decides(self) -> None:
        user = Rows("user").makes("steel").takes("power", 1)
        found = self.made(user, Rows("b").makes("power"), Rows("a").makes("power"))
        assert found == ("a", LinkRule.LOWEST_ID)


amount = st.floats(0.01, 100)


@given(products=st.lists(amount, min_size=1, max_size=4), burden=amount, need=amount)
def test_what_a_process_burdens_is_neither_lost_nor_counted_twice(
    products: list[float], burden: float, need: float
) -> None:
    plant = Rows("plant").makes("p0", products[0]).takes("coal", need).gives("co2", burden)
    for number, made in enumerate(products[1:], start=1):
        plant.gives(f"p{number}", made)
    of = database([plant, Rows("mine").makes("coal").gives("co2", 2.0)])
    found = scores(of, dividing(Several.AMOUNTS))
    ids = ["plant"] if len(products) == 1 else [f"plant/p{number}" for number in range(len(products))]
    whole = sum(found[key] * made for key, made in zip(ids, products, strict=True))
    assert whole == pytest.approx(burden + 2.0 * need, rel=1e-12)


@given(order=st.permutations(range(4)))
def test_the_order_of_processes_does_not_matter(order: list[int]) -> None:
    rows = [
        Rows("a").makes("a").takes("b", 0.2).takes("d", 0.1).gives("co2", 1),
        Rows("b").makes("b").takes("c", 0.3).gives("co2", 2),
        Rows("c").makes("c").takes("a", 0.4).gives("co2", 3),
        Rows("d").makes("d").gives("co2", 4),
    ]
    assert scores(database([rows[i] for i in order])) == pytest.approx(scores(database(rows)), rel=1e-13)


def test_an_amount_in_a_unit_that_does_not_convert_does_not_count() -> None:
    made = database([Rows("steel").makes("steel").gives("co2", 1).gives("co2", 1, "furlong")])
    assert scores(made) == pytest.approx({"steel": 1.0})
    assert [finding.problem.kind.code for finding in made.report.findings] == ["unit-does-not-convert"]


def test_a_process_without_exchanges_in_the_system_is_no_product() -> None:
    idle = Rows("idle", exchanges=[ExchangeRecord(CO2.id, Direction.OUTPUT, 1.0)])
    assert scores(database([idle, Rows("a").makes("a").gives("co2", 1)])) == {"a": 1.0}


@pytest.mark.parametrize("name", [key for key in PROFILES if key != REFERENCE_ONLY.id])
def test_every_profile_divides_what_it_can(name: str) -> None:
    """Whatever the rule, what the plant burdens stands in its products, less what a credit takes."""
    found = scores(chp(), PROFILES[name])
    credited = name == "substitution"
    whole = found["chp"] * 2 if credited else found["chp/heat"] * 2 + found["chp/power"] * 3
    assert whole == pytest.approx(10 - (3 * 0.5 if credited else 0))
