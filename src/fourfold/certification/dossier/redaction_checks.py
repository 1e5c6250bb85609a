"""What has to hold of a redacted study: the same figures to the last digit, and what is shown untouched."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.footprint import Cell, Footprint
from fourfold.accounting.inventory import Item
from fourfold.certification.dossier.redaction import Figures
from fourfold.certification.dossier.redaction_messages import (
    HIDE_NEGATIVE,
    HIDE_SHARED,
    HIDE_STILL_USED,
    HIDE_UNEQUAL,
)
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import Line
from fourfold.core.problems import Place, Problems

OPTION = Place("--hide")


def _cells(footprint: Footprint) -> dict[tuple[str, Line], Decimal]:
    def key(cell: Cell) -> tuple[str, Line]:
        return cell.item.stage, cell.line

    return {found: value.value for found, value in footprint.by(key).items()}


def difference(whole: Footprint, rest: Footprint) -> Figures:
    """By stage and line, what one footprint has more than another."""
    more, less = _cells(whole), _cells(rest)
    found: dict[str, dict[Line, Decimal]] = {}
    for stage, line in {**more, **less}:
        value = more.get((stage, line), Decimal(0)) - less.get((stage, line), Decimal(0))
        if value:
            found.setdefault(stage, {})[line] = value
    return found


def check_signs(process: str, taken: Figures) -> None:
    """That a declared footprint can hold the figures: emissions zero or above, removals zero or below."""
    problems = Problems()
    for lines in taken.values():
        for line, value in lines.items():
            free = line in (Line.LAND_USE_CHANGE, Line.UNSPLIT)
            if not free and (value > 0 if line is Line.BIOGENIC_REMOVALS else value < 0):
                problems.error(HIDE_NEGATIVE, OPTION, line=line, found=process, value=decimal_text(value))
    problems.raise_if_errors()


def check_shown(whole: Result, redacted: Result, hidden: Sequence[str]) -> None:
    """That what is shown still counts."""
    problems = Problems()
    runs = redacted.footprint.runs
    for name, of_whole in whole.footprint.runs.items():
        if name not in hidden and of_whole.value and not runs[name].value:
            problems.error(HIDE_STILL_USED, OPTION, found=name)
    problems.raise_if_errors()


def check_untouched(whole: Result, redacted: Result, hidden: Sequence[str]) -> None:
    """That what is shown comes to what it came to, run for run."""
    problems = Problems()
    items = {item.id: item for item in redacted.inventory.items}
    for item in whole.inventory.items:
        if item.process not in hidden and (item.id not in items or _per_run(items[item.id]) != _per_run(item)):
            problems.error(HIDE_SHARED, OPTION, found=item.id, process=item.process)
    problems.raise_if_errors()


def _per_run(item: Item) -> list[tuple[str, str, Decimal]]:
    return [(str(one.line), one.gas, one.kg_co2e.value) for one in item.emissions]


def check_equal(whole: Result, redacted: Result) -> None:
    """That every line, and with them the total, is the same to the last digit."""
    problems = Problems()
    wanted, found = whole.footprint.lines(), redacted.footprint.lines()
    for line, value in wanted.items():
        if found[line].value != value.value:
            params = {"found": decimal_text(found[line].value), "wanted": decimal_text(value.value)}
            problems.error(HIDE_UNEQUAL, OPTION, line=line, **params)
    problems.raise_if_errors()
