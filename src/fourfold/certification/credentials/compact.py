"""The compact form: what a label says, signed, in at most 200 bytes, so that it fits into a code a phone can read.

COSE_Sign1 (RFC 9052 section 4.2) over a map with integer keys in deterministic CBOR. Protected header: the algorithm
(EdDSA with Ed25519, or ES256) and the first eight bytes of the SHA-256 of the key. It is the third form of a
certificate beside the credential and its JOSE form. It has no place in the log and no status: whoever reads it can say
"signature good, status not known" at best, never more.

As text it is base32 (RFC 4648 section 6) without padding, which codes hold in their alphanumeric mode; where there is
an address it is the address's fragment, which a browser does not send.
"""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.certification.credentials.cbor import CBOR, Tagged, cbor_bytes
from fourfold.certification.credentials.compact_form import (
    ALGORITHMS,
    BOUNDARIES,
    COMPACT_KEY_KIND,
    COMPACT_TOO_LONG,
    COMPACT_UNSAYABLE,
    COSE_SIGN1,
    DIGEST_BYTES,
    HEADER_ALGORITHM,
    HEADER_KEY,
    MOST_MANTISSA,
    is_figure,
    is_sayable,
    message_of,
)
from fourfold.certification.credentials.compact_form import COMPACT_MOST_BYTES as COMPACT_MOST_BYTES
from fourfold.certification.credentials.compact_form import COMPACT_UNREADABLE as COMPACT_UNREADABLE
from fourfold.certification.credentials.compact_form import COMPACT_VERSION as COMPACT_VERSION
from fourfold.certification.credentials.compact_form import Compact as Compact
from fourfold.certification.credentials.compact_form import CompactFlag as CompactFlag
from fourfold.certification.credentials.compact_form import SignatureState as SignatureState
from fourfold.certification.credentials.compact_form import SignedCompact as SignedCompact
from fourfold.certification.credentials.compact_form import compact_text as compact_text
from fourfold.certification.credentials.compact_form import key_id_of as key_id_of
from fourfold.certification.credentials.compact_reading import read_compact as read_compact
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.problems import N_, Place, Problems, Term


def sign_compact(content: Compact, key: SigningKey, place: Place, problems: Problems) -> bytes | None:
    """The signed compact form.

    Args:
        content: what the label says.
        key: the body's issuing key.
        place: of the certificate, for reports.
        problems: receives what cannot be held, and what is too long.

    Returns:
        At most 200 bytes; ``None`` after reporting why there is none.
    """
    public = key.public
    if public.kind not in ALGORITHMS:
        problems.error(COMPACT_KEY_KIND, place, found=public.kind.value)
        return None
    payload = _payload(content, place, problems)
    if payload is None:
        return None
    protected = cbor_bytes({HEADER_ALGORITHM: ALGORITHMS[public.kind], HEADER_KEY: key_id_of(public)})
    signature = key.sign(message_of(protected, payload))
    data = cbor_bytes(Tagged(COSE_SIGN1, [protected, {}, payload, signature]))
    if len(data) > COMPACT_MOST_BYTES:
        _report_length(content, len(data), place, problems)
        return None
    return data


def check_compact(signed: SignedCompact, keys: Sequence[PublicKey]) -> SignatureState:
    """What its signature is worth under the keys a reader knows. A good one says nothing about the status.

    Args:
        signed: as read.
        keys: issuing keys of the bodies the reader trusts.
    """
    named = [key for key in keys if key.kind is signed.kind and key_id_of(key) == signed.key_id]
    if not named:
        return SignatureState.UNKNOWN_KEY
    good = any(key.verifies(signed.signature, signed.message) for key in named)
    return SignatureState.GOOD if good else SignatureState.BAD


def _payload(content: Compact, place: Place, problems: Problems) -> bytes | None:
    """Keys 0 to 8: version, number, figure, unit, boundary, standard, end of validity, flags, certificate."""
    sign, digits, exponent = content.total_kg_co2e.as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1) if isinstance(exponent, int) else MOST_MANTISSA + 1
    while isinstance(exponent, int) and mantissa and exponent < 0 and mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    until = content.valid_until
    wrong = {
        N_("certificate number"): (content.number, not is_sayable(content.number)),
        N_("unit"): (content.unit, not is_sayable(content.unit)),
        N_("standard"): (content.standard, not is_sayable(content.standard)),
        N_("boundary"): (content.boundary, content.boundary not in BOUNDARIES),
        N_("figure"): (content.total_kg_co2e, not is_figure(exponent, mantissa)),
        N_("end of validity"): (until, until.tzinfo is None or bool(until.microsecond) or until.timestamp() < 0),
        N_("digest"): (content.certificate.hex(), len(content.certificate) != DIGEST_BYTES),
    }
    for field, (found, is_wrong) in wrong.items():
        if is_wrong:
            problems.error(COMPACT_UNSAYABLE, place, field=Term(field), found=found)
    if any(is_wrong for _, is_wrong in wrong.values()):
        return None
    figure: list[CBOR] = [int(exponent), mantissa]
    values: list[CBOR] = [COMPACT_VERSION, content.number, figure, content.unit, BOUNDARIES.index(content.boundary)]
    values += [content.standard, int(until.timestamp()), int(content.flags), content.certificate]
    return cbor_bytes(dict(enumerate(values)))


def _report_length(content: Compact, size: int, place: Place, problems: Problems) -> None:
    texts = {N_("certificate number"): content.number, N_("unit"): content.unit, N_("standard"): content.standard}
    field, text = max(texts.items(), key=lambda item: len(item[1].encode()))
    excess = size - COMPACT_MOST_BYTES
    problems.error(
        COMPACT_TOO_LONG, place, field=Term(field), found=text, size=size, most=COMPACT_MOST_BYTES, excess=excess
    )
