"""The main verb: a study and a method in, a `Result` out; pure but for the files the study names.

Several methods on one study share what does not depend on the method: its meters and factor series are read once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from fourfold.accounting.build import build_inventory, setting_of
from fourfold.accounting.calculate import calculate, check_loops
from fourfold.accounting.certified import NOTHING_CERTIFIED, CertifiedSupplier
from fourfold.accounting.counting import counted
from fourfold.accounting.cutoff import check_cut_offs
from fourfold.accounting.datasets import DatasetBook, dataset_book
from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Inventory
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes, UsedSource
from fourfold.accounting.power.account import ElectricityAccount
from fourfold.accounting.power.reading import PowerBook, read_power
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import CellBook
from fourfold.accounting.variant import AS_CHOSEN, Variant
from fourfold.core.problems import N_, Assumption, InputError, Problem
from fourfold.core.progress import Tick, no_tick

if TYPE_CHECKING:
    from fourfold.data.databases.database import Database

NO_DATABASES: Mapping[str, Database] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Result:
    """What a study amounts to under a method.

    Attributes:
        study, method: what was asked.
        inventory: what was calculated.
        footprint: per declared unit.
        electricity: hour by hour, with the comparisons.
        assumptions: everything the result rests on that the data did not say.
        warnings: what was found but did not prevent the calculation.
        sources: every source used, with the items that rest on it.
        book: the cells the figures depend on.
        datasets: the databases it takes from.
        certified: what checks of suppliers' certificates came to, by supplier.
    """

    study: Study
    method: Method
    inventory: Inventory
    footprint: Footprint
    electricity: ElectricityAccount
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Problem, ...]
    sources: tuple[tuple[UsedSource, tuple[str, ...]], ...]
    book: CellBook
    datasets: DatasetBook
    certified: Mapping[str, CertifiedSupplier] = field(default_factory=dict)


def assess(
    study: Study,
    method: Method,
    databases: Mapping[str, Database] = NO_DATABASES,
    certified: Mapping[str, CertifiedSupplier] = NOTHING_CERTIFIED,
) -> Result:
    """The footprint of a study under a method.

    Args:
        study: as `Study.load` gives it.
        method: the choices of the calculation; there is no default.
        databases: the databases the study declares, by name.
        certified: what checks of suppliers' certificates came to, by supplier; what is missing counts as unchecked.

    Raises:
        InputError: with every problem found.
    """
    return assess_by_each(study, [method], databases=databases, certified=certified)[0]


def assess_by_each(
    study: Study,
    methods: Sequence[Method],
    tick: Tick = no_tick,
    databases: Mapping[str, Database] = NO_DATABASES,
    certified: Mapping[str, CertifiedSupplier] = NOTHING_CERTIFIED,
) -> list[Result]:
    """The footprint of a study under several methods, in their order.

    Raises:
        InputError: with every problem found under the first method that has any.
    """
    power = read_power(study, tick)
    datasets = dataset_book(study, databases)
    results = []
    for number, method in enumerate(methods):
        tick(N_("calculating"), number, len(methods))
        results.append(assess_with(study, method, power, datasets, certified=certified))
    return results


def assess_with(
    study: Study,
    method: Method,
    power: PowerBook,
    datasets: DatasetBook,
    variant: Variant = AS_CHOSEN,
    certified: Mapping[str, CertifiedSupplier] = NOTHING_CERTIFIED,
) -> Result:
    """The footprint under a method with other choices in place of some of its or the study's own.

    Raises:
        InputError: with every problem found.
    """
    notes, book = Notes(), CellBook()
    notes.problems.extend(power.problems)
    for assumption in power.assumptions:
        notes.add_assumption(assumption)
    setting = setting_of(study, method, notes, datasets, certified)
    check_cut_offs(study, method, notes)
    account, inventory = build_inventory(study, setting, power, book, notes, variant)
    if inventory is not None and notes.problems.errors:
        check_loops(inventory, notes.problems)
    notes.problems.raise_if_errors()
    inventory = counted(inventory, study, method, notes) if inventory is not None else None
    footprint = calculate(inventory, method, notes.problems) if inventory is not None else None
    notes.problems.raise_if_errors()
    if inventory is None or footprint is None or account is None:
        raise InputError(notes.problems.sorted())
    return Result(
        study,
        method,
        inventory,
        footprint,
        account,
        tuple(notes.assumptions),
        (*study.warnings, *notes.problems.warnings),
        tuple(notes.sources()),
        book,
        datasets,
        certified,
    )
