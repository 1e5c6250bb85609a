"""End of life: shares are shares, and every source is named as a factor, supplier or dataset can be named."""

from __future__ import annotations

from fourfold.accounting.end_of_life.parameters import check_shares
from fourfold.accounting.study.checks.inputs import check_dataset_id
from fourfold.accounting.study.reading import Reading
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG

SOURCES = (
    "virgin",
    "recycled",
    "recycling",
    "displaced_virgin",
    "energy_recovery",
    "displaced_heat",
    "displaced_electricity",
    "disposal",
)


def check_end_of_life(reading: Reading) -> None:
    """Every whole row of the table end_of_life. Whether a source exists is seen when the library is asked."""
    for row in reading.tables.end_of_life:
        check_shares(row, reading.problems)
        for column in SOURCES:
            source = getattr(row, column)
            if ":" in source:
                check_dataset_id(reading, source, row.place.at(column))
            elif source and not ID_PATTERN.fullmatch(source):
                reading.problems.error(ID_WRONG, row.place.at(column), found=source)
