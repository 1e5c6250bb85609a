"""The base of everything people declare in YAML, as strict models: unknown keys are refused, faults come together.

Values arrive as the text a person wrote (no YAML guessing of types); the models give them their type.
`fourfold.formats.models` reads a file into one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from fourfold.formats.dates import read_date
from fourfold.formats.numbers import read_number


def _number(value: object) -> Decimal:
    """Numbers as in the tables: what is not plainly one is refused, not interpreted."""
    number = value if isinstance(value, Decimal) else read_number(value.strip()) if isinstance(value, str) else None
    if not isinstance(number, Decimal):
        raise PydanticCustomError("number", "not a plain number")
    return number


def _day(value: object) -> date:
    """Days as year-month-day; a bare number is not taken for a time stamp."""
    day = value if isinstance(value, date) else read_date(value.strip()) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("date", "not a date")
    return day


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Names = Annotated[dict[Literal["en", "zh"], str], Field(min_length=1)]
Urn = Annotated[str, StringConstraints(pattern=r"^urn:[a-zA-Z0-9][a-zA-Z0-9-]{0,31}:.+$", max_length=255)]
_PLAIN = {"type": "string", "pattern": r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"}
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"anyOf": [{"type": "number"}, _PLAIN]})]
Positive = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=0),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, _PLAIN]}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class Declared(BaseModel):
    """Base of everything declared: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
