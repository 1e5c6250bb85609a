"""What is done with written factors: aggregated, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.electricity.outputs import check_beside_grids, check_outputs, check_tables, writing
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.words import Lang
from fourfold.electricity.factors.bare import clock_is_known
from fourfold.electricity.factors.faults import FACTORS_AGGREGATE
from fourfold.electricity.factors.files import read_factors
from fourfold.electricity.factors.meta_file import meta_path, read_meta
from fourfold.electricity.factors.table import FactorTable

if TYPE_CHECKING:
    from fourfold.electricity.factors.aggregate import Aggregate
    from fourfold.exchange.plots import PlotForm

PICTURE_SUFFIX = MessageKind(
    "picture-suffix-unknown",
    N_("the ending of {found} names no form of picture"),
    N_("a name that ends in .png, .svg or .html"),
    N_("choose such a name"),
)

_FORMS: Mapping[str, PlotForm] = {".png": "png", ".svg": "svg", ".html": "html"}


def load_factors(path: Path) -> FactorTable:
    """The factors of a file.

    Raises:
        InputError: it cannot be read; everything that is wrong with it.
    """
    problems = Problems()
    table = read_factors(path, problems)
    if table is None:
        raise InputError(problems.sorted())
    return table


def refuse_aggregate(path: Path) -> None:
    """Say of an aggregate that it is one, before its columns are found lacking.

    Raises:
        InputError: what stands beside the table says that it is an aggregate.
    """
    beside = read_meta(path, Problems())
    if beside is not None and beside[0].aggregated_by:
        raise InputError([Problem(FACTORS_AGGREGATE, Place(path.name), {"by": beside[0].aggregated_by})])


def aggregate_factors(path: Path, by: str, output: Path, calendar: str | None, time_zone: str | None) -> Aggregate:
    """Aggregate the factors of a file by energy and write the result.

    Args:
        path: factor file.
        by: groups, see `fourfold.electricity.factors.aggregate.By`.
        output: table to write; its ending names the form.
        calendar: name of a shipped calendar, or a file.
        time_zone: zone whose days count, where it is not that of calendar or factors.

    Raises:
        InputError: factors or calendar cannot be used, or the output cannot be written.
    """
    from fourfold.electricity.factors.aggregate import By, aggregate, write_aggregate
    from fourfold.electricity.factors.calendar_reading import load_calendar

    check_tables({"--output": output})
    check_outputs(inputs_of(path, calendar), {"--output": output})
    check_beside_grids({"--output": output})
    table = load_factors(path)
    problems = Problems()
    chosen = load_calendar(calendar, problems) if calendar else None
    problems.raise_if_errors()
    made = aggregate(table, By(by), chosen, time_zone or "", problems)
    if made is None:
        raise InputError(problems.sorted())
    with writing(output):
        write_aggregate(made, output)
    return made


def plot_factors(
    path: Path, output: Path, kind: str, areas: Sequence[str] | None, time_zone: str | None, lang: Lang
) -> list[Problem]:
    """Draw the factors of a file.

    Args:
        path: factor file.
        output: picture; its ending names the form: ``.png``, ``.svg`` or ``.html``.
        kind: what is drawn, see `fourfold.exchange.plots.PlotKind`.
        areas: which; nothing for those that fit the kind.
        time_zone: zone of days and hours, where it is not that of the factors.
        lang: language of the labels.

    Returns:
        Warnings, such as that no font for the language is installed.

    Raises:
        InputError: the factors cannot be used or the picture cannot be written.
    """
    from fourfold.exchange.plots import PlotKind, plot

    form = _form(output)
    check_outputs(inputs_of(path, None), {"--output": output})
    table = load_factors(path)
    if time_zone is not None:
        problems = Problems()
        clock_is_known(time_zone, table, problems)
        problems.raise_if_errors()
        table = replace(table, meta=replace(table.meta, time_zone=time_zone))
    made = plot(table, PlotKind(kind), areas, lang, form)
    with writing(output):
        write_atomically(output, made.data)
    return list(made.problems)


def _form(output: Path) -> PlotForm:
    form = _FORMS.get(output.suffix.lower())
    if form is None:
        raise InputError([Problem(PICTURE_SUFFIX, Place("--output"), {"found": output.name})])
    return form


def inputs_of(path: Path, calendar: str | None) -> list[Path]:
    """Files that must not be overwritten: the factors, what is known about them, a calendar."""
    return [path, meta_path(path), *([Path(calendar)] if calendar else [])]
