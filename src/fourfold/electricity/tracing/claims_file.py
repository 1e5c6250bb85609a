"""``claims.csv``: claims on generation, one row each.

Columns ``start`` (ISO 8601 with offset), ``area``, ``technology``, ``energy_mwh``; optional ``kg_co2e_per_mwh`` (or
``kg_co2_per_mwh``; blank for the factor of the technology), ``consumer_area`` (blank for the same area), ``claim`` (its
name). CSV or gzipped CSV. A file with the header alone has no claims. Rows of the same interval, areas and technology
are different claims when their names differ; otherwise the second is refused as the first one repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import TABLE_MOST_BYTES, read_bounded
from fourfold.core.zones import utc_second
from fourfold.electricity.grid.tidy_rows import GRID_CELL_BLANK, GRID_STAMP_LOCAL, GRID_STAMP_WRONG
from fourfold.electricity.tracing.claims import Claim
from fourfold.formats.numbers import MOST_DIGITS, NumberFault, read_number
from fourfold.formats.tables import Grid, GridRow, read_csv
from fourfold.formats.vocabulary import closest

NEEDED = ("start", "area", "technology", "energy_mwh")
_NAMES = ("area", "technology", "consumer_area")
OPTIONAL = ("kg_co2e_per_mwh", "kg_co2_per_mwh", "consumer_area", "claim")

CLAIM_COLUMN_MISSING = MessageKind(
    "claim-column-missing",
    N_("the column {found} is missing"),
    N_("the columns {needed}; where they apply: {optional}"),
    N_("add the column"),
)
CLAIM_COLUMN_UNKNOWN = MessageKind(
    "claim-column-unknown",
    N_("the column {found} is not known here"),
    N_("the columns {needed}; where they apply: {optional}"),
    N_("correct the name or remove the column; similar: {similar}"),
)
CLAIM_COLUMN_TWICE = MessageKind(
    "claim-column-twice", N_("the column {found} stands twice"), N_("each column once"), N_("remove one of the two")
)
CLAIM_NEGATIVE = MessageKind(
    "claim-negative", N_("{found} is below zero"), N_("at least zero"), N_("correct the number")
)
CLAIM_TWICE = MessageKind(
    "claim-twice",
    N_("the claim of row {row} stands here again: same start, areas and technology"),
    N_("each claim once"),
    N_("remove the repeated row, or tell claims apart by a name in the column claim"),
)
CLAIM_TWICE_NAMED = MessageKind(
    "claim-twice-named",
    N_("the claim {found} of row {row} stands here again: same start, areas and technology"),
    N_("each claim once"),
    N_("remove the repeated row, or correct the name"),
)
CLAIM_QUANTITY = MessageKind(
    "claim-quantity",
    N_("claims give {found}, but factors of the grid are {total}"),
    N_("claims in the quantity of the grid"),
    N_("give the column {total}, or leave it out so that claims carry the factor of their technology"),
)


def read_claims(path: Path, total: str, problems: Problems) -> tuple[Claim, ...]:
    """The claims of a file; every fault is reported and its row left out.

    Args:
        path: of the file.
        total: name of the grid's total, ``kg_co2e_per_mwh`` or ``kg_co2_per_mwh``: claims carry the same quantity.
        problems: receives what is wrong.
    """
    data = read_bounded(path.parent, path.name, Place(path.name), problems, TABLE_MOST_BYTES)
    table = None if data is None else read_csv(data, path.name, problems)
    if table is None or not _header_is_sound(table, total, problems):
        return ()
    claims = (_claim(table, row, total, problems) for row in table.rows)
    found = tuple(claim for claim in claims if claim is not None)
    _check_each_once(found, problems)
    return found


def _check_each_once(claims: Sequence[Claim], problems: Problems) -> None:
    """Report claims that cannot be told from an earlier one: each MWh is claimed once."""
    seen: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (claim.start_s, claim.area, claim.technology, claim.consumer_area or claim.area, claim.name)
        first = seen.setdefault(key, claim)
        if first is not claim:
            what = CLAIM_TWICE_NAMED if claim.name else CLAIM_TWICE
            problems.error(what, claim.place, found=claim.name, row=first.place.row)


def _header_is_sound(table: Grid, total: str, problems: Problems) -> bool:
    before, known = len(problems.errors), (*NEEDED, *OPTIONAL)
    spelled = {"needed": ", ".join(NEEDED), "optional": ", ".join((total, "consumer_area", "claim"))}
    for name in NEEDED:
        if name not in table.header:
            problems.error(CLAIM_COLUMN_MISSING, table.place, found=name, **spelled)
    for name in dict.fromkeys(table.header):
        place = table.place.at(name)
        if table.header.count(name) > 1:
            problems.error(CLAIM_COLUMN_TWICE, place, found=name)
        if name not in known:
            problems.error(CLAIM_COLUMN_UNKNOWN, place, found=name, similar=closest(name, known), **spelled)
        elif name.startswith("kg_") and name != total:
            problems.error(CLAIM_QUANTITY, place, found=name, total=total)
    return len(problems.errors) == before


def _claim(table: Grid, row: GridRow, total: str, problems: Problems) -> Claim | None:
    written = {name: str(cell) for name, cell in zip(table.header, row.cells, strict=True)}
    # Names count as written, blanks around them included, as in the tables of the grid: they name it or they do not.
    cells = {name: text if name in _NAMES and text.strip() else text.strip() for name, text in written.items()}
    place, before = table.place_of(row), len(problems.errors)
    for name in NEEDED:
        if not cells[name]:
            problems.error(GRID_CELL_BLANK, place.at(name), column=name)
    start = _start(cells["start"], place.at("start"), problems) if cells["start"] else 0
    energy = _number(cells["energy_mwh"], place.at("energy_mwh"), problems)
    own = _number(cells.get(total, ""), place.at(total), problems)
    if len(problems.errors) != before or energy is None:
        return None
    consumer, name = cells.get("consumer_area", ""), cells.get("claim", "")
    return Claim(start, cells["area"], cells["technology"], energy, own, consumer, name, place)


def _start(text: str, place: Place, problems: Problems) -> int:
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        problems.error(GRID_STAMP_WRONG, place, found=text)
        return 0
    if stamp.tzinfo is None:
        problems.error(GRID_STAMP_LOCAL, place, found=text)
        return 0
    return utc_second(stamp.astimezone(UTC))


def _number(text: str, place: Place, problems: Problems) -> float | None:
    if not text:
        return None
    number = read_number(text)
    if isinstance(number, NumberFault):
        problems.error(number.kind, place, found=text, offer=number.offer, most=MOST_DIGITS)
        return None
    if number < 0:
        problems.error(CLAIM_NEGATIVE, place, found=text)
    return float(number)
