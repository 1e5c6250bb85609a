"""The flows that exchanges name, collected while datasets are read and given at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot, read_cas, stated
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.datasets import Row, made_id
from fourfold.data.databases.formats.ecospold1.index import Index
from fourfold.data.databases.records import FlowKind, FlowRecord
from fourfold.data.databases.report import Effect, ImportReport


@dataclass(slots=True)
class _Draft:
    row: Row
    kind: FlowKind
    spelled: str
    place: Place
    cas: str = ""
    formula: str = ""
    names: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


class Flows:
    """Flows by id.

    Args:
        index: who makes what.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._drafts: dict[str, _Draft] = {}
        self._empty_formulas: dict[tuple[str, str], list[Place]] = {}

    def elementary(self, spot: Spot, row: Row) -> str:
        """Id of something exchanged with nature."""
        return self._keep(spot, row, FlowKind.ELEMENTARY, row.flow_id(FlowKind.ELEMENTARY), row)

    def made(self, spot: Spot, row: Row) -> str:
        """Id of a product of the dataset."""
        return self._keep(spot, row, FlowKind.PRODUCT, row.flow_id(FlowKind.PRODUCT), row)

    def wanted(self, spot: Spot, row: Row) -> str:
        """Id of a product the dataset asks for; how it was found is reported where it is not called by its name."""
        flow = self._found(spot, row)
        if flow:
            return flow
        offers = self._index.offers(row.name)
        if offers:
            spot.note(Effect.UNLINKED, m.PRODUCT_ELSEWHERE, name=row.name, found=row.described, offers=offers)
        return self._keep(spot, row, FlowKind.PRODUCT, row.flow_id(FlowKind.PRODUCT), row)

    def wasted(self, spot: Spot, row: Row) -> tuple[str, bool]:
        """Id of a waste that goes to treatment, and whether the source makes its treatment as a service."""
        flow = self._found(spot, row)
        if flow:
            spot.note(Effect.REPAIRED, m.WASTE_TO_SERVICE, name=row.name)
            return flow, True
        return self._keep(spot, row, FlowKind.WASTE, row.flow_id(FlowKind.WASTE), row), False

    def describe(self, flow: str, names: Mapping[str, str], synonyms: Sequence[str]) -> None:
        """Add what the dataset that makes a product calls it besides."""
        draft = self._drafts[flow]
        draft.names = {**names, **draft.names}
        draft.synonyms.update(dict.fromkeys(synonyms))

    def apart(self, flow: str) -> str:
        """Id of a flow that is called like another and is not it: a need without a supplier."""
        key = made_id("apart", flow)
        self._drafts.setdefault(key, self._drafts[flow])
        return key

    def unit_of(self, flow: str) -> str:
        """Unit the flow is counted in."""
        return self._drafts[flow].row.unit

    def records(self) -> Iterator[FlowRecord]:
        """All flows, in the order in which they were met."""
        for key, draft in self._drafts.items():
            yield FlowRecord(
                id=key,
                name=draft.spelled,
                kind=draft.kind,
                categories=draft.row.categories,
                unit=draft.row.unit,
                cas=draft.cas,
                formula=draft.formula,
                location=draft.row.location if draft.kind is not FlowKind.ELEMENTARY else "",
                names=draft.names,
                synonyms=tuple(draft.synonyms),
                place=draft.place,
            )

    def note_formulas(self, report: ImportReport) -> None:
        """Report chemical formulas that say nothing, once for each text and file."""
        for (_, text), places in self._empty_formulas.items():
            report.note(Effect.NOT_READ, m.FORMULAS_EMPTY, places[0], found=text, count=len(places))

    def _found(self, spot: Spot, row: Row) -> str:
        flow, rule = self._index.wanted(row)
        if not flow:
            return ""
        taken = self._index.products[row.name][flow].row
        if rule == "number":
            spot.note(Effect.REPAIRED, m.PRODUCT_BY_NUMBER, name=row.name, found=row.described, taken=taken.described)
        elif rule == "name":
            spot.note(Effect.REPAIRED, m.PRODUCT_BY_NAME, name=row.name, found=row.described, taken=taken.described)
        return self._keep(spot, row, FlowKind.PRODUCT, flow, taken)

    def _keep(self, spot: Spot, row: Row, kind: FlowKind, key: str, counted: Row) -> str:
        """Remember a flow, its unit and place as its maker has them, and what this exchange adds to it.

        Args:
            spot: the exchange.
            row: what the exchange says.
            kind: of the flow.
            key: id of the flow.
            counted: what the flow is called and counted by.
        """
        spelled = str(spot.element.get("name") or "")
        draft = self._drafts.get(key)
        if draft is None:
            products = self._index.products.get(row.name, {}) if kind is FlowKind.PRODUCT else {}
            own = products[key].row if key in products else counted
            draft = self._drafts[key] = _Draft(own, kind, spelled, spot.place())
            draft.seen.add(spelled)
        elif spelled not in draft.seen:
            draft.seen.add(spelled)
            spot.note(Effect.SPELLING, m.SPELLINGS_JOINED, "name", found=spelled, name=draft.spelled)
        self._add(spot, draft)
        return key

    def _add(self, spot: Spot, draft: _Draft) -> None:
        cas = read_cas(spot, "CASNumber")
        if cas and not draft.cas:
            draft.cas = cas
        elif cas and cas != draft.cas and f"cas {cas}" not in draft.seen:
            draft.seen.add(f"cas {cas}")
            spot.note(Effect.NOTED, shared.CAS_DIFFERS, "CASNumber", name=draft.row.name, found=cas, first=draft.cas)
        raw = spot.text("formula")
        formula = stated(raw)
        if raw and not formula:
            self._empty_formulas.setdefault((spot.file, raw), []).append(spot.place("formula"))
        draft.formula = draft.formula or formula
