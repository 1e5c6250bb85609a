"""The databases a study takes from: opened and solved, or known by the figures of the datasets that were used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from fourfold.accounting.stated import DatasetScore, SourceInfo, StatedDatabase, StatedDataset
from fourfold.accounting.study.declarations import DatabaseUse
from fourfold.accounting.study.model import Study
from fourfold.data.basis import GwpSet
from fourfold.data.databases.profile import PROFILES
from fourfold.data.factor import Factor

if TYPE_CHECKING:  # numerics load only for studies that use a database
    from fourfold.accounting.background.datasets import Background
    from fourfold.accounting.background.system import Product
    from fourfold.data.databases.database import Database

DIGITS = 12
NOTHING_STATED: Mapping[str, StatedDatabase] = MappingProxyType({})


@dataclass(frozen=True)
class DatasetBook:
    """The databases a study may take from.

    Attributes:
        databases: by the name the study declares.
        uses: what the study declares of each, by name.
        stated: databases that are not there but by the figures of the datasets used, by name.
    """

    databases: Mapping[str, Database] = field(default_factory=dict)
    uses: Mapping[str, DatabaseUse] = field(default_factory=dict)
    stated: Mapping[str, StatedDatabase] = field(default_factory=dict)
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

    def has(self, name: str) -> bool:
        """Whether a database is there, whole or by its figures."""
        return name in self.databases or name in self.stated

    def info(self, name: str) -> SourceInfo:
        """What a database that is there is called."""
        return self.databases[name].info if name in self.databases else self.stated[name].info

    def source(self, name: str, gwp_set: GwpSet) -> Background | StatedDatabase | None:
        """Where the figures of a database come from: solved, or as stated under this GWP set."""
        if name in self.databases:
            return self.background(name, gwp_set)
        stated = self.stated.get(name)
        return stated if stated is not None and stated.gwp_set is gwp_set else None

    def left_out(self, name: str, gwp_set: GwpSet) -> tuple[int, int, int]:
        """Needs without a supplier, unusable rows and flows without a factor, of a database that is there."""
        source = self.source(name, gwp_set)
        if source is None:
            raise KeyError(name)
        if isinstance(source, StatedDatabase):
            return source.cut_offs, source.unusable, source.unmapped
        left_out = source.left_out
        return left_out.cut_offs, left_out.unusable, len(source.characterisation.unmapped)

    def factors(self) -> Sequence[tuple[str, Factor]]:
        """Factors of every database, each with the name of its database, in the order of declaration."""
        held: dict[str, Mapping[str, Factor]] = {name: one.factors for name, one in self.stated.items()}
        held |= {name: one.factors for name, one in self.databases.items()}
        return [(name, factor) for name in self.uses if name in held for factor in held[name].values()]

    def dataset(self, name: str, product_id: str, gwp_set: GwpSet) -> StatedDataset | None:
        """A dataset by its figures under a GWP set, solved or as stated; ``None`` where it has none."""
        source = self.source(name, gwp_set)
        if source is None or isinstance(source, StatedDatabase):
            return None if source is None else source.product(product_id)
        product = source.product(product_id)
        return None if product is None else _stated(source, product)


def dataset_book(
    study: Study, databases: Mapping[str, Database], stated: Mapping[str, StatedDatabase] = NOTHING_STATED
) -> DatasetBook:
    """The databases that a study declares, as far as they were opened or stated."""
    uses = {use.name: use for use in study.declarations.databases}
    opened = {name: databases[name] for name in uses if name in databases}
    return DatasetBook(opened, uses, {name: stated[name] for name in uses if name in stated and name not in opened})


def _stated(background: Background, product: Product) -> StatedDataset:
    """A dataset of a solved database by its figures."""
    scores = (
        DatasetScore(score.line, score.gas, _decimal(score.kg_gas), _decimal(score.kg_co2e))
        for score in background.gas_scores(product.id)
    )
    return StatedDataset(
        product.id,
        product.name,
        product.unit,
        product.location,
        product.area,
        background.place(product),
        background.period(product),
        tuple(scores),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(format(value, f".{DIGITS}g"))
