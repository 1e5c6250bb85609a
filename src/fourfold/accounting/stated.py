"""Databases by what they came to: the figures of the datasets a study used, without the database they are from.

A sealed study does not carry the databases it takes from; it carries, for each dataset used, what one unit of it emits.
That is enough to calculate the study again: a `StatedDatabase` stands where the solved database stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from fourfold.core.lines import Line
from fourfold.core.problems import Place, Problem
from fourfold.data.basis import GwpSet
from fourfold.data.factor import Factor


class SourceInfo(Protocol):
    """What a version of a database is called, as results cite it."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def version(self) -> str:
        """What results cite."""

    @property
    def digest(self) -> str:
        """SHA-256 of the version."""

    @property
    def source(self) -> str:
        """File or folder it was read from."""

    @property
    def reader(self) -> str:
        """Format it was read as."""

    @property
    def reader_version(self) -> str:
        """Version of the reader."""

    @property
    def licence(self) -> str:
        """Where the source states one."""


@dataclass(frozen=True, slots=True)
class StatedInfo:
    """What a version of a database is called. See `SourceInfo`."""

    name: str
    version: str
    digest: str
    source: str
    reader: str
    reader_version: str
    licence: str


@dataclass(frozen=True, slots=True)
class DatasetScore:
    """What one unit of a dataset emits of one gas on one line: kg of the gas, and weighted."""

    line: Line
    gas: str
    kg_gas: Decimal
    kg_co2e: Decimal


@dataclass(frozen=True, slots=True)
class StatedDataset:
    """A dataset by its figures.

    Attributes:
        id: of the product, as in the database.
        name, unit: of the product.
        location, area: of its process.
        place: where its process stands in the source.
        period: it describes; ``None`` where it does not say.
        scores: what one unit emits.
    """

    id: str
    name: str
    unit: str
    location: str
    area: str
    place: Place
    period: tuple[date, date] | None
    scores: tuple[DatasetScore, ...]


@dataclass(frozen=True, slots=True)
class StatedDatabase:
    """A database by the figures of the datasets that were used.

    Attributes:
        info: which version of which database.
        profile: by which it was solved.
        gwp_set: by which gases were weighted.
        cut_offs, unusable, unmapped: how much of it carries no burden.
        datasets: by id.
        factors: of it that were used, by id.
    """

    info: StatedInfo
    profile: str
    gwp_set: GwpSet
    cut_offs: int
    unusable: int
    unmapped: int
    datasets: Mapping[str, StatedDataset]
    factors: Mapping[str, Factor] = field(default_factory=dict)

    def product(self, product_id: str) -> StatedDataset | None:
        """The dataset with this id."""
        return self.datasets.get(product_id)

    def similar(self, product_id: str, most: int = 3) -> list[str]:
        """Ids spelled like this one."""
        from difflib import get_close_matches

        return get_close_matches(product_id, self.datasets, n=most, cutoff=0.7)

    def faults_of(self, _product_id: str) -> Sequence[Problem]:
        """None: what has figures could be solved."""
        return []
