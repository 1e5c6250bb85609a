"""A ledger's folder: what it is called, and where its entries rest.

    ledger.json      ``ledger/1``: id, name, when it was made, and the address of a PostgreSQL database where the
                     entries are not in the folder; an address never holds a password (libpq's own ways give it)
    ledger.sqlite    the entries

The keeper of the ledger is whoever may write there; where days are published the keeper is a body (its folder is named
with ``--body``): it signs the day and its log makes it public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from fourfold.core.canonical import canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Moment, Text, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term, params_of
from fourfold.core.reading import read_bounded
from fourfold.core.strict_json import read_json_object
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import LEDGER_FORMAT

LEDGER_CARD = "ledger.json"
LEDGER_FILE = "ledger.sqlite"
_MOST_BYTES = 64 * 1024
_SCHEMES = ("postgresql", "postgres")

NO_LEDGER = MessageKind(
    "no-ledger",
    N_("{found} is no folder of a claim ledger"),
    N_("a folder with the file ledger.json"),
    N_("name the folder with --ledger or FOURFOLD_LEDGER; fourfold supply new makes one"),
)
LEDGER_THERE = MessageKind(
    "ledger-there",
    N_("{found} is there already and is not empty"),
    N_("a folder that does not exist yet, or an empty one"),
    N_("choose another folder; a ledger is never overwritten"),
)
LEDGER_ADDRESS = MessageKind(
    "ledger-address",
    N_("{found} is no address of a PostgreSQL database for a ledger: {reason}"),
    N_("postgresql://[USER@]HOST[:PORT]/DATABASE"),
    N_("correct the address; a password is given by PGPASSWORD, a .pgpass file or the server's own rules"),
)
LEDGER_FOLDER_UNWRITABLE = MessageKind(
    "ledger-folder-unwritable",
    N_("the folder {found} cannot be written: {reason}"),
    N_("a folder you may write, on a disk with room"),
    N_("correct that and run this again"),
)
CARD = ObjectOf(
    {
        "fourfold": Choice((LEDGER_FORMAT,)),
        "id": Text("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Term(N_("a UUID as URN")), 45),
        "name": Text(r"[\s\S]+", Term(N_("a name")), 200),
        "made": Moment(),
        "address": Text(r"[\x21-\x7e]*", Term(N_("an address, or nothing")), 500),
    }
)


@dataclass(frozen=True, slots=True)
class LedgerCard:
    """What a ledger says of itself.

    Attributes:
        id: ``urn:uuid:…``; every day and statement names it.
        name: for people.
        made: when.
        address: of its PostgreSQL database; empty for SQLite in the folder.
    """

    id: str
    name: str
    made: str
    address: str = ""

    def data(self) -> bytes:
        """The file."""
        members = {"id": self.id, "name": self.name, "made": self.made, "address": self.address}
        return canonical_bytes({"fourfold": LEDGER_FORMAT, **members})


@dataclass(frozen=True, slots=True)
class OpenedLedger:
    """A ledger with its card."""

    folder: Path
    card: LedgerCard
    ledger: Ledger


def make_ledger(folder: Path, name: str, made: datetime, address: str = "") -> OpenedLedger:
    """Make a ledger: its store first, then the card, so that a folder with a card is whole.

    Args:
        folder: does not exist, or is empty.
        name: for people.
        made: now.
        address: of a PostgreSQL database; empty for a file in the folder.

    Raises:
        InputError: the folder is in use, the address cannot be used, or nothing can be written.
    """
    _check_address(address)
    place = Place(folder.name or str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Problem(LEDGER_THERE, place, {"found": str(folder)})])
    card = LedgerCard(f"urn:uuid:{uuid4()}", name, moment_text(made), address)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ledger = _store(folder, address, make=True)
        write_atomically(folder / LEDGER_CARD, card.data())
    except OSError as error:
        params = {"found": str(folder), "reason": error.strerror or type(error).__name__}
        raise InputError([Problem(LEDGER_FOLDER_UNWRITABLE, place, params)]) from error
    return OpenedLedger(folder, card, ledger)


def open_ledger(folder: Path) -> OpenedLedger:
    """Open a ledger's folder.

    Raises:
        InputError: it is none, or its card or its store cannot be used.
    """
    if not (folder / LEDGER_CARD).is_file():
        raise InputError([Problem(NO_LEDGER, Place(folder.name or str(folder)), {"found": str(folder)})])
    card = read_ledger_card(folder)
    return OpenedLedger(folder, card, _store(folder, card.address))


def read_ledger_card(folder: Path) -> LedgerCard:
    """The card of a ledger's folder.

    Raises:
        InputError: it cannot be read, or is not in order.
    """
    place, problems = Place(LEDGER_CARD), Problems()
    data = read_bounded(folder, LEDGER_CARD, place, problems, _MOST_BYTES)
    document = None if data is None else read_json_object(data, place, problems)
    if document is None or not check(CARD, document, place, problems):
        raise InputError(problems.sorted())
    node = Node(document)
    card = LedgerCard(node.text("id"), node.text("name"), node.text("made"), node.text("address"))
    _check_address(card.address)
    return card


def _store(folder: Path, address: str, *, make: bool = False) -> Ledger:
    from fourfold.store.ledger.sql import SqlLedger

    return SqlLedger.on(address, make=make) if address else SqlLedger.at(folder / LEDGER_FILE, make=make)


def _check_address(address: str) -> None:
    """Refuse what is no address of PostgreSQL, or would keep a password in a file that is passed on.

    Raises:
        InputError: it cannot be used.
    """
    if not address:
        return
    try:
        parts = urlsplit(address)
        scheme, password, has_base = parts.scheme, parts.password, bool(parts.path.strip("/"))
    except ValueError:
        scheme, password, has_base = "", None, False
    reason = ""
    if scheme not in _SCHEMES or not has_base:
        reason = N_("it does not name a database of PostgreSQL")
    elif password is not None or "password=" in address:
        reason, address = N_("it holds a password"), f"{scheme}://…"
    if reason:
        params = params_of({"found": address, "reason": Term(reason)})
        raise InputError([Problem(LEDGER_ADDRESS, Place("--postgresql"), params)])
