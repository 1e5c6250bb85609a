"""Readings of an XML file as rows of a text table, each with the line it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.reading.columns import TextTable
from fourfold.electricity.reading.stamps import LATEST, read_stamps
from fourfold.electricity.specs import MeterSpec
from fourfold.formats.xml_text import Element, attribute

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


def leaves(element: Element) -> dict[str, list[str]]:
    """The texts of all elements without children in an element, by local name; their ``ref`` where they have no text.

    One walk, because a file has hundreds of thousands of readings.
    """
    found: dict[str, list[str]] = {}
    for inner in element.iter("*"):
        if len(inner) == 0:
            text = (inner.text or "").strip() or attribute(inner, "ref")
            found.setdefault(str(inner.tag).rpartition("}")[2], []).append(text)
    return found


def epoch_texts(seconds: Sequence[str]) -> list[str]:
    """Seconds since 1970 in UTC as ISO 8601; what is no such number stays as it is, to be refused with its row."""
    sound = [bool(_EPOCH.fullmatch(text)) and int(text) < LATEST for text in seconds]
    whole = np.array([int(text) if is_sound else 0 for text, is_sound in zip(seconds, sound, strict=True)], np.int64)
    spelled = np.datetime_as_string(whole.astype("datetime64[s]")).tolist()
    return [
        f"{instant}Z" if is_sound else text for text, instant, is_sound in zip(seconds, spelled, sound, strict=True)
    ]
