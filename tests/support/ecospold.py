"""Small EcoSpold files, written out as text, and what importing them gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import assemble
from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.examine import examine
from fourfold.data.databases.formats.ecospold1 import reader as ecospold1
from fourfold.data.databases.formats.ecospold2 import reader as ecospold2
from fourfold.data.databases.readers import Reader
from fourfold.data.databases.records import FlowRecord, ProcessRecord, Record
from fourfold.data.databases.report import ImportReport
from support.jsonld import MemoryPackage

READER_1: Reader = ecospold1.READER
READER_2: Reader = ecospold2.READER

ACTIVITY, OTHER_ACTIVITY = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
HEAT, SCRAP, GAS, CO2 = (f"00000000-0000-4000-8000-0000000000{n:02}" for n in (1, 2, 3, 4))


def attributes(values: Mapping[str, object]) -> str:
    """Attributes, those that are ``None`` left out."""
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


def row(name: str, amount: object, group: object, unit: object = "kg", **more: object) -> str:
    """An exchange of EcoSpold 1; `group` is such as ``i5`` or ``o0``, several are parted by spaces."""
    values = {"number": "?", "category": "metals", "name": name, "unit": unit, "meanValue": amount, **more}
    tags = {"i": "inputGroup", "o": "outputGroup"}
    groups = "".join(f"<{tags[one[0]]}>{one[1:]}</{tags[one[0]]}>" for one in str(group).split())
    return f"<exchange{attributes(values)}>{groups}</exchange>\n"


def emission(name: str, amount: object, **more: object) -> str:
    """Something given to the air."""
    return row(name, amount, "o4", **{"category": "air", "subCategory": "low population density", **more})


def shares(product: str, percent: object, *rows: str, method: str | None = None) -> str:
    """An allocation factor of EcoSpold 1."""
    values = {"referenceToCoProduct": product, "allocationMethod": method, "fraction": percent}
    named = "".join(f"<referenceToInputOutput>{number}</referenceToInputOutput>" for number in rows)
    return f"<allocation{attributes(values)}>{named}</allocation>\n"


def dataset(name: str | None, *rows: str, number: str = "1", location: str | None = "FR", **more: Any) -> str:
    """A dataset of EcoSpold 1, its rows numbered; `more` goes to the reference function, `type` and `period` apart."""
    flows = "".join(rows)
    for at in range(1, flows.count('number="?"') + 1):
        flows = flows.replace('number="?"', f'number="{at}"', 1)
    kind, period = more.pop("type", "1"), more.pop("period", "<startYear>2010</startYear><endYear>2012</endYear>")
    function = {"name": name, "unit": "kg", "category": "metals", "amount": 1, "generalComment": "made up", **more}
    return f"""<dataset{attributes({"number": number})}>
