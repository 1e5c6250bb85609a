"""Where rates are from: documents by index, and factors of the shipped library as rates of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from fourfold.core.lines import CO2E
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.data.basis import GwpSet, Quantity
from fourfold.data.factor import Factor
from fourfold.data.library import NO_SUCH_FACTOR, shipped_library
from fourfold.data.source import Source
from fourfold.electricity.grid.declaration import BasisDeclaration, SourceDeclaration
from fourfold.formats.vocabulary import closest

KWH_PER_MWH = 1000

GRID_SOURCE_UNKNOWN = MessageKind(
    "grid-source-unknown",
    N_("no source has the id {found}"),
    N_("an id of the list sources in grid.yaml: {known}"),
    N_("declare the source in grid.yaml, or correct the id; similar: {similar}"),
)
GRID_FACTOR_UNIT = MessageKind(
    "grid-factor-unit",
    N_("the factor {found} is per {unit}"),
    N_("a factor per kWh"),
    N_("choose a factor of electricity: fourfold data factors --family electricity"),
)
GRID_FACTOR_BASIS = MessageKind(
    "grid-factor-basis",
    N_("the factor {found} counts {quantity} under the warming potentials {gwp_set}"),
    N_("{declared_quantity} under {declared_gwp_set}, as the basis in grid.yaml says"),
    N_("choose a factor of that kind, or declare under basis in grid.yaml what the factors count"),
)


class Documents:
    """The documents rates are from, each once, while they are collected.

    Args:
        declared: sources of ``grid.yaml``; they come first, in their order.
    """

    def __init__(self, declared: Sequence[SourceDeclaration]) -> None:
        self._ids = {source.id: number for number, source in enumerate(declared)}
        self._list = [
            Source(one.publisher, one.document, one.published, one.url, one.licence) for one in declared
        ]  # fmt: skip

    def index_of(self, source: Source) -> int:
        """Index of a document, which is added when it is new."""
        if source not in self._list:
            self._list.append(source)
        return self._list.index(source)

    def index_of_file(self, name: str) -> int:
        """Index of an input file that stands for itself, because it names no source."""
        return self.index_of(Source("", name))

    def index_of_id(self, source_id: str, place: Place, problems: Problems) -> int:
        """Index of a declared source; an unknown id is reported."""
        if source_id not in self._ids:
            known = ", ".join(self._ids) or "–"
            similar = closest(source_id, self._ids)
            problems.error(GRID_SOURCE_UNKNOWN, place, found=source_id, known=known, similar=similar)
        return self._ids.get(source_id, 0)

    @property
    def all(self) -> tuple[Source, ...]:
        """The documents so far."""
        return tuple(self._list)


def library_factor(factor_id: str, basis: BasisDeclaration, place: Place, problems: Problems) -> Factor | None:
    """A factor of the shipped library that fits the basis of a grid; nothing when there is none (reported)."""
    library = shipped_library()
    factor = library.get(factor_id)
    if factor is None:
        similar = ", ".join(library.similar(factor_id)) or "–"
        problems.error(NO_SUCH_FACTOR, place, found=factor_id, similar=similar)
        return None
    if factor.per.text != "kWh":
        problems.error(GRID_FACTOR_UNIT, place, found=factor_id, unit=factor.per.text)
        return None
    if factor.basis.quantity != basis.quantity or not _is_weighted_alike(factor, basis):
        unlike = {
            "quantity": factor.basis.quantity,
            "gwp_set": factor.basis.gwp_set,
            "declared_quantity": basis.quantity,
            "declared_gwp_set": basis.gwp_set,
        }
        problems.error(GRID_FACTOR_BASIS, place, found=factor_id, **unlike)
        return None
    return factor


def kg_per_mwh(factor: Factor, basis: BasisDeclaration) -> Decimal:
    """The whole of a factor that fits the basis, kg per MWh."""
    if _is_unweighted(factor.basis.quantity, (part.gas for part in factor.parts)):
        per_kwh = sum((part.value for part in factor.parts), Decimal(0))
    else:
        per_kwh = sum(factor.total(GwpSet(basis.gwp_set)).values(), Decimal(0))
    return per_kwh * KWH_PER_MWH


def _is_weighted_alike(factor: Factor, basis: BasisDeclaration) -> bool:
    """Whether the total stands under the declared warming potentials: none are needed, or they are these."""
    gases = [part.gas for part in factor.parts]
    if factor.basis.quantity is Quantity.CO2_DIRECT:
        return True
    if CO2E in gases and factor.basis.gwp_set != basis.gwp_set:
        return False
    return _is_unweighted(factor.basis.quantity, gases) or basis.gwp_set in ("AR4", "AR5", "AR6")


def _is_unweighted(quantity: Quantity, gases: Iterable[str]) -> bool:
    """Whether parts add up as they are: all CO2, or all CO2e already."""
    return quantity is Quantity.CO2_DIRECT or set(gases) <= {CO2E}
