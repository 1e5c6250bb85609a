"""Clauses that ask for the criteria of instruments, as methods of shipped packs quote them."""

from __future__ import annotations

from datetime import date

import pytest

from fourfold.electricity.supply.criteria import Criterion
from support.shipped_packs import in_force

DAY = date(2025, 12, 1)
ISO = "ISO 14067:2018, 6.4.9.4 (from memory)"
SCOPE_2 = "GHG Protocol Scope 2 Guidance"
DRAFT = "GHG Protocol Scope 2 Standard, public consultation draft"


@pytest.mark.parametrize(
    ("pack", "criterion", "clause"),
    [
        ("iso-14067-2018", Criterion.MATCH, ISO),
        ("iso-14067-2018", Criterion.KIND, ISO),
        ("gbt-24067-2024", Criterion.AREA, ISO),
        ("ghgp-scope2-2015", Criterion.MATCH, f"{SCOPE_2}, criteria.vintage (from memory)"),
        ("ghgp-scope2-2015", Criterion.PERIOD, f"{SCOPE_2}, criteria.vintage (from memory)"),
        ("ghgp-scope2-2015", Criterion.RETIRED, f"{SCOPE_2}, criteria.retired (from memory)"),
        ("ghgp-scope2-draft-2025", Criterion.MATCH, f"{DRAFT}, hourly-matching"),
        ("ghgp-scope2-draft-2025", Criterion.AREA, f"{DRAFT}, deliverability"),
        ("ghgp-scope2-draft-2025", Criterion.SOLE_CLAIM, f"{DRAFT}, criteria.sole-claim (from memory)"),
    ],
)
def test_a_criterion_leads_to_the_clause_its_choice_rests_on(pack: str, criterion: Criterion, clause: str) -> None:
    found = in_force(pack, DAY).method
    assert found is not None
    assert found.clauses[criterion] == clause


def test_a_pack_that_takes_no_contracts_says_by_which_clause() -> None:
    found = in_force("eu-batt-ev-draft-2024", DAY).method
    assert found is not None
    assert list(found.clauses) == [Criterion.KIND]
    assert found.clauses[Criterion.KIND].endswith(", 2.4.1 (from memory)")


def test_a_choice_without_a_clause_leaves_the_general_one() -> None:
    found = in_force("pact-v3", DAY).method
    assert found is not None
    assert found.clauses == {}
