"""Standards for a study: packs chosen by its day and resolved, and the study calculated by the method of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fourfold.accounting.assess import Result, assess_with
from fourfold.accounting.certified import NOTHING_CERTIFIED, CertifiedSupplier
from fourfold.accounting.datasets import DATABASE_NOT_GIVEN, NOTHING_STATED, DatasetBook, dataset_book
from fourfold.accounting.method import Method
from fourfold.accounting.power.reading import PowerBook, read_power
from fourfold.accounting.single_rows import problems_of_single_rows
from fourfold.accounting.stated import StatedDatabase
from fourfold.accounting.study.model import Study
from fourfold.app.assess import study_databases
from fourfold.core.problems import N_, InputError, Param, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.standards.pack.editions import choose
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved


@dataclass(frozen=True, slots=True)
class Calculated:
    """A study by a method: the result, or why there is none."""

    result: Result | None
    problems: tuple[Problem, ...] = ()


def resolve_standards(names: Iterable[str], packs: PackLibrary, day: date, problems: Problems) -> list[Resolved]:
    """The packs meant by names on a day, each once, with what they inherit; what is wrong is reported."""
    found: dict[str, Resolved] = {}
    for name in dict.fromkeys(names):
        pack = choose(name, packs, day, problems)
        resolved = resolve(pack, packs, day, problems) if pack is not None and pack.id not in found else None
        if resolved is not None:
            found[resolved.pack.id] = resolved
    return list(found.values())


def standard(name: str, day: date, packs: Sequence[Path] = ()) -> Resolved:
    """A standard with all it inherits, as it stands on a day.

    Args:
        name: a pack id, a standard (its edition in force on the day), or the path of a pack.
        day: the study's day, `fourfold.Study` has it as ``declarations.day``.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.

    Raises:
        InputError: there is no such pack, it is not in force, or it cannot be used.
    """
    problems = Problems()
    found = resolve_standards([name], PackLibrary(packs), day, problems)
    problems.raise_if_errors()
    return found[0]


class Calculator:
    """A study by any method. Meters and factor series are read once, at first use; equal choices are calculated once.

    Args:
        study: the study.
        tick: told of progress.
        library: folder of the databases; ``None`` for the usual one.
        stated: databases by the figures of the datasets that were used; those stand where a database would be opened.
        certified: what checks of suppliers' certificates came to, by supplier.
    """

    def __init__(
        self,
        study: Study,
        tick: Tick = no_tick,
        library: Path | None = None,
        stated: Mapping[str, StatedDatabase] = NOTHING_STATED,
        certified: Mapping[str, CertifiedSupplier] = NOTHING_CERTIFIED,
    ) -> None:
        self._study, self._tick, self._library, self._stated = study, tick, library, stated
        self._certified = certified
        self._inputs: Inputs | None = None
        self._done: list[tuple[Method, Calculated]] = []

    @property
    def study(self) -> Study:
        """The study."""
        return self._study

    def by(self, method: Method) -> Result:
        """The study by a method.

        Raises:
            InputError: it cannot be calculated by it.
        """
        calculated = self.calculated(method)
        if calculated.result is None:
            raise InputError(calculated.problems)
        return calculated.result

    def calculated(self, method: Method | None) -> Calculated:
        """The study by a method, or why it cannot be calculated; neither where there is no method."""
        if method is None:
            return Calculated(None)
        choices = _choices(method)
        known = next((found for other, found in self._done if other == choices), None)
        if known is None:
            self._tick(N_("calculating"), len(self._done), 0)
            known = self._calculate(method)
            self._done.append((choices, known))
        return _named(known, method)

    def read(self) -> Inputs:
        """What every method calculates from; read at the first call."""
        if self._inputs is None:
            databases, missing = study_databases(self._study, self._library, self._stated)
            datasets = dataset_book(self._study, databases, self._stated)
            self._inputs = Inputs(read_power(self._study, self._tick), datasets, tuple(missing))
        return self._inputs

    def _calculate(self, method: Method) -> Calculated:
        given = self.read()
        if given.missing:
            rows = problems_of_single_rows(self._study, method, given.datasets)
            more = (problem for problem in rows if problem.kind is not DATABASE_NOT_GIVEN)
            return Calculated(None, (*given.missing, *more))
        try:
            return Calculated(assess_with(self._study, method, given.power, given.datasets, certified=self._certified))
        except InputError as error:
            return Calculated(None, error.problems)


def _choices(method: Method) -> Method:
    """A method without its name, and without the clauses it rests on."""
    return replace(method, id="", version="", names={}, source="", supply=replace(method.supply, id=""), clauses={})


def _named(calculated: Calculated, method: Method) -> Calculated:
    """What another method with the same choices came to, under the name of this one; messages name it too."""
    result = calculated.result
    problems = tuple(replace(one, params=_renamed(one.params, method)) for one in calculated.problems)
    if result is None or result.method == method:
        return Calculated(result, problems)
    assumptions = tuple(replace(one, params=_renamed(one.params, method)) for one in result.assumptions)
    warnings = tuple(replace(one, params=_renamed(one.params, method)) for one in result.warnings)
    return Calculated(replace(result, method=method, assumptions=assumptions, warnings=warnings), problems)


def _renamed(params: Mapping[str, Param], method: Method) -> Mapping[str, Param]:
    return {**params, "method": method.id} if "method" in params else params


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a study is calculated from under every method, and databases that are not there."""

    power: PowerBook
    datasets: DatasetBook
    missing: tuple[Problem, ...]
