"""Pieces shared by the documents: digests, decimals, names, identifiers, proofs, as shapes.

All texts are bounded. What steers a terminal, cannot be seen, or turns the direction of writing is refused in them:
what is signed must be what is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_nests import ListOf, MapOf, Maybe, ObjectOf, OneOrMany
from fourfold.core.json_shape import Choice, Exactly, Moment, Shape, Text, check
from fourfold.core.lines import Line
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, Texts

DOCUMENT_OTHER = MessageKind(
    "document-of-another-sort",
    N_("this is a document of the form {found}"),
    N_("a document of the form {wanted}"),
    N_("name the right file"),
)

_SEEN = r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
_TEXT = Term(N_("a text that is not blank, without control characters and signs that cannot be seen"))
_MAYBE_TEXT = Term(N_("a text without control characters and signs that cannot be seen; it may be empty"))
_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_HEX_DIGEST = "sha256:[0-9a-f]{64}"
_DIGEST = Term(N_("sha256: and 64 hexadecimal digits in lower case"))
_DID_KEY = f"did:key:z{_BASE58}{{40,120}}"
_DID_WEB = "did:web:[A-Za-z0-9][A-Za-z0-9.-]*(%3[Aa][0-9]{1,5})?(:[A-Za-z0-9._~%-]+)*"

SAID = Text(rf"(?=\s*\S){_SEEN}+", _TEXT)
"""A text that is not blank."""
MAYBE_SAID = Text(f"{_SEEN}*", _MAYBE_TEXT)
"""A text that may be empty."""
SHORT = Text(rf"(?=\s*\S){_SEEN}+", _TEXT, most=256)
"""A short one, such as a number of a certificate."""
MAYBE_SHORT = Text(f"{_SEEN}*", _MAYBE_TEXT, most=256)
"""A short one that may be empty."""
ID = Text(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", Term(N_("letters, digits, points, lines and underscores; up to 64")), 64)
DIGEST = Text(_HEX_DIGEST, _DIGEST, 71)
MAYBE_DIGEST = Text(f"({_HEX_DIGEST})?", _DIGEST, 71)
"""A digest, or nothing."""
COMMITMENT = Text("hmac-sha256:[0-9a-f]{64}", Term(N_("hmac-sha256: and 64 hexadecimal digits in lower case")), 76)
MAYBE_COMMITMENT = Text("(hmac-sha256:[0-9a-f]{64})?", COMMITMENT.wanted, 76)
"""A commitment to a hidden part, or nothing."""
DECIMAL = Text(
    r"0|-?(0\.[0-9]*[1-9]|[1-9][0-9]*(\.[0-9]*[1-9])?)",
    Term(N_("a decimal in its shortest spelling, such as 0.05 or -12: no exponent, no leading or closing zeros")),
    60,
)
NOT_NEGATIVE = Text(
    r"0|0\.[0-9]*[1-9]|[1-9][0-9]*(\.[0-9]*[1-9])?",
    Term(N_("a decimal from zero upwards in its shortest spelling")),
    60,
)
MATERIAL_SHARE = Text(
    r"0\.[0-9]*[1-9]",
    Term(N_("a share above 0 and below 1 in its shortest spelling, such as 0.05")),
    60,
)
"""What would matter: of nothing, everything would; of all, nothing could."""
SHARE = Text(r"0|1|0\.[0-9]*[1-9]", Term(N_("a share from 0 to 1 in its shortest spelling, such as 0.05")), 60)
DAY = Text("[0-9]{4}-[0-9]{2}-[0-9]{2}", Term(N_("a day such as 2026-03-01")), 10, named="date")
URL = Text(r"https?://[^\s<>\"{}|\\^`]+", Term(N_("an address that begins with https:// or http://")), 2_000)
DID_KEY = Text(_DID_KEY, Term(N_("a key, as did:key:z…")), 160)
MAYBE_DID_KEY = Text(f"({_DID_KEY})?", Term(N_("a key, as did:key:z…, or nothing")), 160)
DID = Text(f"{_DID_KEY}|{_DID_WEB}", Term(N_("an identifier of a body, as did:web:… or did:key:z…")), 500)
METHOD = Text(f"({_DID_KEY}|{_DID_WEB})#[A-Za-z0-9._~-]+", Term(N_("a DID and, after #, the name of its key")), 700)
TEXTS = ObjectOf({"en": SAID, "zh": SAID}, frozenset({"en", "zh"}), least=1)
"""A text in at least one language."""
MAYBE_TEXTS = ObjectOf({"en": SAID, "zh": SAID}, frozenset({"en", "zh"}))
"""A text by language, or an empty object."""
LINES = MapOf(
    Text("|".join(Line), Term(N_("a result line: fossil, aircraft, biogenic_emissions, …")), 40),
    DECIMAL,
    most=len(Line),
)
FIGURE = ObjectOf(
    {"total_kg_co2e": DECIMAL, "lines_kg_co2e": LINES},
    meanings={"total_kg_co2e": "Per unit.", "lines_kg_co2e": "The total by disjoint lines, which sum to it."},
)
CONTEXT = Exactly(tuple(CONTEXTS))
CODES = MapOf(ID, SHORT, most=50)

PROOF = ObjectOf(
    {
        "@context": CONTEXT,
        "type": Choice(("DataIntegrityProof",)),
        "cryptosuite": Choice(("eddsa-jcs-2022", "ecdsa-jcs-2019")),
        "created": Moment(),
        "verificationMethod": METHOD,
        "proofPurpose": Choice(("assertionMethod",)),
        "proofValue": Text(f"z{_BASE58}{{64,180}}", Term(N_("a signature in multibase, z…")), 181),
    }
)
PROOFS = OneOrMany(PROOF)


def check_document(shape: ObjectOf, document: Credential, place: Place, problems: Problems) -> bool:
    """Whether a document has its shape; one of another sort is told in one sentence, not by each of its members."""
    wanted = shape.members["fourfold"].schema().get("const")
    found = document.get("fourfold")
    if isinstance(found, str) and found != wanted and shape.members["type"].faults(document.get("type")):
        problems.error(DOCUMENT_OTHER, place, found=found, wanted=wanted)
        return False
    return check(shape, document, place, problems)


def is_another(format_: str, document: JSON, place: Place, problems: Problems) -> bool:
    """Whether a file says itself that it is a document of another sort, which is then told in one sentence."""
    found = document.get("fourfold") if isinstance(document, dict) else None
    if not isinstance(found, str) or found == format_:
        return False
    problems.error(DOCUMENT_OTHER, place, found=found, wanted=format_)
    return True


def types(name: str) -> Exactly:
    """The ``type`` of a credential of ours."""
    return Exactly(("VerifiableCredential", name))


def maybe(shape: Shape) -> Maybe:
    """That, or null."""
    return Maybe(shape)


def some(shape: Shape, most: int = 10_000) -> ListOf:
    """A list of such, each once, which may be empty."""
    return ListOf(shape, 0, most)


def texts_member(names: Texts) -> dict[str, JSON]:
    """Names by language as they stand in a document: languages without a text are left out."""
    return {str(lang): text for lang, text in names.items() if text.strip()}


def decimals_member(values: Mapping[str, Decimal]) -> dict[str, JSON]:
    """Decimals by name."""
    return {str(name): decimal_text(value) for name, value in values.items()}


def figure_member(total: Decimal, lines: Mapping[str, Decimal]) -> dict[str, JSON]:
    """A total with its lines."""
    return {"total_kg_co2e": decimal_text(total), "lines_kg_co2e": decimals_member(lines)}


def text_list(texts: Iterable[str]) -> list[JSON]:
    """Texts as a list of JSON."""
    return [*texts]
