"""What holds for rows of every table: evidence names a file before it names a place in it."""

from __future__ import annotations

from fourfold.accounting.study.reading import Reading
from fourfold.core.problems import N_, MessageKind

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
