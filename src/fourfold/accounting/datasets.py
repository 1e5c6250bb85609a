"""Databases in a study: the ones it declares, their datasets as figures of inputs, their factors beside the shipped.

A dataset's figures come from a solve in floating point; they are taken at `DIGITS` significant digits, so that they are
the same wherever the solve agrees to that many (law 4). What does not count in a database – needs without a supplier,
flows that matter to the climate and are in no table – is said with every dataset that is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fourfold.accounting.inventory import Emission, Step
from fourfold.accounting.notes import Notes, UsedSource
from fourfold.accounting.study.declarations import DatabaseUse
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import Traced
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import UnitError, check_unit
from fourfold.data.basis import GwpSet
from fourfold.data.databases.profile import PROFILES
from fourfold.data.factor import Factor
from fourfold.data.source import Source

if TYPE_CHECKING:  # numerics load only for studies that use a database
    from fourfold.accounting.background.datasets import Background
    from fourfold.accounting.background.system import Product
    from fourfold.data.databases.database import Database

DIGITS = 12

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


@dataclass(frozen=True)
class DatasetBook:
    """The databases a study may take from.

    Attributes:
        databases: by the name the study declares.
        uses: what the study declares of each, by name.
    """

    databases: Mapping[str, Database] = field(default_factory=dict)
    uses: Mapping[str, DatabaseUse] = field(default_factory=dict)
    _backgrounds: dict[tuple[str, GwpSet], Background] = field(default_factory=dict)

    def background(self, name: str, gwp_set: GwpSet) -> Background | None:
        """A database under its declared profile, solved once for each GWP set; ``None`` where it is not there."""
        from fourfold.accounting.background.datasets import Background

        database, use = self.databases.get(name), self.uses.get(name)
        if database is None or use is None or use.profile not in PROFILES:
            return None
        key = name, gwp_set
        if key not in self._backgrounds:
            self._backgrounds[key] = Background(database, PROFILES[use.profile], gwp_set)
        return self._backgrounds[key]

    def factors(self) -> Sequence[tuple[str, Factor]]:
        """Factors of every database, each with the name of its database, in the order of declaration."""
        opened = [name for name in self.uses if name in self.databases]
        return [(name, factor) for name in opened for factor in self.databases[name].factors.values()]


def dataset_book(study: Study, databases: Mapping[str, Database]) -> DatasetBook:
    """The databases that a study declares, as far as they were opened."""
    uses = {use.name: use for use in study.declarations.databases}
    return DatasetBook({name: databases[name] for name in uses if name in databases}, uses)


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
    product: Product
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
    background = book.background(name, gwp_set)
    if background is None:
        return None  # that the database is not there was reported where the study declares it
    product = background.product(product_id)
    if product is None:
        similar = ", ".join(background.similar(product_id)) or "–"
        notes.problems.error(DATASET_UNKNOWN, place, found=product_id, database=name, similar=similar)
        return None
    faults = background.faults_of(product.id)
    for fault in faults:
        notes.problems.error(DATASET_UNSOLVABLE, place, found=product.name, reason=fault.in_english)
    if faults:
        return None
    try:
        check_unit(product.unit)
    except UnitError:
        notes.problems.error(DATASET_UNIT_UNKNOWN, place, found=product.name, unit=product.unit or "–")
        return None
    emissions = tuple(
        Emission(score.line, score.gas, Traced(_decimal(score.kg_gas)), Traced(_decimal(score.kg_co2e)))
        for score in background.gas_scores(product.id)
    )
    origin = background.place(product)
    steps = tuple(
        Step(N_("dataset"), e.kg_co2e.value, f"kg CO2e/{product.unit} ({e.gas}, {e.line})", origin, source_id)
        for e in emissions
    )
    _note(source_id, product, background, emissions, item, place, notes)
    return DatasetFigures(source_id, product, product.unit, emissions, steps)


def check_databases(book: DatasetBook, declared_at: Mapping[str, Place], notes: Notes) -> None:
    """Report databases that are declared and not there, and profiles that are not known.

    Args:
        book: what was declared and what was opened.
        declared_at: where each is declared.
        notes: receives the problems.
    """
    for name, use in book.uses.items():
        if name not in book.databases:
            notes.problems.error(DATABASE_NOT_GIVEN, declared_at[name].at("name"), found=name)
        if use.profile not in PROFILES:
            known = ", ".join(PROFILES)
            notes.problems.error(PROFILE_UNKNOWN, declared_at[name].at("profile"), found=use.profile, known=known)


def _note(
    source_id: str,
    product: Product,
    background: Background,
    emissions: Sequence[Emission],
    item: str,
    place: Place,
    notes: Notes,
) -> None:
    info = background.database.info
    notes.assume(
        DATABASE_USED,
        place,
        database=info.name,
        version=info.version,
        profile=background.profile.id,
        cut_offs=background.left_out.cut_offs,
        unusable=background.left_out.unusable,
        unmapped=len(background.characterisation.unmapped),
        source=source_id,
    )
    period = background.period(product)
    if period is None:
        notes.assume(DATASET_PERIOD_UNSTATED, place, source=source_id)
    notes.use("dataset", source_id, item, lambda: _used(source_id, product, background, emissions))


def _used(source_id: str, product: Product, background: Background, emissions: Sequence[Emission]) -> UsedSource:
    info = background.database.info
    document = f"{info.name} {info.version} ({info.source}, {info.reader}; {background.profile.id})"
    return UsedSource(
        kind="dataset",
        id=source_id,
        names={"en": product.name},
        source=Source("", document, "", "", info.licence),
        status="imported",
        place=background.place(product),
        value=sum((e.kg_co2e.value for e in emissions), Decimal(0)),
        per=product.unit,
        area=product.area,
        digest=info.digest,
        period=background.period(product),
        area_is_known=bool(product.area) or product.location in ("", "GLO", "RoW"),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(format(value, f".{DIGITS}g"))
