"""Readings of an XML file as rows of a text table, each with the line it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import utc_datetime
from fourfold.electricity.reading.columns import TextTable
from fourfold.electricity.reading.stamps import LATEST, read_stamps
from fourfold.electricity.specs import MeterSpec

XML_MOST_BYTES = 64 * 1024 * 1024
"""Largest XML file: some 300,000 readings."""
TIME, ENERGY, QUALITY = "time", "value", "quality"
"""Columns of the table made of an XML file."""

XML_TOO_LARGE = MessageKind(
    "readings-xml-large",
    N_("the XML file holds {size_mib} MiB"),
    N_("at most {most_mib} MiB"),
    N_("keep the readings of the period and of one meter, or give them as Parquet"),
)
INTERVAL_LENGTH = MessageKind(
    "interval-length",
    N_("the interval lasts {found} seconds"),
    N_("{step} seconds, as declared"),
    N_("correct the column resolution_minutes in {declared}, or give data of that resolution"),
)
_EPOCH = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(slots=True)
class ReadingRows:
    """Readings as they are found.

    Attributes:
        times, energies, qualities: texts as they stand there; several codes of quality with blanks between them.
        lengths: seconds each lasts, as text; empty where it is not said.
        lines: of each.
    """

    times: list[str] = field(default_factory=list)
    energies: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)
    lengths: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def table(self, spec: MeterSpec, problems: Problems) -> TextTable | None:
        """The readings in the order of time, where their stamps are instants; nothing where their lengths are wrong.

        Entries of a file stand in no order of their own; rows of local clock readings stay as they are.
        """
        step = str(spec.resolution_minutes * 60)
        wrong = [at for at, length in enumerate(self.lengths) if length not in ("", step)]

        def describe(at: int) -> tuple[Place, dict[str, object]]:
            found = self.lengths[at] or "–"
            return Place(spec.file, self.lines[at], TIME), {"found": found, "step": step, "declared": spec.place}

        problems.add_all(INTERVAL_LENGTH, wrong, describe)
        if wrong:
            return None
        columns = {
            TIME: pl.Series(self.times, dtype=pl.String),
            ENERGY: pl.Series(self.energies, dtype=pl.String),
            QUALITY: pl.Series(self.qualities, dtype=pl.String),
        }
        lines = np.array(self.lines, np.int64)
        stamps = read_stamps(columns[TIME], "")
        if stamps.are_instants and not stamps.blank and not stamps.unreadable:
            order = np.argsort(stamps.seconds, kind="stable")
            columns, lines = {name: column.gather(order) for name, column in columns.items()}, lines[order]
        return TextTable(spec.file, columns, lines, has_typed_times=True)


def epoch_text(seconds: str) -> str:
    """Seconds since 1970 in UTC as ISO 8601; what is no such number stays as it is, to be refused with its row."""
    if not _EPOCH.fullmatch(seconds) or int(seconds) >= LATEST:
        return seconds
    return utc_datetime(int(seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
