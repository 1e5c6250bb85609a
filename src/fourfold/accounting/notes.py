"""What a calculation found on its way: problems, assumptions and the sources it used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fourfold.core.problems import Assumption, MessageKind, Param, Place, Problems, params_of
from fourfold.data.basis import Basis
from fourfold.data.source import Source


@dataclass(frozen=True, slots=True)
class UsedSource:
    """A source a result rests on.

    Attributes:
        kind: ``factor``, ``supplier``, ``dataset``, ``series`` or ``gwp``.
        id, names, source, status, area, place: of the record.
        basis: what kind of number it is, where that applies.
        value: kg CO2e per `per`, where it is one number.
        low, high: the range its source gives for that number, if any.
        digest: content digest of the record or of its file.
        period: half-open period its data describe; ``None`` where it does not say.
        area_is_known: False where it names a place that is no area known here.
        technology: technology it describes, empty where it does not say.
    """

    kind: str
    id: str
    names: Mapping[str, str]
    source: Source
    status: str
    place: Place
    basis: Basis | None = None
    value: Decimal | None = None
    per: str = ""
    area: str = ""
    digest: str = ""
    period: tuple[date, date] | None = None
    area_is_known: bool = True
    technology: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


GATHERED = "source"
"""The parameter by which assumptions that are otherwise equal are gathered into one."""
GATHERED_BY = ", "
"""What stands between them."""


@dataclass(slots=True)
class _Noted:
    kind: MessageKind
    params: dict[str, Param]
    places: dict[Place, None] = field(default_factory=dict)
    gathered: dict[str, None] = field(default_factory=dict)

    def assumption(self) -> Assumption:
        sources = {GATHERED: GATHERED_BY.join(self.gathered)} if self.gathered else {}
        return Assumption(self.kind, {**self.params, **sources}, tuple(self.places))


@dataclass(slots=True)
class Notes:
    """Collects problems, assumptions and sources of one calculation."""

    problems: Problems = field(default_factory=Problems)
    _assumed: dict[tuple[str, tuple[tuple[str, Param], ...]], _Noted] = field(default_factory=dict)
    _sources: dict[tuple[str, str], UsedSource] = field(default_factory=dict)
    _used_by: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def assume(self, kind: MessageKind, place: Place, **params: object) -> None:
        """List something the result rests on."""
        self.add_assumption(Assumption(kind, params_of(params), (place,)))

    def add_assumption(self, assumption: Assumption) -> None:
        """List an assumption; equal ones stand once, with all their places, and their sources in one list."""
        params = dict(assumption.params)
        gathered = params.pop(GATHERED, None)
        key = (assumption.kind.code, tuple(sorted(params.items(), key=lambda pair: pair[0])))
        noted = self._assumed.setdefault(key, _Noted(assumption.kind, params))
        noted.places.update(dict.fromkeys(place for place in assumption.places if place.file))
        if gathered is not None:
            noted.gathered[str(gathered)] = None

    def use(self, kind: str, source_id: str, item: str, record: Callable[[], UsedSource]) -> None:
        """Record that an item rests on a source; its record is made at the first use."""
        self.show(kind, source_id, record)
        self._used_by[kind, source_id][item] = None

    def show(self, kind: str, source_id: str, record: Callable[[], UsedSource]) -> None:
        """Record that a source stands beside the result, in a comparison, without an item resting on it."""
        key = (kind, source_id)
        if key not in self._sources:
            self._sources[key] = record()
            self._used_by[key] = {}

    @property
    def assumptions(self) -> list[Assumption]:
        """In order of first mention."""
        return [noted.assumption() for noted in self._assumed.values()]

    def sources(self) -> list[tuple[UsedSource, tuple[str, ...]]]:
        """Each source used and the items that rest on it, by kind and id."""
        return [(self._sources[key], tuple(self._used_by[key])) for key in sorted(self._sources)]
