"""The preparation: a client's word that this dossier is theirs.

Type ``DossierPreparation``; issuer is the preparer's key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, digest_of_credential, signed
from fourfold.certification.documents.parts import CONTEXT, DID_KEY, DIGEST, PROOF, check_document, types
from fourfold.certification.documents.proving import check_not_before, check_proof, key_of_did, read_proofs
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Moment, below
from fourfold.core.moments import moment_text
from fourfold.core.problems import Place, Problems

PREPARATION_FORMAT = "preparation/1"
PREPARATION_TYPE = "DossierPreparation"

PREPARATION = ObjectOf(
    {
        "@context": CONTEXT,
        "type": types(PREPARATION_TYPE),
        "fourfold": Choice((PREPARATION_FORMAT,)),
        "issuer": DID_KEY,
        "validFrom": Moment(),
        "credentialSubject": ObjectOf({"dossier": DIGEST}),
        "proof": PROOF,
    },
    meanings={
        "issuer": "The preparer's key.",
        "validFrom": "When it was signed.",
        "credentialSubject": "What is the preparer's: a dossier, by its digest.",
    },
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Who prepared a dossier.

    Attributes:
        dossier: its digest.
        key: the preparer's key (its did:key is issuer and method).
        created: when it was signed.
        credential, digest: the signed document.
    """

    dossier: str
    key: PublicKey
    created: datetime
    credential: Credential
    digest: str


def prepare(dossier: str, key: SigningKey, created: datetime) -> Credential:
    """The signed preparation of a dossier by its digest."""
    document: Credential = {
        "@context": [*CONTEXTS],
        "type": ["VerifiableCredential", PREPARATION_TYPE],
        "fourfold": PREPARATION_FORMAT,
        "issuer": key.public.did,
        "validFrom": moment_text(created),
        "credentialSubject": {"dossier": dossier},
    }
    return signed(document, key, key.public.method, created)


def read_preparation(document: Credential, place: Place, problems: Problems) -> Preparation | None:
    """A preparation; its proof is checked here, since its key stands in it."""
    if not check_document(PREPARATION, document, place, problems):
        return None
    node = Node(document)
    key = key_of_did(node.text("issuer"), below(place, "issuer"), problems)
    proofs = read_proofs(document, place, problems)
    if key is None or not proofs or not check_proof(document, proofs[0], key, 1, place, problems):
        return None
    if not check_not_before(proofs, node.text("validFrom"), place, problems):
        return None
    dossier = node.node("credentialSubject").text("dossier")
    return Preparation(dossier, key, proofs[0].created, document, digest_of_credential(document))
