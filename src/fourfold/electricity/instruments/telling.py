"""What tables tell a ledger: orders, each with the row it stands in, and the names that are known while they are made.

Names of rows with faults count as known, so that a fault is reported once and not again by all that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, Term, params_of
from fourfold.core.rows import Row
from fourfold.electricity.instruments.rows import ROW_CLASSES
from fourfold.electricity.ledger.faults import ENTRY_UNKNOWN
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Device
from fourfold.electricity.ledger.operations import Operation, Order
from fourfold.formats.table_rows import Draft

_RowOf = TypeVar("_RowOf", bound=Row)
_KEEPER = ""

ROW_TWICE = MessageKind(
    "instrument-row-twice",
    N_("{found} stands in {first} already"),
    N_("each once in the files that are read together"),
    N_("remove one of the rows, or correct the name"),
)
WHAT: Mapping[str, Term] = {
    "account": Term(N_("account")),
    "area": Term(N_("area")),
    "certificate": Term(N_("certificate")),
    "claim": Term(N_("claim")),
    "device": Term(N_("plant")),
    "meter": Term(N_("meter")),
    "reading": Term(N_("reading")),
}
"""What names stand for, as messages say it."""
_TABLES = {"account": "accounts", "area": "areas", "device": "devices", "meter": "meters"}


@dataclass(frozen=True, slots=True)
class Told:
    """An order as a row asks for it; not signed yet.

    Attributes:
        order: what is asked, by whom.
        place: the row.
        table: in which table it stands.
    """

    order: Order
    place: Place
    table: str


@dataclass
class Desk:
    """Where rows become orders.

    Attributes:
        drafts: every row of every table, by table.
        digests: digest of every file, by its name.
        incomplete: tables of which not every row was read.
        ledger: that will be told; ``None`` where only the files are looked at, and no name can be said to be unknown.
        problems: receives what is wrong.
        told: the orders so far, in the order in which the ledger is told.
        assumptions: what they rest on.
        devices: plants of the files, by name; they come before those of the ledger.
    """

    drafts: Mapping[str, Sequence[Draft]]
    digests: Mapping[str, str]
    incomplete: frozenset[str]
    ledger: Ledger | None
    problems: Problems
    told: list[Told] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    devices: dict[str, Device] = field(default_factory=dict)
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)
    _kept: dict[str, Device | None] = field(default_factory=dict)
    _in_files: dict[str, frozenset[str | None]] = field(default_factory=dict)

    def rows(self, row_class: type[_RowOf]) -> Iterator[_RowOf]:
        """Whole rows of a table."""
        table = next(name for name, made in ROW_CLASSES.items() if made is row_class)
        for draft in self.drafts.get(table, ()):
            if isinstance(draft.row, row_class):
                yield draft.row

    def tell(self, table: str, row: Row, operation: Operation, actor: str = _KEEPER) -> None:
        """Add an order; by default the keeper of the ledger asks for it."""
        self.told.append(Told(Order(actor, operation), row.place, table))

    def assume(self, kind: MessageKind, *places: Place, **params: object) -> None:
        """List what orders rest on."""
        self.assumptions.append(Assumption(kind, params_of(params), places))

    def once(self, seen: dict[str, Place], name: str, place: Place, column: str) -> bool:
        """Whether a name stands here for the first time; where it does not, that is reported.

        Args:
            seen: names so far with their rows; receives this one.
            name: the name.
            place: the row.
            column: where the name stands.
        """
        if (first := seen.setdefault(name, place)) is place:
            return True
        self.problems.error(ROW_TWICE, place.at(column), found=name, first=first)
        return False

    def is_known(self, what: str, name: str, place: Place) -> bool:
        """Whether there is such an account, area, device or meter, in the files or in the ledger; reported if not.

        Args:
            what: ``account``, ``area``, ``device`` or ``meter``.
            name: the name.
            place: the cell.
        """
        if (what, name) not in self._known:
            self._known[what, name] = self._find(what, name)
        if not self._known[what, name]:
            self.problems.error(ENTRY_UNKNOWN, place, what=WHAT[what], found=name)
        return self._known[what, name]

    def device(self, name: str) -> Device | None:
        """A plant, of the files or of the ledger; ``None`` where it is not known or its row has faults."""
        if name in self.devices:
            return self.devices[name]
        if self.ledger is None or name in self._names("device"):
            return None
        if name not in self._kept:
            self._kept[name] = self.ledger.device(name)
        return self._kept[name]

    def _find(self, what: str, name: str) -> bool:
        named = self._names(what)
        if self.ledger is None or None in named or name in named:
            return True
        if what == "area":
            return any(area == name for _, area in self.ledger.markets())
        look = {"account": self.ledger.account, "device": self.ledger.device, "meter": self.ledger.meter}[what]
        return look(name) is not None

    def _names(self, what: str) -> frozenset[str | None]:
        """Names the files have of something; ``None`` among them where one could not be read."""
        if what not in self._in_files:
            table = _TABLES[what]
            found = frozenset(draft.text(what) for draft in self.drafts.get(table, ()))
            self._in_files[what] = found | {None} if table in self.incomplete else found
        return self._in_files[what]
