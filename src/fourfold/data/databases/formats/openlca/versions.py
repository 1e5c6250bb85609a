"""Which version of the format a package is in, and by what one can tell."""

from __future__ import annotations

from collections.abc import Iterator

from fourfold.core.problems import Problems
from fourfold.formats.json_text import read_json
from fourfold.formats.packages import Package

_FIELDS = {
    2: (b'"isInput"', b'"isRefUnit"', b'"isRefFlowProperty"', b'"isQuantitativeReference"'),
    1: (b'"input"', b'"referenceUnit"', b'"referenceFlowProperty"', b'"quantitativeReference"'),
}
_TELLING = ("unit_groups", "flows", "processes")
_BEGINNING = 64 * 1024
_LOOKED_AT = 20


def version_of(package: Package) -> tuple[int, str]:
    """The version, 1 or 2, and the evidence for it: the version file, the context, or the names of fields.

    Versions 3 and 4 of the schema add to version 2 and are read as it.
    """
    for file, key in (("openlca.json", "schemaVersion"), ("olca-schema.json", "version")):
        for name in _named(package, file):
            said = _content(package, name).get(key)
            if isinstance(said, int) and not isinstance(said, bool):
                return min(max(said, 1), 2), f"{file}: {key} {said}"
    fields = _by_fields(package)
    if fields is not None:
        return fields
    for name in _named(package, "context.json"):
        if "/v1." in str(_content(package, name).get("@vocab")):
            return 1, "context.json"
    return 2, "–"


def _by_fields(package: Package) -> tuple[int, str] | None:
    """The version whose field names stand in the first datasets that have any."""
    for folder in _TELLING:
        for name in list(package.under(folder))[:_LOOKED_AT]:
            beginning = package.beginning(name, _BEGINNING)
            for version, fields in _FIELDS.items():
                for field in fields:
                    if field in beginning:
                        return version, f"{name}: {field.decode()}"
    return None


def _named(package: Package, file: str) -> Iterator[str]:
    return (name for name in package.names if name.rpartition("/")[2] == file)


def _content(package: Package, name: str) -> dict[str, object]:
    tree = read_json(package.beginning(name, _BEGINNING), name, Problems())
    return tree if isinstance(tree, dict) else {}
