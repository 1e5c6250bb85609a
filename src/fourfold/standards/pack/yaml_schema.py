"""The JSON Schema of ``pack.yaml``, made from the keys of `sheets`: for editors that help while an author types.

Keys that are not described are allowed, as reading allows them. What fits together between keys is not said here.
"""

from __future__ import annotations

from typing import Any

from fourfold.standards.pack.cells import CODE, PACK_ID
from fourfold.standards.pack.sheets import KEYS, Column
from fourfold.standards.pack.versions import VERSION

PACK_FORMAT = KEYS["fourfold"].choices[0]
_PATTERNS = {
    "pack": f"^{PACK_ID.pattern}$",
    "version": f"^{VERSION.pattern}$",
    "date": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
}


def pack_schema() -> dict[str, Any]:
    """The schema's body: an object of objects, and lists where keys count or hold lists."""
    body: dict[str, Any] = _object()
    for key, column in KEYS.items():
        steps, here = key.split("."), body
        for number, step in enumerate(steps):
            if column.required:
                here["required"] = sorted({*here.get("required", ()), step})
            is_last = number == len(steps) - 1
            if step == "SCHEME":
                here["additionalProperties"] = _value(column)
            elif step != "N":
                below = here["properties"].setdefault(step, _value(column) if is_last else _object())
                here = below if is_last or steps[number + 1] != "N" else _items(below)
    return body


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}}


def _items(below: dict[str, Any]) -> dict[str, Any]:
    """The items of a key that counts; the key becomes a list when it is met first."""
    if "items" not in below:
        below.clear()
        below.update({"type": "array", "items": _object()})
    items: dict[str, Any] = below["items"]
    return items


def _value(column: Column) -> dict[str, Any]:
    said = {"description": column.meaning["en"]}
    if column.type == "list":
        return {"type": "array", "items": {"type": "string", "pattern": f"^{CODE.pattern}$"}, **said}
    if column.choices:
        return {"enum": list(column.choices), **said}
    if column.type in _PATTERNS:
        kinds = "string" if column.required else ["string", "null"]
        return {"type": kinds, "pattern": _PATTERNS[column.type], **said}
    return {"type": "string", "minLength": 1, **said} if column.required else {"type": ["string", "null"], **said}
