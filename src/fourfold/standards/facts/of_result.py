"""Facts of a result: totals, stages, items, gases, quality, allocation and method. kg CO2e are per declared unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property

from fourfold.accounting.allocation.data import shared_processes
from fourfold.accounting.allocation.divide import possible_rules
from fourfold.accounting.assess import Result
from fourfold.accounting.build import used_flows
from fourfold.accounting.inventory import Item
from fourfold.accounting.quality import contributions, data_kind_shares
from fourfold.accounting.representativeness import representativeness
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import Row
from fourfold.core.lines import Line
from fourfold.core.problems import NOWHERE, Place
from fourfold.data.quality import Indicator, parse_ratings, roll_up
from fourfold.data.representativeness import Scale
from fourfold.standards.facts.making import (
    Cell,
    Ratio,
    Raw,
    entry_of,
    fields_of,
    lazy_rows,
    list_of,
    made,
    made_ratio,
    missing,
    plain_row,
    row_of,
)
from fourfold.standards.facts.of_tables import control_of
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind, Missing, Value

_METHOD = {
    "result.method.id": "id",
    "result.method.gwp_set": "gwp_set",
    "result.method.electricity": "electricity",
    "result.method.biogenic": "biogenic",
}


class Calculated:
    """What several facts of a result rest on, worked out once.

    Attributes:
        result: the result.
    """

    def __init__(self, result: Result) -> None:
        self.result = result

    @property
    def study(self) -> Study:
        """The study."""
        return self.result.study

    @cached_property
    def total(self) -> Decimal:
        """Footprint of one declared unit."""
        return self.result.footprint.total_kg_co2e

    @cached_property
    def lines(self) -> Mapping[Line, Decimal]:
        """By line, every line present."""
        return {line: traced.value for line, traced in self.result.footprint.lines().items()}

    @cached_property
    def by_item(self) -> Mapping[Item, Decimal]:
        """Of each item, the largest first."""
        found = contributions(self.result.footprint)
        return dict(sorted(found.items(), key=lambda pair: (-abs(pair[1]), pair[0].id)))

    @cached_property
    def size(self) -> Decimal:
        """Sum of the sizes of the items, removals and credits by theirs."""
        return sum((abs(kg) for kg in self.by_item.values()), Decimal(0))

    @cached_property
    def rows(self) -> Mapping[tuple[str, str, int], Row]:
        """Rows of tables by where they stand."""
        tables = self.study.tables
        items = (*tables.inputs, *tables.emissions, *tables.electricity, *tables.end_of_life, *tables.outputs)
        return {(row.place.file, row.place.sheet, row.place.row): row for row in items}

    @cached_property
    def controls(self) -> Mapping[str, str]:
        """Who runs each process."""
        return {row.process: control_of(row) for row in self.study.tables.processes}

    @cached_property
    def electricity_items(self) -> frozenset[Item]:
        """Items that are electricity of the study's own processes."""
        return frozenset(self.result.electricity.items)


def number(name: str) -> Callable[[Calculated], Value]:
    """Makes a total or a line."""
    if name == "result.total_kg_co2e":
        return lambda of: made(entry_of(name), of.total)
    line = Line(name.removeprefix("result.lines."))
    return lambda of: made(entry_of(name), of.lines[line])


def stages(of: Calculated) -> Value:
    """Every stage the study declares, in its order."""
    name = "result.stages"
    fields = fields_of(name)
    sums = of.result.footprint.by(lambda cell: cell.item.stage)
    rows = []
    for position, stage in enumerate(of.study.declarations.stages):
        place = of.study.declared_at("stages", position)
        kg = sums[stage.id].value if stage.id in sums else Decimal(0)
        values = {
            "stage": made(fields["stage"], stage.id, of.study.declared_at("stages", position, "id")),
            "role": made(fields["role"], stage.role, of.study.declared_at("stages", position, "role")),
            "total_kg_co2e": made(fields["total_kg_co2e"], kg, place),
            "share": made_ratio(fields["share"], Ratio(kg, of.total), place),
        }
        rows.append(row_of(name, place, values))
    return list_of(name, rows, of.study.declared_at("stages"))


