"""What a report shows of the databases of a study, and of how well sources represent what they are used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.exchange.report.document import (
    Object,
    decimal_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)

_USED = "database-used"
ENDS: Mapping[tuple[str, str], str] = {
    ("pedigree-5", "time"): N_("1: less than 3 years apart; 5: 15 years or more"),
    ("pedigree-5", "geography"): N_("1: of the same area; 3: of the whole world; 5: of another place"),
    ("pedigree-5", "technology"): N_("1: the same; 4: standing in for something else"),
    ("pact-3", "time"): N_("1: of the study's years; 3: 5 years apart or more, or unknown"),
    ("pact-3", "geography"): N_("1: of the same nation; 3: of another, or unknown"),
    ("pact-3", "technology"): N_("1: the same; 3: another, or unknown"),
}
"""What the ends of the scales mean, by scale and indicator."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database of a study.

    Attributes:
        facts: name, version, digest, source, reader, profile.
        kg, share: what its datasets carry of the total, burdens and credits summed.
        notes: what does not count in it, as the assumptions say.
    """

    facts: Object
    kg: Decimal
    share: Decimal | None
    notes: Sequence[Object]


def read_databases(result: Object) -> list[Database]:
    """The databases a result cites; none where it takes from none.

    Raises:
        ResultShapeError: the document is not shaped like a result.
    """
    if "databases" not in result:
        return []
    footprint = object_at(result, "footprint")
    total = decimal_at(footprint, "total_kg_co2e")
    carried: dict[str, Decimal] = {}
    for part in objects_at(footprint, "contributions"):
        source = object_at(part, "source")
        if source.get("kind") == "dataset":
            name = text_at(source, "id").partition(":")[0]
            carried[name] = carried.get(name, Decimal(0)) + decimal_at(part, "total_kg_co2e")
    notes = [note for note in objects_at(result, "assumptions") if note.get("code") == _USED]
    found = []
    for facts in objects_at(result, "databases"):
        name = text_at(facts, "name")
        kg = carried.get(name, Decimal(0))
        of_it = [note for note in notes if object_at(note, "params").get("database") == name]
        found.append(Database(facts, kg, kg / total if total else None, of_it))
    return found


@dataclass(frozen=True, slots=True)
class Computed:
    """One indicator of computed representativeness on one scale.

    Attributes:
        score: ``None`` where it is not known.
        rated_share: share of the contributions the score rests on.
        ends: what the ends of the scale mean.
    """

    score: Decimal | None
    rated_share: Decimal | None
    ends: str


@dataclass(frozen=True, slots=True)
class Representativeness:
    """Computed scores: scales, indicators, and a cell for each pair; and the mean on each scale."""

    scales: Sequence[str]
    indicators: Sequence[str]
    cells: Mapping[tuple[str, str], Computed]
    means: Mapping[str, Decimal | None]


def read_representativeness(result: Object) -> Representativeness | None:
    """Computed representativeness; ``None`` where the result has none.

    Raises:
        ResultShapeError: the document is not shaped like a result.
    """
    quality = object_at(result, "quality")
    if "representativeness" not in quality:
        return None
    cells: dict[tuple[str, str], Computed] = {}
    means: dict[str, Decimal | None] = {}
    indicators: dict[str, JSON] = {}
    for entry in objects_at(quality, "representativeness"):
        scale = text_at(entry, "scale")
        means[scale] = optional_decimal_at(entry, "mean")
        for indicator in objects_at(entry, "indicators"):
            name = text_at(indicator, "id")
            indicators[name] = None
            cells[scale, name] = Computed(
                optional_decimal_at(indicator, "score"),
                optional_decimal_at(indicator, "rated_share"),
                ENDS.get((scale, name), ""),
            )
    return Representativeness(list(means), list(indicators), cells, means)
