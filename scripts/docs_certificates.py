"""The reference page of preparation, statement, certificate and bundle, from the shapes their readers check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fourfold.app.certification.statements.case_file import CASE_FORMAT
from fourfold.certification.bundle import BUNDLE, BUNDLE_FORMAT, MOST_BYTES, MOST_LEVELS, MOST_SUPPLIERS
from fourfold.certification.documents import parts
from fourfold.certification.documents.certificate_shape import CERTIFICATE, CERTIFICATE_FORMAT
from fourfold.certification.documents.parts import LINES, PROOF, PROOFS, TEXTS
from fourfold.certification.documents.preparation import PREPARATION, PREPARATION_FORMAT
from fourfold.certification.documents.statement_shape import STATEMENT, STATEMENT_FORMAT
from fourfold.core.json_nests import Defined, ListOf, MapOf, Maybe, ObjectOf, OneOrMany
from fourfold.core.json_shape import Choice, Exactly, Flag, Integer, Moment, Shape, Text
from fourfold.core.reading import MIB

_TEXTS: Mapping[Text, str] = {
    parts.SAID: "text",
    parts.SHORT: "text",
    parts.MAYBE_SAID: "text, may be empty",
    parts.MAYBE_SHORT: "text, may be empty",
    parts.ID: "short name",
    parts.DIGEST: "digest",
    parts.MAYBE_DIGEST: "digest, or empty",
    parts.COMMITMENT: "commitment",
    parts.MAYBE_COMMITMENT: "commitment, or empty",
    parts.DECIMAL: "decimal",
    parts.NOT_NEGATIVE: "decimal from 0",
    parts.SHARE: "share from 0 to 1",
    parts.MATERIAL_SHARE: "share above 0 and below 1",
    parts.DAY: "day",
    parts.URL: "address",
    parts.DID: "DID",
    parts.DID_KEY: "did:key",
    parts.METHOD: "DID with the name of its key",
}
_INTRODUCTION = (
    "What is said about a dossier: the client's *preparation*, the verifier's *statement*, the body's *certificate*,"
    " and the *bundle* in which a certificate travels. All are JSON, read strictly: a member that is missing, unknown"
    " or of another form is refused, with its path; members that are zero or empty are written. Decimals are texts in"
    " their shortest spelling; moments are UTC with whole seconds; a period contains its first moment and not its last."
    " Digests are `sha256:` and 64 hexadecimal digits, of canonical JSON (RFC 8785) with its proofs. What signing is:"
    " [Signed documents](credentials.md). Who says what, and why: [Statement and certificate]"
    "(../explanation/statement-and-certificate.md)."
)
_RULES_OF_STATEMENTS = (
    "Beyond its form, a statement is refused where its parts contradict each other, at making and at reading:",
    "- agreed-upon procedures come with the opinion `none`, the other levels never do;",
    "- an unmodified opinion needs the absolute sum of uncorrected misstatements within the agreed share of the total,"
    " and of every line for which a share was agreed, no major finding that is not corrected, and no limitation;",
    "- an unmodified or modified opinion needs a recomputation; under an unmodified one its outcome is not `different`;"
    " with the outcome `cannot_tell`, hidden parts were shown or a limitation says what was not recomputed. The outcome"
    " is the verifier's word, held by the digest of the report: whoever has the dossier can recompute it anew;",
    "- a modified opinion needs a finding that is not corrected (observations apart) or a limitation;",
    "- an adverse opinion needs misstatements above materiality or a major finding that is not corrected;",
    "- a disclaimer needs a limitation;",
    "- the sums are those of the findings, the lines sum to the total, the wording is that of level and opinion;",
    "- the first proof is by the issuer, the verifier; the second, where there is one, by the reviewer, and not before"
    " it; preparer, verifier and reviewer are three different keys.",
)
_RULES_OF_CERTIFICATES = (
    "A certificate stands on a reviewed statement of reasonable or limited assurance with an unmodified or modified"
    " opinion, in which nothing material stands: uncorrected misstatements are within the agreed shares, and no major"
    " finding is uncorrected, excepted by the opinion or not. This is held when it is issued and by check 8 of"
    " [`fourfold verify`](verification.md). It is refused where its lines do not sum to its total; where a time ends"
    " before it begins, or validity"
    " begins before the issue; where it has not exactly one entry for revocation and one for suspension, in two lists;"
    " where its standard is not among the packs it rests on; where an unmodified opinion stands beside a conformity"
    " report that says otherwise; where verifier, reviewer and issuer are not different.",
    "The second form is a JWT (`application/vc+jwt`, ES256 for P-256): the same document without `proof`.",
)
_RULES_OF_BUNDLES = (
    f"A bundle holds at most {MOST_BYTES // MIB} MiB and is spelled canonically, to the byte. It may hold bundles of"
    f" suppliers' certificates, {MOST_LEVELS} levels deep, {MOST_SUPPLIERS} in all.",
)


def certificate_format() -> str:
    """The page."""
    page = [
        "# Statements and certificates",
        _INTRODUCTION,
        "The JSON Schemas ship beside their readers, as `fourfold/certification/documents/*.schema.json` and"
        " `fourfold/certification/bundle.schema.json`.",
        f"## Preparation (`{PREPARATION_FORMAT}`)",
        "`fourfold seal --key` writes it beside the dossier.",
        *member_tables(PREPARATION),
        f"## Statement (`{STATEMENT_FORMAT}`)",
        "`fourfold statement sign` and `review` make it.",
        *member_tables(STATEMENT),
        _RULES_OF_STATEMENTS[0],
        "\n".join(_RULES_OF_STATEMENTS[1:]),
        f"What the verifier writes first, `{CASE_FORMAT}`, is YAML; `fourfold statement new` writes one to fill in,"
        " and its JSON Schema ships as `fourfold/app/certification/statements/statement-case.schema.json`.",
        f"## Certificate (`{CERTIFICATE_FORMAT}`)",
        "`fourfold certificate issue` makes it.",
        *member_tables(CERTIFICATE),
        *_RULES_OF_CERTIFICATES,
        f"## Bundle (`{BUNDLE_FORMAT}`)",
        "`fourfold certificate bundle` writes it, `fourfold verify` checks it.",
        member_table(BUNDLE),
        *_RULES_OF_BUNDLES,
        "## Proof",
        member_table(PROOF),
    ]
    return "\n\n".join(page) + "\n"


def member_tables(shape: ObjectOf) -> list[str]:
    """The members of a document, and those of its subject apart."""
    subject = shape.members["credentialSubject"]
    inside = ["Its `credentialSubject`:", member_table(subject)] if isinstance(subject, ObjectOf) else []
    return [member_table(shape), *inside]


def member_table(shape: ObjectOf) -> str:
    """The members of an object, with those of the objects in it."""
    lines = ["| member | form | meaning |", "|---|---|---|"]
    for path, form, meaning in _rows(shape, ""):
        cells = (f"`{path}`", form, meaning)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _rows(shape: ObjectOf, above: str) -> Iterator[tuple[str, str, str]]:
    for name, member in shape.members.items():
        path = f"{above}{name}"
        optional = " (may be absent)" if name in shape.optional else ""
        yield path, _form(member) + optional, shape.meanings.get(name, "")
        inner, mark = _inside(member)
        if name == "credentialSubject":
            continue
        if inner is not None:
            yield from _rows(inner, f"{path}{mark}.")


def _inside(shape: Shape) -> tuple[ObjectOf | None, str]:
    """The object whose members get rows of their own, and how its path goes on."""
    if shape in (TEXTS, PROOF, PROOFS) or _is_texts(shape):
        return None, ""
    if isinstance(shape, ObjectOf):
        return shape, ""
    if isinstance(shape, Maybe):
        return _inside(shape.shape)
    if isinstance(shape, ListOf):
        return _inside(shape.shape)[0], "[]"
    return None, ""


def _form(shape: Shape) -> str:
    if _is_texts(shape):
        return "text by language (`en`, `zh`)"
    if isinstance(shape, Text):
        return _TEXTS.get(shape, shape.wanted.template)
    if isinstance(shape, Choice):
        return ", ".join(f"`{choice}`" for choice in shape.choices)
    if isinstance(shape, Exactly):
        return "exactly " + ", ".join(f"`{text}`" for text in shape.texts)
    if isinstance(shape, Maybe):
        return f"{_form(shape.shape)}, or null"
    if isinstance(shape, ListOf):
        count = f"{shape.least}" if shape.least == shape.most else ""
        return " ".join(part for part in ("list of", count, _form(shape.shape)) if part)
    if isinstance(shape, OneOrMany):
        return "a [proof](#proof), or a list of proofs"
    if isinstance(shape, MapOf):
        return f"{_form(shape.shape)}, by " + ("result line" if shape is LINES else _form(shape.name))
    if isinstance(shape, Defined):
        return f"[{shape.name}](#{shape.name}-bundle1)" if shape.name == "bundle" else "a signed document"
    if shape == PROOF:
        return "a [proof](#proof)"
    simple = {Moment: "moment", Flag: "true or false", Integer: "integer", ObjectOf: "object"}
    form = simple.get(type(shape))  # shapes of other rooms are told by their schema
    return form or ("moment, or null" if "anyOf" in shape.schema() else "moment")


def _is_texts(shape: Shape) -> bool:
    return isinstance(shape, ObjectOf) and set(shape.members) == {"en", "zh"}
