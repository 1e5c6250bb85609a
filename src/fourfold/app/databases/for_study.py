"""The databases a study declares, opened from the shelf; what is not there is reported where it is declared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from fourfold.accounting.study.model import Study
from fourfold.core.problems import InputError, Problem
from fourfold.data.databases.database import Database
from fourfold.data.databases.shelf import Shelf


def databases_of(study: Study, shelf: Shelf, stated: Collection[str] = ()) -> tuple[dict[str, Database], list[Problem]]:
    """The databases of a study by name, and what is wrong with those that cannot be opened.

    Args:
        study: with what it declares under ``databases``.
        shelf: where they rest.
        stated: names of those that need not be opened.
    """
    opened: dict[str, Database] = {}
    problems: list[Problem] = []
    for number, use in enumerate(study.declarations.databases):
        if use.name in stated:
            continue
        try:
            opened[use.name] = shelf.open(use.name, use.version)
        except InputError as error:
            place = study.declared_at("databases", number)
            problems += [replace(problem, place=place) for problem in error.problems]
    return opened, problems
