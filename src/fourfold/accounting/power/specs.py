"""Rows of the electricity tables as the specifications the electricity room understands."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.accounting.study.rows import MeterRow, ProductionRow, SeriesRow, ShapeRow
from fourfold.core.problems import Place
from fourfold.electricity.specs import MeterSpec, ProductionRecord, SeriesSpec, ShapeHour, ShareKey
from fourfold.electricity.supply.sharing_idle import IdleKind, IdleRule


def meter_spec(row: MeterRow) -> MeterSpec:
    """A row of table ``meters``."""
    return MeterSpec(
        place=row.place,
        meter=row.meter,
        file=row.file,
        time_column=row.time_column,
        energy_column=row.energy_column,
        energy_unit=row.energy_unit,
        resolution_minutes=row.resolution_minutes,
        time_zone=row.time_zone,
        stamp=row.stamp,
        time_format=row.time_format,
        midnight=row.midnight,
        redate_rule=row.redate_rule,
        redate_from_year=row.redate_from_year,
        redate_to_year=row.redate_to_year,
        redate_time_zone=row.redate_time_zone,
        name=row.name,
        site=row.site,
        role=row.role,
        form=row.form,
        sheet=row.sheet,
        channel=row.channel,
        quality_column=row.quality_column,
        quality_words=row.quality_words,
        reading=row.reading,
        register_digits=row.register_digits,
        multiplier=row.multiplier,
        parent=row.parent,
        substitution=row.substitution,
        substitution_most=row.substitution_most,
        check_meter=row.check_meter,
        corrections_file=row.corrections_file,
    )


def series_spec(row: SeriesRow) -> SeriesSpec:
    """A row of table ``series``."""
    return SeriesSpec(
        place=row.place,
        series=row.series,
        names=row.names,
        area=row.area,
        form=row.form,
        file=row.file,
        value_column=row.value_column,
        value_unit=row.value_unit,
        time_zone=row.time_zone,
        quantity=row.quantity,
        claim=row.claim,
        averaging=row.averaging,
        losses=row.losses,
        gwp_set=row.gwp_set,
        status=row.status,
        publisher=row.publisher,
        document=row.document,
        url=row.url,
        time_column=row.time_column,
        month_column=row.month_column,
        hour_column=row.hour_column,
        demand_column=row.demand_column,
        resolution_minutes=row.resolution_minutes,
        stamp=row.stamp,
        time_format=row.time_format,
        redate_rule=row.redate_rule,
        redate_from_year=row.redate_from_year,
        redate_to_year=row.redate_to_year,
    )


def shape_hours(rows: Sequence[ShapeRow]) -> dict[str, list[ShapeHour]]:
    """Rows of table ``shapes`` by shape."""
    shapes: dict[str, list[ShapeHour]] = {}
    for row in rows:
        hour = ShapeHour(row.place, row.shape, row.hour, row.weight, row.month, row.day_type)
        shapes.setdefault(row.shape, []).append(hour)
    return shapes


def production_records(rows: Sequence[ProductionRow]) -> dict[str, list[ProductionRecord]]:
    """Rows of table ``production`` by meter."""
    records: dict[str, list[ProductionRecord]] = {}
    for row in rows:
        key = ShareKey(row.key) if row.key else ShareKey.OUTPUT
        made = (row.start, row.end, row.amount, row.unit, row.batch)
        record = ProductionRecord(row.place, row.meter, row.process, *made, key, row.per_unit)
        records.setdefault(row.meter, []).append(record)
    return records


def idle_rule(row: MeterRow) -> IdleRule:
    """What a row of ``meters`` says about energy while no record takes any."""
    return IdleRule(IdleKind(row.idle) if row.idle else IdleKind.REFUSE, row.idle_process, row.place.at("idle"))


def record_cells(rows: Sequence[ProductionRow], meter: str) -> list[Place]:
    """Cells of the production records by which a meter is divided."""
    columns = {"running-time": ("start", "end"), "recipe": ("amount", "per_unit", "start", "end")}
    return [row.place.at(at) for row in rows if row.meter == meter for at in columns.get(row.key, ("amount",))]
