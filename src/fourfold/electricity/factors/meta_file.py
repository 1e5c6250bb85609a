"""The file beside a table that says what its numbers are: ``NAME.meta.json``, canonical JSON.

Floats stand as the shortest text that reads back as the same float64, because canonical JSON holds none. Messages keep
code, template and parameters, so that they can be read in either language later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.electricity.factors.table import FACTORS_FORMAT, FactorsMeta

META_SUFFIX = ".meta.json"
META_MOST_BYTES = 64 * MIB
_MOST_FAULTS = 20
_TEMPLATE = re.compile(r"([^{}]|\{[a-z_][a-z0-9_]*\})*")
_T = TypeVar("_T")
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}

META_BROKEN = MessageKind(
    "factors-meta-broken",
    N_("{path} in the file of what is known about the factors: {reason}"),
    N_("the file as it was written beside the factors"),
    N_("write the factors again, or remove the file and give what it says as options"),
)
META_FORMAT = MessageKind(
    "factors-meta-format",
    N_("the format is {found}"),
    N_("{wanted}"),
    N_("use the version of Fourfold that wrote the file, or write the factors again"),
)


@dataclass(frozen=True, slots=True)
class TableContent:
    """Which table a meta file describes: the name of its file, its digest and the number of rows."""

    file: str
    digest: str
    rows: int


def meta_path(table: Path) -> Path:
    """Where the meta of a table stands."""
    return table.with_name(table.name + META_SUFFIX)


def write_meta(table: Path, meta: FactorsMeta, content: TableContent) -> None:
    """Write what is known about a table beside it."""
    document = as_json(FactorsMeta, meta) | {
        "format": FACTORS_FORMAT,
        "content": as_json(TableContent, content),
    }
    write_atomically(meta_path(table), canonical_bytes(document) + b"\n")


def read_meta(table: Path, problems: Problems) -> tuple[FactorsMeta, TableContent] | None:
    """What stands beside a table; nothing when there is no such file, or after reporting what is wrong with it."""
    path = meta_path(table)
    if not path.exists():
        return None
    tree = read_json(path, problems)
    if tree is None:
        return None
    found = tree.pop("format", "–")
    if found != FACTORS_FORMAT:
        problems.error(META_FORMAT, Place(path.name, 0, "format"), found=found, wanted=FACTORS_FORMAT)
        return None
    content = from_json(TableContent, tree.pop("content", None), path.name, "content", problems)
    meta = from_json(FactorsMeta, tree, path.name, "", problems)
    if meta is None or content is None or not _is_plain(meta, path.name, problems):
        return None
    return meta, content


def _is_plain(meta: FactorsMeta, file: str, problems: Problems) -> bool:
    """Whether the templates of foreign messages only name fields: other formats reach into the values they fill in."""
    sound = True
    for note in (*meta.assumptions, *(finding.note for finding in meta.findings)):
        if not _TEMPLATE.fullmatch(note.kind.text):
            problems.error(META_BROKEN, Place(file), path=note.kind.code, reason=note.kind.text)
            sound = False
    return sound


def read_json(path: Path, problems: Problems) -> dict[str, Any] | None:
    """The object in a JSON file, or nothing after reporting why there is none."""
    data = read_bounded(path.parent, path.name, Place(path.name), problems, META_MOST_BYTES)
    if data is None:
        return None
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        problems.error(META_BROKEN, Place(path.name), path="–", reason=str(error).partition("\n")[0])
        return None
    if not isinstance(tree, dict):
        problems.error(META_BROKEN, Place(path.name), path="–", reason=type(tree).__name__)
        return None
    return tree


def as_json(kind: type[_T], value: _T) -> dict[str, JSON]:
    """A dataclass as JSON without floats."""
    dumped = _adapter(kind).dump_python(value, mode="python")
    plain = _plain(dumped)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass is an object
    return plain


def from_json(kind: type[_T], tree: object, file: str, within: str, problems: Problems) -> _T | None:
    """A dataclass from JSON, or nothing after reporting every place where it is not as written."""
    try:
        value: _T = _adapter(kind).validate_python(tree)
        return value
    except ValidationError as error:
        for detail in error.errors(include_url=False)[:_MOST_FAULTS]:
            path = ".".join(str(step) for step in (within, *detail["loc"]) if step != "")
            problems.error(META_BROKEN, Place(file, 0, path), path=path, reason=detail["msg"])
        return None


def _adapter(kind: type[_T]) -> TypeAdapter[_T]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    adapter: TypeAdapter[_T] = _ADAPTERS[kind]
    return adapter


def _plain(value: object) -> JSON:
    if value is None or isinstance(value, bool | int):
        return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(type(value).__name__)
