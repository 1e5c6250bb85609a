"""Traceability statements a study rests on: each verified by trust roots, and what they prove handed to the study.

A statement that is not in order proves nothing: the study says why, and the rows that rest on it count as nobody's sole
claim. What the checks came to stands in the result, and recomputing a dossier goes by that, on whatever day. A
statement of one batch counts for that batch: of a claim, what it counts, and at the plant the same share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import CheckedTrace, ProvenClaim, ProvenClaims, TraceState
from fourfold.app.certification.verifying.traces import read_trace_file, trace_in_file
from fourfold.app.certification.verifying.trusting import trust_of_files
from fourfold.certification.documents.trace import TraceContent, read_trace
from fourfold.certification.traces.verify import TraceVerification
from fourfold.certification.verification.verification import Outcome
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems

TRACE_NOT_IN_ORDER = MessageKind(
    "study-trace-not-in-order",
    N_("the traceability statement {found} proves nothing here ({reasons})"),
    N_("a statement in order by the trust roots given"),
    N_("fourfold verify {found} tells why; give trust roots with --trust, or ask for a newer statement"),
)
NO_STATEMENT_IN_IT = "no-statement"
CHANGED_SINCE = "file-changed"
"""Reasons of a file that proves lots alone, and of one that is not the one that was checked."""


def with_proven_traces(study: Study, trust: Sequence[Path], at: datetime) -> Study:
    """The study with what its traceability statements prove at a moment; what is not in order is warned of.

    Args:
        study: whose ``supply.traces`` name files of its folder.
        trust: files of trust roots; without any nothing can be told.
        at: the moment, UTC.

    Raises:
        InputError: a file cannot be read, or the trust roots cannot be used.
    """
    return with_checked_traces(study, checked_traces(study, trust, at))


def checked_traces(study: Study, trust: Sequence[Path], at: datetime) -> dict[str, CheckedTrace]:
    """What the check of each of a study's statements comes to at a moment.

    Args:
        study: whose ``supply.traces`` name files of its folder.
        trust: files of trust roots.
        at: the moment, UTC.

    Raises:
        InputError: a file cannot be read, or the trust roots cannot be used.
    """
    names = study.declarations.supply.traces
    roots = trust_of_files(trust) if names else None
    problems, found = Problems(), dict[str, CheckedTrace]()
    for number, name in enumerate(names):
        try:
            verification = trace_in_file(study.folder / name, roots, at)
        except InputError as error:
            place = study.declared_at("supply", "traces", number)
            problems.extend(replace(problem, place=place) for problem in error.problems)
            continue
        record = study.files.get(name)
        found[name] = _checked(verification, "" if record is None else record.digest)
    problems.raise_if_errors()
    return found


def with_checked_traces(study: Study, checked: Mapping[str, CheckedTrace]) -> Study:
    """The study with what its statements prove, by what their checks came to; nothing is verified again.

    Args:
        study: whose ``supply.traces`` name files of its folder.
        checked: by file; one that is not there, or whose file is another now, proves nothing.

    Raises:
        InputError: a file that was in order cannot be read.
    """
    if not study.declarations.supply.traces:
        return study
    problems, warnings = Problems(), Problems()
    proven: dict[str, dict[str, ProvenClaim]] = {}
    for number, name in enumerate(study.declarations.supply.traces):
        place, one, record = study.declared_at("supply", "traces", number), checked.get(name), study.files.get(name)
        reasons = ("not-checked",) if one is None else one.reasons
        if one is not None and record is not None and one.file != record.digest:
            reasons = (CHANGED_SINCE,)
        elif one is not None and one.state is TraceState.IN_ORDER:
            content = _content(study.folder / name, place, problems)
            if content is not None:
                proven[name] = proven_by(content)
            continue
        warnings.warn(TRACE_NOT_IN_ORDER, place, found=name, reasons=", ".join(reasons) or "–")
    problems.raise_if_errors()
    claims = ProvenClaims(proven, dict(checked))
    return replace(study, proven=claims, warnings=(*study.warnings, *warnings.sorted()))


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


def _checked(verification: TraceVerification, file: str) -> CheckedTrace:
    """What a calculation is told of a check."""
    trace, day = verification.trace, verification.day
    reasons = tuple(check.reason.code for check in verification.deciding)
    state = _STATES[verification.outcome]
    if state is TraceState.IN_ORDER and trace is None:
        state, reasons = TraceState.UNKNOWN, (NO_STATEMENT_IN_IT,)
    digest, keeper = "" if trace is None else trace.digest, "" if day is None else day.issuer
    return CheckedTrace(state, file, digest, keeper, verification.as_of, reasons)


_STATES = {
    Outcome.IN_ORDER: TraceState.IN_ORDER,
    Outcome.REFUSED: TraceState.REFUSED,
    Outcome.CANNOT_TELL: TraceState.UNKNOWN,
}


def _content(path: Path, place: Place, problems: Problems) -> TraceContent | None:
    """What the statement in a file says, which was verified before."""
    found = Problems()
    bundle = read_trace_file(path, found)
    statement = None if bundle is None else bundle.statement
    trace = None if statement is None else read_trace(statement, Place(path.name), found)
    problems.extend(replace(problem, place=place) for problem in found.errors)
    return None if trace is None else trace.content
