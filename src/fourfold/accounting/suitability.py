"""Whether a factor or a declared footprint may stand where a study uses it, under a method.

One check, one function; each reports through the notes and returns whether use may go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fourfold.accounting.certified import CertifiedSupplier
from fourfold.accounting.datasets import DatasetBook
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.core.lines import CO2E, Line
from fourfold.core.problems import N_, MessageKind, Named, Place, Term
from fourfold.data.basis import ELECTRICITY_SERIES_NAMES, Averaging, GwpSet, Losses, Quantity
from fourfold.data.factor import Factor
from fourfold.data.library import FactorLibrary
from fourfold.data.source import Status

MARGINAL_FACTOR = MessageKind(
    "marginal-factor",
    N_("{found} is a marginal factor"),
    N_("an average factor: marginal ones do not add up to what was emitted"),
    N_("name an average factor"),
)
DIRECT_FACTOR = MessageKind(
    "direct-factor",
    N_("{found} belongs to the series “{series}”; a product footprint needs “{wanted}”"),
    N_("a factor of the series “{wanted}”"),
    N_("use {offer} instead"),
)
UNCONFIRMED_FACTOR = MessageKind(
    "unconfirmed-factor",
    N_("{found} is unconfirmed"),
    N_("a confirmed factor, or the study asking for this one by name"),
    N_("name it under unconfirmed_factors in study.yaml with a reason, or use another factor"),
)
UNCONFIRMED_USED = MessageKind(
    "unconfirmed-used", N_("the unconfirmed factor {factor} is used; reason given: {reason}")
)
ILLUSTRATIVE_USED = MessageKind(
    "illustrative-used", N_("illustrative, that is not measured and not official but made to show a method: {source}")
)
GWP_SET_NOT_ACCEPTED = MessageKind(
    "gwp-set-not-accepted",
    N_("{found} is weighted by {gwp_set}; method {method} accepts {accepted}"),
    N_("a figure weighted by one of: {accepted}"),
    N_("use a figure given by gas, or another method"),
)
GWP_SET_UNLIKE = MessageKind(
    "gwp-set-unlike",
    N_("GWP set {gwp_set} in their source, entering a result under {method_set} as they are: {source}"),
)
UNSPLIT_NOT_ACCEPTED = MessageKind(
    "unsplit-not-accepted",
    N_("{found} is not split by result line"),
    N_("a figure split into fossil, biogenic and land-use parts"),
    N_("use a split figure, or a method that accepts unsplit ones"),
)
UNSPLIT_USED = MessageKind(
    "unsplit-used", N_("not split by result line in their source, so on the line “unsplit”: {source}")
)
OTHER_PERIOD = MessageKind(
    "factor-of-other-period",
    N_("describing {described} and standing for the study's period {period}: {source}"),
)
OTHER_HEATING_BASIS = MessageKind(
    "heating-basis-unlike",
    N_("the heating value is {found}, the factor {factor} counts {wanted} energy"),
    N_("a {wanted} heating value"),
    N_("give the {wanted} heating value of the fuel"),
)
HEATING_BASIS_UNSTATED = MessageKind(
    "heating-basis-unstated",
    N_("the factor {factor} counts {wanted} energy; the row does not say which heating value its amount rests on"),
    N_("heating_basis = {wanted}"),
    N_("fill heating_basis"),
)
COMBUSTION_ONLY = MessageKind(
    "combustion-only",
    N_("factors that count what is emitted where a fuel is burned, not its supply: {source}"),
)
SUPPLY_ONLY = MessageKind(
    "supply-only",
    N_("factors that count the supply of a fuel, not what is emitted where it is burned: {source}"),
)
LOSSES_EXCLUDED = MessageKind(
    "losses-excluded",
    N_("{found} does not include network losses, or does not say"),
    N_("a factor of electricity as consumed"),
    N_("use a factor that includes losses, or add the network's factor"),
)

_HALVES = {Quantity.CO2E_DIRECT: COMBUSTION_ONLY, Quantity.CO2E_UPSTREAM: SUPPLY_ONLY}
"""What is said of a factor that holds one half of what a fuel emits."""
_QUANTITY_NAMES = {
    Quantity.CO2_DIRECT: N_("direct CO2"),
    Quantity.CO2E_DIRECT: N_("direct CO2e"),
    Quantity.CO2E_LIFECYCLE: N_("life-cycle CO2e"),
    Quantity.CO2E_UPSTREAM: N_("upstream CO2e only"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the checks compare with.

    Attributes:
        method: the choices of the calculation.
        library: to offer the right factor in place of a wrong one.
        start, end: the study's period, half open.
        unconfirmed: reasons by id of unconfirmed factors the study asks for.
        boundary: the study's system boundary.
        areas: area of the site of each process that has one.
        datasets: the databases the study takes from.
        certified: what checks of suppliers' certificates came to, by supplier.
    """

    method: Method
    library: FactorLibrary
    start: date
    end: date
    unconfirmed: Mapping[str, str]
    boundary: str
    areas: Mapping[str, str]
    datasets: DatasetBook = field(default_factory=DatasetBook)
    certified: Mapping[str, CertifiedSupplier] = field(default_factory=dict)


