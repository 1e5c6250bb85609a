"""Facts of small studies and of the rich one, and the rows of lists as tests want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from fourfold.accounting.method import Method
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.electricity.supply.criteria import InstrumentCriteria, InstrumentKind
from fourfold.electricity.supply.rule import SupplyKind, SupplyRule
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.language.values import Value
from support.outcomes import calculated
from support.studies import emits, output, process, write_study


def with_instruments(*kinds: InstrumentKind) -> Method:
    order = (SupplyKind.ON_SITE, SupplyKind.INSTRUMENTS, SupplyKind.GRID)
    rule = SupplyRule("with-instruments", order, InstrumentCriteria(kinds=kinds or tuple(InstrumentKind)))
    return replace(method("fourfold-default"), supply=rule)


def small_facts(folder: Path, *, result: bool = False, **more: Any) -> StudyFacts:
    """Facts of a study of one process."""
    changes = {key: value for key, value in more.items() if key != "tables"}
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 2)],
        **more.get("tables", {}),
    }
    study = Study.load(write_study(folder, tables, **changes))
    return StudyFacts(study, calculated(study) if result else None)


def rows(value: Value) -> list[Mapping[str, Value]]:
    """The rows of a list."""
    assert isinstance(value.content, tuple)
    found = [row.content for row in value.content if isinstance(row.content, Mapping)]
    assert len(found) == len(value.content)
    return found


def contents(value: Value, *fields: str) -> list[tuple[object, ...]]:
    """Some fields of the rows of a list."""
    return [tuple(row[field].content for field in fields) for row in rows(value)]


def number(value: object) -> Decimal:
    """A content that is a number."""
    assert isinstance(value, Decimal)
    return value
