"""The rates of a grid from its factors file, its declaration and the units that have rates of their own."""

from __future__ import annotations

from pathlib import Path

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.data.basis import Quantity
from fourfold.electricity.grid.attributes import TOTAL_MISSING, UNLIKE_TOTAL, attribute_of, total_name
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.folder import one_spelling
from fourfold.electricity.grid.rates import ANY_TIME_S, RateBook
from fourfold.electricity.grid.rates_declared import Declared, declared_factors, declared_rates
from fourfold.electricity.grid.rates_file import RatesFile, read_rates_file
from fourfold.electricity.grid.rates_sources import Documents
from fourfold.electricity.grid.state import Attribute, AttributeKind
from fourfold.formats.yaml_text import YamlText

_ENDINGS = (".csv", ".csv.gz", ".parquet")

RATES_MISSING = MessageKind(
    "grid-rates-missing",
    N_("nothing says what a MWh of generation carries"),
    N_("factors.csv with the columns technology and {total}"),
    N_("add factors.csv beside grid.yaml; or declare a default under technologies in grid.yaml, labelled in results"),
)
RATES_UNLIKE_UNITS = MessageKind(
    "grid-rates-unlike-units",
    N_("the data give {units} for their units, and the factors give {found}"),
    N_("the same attributes in both"),
    N_("add the missing columns to the factors, or remove those the data do not have"),
)


def read_rate_book(
    folder: Path,
    declaration: GridDeclaration,
    yaml: YamlText | None,
    unit_attributes: tuple[str, ...] | None,
    problems: Problems,
    assumptions: tuple[Assumption, ...] = (),
) -> RateBook | None:
    """Every rate of a grid, or nothing after reporting what is wrong with them.

    Args:
        folder: the folder of ``grid.yaml`` and ``factors.csv``.
        declaration: what ``grid.yaml`` says.
        yaml: its text, for places.
        unit_attributes: names of what units with rates of their own give, the total first; none without such units;
            ``None`` where that is not known, because the data could not be read.
        problems: receives what is wrong.
        assumptions: what the declaration rests on; they stand first in the book's.
    """
    before = len(problems.errors)
    documents = Documents(declaration.sources)
    declared = declared_factors(declaration, yaml)
    name = rates_name(folder, problems)
    file = read_rates_file(folder, name, declaration, documents, problems) if name else None
    if len(problems.errors) > before or (unit_attributes is None and not file):
        return None
    attributes = _attributes(file, unit_attributes or (), declared, declaration, problems)
    if not attributes:
        return None
    found, unsourced = declared_rates(declared, attributes, declaration, documents, problems)
    if len(problems.errors) > before:
        return None
    rows = file.rows if file else {}
    starts = {start for editions in rows.values() for start in editions.from_s} - {ANY_TIME_S}
    return RateBook(
        attributes,
        tuple(sorted(starts)),
        documents.all,
        rows,
        declaration.technologies.names,
        {area.code: area.parent for area in declaration.areas if area.parent},
        found,
        (*assumptions, *(file.assumptions if file else ()), *unsourced),
    )


def rates_name(folder: Path, problems: Problems) -> str:
    """Name of the factors file of a folder, empty when there is none; several are an error."""
    return one_spelling(folder, "factors", _ENDINGS, problems)


def _attributes(
    file: RatesFile | None,
    unit_attributes: tuple[str, ...],
    declared: list[Declared],
    declaration: GridDeclaration,
    problems: Problems,
) -> tuple[Attribute, ...]:
    """What every rate holds: as the factors file says, else the units, else the declared factors."""
    if file:
        names = tuple(attribute.name for attribute in file.attributes)
        if unit_attributes and set(unit_attributes) != set(names):
            spelled = {"units": ", ".join(unit_attributes), "found": ", ".join(names)}
            problems.error(RATES_UNLIKE_UNITS, Place("factors"), **spelled)
            return ()
        return file.attributes
    quantity = Quantity(declaration.basis.quantity)
    total = total_name(quantity)
    place = declared[0].place if declared else Place("factors.csv")
    if unit_attributes:
        return _named(unit_attributes, quantity, Place(""), problems)
    if not declared:
        problems.error(RATES_MISSING, place, total=total)
        return ()
    names = tuple(dict.fromkeys(name for one in declared for name in one.factor.per_mwh))
    return _named(names or (total,), quantity, place, problems)


def _named(names: tuple[str, ...], quantity: Quantity, place: Place, problems: Problems) -> tuple[Attribute, ...]:
    """Attributes by name, the total first; names that do not say what they hold are reported."""
    total, before = total_name(quantity), len(problems)
    found = {name: attribute_of(name, quantity) for name in names}
    for name, attribute in found.items():
        if attribute is None:
            problems.error(UNLIKE_TOTAL, place, found=name, quantity=quantity.value, total=total)
    if total not in found:
        problems.error(TOTAL_MISSING, place, total=total, quantity=quantity.value)
    known = [attribute for attribute in found.values() if attribute]
    known.sort(key=lambda attribute: attribute.kind is not AttributeKind.TOTAL)
    return tuple(known) if len(problems) == before else ()
