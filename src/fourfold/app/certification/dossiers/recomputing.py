"""Recompute a dossier: calculate again from what it holds, in a clean process, and say what differs and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fourfold.accounting.documents.result import engine_document
from fourfold.app.certification.dossiers.calculating import Task
from fourfold.app.certification.dossiers.clean_process import MOST_SECONDS, Answer, calculate_apart
from fourfold.certification.dossier.asserted import asserted_of, redaction_by
from fourfold.certification.dossier.comparing import DECIMAL, Comparison
from fourfold.certification.dossier.differences import Difference, DifferenceKind, database_differences, differences_of
from fourfold.certification.dossier.dossier import Dossier, read_dossier
from fourfold.certification.dossier.entries import CONFORMITY, MANIFEST, MOST_ENTRY_BYTES, RESULT
from fourfold.certification.dossier.facts import MOST_DEPTH
from fourfold.certification.dossier.head import SOLVED_DIGITS, head_of, this_engine
from fourfold.certification.dossier.manifest import manifest_document
from fourfold.certification.dossier.recomputation import (
    DATABASE_STATED,
    EVIDENCE_HIDDEN,
    NOT_CALCULATED,
    PACK_NOT_HERE,
    PACK_OTHER_HERE,
    PART_HIDDEN,
    Equality,
    Recomputation,
    engines_of,
)
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_node import Node
from fourfold.core.problems import N_, Assumption, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.strict_json import read_json
from fourfold.standards.pack.library import PackLibrary

RESULT_NO_OBJECT = MessageKind(
    "recompute-no-object",
    N_("{found} is no document that can be compared"),
    N_("the documents fourfold seal writes"),
    N_("ask whoever sealed the dossier for another one"),
)


def recompute(
    path: str | Path, library: Path | None = None, tick: Tick = no_tick, most_seconds: int = MOST_SECONDS
) -> Recomputation:
    """Recompute the dossier in a file.

    Args:
        path: the dossier.
        library: folder of the databases; ``None`` for the usual one.
        tick: told of progress.
        most_seconds: how long the calculation may take.

    Raises:
        InputError: the dossier cannot be read, or the clean process gave no answer.
    """
    problems = Problems()
    dossier = read_dossier(Path(path), problems)
    if dossier is None:
        raise InputError(problems.sorted())
    return recompute_dossier(dossier, library, tick, most_seconds)


def recompute_dossier(
    dossier: Dossier, library: Path | None = None, tick: Tick = no_tick, most_seconds: int = MOST_SECONDS
) -> Recomputation:
    """Recompute an opened dossier; see `recompute`."""
    tick(N_("calculating"), 0, 0)
    manifest = Node(dict(dossier.manifest))
    sealed = {name: _document(dossier.contents[name], name) for name in (RESULT, CONFORMITY)}
    task, digits = _task(manifest), max(manifest.node("precision").integer("solved_digits"), SOLVED_DIGITS)
    answer = calculate_apart(dossier.contents, task, library, most_seconds, digits)
    engines, notes = engines_of(manifest.object("engine"), this_engine(engine_document()))
    anew = {name: _document(data, name) for name, data in ((RESULT, answer.result), (CONFORMITY, answer.conformity))}
    comparison = Comparison()
    differences = [] if answer.problems else _differences(dossier, sealed, anew, task, comparison)
    differences += database_differences(answer.databases)
    withheld = dossier.hidden if asserted_of(dossier.manifest) else ()  # evidence alone has no say in a figure
    asserted = (*withheld, *(one.name for one in answer.databases if not one.is_solved))
    return Recomputation(
        dossier=dossier.digest,
        outcome=_outcome(answer, differences, asserted, is_same_version=engines.is_same_version),
        total_sealed=_total(sealed[RESULT]),
        total_recomputed=_total(anew[RESULT]),
        differences=tuple(differences),
        compared=comparison.compared,
        databases=answer.databases,
        engines=engines,
        asserted=asserted,
        notes=(*notes, *_notes(dossier, manifest, answer)),
        problems=answer.problems,
    )


def _task(manifest: Node) -> Task:
    return Task(
        manifest.node("standard").text("id"),
        date.fromisoformat(manifest.text("date")),
        manifest.text("phase"),
        manifest.node("study").text("workbook"),
    )


def _document(data: bytes, name: str) -> dict[str, JSON]:
    """A document of the dossier; nothing for no bytes.

    Raises:
        InputError: it is no JSON object.
    """
    if not data:
        return {}
    place, problems = Place(name), Problems()
    document = read_json(data, place, problems, MOST_ENTRY_BYTES, MOST_DEPTH)
    if isinstance(document, dict) and not problems.errors:
        return document
    raise InputError(problems.sorted() or [Problem(RESULT_NO_OBJECT, place, {"found": name})])


def _differences(
    dossier: Dossier,
    sealed: Mapping[str, dict[str, JSON]],
    anew: Mapping[str, dict[str, JSON]],
    task: Task,
    comparison: Comparison,
) -> list[Difference]:
    """What differs in result, conformity and manifest; where nothing does, the bytes have to be equal too."""
    found = [one for name in sealed for one in differences_of(name, sealed[name], anew[name], comparison)]
    manifest, said = dict(dossier.manifest), dossier.manifest["redaction"]
    redaction = redaction_by(said, anew[RESULT]) if isinstance(said, dict) else None
    head = head_of(anew[RESULT], anew[CONFORMITY], task.workbook, redaction)
    due = manifest_document(head, list(dossier.entries.values()))
    due["precision"] = manifest["precision"]  # its quantum stands in the result; the other is the sealing engine's word
    found += differences_of(MANIFEST, manifest, due, Comparison())
    for name in sealed if not found else ():
        if dossier.contents[name] != canonical_bytes({**anew[name], "engine": sealed[name]["engine"]}):
            found.append(Difference(DifferenceKind.DOCUMENT, "", name, (), 1, {}))
    return sorted(found, key=lambda one: list(DifferenceKind).index(one.kind))


def _outcome(
    answer: Answer, differences: Sequence[Difference], asserted: Sequence[str], *, is_same_version: bool
) -> Equality:
    """A result that differs differs, whatever else is open. What cannot be calculated by the engine that sealed it
    does not follow from what is there; another engine may merely not know how."""
    if differences or (answer.problems and is_same_version):
        return Equality.DIFFERENT
    return Equality.CANNOT_TELL if answer.problems or asserted else Equality.EQUAL


def _notes(dossier: Dossier, manifest: Node, answer: Answer) -> list[Assumption]:
    """What is to be said of packs, hidden parts and databases, and of a calculation that was not possible."""
    notes, shelf = list[Assumption](), PackLibrary()
    for link in manifest.node("standard").nodes("chain"):
        shipped = shelf.text(link.text("id"))
        if shipped is None or shipped.digest != link.text("digest"):
            kind = PACK_NOT_HERE if shipped is None else PACK_OTHER_HERE
            notes.append(Assumption(kind, {"pack": link.text("id")}))
    hidden = PART_HIDDEN if asserted_of(dossier.manifest) else EVIDENCE_HIDDEN
    notes += [Assumption(hidden, {"part": name}) for name in dossier.hidden]
    asserted = (one for one in answer.databases if not one.is_solved)
    notes += [Assumption(DATABASE_STATED, {"database": one.name, "digest": one.digest}) for one in asserted]
    return [*notes, Assumption(NOT_CALCULATED)] if answer.problems else notes


def _total(result: Mapping[str, JSON]) -> Decimal | None:
    """The total of a result; ``None`` where there is none that can be read."""
    footprint = result.get("footprint")
    text = footprint.get("total_kg_co2e") if isinstance(footprint, dict) else None
    try:
        return Decimal(text) if isinstance(text, str) and DECIMAL.fullmatch(text) else None
    except InvalidOperation:
        return None
