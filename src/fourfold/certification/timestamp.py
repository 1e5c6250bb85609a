"""RFC 3161 time stamps over checkpoints: a clock that is not the body's. Optional: extra ``timestamp``.

Stamped is the body of the checkpoint's note (origin, size, root), not the signatures below it: witnesses may cosign
afterwards, and the reply still holds. Verified is offline, against certificates that the verifier already has: the
authority's own and, where that is not its own root, those above it.

The request asks the authority to send its own certificate and no chain. A reply with a chain is refused: such sets are
often not in the order DER demands, and a chain a reply brings along is nothing to trust anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.core.problems import N_, InputError, MessageKind, Param, Place, Problem, Term
from fourfold.core.reading import MIB

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

REPLY_MOST_BYTES = 1 * MIB

TIMESTAMP_EXTRA = MessageKind(
    "timestamp-extra",
    N_("time stamps need a library that is not installed"),
    N_("Fourfold with its extra timestamp"),
    N_("install it: pip install 'fourfold[timestamp]'"),
)
TIMESTAMP_AUTHORITY = MessageKind(
    "timestamp-authority",
    N_("{found} is no certificate of a time-stamping authority: {reason}"),
    N_("certificates in PEM: the authority's own, for time stamping, then those above it up to the root"),
    N_("ask the authority for them; a reply is not trusted to bring them"),
)
TIMESTAMP_REPLY = MessageKind(
    "timestamp-reply",
    N_("{found} is no time stamp: {reason}"),
    N_("the reply of the authority (DER) as it came"),
    N_("send the request again"),
)

NOT_GRANTED = N_("the authority did not grant it")
WITH_CHAIN = N_("it brings a chain of certificates; ask for the authority's own certificate only")
NO_ROOT = N_("the certificates above it, up to the root, are missing")
NOT_OVER_THIS = N_("it is not over this checkpoint, or not by this authority")
UNREADABLE = N_("it cannot be read")


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A reply that holds.

    Attributes:
        time: what the authority's clock said, UTC.
        authority: subject of its certificate.
    """

    time: datetime
    authority: str


def stamped_message(checkpoint: Checkpoint) -> bytes:
    """What is stamped of a checkpoint: the body of its note."""
    return checkpoint.note().body.encode()


def timestamp_request(checkpoint: Checkpoint) -> bytes:
    """A request (DER) to send to an authority; SHA-256, a nonce, the authority's certificate asked for.

    Raises:
        InputError: the extra is not installed.
    """
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
    except ImportError as error:
        raise _no_extra() from error
    builder = TimestampRequestBuilder().data(stamped_message(checkpoint)).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def verify_timestamp(reply: bytes, checkpoint: Checkpoint, authority: bytes, name: str = "") -> TimeStamp:
    """Verify a reply offline.

    Args:
        reply: DER as the authority sent it.
        checkpoint: that was stamped.
        authority: certificates in PEM, known to the verifier: the authority's own first, then those above it.
        name: of the reply, for messages.

    Raises:
        InputError: the extra is not installed, the certificate is none, or the reply does not hold.
    """
    response, certificates = _response(reply, name), _certificates(authority)
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion
    from rfc3161_client import VerificationError, VerifierBuilder

    builder = VerifierBuilder().tsa_certificate(certificates[0])
    for certificate in dict.fromkeys(certificates):
        if certificate.issuer == certificate.subject:
            builder = builder.add_root_certificate(certificate)
        elif certificate != certificates[0]:
            builder = builder.add_intermediate_certificate(certificate)
    try:
        holds = builder.build().verify_message(response, stamped_message(checkpoint))
    except (VerificationError, ValueError, InvalidVersion, UnsupportedAlgorithm):
        holds = False
    if not holds:
        raise _refused(name, NOT_OVER_THIS)
    made = response.tst_info.gen_time
    time = made if made.tzinfo else made.replace(tzinfo=UTC)
    return TimeStamp(time.astimezone(UTC).replace(microsecond=0), certificates[0].subject.rfc4514_string())


def _response(reply: bytes, name: str) -> TimeStampResponse:
    """A granted reply without a chain."""
    try:
        from rfc3161_client import decode_timestamp_response
    except ImportError as error:
        raise _no_extra() from error
    if len(reply) > REPLY_MOST_BYTES:
        raise _refused(name, UNREADABLE)
    try:
        response = decode_timestamp_response(reply)
        if response.status != 0:
            raise _refused(name, NOT_GRANTED)
        certificates = len(response.signed_data.certificates)
    except ValueError as error:
        raise _refused(name, WITH_CHAIN if "InvalidSetOrdering" in str(error) else UNREADABLE) from error
    if certificates > 1:
        raise _refused(name, WITH_CHAIN)
    return response


def _certificates(pem: bytes) -> list[Certificate]:
    """The authority's certificate and those above it."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(pem)
    except ValueError as error:
        raise _no_authority(UNREADABLE) from error
    if all(one.issuer != one.subject for one in found):
        raise _no_authority(NO_ROOT)
    return found


def _no_extra() -> InputError:
    return InputError([Problem(TIMESTAMP_EXTRA, Place("timestamp"))])


def _no_authority(reason: str) -> InputError:
    params: dict[str, Param] = {"found": "--authority", "reason": Term(reason)}
    return InputError([Problem(TIMESTAMP_AUTHORITY, Place("--authority"), params)])


def _refused(name: str, reason: str) -> InputError:
    return InputError([Problem(TIMESTAMP_REPLY, Place(name), {"found": name or "reply", "reason": Term(reason)})])