<metaInformation><processInformation>
<referenceFunction{attributes(function)}/>
<geography{attributes({"location": location, "text": "one site"})}/>
<technology text="furnace"/>
<timePeriod>{period}</timePeriod>
<dataSetInformation{attributes({"type": kind, "version": "1.0", "localLanguageCode": "de"})}/>
</processInformation><modellingAndValidation>
<source number="7" firstAuthor="Nobody" year="2011" title="A made-up report"/>
</modellingAndValidation><administrativeInformation>
<dataGeneratorAndPublication referenceToPublishedSource="7" copyright="false"/>
<person number="1" name="Somebody"/>
</administrativeInformation></metaInformation>
<flowData>{flows}</flowData></dataset>
"""


def file_1(*datasets: str) -> bytes:
    """A file of EcoSpold 1."""
    text = "".join(datasets)
    return f'<?xml version="1.0"?>\n<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">\n{text}</ecoSpold>'.encode()


def intermediate(flow: str, name: str, amount: object, group: str, inner: str = "", **more: object) -> str:
    """An intermediate exchange of EcoSpold 2."""
    values = {"id": f"row-{flow}", "intermediateExchangeId": flow, "amount": amount, **more}
    unit = values.pop("unit", "kg")
    return _exchange("intermediateExchange", values, name, str(unit), inner, group)


def elementary(flow: str, name: str, amount: object, group: str = "o4", inner: str = "", **more: object) -> str:
    """An elementary exchange of EcoSpold 2, with the air."""
    values = {"id": f"row-{flow}", "elementaryExchangeId": flow, "amount": amount, **more}
    place = "<compartment><compartment>air</compartment><subcompartment>urban</subcompartment></compartment>"
    return _exchange("elementaryExchange", values, name, "kg", inner + place, group)


def _exchange(tag: str, values: Mapping[str, object], name: str, unit: str, inner: str, group: str) -> str:
    side = {"i": "inputGroup", "o": "outputGroup"}[group[0]]
    texts = (
        f'<name xml:lang="en">{name}</name><unitName xml:lang="en">{unit}</unitName>'
        if unit
        else f"<name>{name}</name>"
    )
    return f"<{tag}{attributes(values)}>{texts}{inner}<{side}>{group[1:]}</{side}></{tag}>\n"


def activity(
    id: str,  # noqa: A002 - the word of the format
    name: str,
    *rows: str,
    tag: str = "activityDataset",
    model: str = "Undefined",
    **more: object,
) -> str:
    """A dataset of EcoSpold 2; `more` goes to the activity."""
    return f"""<{tag}><activityDescription>
<activity{attributes({"id": id, "type": "1", **more})}><activityName xml:lang="en">{name}</activityName>
<activityName xml:lang="zh">{name} 中文</activityName>
<generalComment><text xml:lang="en" index="1">made</text><text xml:lang="en" index="2">up</text>
</generalComment></activity>
<classification><classificationSystem>ISIC rev.4 ecoinvent</classificationSystem>
<classificationValue>3530:Steam supply</classificationValue></classification>
<geography geographyId="g"><shortname xml:lang="en">FR</shortname></geography>
<timePeriod startDate="2010-01-01" endDate="2012-12-31"/></activityDescription>
<flowData>{"".join(rows)}</flowData>
<modellingAndValidation><representativeness>
<systemModelName xml:lang="en">{model}</systemModelName></representativeness>
</modellingAndValidation></{tag}>
"""


def file_2(*datasets: str) -> bytes:
    """A file of EcoSpold 2."""
    text = "".join(datasets)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">\n'
    return f"\ufeff{head}{text}</ecoSpold>".encode()


def read(reader: Reader, **files: bytes) -> tuple[list[Record], ImportReport]:
    """What a reader gives; underscores in names of files stand for dots."""
    report = ImportReport()
    return list(reader.records(_package(files), report, no_tick)), report


def read_1(*datasets: str) -> tuple[list[Record], ImportReport]:
    """What one file of EcoSpold 1 gives."""
    return read(READER_1, one_xml=file_1(*datasets))


def read_2(*datasets: str) -> tuple[list[Record], ImportReport]:
    """What one file of EcoSpold 2 gives."""
    return read(READER_2, one_spold=file_2(*datasets))


def imported(reader: Reader, **files: bytes) -> Database:
    """The database of a package, examined."""
    report = ImportReport()
    assembled = assemble(reader.records(_package(files), report, no_tick), report)
    digest = "sha256:" + "0" * 64
    info = DatabaseInfo("small", "0" * 12, digest, "small", digest, reader.id, "1", "2026-01-01", dict(report.counts))
    database = Database(info, assembled.tables, assembled.factors, report)
    examine(database, report)
    return database


def processes(records: list[Record]) -> list[ProcessRecord]:
    """The processes of what was read."""
    return [record for record in records if isinstance(record, ProcessRecord)]


def flows(records: list[Record]) -> dict[str, FlowRecord]:
    """The flows of what was read, by id."""
    return {record.id: record for record in records if isinstance(record, FlowRecord)}


def _package(files: Mapping[str, bytes]) -> MemoryPackage:
    return MemoryPackage({name.replace("_", "."): data for name, data in files.items()})
