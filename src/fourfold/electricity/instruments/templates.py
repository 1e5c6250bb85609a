"""Empty tables of instruments, to be filled: the header, and above it what goes into each column."""

from __future__ import annotations

from fourfold.core.words import Lang
from fourfold.electricity.instruments.schema import tables
from fourfold.formats.tables import write_csv


def template(table: str, lang: Lang = "en") -> bytes:
    """A table without rows as CSV; what each column holds stands above the header as remarks.

    Args:
        table: one of `tables`.
        lang: of the remarks.
    """
    columns = tables()[table].columns
    remarks = []
    for column in columns:
        needed = "*" if column.required else ""
        choices = f" ({' | '.join(column.choices)})" if column.choices else ""
        remarks.append(f"{column.name}{needed}: {column.help[lang]}{choices}")
    return write_csv([column.name for column in columns], (), remarks)
