"""What came of a calculation, short enough to stand beside a number derived by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.method import Method
from fourfold.accounting.method_files import method, shipped_methods
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import InputError, Problem
from fourfold.core.words import words

Fault: TypeAlias = tuple[str, str, int, str]


def calculated(study: Study, how: Method | str = "fourfold-default") -> Result:
    """The result under a method; every problem is spelled out when there is none."""
    try:
        return assess(study, method(how) if isinstance(how, str) else how)
    except InputError as error:
        raise AssertionError([told(problem) for problem in error.problems]) from error


def refused(study: Study, how: Method | str = "fourfold-default") -> list[Problem]:
    """The errors for which a calculation is refused."""
    try:
        assess(study, method(how) if isinstance(how, str) else how)
    except InputError as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    raise AssertionError("the study was accepted")


def faults(problems: list[Problem]) -> list[Fault]:
    """Code, file, row and column of each."""
    return [(p.kind.code, p.place.file, p.place.row, p.place.column) for p in problems]


def told(problem: Problem) -> str:
    """A problem as a person reads it, in English: what, expected, repair."""
    english = words("en")
    text = " | ".join((english.problem(problem), english.expected(problem), english.repair(problem)))
    assert "{" not in text, text
    return text


def total(result: Result) -> str:
    """kg CO2e per declared unit."""
    return decimal_text(result.footprint.total_kg_co2e)


def lines(result: Result) -> dict[str, str]:
    """The lines that are not zero."""
    return {str(k): decimal_text(v.value) for k, v in result.footprint.lines().items() if v.value}


def gases(result: Result) -> dict[str, str]:
    """kg CO2e by gas."""
    return {gas: decimal_text(value.value) for gas, value in result.footprint.by(lambda cell: cell.gas).items()}


def assumed(result: Result) -> dict[str, str]:
    """What was assumed, by code, as a person reads it."""
    return {one.kind.code: words("en").assumption(one) for one in result.assumptions}


def warned(result: Result) -> list[str]:
    """Codes of the warnings."""
    return [problem.kind.code for problem in result.warnings]


def close(found: Decimal, wanted: str | Decimal, within: str = "1e-11") -> bool:
    """Whether two figures agree but for the rounding of cells."""
    return abs(found - Decimal(wanted)) <= Decimal(within)


def default_with(**changes: Any) -> Method:
    """The default method, changed."""
    return replace(method("fourfold-default"), **changes)


def method_file(folder: Path, **changes: object) -> str:
    """A method file like the default one, changed; returns its path."""
    from fourfold.accounting import method_files

    shipped = Path(method_files.__file__).parent / "methods" / f"{shipped_methods()[0]}.yaml"
    tree: Mapping[str, object] = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    path = folder / "own-method.yaml"
    path.write_text(yaml.safe_dump({**tree, "id": "own-method", **changes}, allow_unicode=True), encoding="utf-8")
    return str(path)
