"""The form of a statement, ``statement/1``: what its reader asks for, and its JSON Schema."""

from __future__ import annotations

from fourfold.certification.documents.judgement import Assurance, FindingStatus, Opinion, Severity, Wording
from fourfold.certification.documents.parts import (
    COMMITMENT,
    CONTEXT,
    DECIMAL,
    DID,
    DID_KEY,
    DIGEST,
    FIGURE,
    ID,
    LINES,
    MATERIAL_SHARE,
    MAYBE_COMMITMENT,
    MAYBE_SHORT,
    NOT_NEGATIVE,
    PROOF,
    SHORT,
    TEXTS,
    maybe,
    some,
    types,
)
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.json_nests import MapOf, ObjectOf, OneOrMany
from fourfold.core.json_shape import Choice, Moment, Shape, Text
from fourfold.core.lines import Line
from fourfold.core.problems import N_, Term

STATEMENT_FORMAT = "statement/1"
STATEMENT_TYPE = "VerificationStatement"

_MAYBE_LINE = Text("|".join(["", *Line]), Term(N_("a result line, or nothing")), 40)

FINDING = ObjectOf(
    {
        "id": ID,
        "clause": MAYBE_SHORT,
        "text": TEXTS,
        "severity": Choice(tuple(Severity)),
        "status": Choice(tuple(FindingStatus)),
        "amount_kg_co2e": maybe(DECIMAL),
        "line": _MAYBE_LINE,
    },
    meanings={
        "clause": "Of the standard.",
        "severity": "A major finding matters whatever its amount.",
        "status": "An accepted finding stays as it is and counts as uncorrected.",
        "amount_kg_co2e": "Signed, per unit: what is stated less what would be right; null: no misstatement.",
        "line": "Result line it concerns; empty where none is named.",
    },
)
MATERIALITY = ObjectOf(
    {
        "share": MATERIAL_SHARE,
        "shares_by_line": MapOf(LINES.name, MATERIAL_SHARE, most=LINES.most),
        "qualitative": some(TEXTS, 100),
        "sum_signed_kg_co2e": DECIMAL,
        "sum_absolute_kg_co2e": NOT_NEGATIVE,
    },
    meanings={
        "share": "Of the total: what would matter.",
        "shares_by_line": "Of a result line, where that was agreed.",
        "qualitative": "What matters whatever its amount.",
        "sum_signed_kg_co2e": "Of misstatements that are not corrected.",
        "sum_absolute_kg_co2e": "Of the same without their signs; this is held against the share.",
    },
)
CRITERIA = ObjectOf(
    {"standard": ID, "number": MAYBE_SHORT, "edition": MAYBE_SHORT, "version": SHORT, "status": SHORT, "pack": DIGEST},
    meanings={
        "standard": "Id of the rule pack.",
        "number": "Of the standard's document.",
        "edition": "Of the standard's document.",
        "version": "Of the pack.",
        "status": "How far the pack was checked against the document: draft, reviewed, verified.",
        "pack": "Digest of the pack with its parents.",
    },
)
LIMITATION = ObjectOf(
    {"part": MAYBE_SHORT, "commitment": MAYBE_COMMITMENT, "text": TEXTS},
    meanings={"part": "Name of a hidden part of the dossier, or empty.", "commitment": "Of that part, or empty."},
)
RECOMPUTED = ObjectOf(
    {"digest": DIGEST, "outcome": Choice(tuple(Equality))},
    meanings={"digest": "Of its report.", "outcome": "What it came to, by the verifier's word."},
)
SUBJECT = ObjectOf(
    {
        "dossier": DIGEST,
        "preparation": DIGEST,
        "preparer": DID_KEY,
        "recomputed": maybe(RECOMPUTED),
        "product": TEXTS,
        "unit": TEXTS,
        "figure": FIGURE,
        "criteria": CRITERIA,
        "level": Choice(tuple(Assurance)),
        "opinion": Choice(tuple(Opinion)),
        "wording": Choice(tuple(Wording)),
        "scope": TEXTS,
        "materiality": MATERIALITY,
        "findings": some(FINDING, 1_000),
        "limitations": some(LIMITATION, 1_000),
        "shown": some(COMMITMENT, 1_000),
    },
    meanings={
        "preparer": "Key that prepared the dossier.",
        "recomputed": "The recomputation it rests on; null where none was made.",
        "figure": "Per unit, as the dossier states it.",
        "wording": "Positive at reasonable, negative at limited assurance; none where nothing is concluded.",
        "scope": "What was looked at.",
        "limitations": "What could not be looked at.",
        "shown": "Commitments of hidden parts the verifier was shown.",
    },
)
_CONTENT: dict[str, Shape] = {
    "@context": CONTEXT,
    "type": types(STATEMENT_TYPE),
    "fourfold": Choice((STATEMENT_FORMAT,)),
    "issuer": DID_KEY,
    "onBehalfOf": DID,
    "validFrom": Moment(),
    "credentialSubject": SUBJECT,
}
UNSIGNED = ObjectOf(_CONTENT)
"""A statement before it is signed."""
STATEMENT = ObjectOf(
    {**_CONTENT, "proof": OneOrMany(PROOF, 2)},
    meanings={
        "issuer": "The verifier's key.",
        "onBehalfOf": "The body.",
        "validFrom": "When it was signed by the verifier.",
        "proof": "The verifier's, then the independent reviewer's.",
    },
)
