"""The rule substitution: co-products are credited with what they displace; the one product left carries the rest.

With q the amount of a co-product per run, k what one unit of it displaces, and E the footprint of one unit displaced:

    credit = − q k E        an item of the process, or a link with a negative amount to the process displaced

The process then answers for one product alone: the one that displaces nothing. (System expansion with avoided burden,
ISO 14044:2006 4.3.4.2 step 1; clause number from memory, not verified.)
"""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.allocation.data import Shared
from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.inventory import Item, Link, Step
from fourfold.accounting.notes import Notes
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.rows import OutputRow
from fourfold.accounting.traced import ONE, ZERO, CellBook, Traced
from fourfold.accounting.valuing import scaled_by
from fourfold.core.problems import N_, NOWHERE, MessageKind, Problems
from fourfold.core.quantities import Unit

NOT_ONE_MAIN = MessageKind(
    "substitution-not-one-product",
    N_("{count} products of the process {process} displace nothing ({found})"),
    N_("exactly one: the product that carries what the credits leave"),
    N_("fill displaces_source and displaces_id on every product but one"),
)
DISPLACED_HALF = MessageKind(
    "displaced-half",
    N_("only one of displaces_source and displaces_id is given for the product {found}"),
    N_("both, or neither"),
    N_("fill {column}"),
)
DISPLACES_ITSELF = MessageKind(
    "displaces-itself",
    N_("the product {found} displaces {other}, which its own process makes"),
    N_("something that another process or a source outside makes"),
    N_("name what is displaced"),
)
DISPLACED_AND_USED = MessageKind(
    "displaced-and-used",
    N_("the product {found} is credited as leaving the study, and the study itself uses it ({where})"),
    N_("a co-product that leaves the study as a whole"),
    N_("give only the amount that leaves, or divide the process by another rule"),
)
AMOUNT_NOT_POSITIVE = MessageKind(
    "displaced-amount-not-positive",
    N_("{column} of the product {flow} is {found}; a credit for it would be a burden"),
    N_("an amount above zero"),
    N_("correct the amount"),
)
DISPLACED = MessageKind(
    "displaced",
    N_(
        "the product {flow} of process {process} is taken to displace {per_unit} {unit} of {displaced} ({how}) for each"
        " {own_unit}; the credit counts as secondary data"
    ),
)
_SUFFIX = "displaced"


def credit_id(output: OutputRow) -> str:
    """Name of the credit of a co-product, as ``fourfold explain`` takes it."""
    return f"{output.flow}/{_SUFFIX}"


def main_product(shared: Shared, used: Mapping[str, str], problems: Problems) -> OutputRow | None:
    """The product that carries everything; ``None`` after reporting why there is none.

    Args:
        shared: the process.
        used: flows the study itself uses, and where.
        problems: receives what is wrong.
    """
    before = len(problems.errors)
    own = {output.flow for output in shared.outputs}
    for output in shared.outputs:
        _check(output, own, used, problems)
    mains = [output for output in shared.outputs if not output.displaces_source]
    if len(mains) != 1:
        found = ", ".join(output.flow for output in mains) or "–"
        place = shared.process.place.at("allocation")
        problems.error(NOT_ONE_MAIN, place, process=shared.name, count=len(mains), found=found)
    return mains[0] if len(problems.errors) == before else None


def _check(output: OutputRow, own: set[str], used: Mapping[str, str], problems: Problems) -> None:
    if bool(output.displaces_source) != bool(output.displaces_id):
        column = "displaces_id" if output.displaces_source else "displaces_source"
        problems.error(DISPLACED_HALF, output.place.at(column), found=output.flow, column=column)
    if not output.displaces_source:
        return
    if output.displaces_source == "process" and output.displaces_id in own:
        place = output.place.at("displaces_id")
        problems.error(DISPLACES_ITSELF, place, found=output.flow, other=output.displaces_id)
    if output.flow in used:
        params = {"found": output.flow, "where": used[output.flow]}
        problems.error(DISPLACED_AND_USED, output.place.at("displaces_source"), **params)
    for column in ("amount", "displaces_per_unit"):
        value = getattr(output, column)
        if value is not None and value <= 0:
            problems.error(AMOUNT_NOT_POSITIVE, output.place.at(column), column=column, flow=output.flow, found=value)


def credits_of(
    shared: Shared, main: OutputRow, sourcing: Sourcing, stage: str, book: CellBook, notes: Notes
) -> tuple[list[Item], list[Link]]:
    """Credits of all products but the main one; what cannot be valued is reported and left out."""
    items: list[Item] = []
    links: list[Link] = []
    for output in shared.outputs:
        if output is main:
            continue
        notes.assume(
            DISPLACED,
            output.place.at("displaces_id"),
            flow=output.flow,
            process=shared.name,
            per_unit=output.displaces_per_unit or 1,
            unit=output.displaces_unit or output.unit,
            displaced=output.displaces_id,
            how=output.displaces_source,
            own_unit=output.unit,
        )
        if output.displaces_source == "process":
            link = _link(output, sourcing, book, notes)
            links.extend([link] if link is not None else [])
        else:
            item = _item(output, sourcing, stage, book)
            items.extend([item] if item is not None else [])
    return items, links


def _displaced_amount(output: OutputRow, book: CellBook) -> Traced:
    amount = book.read(output.amount, output.place.at("amount"))
    if output.displaces_per_unit is None:
        per_unit = ONE
    else:
        per_unit = book.read(output.displaces_per_unit, output.place.at("displaces_per_unit"))
    return ZERO - amount * per_unit


def _link(output: OutputRow, sourcing: Sourcing, book: CellBook, notes: Notes) -> Link | None:
    displaced = sourcing.output_of(output.displaces_id)
    have = Unit(output.displaces_unit or output.unit)
    if displaced is None:
        return None  # a name that does not exist is reported where the study is read
    if not have.measures_same_as(Unit(displaced.unit)):
        place = output.place.at("displaces_unit")
        params = {"found": have.text, "wanted": displaced.unit, "source": displaced.flow}
        notes.problems.error(UNIT_DOES_NOT_FIT, place, **params)
        return None
    amount = _displaced_amount(output, book).times(have.factor_to(Unit(displaced.unit)))
    return Link(credit_id(output), output.process, displaced.flow, amount, output.names, output.place, "avoided")


def _item(output: OutputRow, sourcing: Sourcing, stage: str, book: CellBook) -> Item | None:
    unit = output.displaces_unit or output.unit
    place = output.place.at("displaces_id")
    valued = sourcing.value_of(output.displaces_source, output.displaces_id, unit, credit_id(output), place)
    if valued is None:
        return None
    steps = [Step(N_("amount per run"), output.amount, output.unit, output.place.at("amount"))]
    if output.displaces_per_unit is not None:
        where = output.place.at("displaces_per_unit")
        steps.append(Step(N_("displaced per unit"), output.displaces_per_unit, f"{unit}/{output.unit}", where))
    steps.append(Step(N_("credit"), -ONE.value, "", NOWHERE))
    return Item(
        id=credit_id(output),
        kind="credit",
        process=output.process,
        stage=stage,
        names=output.names,
        amount=-output.amount,
        unit=output.unit,
        emissions=scaled_by(valued.emissions, _displaced_amount(output, book)),
        source_kind=valued.kind,
        source_id=valued.id,
        source_names=valued.names,
        data_kind="secondary",
        quality="",
        place=output.place,
        steps=(*steps, *valued.steps),
    )
