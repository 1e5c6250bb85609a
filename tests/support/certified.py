"""A body with log, register and status in memory, that certifies a sealed study; and what an attacker could bend."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder
from fourfold.certification.bundle import Bundle, bundle_document, read_bundle
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential, signed
from fourfold.certification.documents.certificate import certificate_content
from fourfold.certification.documents.judgement import Finding as Misstatement
from fourfold.certification.documents.judgement import Judgement, materiality_of
from fourfold.certification.documents.preparation import prepare, read_preparation
from fourfold.certification.documents.statement import Assurance, Opinion, read_statement, statement_content
from fourfold.certification.dossier.facts import DossierFacts, facts_of
from fourfold.certification.identity.issuer import IssuerDocument, first_version, method_of, read_history
from fourfold.certification.identity.register import Entry, Register, Role, read_registers
from fourfold.certification.identity.registering import first_register, register_key
from fourfold.certification.identity.trust import Accreditation, TrustedBody, TrustRoots
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.checkpoint import Checkpoint, Witness, cosign
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.log import Log
from fourfold.certification.status.bitstring import (
    LIST_ENTRIES,
    AsOf,
    StatusEntry,
    StatusPurpose,
    Version,
    list_credential,
)
from fourfold.certification.verification.asked import Asked, Opened
from fourfold.certification.verification.verification import Finding, Verification
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from support.documents import EQUAL
from support.tile_stores import MemoryTiles

EXAMPLES = Path(__file__).parents[2] / "examples" / "certification"
BODY = "did:web:certifier.example"
START = datetime(2026, 1, 1, tzinfo=UTC)
ISSUED = datetime(2026, 3, 1, 8, tzinfo=UTC)
SOON = ISSUED + timedelta(days=2)
UNTIL = datetime(2028, 3, 1, tzinfo=UTC)
STANDARD = "example-steel-rule"
HERE = Place("test")


@cache
def sealed(name: str = "sheet") -> SealedStudy:
    """A study of the example, sealed once for all tests."""
    return seal_folder(EXAMPLES / name, str(EXAMPLES / "rules"))


@cache
def facts(name: str = "sheet") -> DossierFacts:
    """What its dossier says."""
    problems = Problems()
    found = facts_of(sealed(name).dossier, problems)
    problems.raise_if_errors()
    assert found is not None
    return found


@dataclass
class Keys:
    """Everybody's keys."""

    root: SigningKey = field(default_factory=new_key)
    issue: SigningKey = field(default_factory=new_key)
    log: SigningKey = field(default_factory=new_key)
    client: SigningKey = field(default_factory=new_key)
    verifier: SigningKey = field(default_factory=new_key)
    reviewer: SigningKey = field(default_factory=new_key)
    witness: SigningKey = field(default_factory=new_key)


@dataclass(frozen=True)
class Certified:
    """A certificate with what it rests on."""

    certificate: Credential
    statement: Credential
    preparation: Credential
    suppliers: tuple[dict[str, JSON], ...] = ()


