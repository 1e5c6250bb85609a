"""State and review: the verifier's statement on a dossier, the reviewer's proof.

Each is signed by a person's own key, named as did:key. Whether these keys may do so for a body is its register's to say
and is checked by everyone who verifies; that they are three different keys is held here already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fourfold.app.certification.statements.case_file import CaseText, read_case
from fourfold.app.certification.statements.case_starter import starter_case
from fourfold.app.certification.statements.stating_checks import (
    check_against_dossier,
    check_materiality,
    check_order,
    check_recomputation,
    check_signer,
)
from fourfold.certification.credentials.data_integrity import Credential, signed
from fourfold.certification.documents.opinions import (
    RECOMPUTATION_DIFFERS,
    RECOMPUTATION_MISSING,
    RECOMPUTATION_PARTIAL,
)
from fourfold.certification.documents.preparation import read_preparation
from fourfold.certification.documents.statement import (
    PREPARER,
    REVIEWER,
    SAME_KEY,
    VERIFIER,
    Statement,
    check_content,
    read_statement,
    statement_content,
)
from fourfold.certification.dossier.dossier import Dossier, read_dossier
from fourfold.certification.dossier.facts import DossierFacts, facts_of
from fourfold.certification.keys.key import SigningKey
from fourfold.core.canonical import JSON, digest_of
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json_object
from fourfold.core.words import Lang

DOCUMENT_MOST_BYTES = 16 * MIB
_TOLD = (SAME_KEY, RECOMPUTATION_MISSING, RECOMPUTATION_DIFFERS, RECOMPUTATION_PARTIAL)

REVIEWED_ALREADY = MessageKind(
    "reviewed-already",
    N_("the statement bears a reviewer's proof"),
    N_("a statement whose review is outstanding"),
    N_("nothing is to be done; fourfold statement show tells who reviewed it"),
)
REVIEW_TOO_EARLY = MessageKind(
    "review-too-early",
    N_("the review would be dated {found}, before the verifier's proof of {wanted}"),
    N_("a moment after the verification"),
    N_("review it later, or correct --at"),
)

T = TypeVar("T")
_Reader = Callable[[Credential, Place, Problems], T | None]


@dataclass(frozen=True, slots=True)
class Stated:
    """A signed document and what was to be said while making it.

    Attributes:
        document: signed.
        digest: of it.
        warnings: what is to be said.
    """

    document: Credential
    digest: str
    warnings: tuple[Problem, ...] = ()


def new_case(dossier: Path, lang: Lang) -> bytes:
    """A case to begin with.

    Raises:
        InputError: the dossier cannot be read.
    """
    return starter_case(*_opened(dossier), lang)


def sign_statement(
    case: Path,
    dossier: Path,
    preparation: Path,
    recomputation: Path | None,
    body: str,
    key: SigningKey,
    at: datetime,
) -> Stated:
    """The verifier's statement, to be reviewed.

    Args:
        case: what is to be stated (``statement-case/1``).
        dossier: what it is stated of.
        preparation: of that dossier.
        recomputation: report of ``fourfold recompute``; ``None`` where none was made.
        body: DID of the body on whose behalf.
        key: the verifier's.
        at: moment of signing.

    Raises:
        InputError: with everything that keeps it from being signed: files that cannot be read or are about something
            else, an opinion without what it needs, a dossier that does not conform or recompute under an unmodified
            opinion, hidden parts that are neither shown nor a limitation, the preparer's key.
    """
    problems = Problems()
    read = read_case(case, problems)
    opened = _open(dossier, problems)
    prepared = read_file(preparation, read_preparation, problems)
    report = None if recomputation is None else document_of_file(recomputation, problems)
    if read is None or opened is None or prepared is None:
        raise InputError(problems.sorted())
    there, facts = opened
    check_against_dossier(read, there, facts, prepared, Place(preparation.name), problems)
    recomputed = check_recomputation(read, there, report, recomputation, problems)
    check_materiality(read, problems)
    check_order(prepared, at, problems)
    check_signer(key.public, ((PREPARER, prepared.key),), VERIFIER, problems)
    content = statement_content(facts, prepared, read.judgement, key.public, body, recomputed, at)
    _check_content(read, content, problems)
    problems.raise_if_errors()
    return _stated(signed(content, key, key.public.method, at), problems)


def review_statement(statement: Path, key: SigningKey, at: datetime) -> Stated:
    """The statement with the proof of an independent reviewer.

    Raises:
        InputError: it cannot be read, is reviewed already, or the key has prepared or verified.
    """
    problems = Problems()
    read = read_file(statement, read_statement, problems)
    if read is None:
        raise InputError(problems.sorted())
    place = Place(statement.name)
    if read.reviewer is not None:
        problems.error(REVIEWED_ALREADY, place)
    if at < read.signed:
        problems.error(REVIEW_TOO_EARLY, place, found=moment_text(at), wanted=moment_text(read.signed))
    check_signer(key.public, ((PREPARER, read.preparer), (VERIFIER, read.verifier)), REVIEWER, problems)
    problems.raise_if_errors()
    return _stated(signed(read.credential, key, key.public.method, at), problems)


def statement_of_file(path: Path) -> Statement:
    """A statement from its file.

    Raises:
        InputError: it cannot be read, or its proofs do not hold.
    """
    problems = Problems()
    read = read_file(path, read_statement, problems)
    if read is None:
        raise InputError(problems.sorted())
    return read


def read_file(path: Path, reader: _Reader[T], problems: Problems) -> T | None:
    """What a reader makes of the JSON document of a file; faults bear the file's name."""
    document = document_of_file(path, problems)
    return None if document is None else reader(document, Place(path.name), problems)


def document_of_file(path: Path, problems: Problems) -> dict[str, JSON] | None:
    """The JSON object of a file, whatever it says."""
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, DOCUMENT_MOST_BYTES)
    return None if data is None else read_json_object(data, place, problems)


def _open(path: Path, problems: Problems) -> tuple[Dossier, DossierFacts] | None:
    dossier = read_dossier(path, problems)
    facts = None if dossier is None else facts_of(dossier, problems)
    return None if dossier is None or facts is None else (dossier, facts)


def _opened(path: Path) -> tuple[Dossier, DossierFacts]:
    """A dossier and its facts.

    Raises:
        InputError: it cannot be read.
    """
    problems = Problems()
    opened = _open(path, problems)
    if opened is None:
        raise InputError(problems.sorted())
    return opened


def _check_content(case: CaseText, content: Credential, problems: Problems) -> None:
    """Report what the statement itself would be refused for, at the lines of the case.

    `check_signer` has told of keys, `check_recomputation` of the recomputation.
    """
    found = Problems()
    check_content(content, Place(case.yaml.file), found)
    problems.extend(case.retold(problem for problem in found if problem.kind not in _TOLD))


def _stated(document: Credential, problems: Problems) -> Stated:
    return Stated(document, digest_of(document), tuple(problems.warnings))
