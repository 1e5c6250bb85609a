"""What the mapping leaves open in a database comes as findings, one a flow and matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourfold.core.words import words
from fourfold.data.databases.mapping.report import map_flows, note_flows
from fourfold.data.databases.records import FlowRecord
from fourfold.data.databases.report import ImportReport
from support.databases import CO2, Rows, database, emission


def told(flow: FlowRecord, as_input: bool = False) -> list[tuple[str, str]]:
    process = Rows("p").makes("x")
    rows = process.takes(flow.id, 1) if as_input else process.gives(flow.id, 1)
    made = database([rows], flows=(flow,))
    report = ImportReport()
    note_flows(made.flows, made.exchanges, report)
    return [(f.problem.kind.code, words("zh").problem(f.problem)) for f in report.findings]


@pytest.mark.parametrize(
    ("flow", "as_input", "codes"),
    [
        (CO2, False, []),
        (CO2, True, ["emission-as-input"]),
        (emission("u", "Carbon dioxide, in air", "resource"), False, ["uptake-as-output"]),
        (emission("u", "Carbon dioxide, in air", "resource"), True, []),
        (emission("g", "CFCs and HCFCs, unspecified"), False, ["flow-unmapped"]),
        (emission("g", "Carbon monoxide, biogenic"), False, ["flow-left-out"]),
        (emission("g", "Hydrogen fluoride"), False, []),
        (emission("g", "Carbon dioxide, fossil", "stratosphere"), False, ["flow-may-be-aircraft"]),
        (emission("g", "Carbon dioxide, fossil", "Biofuels"), False, ["flow-medium-assumed"]),
        (replace(emission("g", "Strange gas"), cas="2551-62-4"), False, ["flow-by-cas"]),
        (replace(emission("g", "Sulfur hexafluoride"), cas="75-73-0"), False, ["flow-cas-conflict"]),
        (emission("g", "Sulfur dioxide"), False, []),
    ],
)
def test_findings(flow: FlowRecord, as_input: bool, codes: list[str]) -> None:
    found = told(flow, as_input)
    assert [code for code, _ in found] == codes
    assert all(flow.name in text for _, text in found)


def test_products_have_nothing_to_do_with_it() -> None:
    made = database([Rows("p").makes("Carbon dioxide, fossil").gives("co2", 1)])
    found = map_flows(made.flows, made.exchanges)
    assert [match.counts for match in found.matches] == [False, True]
    assert found.unmapped == []
