"""What a dossier says of its product, as statement and certificate bind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.entries import CONFORMITY, RESULT
from fourfold.certification.dossier.facts_shapes import CONFORMITY_SHAPE, RESULT_SHAPE
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Shape, check
from fourfold.core.problems import N_, MessageKind, Place, Problems, Texts
from fourfold.core.reading import EVIDENCE_MOST_BYTES
from fourfold.core.strict_json import read_json
from fourfold.core.zones import zone

FACTS_DISAGREE = MessageKind(
    "facts-disagree",
    N_("{what}: {found} here, {due} in the manifest"),
    N_("manifest, result and conformity of one and the same calculation"),
    N_("ask whoever sealed the dossier for another one; fourfold recompute tells what differs"),
)
FACTS_PERIOD = MessageKind(
    "facts-period",
    N_("the period {found} cannot be understood"),
    N_("two days in order, and a time zone that is known"),
    N_("ask whoever sealed the dossier for another one"),
)
FACTS_ONE_REPORT = MessageKind(
    "facts-one-report",
    N_("conformity is judged against {found} standards"),
    N_("one standard in a dossier"),
    N_("ask whoever sealed the dossier for another one"),
)

MOST_DEPTH = 200
"""Trees of products and traces of rules are as deep as a study and its standard make them."""
_SHARE = Decimal("1e-6")


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
            text or null}. The last is the same result with the grid's own factor for all that comes through the grid;
            null where that is not known.
        factors: id and digest of every factor, dataset and series used.
        suppliers: digests of suppliers' certificates the study rests on.
        engine: version of the engine, and digest of its lock.
        lock: digest of the lock file; empty where the engine did not know it.
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
    own = Problems()
    result = read_part(dossier, RESULT, RESULT_SHAPE, own)
    conformity = read_part(dossier, CONFORMITY, CONFORMITY_SHAPE, own)
    period = None
    if result is not None:
        period = _period(result.node("study").node("period"), own)
        _check_agreement(dossier, result, conformity, own)
    problems.absorb(own)
    if own.errors or result is None or conformity is None or period is None:
        return None
    return _facts(dossier, result, conformity.nodes("reports")[0], period)


def read_part(dossier: Dossier, name: str, shape: Shape, problems: Problems) -> Node | None:
    """A JSON document of a dossier that has a shape; ``None`` after reporting why it has not."""
    place, own = Place(name), Problems()
    document = read_json(dossier.contents[name], place, own, EVIDENCE_MOST_BYTES, MOST_DEPTH)
    is_read = not own.errors and check(shape, document, place, own)
    problems.absorb(own)
    return Node(document) if is_read and isinstance(document, dict) else None


def _facts(dossier: Dossier, result: Node, report: Node, period: tuple[datetime, datetime]) -> DossierFacts:
    study, footprint, electricity = result.node("study"), result.node("footprint"), result.node("electricity")
    product, company, unit = study.node("product"), study.node("company"), footprint.node("unit")
    sites = tuple((site.text_map("names"), site.text("area")) for site in study.nodes("sites"))
    rows = (row.text("area") for row in electricity.nodes("rows"))
    manifest = Node(dict(dossier.manifest))
    engine = manifest.node("engine")
    return DossierFacts(
        dossier=dossier.digest,
        study=study.text("digest"),
        product=product.text_map("names"),
        identifiers=product.texts("identifiers"),
        codes=product.text_map("codes"),
        producer=company.text_map("names"),
        producer_identifiers=company.texts("identifiers"),
        sites=sites,
        unit=unit.text_map("names"),
        unit_kind=unit.text("kind"),
        unit_amount=unit.decimal("amount"),
        unit_unit=unit.text("unit"),
        total_kg_co2e=footprint.decimal("total_kg_co2e"),
        lines_kg_co2e=footprint.decimal_map("lines"),
        boundary_kind=study.node("boundary").text("kind"),
        stages=tuple(stage.text_map("names") for stage in study.nodes("stages")),
        start=period[0],
        end=period[1],
        areas=_once((*(area for _, area in sites), *rows)),
        standard=report.object("standard"),
        chain=tuple((link.text("id"), link.text("version"), link.text("digest")) for link in report.nodes("chain")),
        outcome=report.text("outcome"),
        method=result.node("method").text("id"),
        electricity=_electricity(result),
        factors=tuple(_factors(result)),
        suppliers=_suppliers(result),
        engine=engine.text("version"),
        lock=engine.maybe_text("lock") or "",
        vouched=dossier.hidden,
    )


def _electricity(result: Node) -> dict[str, JSON]:
    """On which electricity the result rests."""
    method, electricity = result.node("method"), result.node("electricity")
    total = result.node("footprint").decimal("total_kg_co2e")
    grid_mix: Decimal | None = total
    if "covered" not in electricity.members:
        shares = _on_site_and_grid(result)
    else:
        covered = electricity.nodes("covered")
        shares = {part.text("kind"): part.maybe_text("share") or "0" for part in covered}
        mix = electricity.maybe_decimal("grid_mix_kg_co2e")
        emitted = sum((part.decimal("kg_co2e") for part in covered), Decimal(0))
        grid_mix = None if mix is None else total - emitted + mix
    return {
        "order": list(method.texts("supply_order")),
        "shares_by_kind": dict(shares.items()),
        "is_hourly": method.text("electricity") == "hourly",
        "grid_mix_total_kg_co2e": None if grid_mix is None else decimal_text(grid_mix),
    }


def _on_site_and_grid(result: Node) -> dict[str, str]:
    """Shares where there is nothing but generation on the site and the grid, per declared unit."""
    footprint = result.node("footprint")
    runs = {process.text("id"): process.decimal("runs") for process in footprint.nodes("processes")}
    kwh = {"on_site": Decimal(0), "grid": Decimal(0)}
    for row in result.node("electricity").nodes("rows"):
        times = runs.get(row.text("process"), Decimal(0))
        kwh["on_site"] += times * row.decimal("on_site_kwh")
        kwh["grid"] += times * row.decimal("grid_kwh")
    whole = sum(kwh.values(), Decimal(0))
    return {kind: decimal_text((part / whole).quantize(_SHARE)) for kind, part in kwh.items() if part}


def _factors(result: Node) -> Iterable[tuple[str, str]]:
    """Id and digest of what is kept elsewhere than in the study's own rows."""
    for source in result.nodes("sources"):
        if source.text("kind") in ("factor", "dataset", "series") and source.text("digest"):
            yield source.text("id"), source.text("digest")


