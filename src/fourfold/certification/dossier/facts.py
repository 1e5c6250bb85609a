"""What a dossier says of its product, as statement and certificate bind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.certification.dossier.dossier import Dossier
from fourfold.core.canonical import JSON
from fourfold.core.problems import Problems, Texts


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What a certificate binds, read from result, conformity and manifest of a dossier.

    Attributes:
        dossier: digest of the dossier.
        study: digest of the study.
        product: names; `identifiers`, `codes` (``hs`` …) beside.
        producer: names of the company; `producer_identifiers` beside.
        sites: names and areas.
        unit: the unit the figure is per: names, `unit_kind`, `unit_amount`, `unit_unit`.
        total_kg_co2e, lines_kg_co2e: at the method's quantum.
        boundary: kind, and its stages by name.
        start, end: period of the data, half-open, UTC.
        areas: areas of electricity and sites, codes.
        standard: as ``standard`` stands in the conformity document (id, version, document, digest, status …).
        chain: id, version, digest of every pack it rests on.
        outcome: of the conformity report.
        method: id.
        electricity: basis: {"order": […], "shares_by_kind": {kind: share}, "is_hourly": bool, "grid_mix_total_kg_co2e":
            text or null}.
        factors: id and digest of every factor, dataset and series used.
        suppliers: digests of suppliers' certificates the study rests on.
        engine: version of the engine, and digest of its lock.
        lock: digest of the lock file.
        vouched: names of parts that are hidden.
    """

    dossier: str
    study: str
    product: Texts
    identifiers: tuple[str, ...]
    codes: dict[str, str]
    producer: Texts
    producer_identifiers: tuple[str, ...]
    sites: tuple[tuple[Texts, str], ...]
    unit: Texts
    unit_kind: str
    unit_amount: Decimal
    unit_unit: str
    total_kg_co2e: Decimal
    lines_kg_co2e: dict[str, Decimal]
    boundary_kind: str
    stages: tuple[Texts, ...]
    start: datetime
    end: datetime
    areas: tuple[str, ...]
    standard: dict[str, JSON]
    chain: tuple[tuple[str, str, str], ...]
    outcome: str
    method: str
    electricity: dict[str, JSON]
    factors: tuple[tuple[str, str], ...]
    suppliers: tuple[str, ...]
    engine: str
    lock: str
    vouched: tuple[str, ...]


def facts_of(dossier: Dossier, problems: Problems) -> DossierFacts | None:
    """The facts of a dossier; what is missing or malformed is reported."""
    raise NotImplementedError
