"""Datasets of EcoSpold 2 as processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.unread import Unread
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold2 import messages as m
from fourfold.data.databases.formats.ecospold2.documentation import Documentation, DocumentationReader
from fourfold.data.databases.formats.ecospold2.elements import (
    ELEMENTARY,
    INTERMEDIATE,
    id_in,
    names_beside,
    text_in,
)
from fourfold.data.databases.formats.ecospold2.exchanges import ExchangeReader, Rows
from fourfold.data.databases.formats.ecospold2.fields import KNOWN
from fourfold.data.databases.formats.ecospold2.flows import Flows
from fourfold.data.databases.formats.ecospold2.index import Head, Index, exchanges_of, head_of
from fourfold.data.databases.formats.ecospold2.masterdata import MasterData
from fourfold.data.databases.formats.ecospold2.uncertainty import UncertaintyReader
from fourfold.data.databases.records import LocationRecord, ParameterRecord, ProcessRecord, Record, ResultRecord
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.xml_text import child, children, local_name

_RESULT = "2"


class ProcessReader:
    """Reads datasets one by one.

    Args:
        index: of all datasets.
        master: master data of the package.
    """

    def __init__(self, index: Index, master: MasterData) -> None:
        self._master = master
        self._flows = Flows(master)
        self._unread = Unread(KNOWN)
        self._uncertainties = UncertaintyReader()
        self._exchanges = ExchangeReader(index, self._flows, self._uncertainties)
        self._documentation = DocumentationReader()
        self._locations: dict[str, LocationRecord] = {}
        self._models: Counter[str] = Counter()
        self._first: Place | None = None

    def others(self, report: ImportReport) -> Iterator[Record]:
        """Locations, flows and documents that the processes named; findings about all of them together."""
        yield from self._locations.values()
        yield from self._flows.records(report)
        yield from self._documentation.documents.values()
        self._uncertainties.finish(report)
        self._unread.finish(report)
        if len(self._models) > 1 and self._first is not None:
            found = ", ".join(f"{model or '–'} ({count})" for model, count in sorted(self._models.items()))
            report.note(Effect.NOTED, m.SYSTEM_MODELS, self._first, found=found)

    def read(self, dataset: Spot) -> Iterator[Record]:
        """The process of a dataset and its declared results; nothing where it cannot be used (reported)."""
        head = head_of(dataset.element)
        self._unread.count(dataset.element, dataset.file)
        if not head.name:
            dataset.note(Effect.REFUSED, shared.NO_NAME, found=head.activity)
            return
        rows = self._exchanges.read(dataset)
        if rows.has_lost_product:
            dataset.note(Effect.REFUSED, shared.ROWS_LEFT_OUT, name=head.name)
            return
        self._note_head(dataset, head, rows)
        about = self._documentation.read(dataset)
        self._models[about.system_model] += 1
        self._first = self._first or dataset.place()
        if head.location:
            known = self._master.geographies.get(head.location)
            self._locations.setdefault(
                head.location, known or LocationRecord(head.location, head.location, head.location, dataset.place())
            )
        yield self._record(dataset, head, rows, about)
        yield from _results(dataset, head)

    def _record(self, dataset: Spot, head: Head, rows: Rows, about: Documentation) -> ProcessRecord:
        activity = child(dataset.element, "activityDescription", "activity")
        return ProcessRecord(
            id=head.process,
            name=head.name,
            categories=about.categories,
            location=head.location,
            is_result=activity is not None and dataset.of(activity).text("type") == _RESULT,
            version=about.version,
            valid_from=about.valid_from,
            valid_to=about.valid_to,
            technology=about.technology,
            geography=about.geography,
            time=about.time,
            comment=about.comment,
            exchanges=tuple(rows.records),
            parameters=tuple(self._parameters(dataset)),
            sources=about.sources,
            names=names_beside(activity, "activityName"),
            licence=about.licence,
            place=dataset.place(),
        )

    def _note_head(self, dataset: Spot, head: Head, rows: Rows) -> None:
        activity = child(dataset.element, "activityDescription", "activity")
        if activity is not None:
            spot = dataset.of(activity)
            if not id_in(activity, "id"):
                spot.note(Effect.REPAIRED, m.ID_MADE, "id", name=head.name)
            depth = spot.text("inheritanceDepth")
            if local_name(dataset.element).startswith("child") and depth not in ("", "0", "-1"):
                spot.note(Effect.NOTED, m.CHILD_OPEN, name=head.name, found=id_in(activity, "parentActivityId") or "–")
        if not head.reference:
            dataset.note(Effect.NOTED, m.NO_PRODUCT, name=head.name)
        if rows.zero_products:
            dataset.note(Effect.NOTED, m.ZERO_PRODUCTS, name=head.name, count=rows.zero_products)

    def _parameters(self, dataset: Spot) -> Iterator[ParameterRecord]:
        """Parameters, and amounts with a variable name where the dataset has formulas that may use them."""
        for element in exchanges_of(dataset.element, "parameter"):
            spot = dataset.of(element)
            amount = spot.number("amount", Effect.NOT_READ)
            if amount is None:
                continue
            name, unit = text_in(element, "name"), text_in(element, "unitName")
            variable = spot.text("variableName") or name
            said = ", ".join(part for part in (name if name != variable else "", unit) if part)
            comment = "\n".join(part for part in (said, text_in(element, "comment")) if part)
            spread = self._uncertainties.read(spot, amount)
            formula = spot.text("mathematicalRelation")
            yield ParameterRecord(variable, amount, formula, comment, spread.distribution, place=spot.place())
        rows = [row for tag in (INTERMEDIATE, ELEMENTARY) for row in exchanges_of(dataset.element, tag)]
        holders = [dataset.of(one) for row in rows for one in (row, *children(row, "property"))]
        if not any(holder.text("mathematicalRelation") for holder in holders):
            return
        for holder in holders:
            variable = holder.text("variableName")
            amount = holder.number("amount", Effect.NOT_READ) if variable else None
            if variable and amount is not None:
                formula = holder.text("mathematicalRelation")
                yield ParameterRecord(variable, amount, formula, text_in(holder.element, "name"), place=holder.place())


def _results(dataset: Spot, head: Head) -> Iterator[ResultRecord]:
    """Scores that the file declares."""
    for element in exchanges_of(dataset.element, "impactIndicator"):
        spot = dataset.of(element)
        value = spot.number("amount", Effect.NOT_READ)
        names = [text_in(element, name) for name in ("impactMethodName", "impactCategoryName", "name")]
        indicator = id_in(element, "impactIndicatorId") or " / ".join(names)
        if value is not None:
            name, unit = " / ".join(part for part in names if part), text_in(element, "unitName")
            yield ResultRecord(head.process, indicator, name, unit, value=value, place=spot.place())
