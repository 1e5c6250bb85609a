"""Standards for a study: packs chosen by its day and resolved, and the study calculated by the method of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fourfold.accounting.assess import Result, assess_with
from fourfold.accounting.datasets import DATABASE_NOT_GIVEN, dataset_book
from fourfold.accounting.method import Method
from fourfold.accounting.power.reading import read_power
from fourfold.accounting.single_rows import problems_of_single_rows
from fourfold.accounting.study.model import Study
from fourfold.app.assess import study_databases
from fourfold.core.problems import N_, InputError, Problem, Problems
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


def calculate_each(
    study: Study, methods: Sequence[Method | None], tick: Tick = no_tick, library: Path | None = None
) -> list[Calculated]:
    """A study by each method; one that cannot be used does not keep the others from being calculated.

    Meters and factor series are read once, and equal methods are calculated once.

    Args:
        study: the study.
        methods: ``None`` where there is nothing to calculate by.
        tick: told of progress.
        library: folder of the databases; ``None`` for the usual one.
    """
    if not any(methods):
        return [Calculated(None) for _ in methods]
    databases, missing = study_databases(study, library)
    datasets = dataset_book(study, databases)
    power = read_power(study, tick)
    done: list[tuple[Method | None, Calculated]] = [(None, Calculated(None))]
    for number, method in enumerate(methods):
        tick(N_("calculating"), number, len(methods))
        if method is None or any(method == other for other, _ in done):
            continue
        if missing:
            rows = problems_of_single_rows(study, method, datasets)
            more = (problem for problem in rows if problem.kind is not DATABASE_NOT_GIVEN)
            done.append((method, Calculated(None, (*missing, *more))))
            continue
        try:
            done.append((method, Calculated(assess_with(study, method, power, datasets))))
        except InputError as error:
            done.append((method, Calculated(None, error.problems)))
    return [next(found for other, found in done if other == method) for method in methods]
