"""Certificates: verifications a second, sizes, the LFP example sealed and recomputed; log and registry as they grow.

``python benchmarks/certificates.py [--runs 200] [--most 1000000]``

verify    a whole bundle: read, schema of every document, each signature, every log proof, roles, status. The peer is
          the bare signature check of the cryptography library, as many as the bundle holds, over messages of 64 bytes.
document  one proof of the certificate: canonical JSON, hashes, signature; beside one bare signature check.
sizes     bundle, log proof, signed form and text of a label's code, in bytes.
seal      the LFP example sealed, and recomputed in its clean process; by the clock.
growth    ``certificates_log.py`` and ``certificates_registry.py`` beside it: 10³ to ``--most``.

Medians of one run, processor time where not said otherwise; both sides of a ratio in turn.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import certificates_log
import certificates_registry
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fourfold.app.certification.bodies.body import Body, BodyCard
from fourfold.app.certification.bodies.keys import Signers, enter_key, start_body
from fourfold.app.certification.certificates.issuing import Application, issue
from fourfold.app.certification.dossiers.recomputing import recompute
from fourfold.app.certification.dossiers.sealing import seal_folder, write_dossier
from fourfold.app.certification.labels.labels import make_label, source_of_body
from fourfold.app.certification.verifying.trust_making import trusted_body
from fourfold.certification.bundle import read_bundle
from fourfold.certification.credentials.data_integrity import Credential, Proof, proofs_of, signed, why_not
from fourfold.certification.documents.judgement import Assurance, Judgement, Opinion, Recomputed, materiality_of
from fourfold.certification.documents.preparation import prepare, read_preparation
from fourfold.certification.documents.statement import statement_content
from fourfold.certification.dossier.facts import DossierFacts, facts_of
from fourfold.certification.dossier.recomputation import Equality
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.log.proof import read_proof
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.verification import Outcome
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import Place, Problems

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
MADE = datetime(2026, 2, 1, tzinfo=UTC)
ISSUED = MADE + timedelta(days=28)
PASSPHRASE = b"a passphrase of the benchmark"
HERE = Place("benchmark")
RECOMPUTED = Recomputed("sha256:" + "9" * 64, Equality.EQUAL)
T = TypeVar("T")


def certified(folder: Path) -> tuple[bytes, TrustRoots, Body, int]:
    """A bundle, trust roots that know its body, the body, and how many signatures the bundle holds."""
    card = BodyCard("did:web:certifier.example", {"en": "Example Certifier"}, "https://certifier.example", "EX")
    body = start_body(folder / "body", card, KeyKind.ED25519, PASSPHRASE, MADE)
    keys = {use: body.key(use, PASSPHRASE) for use in KeyUse}
    people = {role: new_key() for role in (Role.PREPARE, Role.VERIFY, Role.REVIEW)}
    signers = Signers(keys[KeyUse.ROOT], keys[KeyUse.LOG])
    for role, key in people.items():
        enter_key(body, Entry(key.public, role, (), (), MADE, None), "", signers, MADE)
    sealed = seal_folder(EXAMPLES / "certification" / "sheet", str(EXAMPLES / "certification" / "rules"))
    write_dossier(sealed, folder / "sheet.dossier")
    facts = read_by(lambda problems: facts_of(sealed.dossier, problems))
    preparation, statement = papers(facts, people, card.did)
    for name, document in (("preparation", preparation), ("statement", statement)):
        (folder / f"{name}.json").write_bytes(canonical_bytes(document))
    dossier, prepared, stated = (folder / name for name in ("sheet.dossier", "preparation.json", "statement.json"))
    asked = Application(dossier, prepared, stated, ISSUED)
    done = issue(body, asked, keys[KeyUse.ISSUE], keys[KeyUse.LOG], ISSUED)
    trust = TrustRoots({card.did: trusted_body(body, ISSUED)}, (), 0, None, "sha256:" + "0" * 64)
    data = canonical_bytes(done.bundle)
    bundle = read_by(lambda problems: read_bundle(data, HERE, problems))
    alone = (bundle.certificate, bundle.statement, bundle.preparation, bundle.register)
    parts = [part for part in (*alone, *bundle.issuer, *bundle.status) if part is not None]
    signatures = sum(len(proofs_in(part)) for part in parts) + 1  # the log's, on the one checkpoint of all proofs
    return data, trust, body, signatures


def read_by(reader: Callable[[Problems], T | None]) -> T:
    """What a reader finds; an error where it finds faults."""
    problems = Problems()
    found = reader(problems)
    problems.raise_if_errors()
    return expect(found)


def expect(found: T | None) -> T:
    """What was measured has to be right."""
    if not found:
        raise AssertionError("what was measured is wrong")
    return found


def proofs_in(document: Credential) -> tuple[Proof, ...]:
    """The proofs of a document."""
    proofs = proofs_of(document)
    return proofs if isinstance(proofs, tuple) else ()


def papers(facts: DossierFacts, people: dict[Role, SigningKey], did: str) -> tuple[Credential, Credential]:
    """Preparation and reviewed statement."""
    preparation = prepare(facts.dossier, people[Role.PREPARE], ISSUED - timedelta(days=9))
    read = read_by(lambda problems: read_preparation(preparation, HERE, problems))
    agreed = materiality_of(Decimal("0.05"), (), (), {})
    judgement = Judgement(Assurance.LIMITED, Opinion.UNMODIFIED, {"en": "All files."}, agreed)
    verifier, reviewer, at = people[Role.VERIFY], people[Role.REVIEW], ISSUED - timedelta(days=3)
    content = statement_content(facts, read, judgement, verifier.public, did, RECOMPUTED, at)
    once = signed(content, verifier, verifier.public.method, at)
    return preparation, signed(once, reviewer, reviewer.public.method, at)


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def bare_checks(count: int) -> Callable[[], None]:
    """As many checks of signatures as asked, and nothing else."""
    pair = Ed25519PrivateKey.generate()
    message = bytes(64)
    public, signature = pair.public_key(), pair.sign(message)

    def work() -> None:
        for _ in range(count):
            public.verify(signature, message)

    return work


def verify(data: bytes, trust: TrustRoots, body: Body, signatures: int, runs: int) -> None:
    """Whole bundles, and one proof of one document, beside bare signature checks."""
    asked = Asked(ISSUED, trust)

    def whole() -> None:
        bundle = read_by(lambda problems: read_bundle(data, HERE, problems))
        expect(verify_bundle(bundle, asked).outcome is Outcome.IN_ORDER)

    document = read_by(lambda problems: read_bundle(data, HERE, problems)).certificate
    proof = proofs_in(document)[0]
    key = body.history()[-1].usable(KeyUse.ISSUE, ISSUED)[0].key
    alone, one, bare = (lambda: why_not(document, proof, key)), bare_checks(1), bare_checks(signatures)
    rows = [[milliseconds(work) for work in (whole, bare, alone, one)] for _ in range(runs)]
    whole_ms, bare_ms, alone_ms, one_ms = (statistics.median(column) for column in zip(*rows, strict=True))
    print(
        f"verify    {1000 / whole_ms:7.0f} bundles/s on a core, {whole_ms:.2f} ms each, {signatures} signatures in it"
    )
    print(f"          {whole_ms / bare_ms:7.1f} times its bare signature checks ({bare_ms:.2f} ms)")
    print(f"document  {1000 / alone_ms:7.0f} proofs/s, {alone_ms / one_ms:.1f} times one bare signature check")


def sizes(data: bytes, body: Body, folder: Path) -> None:
    """What travels, in bytes."""
    bundle = read_by(lambda problems: read_bundle(data, HERE, problems))
    texts = list(bundle.proofs.values())
    proof = read_by(lambda problems: read_proof(texts[0], HERE, problems))
    source = source_of_body(body, "EX-2026-000001")
    key = body.key(KeyUse.ISSUE, PASSPHRASE)
    label = make_label(source, key, folder / "label.svg", "", ISSUED, "en")
    print(
        f"sizes     bundle {len(data):,} B; log proof {max(map(len, texts)):,} B with {len(proof.path)} hashes; label: "
        f"signed form {label.size} B, text {len(label.text)} characters, {label.modules} modules across"
    )


def sealing(folder: Path, runs: int) -> None:
    """The LFP example, by the clock."""
    rows = []
    for number in range(runs):
        start = time.perf_counter()
        sealed = seal_folder(EXAMPLES / "lfp-cell", "iso-14067-2018")
        write_dossier(sealed, folder / f"{number}.dossier")
        between = time.perf_counter()
        found = recompute(folder / f"{number}.dossier")
        rows.append((between - start, time.perf_counter() - between))
        expect(str(found.outcome) == "equal")
    seal_s, recompute_s = (statistics.median(column) for column in zip(*rows, strict=True))
    print(
        f"seal      {seal_s:.2f} s, recompute {recompute_s:.2f} s ({found.compared:,} numbers compared), by the clock"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--most", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, trust, body, signatures = certified(folder)
        verify(data, trust, body, signatures, options.runs)
        sizes(data, body, folder)
        sealing(folder, 3)
    sizes_up_to = [size for size in certificates_log.SIZES if size <= options.most]
    certificates_log.print_growth(sizes_up_to)
    certificates_registry.print_growth(sizes_up_to)


if __name__ == "__main__":
    main()
