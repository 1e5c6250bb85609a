"""A certification body in memory: its keys, its issuer documents, its register, and places in a log. No files."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fourfold.certification.credentials.data_integrity import Credential, signed, without_proofs
from fourfold.certification.identity.issuer import (
    Compromise,
    IssuerDocument,
    KeyUse,
    first_version,
    mark_compromised,
    method_of,
    read_history,
    replace_log,
    rotate_key,
)
from fourfold.certification.identity.register import Entry, Register, Role, read_registers
from fourfold.certification.identity.registering import first_register, register_key, renewed
from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey, new_key
from fourfold.certification.log.checkpoint import Checkpoint, sign_checkpoint
from fourfold.core.problems import Place, Problems

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DID = "did:web:certifier.example"
NAMES = {"en": "Example Certifier", "zh": "示例认证机构"}
ORIGIN = "certifier.example/log"
PLACE = Place("issuer")


class IdentityBody:
    """A body whose clock goes an hour on with every document it makes."""

    def __init__(self, did: str = "", kind: KeyKind = KeyKind.ED25519) -> None:
        self.root, self.issue, self.log = new_key(kind), new_key(kind), new_key()
        self.did = did or self.root.public.did
        self.now = START
        self.versions: list[Credential] = []
        self.registers: list[Credential] = []
        self._read: tuple[IssuerDocument, ...] = ()
        names = (self.issue.public, self.log.public, ORIGIN, START)
        self.versions.append(first_version(self.did, NAMES, [self.root], *names))

    def tick(self) -> datetime:
        """An hour later."""
        self.now += HOUR
        return self.now

    @property
    def history(self) -> tuple[IssuerDocument, ...]:
        """The versions, read; a test that gets here rests on them being good."""
        if [version.credential for version in self._read] != self.versions:
            self._read, codes = read_versions(self.versions)
            assert codes == []
        return self._read

    @property
    def newest(self) -> IssuerDocument:
        """The newest version."""
        return self.history[-1]

    @property
    def register(self) -> Register:
        """The newest register."""
        problems = Problems()
        registers = read_registers(self.registers, self.history, Place("register"), problems)
        assert [problem.kind.code for problem in problems] == []
        return registers[-1]

    def rotate(self, use: KeyUse, kind: KeyKind = KeyKind.ED25519) -> SigningKey:
        """Replace a root or issuing key; the old one comes back."""
        new, old = new_key(kind), self.root if use is KeyUse.ROOT else self.issue
        self.versions.append(rotate_key(self.newest, use, new, [self.root], self.tick()))
        if use is KeyUse.ROOT:
            self.root = new
            if self.registers:
                self.registers.append(renewed(self.register, self.history, new, self.now))
        else:
            self.issue = new
        return old

    def compromise(self, key: SigningKey | PublicKey, size: int) -> None:
        """Tell that a key is in other hands."""
        public = key if isinstance(key, PublicKey) else key.public
        what, at = Compromise(self.now, size), self.tick()
        self.versions.append(mark_compromised(self.newest, public, what, [self.root], at))

    def replace_log(self, size: int, root: bytes, last: Checkpoint | None = None) -> SigningKey:
        """Replace the log; the old key comes back."""
        before, new, old = self.newest, new_key(), self.log
        last = last or sign_checkpoint(before.log_origin, size, root, old)
        first = sign_checkpoint(f"{ORIGIN}/{before.version + 1}", size, root, new)
        self.versions.append(replace_log(before, new.public, last, first, [self.root], self.tick()))
        self.log = new
        return old

    def start_register(self) -> None:
        """Version 1 of the register."""
        self.registers.append(first_register(self.history, self.root, self.tick()))

    def enter(self, key: SigningKey, role: Role, person: str = "", **scope: tuple[str, ...]) -> Entry:
        """A line more."""
        at = self.tick()
        standards, products = scope.get("standards", ()), scope.get("products", ())
        entry = Entry(key.public, role, standards, products, at, None, person)
        self.registers.append(register_key(self.register, self.history, entry, self.root, at))
        return entry

    def sign_version(self, document: Credential, *keys: SigningKey, at: datetime | None = None) -> Credential:
        """A document of another content with the proofs of these keys, made at the time it bears."""
        return resigned(document, self.did, keys or (self.root,), at)


def read_versions(
    versions: Sequence[Credential], pins: Sequence[PublicKey] = ()
) -> tuple[tuple[IssuerDocument, ...], list[str]]:
    """Versions as read, and the codes of what was wrong."""
    problems = Problems()
    history = read_history(versions, pins, PLACE, problems)
    return history, [problem.kind.code for problem in problems]


def resigned(document: Credential, did: str, keys: Sequence[SigningKey], at: datetime | None = None) -> Credential:
    """A document with other proofs."""
    moment = at or datetime.fromisoformat(str(document.get("updated") or document.get("validFrom")))
    made = without_proofs(document)
    for key in keys:
        made = signed(made, key, method_of(did, key.public.multikey), moment)
    return made


def edited(document: Credential, edit: Callable[[Any], object]) -> Credential:
    """A copy, changed."""
    changed = copy.deepcopy(document)
    edit(changed)
    return changed


def reread(body: IdentityBody, *pins: Any) -> list[str]:
    """What is wrong with the versions of a body, read again."""
    return read_versions(body.versions, [pin.public for pin in pins])[1]


def change_last(body: IdentityBody, edit: Callable[[Any], object], *signers: Any) -> list[str]:
    """What is wrong once the newest version says something else, signed again by the body's own root key."""
    body.versions[-1] = body.sign_version(edited(body.versions[-1], edit), *signers)
    return reread(body)
