"""Pieces of the JSON Schemas of our documents, so that a schema reads like the document it describes."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
DIGEST: dict[str, Any] = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
DECIMAL: dict[str, Any] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
NULL: dict[str, Any] = {"type": "null"}


def object_of(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """A list of like things."""
    return {"type": "array", "items": items}


def ref(name: str) -> dict[str, Any]:
    """Something defined under ``$defs``."""
    return {"$ref": f"#/$defs/{name}"}


def one_of(choices: type[Any]) -> dict[str, Any]:
    """One of the values of an enumeration."""
    return {"enum": [str(choice) for choice in choices]}


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """That, or null."""
    return {"anyOf": [schema, NULL]}


def said(schema: dict[str, Any], description: str) -> dict[str, Any]:
    """The same with its meaning."""
    return {**schema, "description": description}


TEXTS: dict[str, Any] = {
    "type": "object",
    "properties": {"en": TEXT, "zh": TEXT},
    "additionalProperties": False,
    "description": "A text by language.",
}
PLACE = object_of(file=TEXT, sheet=TEXT, row=said(COUNT, "1-based; 0 for the whole file."), column=TEXT)
