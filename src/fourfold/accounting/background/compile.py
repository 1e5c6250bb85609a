"""A database becomes a linear system, by a profile.

Column p is the process of product p, divided by the amount it makes and times the share p carries of each row:

    C[f, p] = Σ_rows share(row, p) · sign_f · (input − output) / amount_p        B[e, p] likewise, with nature
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.system import NO_EXCHANGE, Entries, LinearSystem, Product
from fourfold.data.databases.database import Database
from fourfold.data.databases.linking import Links, link
from fourfold.data.databases.products import Products, products_of
from fourfold.data.databases.profile import DEFAULT, Profile
from fourfold.data.databases.roles import Floats, Integers, Role, Rows, rows_of


@dataclass(frozen=True, eq=False)
class Compiled:
    """A database under a profile, and what was decided on the way."""

    rows: Rows
    products: Products
    links: Links


def decide(database: Database, profile: Profile) -> Compiled:
    """Roles, products and links of a database under a profile."""
    rows = rows_of(database)
    products = products_of(database, rows, profile.several)
    return Compiled(rows, products, link(database, rows, products, profile.links))


def build_system(database: Database, profile: Profile = DEFAULT) -> LinearSystem:
    """The linear system of a database.

    Args:
        database: what is calculated on.
        profile: how providers are chosen and several products are treated.
    """
    made = decide(database, profile)
    rows, products, links = made.rows, made.products, made.links
    linked = links.providers >= 0
    needs = links.exchanges[linked]
    providers = links.providers[linked]
    entries, columns, weights = _spread(rows, products, needs)
    signs = products.signs[providers[entries]]
    needed = -np.where(rows.is_avoided[needs], rows.amounts[needs], rows.outward[needs])
    # a credit of a treatment is the mirror of a need of it: the sign of the provider is in neither amount
    values = np.where(rows.is_avoided[needs][entries], needed[entries], signs * needed[entries]) * weights
    nature = np.flatnonzero(rows.roles == Role.NATURE)
    if profile.emissions_only:
        nature = nature[rows.is_output[nature]]
    at, natural_columns, natural_weights = _spread(rows, products, nature)
    return LinearSystem(
        products=_described(database, products),
        needs=Entries(providers[entries], columns, values, needs[entries]),
        interventions=Entries(
            rows.flows[nature][at], natural_columns, rows.outward[nature][at] * natural_weights, nature[at]
        ),
        from_nature=~rows.is_output[nature][at],
        flow_count=database.flows.height,
        production=_drawn_production(rows, products),
        basis={
            "database": database.info.name,
            "version": database.info.version,
            "digest": database.info.digest,
            "profile": profile.content(),
            "choices": len(database.choices),
        },
    )


def _spread(rows: Rows, products: Products, numbers: Integers) -> tuple[Integers, Integers, Floats]:
    """Each row once for every product of its process.

    Returns:
        Place of the row in `numbers`, product, and share over amount made; rows of processes without a product, and
        those of which a product carries nothing, do not occur.
    """
    process = rows.processes[numbers]
    first = np.searchsorted(products.processes, process, side="left")
    count = np.searchsorted(products.processes, process, side="right") - first
    places = np.repeat(np.arange(len(numbers)), count)
    begin = np.cumsum(count) - count
    columns = np.repeat(first, count) + np.arange(len(places)) - np.repeat(begin, count)
    shares = products.shares[columns]
    for at in np.flatnonzero(np.isnan(shares)).tolist():
        division = products.divisions[int(process[places[at]])]
        nth = int(columns[at] - first[places[at]])
        shares[at] = division.row_shares.get(int(numbers[places[at]]), division.shares)[nth]
    kept = shares != 0
    return places[kept], columns[kept], shares[kept] / products.amounts[columns[kept]]


def _drawn_production(rows: Rows, products: Products) -> Integers:
    """The exchange that makes each product; none where several rows do: drawing one of them would scale them all."""
    key = rows.processes * (int(rows.flows.max(initial=0)) + 1) + rows.flows
    counted = np.isin(rows.roles, (Role.REFERENCE, Role.CO_PRODUCT))
    unique, counts = np.unique(key[counted], return_counts=True)
    alone = counts[np.searchsorted(unique, key[products.exchanges])] == 1
    return np.where(alone, products.exchanges, NO_EXCHANGE)


def _described(database: Database, products: Products) -> list[Product]:
    processes = {
        name: database.processes[name].gather(products.processes).to_list()
        for name in ("id", "name", "location", "area")
    }
    flows = {name: database.flows[name].gather(products.flows).to_list() for name in ("id", "name", "unit")}
    several = np.bincount(products.processes, minlength=database.processes.height) > 1
    described = []
    for number, (process, flow) in enumerate(zip(products.processes.tolist(), products.flows.tolist(), strict=True)):
        id_, name, flow_id = processes["id"][number], processes["name"][number], flows["id"][number]
        described.append(
            Product(
                process=process,
                flow=flow,
                id=f"{id_}/{flow_id}" if several[process] else id_,
                process_id=id_,
                flow_id=flow_id,
                name=f"{name}: {flows['name'][number]}" if several[process] else name,
                location=processes["location"][number],
                area=processes["area"][number],
                unit=flows["unit"][number],
                amount=float(products.amounts[number]),
                is_treatment=bool(products.signs[number] < 0),
                share=float(products.shares[number]),
            )
        )
    return described
