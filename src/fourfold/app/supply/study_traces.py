"""Traceability statements a study rests on: each verified by trust roots, and what they prove handed to the study.

A statement that is not in order proves nothing: the study says why, and the rows that rest on it count as nobody's sole
claim. A statement of one batch counts for that batch: of a claim, what it counts, and at the plant the same share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import ProvenClaim, ProvenClaims
from fourfold.app.certification.verifying.traces import trace_in_file
from fourfold.app.certification.verifying.trusting import trust_of_files
from fourfold.certification.documents.trace import TraceContent
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.traces.verify import TraceVerification
from fourfold.certification.verification.verification import Outcome
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems

TRACE_NOT_IN_ORDER = MessageKind(
    "study-trace-not-in-order",
    N_("the traceability statement {found} proves nothing here: {reason}"),
    N_("a statement in order by the trust roots given"),
    N_("fourfold verify {found} tells more; give trust roots with --trust, or ask for a newer statement"),
)
TRACE_WITHOUT_STATEMENT = MessageKind(
    "study-trace-without-statement",
    N_("the file {found} proves lots and holds no statement"),
    N_("a traceability statement: fourfold supply statement"),
    N_("ask the keeper of the ledger for a statement"),
)


def with_proven_traces(study: Study, trust: Sequence[Path], at: datetime) -> Study:
    """The study with what its traceability statements prove at a moment; what is not in order is warned of.

    Args:
        study: whose ``supply.traces`` name files of its folder.
        trust: files of trust roots; without any nothing can be told.
        at: the moment, UTC.

    Raises:
        InputError: a file cannot be read, or the trust roots cannot be used.
    """
    names = study.declarations.supply.traces
    if not names:
        return study
    roots = trust_of_files(trust)
    problems, proven, warnings = Problems(), dict[str, dict[str, ProvenClaim]](), Problems()
    for number, name in enumerate(names):
        place = study.declared_at("supply", "traces", number)
        verification = _verified(study.folder / name, roots, at, place, problems)
        if verification is None:
            continue
        if verification.outcome is not Outcome.IN_ORDER:
            warnings.warn(TRACE_NOT_IN_ORDER, place, found=name, reason=verification.told)
        elif verification.trace is None:
            warnings.warn(TRACE_WITHOUT_STATEMENT, place, found=name)
        else:
            proven[name] = proven_by(verification.trace.content)
    problems.raise_if_errors()
    return replace(study, proven=ProvenClaims(proven), warnings=(*study.warnings, *warnings.sorted()))


def proven_by(content: TraceContent) -> dict[str, ProvenClaim]:
    """What a statement in order proves, by certificate: Wh that count for its batch, at the meter and at the plant.

    Of a claim whose cover counts in part, the same part of what it claims: claimed × counted ÷ covered, rounded down.
    """
    plants = {one.plant: one for one in content.plants}
    counted: dict[str, int] = {}
    claimed: dict[str, int] = {}
    for claim in content.claims:
        name = claim.certificate
        counted[name] = counted.get(name, 0) + claim.counted_wh
        claimed[name] = claimed.get(name, 0) + claim.claimed_wh * claim.counted_wh // claim.covered_wh
    return {
        one.certificate: ProvenClaim(
            one.certificate,
            one.start_s,
            one.end_s,
            plants[one.device].area,
            claimed[one.certificate],
            counted[one.certificate],
            plants[one.device].technology,
        )
        for one in (traced.certificate for traced in content.certificates)
    }


def _verified(
    path: Path, roots: TrustRoots | None, at: datetime, place: Place, problems: Problems
) -> TraceVerification | None:
    try:
        return trace_in_file(path, roots, at)
    except InputError as error:
        problems.extend(replace(problem, place=place) for problem in error.problems)
        return None
