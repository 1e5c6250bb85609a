"""The electricity part of a result document."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from fourfold.accounting.footprint import Footprint
from fourfold.accounting.method import Method
from fourfold.accounting.power.accounts import ElectricityAccount, LoadAccount, SupplySummary, Totals
from fourfold.accounting.power.batches import batches_document
from fourfold.accounting.power.beyond import tells_supply
from fourfold.accounting.power.dividing import divisions_document
from fourfold.accounting.power.profiles import profiles_document
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.words import in_both
from fourfold.electricity.integers import decimal_of_fraction
from fourfold.electricity.series.factor_series import FactorSeries

_SHARE = Decimal("1e-6")
_FACTOR = Decimal("1e-12")


@exact
def electricity_document(
    study: Study, method: Method, electricity: ElectricityAccount, footprint: Footprint
) -> dict[str, JSON]:
    """Rows, totals three ways, series, and hourly profiles."""
    quantum = method.rounding.quantum_kg_co2e
    totals = electricity.totals(footprint, quantum)
    document: dict[str, JSON] = {
        "rows": [_row(row, footprint, quantum) for row in electricity.rows],
        "totals": _totals(totals),
        "series": _series(electricity.rows),
        "profiles": profiles_document(study, electricity.rows),
    }
    if tells_supply(method.supply.order, study):
        document |= _supply(electricity, electricity.summary(footprint, method))
    if electricity.divisions:
        loads = {row.load.row.electricity: row.load for row in electricity.rows}
        document["allocation"] = divisions_document(electricity.divisions, loads)
    if electricity.batches:
        document["batches"] = batches_document(electricity)
    return document


def _supply(electricity: ElectricityAccount, summary: SupplySummary) -> dict[str, JSON]:
    """How electricity was covered, kind by kind, per declared unit; and what became of each instrument."""
    grid_mix = summary.grid_mix_kg_co2e
    return {
        "covered": [
            {
                "kind": str(part.kind),
                "energy_kwh": decimal_text(part.energy_kwh),
                "kg_co2e": decimal_text(part.kg_co2e),
                "share": None if part.share is None else _rounded(part.share, _SHARE),
            }
            for part in summary.covered
        ],
        "grid_mix_kg_co2e": None if grid_mix is None else decimal_text(grid_mix),
        "instruments": [
            {
                "instrument": use.instrument,
                "accepted": use.accepted,
                "refused_because": [str(criterion) for criterion in use.failed],
                "offered_kwh": decimal_text(use.offered_kwh),
                "used_kwh": decimal_text(use.used_kwh),
            }
            for use in electricity.instruments
        ],
    }


def _row(row: LoadAccount, footprint: Footprint, quantum: Decimal) -> dict[str, JSON]:
    runs, declared = footprint.runs[row.load.row.process].value, row.load.row
    hourly, mean, official = row.hourly.kg_co2e, row.hourly.at_annual_mean().kg_co2e, row.official_kg_co2e

    def per_unit(value: Decimal) -> str:
        return decimal_text((runs * value).quantize(quantum))

    grid_kwh = row.hourly.energy.total_kwh
    on_site_kwh = sum((energy.total_kwh for energy in row.covered.on_site.values()), Decimal(0))
    return {
        "id": declared.electricity,
        "process": declared.process,
        "names": {lang: name or declared.electricity for lang, name in declared.names.items()},
        "how": declared.how,
        "site": row.load.site,
        "area": row.hourly.series.area,
        "series": row.hourly.series.id,
        "energy_kwh": decimal_text(row.covered.load.total_kwh),
        "grid_kwh": decimal_text(grid_kwh),
        "on_site_kwh": decimal_text(on_site_kwh),
        "kg_co2e": decimal_text(hourly),
        "annual_mean_kg_co2e": _rounded(mean, quantum),
        "official_kg_co2e": None if official is None else _rounded(official, quantum),
        "per_unit_kwh": per_unit(grid_kwh),
        "per_unit_kg_co2e": per_unit(hourly),
        "per_unit_annual_mean_kg_co2e": per_unit(mean),
        "per_unit_official_kg_co2e": None if official is None else per_unit(official),
    }


def _totals(totals: Totals) -> dict[str, JSON]:
    official = totals.official
    factor = official.factor if official else None
    per_kwh = totals.official_kg_co2e_per_kwh
    return {
        "per_unit_kwh": decimal_text(totals.kwh),
        "per_unit_kg_co2e": decimal_text(totals.hourly_kg_co2e),
        "per_unit_annual_mean_kg_co2e": decimal_text(totals.annual_mean_kg_co2e),
        "per_unit_official_kg_co2e": None if totals.official_kg_co2e is None else decimal_text(totals.official_kg_co2e),
        "difference_annual_mean": _difference(totals.hourly_kg_co2e, totals.annual_mean_kg_co2e),
        "difference_official": _difference(totals.hourly_kg_co2e, totals.official_kg_co2e),
        "official_factor": None
        if factor is None or per_kwh is None or official is None
        else {
            "id": factor.id,
            "names": dict(factor.names.items()),
            "kg_co2e_per_kwh": decimal_text(per_kwh),
            "label": str(official.label),
        },
        "official_reason": None
        if official is None or official.reason is None
        else dict(in_both(official.reason.text, official.params).items()),
    }


def _series(rows: Sequence[LoadAccount]) -> list[JSON]:
    used: dict[str, FactorSeries] = {row.hourly.series.id: row.hourly.series for row in rows}
    return [_one_series(series, [r for r in rows if r.hourly.series.id == name]) for name, series in used.items()]


def _one_series(series: FactorSeries, rows: Sequence[LoadAccount]) -> dict[str, JSON]:
    mean = series.annual_mean()
    kwh = sum((row.hourly.energy.total_kwh for row in rows), Decimal(0))
    kg = sum((row.hourly.kg_co2e for row in rows), Decimal(0))
    return {
        "id": series.id,
        "names": dict(series.names.items()),
        "area": series.area,
        "status": str(series.status),
        "form": series.form,
        "quantity": str(series.basis.quantity),
        "gwp_set": str(series.basis.gwp_set),
        "annual_mean_kg_co2e_per_kwh": _fraction(mean.kg_co2e_per_kwh),
        "annual_mean_weighting": mean.weighting,
        "load_weighted_kg_co2e_per_kwh": _rounded(kg / kwh, _FACTOR) if kwh else None,
        "labels": _labels(series, rows),
        "minimum_kg_co2e_per_kwh": decimal_text(series.minimum_kg_co2e_per_kwh),
        "maximum_kg_co2e_per_kwh": decimal_text(series.maximum_kg_co2e_per_kwh),
        "source": {
            "publisher": series.source.publisher,
            "document": series.source.document,
            "published": series.source.published,
            "url": series.source.url,
            "licence": series.source.licence,
        },
    }


def _labels(series: FactorSeries, rows: Sequence[LoadAccount]) -> list[JSON]:
    """How much of the energy met factors of each rung of the ladder; nothing for a series without labels."""
    if series.labels is None:
        return []
    kwh = dict.fromkeys(series.labels.names, Decimal(0))
    for row in rows:
        for label, energy in row.hourly.kwh_by_label().items():
            kwh[label] += energy
    total = sum(kwh.values(), Decimal(0))
    return [
        {
            "label": label.label,
            "area": label.area,
            "kwh": decimal_text(energy),
            "share": _rounded(energy / total, _SHARE) if total else None,
        }
        for label, energy in kwh.items()
        if energy
    ]


def _difference(hourly: Decimal, other: Decimal | None) -> str | None:
    return _rounded((hourly - other) / other, _SHARE) if other else None


def _fraction(value: Fraction) -> str:
    return _rounded(decimal_of_fraction(value), _FACTOR)


def _rounded(value: Decimal, quantum: Decimal) -> str:
    return decimal_text(value.quantize(quantum))
