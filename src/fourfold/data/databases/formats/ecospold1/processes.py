"""Datasets of EcoSpold 1 as processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.unread import Unread
from fourfold.data.databases.formats.ecospold.values import Spot, plain, read_cas, read_float
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.allocation import read_allocations
from fourfold.data.databases.formats.ecospold1.datasets import NOT_PROCESSES, Head, digest_of, head_of, made_id
from fourfold.data.databases.formats.ecospold1.documentation import DocumentationReader
from fourfold.data.databases.formats.ecospold1.exchanges import ExchangeReader, Rows, of_function
from fourfold.data.databases.formats.ecospold1.fields import KNOWN
from fourfold.data.databases.formats.ecospold1.flows import Flows
from fourfold.data.databases.formats.ecospold1.index import Index
from fourfold.data.databases.formats.ecospold1.lengths import Lengths
from fourfold.data.databases.formats.ecospold1.own_needs import part_own_needs
from fourfold.data.databases.records import AllocationRecord, ExchangeRecord, LocationRecord, ProcessRecord, Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.xml_text import child

_RESULT = "2"
_TYPES = frozenset("012345")


class ProcessReader:
    """Reads datasets one by one.

    Args:
        index: of all datasets.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lengths = Lengths()
        self._unread = Unread(KNOWN)
        self._flows = Flows(index)
        self._exchanges = ExchangeReader(index, self._flows, self._lengths)
        self._documentation = DocumentationReader(self._lengths)
        self._locations: dict[str, LocationRecord] = {}
        self._told: set[tuple[str, ...]] = set()
        self._seen: dict[tuple[str, ...], dict[str, Place]] = {}

    def others(self, report: ImportReport) -> Iterator[Record]:
        """Locations, flows and documents that the processes named; findings about all of them together."""
        yield from self._locations.values()
        yield from self._flows.records()
        yield from self._documentation.documents.values()
        self._flows.note_formulas(report)
        self._unread.finish(report)

    def read(self, dataset: Spot) -> ProcessRecord | None:
        """The process of a dataset; ``None`` where it cannot be used or is none (reported)."""
        head = head_of(dataset.element)
        self._unread.count(dataset.element, dataset.file)
        if head.type in NOT_PROCESSES:
            name, what = head.function.name, NOT_PROCESSES[head.type]
            dataset.note(Effect.NOT_READ, shared.DATASET_NOT_READ, name=name, found=what)
            dataset.report.count("datasets not read")
            return None
        process = self._id(dataset, head)
        if not process:
            return None
        rows = self._exchanges.read(dataset, head)
        name = head.function.name or _name_of_product(dataset, rows)
        if not name:
            dataset.note(Effect.REFUSED, shared.NO_NAME, found=head.number or "–")
            return None
        if rows.has_lost_product:
            dataset.note(Effect.REFUSED, shared.ROWS_LEFT_OUT, name=name)
            return None
        self._settle_products(dataset, head, rows)
        self._note_head(dataset, head, rows)
        part_own_needs(dataset, process, name, rows, self._index, self._flows)
        allocations = read_allocations(dataset, name, rows)
        return self._record(
            dataset, head, process, name, _with_reference(dataset, name, rows, allocations), allocations
        )

    def _record(
        self,
        dataset: Spot,
        head: Head,
        process: str,
        name: str,
        exchanges: Sequence[ExchangeRecord],
        allocations: tuple[AllocationRecord, ...],
    ) -> ProcessRecord:
        about = self._documentation.read(dataset, name)
        row = head.function
        for record in exchanges:
            if record.is_reference:
                self._flows.describe(record.flow, about.names, about.synonyms)
        if row.location:
            self._locations.setdefault(
                row.location, LocationRecord(row.location, row.location, row.location, dataset.place())
            )
        return ProcessRecord(
            id=process,
            name=name,
            categories=row.categories,
            location=row.location,
            is_result=head.type == _RESULT,
            is_infrastructure=row.is_infrastructure,
            version=about.version,
            valid_from=about.valid_from,
            valid_to=about.valid_to,
            technology=about.technology,
            geography=about.geography,
            time=about.time,
            comment=about.comment,
            default_allocation=allocations[0].basis if allocations else None,
            exchanges=tuple(exchanges),
            allocations=allocations,
            sources=about.sources,
            names=about.names,
            licence=about.licence,
            place=dataset.place(),
        )

    def _id(self, dataset: Spot, head: Head) -> str:
        """Id of the process; empty for a dataset that stands there a second time, word for word."""
        count, row = self._index.sharing(head), head.function
        if count > 1 and head.identity not in self._told:
            self._told.add(head.identity)
            location = row.location or "–"
            dataset.note(Effect.NOTED, m.IDENTITY_SHARED, name=row.name, location=location, count=count)
        process = self._index.process_id(head)
        if self._index.is_told_by_number(head):
            return process
        seen = self._seen.setdefault((*head.identity, head.number), {})
        digest = digest_of(dataset.element)
        if digest in seen:
            dataset.note(Effect.REFUSED, shared.DATASET_TWICE, name=row.name, first=seen[digest])
            return ""
        if seen:
            dataset.note(Effect.NOTED, m.NUMBERS_SHARED, name=row.name, found=head.number or "–")
            process = made_id("process", process, str(len(seen)))
        seen[digest] = dataset.place()
        return process

    def _settle_products(self, dataset: Spot, head: Head, rows: Rows) -> None:
        if rows.reference is None and not rows.co_products:
            made = of_function(dataset, head, self._flows)
            if made is not None:
                rows.records.append(made)

    def _note_head(self, dataset: Spot, head: Head, rows: Rows) -> None:
        """Report what is odd about the head of a dataset, and where its product row says otherwise."""
        row = head.function
        information = child(dataset.element, "metaInformation", "processInformation")
        function = None if information is None else child(information, "referenceFunction")
        about = None if information is None else child(information, "dataSetInformation")
        if function is not None:
            self._lengths.check(dataset.of(function), row)
            read_cas(dataset.of(function), "CASNumber")
        if head.type not in _TYPES:
            dataset.note(Effect.REPAIRED, m.CODE_UNKNOWN, name="type", found=head.type, taken="1")
        if about is not None and dataset.of(about).flag("impactAssessmentResult"):
            dataset.note(Effect.NOTED, m.IMPACT_RESULTS, name=row.name)
        reference = rows.reference
        if reference is None or function is None:
            return
        said, taken = [], []
        for name, one, other in (
            ("name", row.name, reference.name),
            ("location", row.location, reference.location),
            ("unit", row.unit, reference.unit),
            ("infrastructureProcess", row.is_infrastructure, reference.is_infrastructure),
        ):
            if one != other:
                said.append(f"{name} {str(one) or '–'}")
                taken.append(f"{name} {str(other) or '–'}")
        amount = read_float(plain(function, "amount"))
        counted = next(record.amount for record in rows.records if record.is_reference)
        if row.unit == reference.unit and isinstance(amount, float) and amount != counted:
            said.append(f"amount {amount:g}")
            taken.append(f"amount {counted:g}")
        if said:
            found, other = ", ".join(said), ", ".join(taken)
            dataset.of(function).note(Effect.NOTED, m.REFERENCE_DIFFERS, name=row.name, found=found, taken=other)


def _name_of_product(dataset: Spot, rows: Rows) -> str:
    if rows.reference is None:
        return ""
    dataset.note(Effect.REPAIRED, m.NAME_OF_PRODUCT, found=rows.reference.name)
    return rows.reference.name


def _with_reference(
    dataset: Spot, name: str, rows: Rows, allocations: Sequence[AllocationRecord]
) -> Sequence[ExchangeRecord]:
    """The rows; of a dataset of co-products that are divided by factors, the first stands as the reference."""
    if rows.reference is not None or not rows.co_products or not allocations:
        return rows.records
    first = rows.co_products[0]
    count = len({rows.records[position].flow for position in rows.co_products})
    found = dataset.report
    found.note(
        Effect.NOTED,
        m.REFERENCE_OF_SEVERAL,
        rows.records[first].place,
        name=name,
        count=count,
        found=rows.records[first].internal_id,
    )
    return [replace(record, is_reference=True) if at == first else record for at, record in enumerate(rows.records)]
