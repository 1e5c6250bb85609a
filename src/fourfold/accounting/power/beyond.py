"""Sites under a method beyond their own plants: which instruments count, what they cover, and what values the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.choice import Choice
from fourfold.accounting.power.dividing import Alternatives, RestFactor, SiteDivision, note_division
from fourfold.accounting.power.held import Held
from fourfold.accounting.power.reading import Load, PowerBook
from fourfold.accounting.power.rest import RestBook
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.accounting.traced import exact
from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import local_datetime
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.electricity.supply.beyond import cover_beyond
from fourfold.electricity.supply.criteria import Criterion, InstrumentKind
from fourfold.electricity.supply.instruments import Circumstances, failed_criteria
from fourfold.electricity.supply.rule import SiteSupply, SupplyKind

INSTRUMENT_REFUSED = MessageKind(
    "instrument-refused",
    N_("instruments that do not count under method {method}, because of {criteria}: {source}"),
)
INSTRUMENT_UNUSED = MessageKind(
    "instrument-unused",
    N_("{energy_kwh} kWh of instruments of the site {site} met no load in their window and count nowhere: {source}"),
)
INSTRUMENT_BEYOND_PERIOD = MessageKind(
    "instrument-beyond-period",
    N_(
        "instruments that stand for {span}, more than the study's period; what they cover outside the period is not"
        " known here: {source}"
    ),
)
STANDARD_SHARE_UNSTATED = MessageKind(
    "standard-share-unstated",
    N_("the study does not say which share of its electricity is standard supply: all that is left is taken for it"),
)
SHARE_PLACE = Place("study.yaml", 0, "electricity.standard_supply_share")


@dataclass(frozen=True, slots=True)
class InstrumentUse:
    """What became of an instrument under a method, in the whole study.

    Attributes:
        instrument: its short name.
        failed: every criterion it fails; none where it counts.
        offered_kwh: the energy it stands for.
        used_kwh: what of it covers load.
        held: the instrument itself.
    """

    instrument: str
    failed: tuple[Criterion, ...]
    offered_kwh: Decimal
    used_kwh: Decimal
    held: Held

    @property
    def accepted(self) -> bool:
        """Whether it counts."""
        return not self.failed


class Beyond:
    """Covers what on-site generation leaves of the loads of a study's sites."""

    def __init__(self, study: Study, at: Setting, power: PowerBook, sourcing: Sourcing, notes: Notes) -> None:
        self._study, self._at, self._power = study, at, power
        self._sourcing, self._notes = sourcing, notes
        self._sites = {site.id: site for site in study.declarations.sites}
        self.rest = RestBook(study, at, power, sourcing, notes)
        self._judged: dict[tuple[str, str], Factor | None] = {}
        self._failed = {name: self._judge(held) for name, held in power.instruments.items()}
        self.factors = {name: self._factor(held) for name, held in self._accepted("").items()}
        self._used = dict.fromkeys(power.instruments, Decimal(0))
        self.divisions: list[SiteDivision] = []
        self._note_refusals()

    def cover(
        self, site: str, supply: SiteSupply, loads: Mapping[str, Load], choices: Mapping[str, Choice | None]
    ) -> SiteSupply | None:
        """Cover what is left of the loads of a site; ``None`` after reporting a problem.

        Args:
            site: its short name.
            supply: its loads after on-site generation.
            loads: its rows.
            choices: what values the grid energy of each.
        """
        declared = self._sites[site]
        order = self.rest.order(declared.area)
        accepted = self._accepted(site)
        factors = {name: factor for name in accepted if (factor := self.factors[name]) is not None}
        if order is None or len(factors) < len(accepted):
            return None
        least = self._study.declarations.supply.allocation == "least-emissions"
        made = Alternatives(self._at, self.rest, self._notes)
        share = self._standard_share(order)
        alternative = made.of(declared.area, order, supply, loads, choices, factors, share) if least else None
        covered = cover_beyond(
            site,
            supply,
            replace(self._at.method.supply, order=order),
            [held.instrument for held in accepted.values()],
            share,
            self._notes.problems,
            declared.time_zone,
            alternative,
        )
        if covered is not None:
            self._count(covered, accepted)
            self._note_division(site, covered)
        return covered

    def left_at(self, site: str, choice: Choice) -> RestFactor | None:
        """What the method takes for the energy of a load that no instrument covers.

        Args:
            site: of the load.
            choice: what values its grid energy.
        """
        area, share = self._sites[site].area, self._study.declarations.electricity.standard_supply_share
        order = self.rest.order(area)
        made = Alternatives(self._at, self.rest, self._notes)
        return None if order is None else made.rest(area, order, choice, Decimal(1) if share is None else share)

    def _note_division(self, site: str, covered: SiteSupply) -> None:
        if covered.division is not None:
            self.divisions.append(SiteDivision(site, covered.division))
            note_division(site, covered.division, self._at, self._notes)

    def _standard_share(self, order: Sequence[SupplyKind]) -> Decimal:
        share = self._study.declarations.electricity.standard_supply_share
        if share is None and SupplyKind.STANDARD_SUPPLY in order:
            self._notes.assume(STANDARD_SHARE_UNSTATED, SHARE_PLACE)
        return Decimal(1) if share is None else share

    def cells(self, site: str) -> list[Place]:
        """Cells of instruments on which it depends how the loads of a site are covered."""
        criteria, kinds = self._at.method.supply.instruments, self._at.method.supply.order
        if SupplyKind.INSTRUMENTS not in kinds and SupplyKind.DIRECT_LINE not in kinds:
            return []
        there = {name: held for name, held in self._power.instruments.items() if held.row.site == site}
        return [cell for name, held in there.items() for cell in held.cells(criteria, self._failed[name])]

    @exact
    def uses(self) -> tuple[InstrumentUse, ...]:
        """What became of every instrument, in the order of their rows."""
        return tuple(
            InstrumentUse(name, self._failed[name], held.instrument.amount_wh / 1000, self._used[name], held)
            for name, held in self._power.instruments.items()
        )

    def _accepted(self, site: str) -> dict[str, Held]:
        """Instruments that count at a site, or at any."""
        held = self._power.instruments.items()
        return {name: one for name, one in held if not self._failed[name] and site in ("", one.row.site)}

    def _judge(self, held: Held) -> tuple[Criterion, ...]:
        supply, site = self._at.method.supply, self._sites[held.row.site]
        is_line = held.instrument.kind is InstrumentKind.DIRECT_LINE
        wanted = SupplyKind.DIRECT_LINE if is_line else SupplyKind.INSTRUMENTS
        if wanted not in supply.order:
            return (Criterion.KIND,)
        areas, period = self._at.library.areas, self._power.period
        at = Circumstances(supply.instruments, site.area, site.time_zone, areas, period)
        return failed_criteria(held.instrument, at)

    def _factor(self, held: Held) -> Factor | None:
        """The factor of an instrument's technology; ``None`` after reporting why it cannot stand for the energy.

        What comes through the grid should count the losses on its way; a wire of one's own has no network.
        """
        is_line = held.instrument.kind is InstrumentKind.DIRECT_LINE
        key = (held.row.factor, "generation" if is_line else "electricity")
        if key not in self._judged:
            self._judged[key] = self._find(*key, held.row.place.at("factor"))
        return self._judged[key]

    def _find(self, name: str, use: str, place: Place) -> Factor | None:
        factor = self._sourcing.find_factor(name, place)
        if factor is None or not factor_is_suitable(factor, use, "", place, self._at, self._notes):
            return None
        if not Unit("kWh").measures_same_as(factor.per):
            params = {"found": "kWh", "wanted": factor.per.text, "source": factor.id}
            self._notes.problems.error(UNIT_DOES_NOT_FIT, place, **params)
            return None
        return factor

    def _note_refusals(self) -> None:
        for name, failed in self._failed.items():
            if failed:
                place = self._power.instruments[name].row.place
                params = {"method": self._at.method.id, "criteria": ", ".join(failed), "source": name}
                self._notes.assume(INSTRUMENT_REFUSED, place, **params)

    @exact
    def _count(self, covered: SiteSupply, accepted: Mapping[str, Held]) -> None:
        for load in covered.loads.values():
            for name, kwh in load.instruments.items():
                self._used[name] += kwh
        left = {name: held.instrument.amount_wh / 1000 - self._used[name] for name, held in accepted.items()}
        unused = decimal_text(sum(left.values(), Decimal(0)))
        for name, held in accepted.items():
            if left[name]:
                params = {"energy_kwh": unused, "site": held.row.site, "source": name}
                self._notes.assume(INSTRUMENT_UNUSED, held.row.place, **params)
            self._note_span(held)

    def _note_span(self, held: Held) -> None:
        one, period = held.instrument, self._power.period
        if self._used[one.id] and not (period.start_s <= one.start_s and one.end_s <= period.end_s):
            zone = self._sites[held.row.site].time_zone
            ends = (local_datetime(second, zone).replace(tzinfo=None) for second in (one.start_s, one.end_s))
            span = " … ".join(end.isoformat(timespec="minutes") for end in ends)
            self._notes.assume(INSTRUMENT_BEYOND_PERIOD, held.row.place, span=span, source=one.id)


def tells_supply(order: Sequence[SupplyKind], study: Study) -> bool:
    """Whether a result has to say how electricity was covered kind by kind: not where it is on-site and grid alone."""
    return bool(study.tables.instruments) or not {SupplyKind.ON_SITE, SupplyKind.GRID}.issuperset(order)
