"""Verify a certificate's bundle: read what the verifier brings, make the numbered checks, remember the checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fourfold.app.certification.verifying.trusting import read_trust_files
from fourfold.certification.bundle import MOST_BYTES, Bundle, read_bundle
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.dossier.dossier import read_dossier
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.dossier.recomputation import Recomputation
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.log.checkpoint import Checkpoint, Witness, is_signed_by
from fourfold.certification.log.log import Log, checkpoint_in
from fourfold.certification.verification.asked import Asked, Mirror, Opened, Stamp, Stamper
from fourfold.certification.verification.case import Logged
from fourfold.certification.verification.in_log import NOT_SEEN, checkpoint_of, logs_of
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.tree import Tree, read_tree
from fourfold.certification.verification.verification import Check, Finding, Verification
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import MIB, read_bounded
from fourfold.store.seen import default_seen, keep_checkpoint, seen_checkpoints
from fourfold.store.tiles import FolderTiles

NO_MIRROR = MessageKind(
    "verify-no-mirror",
    N_("there is no log in {found}"),
    N_("a folder with the file checkpoint and the folder tile of a log"),
    N_("name the folder public/log of a body, or a copy of it; or leave out --log"),
)
NO_DOSSIER = MessageKind(
    "verify-no-dossier",
    N_("nothing can be calculated again without the dossier"),
    N_("--dossier with the file the certificate names"),
    N_("ask the holder of the certificate for it, or leave out --recompute"),
)

NO_SUPPLIER = MessageKind(
    "verify-supplier-other",
    N_("the certificate does not rest on {found}"),
    N_("bundles of suppliers' certificates that it rests on"),
    N_("leave it out, or check it by itself"),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a verifier brings, as files.

    Attributes:
        trust: files of trust roots; none: nobody is trusted.
        dossier: the dossier the certificate names.
        recompute: whether to calculate it again.
        library: folder of the databases, for that; ``None`` for the usual one.
        mirror: folder with the files of the log.
        seen: folder of checkpoints seen before; ``None`` for the usual one.
        remember: whether to use and keep what was seen.
        authority: certificate of a time-stamping authority, PEM.
        suppliers: newer bundles of suppliers' certificates, which take the place of those in the bundle.
    """

    trust: tuple[Path, ...] = ()
    dossier: Path | None = None
    recompute: bool = False
    library: Path | None = None
    mirror: Path | None = None
    seen: Path | None = None
    remember: bool = True
    authority: Path | None = None
    suppliers: tuple[Path, ...] = ()


def verify(
    bundle: str | Path,
    trust: Sequence[str | Path] = (),
    at: datetime | None = None,
    dossier: str | Path | None = None,
    *,
    recompute: bool = False,
) -> Verification:
    """Check the certificate in a bundle file. Nothing is fetched and nothing is remembered.

    Args:
        bundle: the file.
        trust: files of trust roots; without any it cannot be told.
        at: the moment asked about, with its offset from UTC; ``None`` for now.
        dossier: the dossier, to hold it against the certificate.
        recompute: whether to calculate the dossier again.

    Raises:
        InputError: a file cannot be read.
    """
    files = tuple(Path(path) for path in trust)
    brought = Brought(files, None if dossier is None else Path(dossier), recompute, remember=False)
    return verify_file(Path(bundle), (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0), brought)


def verify_file(path: Path, at: datetime, brought: Brought, tick: Tick = no_tick) -> Verification:
    """Check the certificate in a bundle file.

    Args:
        path: the bundle.
        at: the moment asked about, UTC.
        brought: what the verifier brings.
        tick: told of progress.

    Raises:
        InputError: the bundle, or something that was brought, cannot be read.
    """
    problems = Problems()
    if brought.recompute and brought.dossier is None:
        problems.error(NO_DOSSIER, Place("--recompute"))
    bundle = read_bundle_file(path, problems)
    trust = read_trust_files(brought.trust, problems) if brought.trust else None
    suppliers = [(one.name, read_bundle_file(one, problems)) for one in brought.suppliers]
    bundle = problems.needed(bundle)
    found = [(name, supplier) for name, supplier in suppliers if supplier is not None]
    return _verify(bundle, trust, at, brought, found, tick)


def read_bundle_file(path: Path, problems: Problems) -> Bundle | None:
    """The bundle of a file, within limits."""
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, MOST_BYTES)
    return read_bundle(data, place, problems) if data is not None else None


def _verify(
    bundle: Bundle,
    trust: TrustRoots | None,
    at: datetime,
    brought: Brought,
    suppliers: Sequence[tuple[str, Bundle]],
    tick: Tick,
) -> Verification:
    given = Asked(at, trust, suppliers=tuple(one for _, one in suppliers))
    tree = read_tree(bundle, given)
    folder = (brought.seen or default_seen()) if brought.remember else None
    at_hand = _opened(brought.dossier) if brought.dossier is not None else None
    asked = replace(
        given,
        seen=_seen(tree, folder),
        mirror=mirror_in(brought.mirror),
        opened=at_hand,
        recomputed=_recomputed(at_hand, brought, tick),
        stamper=stamper_of(brought.authority),
    )
    verification = verify_bundle(bundle, asked)
    _refuse_others(verification, suppliers)
    if folder is not None:
        _keep(tree, verification, folder)
    return verification


