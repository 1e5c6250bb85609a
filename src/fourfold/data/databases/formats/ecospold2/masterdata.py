"""Master data that may lie beside the datasets: units, geographies, and what flows are called."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourfold.core.problems import Place, Problems
from fourfold.data.databases.formats.ecospold2 import messages as m
from fourfold.data.databases.formats.ecospold2.elements import ELEMENTARY, INTERMEDIATE, id_in, text_in
from fourfold.data.databases.records import LocationRecord
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package
from fourfold.formats.xml_text import Element, iter_elements, line_of, root_name, text_of

_ROOTS = {
    "validunits": "unit",
    "validgeographies": "geography",
    "validintermediateexchanges": INTERMEDIATE,
    "validelementaryexchanges": ELEMENTARY,
}
_NAMESPACE = "ecospold02"


@dataclass
class MasterData:
    """What master data say.

    Attributes:
        units: name by id.
        geographies: location by short name.
        synonyms: further names of flows by id.
        unit_of_flow: name of the unit by id of the flow.
    """

    units: dict[str, str] = field(default_factory=dict)
    geographies: dict[str, LocationRecord] = field(default_factory=dict)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit_of_flow: dict[str, str] = field(default_factory=dict)

    def take(self, element: Element, file: str) -> None:
        """Take in one entry."""
        tag, key = str(element.tag).rpartition("}")[2], id_in(element, "id")
        if tag == "unit":
            self.units[key] = text_in(element, "name")
        elif tag == "geography":
            code = text_in(element, "shortname")
            name = text_in(element, "name") or code
            if code:
                self.geographies.setdefault(code, LocationRecord(code, code, name, Place(file, line_of(element))))
        else:
            self.synonyms[key] = tuple(text_of(one) for one in element.iterchildren("{*}synonym") if text_of(one))
            self.unit_of_flow[key] = text_in(element, "unitName") or self.units.get(id_in(element, "unitId"), "")


def read_master_data(package: Package, report: ImportReport) -> MasterData:
    """The master data of a package; what is not used is reported, what is broken refused."""
    master = MasterData()
    for name in package.names:
        namespace, root = root_name(package.beginning(name))
        if not namespace.casefold().endswith(_NAMESPACE) or root.casefold() == "ecospold":
            continue
        tag = _ROOTS.get(root.casefold())
        if tag is None:
            report.note(Effect.NOT_READ, m.MASTER_NOT_READ, Place(name), found=root)
            continue
        problems = Problems()
        for element in iter_elements(package.read(name), name, (tag,), problems):
            master.take(element, name)
        report.note_problems(Effect.REFUSED, problems.errors)
    return master
