"""A zip archive whose bytes depend on nothing but its content."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping

_TIME = (1980, 1, 1, 0, 0, 0)
_FOLDERS = {
    "UnitGroup": "unit_groups",
    "FlowProperty": "flow_properties",
    "Location": "locations",
    "Source": "sources",
    "Actor": "actors",
    "Parameter": "parameters",
    "Flow": "flows",
    "Process": "processes",
}
SCHEMA_VERSION = 2


class Archive:
    """Datasets being packed, in the order they are added, all with one time.

    Attributes:
        counts: datasets by type.
        twice: how many were left out because their type and id stood there already.
    """

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.counts: Counter[str] = Counter()
        self.twice = 0
        self._write("openlca.json", {"schemaVersion": SCHEMA_VERSION})

    def add(self, kind: str, key: str, fields: Mapping[str, object]) -> None:
        """Add a dataset; fields that say nothing are left out."""
        name = f"{_FOLDERS[kind]}/{key}.json"
        if name in self._zip.NameToInfo:
            self.twice += 1
            return
        dataset = {"@type": kind, "@id": key, **said(fields)}
        self._write(name, dataset)
        self.counts[kind] += 1

    def bytes(self) -> bytes:
        """The finished archive."""
        self._zip.close()
        return self._buffer.getvalue()

    def _write(self, name: str, content: Mapping[str, object]) -> None:
        entry = zipfile.ZipInfo(name, _TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system, entry.external_attr = 3, 0o644 << 16
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self._zip.writestr(entry, text.encode("utf-8"))


def said(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that say something: no empty texts, lists and nulls."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
