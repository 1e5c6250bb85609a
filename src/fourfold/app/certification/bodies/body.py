"""A certification body's folder: identity, registry, log, and the public files anybody may mirror.

    body.json              ``body/1``: DID, names, public address, prefix of numbers, status validity
    keys/                  root.pem, issue.pem, log.pem (encrypted); may be moved elsewhere and named by options
    registry.sqlite        documents, numbers, states
    suppliers/             bundles of suppliers' certificates that certified studies rest on, by digest
    public/did.json        newest issuer document; public/issuer/<n>.json every version
    public/register.json   newest register; public/register/<n>.json every version
    public/log/            checkpoint and tiles
    public/status/         <purpose>-<n>.json
    public/certificates/   <number>.bundle.json
    .lock, .writing/       held by whoever writes; files not yet in their place

Order of writing: registry, then tiles, then checkpoint, then what is public. What a crash leaves undone is finished
when the folder is next opened, as far as no key is needed for it; documents that wait for the log need its key and are
finished by the next act of signing (`Body.finish`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.bodies.card import BodyCard as BodyCard
from fourfold.app.certification.bodies.card import read_card
from fourfold.app.certification.bodies.key_files import find_key_file
from fourfold.app.certification.bodies.making import make_body as make_body
from fourfold.app.certification.bodies.public_files import write_public
from fourfold.app.certification.bodies.recovery import adopt_log, catch_up, is_behind
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import IssuerDocument, IssuerKey, KeyUse, read_history
from fourfold.certification.identity.register import Register, read_register
from fourfold.certification.keys.files import read_key
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.log import Log
from fourfold.certification.log.proof import LogProof
from fourfold.certification.registry import Recorded, Registry
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.strict_json import read_json_object
from fourfold.store.locks import exclusively_within
from fourfold.store.registry.sql import SqlRegistry
from fourfold.store.tiles import FolderTiles

REGISTRY_FILE = "registry.sqlite"
PUBLIC = "public"
KEYS = "keys"
LOCK = ".lock"
PATIENCE_S = 30.0
"""How long a second process waits for the first."""

BODY_BUSY = MessageKind(
    "body-busy",
    N_("another program is working on the body {found}"),
    N_("one writer at a time"),
    N_("wait until it has ended and run this again"),
)
BODY_UNWRITABLE = MessageKind(
    "body-unwritable",
    N_("the body's folder {found} cannot be written: {reason}"),
    N_("a folder you may write, on a disk with room"),
    N_("correct that and run this again: what was begun is then finished"),
)
KEY_NOT_FOUND = MessageKind(
    "body-key-not-found",
    N_("the {use} key {found} is not in the folder of the body's keys"),
    N_("a key file USE.pem, or another one"),
    N_("name the file with the option for this key"),
)
KEY_NOT_OF_BODY = MessageKind(
    "body-key-other",
    N_("{found} is not the {use} key that the body uses now"),
    N_("{wanted}"),
    N_("give the file of that key; fourfold keys show tells which key a file holds"),
)
BODY_HAS_NO_KEY = MessageKind(
    "body-has-no-key",
    N_("the body's issuer document names no {use} key that is in use"),
    N_("a key without end that is not in other hands"),
    N_("give the body a new one: fourfold keys rotate"),
)


class Body:
    """An opened body.

    Attributes:
        folder: its folder.
        card: who it is.
        registry: its memory.
        log: its log.
    """

    folder: Path
    card: BodyCard
    registry: Registry
    log: Log

    def __init__(self, folder: Path, card: BodyCard, registry: Registry) -> None:
        self.folder, self.card, self.registry = folder, card, registry
        self.tiles = FolderTiles(folder / PUBLIC / "log")
        self.files = FolderTiles(folder)
        self._is_writing = False
        self._history: tuple[str, tuple[IssuerDocument, ...]] = ("", ())
        self.log = Log(self.tiles, self.history()[-1].log_origin)

    @classmethod
    def open(cls, folder: Path) -> Body:
        """Open a folder, finishing whatever a crash left undone that needs no key.

        Raises:
            InputError: it is no body's folder, or is damaged, or its registry and its log contradict each other.
        """
        card = read_card(folder)
        body = cls(folder, card, SqlRegistry.at(folder / REGISTRY_FILE))
        if is_behind(body):
            with body.writing():
                pass  # to hold the lock is to have caught up
        return body

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone with the folder, and caught up with what a crash left. Within another it is part of that one.

        Raises:
            InputError: another program does not let go of it, or it cannot be written.
        """
        if self._is_writing:
            yield
            return
        place, name = Place(self.folder.name), {"found": self.folder.name}
        try:
            with exclusively_within(self.folder / LOCK, PATIENCE_S):
                self._is_writing = True
                try:
                    self.files.clear()
                    catch_up(self)
                    yield
                finally:
                    self._is_writing = False
        except TimeoutError as error:
            raise InputError([Problem(BODY_BUSY, place, name)]) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError([Problem(BODY_UNWRITABLE, place, {**name, "reason": reason})]) from error

    def history(self) -> tuple[IssuerDocument, ...]:
        """Its issuer documents, oldest first.

        Raises:
            InputError: what the registry holds is no such history.
        """
        newest = self.registry.newest(LeafKind.ISSUER)
        digest = newest.digest if newest else ""
        if not digest or self._history[0] != digest:
            problems = Problems()
            documents = [self.credential(one) for one in self.registry.documents(LeafKind.ISSUER)]
            versions = read_history(documents, (), Place("issuer"), problems)
            problems.raise_if_errors()
            self._history = (digest, versions)
        return self._history[1]

    def register(self) -> Register | None:
        """Its newest register."""
        newest = self.registry.newest(LeafKind.REGISTER)
        if newest is None:
            return None
        problems = Problems()
        register = read_register(self.credential(newest), self.history(), Place("register"), problems, newest.index)
        problems.raise_if_errors()
        return register

    def credential(self, recorded: Recorded) -> Credential:
        """The document of a record."""
        problems = Problems()
        document = read_json_object(recorded.data, Place(recorded.digest), problems)
        return problems.needed(document)

    def key(self, use: KeyUse, passphrase: bytes, path: Path | None = None) -> SigningKey:
        """The pair for a use, from `path` or the folder ``keys``; it must be the one its issuer document names now.

        Raises:
            InputError: it cannot be opened or is not that key.
        """
        wanted = self.key_in_use(use)
        place, params = Place(KEYS), {"use": str(use), "found": wanted.key.multikey}
        path = path or find_key_file(self.folder / KEYS, use, wanted.key)
        if path is None:
            raise InputError([Problem(KEY_NOT_FOUND, place, params)])
        pair = read_key(path, passphrase)
        if pair.public != wanted.key:
            params = {"use": str(use), "found": pair.public.multikey, "wanted": wanted.key.multikey}
            raise InputError([Problem(KEY_NOT_OF_BODY, Place(path.name), params)])
        return pair

    def key_in_use(self, use: KeyUse) -> IssuerKey:
        """The newest key of a use that has no end and is not in other hands; of the log the one that signs it.

        Raises:
            InputError: there is none.
        """
        newest = self.history()[-1]
        if use is KeyUse.LOG:
            return newest.keys[newest.log_method]
        usable = [key for key in newest.keys.values() if key.use is use and key.end is None and key.compromise is None]
        if not usable:
            raise InputError([Problem(BODY_HAS_NO_KEY, Place("issuer"), {"use": str(use)})])
        return usable[-1]

    def publish(
        self, documents: Sequence[tuple[LeafKind, Credential]], log_key: SigningKey, at: datetime
    ) -> tuple[LogProof, ...]:
        """Record signed documents, append them to the log in order, and write the public files.

        Returns:
            A proof for each.
        """
        with self.writing():
            with self.registry.transaction():
                for kind, document in documents:
                    self.record(kind, document, at)
                self.refuse_other_key(KeyUse.LOG, log_key)
            self.finish(log_key)
            return tuple(self.proof(digest_of_bytes(canonical_bytes(document))) for _, document in documents)

    def record(
        self,
        kind: LeafKind,
        document: Credential,
        at: datetime,
        number: str = "",
        status: tuple[int, int] | None = None,
        about: str = "",
    ) -> str:
        """Keep a signed document, which then waits for the log; its digest."""
        data = canonical_bytes(document)
        digest = digest_of_bytes(data)
        about = str(document["id"]) if kind is LeafKind.STATUS else about
        self.registry.record(Leaf(kind, digest, at), data, number, status, about)
        return digest

    def refuse_other_key(self, use: KeyUse, key: SigningKey) -> None:
        """Refuse a key that the body does not use now, before anything is kept that needs it.

        Raises:
            InputError: it is another.
        """
        wanted = self.key_in_use(use).key
        if key.public != wanted:
            params = {"use": str(use), "found": key.public.multikey, "wanted": wanted.multikey}
            raise InputError([Problem(KEY_NOT_OF_BODY, Place(KEYS), params)])

    def refuse_other_log_key(self, log_key: SigningKey) -> None:
        """`refuse_other_key` for the log's key."""
        self.refuse_other_key(KeyUse.LOG, log_key)

    def finish(self, log_key: SigningKey) -> int:
        """Append what waits for the log, and write the public files; how many documents that were."""
        with self.writing():
            self.refuse_other_key(KeyUse.LOG, log_key)
            adopt_log(self)
            waiting = self.registry.pending()
            size = self.registry.size()
            self.log.append([one.leaf.data() for one in waiting], log_key, size)
            self.registry.logged([one.digest for one in waiting], size)
            write_public(self)
        return len(waiting)

    def proof(self, digest: str, checkpoint: Checkpoint | None = None) -> LogProof:
        """That a recorded document is in the log, under the newest checkpoint or an older one.

        Raises:
            InputError: it is not, or not yet.
        """
        recorded = self.registry.by_digest(digest)
        if recorded is None or recorded.index is None:
            raise InputError([Problem(NOT_LOGGED, Place("log"), {"found": digest})])
        return self.log.prove(recorded.index, checkpoint)


NOT_LOGGED = MessageKind(
    "body-not-logged",
    N_("the document {found} is not in the log yet"),
    N_("a document that has its place in the log"),
    N_("finish what was begun: fourfold certificate status"),
)