def _seen(tree: Tree, folder: Path | None) -> tuple[Checkpoint, ...]:
    """What was seen of the logs of all trusted bodies in the tree."""
    trusted = (case for case in tree.cases() if case.body is not None)
    return seen_of({log: None for case in trusted for log in logs_of(case)}, folder)


def seen_of(logs: Iterable[Witness], folder: Path | None) -> tuple[Checkpoint, ...]:
    """Checkpoints of logs that were seen before; none without a folder."""
    return () if folder is None else tuple(one for log in logs for one in seen_checkpoints(folder, log))


def _keep(tree: Tree, verification: Verification, folder: Path) -> None:
    """Remember the checkpoint of each trusted log that shows one history; of a bundle and those it rests on."""
    if is_the_log(verification.checks):
        keep_seen(tree.case, folder)
    for supplier, verified in zip(tree.suppliers, verification.suppliers, strict=True):
        _keep(supplier, verified, folder)


def keep_seen(case: Logged, folder: Path) -> None:
    """Remember the checkpoint of a log."""
    checkpoint = checkpoint_of(case)
    for log in logs_of(case) if checkpoint is not None else ():
        if checkpoint is not None and log.name == checkpoint.origin and is_signed_by(checkpoint, log.key):
            keep_checkpoint(folder, log, checkpoint)


def _refuse_others(verification: Verification, suppliers: Sequence[tuple[str, Bundle]]) -> None:
    """Refuse bundles of certificates that the certificate does not rest on.

    Raises:
        InputError: there are some.
    """
    problems, rested_on = Problems(), set(_rested_on(verification))
    for name, supplier in suppliers:
        if (digest := digest_of_credential(supplier.certificate)) not in rested_on:
            problems.error(NO_SUPPLIER, Place(name), found=digest)
    problems.raise_if_errors()


def _rested_on(verification: Verification) -> Iterator[str]:
    for supplier in verification.suppliers:
        if supplier.certificate is not None:
            yield supplier.certificate.digest
        yield from _rested_on(supplier)


def is_the_log(checks: Sequence[Check]) -> bool:
    """Whether the checkpoint is one of a trusted log, and the first seen of it or proven to follow on those seen.

    One that is not proven is not kept: it would stand against the true one later.
    """
    by_code = {check.code: check for check in checks}
    signed = by_code[Step.ISSUER].finding is Finding.OK and by_code[Step.CHECKPOINT].finding is Finding.OK
    growth = by_code[Step.GROWTH]
    return signed and (growth.finding is Finding.OK or growth.reason is NOT_SEEN)


def mirror_in(folder: Path | None) -> Mirror | None:
    """A copy of a log; proofs of growth as far as it reaches.

    Raises:
        InputError: there is none in the folder, or its checkpoint is damaged.
    """
    if folder is None:
        return None
    store = FolderTiles(folder)
    checkpoint = checkpoint_in(store)
    if checkpoint is None:
        raise InputError([Problem(NO_MIRROR, Place("--log"), {"found": str(folder)})])
    log = Log(store, checkpoint.origin)

    def grown(old: int, new: int) -> tuple[bytes, ...] | None:
        try:
            return log.prove_growth(old, new)
        except InputError:
            return None

    return Mirror(checkpoint.origin, grown)


def _opened(path: Path) -> Opened:
    """The dossier of a file.

    Raises:
        InputError: it is none that can be read, which says nothing of the certificate.
    """
    problems = Problems()
    dossier = read_dossier(path, problems)
    problems.raise_if_errors()
    facts = facts_of(dossier, problems) if dossier is not None else None
    return Opened(dossier, facts, tuple(problems.errors))


def _recomputed(at_hand: Opened | None, brought: Brought, tick: Tick) -> Recomputation | None:
    """The dossier calculated again; one that cannot be read is told by the check of the dossier."""
    if not brought.recompute or at_hand is None or at_hand.dossier is None:
        return None
    from fourfold.app.certification.dossiers.recomputing import recompute_dossier  # a check without it needs no engine

    return recompute_dossier(at_hand.dossier, brought.library, tick)


def stamper_of(authority: Path | None) -> Stamper | None:
    """Checks time stamps by an authority's certificate.

    Raises:
        InputError: the file cannot be read. What is wrong in it is told where a time stamp is checked by it.
    """
    if authority is None:
        return None
    problems = Problems()
    pem = read_bounded(authority.parent, authority.name, Place("--authority"), problems, MIB)
    problems.raise_if_errors()
    certificate = pem or b""

    def stamper(reply: bytes, checkpoint: Checkpoint) -> Stamp:
        from fourfold.certification.timestamp import TIMESTAMP_EXTRA, verify_timestamp

        try:
            found = verify_timestamp(reply, checkpoint, certificate)
        except InputError as error:
            missing = any(problem.kind is TIMESTAMP_EXTRA for problem in error.problems)
            return Stamp(None, problems=error.problems, is_checked=not missing)
        return Stamp(found.time, found.authority)

    return stamper
