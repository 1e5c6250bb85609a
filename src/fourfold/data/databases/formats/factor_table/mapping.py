"""The mapping of a factor table: what its columns mean, declared in YAML (``fourfold: factor-mapping/1``).

A mapping gives every column of the table that is used a name of its own, and every field of a factor a text in which
``{name}`` stands for the cell of that column. Rules change fields, or leave rows out, where cells match patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from fourfold.core.problems import N_, MessageKind, Named, Problems
from fourfold.formats.declared import Declared, Names, Positive
from fourfold.formats.models import DECLARATION_MISSING, read_model
from fourfold.formats.yaml_text import YamlText, read_yaml

MAPPING_PLACEHOLDER = MessageKind(
    "mapping-placeholder",
    N_("{found} in {path} is no column of this mapping"),
    N_("one of: {choices}"),
    N_("declare the column under columns, or correct the name between the braces"),
)
MAPPING_COLUMN = MessageKind(
    "mapping-column",
    N_("{path} names {found}, which is no column of this mapping"),
    N_("one of: {choices}"),
    N_("declare the column under columns, or correct the name"),
)

FieldName: TypeAlias = Literal[
    "factor",
    "name",
    "name_zh",
    "family",
    "gas",
    "line",
    "kind",
    "value",
    "low",
    "high",
    "per_unit",
    "area",
    "valid_from",
    "valid_to",
    "technology",
    "quantity",
    "claim",
    "averaging",
    "losses",
    "gwp_set",
    "heating_basis",
    "status",
    "publisher",
    "document",
    "published",
    "url",
    "licence",
    "quality",
    "note",
]
Fields: TypeAlias = dict[FieldName, str]
Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
NEEDED: tuple[FieldName, ...] = (
    "factor",
    "name",
    "family",
    "gas",
    "line",
    "value",
    "per_unit",
    "valid_from",
    "valid_to",
    "quantity",
    "status",
    "publisher",
    "document",
)
"""Fields a mapping must give; rules may change them."""
DEFAULTS: Mapping[str, str] = {
    "claim": "not_applicable",
    "averaging": "average",
    "losses": "not_applicable",
    "gwp_set": "unstated",
}
"""What fields are that a mapping does not name; all others are empty."""
OF_THE_ROW = ("group", "row", "words", "year", "next_year")
"""Names between braces that are no columns: see the format reference."""
PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


class End(Declared):
    """The row that ends a table.

    Attributes:
        column: of this mapping.
        value: what stands in it.
    """

    column: Alias
    value: str


class TableShape(Declared):
    """Where the table stands and how its numbers are written.

    Attributes:
        sheet: of a workbook; empty: the first.
        header_row: the row that holds the names of the columns; 0: the first row that holds all of them.
        end: the row that ends the table; without it every row counts.
        decimal: the sign before the decimals of numbers written as text.
        delimiter: what separates the cells of a CSV file.
        encoding: of a CSV file.
    """

    sheet: str = ""
    header_row: Annotated[int, Field(ge=0, le=1000)] = 0
    end: End | None = None
    decimal: Literal["point", "comma"] = "point"
    delimiter: Literal[",", ";", "tab", "|"] = ","
    encoding: Literal["utf-8", "windows-1252", "gb18030"] = "utf-8"


class Group(Declared):
    """Which rows are parts of one factor.

    Attributes:
        column: whose cell names the factor.
        before_last: a sign; what stands before its last occurrence names the factor. Empty: the whole cell.
    """

    column: Alias
    before_last: Annotated[str, Field(max_length=8)] = ""


class UnitOf(Declared):
    """What a unit of the table is here.

    Attributes:
        unit: a unit Fourfold knows.
        times: what values per unit of the table are multiplied by to be values per `unit`.
        heating_basis: net or gross, for units of fuel energy.
    """

    unit: str
    times: Positive = Decimal(1)
    heating_basis: Literal["", "net", "gross"] = ""


class Rule(Declared):
    """What holds for the rows whose cells match.

    Attributes:
        when: pattern by column, several as a list; ``*`` stands for any text, case does not matter; all must match.
        set: fields that are different for these rows.
        skip: why these rows are no factors, as a text or one for each language; they are counted and left out.
        part: these rows are this part of the row without a part in their group: their sum is checked, and their values
            stand in its note.
    """

    when: Annotated[dict[Alias, str | tuple[str, ...]], Field(min_length=1)]
    set: Fields = Field(default_factory=dict)
    skip: str | Names = ""
    part: str = ""

    @property
    def reason(self) -> str | Named:
        """Why the rows are no factors."""
        return self.skip if isinstance(self.skip, str) else Named.of(self.skip)


class FactorMapping(Declared):
    """How a table of factors is read.

    Attributes:
        fourfold: marks the file and its version.
        title: what the table is called.
        table: where it stands.
        columns: header of each column that is used, by the name it has in this mapping; ``{year}`` in a header stands
            for four digits.
        group: which rows belong together; empty: every row is a factor of its own, or names it in `factor`.
        words: columns whose cells, without empty and repeated ones, make ``{words}``.
        factor: text of each field of a factor.
        units: what the table's units are here; units it does not name are taken as they are.
        rules: in order; the first with `skip` or `part` decides, and later `set` win over earlier ones.
        tolerance: how far the parts of a factor may be from its total, in the unit of the values.
    """

    fourfold: Literal["factor-mapping/1"]
    title: str = ""
    table: TableShape = TableShape()
    columns: Annotated[dict[Alias, str], Field(min_length=1)]
    group: Group | None = None
    words: tuple[Alias, ...] = ()
    factor: Fields
    units: dict[str, str | UnitOf] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal("0.00001")

    def unit_of(self, text: str) -> UnitOf:
        """What a unit of the table is here."""
        found = self.units.get(text, text)
        return found if isinstance(found, UnitOf) else UnitOf(unit=found)


def read_mapping(data: bytes, name: str, problems: Problems) -> FactorMapping | None:
    """A mapping from the bytes of its file; ``None`` after reporting everything that is wrong with it."""
    yaml = read_yaml(data, name, problems)
    mapping = None if yaml is None else read_model(FactorMapping, yaml, problems)
    if yaml is None or mapping is None:
        return None
    before = len(problems.errors)
    _check(mapping, yaml, problems)
    return mapping if len(problems.errors) == before else None


def _check(mapping: FactorMapping, yaml: YamlText, problems: Problems) -> None:
    """Report fields that are missing and names that are no columns."""
    for needed in NEEDED:
        if needed not in mapping.factor:
            problems.error(DECLARATION_MISSING, yaml.place(("factor", needed)), path=f"factor.{needed}")
    known = [*mapping.columns, *OF_THE_ROW]
    for path, text in _texts(mapping):
        for found in PLACEHOLDER.findall(text):
            if found not in known:
                place = yaml.place(path)
                problems.error(
                    MAPPING_PLACEHOLDER, place, found=f"{{{found}}}", path=place.column, choices=", ".join(known)
                )
    for path, column in _columns(mapping):
        if column not in mapping.columns:
            at = yaml.place(path)
            choices = ", ".join(mapping.columns)
            problems.error(MAPPING_COLUMN, at, found=column, path=at.column, choices=choices)


def _texts(mapping: FactorMapping) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for name, text in mapping.factor.items():
        yield ("factor", name), text
    for number, rule in enumerate(mapping.rules):
        for name, text in rule.set.items():
            yield ("rules", number, "set", name), text


def _columns(mapping: FactorMapping) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if mapping.group:
        yield ("group", "column"), mapping.group.column
    if mapping.table.end:
        yield ("table", "end", "column"), mapping.table.end.column
    for number, column in enumerate(mapping.words):
        yield ("words", number), column
    for number, rule in enumerate(mapping.rules):
        for column in rule.when:
            yield ("rules", number, "when", column), column
