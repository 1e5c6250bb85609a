"""Declared results: LCIA results of a process, and indicators of a product declaration by module and scenario.

The three extensions for product declarations (2013, 2019, 2024) differ in their namespaces only as far as they are read
here. A module that is not there gives no row; one that says it is not declared gives a row without a value: not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fourfold.data.databases.formats.ilcd.messages import INDICATOR_UNNAMED, NOT_A_RESULT, RESULT_UNREADABLE
from fourfold.data.databases.formats.ilcd.names import reference
from fourfold.data.databases.formats.ilcd.numbers import number_of
from fourfold.data.databases.formats.ilcd.tree import Node
from fourfold.data.databases.records import ResultRecord
from fourfold.data.databases.report import Effect, ImportReport

NOT_DECLARED = frozenset({"", "nd", "mnd", "mnr", "ina", "na", "nr", "n.d.", "n/a", "n.a.", "-", "–"})
"""Spellings of “not declared”, “not relevant” and “not assessed”, in lower case."""


def results_of(
    process: Node, process_id: str, indicators: Iterable[Node], report: ImportReport
) -> Iterator[ResultRecord]:
    """Every declared value of a process.

    Args:
        process: the dataset.
        process_id: its id.
        indicators: exchanges that carry declared values.
        report: receives values that cannot be read.
    """
    for node in indicators:
        yield from _of_indicator(node, "referenceToFlowDataSet", process_id, report)
    for node in process.all("LCIAResults", "LCIAResult"):
        yield from _of_indicator(node, "referenceToLCIAMethodDataSet", process_id, report)


def _of_indicator(node: Node, refers_by: str, process: str, report: ImportReport) -> Iterator[ResultRecord]:
    indicator, name = reference(node.first(refers_by))
    if not indicator and not name:
        report.note(Effect.REFUSED, INDICATOR_UNNAMED, node.place)
        return
    _, unit = reference(node.first("other", "referenceToUnitGroupDataSet"))
    amounts = [amount for amount in node.all("other", "amount") if amount.attribute("module")]
    if not amounts:
        amounts = [single for single in [node.first("meanAmount")] if single is not None]
    if not amounts:
        report.note(Effect.NOTED, NOT_A_RESULT, node.place, found=name or indicator)
    for amount in amounts:
        module, scenario = amount.attribute("module"), amount.attribute("scenario")
        value = number_of(amount.text)
        if value is None and amount.text.casefold() not in NOT_DECLARED:
            report.note(
                Effect.REFUSED, RESULT_UNREADABLE, amount.place, found=amount.text, name=name, module=module or "–"
            )
        yield ResultRecord(process, indicator or name, name or indicator, unit, module, scenario, value, amount.place)
