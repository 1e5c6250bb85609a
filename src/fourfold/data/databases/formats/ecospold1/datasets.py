"""What identifies datasets and flows in EcoSpold 1, which has no ids of its own.

A process is told by name, location, unit, category, subcategory and infrastructure; a flow by kind, name, category,
subcategory and what its unit measures, a product also by location and infrastructure. Ids are UUIDs made of these texts
(version 5), the same for the same texts in every file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

from fourfold.core.problems import Problems
from fourfold.data.databases.formats.ecospold.values import dimension_of, plain
from fourfold.data.databases.records import FlowKind
from fourfold.formats.xml_text import Element, child, children, iter_elements

NAMESPACE = UUID("351a0103-2044-5ee6-b14b-d0a486e63a9d")
"""Of all ids made here; never to be changed."""
INPUTS = frozenset({"1", "2", "3", "5"})
FROM_NATURE, TO_NATURE = "i4", "o4"
REFERENCE, AVOIDED, CO_PRODUCT, WASTE = "o0", "o1", "o2", "o3"
GROUPS = frozenset({*(f"i{code}" for code in (*INPUTS, "4")), *(f"o{code}" for code in "01234")})
NOT_PROCESSES = {"3": "an elementary flow", "4": "an impact category"}
"""Types of datasets that describe something else."""


@dataclass(frozen=True, slots=True)
class Row:
    """What an exchange, or the reference function, says of its flow; names with single spaces."""

    number: str
    name: str
    location: str
    unit: str
    category: str
    subcategory: str
    is_infrastructure: bool

    @property
    def categories(self) -> tuple[str, ...]:
        """Category and subcategory, empty ones left out."""
        return tuple(part for part in (self.category, self.subcategory) if part)

    @property
    def described(self) -> str:
        """Location, unit and category, for messages."""
        return ", ".join((self.location or "–", self.unit, *self.categories))

    def flow_id(self, kind: FlowKind) -> str:
        """Id of the flow."""
        parts: tuple[str, ...] = (self.name, self.category, self.subcategory, dimension_of(self.unit))
        if kind is not FlowKind.ELEMENTARY:
            parts += (self.location, str(self.is_infrastructure))
        return _flow_id(kind, parts)


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies a dataset.

    Attributes:
        number: of the dataset.
        function: its reference function, with the location of the dataset.
        type: code of its type, ``1`` for a unit process.
    """

    number: str
    function: Row
    type: str

    @property
    def identity(self) -> tuple[str, ...]:
        """Texts that tell a process from others."""
        row = self.function
        return (row.name, row.location, row.unit, row.category, row.subcategory, str(row.is_infrastructure))


def made_id(what: str, *parts: str) -> str:
    """The UUID of something that these texts identify."""
    return str(uuid5(NAMESPACE, "\x1f".join((what, *parts))))


def read_datasets(data: bytes, file: str, problems: Problems) -> Iterator[Element]:
    """The datasets of a file one by one, each emptied when the next is asked for."""
    return iter_elements(data, file, ("dataset",), problems)


def head_of(dataset: Element) -> Head:
    """What identifies a dataset; missing texts are empty."""
    information = child(dataset, "metaInformation", "processInformation")
    function = None if information is None else child(information, "referenceFunction")
    geography = None if information is None else child(information, "geography")
    about = None if information is None else child(information, "dataSetInformation")
    location = "" if geography is None else plain(geography, "location")
    number = plain(dataset, "number")
    empty = Row("", "", location, "", "", "", False)
    row = empty if function is None else row_of(function, location)
    return Head(number, row, "1" if about is None else plain(about, "type") or "1")


@lru_cache(maxsize=65_536)
def _flow_id(kind: FlowKind, parts: tuple[str, ...]) -> str:
    return made_id("flow", str(kind), *parts)


def row_of(element: Element, location: str | None = None) -> Row:
    """What an element says of a flow."""
    return Row(
        number=plain(element, "number"),
        name=spaced(plain(element, "name")),
        location=plain(element, "location") if location is None else location,
        unit=plain(element, "unit"),
        category=spaced(plain(element, "category")),
        subcategory=spaced(plain(element, "subCategory")),
        is_infrastructure=plain(element, "infrastructureProcess").casefold() in ("true", "1"),
    )


def exchanges_of(dataset: Element) -> Iterator[Element]:
    """The exchanges of a dataset."""
    flows = child(dataset, "flowData")
    return iter(()) if flows is None else children(flows, "exchange")


def group_of(exchange: Element) -> tuple[str, str]:
    """The group of an exchange such as ``i5`` or ``o0``, empty when it has none, several or an unknown one.

    Returns:
        The group, and what stood there.
    """
    found = []
    for element in exchange:
        name = str(element.tag).rpartition("}")[2]
        if name in ("inputGroup", "outputGroup"):
            found.append(name[0] + (element.text or "").strip())
    shown = " ".join(found) or "–"
    return (found[0] if len(found) == 1 and found[0] in GROUPS else ""), shown


def spaced(text: str) -> str:
    """A text without spaces at its ends and with single ones inside."""
    return " ".join(text.split())


def digest_of(dataset: Element) -> str:
    """Digest of everything a dataset says, apart from where it stands."""
    digest = hashlib.sha256()
    for element in dataset.iter():
        names = sorted((k, v) for k, v in element.attrib.items() if not str(k).startswith("{urn:fourfold:"))
        digest.update(repr((element.tag, names, (element.text or "").strip())).encode())
    return digest.hexdigest()
