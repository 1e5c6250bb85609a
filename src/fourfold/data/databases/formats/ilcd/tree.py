"""One tree for both spellings of ILCD: elements of XML, and objects of JSON in which ``@`` marks attributes.

Names are local: ``common:UUID`` and ``{http://lca.jrc.it/ILCD/Common}UUID`` are both ``UUID``. In JSON a list stands
for repeated elements, and an object without anything in it for an element that was left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fourfold.core.problems import Place, Problems
from fourfold.formats.json_text import read_json
from fourfold.formats.xml_text import Element, line_of, parse_xml


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        name: local name.
        text: text directly in it, runs of white space made one.
        attributes: by local name; ``lang`` is the language of a text.
        children: elements in it, in their order.
        line: 1-based line of its start; 0 where the spelling has none.
        file: path for messages.
    """

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    line: int = 0
    file: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.line)

    def all(self, *path: str) -> Iterator[Node]:
        """Every element at a path of local names below this one."""
        found = [self]
        for step in path:
            found = [child for node in found for child in node.children if child.name == step]
        return iter(found)

    def first(self, *path: str) -> Node | None:
        """The first element at a path; ``None`` where there is none."""
        if len(path) > 1:
            return next(self.all(*path), None)
        for child in self.children:  # the common case, without lists
            if child.name == path[0]:
                return child
        return None

    def get(self, *path: str) -> str:
        """The text of the first element at a path; empty where there is none."""
        node = self.first(*path)
        return node.text if node else ""

    def attribute(self, name: str) -> str:
        """An attribute; empty where there is none."""
        return self.attributes.get(name, "")

    def by_language(self, *path: str) -> dict[str, str]:
        """The texts at a path by language, the first of each; a text without language is English."""
        texts: dict[str, str] = {}
        for node in self.all(*path):
            if node.text:
                texts.setdefault(node.attribute("lang").partition("-")[0].casefold() or "en", node.text)
        return texts


def read_tree(data: bytes, name: str, problems: Problems) -> Node | None:
    """The dataset in a file, from XML or JSON by the ending of its name; ``None`` when it cannot be read (reported).

    In JSON the root is the only object inside the outermost one whose name ends in ``DataSet``.

    Args:
        data: the bytes of the file.
        name: its path.
        problems: receives what is wrong.
    """
    if name.casefold().endswith(".json"):
        tree = read_json(data, name, problems)
        if not isinstance(tree, dict):
            return None
        root = next((key for key, value in tree.items() if is_dataset(_local(key)) and isinstance(value, dict)), None)
        return None if root is None else _from_json(_local(root), tree[root], name)
    element = parse_xml(data, name, problems)
    return None if element is None else _from_xml(element, name)


def is_dataset(name: str) -> bool:
    """Whether a local name is that of a dataset."""
    return name.endswith("DataSet")


def preferred(texts: dict[str, str]) -> str:
    """The English text, else the first."""
    return texts.get("en") or next(iter(texts.values()), "")


def _from_xml(element: Element, file: str) -> Node:
    attributes = {_in_xml(key): str(value).strip() for key, value in element.attrib.items()} if element.attrib else {}
    children = [_from_xml(child, file) for child in element if isinstance(child.tag, str)]
    text = element.text
    return Node(
        _in_xml(element.tag), " ".join(text.split()) if text else "", attributes, children, line_of(element), file
    )


def _in_xml(name: object) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def _from_json(name: str, value: object, file: str) -> Node:
    if not isinstance(value, dict):
        return Node(name, _scalar(value), file=file)
    node = Node(name, file=file)
    for key, inner in value.items():
        if key == "#text":
            node.text = _scalar(inner)
        elif key.startswith("@"):
            node.attributes[_local(key[1:])] = _scalar(inner)
        else:
            items = inner if isinstance(inner, list) else [inner]
            node.children += [_from_json(_local(key), item, file) for item in items if item not in (None, {}, [], "")]
    return node


def _local(key: str) -> str:
    return key.rpartition(":")[2]


def _scalar(value: object) -> str:
    """A number or text as text; anything else cannot stand there and counts as empty."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
