"""Answers of people as a file, ``answers/1``: read with all faults at once, and written out as open questions.

An entry whose verdict is blank is a question nobody has answered yet, and is passed over. An answer is a record of its
own: it names the state of the study it judged by digest, and never edits the study.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from fourfold.core.canonical import JSON, digest_of, digest_of_file
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import (
    DECLARATIONS_MOST_BYTES,
    EVIDENCE_MOST_BYTES,
    FILE_MISSING,
    FILE_UNREADABLE,
    locate,
    read_bounded,
)
from fourfold.formats.declared import Day, Declared
from fourfold.formats.models import read_model
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import YamlText, read_yaml
from fourfold.standards.conformity.report import Answer, ConformityReport, Verdict
from fourfold.standards.language.values import is_filler
from fourfold.standards.pack.resolved import Resolved

ANSWERS_FORMAT = "answers/1"
ANSWERS_FILE = "answers.yaml"

ANSWER_INCOMPLETE = MessageKind(
    "answer-incomplete",
    N_("the answer to {requirement} does not say {path}: {found}"),
    N_("who judged, in which role, on which day, why, and the digest of the study"),
    N_("fill {path}; or leave verdict blank while the question is open"),
)
ANSWER_TWICE = MessageKind(
    "answer-twice",
    N_("{requirement} of {pack} is answered twice for one state of the study, first in line {line}"),
    N_("one answer to a question for a state of the study"),
    N_("keep the one that holds"),
)
ANSWER_TO_NOTHING = MessageKind(
    "answer-to-nothing",
    N_("{pack} asks no person about {found}"),
    N_("a requirement that a person judges; similar: {similar}"),
    N_("correct the name; --questions PATH writes the open questions with their names"),
)
EVIDENCE_CHANGED = MessageKind(
    "answer-evidence-changed",
    N_("{found} is not the file that was judged: its digest is {digest}"),
    N_("the file with the digest of the answer"),
    N_("put the file back that was judged, or judge again"),
)
EVIDENCE_NOT_THERE = MessageKind(
    "answer-evidence-not-there",
    N_("the evidence {found} is not in the study folder, so it was not compared with what was judged"),
    N_("the file at that path inside the study folder; an address, where it is kept elsewhere"),
    N_("put the file there, or write the address where it can be found"),
)
ANSWER_AHEAD = MessageKind(
    "answer-ahead",
    N_("the answer to {requirement} is dated {found}, a day that has not come"),
    N_("the day of the judgement"),
    N_("correct the day"),
)

_SAID = ("who", "role", "on", "reason", "study")
_DIGEST = r"^(sha256:[0-9a-f]{64})?$"
_AHEAD_OF_UTC = timedelta(hours=14)
"""Where a day begins first."""


def _digest(text: str) -> str:
    if re.fullmatch(_DIGEST, text) is None:
        wanted = N_("sha256: and 64 hexadecimal digits in lower case")
        raise PydanticCustomError("asked", "no digest", {"wanted": wanted, "name": text})
    return text


_Digest = Annotated[str, AfterValidator(_digest), WithJsonSchema({"type": "string", "pattern": _DIGEST})]


class DeclaredEvidence(Declared):
    """A file an answer rests on."""

    file: str = Field(description="Path, relative to the study folder where it lies there.")
    digest: _Digest = Field("", description="SHA-256 of the file, as sha256: and 64 hexadecimal digits.")


class DeclaredAnswer(Declared):
    """What a person judged."""

    pack: str = Field(description="Pack that asks.")
    requirement: str = Field(description="Requirement of that pack.")
    verdict: Literal["", "pass", "fail", "not_applicable"] = Field("", description="Blank while the question is open.")
    who: str = Field("", description="Name of the person.")
    role: str = Field("", description="In which role the person judged.")
    on: Day | None = Field(None, description="Day of the judgement.")
    reason: str = Field("", description="Why, in the person's words.")
    study: _Digest = Field("", description="Digest of the study that was judged, as fourfold check prints it.")
    evidence: tuple[DeclaredEvidence, ...] = Field((), description="Files the judgement rests on.")


class AnswersFile(Declared):
    """The whole of ``answers.yaml``."""

    fourfold: Literal["answers/1"] = Field(description="Format and version of this file.")
    answers: tuple[DeclaredAnswer, ...] = ()


def read_answers(path: Path, folder: Path, problems: Problems) -> tuple[Answer, ...]:
    """The answers of a file; what is wrong is reported, each with its line.

    Args:
        path: the file.
        folder: the study folder; files of evidence that lie in it are compared with their digests.
        problems: receives what is wrong.
    """
    name = path.name
    data = read_bounded(path.parent, name, Place(name), problems, DECLARATIONS_MOST_BYTES)
    yaml = read_yaml(data, name, problems) if data is not None else None
    if yaml is None:
        return ()
    read = read_model(AnswersFile, yaml, problems)
    _report_incomplete(yaml, problems)
    if read is None:
        return ()
    found: dict[tuple[str, str, str], tuple[int, Answer]] = {}
    for number, declared in enumerate(read.answers):
        place = yaml.place(("answers", number))
        answer = _answer(declared, place) if declared.verdict else None
        if answer is None:
            continue
        if answer.on > _latest_day():
            place_of_day = yaml.place(("answers", number, "on"))
            problems.error(ANSWER_AHEAD, place_of_day, requirement=answer.requirement, found=answer.on)
        _check_evidence(answer, number, yaml, folder, problems)
        key = (answer.pack, answer.requirement, answer.study)
        line, _ = found.setdefault(key, (place.row, answer))
        if line != place.row:
            said = {"requirement": answer.requirement, "pack": answer.pack, "line": line}
            problems.error(ANSWER_TWICE, place, **said)
    return tuple(answer for _, answer in found.values())


def check_questions(answers: Sequence[Answer], standards: Iterable[Resolved], problems: Problems) -> None:
    """Report answers to questions the packs in use do not ask; answers for other packs are left alone."""
    asked: dict[str, set[str]] = {}
    for resolved in standards:
        for pack in resolved.chain:
            asked.setdefault(pack.id, set())
        for rule in resolved.requirements:
            if rule.requirement.is_for_a_person:
                asked[rule.pack].add(rule.id)
    for answer in answers:
        if answer.pack in asked and answer.requirement not in asked[answer.pack]:
            similar = closest(answer.requirement, sorted(asked[answer.pack]))
            said = {"pack": answer.pack, "found": answer.requirement, "similar": similar}
            problems.error(ANSWER_TO_NOTHING, answer.place, **said)


def questions_file(reports: Sequence[ConformityReport]) -> bytes:
    """The open questions of reports as a file of answers to be filled in; each question once, as a comment above.

    The comment is the sentence of the verdict: the question with the values of the study in it.
    """
    lines = [f"fourfold: {ANSWERS_FORMAT}"]
    seen: set[tuple[str, str]] = set()
    for report in reports:
        for judgement in report.judgements:
            question = (judgement.rule.pack, judgement.rule.id)
            if judgement.verdict is Verdict.NEEDS_PERSON and question not in seen:
                lines += [] if seen else ["answers:"]
                seen.add(question)
                comments = dict.fromkeys(text for text in judgement.texts.values() if text)
                lines += [f"  # {' '.join(text.split())}" for text in comments]
                lines += _blank_entry(*question, report.study)
    return ("\n".join(lines) + "\n").encode()


def _blank_entry(pack: str, requirement: str, study: str) -> list[str]:
    given = {"pack": pack, "requirement": requirement, "verdict": "", "who": "", "role": "", "on": None}
    last = {"reason": "", "study": study}
    spelled = [f"{key}: {_scalar(value)}".rstrip() for key, value in {**given, **last}.items()]
    remark = {"verdict": "  # pass, fail or not_applicable", "on": "  # year-month-day"}
    marked = [line + remark.get(line.partition(":")[0], "") for line in spelled]
    return [f"  {'-' if number == 0 else ' '} {line}" for number, line in enumerate(marked)] + ["    evidence: []"]


def _scalar(value: str | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _report_incomplete(yaml: YamlText, problems: Problems) -> None:
    """Report what answers leave out, also where others cannot be read."""
    entries = yaml.tree.get("answers", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict) or not entry.get("verdict"):
            continue
        for key in _SAID:
            found = entry.get(key, "")
            if isinstance(found, str) and is_filler(found):
                params = {"requirement": entry.get("requirement", ""), "path": key, "found": found or "–"}
                problems.error(ANSWER_INCOMPLETE, yaml.place(("answers", number, key)), **params)


def _answer(declared: DeclaredAnswer, place: Place) -> Answer | None:
    """The record of an entry; ``None`` where it leaves something out, which was reported."""
    said = (declared.who, declared.role, declared.reason, declared.study)
    if declared.on is None or any(map(is_filler, said)):
        return None
    answer = Answer(
        declared.pack,
        declared.requirement,
        Verdict(declared.verdict),
        declared.who,
        declared.role,
        declared.on,
        declared.reason,
        declared.study,
        {evidence.file: evidence.digest for evidence in declared.evidence},
        place=place.at(f"{place.column}.requirement"),
    )
    return replace(answer, digest=digest_of(answer_document(answer)))


def answer_document(answer: Answer) -> dict[str, JSON]:
    """An answer as JSON; its digest is that of the rest."""
    evidence: list[JSON] = [{"file": file, "digest": digest} for file, digest in answer.evidence.items()]
    document: dict[str, JSON] = {
        "pack": answer.pack,
        "requirement": answer.requirement,
        "verdict": str(answer.verdict),
        "who": answer.who,
        "role": answer.role,
        "on": answer.on.isoformat(),
        "reason": answer.reason,
        "study": answer.study,
        "evidence": evidence,
    }
    return {**document, "digest": answer.digest} if answer.digest else document


def _latest_day() -> date:
    """The latest day it is anywhere."""
    return (datetime.now(UTC) + _AHEAD_OF_UTC).date()


def _check_evidence(answer: Answer, number: int, yaml: YamlText, folder: Path, problems: Problems) -> None:
    """Compare the files of the study folder with their digests; what stands at an address elsewhere is only named."""
    for position, (file, digest) in enumerate(answer.evidence.items()):
        place = yaml.place(("answers", number, "evidence", position, "file"))
        path = None if "://" in file else _evidence(folder, file, place, problems)
        if path is None or not digest:
            continue
        try:
            there = digest_of_file(path)
        except OSError as error:
            problems.error(FILE_UNREADABLE, place, found=file, reason=error.strerror or error)
            continue
        if there != digest:
            problems.error(EVIDENCE_CHANGED, place, found=file, digest=there)


def _evidence(folder: Path, file: str, place: Place, problems: Problems) -> Path | None:
    """The file of a piece of evidence; one that is not there is only told, one that may not be read is an error."""
    found = Problems()
    path = locate(folder, file, place, found, EVIDENCE_MOST_BYTES)
    for problem in found:
        if problem.kind is FILE_MISSING:
            problems.warn(EVIDENCE_NOT_THERE, place, found=file)
        else:
            problems.add(problem)
    return path
