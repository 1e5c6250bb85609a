"""Typed reading of a result document: it is JSON, and a wrong shape is said with its path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from fourfold.core.canonical import JSON

Object: TypeAlias = Mapping[str, JSON]


class ResultShapeError(ValueError):
    """The document is not a result this report can show."""


def object_at(parent: Object, key: str) -> Object:
    """The object under a key."""
    value = parent.get(key)
    if not isinstance(value, dict):
        raise ResultShapeError(f"{key}: expected an object, found {type(value).__name__}")
    return value


def objects_at(parent: Object, key: str) -> list[Object]:
    """The list of objects under a key."""
    return [_as_object(item, key) for item in list_at(parent, key)]


def list_at(parent: Object, key: str) -> list[JSON]:
    """The list under a key."""
    value = parent.get(key)
    if not isinstance(value, list):
        raise ResultShapeError(f"{key}: expected a list, found {type(value).__name__}")
    return value


def text_at(parent: Object, key: str) -> str:
    """The text under a key."""
    value = parent.get(key)
    if not isinstance(value, str):
        raise ResultShapeError(f"{key}: expected a text, found {type(value).__name__}")
    return value


def integer_at(parent: Object, key: str) -> int:
    """The integer under a key."""
    value = parent.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ResultShapeError(f"{key}: expected an integer, found {type(value).__name__}")
    return value


def integers_at(parent: Object, key: str) -> list[int | None]:
    """The list of integers and nulls under a key."""
    values = list_at(parent, key)
    numbers = [value for value in values if value is None or (isinstance(value, int) and not isinstance(value, bool))]
    if len(numbers) != len(values):
        raise ResultShapeError(f"{key}: expected integers")
    return numbers


def decimal_at(parent: Object, key: str) -> Decimal:
    """The decimal string under a key."""
    try:
        return Decimal(text_at(parent, key))
    except InvalidOperation as error:
        raise ResultShapeError(f"{key}: expected a decimal number, found {parent.get(key)!r}") from error


def optional_decimal_at(parent: Object, key: str) -> Decimal | None:
    """The decimal string under a key, ``None`` where the document says null."""
    return None if parent.get(key) is None else decimal_at(parent, key)


def names_at(parent: Object, key: str = "names") -> dict[str, str]:
    """Display names by language."""
    return {lang: text for lang, text in object_at(parent, key).items() if isinstance(text, str)}


def _as_object(value: JSON, key: str) -> Object:
    if not isinstance(value, dict):
        raise ResultShapeError(f"{key}: expected objects, found {type(value).__name__}")
    return value
