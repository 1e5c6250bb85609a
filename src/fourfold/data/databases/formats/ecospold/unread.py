"""What the files say and is not read: counted by the name of element and attribute, told once for each."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.xml_text import Element, line_of


class Unread:
    """Counts elements and attributes that are not read.

    Args:
        known: attributes that are read, or say nothing of their own, by name of the element.
    """

    def __init__(self, known: Mapping[str, frozenset[str]]) -> None:
        self._known = known
        self._found: dict[str, tuple[int, Place]] = {}

    def count(self, dataset: Element, file: str) -> None:
        """Count in all of a dataset; what stands in an element that is not read counts with it."""
        for element in dataset.iterchildren():
            self._walk(element, file)

    def finish(self, report: ImportReport) -> None:
        """Tell what was counted."""
        for name, (count, place) in self._found.items():
            report.note(Effect.NOT_READ, shared.FIELDS_NOT_READ, place, found=name, count=count)

    def _walk(self, element: Element, file: str) -> None:
        tag = str(element.tag).rpartition("}")[2]
        known = self._known.get(tag)
        if known is None:
            self._add(tag, element, file)
            return
        for name in element.attrib:
            text = str(name)
            if text not in known and not text.startswith("{") and element.get(text):
                self._add(f"{tag}.{text}", element, file)
        for inner in element.iterchildren():
            self._walk(inner, file)

    def _add(self, name: str, element: Element, file: str) -> None:
        known = self._found.get(name)
        self._found[name] = (known[0] + 1, known[1]) if known else (1, Place(file, line_of(element)))
