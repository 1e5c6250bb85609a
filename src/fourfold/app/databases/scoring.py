"""Scores and contributions of a database on the shelf: open, build, characterise, solve, and say by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.characters import Characterisation
from fourfold.accounting.background.compile import build_system, decide
from fourfold.accounting.background.flow_names import with_compartment
from fourfold.accounting.background.inventory import Assessed, assess_demand
from fourfold.accounting.background.left_out import LeftOut
from fourfold.accounting.background.placing import placed, placing
from fourfold.accounting.background.product_names import told_apart
from fourfold.accounting.background.scores import solved_scores
from fourfold.accounting.background.solving import Solved
from fourfold.accounting.background.solving_part import PartSolver
from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.background.system import Floats, LinearSystem
from fourfold.accounting.background.upstream import upstream
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.core.quantities import Unit, UnitError
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import PROFILES, Profile
from fourfold.data.databases.searching import search_database
from fourfold.data.databases.shelf import Shelf

PROFILE_UNKNOWN = MessageKind(
    "profile-unknown",
    N_("there is no profile {found}"),
    N_("one of: {known}"),
    N_("correct --profile, or leave it out for the default"),
)
PRODUCT_UNKNOWN = MessageKind(
    "product-unknown",
    N_("no product of {database} holds all the words of “{found}”"),
    N_("the id of a process, or words of its name"),
    N_("fourfold data search finds names; under this profile a co-product may be no product of its own"),
)
PRODUCT_AMBIGUOUS = MessageKind(
    "product-ambiguous",
    N_("“{found}” fits {count} products; the first of them follow"),
    N_("one product"),
    N_("give more words, or the id"),
)
PRODUCT_CANDIDATE = MessageKind("product-candidate", N_("{product} [{location}], in {unit}: {id}"))
UNIT_OF_PRODUCT = MessageKind(
    "product-unit",
    N_("{product} is counted in {unit}, which {found} does not convert to"),
    N_("one of: {known}"),
    N_("correct --unit, or leave it out for {unit}"),
)
NO_PRODUCTS = MessageKind(
    "database-without-products",
    N_("{found} holds no process that makes or treats anything: there is nothing to calculate"),
    N_("a database of processes"),
    N_("its factors are listed by: fourfold data search WORDS --database {found}"),
)
AMOUNT_UNUSABLE = MessageKind(
    "amount-unusable",
    N_("{found} cannot be used as an amount"),
    N_("a number other than 0, no larger than {most} and no smaller than {least}, either sign"),
    N_("correct --amount or --unit"),
)
_LISTED = 15
_LEAST, _MOST = 1e-30, 1e30
"""Sizes of amounts within which figures keep clear of what numbers can hold."""


@dataclass(frozen=True, eq=False)
class Scoring:
    """A database made ready for calculation.

    Attributes:
        database: what is calculated on.
        profile, gwp_set: by what conventions and potentials.
        system, characterisation, solver: what follows from them.
        cut_offs: needs that no process supplies: they carry no burden.
        unusable: rows that take no part: their flow, unit or amount cannot be used.
        products: how many products there are in all; the system may hold only those that some products need.
    """

    database: Database
    profile: Profile
    gwp_set: GwpSet
    system: LinearSystem
    characterisation: Characterisation
    solver: PartSolver
    cut_offs: int
    unusable: int
    products: int

    @cached_property
    def solved(self) -> Solved:
        """Scores and how far they can be trusted.

        Raises:
            InputError: the system has no solution; its processes are named.
        """
        with self.placing():
            return solved_scores(self.system, self.characterisation, self.solver)

    @property
    def scores(self) -> Floats:
        """kg CO2e of one unit of every product [product, line]."""
        return self.solved.values

    @property
    def unsolved(self) -> Sequence[Problem]:
        """Why products have no score: those that use what they make, by name."""
        if np.isfinite(self.scores).all():
            return []
        return [placed(fault.problem, self.database.info.name) for fault in self.solver.faults]

    def placing(self) -> AbstractContextManager[None]:
        """Refusals of the solver raised inside are told to be of this database."""
        return placing(self.database.info.name)

    def upstream_of(self, products: Sequence[int]) -> tuple[Scoring, list[int]]:
        """The same with only what some products need, directly or not, and their columns in it.

        What lies elsewhere does not matter to them, though it may be beyond solving.
        """
        system, columns = upstream(self.system, np.array(products, dtype=np.int64))
        return replace(self, system=system, solver=_solver(system)), columns.tolist()

    def basis(self) -> dict[str, JSON]:
        """By what the figures were made: stands beside every result."""
        info = self.database.info
        unmapped: list[JSON] = [*with_compartment(self.database, self.characterisation.unmapped)]
        notes: list[JSON] = [
            {"code": note.kind.code, "flow": note.found, "place": str(note.place)}
            for note in self.characterisation.findings
        ]
        return {
            "database": info.name,
            "version": info.version,
            "digest": info.digest,
            "profile": self.profile.content(),
            "gwp_set": self.gwp_set,
            "products": self.products,
            "choices": len(self.database.choices),
            "cut_offs": self.cut_offs,
            "unusable_rows": self.unusable,
            "unmapped_flows": unmapped,
            "notes_on_flows": notes,
        }


def open_scoring(shelf: Shelf, name: str, version: str, profile: str, gwp_set: GwpSet) -> Scoring:
    """Open a database and make it ready.

    Raises:
        InputError: no such database, version or profile, or no process in it makes anything.
    """
    if profile not in PROFILES:
        params = {"found": profile, "known": ", ".join(PROFILES)}
        raise InputError([Problem(PROFILE_UNKNOWN, Place("--profile"), params)])
    scoring = scoring_of(shelf.open(name, version), PROFILES[profile], gwp_set)
    if not scoring.products:
        raise InputError([Problem(NO_PRODUCTS, Place(name), {"found": name})])
    return scoring


def scoring_of(database: Database, profile: Profile, gwp_set: GwpSet) -> Scoring:
    """Make an open database ready."""
    with np.errstate(over="ignore"):  # what no number holds is refused when it is solved, with its process
        system = build_system(database, profile)
    lost = LeftOut.of(decide(database, profile))
    character, solver = characterise(database, gwp_set), _solver(system)
    counts = (lost.cut_offs, lost.unusable, system.size)
    return Scoring(database, profile, gwp_set, system, character, solver, *counts)


def solution_document(solved: Solved) -> JSON:
    """How figures were solved for, and how wrong they can be, as JSON holds it."""
    return {
        "path": solved.path,
        "forward_error": number_text(solved.forward_error),
        "is_bound": solved.is_bound,
    }


def _solver(system: LinearSystem) -> PartSolver:
    return PartSolver(system.coefficients, told_apart(system.products))


@dataclass(frozen=True, eq=False)
class Demand:
    """An amount of one product.

    Attributes:
        scoring: of which database.
        product: its column.
        amount, unit: as asked for.
        in_unit: the amount in the unit of the product.
    """

    scoring: Scoring
    product: int
    amount: float
    unit: str
    in_unit: float

    @cached_property
    def assessed(self) -> Assessed:
        """The demand, solved.

        Raises:
            InputError: the system has no solution; its processes are named.
        """
        ready = self.scoring
        with ready.placing():
            return assess_demand(ready.system, ready.characterisation, ready.solver, {self.product: self.in_unit})

    def content(self) -> dict[str, JSON]:
        """What was asked for, as JSON holds it."""
        product = self.scoring.system.products[self.product]
        return {
            "id": product.id,
            "name": product.name,
            "location": product.location,
            "amount": number_text(self.amount),
            "unit": self.unit,
        }


def demand_of(scoring: Scoring, product: str, amount: float, unit: str) -> Demand:
    """An amount of a product that a person named.

    Args:
        scoring: of which database.
        product: id of a product or process, its name, or words of it.
        amount, unit: how much; an empty unit is that of the product.

    Raises:
        InputError: no product or several fit, the unit does not convert, or the amount is none to calculate with.
    """
    column = find_product(scoring, product)
    own = scoring.system.products[column].unit
    in_unit = amount * _factor(scoring, column, unit or own)
    if not (_LEAST <= abs(in_unit) <= _MOST and np.isfinite(amount)):
        params = {"found": amount, "least": _LEAST, "most": _MOST}
        raise InputError([Problem(AMOUNT_UNUSABLE, Place("--amount"), params_of(params))])
    needed, (column,) = scoring.upstream_of([column])
    return Demand(needed, column, amount, unit or own, in_unit)


def find_product(scoring: Scoring, text: str) -> int:
    """The column of the product that a person means: by id, else by name, else by words all of which it holds.

    Raises:
        InputError: none or several.
    """
    products = scoring.system.products
    if text in scoring.system.rows_by_id:
        return scoring.system.rows_by_id[text]
    found = [column for column, product in enumerate(products) if product.process_id == text]
    spoken = _spoken(scoring)
    wanted = text.casefold().strip()
    found = found or [column for column, names in enumerate(spoken) if wanted in names]
    found = found or [c for c, names in enumerate(spoken) if all(word in "\n".join(names) for word in wanted.split())]
    found = found or _searched(scoring, text)
    if len(found) == 1:
        return found[0]
    if not found or not wanted:
        params = {"found": text, "database": scoring.database.info.name}
        raise InputError([Problem(PRODUCT_UNKNOWN, Place("PRODUCT"), params)])
    place = Place("PRODUCT")
    told = [Problem(PRODUCT_AMBIGUOUS, place, params_of({"found": text, "count": len(found)}))]
    for product in (products[column] for column in found[:_LISTED]):
        fields = {"product": product.name, "location": product.location or "–", "unit": product.unit, "id": product.id}
        told.append(Problem(PRODUCT_CANDIDATE, place, fields))
    raise InputError(told)


def _searched(scoring: Scoring, text: str) -> list[int]:
    """Products of the processes that a search finds, which knows Chinese words of English names."""
    ids = {found.id for found in search_database(scoring.database, text, ["process"])}
    return [column for column, product in enumerate(scoring.system.products) if product.process_id in ids]


def _spoken(scoring: Scoring) -> list[tuple[str, ...]]:
    """What each product is called: process, product, the Chinese name, the place."""
    database = scoring.database
    columns = [database.processes[name].fill_null("").to_list() for name in ("name", "name_zh")]
    flows = [database.flows[name].fill_null("").to_list() for name in ("name", "name_zh")]
    return [
        tuple(
            text.casefold()
            for text in (*(c[p.process] for c in columns), *(c[p.flow] for c in flows), p.name, p.location)
            if text
        )
        for p in scoring.system.products
    ]


def _factor(scoring: Scoring, column: int, unit: str) -> float:
    """Units of the product in one `unit`: by the unit group of its flow, else by the units everybody knows."""
    product = scoring.system.products[column]
    if unit == product.unit:
        return 1.0
    known = _units_of(scoring.database, product.flow)
    if unit in known:
        return known[unit]
    try:
        return float(Unit(unit).factor_to(Unit(product.unit)))
    except UnitError:
        fields = {"product": product.name, "unit": product.unit, "found": unit}
        fields["known"] = ", ".join(known) or product.unit
        raise InputError([Problem(UNIT_OF_PRODUCT, Place("--unit"), params_of(fields))]) from None


def _units_of(database: Database, flow: int) -> Mapping[str, float]:
    properties = dict(zip(*(database.tables["properties"][name].to_list() for name in ("id", "group")), strict=True))
    group = properties.get(database.flows["property"][flow] or "")
    units = database.tables["units"]
    chosen = units.filter(units["group"] == group) if group else units.clear()
    return dict(zip(chosen["unit"].to_list(), chosen["factor"].to_list(), strict=True))
