"""Refusals of the solver, which knows nothing of files, are told to be of a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from fourfold.core.problems import NOWHERE, InputError, Place, Problem


@contextmanager
def placing(database: str) -> Iterator[None]:
    """Give refusals raised inside that have no place the name of a database as theirs."""
    try:
        yield
    except InputError as error:
        raise InputError(placed(problem, database) for problem in error.problems) from error


def placed(problem: Problem, database: str) -> Problem:
    """A problem with the name of a database as its place, unless it has one."""
    return replace(problem, place=Place(database)) if problem.place == NOWHERE else problem
