"""Opening a dossier: hidden parts held against their commitments, and the whole calculated where all are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.app.certification.dossiers.calculating import Task, calculate, unpack
from fourfold.app.certification.dossiers.openings import read_openings_file
from fourfold.app.certification.dossiers.redacting import Redacted, redact
from fourfold.app.standards import Calculator
from fourfold.certification.dossier.dossier import Dossier, read_dossier
from fourfold.certification.dossier.entries import (
    ANSWERS,
    DATABASES_FOLDER,
    MOST_ENTRY_BYTES,
    RESULT,
    STANDARDS_FOLDER,
    STUDY_FOLDER,
)
from fourfold.certification.dossier.facts import MOST_DEPTH
from fourfold.certification.dossier.hidden import HIDDEN
from fourfold.certification.dossier.openings import Openings
from fourfold.certification.dossier.recomputation import Equality, Recomputation
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_node import Node
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import FILE_MISSING
from fourfold.core.strict_json import read_json

NOTHING_HIDDEN = MessageKind(
    "openings-nothing-hidden",
    N_("the dossier hides nothing, so there is nothing to open"),
    N_("a dossier with confidential parts"),
    N_("recompute it without openings"),
)


@dataclass(frozen=True, slots=True)
class Whole:
    """The study with everything opened, calculated as if nothing had been hidden.

    Attributes:
        total_kg_co2e: per declared unit.
        conformity: outcome of its conformity report.
        differences: what differs from the dossier: ``total``, lines, and files of the redacted study that come out
            otherwise when the same parts are hidden again.
    """

    total_kg_co2e: Decimal
    conformity: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Hidden parts of a dossier held against openings.

    Attributes:
        confirmed: parts whose bytes are those that were committed to.
        others: parts of which the openings hold another content or salt than was committed to.
        missing: parts that the openings do not hold.
        whole: the whole study, where every part was confirmed.
    """

    confirmed: tuple[str, ...]
    others: tuple[str, ...]
    missing: tuple[str, ...]
    whole: Whole | None = None

    def document(self) -> dict[str, JSON]:
        """For programs."""
        whole: JSON = None
        if self.whole is not None:
            whole = {
                "total_kg_co2e": decimal_text(self.whole.total_kg_co2e),
                "conformity": self.whole.conformity,
                "differences": list(self.whole.differences),
            }
        return {
            "confirmed": list(self.confirmed),
            "others": list(self.others),
            "missing": list(self.missing),
            "whole": whole,
        }


def open_dossier(dossier: Dossier, openings: Openings, library: Path | None = None) -> Opened:
    """Hold the hidden parts of a dossier against openings; with all of them calculate the whole.

    Args:
        dossier: the dossier.
        openings: what a holder brings.
        library: folder of the databases, for parts that take from one; ``None`` for the usual one.

    Raises:
        InputError: the dossier hides nothing, or the whole study cannot be calculated.
    """
    hidden = [entry for entry in dossier.entries.values() if entry.is_hidden]
    if not hidden:
        raise InputError([Problem(NOTHING_HIDDEN, Place("--open"))])
    known = {part.name for part in openings.parts.values()}
    confirmed = {
        entry.name: openings.parts[entry.commitment].data
        for entry in hidden
        if entry.commitment in openings.parts and openings.parts[entry.commitment].name == entry.name
    }
    left = [entry.name for entry in hidden if entry.name not in confirmed]
    whole = None if left else _whole(dossier, confirmed, openings, library)
    return Opened(
        tuple(confirmed),
        tuple(name for name in left if name in known),
        tuple(name for name in left if name not in known),
        whole,
    )


def open_file(path: Path, openings: Path, library: Path | None = None) -> Opened:
    """Hold the hidden parts of a dossier file against a file of openings.

    Raises:
        InputError: one of the files cannot be read, the dossier hides nothing, or the whole cannot be calculated.
    """
    problems = Problems()
    dossier = problems.needed(read_dossier(path, problems))
    if not openings.is_file():
        raise InputError([Problem(FILE_MISSING, Place("--open"), {"found": openings.name})])
    return open_dossier(dossier, read_openings_file(openings), library)


