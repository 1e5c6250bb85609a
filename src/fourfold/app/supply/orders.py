"""Orders signed by those who ask for them, and ledgers that take none whose signature does not hold.

An account with a key is whoever holds the key; one without is answered for by the keeper of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.multibase import multibase_decoded, multibase_encoded
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.electricity.ledger.entry_json import check_orders, signing_bytes
from fourfold.electricity.ledger.ledger import Entry, Ledger
from fourfold.electricity.ledger.operations import OpenAccount, Operation, Order

ORDER_UNSIGNED = MessageKind(
    "order-unsigned",
    N_("the account {account} has a key, and the order does not bear its signature"),
    N_("an order signed by the key {key}"),
    N_("give the key file of the account: --key"),
)
ORDER_OTHER_KEY = MessageKind(
    "order-other-key",
    N_("the account {account} has the key {key}, and the order is signed by another one"),
    N_("an order signed by the key of the account"),
    N_("give the key file of the account; fourfold keys show tells which key a file holds"),
)
ACCOUNT_KEYLESS = MessageKind(
    "order-account-keyless",
    N_("the account {account} has no key; its orders are not signed"),
    N_("an account with a key, or no key file"),
    N_("leave out --key, or open an account with a key"),
)
_NONCE_BYTES = 12


def order(ledger: OpenedLedger, actor: str, operation: Operation, key: SigningKey | None = None) -> Order:
    """An order, told apart from all others by a random text, and signed where there is a key.

    Args:
        ledger: for which it is; an order for one ledger is none for another.
        actor: account; empty for the keeper.
        operation: what is asked.
        key: of the account.
    """
    made = Order(actor, operation, nonce=token_hex(_NONCE_BYTES))
    if key is None:
        return made
    check_orders([made])  # what cannot be written cannot be signed
    return replace(made, signature=multibase_encoded(key.sign(signing_bytes(made, ledger.card.id))))


def check_key(ledger: OpenedLedger, account: str, key: SigningKey | None) -> None:
    """Tell once, before orders are made, whether an account can sign them with a key.

    Raises:
        InputError: the account has a key and none is given, it has another one, or it has none.
    """
    problems, place = Problems(), Place("--key")
    known = _Keys(ledger.ledger).of(account)
    if known and key is None:
        problems.error(ORDER_UNSIGNED, place, account=account, key=known)
    elif known and key is not None and key.public.multikey != known:
        problems.error(ORDER_OTHER_KEY, place, account=account, key=known)
    elif key is not None and not known and ledger.ledger.account(account) is not None:
        problems.error(ACCOUNT_KEYLESS, place, account=account)
    problems.raise_if_errors()


def signature_holds(key: str, signed: bytes, signature: str) -> bool:
    """A `SignatureCheck`: whether a signature (multibase) by a key (multikey) is over these bytes."""
    try:
        return PublicKey.from_multikey(key).verifies(multibase_decoded(signature), signed)
    except ValueError:
        return False


def record(ledger: OpenedLedger, orders: Sequence[Order], at: datetime) -> Sequence[Entry]:
    """Keep orders whose signatures hold, all or none.

    Raises:
        InputError: a signature is missing or does not hold, or the ledger refuses an order, whose position is the row.
    """
    check_orders(orders)
    problems = Problems()
    keys = _Keys(ledger.ledger)
    for row, one in enumerate(orders, 1):
        key = keys.of(one.actor)
        _check(one, key, ledger.card.id, Place("orders", row, "signature"), problems)
        if isinstance(one.operation, OpenAccount):
            keys.open(one.operation)
    problems.raise_if_errors()
    return ledger.ledger.record(orders, int(at.timestamp()))


@contextmanager
def asked_by(options: Mapping[str, str], otherwise: str = "") -> Iterator[None]:
    """Tell people who asked by options which of them a refused order is from, instead of its row and member.

    Args:
        options: by member of an order; an empty one stands for none.
        otherwise: for members that are not among them; where it is empty, the place stays that of the order.

    Raises:
        InputError: what is refused within.
    """
    try:
        yield
    except InputError as error:
        raise InputError([_asked(problem, options, otherwise) for problem in error.problems]) from error.__cause__


def _asked(problem: Problem, options: Mapping[str, str], otherwise: str) -> Problem:
    named = (options[member] for member in problem.place.column.split(".") if options.get(member))
    option = next(named, otherwise)
    return replace(problem, place=Place(option)) if option and problem.place.row else problem


def _check(one: Order, key: str, ledger_id: str, place: Place, problems: Problems) -> None:
    if key and not one.signature:
        problems.error(ORDER_UNSIGNED, place, account=one.actor, key=key)
    elif key and not signature_holds(key, signing_bytes(one, ledger_id), one.signature):
        problems.error(ORDER_OTHER_KEY, place, account=one.actor, key=key)
    elif one.signature and not key:
        problems.error(ACCOUNT_KEYLESS, place, account=one.actor)


class _Keys:
    """Keys of accounts, those opened by the same orders included."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, str] = {"": ""}

    def of(self, account: str) -> str:
        """Key of an account; empty where it has none, or is not there, which the ledger itself refuses."""
        if account not in self._known:
            found = self._ledger.account(account)
            self._known[account] = found.key if found is not None else ""
        return self._known[account]

    def open(self, operation: OpenAccount) -> None:
        """An account these orders open."""
        if self._ledger.account(operation.account.account) is None:
            self._known[operation.account.account] = operation.account.key
