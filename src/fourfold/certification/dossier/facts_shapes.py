"""The members of a result and of a conformity document that facts are read from; others may stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_shape import Choice, Fault, Shape, Text
from fourfold.core.problems import N_, Term

_MOST = 1_000_000


@dataclass(frozen=True)
class Holding:
    """An object with these members, and any others.

    Attributes:
        members: shape by name.
        optional: names that may be left out.
    """

    members: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()

    def faults(self, value: JSON) -> list[Fault]:
        """No object, members that are missing, faults of those named."""
        if isinstance(value, dict):
            value = {name: item for name, item in value.items() if name in self.members}
        return ObjectOf(self.members, self.optional).faults(value)

    def schema(self) -> dict[str, Any]:
        """An object that may have other properties."""
        return {**ObjectOf(self.members, self.optional).schema(), "additionalProperties": True}


TEXT = Text(r"[\s\S]*", Term(N_("a text")), 16_000)
LINE = Text(r"[^\n]+", Term(N_("a text of one line")), 200)
DECIMAL = Text(r"-?[0-9]+(?:[.][0-9]+)?", Term(N_("a decimal number without exponent")), 200)
DIGEST = Text("sha256:[0-9a-f]{64}", Term(N_("sha256: and 64 hexadecimal digits in lower case")), 71)
MAYBE_DIGEST = Text("(?:sha256:[0-9a-f]{64})?", Term(N_("a digest, or nothing")), 71)
NAMES = MapOf(Text("en|zh", Term(N_("en or zh")), 2), TEXT)
_CODES = MapOf(LINE, TEXT)


def some(shape: Shape, least: int = 0) -> ListOf:
    """A list in which an entry may stand twice."""
    return ListOf(shape, least, _MOST, once=False)


_STUDY = Holding(
    {
        "digest": DIGEST,
        "product": Holding({"names": NAMES, "identifiers": some(TEXT), "codes": _CODES}),
        "company": Holding({"names": NAMES, "identifiers": some(TEXT)}),
        "sites": some(Holding({"names": NAMES, "area": TEXT})),
        "period": Holding({"start": LINE, "end": LINE, "time_zone": LINE}),
        "boundary": Holding({"kind": LINE}),
        "stages": some(Holding({"names": NAMES})),
    }
)
_UNIT = Holding({"names": NAMES, "kind": LINE, "amount": DECIMAL, "unit": TEXT})
_FOOTPRINT = Holding(
    {
        "unit": _UNIT,
        "total_kg_co2e": DECIMAL,
        "lines": MapOf(LINE, DECIMAL, 1),
        "processes": some(Holding({"id": LINE, "runs": DECIMAL})),
    }
)
_ROW = Holding({"process": LINE, "area": TEXT, "grid_kwh": DECIMAL, "on_site_kwh": DECIMAL})
_COVERED = Holding({"kind": LINE, "share": Maybe(DECIMAL), "kg_co2e": DECIMAL})
_ELECTRICITY = Holding(
    {"rows": some(_ROW), "covered": some(_COVERED), "grid_mix_kg_co2e": Maybe(DECIMAL)},
    frozenset({"covered", "grid_mix_kg_co2e"}),
)
RESULT_SHAPE = Holding(
    {
        "fourfold": Choice(("result/1",)),
        "engine": Holding({"version": LINE}),
        "study": _STUDY,
        "method": Holding({"id": LINE, "electricity": LINE, "supply_order": some(LINE)}),
        "footprint": _FOOTPRINT,
        "electricity": _ELECTRICITY,
        "sources": some(Holding({"kind": LINE, "id": LINE, "digest": MAYBE_DIGEST})),
        "suppliers": some(Holding({"digest": MAYBE_DIGEST})),
    },
    frozenset({"suppliers"}),
)
_LINK = Holding({"id": LINE, "version": LINE, "digest": DIGEST})
_STANDARD = Holding({"id": LINE, "version": LINE, "digest": DIGEST, "document": Holding({"number": TEXT})})
_REPORT = Holding({"standard": _STANDARD, "chain": some(_LINK, 1), "outcome": LINE})
CONFORMITY_SHAPE = Holding(
    {
        "fourfold": Choice(("conformity/1",)),
        "study": Holding({"digest": DIGEST}),
        "date": LINE,
        "phase": LINE,
        "reports": some(_REPORT, 1),
    }
)