def _suppliers(result: Node) -> tuple[str, ...]:
    if "suppliers" not in result.members:
        return ()
    return _once(one.text("digest") for one in result.nodes("suppliers") if one.text("digest"))


def _period(period: Node, problems: Problems) -> tuple[datetime, datetime] | None:
    """Beginning and end in UTC; the days are those of the study's own calendar."""
    place = Place(RESULT, 0, "study.period")
    try:
        clock = zone(period.text("time_zone"))
        days = (date.fromisoformat(period.text("start")), date.fromisoformat(period.text("end")))
        start, end = (datetime.combine(day, time(), clock).astimezone(UTC) for day in days)
        if start < end:
            return start, end
    except (ValueError, KeyError, OverflowError, OSError):
        pass  # told below, like an end before the beginning
    spelled = f"{period.text('start')}/{period.text('end')} {period.text('time_zone')}"
    problems.error(FACTS_PERIOD, place, found=spelled)
    return None


def _check_agreement(dossier: Dossier, result: Node, conformity: Node | None, problems: Problems) -> None:
    """Whether manifest, result and conformity speak of one calculation."""
    manifest = Node(dict(dossier.manifest))
    study, standard = manifest.node("study").text("digest"), manifest.node("standard")
    engine = manifest.node("engine").text("version")
    said: list[tuple[str, str, str, str]] = [
        (RESULT, "study.digest", result.node("study").text("digest"), study),
        (RESULT, "engine.version", result.node("engine").text("version"), engine),
        (RESULT, "method.id", result.node("method").text("id"), str(manifest.object("method").get("id", ""))),
    ]
    reports = conformity.nodes("reports") if conformity is not None else ()
    if conformity is not None and len(reports) != 1:
        problems.error(FACTS_ONE_REPORT, Place(CONFORMITY, 0, "reports"), found=len(reports))
    elif conformity is not None:
        said += [
            (CONFORMITY, "study.digest", conformity.node("study").text("digest"), study),
            (CONFORMITY, "date", conformity.text("date"), manifest.text("date")),
            (CONFORMITY, "phase", conformity.text("phase"), manifest.text("phase")),
            *_standard_said(reports[0], standard),
        ]
    for file, what, found, due in said:
        if found != due:
            problems.error(FACTS_DISAGREE, Place(file, 0, what), what=what, found=found, due=due)


def _standard_said(report: Node, standard: Node) -> list[tuple[str, str, str, str]]:
    there, path = report.node("standard"), "reports[0].standard"
    names = ("id", "version", "digest")
    said = [(CONFORMITY, f"{path}.{name}", there.text(name), standard.text(name)) for name in names]
    return [*said, (CONFORMITY, "reports[0].chain", _chain(report), _chain(standard))]


def _chain(node: Node) -> str:
    return ", ".join(f"{one.text('id')} {one.text('version')} {one.text('digest')}" for one in node.nodes("chain"))


def _once(items: Iterable[str]) -> tuple[str, ...]:
    found: Mapping[str, None] = dict.fromkeys(item for item in items if item)
    return tuple(found)