def outcome_with(found: Recomputation, opened: Opened | None) -> Equality:
    """What a recomputation comes to together with what was opened.

    Everything opened takes the place of what was asserted for it; figures of databases that are not at hand stay
    asserted, and what could not be calculated stays so.
    """
    if opened is None or found.outcome is Equality.DIFFERENT:
        return found.outcome
    if opened.others or (opened.whole is not None and opened.whole.differences):
        return Equality.DIFFERENT
    left = set(found.asserted) - set(opened.confirmed)
    return found.outcome if opened.whole is None or left or found.problems else Equality.EQUAL


def _whole(dossier: Dossier, parts: Mapping[str, bytes], openings: Openings, library: Path | None) -> Whole:
    """Calculate with everything, hide it again, and compare both with the dossier."""
    manifest = Node(dict(dossier.manifest))
    redaction = manifest.node("redaction")
    added = {f"{STUDY_FOLDER}{path}" for path in redaction.texts("added")}
    kept = {name: data for name, data in dossier.contents.items() if name not in added and not _is_document(name)}
    contents = kept | {name.removeprefix(HIDDEN): data for name, data in parts.items()}
    study = manifest.node("study").text("workbook")
    day = date.fromisoformat(manifest.text("date"))
    task = Task(manifest.node("standard").text("id"), day, manifest.text("phase"), study)
    with TemporaryDirectory(prefix="fourfold-") as one, TemporaryDirectory(prefix="fourfold-") as other:
        unpack(contents | {RESULT: dossier.contents[RESULT]}, Path(one))
        calculation = calculate(Path(one), task, library)
        result = calculation.result
        answers = Path(one) / ANSWERS

        def again(study: Study) -> Result:
            return Calculator(study, library=library, stated=calculation.stated).by(result.method)

        redacted = redact(
            result, redaction.texts("asked"), Path(other), again, openings, answers if answers.is_file() else None
        )
        differences = (*_figures(dossier, result), *_files(dossier, redacted))
    return Whole(result.footprint.total_kg_co2e, str(calculation.report.outcome), differences)


def _is_document(name: str) -> bool:
    """Whether an entry was made by sealing, not given."""
    return not name.startswith((STUDY_FOLDER, STANDARDS_FOLDER, DATABASES_FOLDER)) and name != ANSWERS


def _figures(dossier: Dossier, whole: Result) -> list[str]:
    """Lines that the sealed result gives otherwise than the whole study."""
    problems = Problems()
    sealed = read_json(dossier.contents[RESULT], Place(RESULT), problems, MOST_ENTRY_BYTES, MOST_DEPTH)
    problems.raise_if_errors()
    anew = result_document([whole])
    one, two = _footprint(sealed), _footprint(anew)
    lines = one.object("lines"), two.object("lines")
    found = ["total"] if one.text("total_kg_co2e") != two.text("total_kg_co2e") else []
    return found + [line for line in {**lines[0], **lines[1]} if lines[0].get(line) != lines[1].get(line)]


def _footprint(result: JSON) -> Node:
    return Node(result if isinstance(result, dict) else {}).node("footprint")


def _files(dossier: Dossier, redacted: Redacted) -> list[str]:
    """Files of the redacted study that come out otherwise, and commitments that do."""
    study = load_study(redacted.folder)
    sealed = {name for name in dossier.contents if dossier.entries[name].role == "study"}
    anew = {f"{STUDY_FOLDER}{path}" for path in study.files}
    differing = [
        name
        for name in sorted(sealed | anew)
        if name not in sealed
        or name not in anew
        or dossier.contents[name] != (redacted.folder / name.removeprefix(STUDY_FOLDER)).read_bytes()
    ]
    committed = {entry.name: entry.commitment for entry in dossier.entries.values() if entry.is_hidden}
    made = redacted.redaction.commitments
    return [*differing, *sorted(name for name in {**committed, **made} if committed.get(name) != made.get(name))]
