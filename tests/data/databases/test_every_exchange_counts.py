"""Deleting or doubling any exchange of a source file changes a score, or the report names that row as without effect.

Scores here are every elementary flow of every product, and how much of every other product it needs: what characterised
lines are weighted sums of. That the report counts exchanges is not taken as an answer.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.background.compile import build_system
from fourfold.core.problems import Param
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import DEFAULT, PROFILES, Profile
from support.jsonld import ENERGY, KWH, MASS, Files, G, flow, imported, package, process, ref, row

Change = Literal["deleted", "doubled"]
CHANGES: tuple[Change, ...] = ("deleted", "doubled")

OF_THE_ROW = frozenset({"cut-off", "row-without-effect"})
"""Rules that name one row: at its file and number."""
OF_THE_PROCESS = frozenset({"reference-missing", "reference-zero", "several-products-reference-only"})
"""Rules that name a process whose rows, or whose further products, carry nothing."""

OF_THE_CHANGE = frozenset({"several-references", "several-products"})
"""Rules that tell what became of a process."""


def changed(files: Files, name: str, number: int, change: Change) -> Files:
    """The source with one exchange of one process deleted or doubled; row numbers of the others stay."""
    other = copy.deepcopy(files)
    exchanges = other[name]["exchanges"]
    if change == "deleted":
        del exchanges[number]
    else:
        exchanges.append(copy.deepcopy(exchanges[number]))
    return other


def exchanges_of(files: Files) -> Iterator[tuple[str, int]]:
    """File and place of every exchange."""
    for name, content in files.items():
        if name.startswith("processes/"):
            yield from ((name, number) for number in range(len(content["exchanges"])))


def scores(database: Database, profile: Profile) -> dict[tuple[str, str], dict[tuple[str, str], float]]:
    """What one unit of each product of a process exchanges with nature and needs of others, by ids; zeros left out."""
    system = build_system(database, profile)
    inverse = np.linalg.inv(np.eye(system.size) - system.coefficients.toarray())
    totals = {
        "nature": (system.burdens.toarray() @ inverse, database.flows["id"].to_list()),
        "needs": (inverse, [product.id for product in system.products]),
    }
    return {
        (product.process_id, product.flow_id): {
            (what, ids[row]): float(table[row, column])
            for what, (table, ids) in totals.items()
            for row in np.flatnonzero(table[:, column])
        }
        for column, product in enumerate(system.products)
    }


def same(one: Database, other: Database, profile: Profile) -> bool:
    """Whether no score differs."""
    try:
        first, second = scores(one, profile), scores(other, profile)
    except np.linalg.LinAlgError:
        return False
    return first.keys() == second.keys() and all(
        first[key].keys() == second[key].keys()
        and np.allclose(list(first[key].values()), [second[key][k] for k in first[key]], rtol=1e-9, atol=1e-12)
        for key in first
    )


def is_named(before: Database, after: Database, file: str, number: int) -> bool:
    """Whether the report of the source names the row, or its process, as without effect; or what was made of the
    change is named: a reference that stands twice, other shares of burdens that are nil."""
    for finding in before.report.findings:
        code, place = finding.problem.kind.code, finding.problem.place
        if place.file == file and ((code in OF_THE_ROW and place.row == number + 1) or code in OF_THE_PROCESS):
            return True
    return told(before, file, OF_THE_CHANGE) != told(after, file, OF_THE_CHANGE)


def told(database: Database, file: str, codes: frozenset[str]) -> list[Mapping[str, Param]]:
    """What findings of some rules say of one file."""
    findings = (finding.problem for finding in database.report.findings)
    return [p.params for p in findings if p.place.file == file and p.kind.code in codes]


def assert_counts(before: Database, files: Files, name: str, number: int, change: Change) -> bool:
    """The strong form under the default profile, and the counts of the report; returns whether a score differs."""
    after = imported(changed(files, name, number, change))
    idle = same(before, after, DEFAULT)
    if idle:
        assert is_named(before, after, name, number), (change, files[name]["exchanges"][number])
    step = -1 if change == "deleted" else 1
    assert after.report.counts["exchanges"] == before.report.counts["exchanges"] + step
    return not idle


CO2, CH4 = flow("co2", "ELEMENTARY_FLOW"), flow("ch4", "ELEMENTARY_FLOW")
SLAG = flow("slag", "WASTE_FLOW")


def dirty() -> Files:
    """Processes with something of everything that could make a row silent."""
    shares = [
        {"allocationType": "PHYSICAL_ALLOCATION", "product": ref("Flow", "iron"), "value": 0.8},
        {"allocationType": "PHYSICAL_ALLOCATION", "product": ref("Flow", "gas"), "value": 0.2},
    ]
    by_row = [
        {
            "allocationType": "CAUSAL_ALLOCATION",
            "product": ref("Flow", product),
            "value": value,
            "exchange": {"internalId": number},
        }
        for number, values in ((3, (0.0, 1.0)), (4, (0.4, 0.6)))
        for product, value in zip(("power", "heat"), values, strict=True)
    ]
    return package(
        *(flow(name) for name in ("steel", "coal", "iron", "gas", "lime", "gadget", "part", "nothing")),
        flow("power", of=ENERGY),
        flow("heat", of=MASS),
        *(CO2, CH4, SLAG),
        process(
            "mill",
            row("steel", 1.0, out=True),
            row("iron", 1.1),
            row("coal", 300.0, unit=G),
            row("power", 2.0, unit=KWH, by=ENERGY),
            row("lime", 0.1),  # nobody makes it
            row("coal", 0.0),  # of amount 0
            row("coal", 5.0, unit=KWH, by=ENERGY),  # coal has no energy here
            row("steel", 0.05),  # of its own
            row("slag", 0.2, out=True),
            row("gas", 0.01, isAvoidedProduct=True),
            row("co2", 1.8, out=True),
            row("co2", 0.2, out=True),
            row("co2", "broken", out=True),
            row("ch4", -0.1),
        ),
        process(
            "furnace", row("iron", 1.0, out=True), row("gas", 0.5, out=True), row("coal", 0.7), allocationFactors=shares
        ),
        process(
            "plant",
            row("power", 1.0, out=True, unit=KWH, by=ENERGY),
            row("heat", 3.0, out=True),
            row("coal", 0.4),
            row("co2", 1.0, out=True),
            allocationFactors=by_row,
        ),
        process(
            "mine",
            row("coal", 1.0, out=True),
            row("coal", 0.5, out=True),
            row("ch4", 0.02, out=True),
            row("power", 0.1),
        ),
        process("tip", {**row("slag", 1.0), "isQuantitativeReference": True}, row("co2", 0.3, out=True)),
        process(
            "works", row("gadget", 1.0, out=True), row("part", 4.0, out=True, unit=KWH, by=ENERGY), row("co2", 1.0)
        ),
        process("idle", row("nothing", 1.0, out=True)),
        process("user", row("part", 1.0, out=True), row("nothing", 1.0), row("nowhere", 1.0)),
    )


DIRTY = dirty()


@pytest.mark.parametrize("change", CHANGES)
def test_every_row_of_a_dirty_source_counts(change: Change) -> None:
    before = imported(DIRTY)
    silent = [row for row in exchanges_of(DIRTY) if not assert_counts(before, DIRTY, *row, change)]
    assert ("processes/mill.json", 1) not in silent
    assert {number for name, number in silent if name == "processes/mill.json"} == {4, 5, 6, 12}


def test_without_their_findings_silent_rows_are_caught() -> None:
    before = imported(DIRTY)
    before.report.findings.clear()
    with pytest.raises(AssertionError, match="deleted"):
        assert_counts(before, DIRTY, "processes/mill.json", 4, "deleted")


AMOUNTS = st.floats(0.05, 1.0).map(lambda x: round(x, 3)) | st.sampled_from([0.0, -0.2, "x"])


@st.composite
def packages(draw: st.DrawFn) -> Files:
    """A few processes that use each other, emit, make co-products and leave waste, in units that may not convert."""
    count = draw(st.integers(1, 4))
    names = [f"f{number}" for number in range(count)]
    made = []
    for number in range(count):
        rows = [row(names[number], draw(st.floats(0.5, 2.0)), out=True)]
        for _ in range(draw(st.integers(0, 4))):
            of = draw(st.sampled_from([*names, "lost", "co2", "ch4", "slag", "by"]))
            is_out = of in ("co2", "ch4", "slag", "by") and draw(st.booleans())
            in_energy = draw(st.integers(0, 5)) == 0
            amount = draw(AMOUNTS)
            if isinstance(amount, float) and of in names:
                amount = round(amount / 5, 4)
            avoided = of in names and draw(st.integers(0, 4)) == 0
            unit, by = (KWH, ENERGY) if in_energy else (draw(st.sampled_from(["u-kg", G])), MASS)
            rows.append(row(of, amount, out=is_out, unit=unit, by=by, isAvoidedProduct=avoided))
        made.append(process(f"p{number}", *rows))
    if draw(st.booleans()):
        made.append(process("tip", {**row("slag", 1.0), "isQuantitativeReference": True}, row("co2", 0.3, out=True)))
    return package(*(flow(name) for name in (*names, "by", "lost")), CO2, CH4, SLAG, *made)


@settings(max_examples=40)
@given(st.data(), packages())
def test_every_row_of_any_source_counts(data: st.DataObject, files: Files) -> None:
    name, number = data.draw(st.sampled_from(list(exchanges_of(files))))
    assert_counts(imported(files), files, name, number, data.draw(st.sampled_from(CHANGES)))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_doubling_every_row_of_a_process_scales_nothing(profile: Profile) -> None:
    """A run of twice the size is the same process: amounts doubled leave every score as it is."""
    files = {name: content for name, content in DIRTY.items() if name != "processes/works.json"}
    twice = copy.deepcopy(files)
    for exchange in twice["processes/mine.json"]["exchanges"]:
        exchange["amount"] *= 2
    assert same(imported(files), imported(twice), profile)
