"""A first walk through all datasets: which activity makes what, and what the processes are called.

EcoSpold 2 has an id for an activity and one for a product; a process is a pair of them, written ``activity_product`` in
lower case, as its files are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from fourfold.core.problems import Problem, Problems
from fourfold.data.databases.formats.ecospold.values import read_float
from fourfold.data.databases.formats.ecospold2.elements import INTERMEDIATE, group_of, id_in, text_in
from fourfold.formats.xml_text import Element, child, children, iter_elements

NAMESPACE = UUID("351a0103-2044-5ee6-b14b-d0a486e63a9d")
_DATASETS = ("activityDataset", "childActivityDataset")


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies a dataset.

    Attributes:
        activity: id of the activity, made of name and place where the file gives none.
        name: of the activity.
        location: short name of its geography.
        reference: id of the reference product; empty where none has an amount.
        products: ids of everything it puts out in an amount other than 0.
    """

    activity: str
    name: str
    location: str
    reference: str
    products: tuple[str, ...]

    @property
    def process(self) -> str:
        """Id of the process."""
        return f"{self.activity}_{self.reference}" if self.reference else self.activity


def read_datasets(data: bytes, file: str, problems: Problems) -> Iterator[Element]:
    """The datasets of a file one by one, each emptied when the next is asked for."""
    return iter_elements(data, file, _DATASETS, problems)


def exchanges_of(dataset: Element, name: str) -> Iterator[Element]:
    """The elements of a dataset's flow data that are called so."""
    flows = child(dataset, "flowData")
    return iter(()) if flows is None else children(flows, name)


def flow_id(exchange: Element, name: str) -> str:
    """Id of the flow of an exchange, made of name and unit where the file gives none."""
    return id_in(exchange, f"{name}Id") or made_id(name, text_in(exchange, "name"), text_in(exchange, "unitName"))


def made_id(*parts: str) -> str:
    """The UUID of something that these texts identify."""
    return str(uuid5(NAMESPACE, "\x1f".join(parts)))


def head_of(dataset: Element) -> Head:
    """What identifies a dataset; missing texts are empty."""
    description = child(dataset, "activityDescription")
    activity = None if description is None else child(description, "activity")
    geography = None if description is None else child(description, "geography")
    name, location = text_in(activity, "activityName"), text_in(geography, "shortname")
    given = "" if activity is None else id_in(activity, "id")
    references, products = [], []
    for exchange in exchanges_of(dataset, INTERMEDIATE):
        group, _ = group_of(exchange)
        if group in ("o0", "o2") and read_float(str(exchange.get("amount") or "").strip()) != 0:
            flow = flow_id(exchange, INTERMEDIATE)
            products.append(flow)
            if group == "o0":
                references.append(flow)
    first = references[0] if references else ""
    return Head(given or made_id("activity", name, location), name, location, first, tuple(products))


class Index:
    """Activities and products of all datasets of a package."""

    def __init__(self) -> None:
        self._processes: set[str] = set()
        self._activities: set[str] = set()
        self._makers: dict[tuple[str, str], set[str]] = {}
        self.count = 0

    def add(self, data: bytes, file: str) -> list[Problem]:
        """Take in the datasets of a file; one that is no sound XML adds nothing, and its problems are returned."""
        problems = Problems()
        heads = [head_of(dataset) for dataset in read_datasets(data, file, problems)]
        if problems.errors:
            return problems.errors
        for head in heads:
            self.count += 1
            self._processes.add(head.process)
            self._activities.add(head.activity)
            for product in head.products:
                self._makers.setdefault((head.activity, product), set()).add(head.process)
        return []

    def provider(self, activity: str, flow: str) -> str:
        """Id of the process in which an activity makes a flow; empty where there is none or more than one."""
        pair = f"{activity}_{flow}"
        if pair in self._processes:
            return pair
        makers = self._makers.get((activity, flow), set())
        return next(iter(makers)) if len(makers) == 1 else ""

    def holds(self, activity: str) -> bool:
        """Whether a dataset is of this activity."""
        return activity in self._activities