def contribution_rows(of: Calculated) -> Value:
    """Every item, the largest first; shares are of the sum of sizes."""
    name = "result.contributions"
    fields = fields_of(name)

    def has_evidence(item: Item) -> bool:
        row = of.rows.get((item.place.file, item.place.sheet, item.place.row))
        return bool(getattr(row, "evidence_file", ""))

    def ratio(item: Item) -> Value:
        return made_ratio(fields["share"], Ratio(abs(of.by_item[item]), of.size), item.place)

    columns: dict[str, tuple[Callable[[Item], Raw], str]] = {
        "item": (lambda item: item.id, ""),
        "kind": (lambda item: item.kind, ""),
        "process": (lambda item: item.process, "process"),
        "stage": (lambda item: item.stage, "stage"),
        "control": (lambda item: of.controls.get(item.process, ""), "process"),
        "total_kg_co2e": (lambda item: of.by_item[item], ""),
        "data_kind": (lambda item: item.data_kind, "data_kind"),
        "source_kind": (lambda item: item.source_kind, ""),
        "source": (lambda item: item.source_id, ""),
        "rated": (_is_rated, "quality"),
        "has_evidence": (has_evidence, "evidence_file"),
    }
    makers = {field: _maker(fields[field], read, column) for field, (read, column) in columns.items()}
    return list_of(name, lazy_rows(name, of.by_item, {**makers, "share": ratio}, lambda item: item.place))


def _maker(entry: Entry, read: Callable[[Item], Raw], column: str) -> Callable[[Item], Value]:
    return lambda item: made(entry, read(item), item.place.at(column) if column else item.place)


def _is_rated(item: Item) -> bool:
    ratings = parse_ratings(item.quality)
    return ratings is not None and any(score is not None for score in ratings.scores)


def gases(of: Calculated) -> Value:
    """Every gas, by its name."""
    name = "result.gases"
    sums = of.result.footprint.by(lambda cell: cell.gas)
    return list_of(
        name,
        (
            plain_row(name, NOWHERE, {"gas": (gas, NOWHERE), "total_kg_co2e": (sums[gas].value, NOWHERE)})
            for gas in sorted(sums)
        ),
    )


def share_of_kind(name: str, kind: str) -> Callable[[Calculated], Value]:
    """Makes the share of the contributions of a data kind."""

    def make(of: Calculated) -> Value:
        share = data_kind_shares(of.result.footprint).get(kind)
        return missing(entry_of(name), NOWHERE, Missing.UNDEFINED) if share is None else made(entry_of(name), share)

    return make


def unsplit_share(of: Calculated) -> Value:
    """Size of the line unsplit among the sizes of all lines."""
    whole = sum((abs(kg) for kg in of.lines.values()), Decimal(0))
    return made_ratio(entry_of("result.unsplit_share"), Ratio(abs(of.lines[Line.UNSPLIT]), whole))


def unsplit_sources(of: Calculated) -> Value:
    """Sources behind the line unsplit, each once, by the size of what they put there."""
    name = "result.unsplit_sources"
    sizes: dict[str, Decimal] = {}
    for cell in of.result.footprint.cells:
        if cell.line is Line.UNSPLIT:
            sizes[cell.item.source_id] = sizes.get(cell.item.source_id, Decimal(0)) + cell.kg_co2e.value
    ordered = sorted((source for source in sizes if sizes[source]), key=lambda source: (-abs(sizes[source]), source))
    return list_of(name, (Value(Kind.TEXT, source, origin=name) for source in ordered))


def rated_share(of: Calculated) -> Value:
    """Share of the contributions with ratings."""
    rated = sum((abs(kg) for item, kg in of.by_item.items() if _is_rated(item)), Decimal(0))
    return made_ratio(entry_of("result.rated_share"), Ratio(rated, of.size))