class Body:
    """A certification body in memory. Its methods do what they are told, right or wrong.

    Args:
        keys: everybody's.
        did: of the body.
        people: entries of the register beside the four usual ones.
    """

    def __init__(self, keys: Keys | None = None, did: str = BODY, entries: tuple[Entry, ...] | None = None) -> None:
        self.keys = keys or Keys()
        self.did = did
        self.origin = did.removeprefix("did:web:") + "/log"
        self.log = Log(MemoryTiles(), self.origin)
        self.indexes: dict[str, int] = {}
        self.bits = {purpose: bytearray(LIST_ENTRIES // 8) for purpose in StatusPurpose}
        self.lists: dict[StatusPurpose, Credential] = {}
        self.numbers = 0
        names = {"en": "Example Certifier", "zh": "示例认证机构"}
        keys_ = self.keys
        first = first_version(did, names, [keys_.root], keys_.issue.public, keys_.log.public, self.origin, START)
        self.versions: list[Credential] = [first]
        self.registers: list[Credential] = [first_register(self.history, keys_.root, START)]
        for entry in self._usual() if entries is None else entries:
            self.enter(entry)
        self.add([(LeafKind.ISSUER, first), *((LeafKind.REGISTER, one) for one in self.registers)], START)
        self.publish_status(ISSUED - timedelta(hours=1))

    @property
    def history(self) -> tuple[IssuerDocument, ...]:
        """Its issuer documents."""
        problems = Problems()
        found = read_history(self.versions, [self.keys.root.public], HERE, problems)
        problems.raise_if_errors()
        return found

    @property
    def register(self) -> Register:
        """Its newest register."""
        problems = Problems()
        found = read_registers(self.registers, self.history, HERE, problems)
        problems.raise_if_errors()
        return found[-1]

    def _usual(self) -> tuple[Entry, ...]:
        people = (
            (self.keys.client, Role.PREPARE),
            (self.keys.verifier, Role.VERIFY),
            (self.keys.reviewer, Role.REVIEW),
        )
        return tuple(Entry(key.public, role, (), (), START, None) for key, role in people)

    def enter(self, entry: Entry, at: datetime = START) -> None:
        """One more line in the register; logged by the next `add`."""
        self.registers.append(register_key(self.register, self.history, entry, self.keys.root, at))

    def add(self, documents: list[tuple[LeafKind, Credential]], at: datetime) -> None:
        """Put documents into the log."""
        digests = [digest_of_credential(document) for _, document in documents]
        leaves = [Leaf(kind, digest, at).data() for (kind, _), digest in zip(documents, digests, strict=True)]
        for digest, index in zip(digests, self.log.append(leaves, self.keys.log), strict=True):
            self.indexes.setdefault(digest, index)

    def publish_status(
        self, at: datetime, hours: int = 840, key: SigningKey | None = None, *, log: bool = True
    ) -> None:
        """Sign both lists as they stand, and log them."""
        issuer, register = self.history[-1], self.register
        newest = AsOf(Version(issuer.version, issuer.digest), Version(register.version, register.digest))
        for purpose, bits in self.bits.items():
            until = at + timedelta(hours=hours)
            content = list_credential(self.list_url(purpose), self.did, purpose, bytes(bits), at, until, newest)
            self.lists[purpose] = self.sign(content, at, key)
        if log:
            self.add([(LeafKind.STATUS, one) for one in self.lists.values()], at)

    def list_url(self, purpose: StatusPurpose) -> str:
        """Where a list is."""
        return f"https://certifier.example/status/{purpose}-1.json"

    def set_bit(self, purpose: StatusPurpose, number: int = 1) -> None:
        """Revoke or suspend the certificate with this number; seen once the lists are published."""
        index = self.index_of(number)
        self.bits[purpose][index // 8] |= 0x80 >> index % 8

    @staticmethod
    def index_of(number: int) -> int:
        """The place of a certificate in the lists."""
        return 1000 + 7 * number

    def sign(self, content: Credential, at: datetime, key: SigningKey | None = None) -> Credential:
        """Sign with the issuing key, or with another under its own name."""
        signer = key or self.keys.issue
        return signed(content, signer, method_of(self.did, signer.public.multikey), at)

    def prepared(self, about: DossierFacts, at: datetime = ISSUED) -> Credential:
        """The client's word."""
        return prepare(about.dossier, self.keys.client, at - timedelta(days=9))

    def stated(
        self,
        about: DossierFacts,
        preparation: Credential,
        at: datetime = ISSUED,
        reviewer: SigningKey | None = None,
        level: Assurance = Assurance.LIMITED,
        opinion: Opinion = Opinion.UNMODIFIED,
        findings: tuple[Misstatement, ...] = (),
    ) -> Credential:
        """The verifier's statement, reviewed."""
        problems = Problems()
        read = read_preparation(preparation, HERE, problems)
        assert read is not None, problems.sorted()
        judgement = Judgement(
            level,
            opinion,
            {"en": "All files of the dossier.", "zh": "卷宗全部文件。"},
            materiality_of(Decimal("0.05"), (), findings, {}),
            findings,
        )
        moment = at - timedelta(days=3)
        verifier = self.keys.verifier
        content = statement_content(about, read, judgement, verifier.public, self.did, EQUAL, moment)
        once = signed(content, verifier, verifier.public.method, moment)
        second = reviewer or self.keys.reviewer
        return signed(once, second, second.public.method, moment + timedelta(days=1))

    def content(
        self, about: DossierFacts, statement: Credential, at: datetime = ISSUED, until: datetime = UNTIL
    ) -> Credential:
        """The unsigned certificate."""
        problems = Problems()
        read = read_statement(statement, HERE, problems)
        assert read is not None, problems.sorted()
        self.numbers += 1
        number = f"EX-2026-{self.numbers:06d}"
        status = tuple(StatusEntry(one, self.list_url(one), self.index_of(self.numbers)) for one in StatusPurpose)
        names = {"en": "Example Certifier", "zh": "示例认证机构"}
        url = f"https://certifier.example/certificates/{number}"
        return certificate_content(about, read, self.did, names, number, url, at, until, status, issued=at)

    def certify(
        self,
        name: str = "sheet",
        at: datetime = ISSUED,
        until: datetime = UNTIL,
        suppliers: tuple[dict[str, JSON], ...] = (),
        about: DossierFacts | None = None,
    ) -> Certified:
        """Everything from dossier to log."""
        known = about or facts(name)
        preparation = self.prepared(known, at)
        statement = self.stated(known, preparation, at)
        certificate = self.sign(self.content(known, statement, at, until), at)
        self.add(
            [
                (LeafKind.PREPARATION, preparation),
                (LeafKind.STATEMENT, statement),
                (LeafKind.CERTIFICATE, certificate),
            ],
            at,
        )
        return Certified(certificate, statement, preparation, suppliers)

    def proof(self, document: Credential, checkpoint: Checkpoint | None = None) -> str:
        """The text of a document's proof under a checkpoint; by default the newest with the witness on it."""
        index = self.indexes[digest_of_credential(document)]
        return self.log.prove(index, checkpoint or self.cosigned()).text()

    def cosigned(self) -> Checkpoint:
        """The newest checkpoint, seen by the witness."""
        newest = self.log.newest
        return cosign(newest, "witness.example", self.keys.witness, ISSUED)

    def bundle(self, certified: Certified, made: datetime = SOON, **changes: object) -> dict[str, JSON]:
        """The bundle of a certificate with the newest of everything; `changes` replace its parts."""
        parts: dict[str, object] = {
            "certificate": certified.certificate,
            "statement": certified.statement,
            "preparation": certified.preparation,
            "issuer": tuple(self.versions),
            "register": self.registers[-1],
            "status": tuple(self.lists.values()),
            "suppliers": certified.suppliers,
            **changes,
        }
        if "proofs" not in parts:
            parts["proofs"] = self.proofs(parts)
        return bundle_document(made, **parts)  # type: ignore[arg-type]

    def proofs(self, parts: dict[str, object]) -> dict[str, str]:
        """Proofs for every document of a bundle that is in the log, all under the newest checkpoint."""
        alone = [parts["certificate"], parts["statement"], parts["preparation"], parts["register"]]
        found: list[Credential] = [*alone, *parts["issuer"], *parts["status"]]  # type: ignore[misc, list-item]
        checkpoint = self.cosigned()
        logged = [one for one in found if one and digest_of_credential(one) in self.indexes]
        return {digest_of_credential(one): self.proof(one, checkpoint) for one in logged}

    def trusted(self, **changes: object) -> TrustedBody:
        """As a verifier trusts it."""
        given: dict[str, object] = {
            "did": self.did,
            "names": {"en": "Example Certifier"},
            "roots": (self.keys.root.public,),
            "log": Witness(self.origin, self.keys.log.public),
            "accreditations": (Accreditation("Example Accreditation", "L 1", (STANDARD,), START, None),),
            **changes,
        }
        return TrustedBody(**given)  # type: ignore[arg-type]

    def trust(self, threshold: int = 1, status_age: timedelta | None = None, **changes: object) -> TrustRoots:
        """Trust roots that know this body and its witness."""
        witness = Witness("witness.example", self.keys.witness.public)
        body = self.trusted(**changes)
        return TrustRoots({body.did: body}, (witness,), threshold, status_age, "sha256:" + "0" * 64)


def read(document: dict[str, JSON] | bytes) -> Bundle:
    """A bundle as a verifier reads it."""
    problems = Problems()
    data = document if isinstance(document, bytes) else canonical_bytes(document)
    found = read_bundle(data, Place("bundle.json"), problems)
    problems.raise_if_errors()
    assert found is not None
    return found


def verified(body: Body, document: dict[str, JSON] | bytes, at: datetime = SOON, **asked: object) -> Verification:
    """A bundle checked with the trust roots of its body, or with what is given."""
    given: dict[str, object] = {"trust": body.trust(), **asked}
    return verify_bundle(read(document), Asked(at, **given))  # type: ignore[arg-type]


def opened(name: str = "sheet") -> Opened:
    """The dossier at hand."""
    return Opened(sealed(name).dossier, facts(name))


def failed(verification: Verification) -> dict[str, str]:
    """The checks that failed: code and reason."""
    return {one.code: one.reason.code for one in verification.checks if one.finding is Finding.FAILED}


def open_checks(verification: Verification) -> dict[str, str]:
    """The needed checks that could not be made: code and reason."""
    return {
        one.code: one.reason.code for one in verification.checks if one.finding is Finding.NOT_CHECKED and one.needed
    }
