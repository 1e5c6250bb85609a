"""The columns of a table file as they stand, bounded in size, with no meaning yet."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from fourfold.core.problems import Place, Problems
from fourfold.core.reading import FILE_EMPTY, FILE_UNREADABLE, MIB, gunzip_bounded, locate
from fourfold.electricity.factors.frames import suffix_is_known, suffix_of
from fourfold.electricity.reading.columns import NOT_A_TABLE

FACTORS_MOST_BYTES = 4096 * MIB


def read_frame(path: Path, problems: Problems) -> pl.DataFrame | None:
    """The columns of a table file: texts of a CSV as they stand, values of a Parquet file as they are typed."""
    place = Place(path.name)
    if (
        not suffix_is_known(path, problems)
        or locate(path.parent, path.name, place, problems, FACTORS_MOST_BYTES) is None
    ):
        return None
    try:
        if suffix_of(path) == ".parquet":
            return pl.read_parquet(path)
        data = path.read_bytes()
        if path.name.endswith(".gz"):
            plain = gunzip_bounded(data, path.name, place, problems, FACTORS_MOST_BYTES)
            if plain is None:
                return None
            data = plain
        if not data.strip():
            problems.error(FILE_EMPTY, place, found=path.name)
            return None
        return pl.read_csv(io.BytesIO(data), infer_schema=False)
    except OSError as error:
        problems.error(FILE_UNREADABLE, place, found=path.name, reason=error.strerror or error)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        problems.error(NOT_A_TABLE, place, found=str(error).partition("\n")[0])
    return None
