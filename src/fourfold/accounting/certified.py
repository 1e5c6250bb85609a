"""Suppliers' footprints that rest on a certificate: what a check of it came to, as the calculation is told.

Whether a certificate holds is checked elsewhere, with keys and logs; the calculation takes the answer as a value, says
with every result what the figure rests on, and never leaves a figure out because of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import SupplierRow
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind

SUPPLIER_CERTIFIED = MessageKind(
    "supplier-certified",
    N_(
        "the supplier footprint {supplier} is taken from certificate {number} of {issuer}: signature, log and status "
        "in order as of {as_of}; it was not recomputed here"
    ),
)
CERTIFICATE_UNKNOWN = MessageKind(
    "supplier-certificate-unknown",
    N_("whether the certificate of the supplier footprint {supplier} holds cannot be told ({reasons})"),
    N_("trust roots that name its issuer, and a bundle with a recent status"),
    N_("give the trust roots with --trust, or ask the supplier for a bundle of today"),
)
CERTIFICATE_REVOKED = MessageKind(
    "supplier-certificate-revoked",
    N_("the certificate {number} of the supplier footprint {supplier} is revoked, as of {as_of}"),
    N_("a certificate in order"),
    N_("ask the supplier for a new certificate; until then the figure rests on their word alone"),
)
CERTIFICATE_SUSPENDED = MessageKind(
    "supplier-certificate-suspended",
    N_("the certificate {number} of the supplier footprint {supplier} is suspended, as of {as_of}"),
    N_("a certificate in order"),
    N_("ask the supplier; until it is resumed the figure rests on their word alone"),
)
CERTIFICATE_EXPIRED = MessageKind(
    "supplier-certificate-expired",
    N_("the certificate {number} of the supplier footprint {supplier} is outside of its dates"),
    N_("a certificate within its dates"),
    N_("ask the supplier for a new certificate; until then the figure rests on their word alone"),
)
CERTIFICATE_REFUSED = MessageKind(
    "supplier-certificate-refused",
    N_("the certificate of the supplier footprint {supplier} does not hold ({reasons})"),
    N_("a certificate in order"),
    N_("fourfold verify with the file tells why; ask the supplier for one that holds"),
)


class CertificateState(StrEnum):
    """What a check of a supplier's certificate came to."""

    IN_ORDER = "in_order"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CertifiedSupplier:
    """A supplier's certificate, checked.

    Attributes:
        state: what the check came to.
        number: of the certificate; empty where it could not be read.
        issuer: DID of the body that issued it.
        digest: of the certificate; empty where it could not be read.
        bundle: of the file.
        as_of: when the status it rests on was made; ``None`` without status.
        reasons: codes of the checks that failed or could not be made.
    """

    state: CertificateState
    number: str
    issuer: str
    digest: str
    bundle: str
    as_of: datetime | None
    reasons: tuple[str, ...] = ()


NOTHING_CERTIFIED: Mapping[str, CertifiedSupplier] = MappingProxyType({})
UNCHECKED = ("not-checked",)
"""Reason where nobody checked a certificate."""

_WARNINGS = {
    CertificateState.UNKNOWN: CERTIFICATE_UNKNOWN,
    CertificateState.REVOKED: CERTIFICATE_REVOKED,
    CertificateState.SUSPENDED: CERTIFICATE_SUSPENDED,
    CertificateState.EXPIRED: CERTIFICATE_EXPIRED,
    CertificateState.REFUSED: CERTIFICATE_REFUSED,
}


def note_certificate(supplier: SupplierRow, found: CertifiedSupplier | None, notes: Notes) -> bool:
    """Say what a supplier's certificate came to.

    Args:
        supplier: the row, which names a certificate.
        found: what its check came to; ``None`` where nobody checked it.
        notes: receives an assumption where it is in order, else a warning.

    Returns:
        Whether the figure rests on a certificate in order.
    """
    place = supplier.place.at("certificate")
    if found is None:
        notes.problems.warn(CERTIFICATE_UNKNOWN, place, supplier=supplier.supplier, reasons=UNCHECKED[0])
        return False
    as_of = moment_text(found.as_of) if found.as_of is not None else "–"
    params = {"supplier": supplier.supplier, "number": found.number or "–", "as_of": as_of}
    if found.state is CertificateState.IN_ORDER:
        notes.assume(SUPPLIER_CERTIFIED, place, issuer=found.issuer, **params)
        return True
    notes.problems.warn(_WARNINGS[found.state], place, reasons=", ".join(found.reasons) or "–", **params)
    return False
