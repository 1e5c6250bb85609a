"""A CSV file of any size as blocks of whole records, so that only a block of it is in memory.

The dialect: UTF-8 with or without byte-order mark, double quotes as in RFC 4180, any line ending, ``#`` remarks before
the header only. A block ends after a record, also where quoted cells hold line feeds. Rows are counted as an editor
counts lines.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import FILE_BROKEN_GZIP, FILE_NOT_UTF8, FILE_UNREADABLE, guess_encoding
from fourfold.core.zones import Ints
from fourfold.formats.tables import TABLE_NUL, TABLE_QUOTES

BLOCK_BYTES = 16 * 1024 * 1024
MOST_RECORD_BYTES = 1024 * 1024
"""A longer record is taken for quotes left open."""

LINE_TOO_LONG = MessageKind(
    "grid-line-too-long",
    N_("the line is longer than {most_kib} KiB"),
    N_("a row of the table in each line"),
    N_("check that the file is a table of text and its lines end in line feeds"),
)

_BOM = b"\xef\xbb\xbf"
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Whole records of a file, header and remarks included in the first.

    Attributes:
        data: UTF-8; lines end in LF or CR LF.
        row: 1-based row of the first line.
        is_open: whether quotes are left open in the last record, so that it cannot be told where it ends.
    """

    data: bytes
    row: int
    is_open: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the records of a block stand.

    Attributes:
        ends: byte behind each record's line feed ``[record]``.
        rows: 1-based row each record begins in ``[record]``.
        inside: which bytes are between quotes ``[byte]``; nothing when the block has no quotes.
    """

    ends: Ints
    rows: Ints
    inside: NDArray[np.bool_] | None


def text_blocks(path: Path, block_bytes: int = BLOCK_BYTES) -> Generator[TextBlock, None, None]:
    """The records of a file (``.gz``: compressed), block by block.

    Raises:
        OSError, EOFError, zlib.error: the file cannot be read or is no gzip file.
    """
    carry, row, only_cr = b"", 1, False
    for number, chunk in enumerate(_chunks(path, block_bytes)):
        if number == 0:
            chunk = chunk.removeprefix(_BOM)
            only_cr = b"\r" in chunk and b"\n" not in chunk
        data = carry + (chunk.replace(b"\r", b"\n") if only_cr else chunk)
        cut = _last_end(data)
        if cut:
            yield TextBlock(data[:cut], row)
            row += data.count(b"\n", 0, cut)
        carry = data[cut:]
        if len(carry) > MOST_RECORD_BYTES:
            yield TextBlock(carry, row, is_open=True)
            return
    if carry:
        yield TextBlock(carry, row, is_open=carry.count(b'"') % 2 == 1)


def sound_blocks(path: Path, name: str, problems: Problems) -> Iterator[TextBlock]:
    """The blocks of a file up to the first that is no text in this dialect; what stops the reading is reported."""
    offset = 0
    try:
        with closing(text_blocks(path)) as blocks:
            for block in blocks:
                if not _is_sound(block, offset, name, problems):
                    return
                offset += len(block.data)
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile):
        problems.error(FILE_BROKEN_GZIP, Place(name), found=name)
    except OSError as error:
        problems.error(FILE_UNREADABLE, Place(name), found=name, reason=error.strerror or error)


def layout_of(block: TextBlock) -> Layout:
    """Where the records of a block stand."""
    signs = np.frombuffer(block.data, np.uint8)
    feeds = np.flatnonzero(signs == _LF)
    inside = None
    ends = feeds + 1
    if b'"' in block.data:
        # Counting modulo 256 keeps what matters: whether the number of quotes so far is odd.
        inside = (np.cumsum(signs == _QUOTE, dtype=np.uint8) & 1).astype(np.bool_)
        ends = feeds[~inside[feeds]] + 1
    if not ends.size or ends[-1] < signs.size:
        ends = np.append(ends, signs.size)
    begins = np.concatenate([np.zeros(1, np.int64), ends[:-1]])
    return Layout(ends, block.row + np.searchsorted(feeds, begins), inside)


def cells_of(block: TextBlock, layout: Layout, separator: str) -> Ints:
    """How many cells each record has; 0 for an empty line ``[record]``."""
    signs = np.frombuffer(block.data, np.uint8)
    separates = signs == ord(separator)
    if layout.inside is not None:
        separates &= ~layout.inside
    counts = np.diff(np.searchsorted(np.flatnonzero(separates), layout.ends), prepend=0) + 1
    begins = np.concatenate([np.zeros(1, np.int64), layout.ends[:-1]])
    ends_line = (signs == _LF) | (signs == _CR)
    feeds = np.diff(np.searchsorted(np.flatnonzero(ends_line), layout.ends), prepend=0)
    counts[layout.ends - begins == feeds] = 0
    return counts


def without(block: TextBlock, layout: Layout, unwanted: NDArray[np.bool_]) -> bytes:
    """The text of a block without some records ``[record]``."""
    signs = np.frombuffer(block.data, np.uint8)
    return signs[np.repeat(~unwanted, np.diff(layout.ends, prepend=0))].tobytes()


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as stream:
        while chunk := stream.read(size):
            yield chunk


def _last_end(data: bytes) -> int:
    """Byte behind the last record that is complete."""
    if b'"' not in data:
        return data.rfind(b"\n") + 1
    signs = np.frombuffer(data, np.uint8)
    outside = (np.cumsum(signs == _QUOTE, dtype=np.uint8) & 1) == 0
    ends = np.flatnonzero((signs == _LF) & outside)
    return int(ends[-1]) + 1 if ends.size else 0


def _is_sound(block: TextBlock, offset: int, name: str, problems: Problems) -> bool:
    if not block.data.isascii():
        try:
            block.data.decode()
        except UnicodeDecodeError as error:
            place = Place(name, block.row + block.data.count(b"\n", 0, error.start))
            guess = guess_encoding(block.data)
            problems.error(FILE_NOT_UTF8, place, found=name, offset=offset + error.start, guess=guess)
            return False
    if (nul := block.data.find(b"\0")) >= 0:
        row = block.row + block.data.count(b"\n", 0, nul)
        problems.error(TABLE_NUL, Place(name, row), line=row)
        return False
    if block.is_open:
        if block.data.count(b'"') % 2:
            problems.error(TABLE_QUOTES, Place(name, block.row), reason="unexpected end of data")
        else:
            problems.error(LINE_TOO_LONG, Place(name, block.row), most_kib=MOST_RECORD_BYTES // 1024)
    return not block.is_open
