"""A register as values: who may do what, for what, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer_model import Compromise, counts_in_log, is_within
from fourfold.certification.keys.key import PublicKey


class Role(StrEnum):
    """What a key may do in a case."""

    PREPARE = "prepare"
    VERIFY = "verify"
    REVIEW = "review"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a register.

    Attributes:
        key: whose.
        role: what it may do.
        standards: ids of standards it may do it for; empty: any.
        products: prefixes of HS codes; empty: any.
        start, end: half-open, UTC.
        person: salted digest of who holds the key; empty where a body holds it.
        compromise: where the key is known to be in other hands.
    """

    key: PublicKey
    role: Role
    standards: tuple[str, ...]
    products: tuple[str, ...]
    start: datetime
    end: datetime | None
    person: str = ""
    compromise: Compromise | None = None

    def allows(self, role: Role, at: datetime, standard: str, product: str, log_index: int | None) -> bool:
        """Whether this line gives its key the role at that moment for this standard and HS code.

        An entry for some products allows nothing about a product without code.
        """
        code = "".join(sign for sign in product if sign.isdigit())
        return (
            self.role is role
            and (not self.standards or standard in self.standards)
            and (not self.products or code.startswith(self.products))
            and is_within(self.start, self.end, at)
            and counts_in_log(self.compromise, log_index)
        )


@dataclass(frozen=True, slots=True)
class Register:
    """A version of a register.

    Attributes:
        body: DID of the body.
        version: 1, 2, …
        updated: when it was made.
        entries: in order.
        credential, digest: the signed document.
        previous: digest of the version before; empty for the first.
    """

    body: str
    version: int
    updated: datetime
    entries: tuple[Entry, ...]
    credential: Credential
    digest: str
    previous: str = ""

    def allows(
        self, key: PublicKey, role: Role, at: datetime, standard: str, product: str, log_index: int | None
    ) -> bool:
        """Whether the key had the role for this standard and product (HS code, may be empty) at that moment.

        Of a compromised key only what is in the log before its compromise counts.
        """
        return any(entry.allows(role, at, standard, product, log_index) for entry in self.of(key))

    def of(self, key: PublicKey) -> tuple[Entry, ...]:
        """The lines of a key."""
        return tuple(entry for entry in self.entries if entry.key == key)

    def one_person(self, keys: Sequence[PublicKey]) -> tuple[PublicKey, PublicKey] | None:
        """Two of these keys (places of a list) that are held by one person, or are one key; ``None`` if all differ."""
        seen: list[tuple[PublicKey, set[str]]] = []
        for key in keys:
            people = {entry.person for entry in self.of(key) if entry.person}
            for other, others in seen:
                if other == key or people & others:
                    return other, key
            seen.append((key, people))
        return None


def same_person(one: Entry, other: Entry) -> bool:
    """Whether two lines are of one key, or of two keys that one person holds."""
    return one.key == other.key or (bool(one.person) and one.person == other.person)
