"""Stores of a grid: those that charge or discharge in the data, with what the declaration says of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.electricity.grid.assembly.columns import Column
from fourfold.electricity.grid.assembly.names import plain
from fourfold.electricity.grid.declaration import GridDeclaration, StoreDeclaration
from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.state import GridStore
from fourfold.formats.yaml_text import YamlText

STORE_WITHOUT_ROWS = MessageKind(
    "grid-store-without-rows",
    N_("the store {store} of {area} is declared and has no rows"),
    N_("rows in the storage table for every declared store"),
    N_("correct the names, or remove the declaration"),
)
STOCK_WITHOUT_FACTOR = MessageKind(
    "grid-stock-without-factor",
    N_("the initial stock of {store} in {area} has no factor"),
    N_("initial: a factor with its source"),
    N_("declare initial for the store, or closes: cyclic"),
)
STOCK_TWICE = MessageKind(
    "grid-stock-twice",
    N_("the stock of {store} in {area} is declared and is also to close cyclically"),
    N_("one of the two"),
    N_("remove initial_mwh and initial, or closes: cyclic"),
)
STORE_ASSUMED = MessageKind(
    "grid-store-assumed",
    N_("store {store} of {area}: {what} is not declared, {value} assumed"),
)


def make_stores(
    columns: Sequence[Column],
    declaration: GridDeclaration,
    yaml: YamlText | None,
    rates: RateBook,
    problems: Problems,
) -> tuple[tuple[GridStore, ...], list[Assumption]]:
    """The stores of the charging columns, and what had to be assumed of them.

    Where nothing is declared: efficiencies of 1, no self-discharge, an empty start. Each is listed.
    """
    unify = declaration.repairs.names == "trim"
    declared = {(_key(one.area, unify), _key(one.store, unify)): (at, one) for at, one in enumerate(declaration.stores)}
    stores, assumed = [], []
    for column in columns:
        area, name = column.names
        at, one = declared.pop((_key(area, unify), _key(name, unify)), (-1, StoreDeclaration(area=area, store=name)))
        place = yaml.place(("stores", at)) if yaml and at >= 0 else Place("grid.yaml", 0, "stores")
        stores.append(_store(column, one, place, rates, problems))
        assumed.extend(_assumed(area, name, one))
    for at, one in declared.values():
        place = yaml.place(("stores", at)) if yaml else Place("grid.yaml", 0, "stores")
        problems.error(STORE_WITHOUT_ROWS, place, store=one.store, area=one.area)
    return tuple(stores), assumed


def _store(column: Column, one: StoreDeclaration, place: Place, rates: RateBook, problems: Problems) -> GridStore:
    area, name = column.names
    none = (0.0,) * len(rates.attributes)
    initial_mwh, per_mwh = 0.0, none
    if one.closes == "cyclic":
        initial_mwh = nan
        if one.initial_mwh is not None or one.initial is not None:
            problems.error(STOCK_TWICE, place, store=name, area=area)
    elif one.initial_mwh:
        initial_mwh = float(one.initial_mwh)
        if one.initial is None:
            problems.error(STOCK_WITHOUT_FACTOR, place, store=name, area=area)
        else:
            per_mwh = rates.declared(one.initial).per_mwh
    return GridStore(
        column.areas[0],
        name,
        1.0 if one.charge_efficiency is None else float(one.charge_efficiency),
        1.0 if one.discharge_efficiency is None else float(one.discharge_efficiency),
        0.0 if one.self_discharge_per_hour is None else float(one.self_discharge_per_hour),
        initial_mwh,
        per_mwh,
    )


def _assumed(area: str, name: str, one: StoreDeclaration) -> list[Assumption]:
    said = [
        ("charge_efficiency", one.charge_efficiency, "1"),
        ("discharge_efficiency", one.discharge_efficiency, "1"),
        ("self_discharge_per_hour", one.self_discharge_per_hour, "0"),
    ]
    if one.closes == "declared":
        said.append(("initial_mwh", one.initial_mwh, "0"))
    return [
        Assumption(STORE_ASSUMED, {"store": name, "area": area, "what": what, "value": value})
        for what, given, value in said
        if given is None
    ]


def _key(name: str, unify: bool) -> str:
    return plain(name) if unify else name