def factor_is_suitable(factor: Factor, use: str, heating_basis: str, place: Place, at: Setting, notes: Notes) -> bool:
    """Run every check on a factor an item uses.

    Args:
        factor: the factor.
        use: kind of the input, such as ``fuel`` or ``energy``.
        heating_basis: ``net``, ``gross`` or empty, as the row says.
        place: the cell that names the factor.
        at: what to compare with.
        notes: receives problems and assumptions.
    """
    weighted = any(part.gas == CO2E for part in factor.parts)
    unsplit = any(part.line is Line.UNSPLIT for part in factor.parts)
    checks = [
        _average(factor, place, notes),
        _life_cycle(factor, use, place, at, notes),
        factor_is_confirmed(factor, place, at, notes),
        not weighted or gwp_set_is_accepted(factor.id, factor.basis.gwp_set, place, at, notes),
        not unsplit or unsplit_is_accepted(factor.id, place, at, notes),
        _heating(factor, heating_basis, place, notes),
    ]
    _period(factor, place, at, notes)
    if factor.is_electricity and factor.basis.losses is not Losses.INCLUDED and use != "generation":
        notes.problems.warn(LOSSES_EXCLUDED, place, found=factor.id)
    return all(checks)


def _average(factor: Factor, place: Place, notes: Notes) -> bool:
    if factor.basis.averaging is Averaging.MARGINAL:
        notes.problems.error(MARGINAL_FACTOR, place, found=factor.id)
        return False
    return True


def _life_cycle(factor: Factor, use: str, place: Place, at: Setting, notes: Notes) -> bool:
    quantity = factor.basis.quantity
    wanted = at.method.electricity_quantity if factor.is_electricity else Quantity.CO2E_LIFECYCLE
    if quantity is wanted:
        return True
    half = _HALVES.get(quantity)
    if use == "fuel" and half is not None and not factor.is_electricity:
        notes.assume(half, place, source=factor.id)
        return True
    offer = _life_cycle_alternative(factor, at)
    notes.problems.error(
        DIRECT_FACTOR,
        place,
        found=factor.id,
        series=_series_name(quantity, factor),
        wanted=_series_name(wanted, factor),
        offer=offer.id if offer else _series_name(wanted, factor),
    )
    return False


def _life_cycle_alternative(factor: Factor, at: Setting) -> Factor | None:
    """The life-cycle factor of the study's period in place of a direct factor of a grid."""
    if at.library.life_cycle_alternative(factor) is None:
        return None
    return at.library.official_national_electricity(factor.area, at.start, at.end).factor


def _series_name(quantity: Quantity, factor: Factor) -> Named | Term:
    if factor.is_electricity:
        return Named.of(ELECTRICITY_SERIES_NAMES[quantity])
    return Term(_QUANTITY_NAMES[quantity])


def factor_is_confirmed(factor: Factor, place: Place, at: Setting, notes: Notes) -> bool:
    """Whether a factor is confirmed, or asked for by name all the same; that is then listed as an assumption."""
    if factor.status is Status.ILLUSTRATIVE:
        notes.assume(ILLUSTRATIVE_USED, place, source=factor.id)
    if factor.status is not Status.UNCONFIRMED:
        return True
    if factor.id not in at.unconfirmed:
        notes.problems.error(UNCONFIRMED_FACTOR, place, found=factor.id)
        return False
    notes.assume(UNCONFIRMED_USED, place, factor=factor.id, reason=at.unconfirmed[factor.id])
    return True


def gwp_set_is_accepted(source: str, gwp_set: GwpSet, place: Place, at: Setting, notes: Notes) -> bool:
    """Whether a figure given only as CO2e may enter under the method; a differing set is listed as an assumption."""
    method = at.method
    if gwp_set is method.gwp_set:
        return True
    if gwp_set not in method.accepted_gwp_sets:
        accepted = ", ".join(dict.fromkeys([method.gwp_set, *method.accepted_gwp_sets]))
        notes.problems.error(
            GWP_SET_NOT_ACCEPTED, place, found=source, gwp_set=gwp_set, method=method.id, accepted=accepted
        )
        return False
    spelled = Term(N_("unstated")) if gwp_set is GwpSet.UNSTATED else gwp_set
    notes.assume(GWP_SET_UNLIKE, place, source=source, gwp_set=spelled, method_set=method.gwp_set)
    return True


def unsplit_is_accepted(source: str, place: Place, at: Setting, notes: Notes) -> bool:
    """Whether a figure without lines may enter under the method; it is listed as an assumption."""
    if not at.method.accept_unsplit:
        notes.problems.error(UNSPLIT_NOT_ACCEPTED, place, found=source)
        return False
    notes.assume(UNSPLIT_USED, place, source=source)
    return True


def _heating(factor: Factor, heating_basis: str, place: Place, notes: Notes) -> bool:
    if not factor.heating_basis or factor.heating_basis == heating_basis:
        return True
    kind = OTHER_HEATING_BASIS if heating_basis else HEATING_BASIS_UNSTATED
    notes.problems.error(
        kind, place.at("heating_basis"), found=heating_basis, factor=factor.id, wanted=factor.heating_basis
    )
    return False


def _period(factor: Factor, place: Place, at: Setting, notes: Notes) -> None:
    if factor.valid_from < at.end and factor.valid_to > at.start:
        return
    notes.assume(
        OTHER_PERIOD,
        place,
        source=factor.id,
        described=f"{factor.valid_from} … {factor.valid_to}",
        period=f"{at.start} … {at.end}",
    )
