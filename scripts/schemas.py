"""Write the JSON Schemas that are made from the models which read the files, or check that they are current.

python scripts/schemas.py            writes
python scripts/schemas.py --check    exits 1 when a committed file differs
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fourfold.accounting.study.declarations import STUDY_FORMAT, Declarations
from fourfold.app.certification.statements.case_file import CASE_FORMAT, CaseFile
from fourfold.app.supply.match_document import MATCH_FORMAT, matched_schema
from fourfold.certification.bundle import BUNDLE_FORMAT, bundle_schema
from fourfold.certification.documents.certificate_shape import CERTIFICATE, CERTIFICATE_FORMAT
from fourfold.certification.documents.ledger_day import LEDGER_DAY, LEDGER_DAY_FORMAT
from fourfold.certification.documents.preparation import PREPARATION, PREPARATION_FORMAT
from fourfold.certification.documents.statement_shape import STATEMENT, STATEMENT_FORMAT
from fourfold.certification.documents.trace_shape import TRACE, TRACE_FORMAT
from fourfold.certification.dossier.manifest import DOSSIER_FORMAT, manifest_schema
from fourfold.certification.dossier.recomputation import RECOMPUTATION_FORMAT
from fourfold.certification.dossier.recomputation_shape import recomputation_schema
from fourfold.certification.identity.issuer_document import ISSUER, ISSUER_FORMAT
from fourfold.certification.identity.register import REGISTER, REGISTER_FORMAT
from fourfold.certification.identity.trust import TRUST, TRUST_FORMAT
from fourfold.certification.traces.bundle import TRACE_BUNDLE_FORMAT, trace_bundle_schema
from fourfold.electricity.factors.calendar_file import CALENDAR_FORMAT, CalendarDeclaration
from fourfold.electricity.factors.sealed import SEALED_FORMAT, sealed_schema
from fourfold.standards.comparing.document import COMPARISON_FORMAT
from fourfold.standards.comparing.schema import comparison_schema
from fourfold.standards.conformity.answers import ANSWERS_FORMAT, AnswersFile
from fourfold.standards.conformity.document import CONFORMITY_FORMAT
from fourfold.standards.conformity.schema import conformity_schema
from fourfold.standards.pack.yaml_schema import PACK_FORMAT, pack_schema

SOURCE = Path(__file__).parent.parent / "src" / "fourfold"
SCHEMA = SOURCE / "accounting" / "study" / "study.schema.json"
PACK = SOURCE / "standards" / "pack" / "pack.schema.json"
FACTORS = SOURCE / "electricity" / "factors"
CONFORMITY = SOURCE / "standards" / "conformity"
COMPARING = SOURCE / "standards" / "comparing"
CERTIFICATION = SOURCE / "certification"


def study_schema() -> str:
    """The schema of ``study.yaml``. Scalars are text to the reader; a number may also stand in JSON as a number."""
    description = "What a study declares: the file study.yaml of a study folder."
    return _schema(STUDY_FORMAT, Declarations.model_json_schema(), "study.yaml", description)


def calendar_schema() -> str:
    """The schema of calendar files."""
    description = "Kinds of day, seasons and periods of a tariff."
    return _schema(CALENDAR_FORMAT, CalendarDeclaration.model_json_schema(), "calendar", description)


def series_schema() -> str:
    """The schema of sealed factor series."""
    description = "A sealed factor series: canonical JSON; the seal is the SHA-256 of all of it but the seal."
    return _schema(SEALED_FORMAT, sealed_schema(), "factor series", description)


def answers_schema() -> str:
    """The schema of files of answers."""
    description = "What people judged: the file answers.yaml of a study folder, or any other of that form."
    return _schema(ANSWERS_FORMAT, AnswersFile.model_json_schema(), "answers", description)


def verdicts_schema() -> str:
    """The schema of what ``fourfold check`` writes."""
    description = "What fourfold check writes with --json: RFC 8785 canonical JSON. Numbers are decimal strings."
    return _schema(CONFORMITY_FORMAT, conformity_schema(), "conformity", description)


def pack_yaml_schema() -> str:
    """The schema of ``pack.yaml``."""
    return _schema(PACK_FORMAT, pack_schema(), "pack.yaml", "Who a rule pack is: the file pack.yaml of its folder.")


def schemes_schema() -> str:
    """The schema of what ``fourfold compare`` writes."""
    description = "What fourfold compare writes with --json: RFC 8785 canonical JSON. Numbers are decimal strings."
    return _schema(COMPARISON_FORMAT, comparison_schema(), "comparison", description)


def match_schema() -> str:
    """The schema of what ``fourfold supply match`` writes."""
    description = "What fourfold supply match writes with --json: RFC 8785 canonical JSON. Numbers are decimal strings."
    return _schema(MATCH_FORMAT, matched_schema(), "match", description)


def credential_schemas() -> dict[Path, str]:
    """The schemas of what is signed, and of the files that carry it; made from the shapes its readers check."""
    documents, identity = CERTIFICATION / "documents", CERTIFICATION / "identity"
    signed = "RFC 8785 canonical JSON, W3C Verifiable Credential 2.0; decimals are strings."
    issuer = "An issuer document: a DID document with the keys of a body, every version signed by a key before it."
    bundle = "A certificate with everything a check needs without network: RFC 8785 canonical JSON."
    case = "What a verifier is to state: the file fourfold statement new writes."
    trust = "Trust roots: which bodies, logs and witnesses a verifier trusts."
    return {
        documents / "preparation.schema.json": _schema(
            PREPARATION_FORMAT, PREPARATION.schema(), "preparation", f"Who prepared a dossier. {signed}"
        ),
        documents / "statement.schema.json": _schema(
            STATEMENT_FORMAT, STATEMENT.schema(), "statement", f"What a verifier says of a dossier. {signed}"
        ),
        documents / "certificate.schema.json": _schema(
            CERTIFICATE_FORMAT, CERTIFICATE.schema(), "certificate", f"What a body certifies. {signed}"
        ),
        identity / "issuer.schema.json": _schema(ISSUER_FORMAT, ISSUER.schema(), "issuer document", issuer),
        identity / "register.schema.json": _schema(
            REGISTER_FORMAT, REGISTER.schema(), "register", f"Which key may do what for a body. {signed}"
        ),
        identity / "trust.schema.json": _schema(TRUST_FORMAT, TRUST.schema(), "trust roots", trust),
        SOURCE / "app" / "certification" / "statements" / "statement-case.schema.json": _schema(
            CASE_FORMAT, CaseFile.model_json_schema(), "statement case", case
        ),
        CERTIFICATION / "dossier" / "dossier.schema.json": _schema(
            DOSSIER_FORMAT, manifest_schema(), "dossier", "The manifest of a dossier: RFC 8785 canonical JSON."
        ),
        CERTIFICATION / "dossier" / "recomputation.schema.json": _schema(
            RECOMPUTATION_FORMAT, recomputation_schema(), "recomputation", "What fourfold recompute writes."
        ),
        documents / "ledger-day.schema.json": _schema(
            LEDGER_DAY_FORMAT, LEDGER_DAY.schema(), "ledger day", f"What a claim ledger came to on a day. {signed}"
        ),
        documents / "trace.schema.json": _schema(
            TRACE_FORMAT, TRACE.schema(), "traceability statement", f"Where the power of a batch came from. {signed}"
        ),
        CERTIFICATION / "traces" / "trace-bundle.schema.json": _schema(
            TRACE_BUNDLE_FORMAT, trace_bundle_schema(), "trace bundle", "A traceability statement with its proofs."
        ),
        CERTIFICATION / "bundle.schema.json": _schema(BUNDLE_FORMAT, bundle_schema(), "bundle", bundle),
    }


def schemas() -> dict[Path, str]:
    """Every schema by the file it stands in."""
    return {
        SCHEMA: study_schema(),
        FACTORS / "calendar.schema.json": calendar_schema(),
        FACTORS / "factor-series.schema.json": series_schema(),
        PACK: pack_yaml_schema(),
        CONFORMITY / "answers.schema.json": answers_schema(),
        CONFORMITY / "conformity.schema.json": verdicts_schema(),
        COMPARING / "comparison.schema.json": schemes_schema(),
        SOURCE / "app" / "supply" / "match.schema.json": match_schema(),
        **credential_schemas(),
    }


def main(arguments: list[str]) -> int:
    """Write or check; the exit code."""
    stale = False
    for path, text in schemas().items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name} is out of date: run python scripts/schemas.py")
            stale = True
    return 1 if stale else 0


def _schema(name: str, body: dict[str, Any], title: str, description: str) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"https://fourfold.invalid/schema/{name}"}
    return json.dumps(head | body | {"title": title, "description": description}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
