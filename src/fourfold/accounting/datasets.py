"""Databases in a study: the ones it declares, their datasets as figures of inputs, their factors beside the shipped.

A dataset's figures come from a solve in floating point; they are taken at `DIGITS` significant digits, so that they are
the same wherever the solve agrees to that many (law 4). What does not count in a database – needs without a supplier,
flows that matter to the climate and are in no table – is said with every dataset that is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.dataset_book import DIGITS as DIGITS
from fourfold.accounting.dataset_book import NOTHING_STATED as NOTHING_STATED
from fourfold.accounting.dataset_book import DatasetBook as DatasetBook
from fourfold.accounting.dataset_book import dataset_book as dataset_book
from fourfold.accounting.inventory import Emission, Step
from fourfold.accounting.notes import Notes, UsedSource
from fourfold.accounting.stated import SourceInfo, StatedDataset
from fourfold.accounting.traced import Traced
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import UnitError, check_unit
from fourfold.data.basis import GwpSet
from fourfold.data.databases.profile import PROFILES
from fourfold.data.source import Source

DATABASE_NOT_GIVEN = MessageKind(
    "database-not-given",
    N_("the study takes the database {found}, which was not opened"),
    N_("every database that study.yaml declares"),
    N_("import it under this name, or hand it to assess"),
)
PROFILE_UNKNOWN = MessageKind(
    "profile-unknown",
    N_("the profile {found} is not known"),
    N_("one of: {known}"),
    N_("correct the name"),
)
DATASET_UNKNOWN = MessageKind(
    "dataset-unknown",
    N_("the database {database} has no product {found}"),
    N_("the id of a product: of its process, with / and the id of the flow where a process makes several"),
    N_("find the id with fourfold data search WORDS; similar: {similar}"),
)
DATASET_UNIT_UNKNOWN = MessageKind(
    "dataset-unit-unknown",
    N_("the dataset {found} is counted in {unit}, which is not a unit known here"),
    N_("a dataset counted in a known unit"),
    N_("use another dataset"),
)
DATASET_UNSOLVABLE = MessageKind(
    "dataset-unsolvable",
    N_("the dataset {found} cannot be calculated: {reason}"),
    N_("a dataset that needs no loop which uses what it makes"),
    N_("use another dataset, or cut the loop off with fourfold data links"),
)
DATABASE_USED = MessageKind(
    "database-used",
    N_(
        "the database {database}, version {version}, under the profile {profile}: {cut_offs} needs without a "
        "supplier, {unusable} rows whose flow, unit or amount cannot be used, and {unmapped} flows that matter to the "
        "climate but have no factor count for nothing; used for {source}"
    ),
)
DATASET_PERIOD_UNSTATED = MessageKind(
    "dataset-period-unstated",
    N_("datasets that do not say which period they describe: {source}"),
)


@dataclass(frozen=True, slots=True)
class DatasetFigures:
    """What one unit of a dataset's product emits.

    Attributes:
        id: ``database:product``.
        product, unit: what it is of.
        emissions: per unit.
        steps: how they are made, for unfolding.
    """

    id: str
    product: StatedDataset
    unit: str
    emissions: tuple[Emission, ...]
    steps: tuple[Step, ...]


def dataset_figures(
    source_id: str, item: str, place: Place, book: DatasetBook, gwp_set: GwpSet, notes: Notes
) -> DatasetFigures | None:
    """The figures of a dataset; ``None`` after reporting why there are none.

    Args:
        source_id: ``database:product``.
        item: the item that rests on it.
        place: the cell that names it.
        book: the databases of the study.
        gwp_set: by which gases are weighted.
        notes: receives problems, what does not count in the database, and the source.
    """
    name, _, product_id = source_id.partition(":")
    sound = _check_dataset(name, product_id, place, book, gwp_set, notes)
    dataset = book.dataset(name, product_id, gwp_set) if sound else None
    if dataset is None:
        return None
    try:
        check_unit(dataset.unit)
    except UnitError:
        notes.problems.error(DATASET_UNIT_UNKNOWN, place, found=dataset.name, unit=dataset.unit or "–")
        return None
    emissions = tuple(
        Emission(score.line, score.gas, Traced(score.kg_gas), Traced(score.kg_co2e)) for score in dataset.scores
    )
    steps = tuple(
        Step(N_("dataset"), e.kg_co2e.value, f"kg CO2e/{dataset.unit} ({e.gas}, {e.line})", dataset.place, source_id)
        for e in emissions
    )
    _note(source_id, dataset, book, gwp_set, item, place, notes)
    return DatasetFigures(source_id, dataset, dataset.unit, emissions, steps)


def _check_dataset(name: str, product_id: str, place: Place, book: DatasetBook, gwp_set: GwpSet, notes: Notes) -> bool:
    """Whether a dataset has figures; reported where it is the dataset that is wrong, not the database."""
    source = book.source(name, gwp_set)
    if source is None:
        return False  # that the database is not there was reported where the study declares it
    product = source.product(product_id)
    if product is None:
        similar = ", ".join(source.similar(product_id)) or "–"
        notes.problems.error(DATASET_UNKNOWN, place, found=product_id, database=name, similar=similar)
        return False
    faults = source.faults_of(product.id)
    for fault in faults:
        notes.problems.error(DATASET_UNSOLVABLE, place, found=product.name, reason=fault.in_english)
    return not faults


def check_databases(book: DatasetBook, declared_at: Mapping[str, Place], notes: Notes) -> None:
    """Report databases that are declared and not there, and profiles that are not known.

    Args:
        book: what was declared and what was opened.
        declared_at: where each is declared.
        notes: receives the problems.
    """
    for name, use in book.uses.items():
        if not book.has(name):
            notes.problems.error(DATABASE_NOT_GIVEN, declared_at[name].at("name"), found=name)
        if use.profile not in PROFILES:
            known = ", ".join(PROFILES)
            notes.problems.error(PROFILE_UNKNOWN, declared_at[name].at("profile"), found=use.profile, known=known)


def _note(
    source_id: str, dataset: StatedDataset, book: DatasetBook, gwp_set: GwpSet, item: str, place: Place, notes: Notes
) -> None:
    name = source_id.partition(":")[0]
    info, left_out = book.info(name), book.left_out(name, gwp_set)
    notes.assume(
        DATABASE_USED,
        place,
        database=info.name,
        version=info.version,
        profile=book.uses[name].profile,
        cut_offs=left_out[0],
        unusable=left_out[1],
        unmapped=left_out[2],
        source=source_id,
    )
    if dataset.period is None:
        notes.assume(DATASET_PERIOD_UNSTATED, place, source=source_id)
    notes.use("dataset", source_id, item, lambda: _used(source_id, dataset, info, book.uses[name].profile))


def _used(source_id: str, dataset: StatedDataset, info: SourceInfo, profile: str) -> UsedSource:
    document = f"{info.name} {info.version} ({info.source}, {info.reader}; {profile})"
    return UsedSource(
        kind="dataset",
        id=source_id,
        names={"en": dataset.name},
        source=Source("", document, "", "", info.licence),
        status="imported",
        place=dataset.place,
        value=sum((score.kg_co2e for score in dataset.scores), Decimal(0)),
        per=dataset.unit,
        area=dataset.area,
        digest=info.digest,
        period=dataset.period,
        area_is_known=bool(dataset.area) or dataset.location in ("", "GLO", "RoW"),
    )
