"""Verify a trace bundle: read what the verifier brings, make the numbered checks, remember the checkpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fourfold.app.certification.verifying.trusting import read_trust_files
from fourfold.app.certification.verifying.verifying import (
    Brought,
    is_the_log,
    keep_seen,
    mirror_in,
    seen_of,
    stamper_of,
)
from fourfold.certification.documents.ledger_day import LEDGER_DAY_FORMAT, read_ledger_day
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.traces.bundle import (
    MOST_BYTES,
    TRACE_BUNDLE_FORMAT,
    TraceBundle,
    read_bundle_json,
    read_trace_bundle,
)
from fourfold.certification.traces.case import TraceAsked, read_trace_case
from fourfold.certification.traces.verify import TraceVerification, verify_trace
from fourfold.certification.verification.in_log import logs_of
from fourfold.core.problems import Place, Problems
from fourfold.core.reading import read_bounded
from fourfold.store.seen import default_seen

_SAID = re.compile(rb'"fourfold"\s*:\s*"' + TRACE_BUNDLE_FORMAT.encode() + b'"')


def is_trace_file(path: Path) -> bool:
    """Whether a file says of itself that it is a trace bundle, however it is spelled; ``False`` for no file at all.

    The member ``fourfold`` stands behind the documents of days, so a file that holds the words is read whole; one that
    then cannot be read is told as a trace bundle.
    """
    problems, place = Problems(), Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, MOST_BYTES)
    if data is None or not _SAID.search(data):
        return False
    document = read_bundle_json(data, place, problems)
    return not isinstance(document, dict) or document.get("fourfold") == TRACE_BUNDLE_FORMAT


def read_trace_file(path: Path, problems: Problems) -> TraceBundle | None:
    """The trace bundle of a file, within limits."""
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, MOST_BYTES)
    return read_trace_bundle(data, place, problems) if data is not None else None


def read_later_file(path: Path, problems: Problems) -> TraceBundle | None:
    """What a file tells of a newer ledger day: a trace bundle, or the document of a day alone."""
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, MOST_BYTES)
    if data is None:
        return None
    document = read_bundle_json(data, place, Problems())
    if not isinstance(document, dict) or document.get("fourfold") != LEDGER_DAY_FORMAT:
        return read_trace_bundle(data, place, problems)
    day = read_ledger_day(document, place, problems)
    return None if day is None else TraceBundle(day.signed, None, (document,), None, (), {}, b"", document)


def verify_trace_file(path: Path, at: datetime, brought: Brought, later: Sequence[Path] = ()) -> TraceVerification:
    """Check the trace in a file.

    Args:
        path: the trace bundle.
        at: the moment asked about, UTC.
        brought: trust roots, a mirror of the log, what was seen, an authority of time stamps.
        later: files that tell of newer ledger days.

    Raises:
        InputError: the bundle, or something that was brought, cannot be read.
    """
    problems = Problems()
    bundle = read_trace_file(path, problems)
    newer = [read_later_file(one, problems) for one in later]
    trust = read_trust_files(brought.trust, problems) if brought.trust else None
    bundle = problems.needed(bundle)
    asked = TraceAsked(at, trust, later=tuple(one for one in newer if one is not None))
    return _verify(bundle, asked, brought)


def trace_in_file(path: Path, trust: TrustRoots | None, at: datetime) -> TraceVerification:
    """Check the trace in a file by trust roots alone; nothing is remembered.

    Raises:
        InputError: the bundle cannot be read.
    """
    problems = Problems()
    return verify_trace(problems.needed(read_trace_file(path, problems)), TraceAsked(at.astimezone(UTC), trust))


def _verify(bundle: TraceBundle, asked: TraceAsked, brought: Brought) -> TraceVerification:
    folder = (brought.seen or default_seen()) if brought.remember else None
    case = read_trace_case(bundle, asked.trust)
    seen = seen_of(logs_of(case) if case.body is not None else (), folder)
    full = replace(asked, seen=seen, mirror=mirror_in(brought.mirror), stamper=stamper_of(brought.authority))
    verification = verify_trace(bundle, full)
    if folder is not None and is_the_log(verification.checks):
        keep_seen(case, folder)
    return verification
