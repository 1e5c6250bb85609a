"""The form of a certificate, ``certificate/1``: what its reader asks for, and its JSON Schema."""

from __future__ import annotations

from fourfold.certification.documents.judgement import Assurance, Opinion, Wording
from fourfold.certification.documents.parts import (
    CODES,
    CONTEXT,
    DAY,
    DECIMAL,
    DID,
    DID_KEY,
    DIGEST,
    FIGURE,
    ID,
    MAYBE_DIGEST,
    MAYBE_SAID,
    MAYBE_SHORT,
    MAYBE_TEXTS,
    NOT_NEGATIVE,
    PROOF,
    SAID,
    SHARE,
    SHORT,
    TEXTS,
    URL,
    maybe,
    some,
    types,
)
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.json_nests import ListOf, MapOf, ObjectOf, OneOrMany
from fourfold.core.json_shape import Choice, Flag, Moment, Text
from fourfold.core.problems import N_, Term

CERTIFICATE_FORMAT = "certificate/1"
CERTIFICATE_TYPE = "FootprintCertificate"

CERTIFIABLE = (Opinion.UNMODIFIED, Opinion.MODIFIED)
"""Opinions on which a certificate can stand."""
ASSURED = (Assurance.REASONABLE, Assurance.LIMITED)
"""Levels on which a certificate can stand."""

_INDEX = Text("0|[1-9][0-9]{0,15}", Term(N_("the number of a bit, as text")), 16)