def electricity_share(of: Calculated) -> Value:
    """Electricity of the study's own processes as a share of the total."""
    kg = sum((kg for item, kg in of.by_item.items() if item in of.electricity_items), Decimal(0))
    return made_ratio(entry_of("result.electricity_share"), Ratio(kg, of.total))


def quality(of: Calculated) -> Value:
    """The ratings of the rows, and what is computed against the study where that covers at least as much."""
    name = "result.quality"
    given = roll_up([(kg, parse_ratings(item.quality)) for item, kg in of.by_item.items()]).scores
    computed = next(found for found in representativeness(of.result) if found.scale is Scale.PEDIGREE).scores
    rows = []
    for indicator in Indicator:
        offered = [found[indicator] for found in (computed, given) if indicator in found]
        score = max(offered, key=lambda one: one.rated_share)
        cells: dict[str, Cell] = {
            "indicator": (str(indicator), NOWHERE),
            "score": (score.mean, NOWHERE),
            "rated_share": (score.rated_share, NOWHERE),
        }
        rows.append(plain_row(name, NOWHERE, cells))
    return list_of(name, rows)


def allocation(of: Calculated) -> Value:
    """Every process with several products."""
    name = "result.allocation"
    declared = of.study.declarations.allocation
    used = used_flows(of.study)
    rows = []
    for shared in shared_processes(of.study.tables, of.result.method.reference_temperature_k):
        process, place = shared.process, shared.process.place
        products = [one for one in of.result.inventory.products.values() if one.process == shared.name]
        own = process.allocation_reason.strip()
        where = (
            place.at("allocation_reason")
            if own or not declared.reason
            else of.study.declared_at("allocation", "reason")
        )
        cells: dict[str, Cell] = {
            "process": (shared.name, place.at("process")),
            "rule": (process.allocation, place.at("allocation")),
            "shares_sum": (sum((one.share.value for one in products), Decimal(0)), place),
            "alternatives": (len({*possible_rules(shared, used)} - {process.allocation}), place),
        }
        fields = fields_of(name)
        values = {field: made(fields[field], *cell) for field, cell in cells.items()}
        values["reason"] = made(fields["reason"], own or declared.reason, where)
        rows.append(row_of(name, place, values))
    return list_of(name, rows, Place(of.study.tables.processes[0].place.file) if not rows else rows[0].place)


def method_text(name: str) -> Callable[[Calculated], Value]:
    """Makes a choice of the method."""
    attribute = _METHOD[name]
    return lambda of: made(entry_of(name), str(getattr(of.result.method, attribute)))


def method_end_of_life(of: Calculated) -> Value:
    """The formula for the end of life; where the method names none it counts by cut-off."""
    return made(entry_of("result.method.end_of_life"), of.result.method.end_of_life or "cut-off")


def method_allocation_order(of: Calculated) -> Value:
    """The rules a method prefers."""
    name = "result.method.allocation_order"
    return list_of(name, (Value(Kind.TEXT, rule, origin=name) for rule in of.result.method.allocation_order))


OF_RESULT: Mapping[str, Callable[[Calculated], Value]] = {
    "result.total_kg_co2e": number("result.total_kg_co2e"),
    **{f"result.lines.{line}": number(f"result.lines.{line}") for line in Line},
    "result.stages": stages,
    "result.contributions": contribution_rows,
    "result.gases": gases,
    "result.primary_share": share_of_kind("result.primary_share", "primary"),
    "result.proxy_share": share_of_kind("result.proxy_share", "proxy"),
    "result.unsplit_share": unsplit_share,
    "result.unsplit_sources": unsplit_sources,
    "result.rated_share": rated_share,
    "result.electricity_share": electricity_share,
    "result.quality": quality,
    "result.allocation": allocation,
    **{name: method_text(name) for name in _METHOD},
    "result.method.end_of_life": method_end_of_life,
    "result.method.allocation_order": method_allocation_order,
}
"""Facts of a result by name."""
