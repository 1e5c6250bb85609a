"""What a calculation will make of a database, told at its import: links, cut-offs, several products, idle rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fourfold.core.problems import N_, MessageKind, Place, Term
from fourfold.data.databases.database import Database
from fourfold.data.databases.linking import Links, link
from fourfold.data.databases.products import Division, Products, products_of
from fourfold.data.databases.profile import DEFAULT, LinkRule, Profile, Several
from fourfold.data.databases.records import AllocationBasis
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.roles import Role, Rows, rows_of

CUT_OFF = MessageKind(
    "cut-off",
    N_("process {process}: no process supplies or treats {flow} ({amount} {unit})"),
    N_("a process that makes or treats the flow"),
    N_("import the missing process; until then this carries no burden"),
)
SEVERAL_PROVIDERS = MessageKind(
    "several-providers",
    N_("{candidates} processes could supply {flow} to {process}; {provider} was taken ({rule})"),
    N_("one process, or one the source names"),
    N_("set another one in the table of links"),
)
PROVIDER_LOST = MessageKind(
    "provider-lost",
    N_("process {process} names {found} as the provider of {flow}, which is not there or does not make it"),
    N_("a process of the source that makes the flow"),
    N_("add the process; until then the other rules decide"),
)
DIVIDED = MessageKind(
    "several-products",
    N_("process {process} has {count} products; its burdens are divided {rule}: {shares}"),
    repair=N_("another profile divides otherwise"),
)
NOT_DIVIDED = MessageKind(
    "several-products-reference-only",
    N_("process {process} has {count} products and gives nothing to divide its burdens by; {flow} carries all of them"),
    N_("allocation factors, or products measured by one property"),
    N_("add factors to the source; the other products carry nothing and cannot be calculated"),
)
SHARES_SCALED = MessageKind(
    "allocation-sum",
    N_("allocation factors of process {process} miss 1 by up to {gap}; they were divided by their sum"),
    N_("factors that sum to 1"),
    N_("correct the factors in the source"),
)
SHARES_UNUSED = MessageKind(
    "allocation-not-used",
    N_("the {basis} factors of process {process} sum to {found} over its products; they were not used"),
    N_("factors between 0 and 1 that sum to 1"),
    N_("correct the factors in the source; until then another rule divides the burdens, as told beside"),
)
ROWS_UNLISTED = MessageKind(
    "allocation-rows-unlisted",
    N_("{count} rows of process {process} have no usable allocation factors; the reference carries them"),
    N_("factors for every row, which sum to 1"),
    N_("add the factors in the source"),
)
PROVIDER_IDLE = MessageKind(
    "provider-without-effect",
    N_("process {process} names {found} as the provider of {flow}, which it does not need of a process"),
    N_("providers of what goes in, and of waste that goes out"),
    N_("remove the provider in the source, or correct the direction of the row"),
)
ROW_IDLE = MessageKind(
    "row-without-effect",
    N_("a row of process {process} does not count: {flow}, {amount} {unit}"),
    N_("an amount other than 0, in a unit that converts"),
    N_("correct the row in the source"),
)
NEGATIVE_OUTPUT = MessageKind(
    "output-negative",
    N_("process {process} has a negative output of {flow}; it was read as an input"),
    N_("outputs above 0"),
    N_("write it as an input"),
)

_RULES = {
    Several.DECLARED: Term(N_("by the rule the process names")),
    Several.PHYSICAL: Term(N_("by the source's physical factors")),
    Several.ECONOMIC: Term(N_("by the source's economic factors")),
    Several.CAUSAL: Term(N_("by the source's causal factors")),
    Several.GIVEN: Term(N_("by the source's factors")),
    Several.AMOUNTS: Term(N_("by amounts")),
    Several.SUBSTITUTION: Term(N_("by crediting what the co-products displace")),
}
_BASES = {
    AllocationBasis.PHYSICAL: Term(N_("physical")),
    AllocationBasis.ECONOMIC: Term(N_("economic")),
    AllocationBasis.CAUSAL: Term(N_("causal")),
    AllocationBasis.GIVEN: Term(N_("given")),
}
_LINK_RULES = {
    LinkRule.ONLY: Term(N_("no other makes it")),
    LinkRule.SAME_LOCATION: Term(N_("the only one in the same place")),
    LinkRule.ENCLOSING_LOCATION: Term(N_("the only one in the innermost area around it")),
    LinkRule.MARKET: Term(N_("the only market")),
    LinkRule.LOWEST_ID: Term(N_("the lowest id, nothing else decides")),
}


def examine(database: Database, report: ImportReport, profile: Profile = DEFAULT) -> None:
    """Report what a calculation under a profile makes of the database.

    Args:
        database: as assembled, with the user's choices.
        report: receives cut-offs, ambiguous and lost providers, processes with several products, rows without effect.
        profile: under which.
    """
    rows = rows_of(database)
    products = products_of(database, rows, profile.several)
    teller = _Teller(database, rows, products, report)
    teller.tell_links(link(database, rows, products, profile.links))
    for division in products.divisions.values():
        teller.tell_division(division)
    teller.tell_idle_rows()
    teller.tell_idle_providers()


class _Teller:
    def __init__(self, database: Database, rows: Rows, products: Products, report: ImportReport) -> None:
        self._rows, self._products, self._report = rows, products, report
        self._names = database.processes["name"].to_list()
        self._flows = database.flows["name"].to_list()
        self._units = database.flows["unit"].to_list()
        table = database.exchanges
        self._file, self._line = table["file"].to_list(), table["row"].to_list()
        self._amount, self._unit = table["amount"].to_list(), table["unit"].to_list()
        self._declared = table["provider"].to_list()

    def tell_links(self, links: Links) -> None:
        self._report.count("links", int((links.providers >= 0).sum()))
        for number in links.lost:
            if not self._rows.amounts[number]:
                continue  # told as a row without effect
            self._note(Effect.UNLINKED, PROVIDER_LOST, number, found=self._declared[number])
        undecided = (LinkRule.CHOSEN, LinkRule.DECLARED, LinkRule.ONLY)
        for number, provider, rule, candidates in zip(
            links.exchanges.tolist(), links.providers.tolist(), links.rules, links.candidates.tolist(), strict=True
        ):
            if not self._rows.amounts[number]:
                continue
            if provider < 0:
                self._note(Effect.CUT_OFF, CUT_OFF, number)
            elif candidates > 1 and rule not in undecided:
                name = self._names[self._products.processes[provider]]
                self._note(
                    Effect.AMBIGUOUS,
                    SEVERAL_PROVIDERS,
                    number,
                    candidates=candidates,
                    provider=name,
                    rule=_LINK_RULES[rule],
                )

    def tell_division(self, division: Division) -> None:
        number = division.products[0]
        count = len(division.products)
        for basis, found in division.rejected:
            self._note(Effect.REFUSED, SHARES_UNUSED, number, basis=_BASES[basis], found=f"{found:.6g}")
        if division.rule is Several.REFERENCE_ONLY:
            self._note(Effect.MULTI_OUTPUT, NOT_DIVIDED, number, count=count)
            return
        spelled = "; ".join(
            f"{self._flows[self._rows.flows[product]]} {share:.2%}"
            for product, share in zip(division.products, division.shares, strict=True)
        )
        shares = "–" if division.row_shares else spelled
        self._note(Effect.MULTI_OUTPUT, DIVIDED, number, count=count, rule=_RULES[division.rule], shares=shares)
        if division.largest_gap > 1e-9:  # beyond the rounding of the sum itself
            self._note(Effect.REPAIRED, SHARES_SCALED, number, gap=f"{division.largest_gap:.2g}")
        if division.unlisted:
            self._note(Effect.MULTI_OUTPUT, ROWS_UNLISTED, number, count=division.unlisted)

    def tell_idle_rows(self) -> None:
        idle = (self._rows.roles == Role.UNUSABLE) | (self._rows.amounts == 0)
        self._each(idle, lambda number: self._note(Effect.NOTED, ROW_IDLE, number))
        technical = ~np.isin(self._rows.roles, (Role.NATURE, Role.REFERENCE, Role.UNUSABLE))
        negative = technical & self._rows.is_output & (self._rows.amounts < 0) & ~self._rows.is_avoided
        self._each(negative, lambda number: self._note(Effect.NOTED, NEGATIVE_OUTPUT, number))

    def tell_idle_providers(self) -> None:
        named = np.array([bool(provider) for provider in self._declared], dtype=np.bool_)
        idle = named & ~self._products.is_need & (self._rows.roles != Role.UNUSABLE)
        for number in np.flatnonzero(idle).tolist():
            self._note(Effect.NOTED, PROVIDER_IDLE, number, found=self._declared[number])

    def _each(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]], tell: Callable[[int], None]) -> None:
        for number in np.flatnonzero(chosen).tolist():
            tell(number)

    def _note(self, effect: Effect, kind: MessageKind, number: int, **params: object) -> None:
        flow = int(self._rows.flows[number])
        known = {
            "process": self._names[int(self._rows.processes[number])],
            "flow": self._flows[flow],
            "amount": f"{self._amount[number]:.6g}",
            "unit": self._unit[number] or self._units[flow],
        }
        place = Place(self._file[number], self._line[number] or 0)
        self._report.note(effect, kind, place, **{**known, **params})
