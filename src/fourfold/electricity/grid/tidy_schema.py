"""Which columns the tables of a grid folder have, and the checks of a header that CSV and Parquet share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.grid.tables import TableKind
from fourfold.electricity.reading.columns import COLUMN_REPEATED
from fourfold.formats.vocabulary import closest

GRID_COLUMN_MISSING = MessageKind(
    "grid-column-missing",
    N_("the column {found} is missing"),
    N_("the columns {required}; besides them, where they apply: {optional}"),
    N_("add the column, or correct its name; there are: {columns}"),
)
GRID_COLUMN_UNKNOWN = MessageKind(
    "grid-column-unknown",
    N_("the column {found} is not known here"),
    N_("the columns {required}; besides them, where they apply: {optional}"),
    N_("correct the name or remove the column; similar: {similar}"),
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The columns of a table as people spell them.

    Attributes:
        required: columns that must be there.
        optional: columns that may be there.
        names: of the required and optional ones, those that hold names.
        amounts: those that hold numbers.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    names: tuple[str, ...]
    amounts: tuple[str, ...]

    @property
    def known(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.required, *self.optional)


SPELLINGS: Mapping[TableKind, Spelling] = {
    TableKind.GENERATION: Spelling(
        ("start", "area", "technology", "energy_mwh"),
        ("unit", "estimated_mwh", "duration"),
        ("area", "technology", "unit"),
        ("energy_mwh", "estimated_mwh"),
    ),
    TableKind.EXCHANGES: Spelling(
        ("start", "from_area", "to_area", "energy_mwh"),
        ("tie", "duration"),
        ("from_area", "to_area", "tie"),
        ("energy_mwh",),
    ),
    TableKind.DEMAND: Spelling(("start", "area", "energy_mwh"), ("duration",), ("area",), ("energy_mwh",)),
    TableKind.STORAGE: Spelling(
        ("start", "area", "store", "charge_mwh", "discharge_mwh"),
        ("duration",),
        ("area", "store"),
        ("charge_mwh", "discharge_mwh"),
    ),
    TableKind.LOSSES: Spelling(
        ("start",),
        ("area", "from_area", "to_area", "loss_mwh", "loss_share", "duration"),
        ("area", "from_area", "to_area"),
        ("loss_mwh", "loss_share"),
    ),
}


def header_is_sound(header: Sequence[str], kind: TableKind, name: str, row: int, problems: Problems) -> bool:
    """Whether a header has the columns of its table, each once; everything else is reported.

    Args:
        header: names of the columns.
        kind: the table.
        name: path of the file, for messages.
        row: row of the header, 0 where the file has none.
        problems: receives what is wrong.
    """
    spelling = SPELLINGS[kind]
    before = len(problems)
    listed = {"required": ", ".join(spelling.required), "optional": ", ".join(spelling.optional)}
    missing = [column for column in spelling.required if column not in header]
    if kind is TableKind.LOSSES:
        missing += _missing_of_losses(header)
    for column in missing:
        problems.error(
            GRID_COLUMN_MISSING, Place(name, row, column), found=column, columns=", ".join(header) or "–", **listed
        )
    for column in dict.fromkeys(header):
        place = Place(name, row, column)
        if column not in spelling.known:
            similar = closest(column, spelling.known)
            problems.error(GRID_COLUMN_UNKNOWN, place, found=column or "“”", similar=similar, **listed)
        elif (count := list(header).count(column)) > 1:
            problems.error(COLUMN_REPEATED, place, found=column, count=count)
    return len(problems) == before


def _missing_of_losses(header: Sequence[str]) -> list[str]:
    """Losses are of an area or a tie, as an amount or a share."""
    missing = [] if "loss_mwh" in header or "loss_share" in header else ["loss_mwh"]
    ends = [column for column in ("from_area", "to_area") if column in header]
    if not ends and "area" not in header:
        missing.append("area")
    return missing + ([column for column in ("from_area", "to_area") if column not in ends] if ends else [])
