"""Databases in a dossier: which version of which, and what one unit of each dataset used comes to (``figures/1``).

A database is never shipped: licences forbid it, and a study uses a handful of its datasets. ``databases/<name>.json``
holds their figures at twelve digits by line and gas, which is all the calculation takes. Recomputing takes them as
asserted; where the same version of the database is at hand, `differences` solves it anew and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.dataset_book import DatasetBook
from fourfold.accounting.stated import DatasetScore, StatedDatabase, StatedDataset, StatedInfo
from fourfold.certification.dossier.databases_shape import DAYS, FIGURES_FORMAT, FIGURES_SHAPE, NUMBERS
from fourfold.core.canonical import JSON, canonical_bytes, decimal_text
from fourfold.core.json_node import Node
from fourfold.core.json_shape import check
from fourfold.core.lines import Line
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.strict_json import read_json
from fourfold.data.assembling import factors_from_rows
from fourfold.data.basis import GwpSet
from fourfold.data.factor import Factor, FactorPart
from fourfold.data.factor_cells import cells_of, row_of
from fourfold.data.factor_rows import COLUMNS, FactorRow

FOLDER = "databases/"

FIGURES_NAME = MessageKind(
    "figures-name",
    N_("the figures are of the database {found}"),
    N_("those of the database that the file is named after"),
    N_("ask whoever sealed the dossier for another one"),
)

FIGURES_DAY = MessageKind(
    "figures-day",
    N_("there is no such day ({found})"),
    N_("days of the calendar"),
    N_("ask whoever sealed the dossier for another one"),
)


def database_documents(result: Result) -> dict[str, bytes]:
    """For each database a study declares, the figures it used, by the name of their entry in a dossier."""
    used = [source for source, _ in result.sources]
    datasets = [one.id.partition(":")[::2] for one in used if one.kind == "dataset"]
    factors = {one.id for one in used if one.kind == "factor"}
    book, gwp_set = result.datasets, result.method.gwp_set
    held = {name: dict[str, Factor]() for name in book.uses}
    for name, factor in book.factors():
        if factor.id in factors:
            held[name][factor.id] = factor
    return {
        f"{FOLDER}{name}.json": canonical_bytes(
            _document(name, book, gwp_set, sorted(one for of, one in datasets if of == name), held[name])
        )
        for name in book.uses
    }


def stated_databases(contents: Mapping[str, bytes], problems: Problems) -> dict[str, StatedDatabase]:
    """The databases of a dossier by their figures; what is wrong with them is reported.

    Args:
        contents: of the archive, by name; other entries are passed over.
        problems: receives what is wrong.
    """
    found: dict[str, StatedDatabase] = {}
    for entry, data in sorted(contents.items()):
        name = entry.removeprefix(FOLDER).removesuffix(".json")
        if not entry.startswith(FOLDER) or not entry.endswith(".json"):
            continue
        place, own = Place(entry), Problems()
        document = read_json(data, place, own)
        stated = None
        if not own.errors and check(FIGURES_SHAPE, document, place, own) and isinstance(document, dict):
            stated = _stated(Node(document), place, own)
        if stated is not None and stated.info.name != name:
            own.error(FIGURES_NAME, place.at("name"), found=stated.info.name)
        problems.absorb(own)
        if stated is not None and not own.errors:
            found[name] = stated
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that a database gives otherwise than a dossier states it.

    Attributes:
        dataset: ``database:product``.
        line, gas: of the figure; empty where the dataset is missing as a whole.
        stated, solved: kg CO2e per unit.
    """

    dataset: str
    line: str
    gas: str
    stated: Decimal
    solved: Decimal


def differences(name: str, stated: StatedDatabase, book: DatasetBook, digits: int) -> tuple[Difference, ...]:
    """Where a database, solved anew, comes to other figures than were stated.

    Args:
        name: of the database.
        stated: its figures.
        book: with the database itself, of the same version.
        digits: significant digits of the largest figure of a dataset to which they have to agree.
    """
    return tuple(
        difference
        for dataset in stated.datasets.values()
        for difference in _differences(
            f"{name}:{dataset.id}", dataset, book.dataset(name, dataset.id, stated.gwp_set), digits
        )
    )


