"""What a MWh carries by technology, area and time: the rates that turn generation into emissions (F = Σ e·g).

A rate is looked up in the area itself, then in the areas that enclose it, then among rates for any area; the editions
of each are ordered by the day from which they hold. A rate is never made up: what has none gets none, unless the
declaration names a default, and then the rate says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from fourfold.core.areas import areas
from fourfold.core.problems import Assumption, Place
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.declaration import DeclaredFactor
from fourfold.electricity.grid.state import Attribute

ANY_TIME_S = -(2**62)
"""Second from which a rate without a first day holds."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a MWh carries.

    Attributes:
        per_mwh: by attribute of the book ``[attribute]``.
        source: index into the book's documents.
        status: how far it is confirmed.
        place: the row or line it is from.
        is_default: whether it is the declared default, because nothing fits better.
    """

    per_mwh: tuple[float, ...]
    source: int
    status: Status
    place: Place
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Editions:
    """Rates of one technology in one area over time.

    Attributes:
        from_s: UTC second from which each rate holds, ascending.
        rates: one for each.
    """

    from_s: tuple[int, ...]
    rates: tuple[Rate, ...]

    def at(self, at_s: int) -> Rate | None:
        """The latest rate that holds at a time; none before the first."""
        position = bisect_right(self.from_s, at_s)
        return self.rates[position - 1] if position else None


@dataclass(frozen=True, slots=True)
class DeclaredRates:
    """Rates that ``grid.yaml`` declares.

    Attributes:
        technology: default for technologies without a factor.
        border: default for boundary areas.
        borders: by boundary area.
        all: every declared factor with its rate, those of stores included.
    """

    technology: Rate | None = None
    border: Rate | None = None
    borders: Mapping[str, Rate] = field(default_factory=dict)
    all: tuple[tuple[DeclaredFactor, Rate], ...] = ()


@dataclass(frozen=True, slots=True)
class RateBook:
    """Every rate of a grid.

    Attributes:
        attributes: what the rates hold, in order; the first is the total.
        editions_s: UTC seconds at which any rate changes, ascending.
        documents: where rates are from: first the declaration's sources in their order, then files and the sources of
            library factors.
        rows: by technology and area (``""`` for any area).
        names: technology in the data to technology in the factors.
        parents: by area, the enclosing area that is declared.
        declared_rates: defaults, boundary areas and initial stocks.
        assumptions: what the rates rest on that nothing said.
    """

    attributes: tuple[Attribute, ...]
    editions_s: tuple[int, ...]
    documents: tuple[Source, ...]
    rows: Mapping[tuple[str, str], Editions]
    names: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    declared_rates: DeclaredRates = DeclaredRates()
    assumptions: tuple[Assumption, ...] = ()

    def rate(self, technology: str, area: str, at_s: int) -> Rate | None:
        """What a MWh of a technology carries.

        Args:
            technology: name as in the data; mapped to the name in the factors first.
            area: code of the area it is generated in.
            at_s: UTC second.

        Returns:
            The rate of the innermost area that has one at that time, else the one for any area, else the declared
            default, else nothing.
        """
        name = self.names.get(technology, technology)
        for code in (*self._chain(area), ""):
            editions = self.rows.get((name, code))
            if editions is not None and (found := editions.at(at_s)) is not None:
                return found
        return self.declared_rates.technology

    def boundary(self, area: str) -> Rate | None:
        """What a MWh from an area beyond the data carries: its own declared rate, else the default for all, if any."""
        return self.declared_rates.borders.get(area, self.declared_rates.border)

    def declared(self, factor: DeclaredFactor) -> Rate:
        """The rate of a factor that stands in ``grid.yaml``.

        Raises:
            LookupError: the factor is none of the declaration this book was made from.
        """
        for known, rate in self.declared_rates.all:
            if known is factor:
                return rate
        raise LookupError(factor)

    def _chain(self, area: str) -> tuple[str, ...]:
        """The area and those that enclose it: declared parents as far as they lead, then the shipped areas."""
        chain: list[str] = []
        while area and area not in chain:
            chain.append(area)
            shipped = areas().get(area)
            area = self.parents.get(area) or (shipped.parent if shipped else "")
        return tuple(chain)
