"""Sealing with confidential parts, and the file of openings that their holder keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.app.assess import suppliers_of, with_traces
from fourfold.app.certification.dossiers.redacting import Redacted, redact
from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder
from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_inputs_are_safe, check_places
from fourfold.app.standards import Calculator, resolve_standards
from fourfold.certification.dossier.openings import (
    NO_OPENINGS,
    OPENINGS_MOST_BYTES,
    Openings,
    openings_bytes,
    read_openings,
)
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import MIB, read_bounded
from fourfold.standards.conformity.answers import ANSWERS_FILE
from fourfold.standards.pack.library import PackLibrary

OPENINGS_FULL = MessageKind(
    "openings-full",
    N_("the openings would hold {found} MiB"),
    N_("at most {most} MiB in one file"),
    N_("name a new file with --openings, and keep both"),
)


@dataclass(frozen=True, slots=True)
class SealOptions:
    """How a study is sealed, see `fourfold.app.certification.dossiers.sealing.seal_folder`."""

    standard: str
    day: date | None = None
    answers: Path | None = None
    phase: str = "issue"
    packs: Sequence[Path] = ()
    library: Path | None = None
    trust: Sequence[Path] = ()
    at: datetime | None = None


def seal_hiding(
    path: Path,
    hide: Sequence[str],
    openings: Openings,
    how: SealOptions,
    outputs: Mapping[str, Path],
    tick: Tick = no_tick,
) -> tuple[SealedStudy, Openings]:
    """Seal a study without its confidential parts. Nothing is written.

    Args:
        path: study folder.
        hide: ``process:NAME`` or paths of evidence.
        openings: what is kept of earlier sealings; the same parts get the same salts.
        how: as for any sealing.
        outputs: where something is to be written afterwards, by option.
        tick: told of progress.

    Returns:
        The dossier, and what its holder has to keep.

    Raises:
        InputError: the study cannot be sealed, or something cannot be hidden.
    """
    check_places(outputs)
    study = load_study(path)
    beside = study.folder / ANSWERS_FILE
    answers = how.answers or (beside if beside.is_file() else None)
    check_inputs_are_safe(outputs, study, [str(answers)] if answers else [])
    with TemporaryDirectory(prefix="fourfold-") as place:
        redacted = _redacted(study, hide, Path(place), openings, how, answers)
        sealed = seal_folder(
            redacted.folder,
            how.standard,
            how.day,
            answers,
            how.phase,
            how.packs,
            how.library,
            tick,
            redaction=redacted.redaction,
            trust=how.trust,
            at=how.at,
        )
    return sealed, redacted.openings


def seal_study(
    path: Path,
    how: SealOptions,
    hide: Sequence[str],
    kept: Path,
    outputs: Mapping[str, Path],
    tick: Tick = no_tick,
) -> SealedStudy:
    """Seal a study, whole or without confidential parts; of those the openings are written before it returns.

    Args:
        path: study folder, or the workbook inside it.
        how: how it is sealed.
        hide: ``process:NAME`` or paths of evidence; none: the study is sealed whole.
        kept: file of openings, taken up where it is there.
        outputs: where something is to be written afterwards, by option.
        tick: told of progress.

    Raises:
        InputError: the study cannot be sealed, or something cannot be hidden.
    """
    if hide:
        written = {**outputs, "--openings": kept}
        sealed, parts = seal_hiding(path, hide, read_openings_file(kept), how, written, tick)
        write_openings(parts, kept)  # before the dossier: without it nobody could ever open that
        return sealed
    plain = (how.standard, how.day, how.answers, how.phase, how.packs, how.library)
    return seal_folder(path, *plain, tick, outputs, trust=how.trust, at=how.at)


def _redacted(
    study: Study, hide: Sequence[str], into: Path, openings: Openings, how: SealOptions, answers: Path | None
) -> Redacted:
    problems = Problems()
    on = how.day or study.declarations.day
    resolved = resolve_standards([how.standard], PackLibrary(how.packs), on, problems)
    problems.raise_if_errors()
    certified = suppliers_of(study, how.trust, how.at)
    traced = with_traces(study, how.trust, how.at)
    whole = Calculator(traced, library=how.library, certified=certified).calculated(resolved[0].method)
    if whole.result is None:
        raise InputError(whole.problems)
    method = whole.result.method

    def again(other: Study) -> Result:
        return Calculator(_traced(other, traced), library=how.library, certified=certified).by(method)

    return redact(whole.result, hide, into, again, openings, answers)


def _traced(study: Study, other: Study) -> Study:
    """A study with what the checks of another one's traceability statements came to."""
    if not study.declarations.supply.traces:
        return study
    from fourfold.app.supply.study_traces import with_checked_traces  # only who needs it waits for cryptography

    return with_checked_traces(study, other.proven.checked)


def read_openings_file(path: Path) -> Openings:
    """What is kept of earlier sealings; nothing where there is no file yet.

    Raises:
        InputError: the file is no openings, or is damaged.
    """
    if not path.exists():
        return NO_OPENINGS
    problems, place = Problems(), Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, OPENINGS_MOST_BYTES)
    openings = read_openings(data, place, problems) if data is not None else None
    problems.raise_if_errors()
    return openings or NO_OPENINGS


def write_openings(openings: Openings, path: Path) -> None:
    """Write what the holder keeps, readable by nobody else, whole or not at all.

    Raises:
        InputError: the path cannot be written.
    """
    data = openings_bytes(openings)
    if len(data) > OPENINGS_MOST_BYTES:
        sizes = {"found": str(len(data) // MIB), "most": str(OPENINGS_MOST_BYTES // MIB)}
        raise InputError([Problem(OPENINGS_FULL, Place("--openings"), sizes)])
    try:
        write_atomically(path, data, 0o600)
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place("--openings"), params)]) from error