STATUS_ENTRY = ObjectOf(
    {
        "id": SAID,
        "type": Choice(("BitstringStatusListEntry",)),
        "statusPurpose": Choice(tuple(StatusPurpose)),
        "statusListIndex": _INDEX,
        "statusListCredential": URL,
    }
)
ISSUER = ObjectOf({"id": DID, "names": TEXTS})
PRODUCT = ObjectOf({"names": TEXTS, "identifiers": some(SHORT, 100), "codes": CODES})
PRODUCER = ObjectOf(
    {
        "names": MAYBE_TEXTS,
        "identifiers": some(SHORT, 100),
        "sites": ListOf(ObjectOf({"names": TEXTS, "area": MAYBE_SHORT}), 0, 1_000, once=False),
    },
    meanings={"sites": "Plants and the area each draws power in."},
)
UNIT = ObjectOf({"names": TEXTS, "kind": SHORT, "amount": NOT_NEGATIVE, "unit": SHORT})
BOUNDARY = ObjectOf({"kind": SHORT, "stages": ListOf(TEXTS, 0, 1_000, once=False)})
PERIOD = ObjectOf({"from": Moment(), "until": Moment()}, meanings={"until": "The first moment after it."})
_SPAN = ObjectOf({"from": maybe(DAY), "to": maybe(DAY)})
STANDARD = ObjectOf(
    {
        "id": ID,
        "standard": SHORT,
        "kind": SHORT,
        "version": SHORT,
        "title": TEXTS,
        "document": ObjectOf(
            {
                "number": MAYBE_SHORT,
                "issuer": MAYBE_SHORT,
                "edition": MAYBE_SHORT,
                "url": MAYBE_SAID,
                "published": maybe(DAY),
                "effective": _SPAN,
            }
        ),
        "status": SHORT,
        "read": SHORT,
        "digest": DIGEST,
    },
    meanings={
        "id": "Of the rule pack.",
        "status": "How far the pack was checked against the document it states: draft, reviewed, verified.",
        "read": "How much of the document was read for it.",
        "digest": "Of the pack with its parents.",
    },
)
CHAIN = ListOf(ObjectOf({"id": ID, "version": SHORT, "digest": DIGEST}), 1, 50)
ELECTRICITY = ObjectOf(
    {
        "order": some(SHORT, 100),
        "shares_by_kind": MapOf(SHORT, SHARE, most=100),
        "is_hourly": Flag(),
        "grid_mix_total_kg_co2e": maybe(DECIMAL),
    },
    meanings={
        "order": "Kinds of supply in the order in which they were used.",
        "shares_by_kind": "Of the electricity of the study.",
        "is_hourly": "Whether supply and use were matched hour by hour.",
        "grid_mix_total_kg_co2e": "The same result if all power from the grid were grid mix; null: not calculated.",
    },
)
FACTORS = ListOf(ObjectOf({"id": SHORT, "digest": DIGEST}), 0, 100_000)
STATEMENT_REF = ObjectOf(
    {
        "digest": DIGEST,
        "preparation": DIGEST,
        "level": Choice(ASSURED),
        "opinion": Choice(CERTIFIABLE),
        "wording": Choice((Wording.POSITIVE, Wording.NEGATIVE)),
        "verifier": DID_KEY,
        "reviewer": DID_KEY,
    },
    meanings={"preparation": "Digest of the preparation.", "verifier": "Key.", "reviewer": "Key."},
)
ACCREDITATION = ObjectOf(
    {"by": SHORT, "number": SHORT, "standards": some(ID, 1_000), "from": Moment(), "until": maybe(Moment())},
    meanings={"by": "Accreditation body.", "standards": "Ids; empty: any."},
)
SUBJECT = ObjectOf(
    {
        "number": SHORT,
        "issued": Moment(),
        "supersedes": MAYBE_SHORT,
        "product": PRODUCT,
        "producer": PRODUCER,
        "unit": UNIT,
        "figure": FIGURE,
        "boundary": BOUNDARY,
        "period": PERIOD,
        "areas": some(SHORT, 1_000),
        "standard": STANDARD,
        "chain": CHAIN,
        "conformity": SHORT,
        "method": SHORT,
        "electricity": ELECTRICITY,
        "dossier": DIGEST,
        "study": DIGEST,
        "factors": FACTORS,
        "suppliers": some(DIGEST),
        "vouched": some(SHORT),
        "engine": ObjectOf({"version": SHORT, "lock": MAYBE_DIGEST}),
        "statement": STATEMENT_REF,
        "accreditations": some(ACCREDITATION, 100),
    },
    meanings={
        "number": "Of the certificate.",
        "issued": "By the issuer's word; the log says when it was handed in.",
        "supersedes": "Number of the certificate this one takes the place of; empty for none.",
        "figure": "Per unit.",
        "period": "Of the data, half-open, UTC.",
        "areas": "Codes of areas of sites and electricity.",
        "chain": "Every pack the standard's rests on, itself included.",
        "conformity": "Outcome of the conformity report.",
        "method": "Id.",
        "electricity": "On what the electricity rests.",
        "dossier": "Digest: its name.",
        "factors": "Every factor, dataset and series used, by digest.",
        "suppliers": "Digests of suppliers' certificates the study rests on.",
        "vouched": "Parts of the dossier that not everybody can recompute.",
        "engine": "Version, and digest of its lock file.",
        "accreditations": "As the issuer states them; who trusts the issuer has a list of their own.",
    },
)
CERTIFICATE = ObjectOf(
    {
        "@context": CONTEXT,
        "id": URL,
        "type": types(CERTIFICATE_TYPE),
        "fourfold": Choice((CERTIFICATE_FORMAT,)),
        "issuer": ISSUER,
        "validFrom": Moment(),
        "validUntil": Moment(),
        "credentialStatus": ListOf(STATUS_ENTRY, 2, 2),
        "credentialSubject": SUBJECT,
        "proof": OneOrMany(PROOF, 2),
    },
    optional=frozenset({"proof"}),
    meanings={
        "id": "Where it can be asked for.",
        "validFrom": "First moment.",
        "validUntil": "First moment after.",
        "credentialStatus": "Its bits: revocation and suspension.",
        "proof": "The issuer's; not there in the JOSE form, whose signature stands around it.",
    },
)
