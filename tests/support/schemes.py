"""Schemes made by hand: a pack without rules around a method, to compare calculations alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fourfold.accounting.assess import Result, assess_with
from fourfold.accounting.datasets import dataset_book
from fourfold.accounting.method import Method
from fourfold.accounting.power.reading import read_power
from fourfold.accounting.study.model import Study
from fourfold.core.problems import InputError, Problem
from fourfold.standards.comparing.schemes import Scheme
from fourfold.standards.comparing.steps import Calculate
from fourfold.standards.comparing.units import UnitOfResult, unit_of
from fourfold.standards.conformity.report import ConformityReport, Judgement
from fourfold.standards.pack.model import (
    Document,
    Identity,
    PackKind,
    ReadExtent,
    Reading,
    ReviewStatus,
    RulePack,
)
from fourfold.standards.pack.resolved import Resolved

DAY = date(2025, 6, 1)


def calculation(study: Study) -> Calculate:
    """The study under any method, its meters read once."""
    power, datasets = read_power(study), dataset_book(study, {})

    def calculate(method: Method) -> Result:
        return assess_with(study, method, power, datasets)

    return calculate


def resolved_of(name: str, method: Method | None, kind: PackKind = PackKind.SCHEME) -> Resolved:
    """A pack of this name without rules, around a method."""
    identity = Identity(
        name,
        name,
        kind,
        "0.1",
        {"en": name, "zh": name},
        Document(name, "nobody", "1"),
        Reading(ReadExtent.NONE),
        ReviewStatus.DRAFT,
    )
    pack = RulePack(identity, (), (), (), (), (), (), "0" * 64, "made by hand")
    named = replace(method, id=name) if method else None
    return Resolved(pack, DAY, (pack,), (), {}, {}, (), named)


def scheme_of(
    study: Study,
    name: str,
    method: Method,
    kind: PackKind = PackKind.SCHEME,
    judgements: tuple[Judgement, ...] = (),
) -> Scheme:
    """A study under a scheme made by hand."""
    resolved = resolved_of(name, method, kind)
    unit = unit_of(study, method.result_unit)
    refusals: tuple[Problem, ...] = () if isinstance(unit, UnitOfResult) else (unit,)
    try:
        result: Result | None = calculation(study)(method)
    except InputError as error:
        result, refusals = None, (*refusals, *error.problems)
    report = ConformityReport(resolved, "issue", "", judgements)
    return Scheme(resolved, report, result, unit if isinstance(unit, UnitOfResult) else None, refusals)
