"""What is read of a table by name, once in a transaction, many names at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Column, Connection, Row, Select, bindparam, select

from fourfold.electricity.ledger.model import Account, Certificate, ClaimRecord, Device, Meter
from fourfold.store.ledger import rows
from fourfold.store.ledger.tables.claims import CLAIMS, ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, RESIDUALS
from fourfold.store.ledger.tables.registers import ACCOUNTS, AREAS, DEVICES, ENTRIES, MARKETS, METERS
from fourfold.store.ledger.tables.schema import KEEPER

K = TypeVar("K")
V = TypeVar("V")
Rows: TypeAlias = Sequence[Row[*tuple[object, ...]]]
Ready: TypeAlias = Callable[[], Connection]
"""The connection, once everything that waits is written."""


@dataclass(frozen=True)
class Question(Generic[V]):
    """What is asked of a table.

    Attributes:
        chosen: rows for ``names``.
        key: the column with the name.
        made: the answer, from the rows of one name; also from none.
    """

    chosen: Select[*tuple[object, ...]]
    key: str
    made: Callable[[Rows], V]


class Register(Generic[K, V]):
    """Answers to one question, kept as long as nothing that changes them is recorded."""

    def __init__(self, question: Question[V], ready: Ready) -> None:
        self._question, self._ready = question, ready
        self._known: dict[K, V] = {}

    def fill(self, names: Iterable[K]) -> None:
        """Ask for all names that are not known yet."""
        missing = [name for name in dict.fromkeys(names) if name not in self._known]
        if not missing:
            return
        found: dict[object, list[Row[*tuple[object, ...]]]] = {}
        for row in self._ready().execute(self._question.chosen, {"names": missing}):
            found.setdefault(getattr(row, self._question.key), []).append(row)
        for name in missing:
            self._known[name] = self._question.made(found.get(name, ()))

    def get(self, name: K) -> V:
        """The answer for a name."""
        if name not in self._known:
            self.fill([name])
        return self._known[name]

    def put(self, name: K, value: V) -> None:
        """The answer has become this one."""
        self._known[name] = value

    def drop(self, name: K) -> None:
        """The answer has changed; it is asked for again."""
        self._known.pop(name, None)


def _named(chosen: Select[*tuple[object, ...]], column: Column[Any]) -> Select[*tuple[object, ...]]:
    return chosen.where(column.in_(bindparam("names", expanding=True)))


def _first(made: Callable[[Row[*tuple[object, ...]]], V]) -> Callable[[Rows], V | None]:
    return lambda found: made(found[0]) if found else None


def _stretches(found: Rows) -> list[tuple[int, int]]:
    return [(row.start_s, row.end_s) for row in found]


ACCOUNT: Question[Account | None] = Question(
    _named(select(ACCOUNTS).where(ACCOUNTS.c.account != KEEPER), ACCOUNTS.c.account),
    "account",
    _first(rows.as_account),
)
DEVICE: Question[Device | None] = Question(_named(select(DEVICES), DEVICES.c.device), "device", _first(rows.as_device))
METER: Question[Meter | None] = Question(_named(select(METERS), METERS.c.meter), "meter", _first(rows.as_meter))
AREA: Question[bool] = Question(_named(select(AREAS.c.area), AREAS.c.area), "area", bool)
MARKETS_OF_AREA: Question[frozenset[str]] = Question(
    _named(select(MARKETS), MARKETS.c.area), "area", lambda found: frozenset(row.market for row in found)
)
CLOSED_OF_AREA: Question[list[tuple[int, int]]] = Question(
    _named(select(RESIDUALS), RESIDUALS.c.area), "area", _stretches
)
CERTIFICATE: Question[Certificate | None] = Question(
    _named(select(CERTIFICATES), CERTIFICATES.c.certificate), "certificate", _first(rows.as_certificate)
)
CLAIM: Question[ClaimRecord | None] = Question(
    _named(rows.claims_query(), CLAIMS.c.claim), "claim", _first(rows.as_claim)
)
ENDING: Question[str] = Question(
    _named(select(ENDINGS.c.claim, ENDINGS.c.act), ENDINGS.c.claim),
    "claim",
    lambda found: str(found[0].act) if found else "",
)
ASKED: Question[bool] = Question(_named(select(ENTRIES.c.order_digest), ENTRIES.c.order_digest), "order_digest", bool)
"""Whether an order of a digest was kept."""
