"""Power traced, as a report shows it: schemes side by side, matched hours, where the power came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from fourfold.core.canonical import JSON
from fourfold.exchange.report.document import (
    Object,
    ResultShapeError,
    decimal_at,
    integer_at,
    integers_at,
    list_at,
    names_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)

MOST_SOURCES = 24
"""More of them are taken together by plant."""
_PERMILLE = 1000
_LEVELS = 99_999
_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Scheme:
    """A method's result; energies are those of the period.

    Attributes:
        names: of the method.
        method: its id.
        window: within which it matches itself; empty where it accepts no instruments.
        shares: matched within hour, month and year; ``None`` where there is no load.
        unmatched_kwh, unmatched_kg_per_kwh: what is not matched, and its mean factor.
        location_kg, market_kg: the electricity by location and by the method.
    """

    names: dict[str, str]
    method: str
    window: str
    shares: dict[str, Decimal | None]
    unmatched_kwh: Decimal
    unmatched_kg_per_kwh: Decimal | None
    location_kg: Decimal
    market_kg: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """A plant or instrument, or many alike; as in the result, with their share of all electricity.

    Attributes:
        source: its short name; of several that of the first.
        count: how many are taken together.
    """

    source: str
    count: int
    supply: str
    area: str
    technology: str
    offered_kwh: Decimal
    used_kwh: Decimal
    surplus_kwh: Decimal
    kg_per_kwh: Decimal | None
    share: Decimal | None
    refused: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MatchedSite:
    """A site's hours, whole days from `start` on its standard clock ``[step]``; nothing outside the period."""

    site: str
    time_zone: str
    start: datetime
    step_minutes: int
    quantum_wh: Decimal
    load: list[int | None]
    matched: list[int | None]

    @property
    def offset(self) -> str:
        """The standard clock, such as ``UTC+08:00``."""
        return f"UTC{self.start.isoformat()[-6:]}"

    @property
    def load_wh(self) -> Decimal:
        """All load."""
        return self.quantum_wh * sum(value or 0 for value in self.load)

    @property
    def matched_wh(self) -> Decimal:
        """What of it is matched in its hour."""
        return self.quantum_wh * sum(value or 0 for value in self.matched)

    @property
    def hours_matched(self) -> int:
        """Steps with load that are matched whole."""
        return sum(1 for load, got in zip(self.load, self.matched, strict=True) if load and got == load)

    @property
    def hours_with_load(self) -> int:
        """Steps with load."""
        return sum(1 for load in self.load if load)


@dataclass(frozen=True, slots=True)
class Power:
    """The section.

    Attributes:
        schemes: methods of the result, the first one decides the rest.
        sources: of the first.
        sites: of the first.
    """

    schemes: list[Scheme]
    sources: list[Source]
    sites: list[MatchedSite]


def read_power(electricity: Object) -> Power | None:
    """The section of a result; ``None`` where nothing is traced.

    Raises:
        ResultShapeError: it is not shaped as results are.
    """
    if "matching" not in electricity:
        return None
    found = objects_at(electricity, "matching")
    if not found:
        return None
    first = found[0]
    load = decimal_at(first, "load_kwh")
    sources = _taken_together([_source(one, load) for one in objects_at(first, "sources")], load)
    sources.sort(key=lambda one: (-one.used_kwh, one.source))
    return Power([_scheme(one) for one in found], sources, [_site(one) for one in objects_at(first, "sites")])


def charts(sites: Sequence[MatchedSite]) -> list[JSON]:
    """What the heat maps are drawn from: the share matched in per mille, and unmatched energy, for the eye only."""
    return [_chart(site) for site in sites]


def _scheme(one: Object) -> Scheme:
    shares = {text_at(share, "window"): optional_decimal_at(share, "share") for share in objects_at(one, "shares")}
    return Scheme(
        names_at(one),
        text_at(one, "method"),
        text_at(one, "window") if one.get("window") is not None else "",
        shares,
        decimal_at(one, "unmatched_kwh"),
        optional_decimal_at(one, "unmatched_kg_co2e_per_kwh"),
        decimal_at(one, "location_kg_co2e"),
        decimal_at(one, "market_kg_co2e"),
    )


def _source(one: Object, load: Decimal) -> Source:
    failed, clauses = _texts(one, "failed"), _texts(one, "clauses")
    offered, used = decimal_at(one, "offered_kwh"), decimal_at(one, "used_kwh")
    return Source(
        text_at(one, "source"),
        1,
        text_at(one, "supply"),
        text_at(one, "area"),
        text_at(one, "technology"),
        offered,
        used,
        offered - used,
        optional_decimal_at(one, "kg_co2e_per_kwh"),
        used / load if load else None,
        list(zip(failed, [*clauses, *[""] * len(failed)], strict=False)),
    )


def _taken_together(sources: list[Source], load: Decimal) -> list[Source]:
    """The sources, or where they are many those alike in plant, factor and what refuses them as one."""
    if len(sources) <= MOST_SOURCES:
        return sources
    groups: dict[tuple[object, ...], list[Source]] = {}
    for one in sources:
        key = (one.supply, one.area, one.technology, one.kg_per_kwh, tuple(one.refused))
        groups.setdefault(key, []).append(one)
    return [_together(group, load) for group in groups.values()]


def _together(group: list[Source], load: Decimal) -> Source:
    offered, used = (
        sum(values, Decimal(0)) for values in zip(*((s.offered_kwh, s.used_kwh) for s in group), strict=True)
    )
    surplus, share = offered - used, used / load if load else None
    return replace(group[0], count=len(group), offered_kwh=offered, used_kwh=used, surplus_kwh=surplus, share=share)


def _texts(parent: Object, key: str) -> list[str]:
    return [value for value in list_at(parent, key) if isinstance(value, str)]


def _site(one: Object) -> MatchedSite:
    load, matched = integers_at(one, "load"), integers_at(one, "matched")
    step = integer_at(one, "step_minutes")
    whole = step > 0 and _DAY_MINUTES % step == 0 and len(load) * step % _DAY_MINUTES == 0
    if not load or not whole or [value is None for value in load] != [value is None for value in matched]:
        raise ResultShapeError("electricity.matching.sites: arrays must cover the same whole days")
    return MatchedSite(
        text_at(one, "site"),
        text_at(one, "time_zone"),
        datetime.fromisoformat(text_at(one, "start")),
        step,
        decimal_at(one, "quantum_wh"),
        load,
        matched,
    )


def _chart(site: MatchedSite) -> JSON:
    pairs = list(zip(site.load, site.matched, strict=True))
    share: list[JSON] = [None if not load or got is None else round(got * _PERMILLE / load) for load, got in pairs]
    open_ = [None if load is None or got is None else load - got for load, got in pairs]
    most = max((value for value in open_ if value is not None), default=0) or 1
    levels: list[JSON] = [None if value is None else round(value * _LEVELS / most) for value in open_]
    scale = str(most * site.quantum_wh / 1000 / _LEVELS)
    return {
        "start": f"{site.start:%Y-%m-%d}",
        "days": len(site.load) * site.step_minutes // _DAY_MINUTES,
        "steps": _DAY_MINUTES // site.step_minutes,
        "stepMinutes": site.step_minutes,
        "matched": {"unit": "%", "scale": "0.1", "levels": share, "low": 0, "high": _PERMILLE},
        "unmatched": {"unit": "kWh", "scale": scale, "levels": levels, "low": 0},
    }


def site_names(result: Object) -> dict[str, dict[str, str]]:
    """Display names of the study's sites."""
    study = object_at(result, "study")
    return {text_at(site, "id"): names_at(site) for site in objects_at(study, "sites")}
