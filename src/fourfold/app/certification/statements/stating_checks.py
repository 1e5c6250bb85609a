"""What must hold between a case and the dossier, preparation and recomputation it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from fourfold.app.certification.statements.case_file import CaseText
from fourfold.certification.documents.certificate_checks import UNMODIFIED_NOT_CONFORMANT
from fourfold.certification.documents.judgement import EXACT, Opinion, Recomputed
from fourfold.certification.documents.opinions import check_recomputed
from fourfold.certification.documents.preparation import Preparation
from fourfold.certification.documents.statement import SAME_KEY
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.dossier.recomputation import RECOMPUTATION_FORMAT, Equality
from fourfold.certification.keys.key import PublicKey
from fourfold.core.canonical import JSON, decimal_text, digest_of
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

CASE_OF_OTHER = MessageKind(
    "case-of-other-dossier",
    N_("it is about the dossier {found}"),
    N_("the dossier given, {wanted}"),
    N_("take the file that was made for this dossier"),
)
CONFORMITY_UNDETERMINED = MessageKind(
    "unmodified-undetermined",
    N_("the opinion is unmodified, and the conformity report leaves open whether the dossier conforms"),
    N_("answers to all questions that a person judges"),
    N_("have the client answer them and seal again, or modify the opinion"),
)
HIDDEN_NOT_TOLD = MessageKind(
    "hidden-part-not-told",
    N_("the hidden part {found} is neither shown nor a limitation"),
    N_("its commitment {commitment} under shown, or a limitation that names it"),
    N_("ask the holder to show it, or state that it could not be looked at"),
)
COMMITMENT_UNKNOWN = MessageKind(
    "commitment-not-in-dossier",
    N_("no hidden part of the dossier has the commitment {found}"),
    N_("one of: {choices}"),
    N_("copy the commitment from the dossier; fourfold statement new writes them all"),
)
RECOMPUTATION_UNREADABLE = MessageKind(
    "recomputation-unreadable",
    N_("this is no report of a recomputation: {found}"),
    N_("a file as fourfold recompute --json writes it ({wanted})"),
    N_("recompute the dossier with --json PATH and name that file"),
)
STATED_TOO_EARLY = MessageKind(
    "stated-too-early",
    N_("the statement would be dated {found}, before the preparation of {wanted}"),
    N_("a moment after the preparation"),
    N_("sign it later, or correct --at"),
)
MATERIALITY_HIGH = MessageKind(
    "materiality-high",
    N_("the materiality {found} lets {percent} % pass as immaterial"),
    N_("a tenth at most; five per cent of the total is common"),
    N_("agree on a smaller share, or keep at hand why this one was agreed"),
)
HIGH_SHARE = Decimal("0.1")
"""Above it, a share is told: few agree on so much."""


def check_against_dossier(
    case: CaseText,
    dossier: Dossier,
    facts: DossierFacts,
    preparation: Preparation,
    prepared_at: Place,
    problems: Problems,
) -> None:
    """Report what is about another dossier, hidden parts not told, an opinion against the conformity report."""
    if case.dossier != dossier.digest:
        problems.error(CASE_OF_OTHER, case.place("dossier"), found=case.dossier, wanted=dossier.digest)
    if preparation.dossier != dossier.digest:
        problems.error(CASE_OF_OTHER, prepared_at, found=preparation.dossier, wanted=dossier.digest)
    if case.judgement.opinion is Opinion.UNMODIFIED and facts.outcome != "conformant":
        kind = UNMODIFIED_NOT_CONFORMANT if facts.outcome == "not_conformant" else CONFORMITY_UNDETERMINED
        problems.error(kind, case.place("opinion"))
    _check_hidden(case, dossier, problems)


def _check_hidden(case: CaseText, dossier: Dossier, problems: Problems) -> None:
    judgement = case.judgement
    hidden = {entry.commitment: entry.name for entry in dossier.entries.values() if entry.is_hidden}
    limited = [one.commitment for one in judgement.limitations]
    for commitment, name in hidden.items():
        if commitment not in (*judgement.shown, *limited):
            problems.error(HIDDEN_NOT_TOLD, case.place("limitations"), found=name, commitment=commitment)
    named: list[tuple[Place, str]] = [
        *((case.place("shown", number), one) for number, one in enumerate(judgement.shown)),
        *((case.place("limitations", number, "commitment"), one) for number, one in enumerate(limited) if one),
    ]
    for place, commitment in named:
        if commitment not in hidden:
            problems.error(COMMITMENT_UNKNOWN, place, found=commitment or "–", choices=", ".join(hidden) or "–")


def check_materiality(case: CaseText, problems: Problems) -> None:
    """Warn of shares of which few would say that less does not matter."""
    materiality = case.judgement.materiality
    shares = [(case.place("materiality", "share"), materiality.share)]
    shares += [(case.place("materiality", "lines", line), one) for line, one in materiality.shares_by_line.items()]
    for place, share in shares:
        if share > HIGH_SHARE:
            percent = decimal_text(EXACT.multiply(share, Decimal(100)))
            problems.warn(MATERIALITY_HIGH, place, found=decimal_text(share), percent=percent)


def check_recomputation(
    case: CaseText, dossier: Dossier, report: dict[str, JSON] | None, path: Path | None, problems: Problems
) -> Recomputed | None:
    """The recomputation a statement will name; reported is one that is missing, of something else, or against it."""
    place = Place("" if path is None else path.name)
    recomputed = None if report is None else _recomputed(report, place, problems)
    if recomputed is not None and report is not None and report.get("dossier") != dossier.digest:
        problems.error(CASE_OF_OTHER, place, found=report.get("dossier"), wanted=dossier.digest)
    if recomputed is not None or path is None:
        check_recomputed(case.judgement, recomputed, case.place("opinion"), place, problems)
    return recomputed


def _recomputed(report: dict[str, JSON], place: Place, problems: Problems) -> Recomputed | None:
    outcome = report.get("outcome")
    if report.get("fourfold") != RECOMPUTATION_FORMAT or outcome not in tuple(Equality):
        problems.error(RECOMPUTATION_UNREADABLE, place, found=report.get("fourfold", "–"), wanted=RECOMPUTATION_FORMAT)
        return None
    return Recomputed(digest_of(report), Equality(str(outcome)))


def check_order(preparation: Preparation, at: datetime, problems: Problems) -> None:
    """Report a moment of signing before that of the preparation: nobody could issue on it."""
    if at < preparation.created:
        times = {"found": moment_text(at), "wanted": moment_text(preparation.created)}
        problems.error(STATED_TOO_EARLY, Place("--at"), **times)


def check_signer(key: PublicKey, others: Iterable[tuple[Term, PublicKey]], role: Term, problems: Problems) -> None:
    """Report a key that has signed in another role."""
    for other, taken in others:
        if key == taken:
            problems.error(SAME_KEY, Place("--key"), found=key.did, one=other, other=role)
