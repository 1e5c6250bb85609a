"""What holds for rows of several tables: evidence names a file before a place in it; amounts lie in their range."""

from __future__ import annotations

from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import ElectricityRow, EmissionRow, InputRow
from fourfold.core.problems import N_, MessageKind
from fourfold.data.spread import SPREAD_OFF, parse_spread

EVIDENCE_WITHOUT_FILE = MessageKind(
    "evidence-without-file",
    N_("{column} is given without a file"),
    N_("evidence_file with the file that the sheet and row are in"),
    N_("fill evidence_file, or clear {column}"),
)


def check_rows(reading: Reading) -> None:
    """Evidence of every row, whole or not."""
    for drafts in reading.drafts.values():
        for draft in drafts:
            if draft.text("evidence_file") != "":
                continue  # given, faulty, or not a column of this table
            for column in ("evidence_sheet", "evidence_row"):
                if draft.text(column):
                    reading.problems.error(EVIDENCE_WITHOUT_FILE, draft.place.at(column), column=column)


def check_spreads(reading: Reading) -> None:
    """That an amount lies in the range its row gives."""
    tables = reading.tables
    rows: list[InputRow | EmissionRow | ElectricityRow] = [*tables.inputs, *tables.emissions, *tables.electricity]
    for row in rows:
        spread = parse_spread(row.uncertainty)
        if spread is not None and row.amount is not None and not spread.holds(float(row.amount)):
            place = row.place.at("uncertainty")
            reading.problems.error(SPREAD_OFF, place, found=row.uncertainty, amount=row.amount)
