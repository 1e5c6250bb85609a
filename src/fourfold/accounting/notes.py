"""What a calculation found on its way: problems, assumptions and the sources it used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fourfold.core.problems import Assumption, MessageKind, Param, Place, Problems, params_of
from fourfold.data.basis import Basis
from fourfold.data.source import Source


@dataclass(frozen=True, slots=True)
class UsedSource:
    """A source a result rests on.

    Attributes:
        kind: ``factor``, ``supplier``, ``series`` or ``gwp``.
        id, names, source, status, area, place: of the record.
        basis: what kind of number it is, where that applies.
        value: kg CO2e per `per`, where it is one number.
        digest: content digest of the record or of its file.
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


@dataclass(slots=True)
class Notes:
    """Collects problems, assumptions and sources of one calculation, each assumption once with all its places."""

    problems: Problems = field(default_factory=Problems)
    _assumed: dict[tuple[str, tuple[tuple[str, Param], ...]], Assumption] = field(default_factory=dict)
    _sources: dict[tuple[str, str], UsedSource] = field(default_factory=dict)
    _used_by: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def assume(self, kind: MessageKind, place: Place, **params: object) -> None:
        """List something the result rests on."""
        self.add_assumption(Assumption(kind, params_of(params), (place,)))

    def add_assumption(self, assumption: Assumption) -> None:
        """List an assumption another room made; places of equal ones are gathered."""
        key = (assumption.kind.code, tuple(sorted(assumption.params.items(), key=lambda pair: pair[0])))
        before = self._assumed.get(key)
        places = dict.fromkeys([*(before.places if before else ()), *(p for p in assumption.places if p.file)])
        self._assumed[key] = Assumption(assumption.kind, assumption.params, tuple(places))

    def use(self, source: UsedSource, item: str) -> None:
        """Record that an item rests on a source."""
        key = (source.kind, source.id)
        self._sources.setdefault(key, source)
        self._used_by.setdefault(key, {})[item] = None

    @property
    def assumptions(self) -> list[Assumption]:
        """In order of first mention."""
        return list(self._assumed.values())

    def sources(self) -> list[tuple[UsedSource, tuple[str, ...]]]:
        """Each source used and the items that rest on it, by kind and id."""
        return [(self._sources[key], tuple(self._used_by[key])) for key in sorted(self._sources)]
