"""What a study declares about electricity, as this room needs it: the columns of its tables, with the row as place.

The fields have the names and the meaning of the table columns; a blank text is ``""``, a blank number ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from fourfold.core.problems import Place


@dataclass(frozen=True, slots=True)
class RedateSpec:
    """Data of one year stand for another.

    Attributes:
        rule: ``same-date`` or ``same-weekday``.
        from_year: year of the data.
        to_year: year they stand for.
        from_zone: zone whose standard clock the data follow.
        to_zone: zone whose standard clock they stand for.
    """

    rule: str
    from_year: int
    to_year: int
    from_zone: str
    to_zone: str


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """A meter and how its file is to be read: a row of the table ``meters``."""

    place: Place
    meter: str
    file: str
    time_column: str
    energy_column: str
    energy_unit: str
    resolution_minutes: int
    time_zone: str
    stamp: str
    time_format: str = ""
    midnight: str = ""
    redate_rule: str = ""
    redate_from_year: int | None = None
    redate_to_year: int | None = None
    redate_time_zone: str = ""
    name: str = ""
    site: str = ""
    role: str = "load"
    form: str = ""
    sheet: str = ""
    channel: str = ""
    quality_column: str = ""
    quality_words: str = ""
    reading: str = ""
    register_digits: int | None = None
    multiplier: Decimal | None = None
    parent: str = ""
    substitution: str = ""
    substitution_most: int | None = None
    check_meter: str = ""
    corrections_file: str = ""

    @property
    def clock_zone(self) -> str:
        """Zone in which the meter's clock stands for the study period."""
        return (self.redate_time_zone or self.time_zone) if self.redate_rule else self.time_zone


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """A factor series and how its file is to be read: a row of the table ``series``."""

    place: Place
    series: str
    names: Mapping[str, str]
    area: str
    form: str
    file: str
    value_column: str
    value_unit: str
    time_zone: str
    quantity: str
    claim: str
    averaging: str
    losses: str
    gwp_set: str
    status: str
    publisher: str
    document: str
    url: str = ""
    time_column: str = ""
    month_column: str = ""
    hour_column: str = ""
    demand_column: str = ""
    resolution_minutes: int | None = None
    stamp: str = ""
    time_format: str = ""
    redate_rule: str = ""
    redate_from_year: int | None = None
    redate_to_year: int | None = None


@dataclass(frozen=True, slots=True)
class ShapeHour:
    """One hour of a load shape: a row of the table ``shapes``."""

    place: Place
    shape: str
    hour: int
    weight: Decimal
    month: int | None = None
    day_type: str = ""


class ShareKey(StrEnum):
    """By what a meter is divided."""

    OUTPUT = "output"
    RUNNING_TIME = "running-time"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class ProductionRecord:
    """What a process produced on a meter in a period: a row of the table ``production``.

    ``start`` and ``end`` have their offset from UTC, or none on the local clock by which the meter's clock is set.
    ``per_unit`` is the energy a unit needs by the recipe, in kWh.
    """

    place: Place
    meter: str
    process: str
    start: datetime
    end: datetime
    amount: Decimal
    unit: str
    batch: str = ""
    key: ShareKey = ShareKey.OUTPUT
    per_unit: Decimal | None = None