def _differences(
    source_id: str, stated: StatedDataset, solved: StatedDataset | None, digits: int
) -> Iterator[Difference]:
    said = {(str(one.line), one.gas): one.kg_co2e for one in stated.scores}
    found = {} if solved is None else {(str(one.line), one.gas): one.kg_co2e for one in solved.scores}
    largest = max((abs(value) for value in (*said.values(), *found.values())), default=Decimal(0))
    for line, gas in {**said, **found}:
        one, other = said.get((line, gas), Decimal(0)), found.get((line, gas), Decimal(0))
        if abs(one - other) > largest.scaleb(-digits):
            yield Difference(source_id, line, gas, one, other)


def _document(
    name: str, book: DatasetBook, gwp_set: GwpSet, datasets: list[str], factors: Mapping[str, Factor]
) -> dict[str, JSON]:
    info, (cut_offs, unusable, unmapped) = book.info(name), book.left_out(name, gwp_set)
    figures = (book.dataset(name, one, gwp_set) for one in datasets)
    return {
        "fourfold": FIGURES_FORMAT,
        "name": name,
        "version": info.version,
        "digest": info.digest,
        "source": info.source,
        "reader": info.reader,
        "reader_version": info.reader_version,
        "licence": info.licence,
        "profile": book.uses[name].profile,
        "gwp_set": str(gwp_set),
        "cut_offs": cut_offs,
        "unusable": unusable,
        "unmapped": unmapped,
        "datasets": [_dataset_document(one) for one in figures if one is not None],
        "factors": [_factor_document(one, part) for one in factors.values() for part in one.parts],
    }


def _dataset_document(one: StatedDataset) -> dict[str, JSON]:
    return {
        "id": one.id,
        "name": one.name,
        "unit": one.unit,
        "location": one.location,
        "area": one.area,
        "place": {"file": one.place.file, "row": one.place.row, "sheet": one.place.sheet},
        "period": None if one.period is None else [day.isoformat() for day in one.period],
        "scores": [
            {
                "line": str(score.line),
                "gas": score.gas,
                "kg_gas": decimal_text(score.kg_gas),
                "kg_co2e": decimal_text(score.kg_co2e),
            }
            for score in one.scores
        ],
    }


def _factor_document(factor: Factor, part: FactorPart) -> dict[str, JSON]:
    cells = cells_of(factor, part)
    texts: dict[str, JSON] = {name: str(cells[name]) for name in COLUMNS if name not in NUMBERS}
    numbers: dict[str, JSON] = {
        name: None if number is None else decimal_text(number)
        for name, number in (("value", part.value), ("low", part.low), ("high", part.high))
    }
    place: dict[str, JSON] = {"file": str(cells["file"]), "row": part.place.row or factor.place.row}
    return {**texts, **numbers, **place, "sheet": str(cells["sheet"])}


def _stated(node: Node, place: Place, problems: Problems) -> StatedDatabase | None:
    named = ("name", "version", "digest", "source", "reader", "reader_version", "licence")
    try:
        datasets = [_dataset(one) for one in node.nodes("datasets")]
        rows = [_factor_row(one) for one in node.nodes("factors")]
    except ValueError as error:
        problems.error(FIGURES_DAY, place, found=error)
        return None
    return StatedDatabase(
        StatedInfo(**{name: node.text(name) for name in named}),
        node.text("profile"),
        GwpSet(node.text("gwp_set")),
        node.integer("cut_offs"),
        node.integer("unusable"),
        node.integer("unmapped"),
        {one.id: one for one in datasets},
        factors_from_rows(rows, problems),
    )


def _dataset(node: Node) -> StatedDataset:
    at = node.node("place")
    days = None if node.members["period"] is None else [date.fromisoformat(day) for day in node.texts("period")]
    scores = (
        DatasetScore(Line(one.text("line")), one.text("gas"), one.decimal("kg_gas"), one.decimal("kg_co2e"))
        for one in node.nodes("scores")
    )
    return StatedDataset(
        node.text("id"),
        node.text("name"),
        node.text("unit"),
        node.text("location"),
        node.text("area"),
        Place(at.text("file"), at.integer("row"), "", at.text("sheet")),
        None if days is None else (days[0], days[1]),
        tuple(scores),
    )


def _factor_row(node: Node) -> FactorRow:
    return row_of({**node.members, **{name: date.fromisoformat(node.text(name)) for name in DAYS}})
