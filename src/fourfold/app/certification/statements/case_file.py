"""The verifier's case as a file, ``statement-case/1``: what is to be stated, written by a person, read with all faults.

Nothing of it is signed as it stands; `fourfold.app.certification.statements.stating` makes the statement from it and
the dossier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from fourfold.certification.documents.judgement import (
    Assurance,
    Finding,
    Judgement,
    Limitation,
    Opinion,
    materiality_of,
)
from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, read_bounded
from fourfold.formats.declared import Declared, Id, Names, Number
from fourfold.formats.models import read_model
from fourfold.formats.yaml_text import Path as YamlPath
from fourfold.formats.yaml_text import YamlText, read_yaml
from fourfold.standards.language.values import is_filler

CASE_FORMAT = "statement-case/1"

CASE_FILLER = MessageKind(
    "case-filler",
    N_("{path} says nothing: {found}"),
    N_("what was found, in words"),
    N_("write what the readers of the statement need to know"),
)

_DIGEST = "sha256:[0-9a-f]{64}"
_COMMITMENT = "(hmac-sha256:[0-9a-f]{64})?"
_STEP = re.compile(r"[^.\[\]]+")


def _like(pattern: str, wanted: str) -> AfterValidator:
    def checked(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise PydanticCustomError("asked", "of another form", {"wanted": wanted, "name": text})
        return text

    return AfterValidator(checked)


_Digest = Annotated[
    str,
    _like(_DIGEST, N_("sha256: and 64 hexadecimal digits in lower case")),
    WithJsonSchema({"type": "string", "pattern": f"^{_DIGEST}$"}),
]
_Commitment = Annotated[
    str,
    _like(_COMMITMENT, N_("hmac-sha256: and 64 hexadecimal digits in lower case")),
    WithJsonSchema({"type": "string", "pattern": f"^{_COMMITMENT}$"}),
]
_Share = Annotated[Number, Field(gt=0, lt=1)]


class DeclaredMateriality(Declared):
    """What would matter."""

    share: _Share = Field(description="Share of the total, 0.05 for 5 %.")
    lines: dict[str, _Share] = Field({}, description="Shares of result lines, where they were agreed.")
    qualitative: tuple[Names, ...] = Field((), description="What matters whatever its amount.")


class DeclaredFinding(Declared):
    """An observation judged against a clause; with an amount it is a misstatement."""

    id: Id = Field(description="Short name.")
    clause: str = Field("", description="Clause of the standard.")
    text: Names = Field(description="What was found.")
    severity: Literal["major", "minor", "observation"] = Field(description="A major one matters whatever its amount.")
    status: Literal["open", "corrected", "accepted"] = Field(description="Accepted: it stays, and counts as open.")
    amount_kg_co2e: Number | None = Field(None, description="Per unit: what is stated less what would be right.")
    line: str = Field("", description="Result line it concerns.")


class DeclaredLimitation(Declared):
    """What could not be looked at."""

    part: str = Field("", description="Name of a hidden part of the dossier.")
    commitment: _Commitment = Field("", description="Commitment of that part.")
    text: Names = Field(description="What, and why.")


class CaseFile(Declared):
    """The whole of ``case.yaml``."""

    fourfold: Literal["statement-case/1"] = Field(description="Format and version of this file.")
    dossier: _Digest = Field(description="Digest of the dossier the case is about.")
    level: Literal["reasonable", "limited", "agreed-upon-procedures"] = Field(description="Level of assurance.")
    opinion: Literal["unmodified", "modified", "adverse", "disclaimer", "none"] = Field(description="The opinion.")
    scope: Names = Field(description="What was looked at.")
    materiality: DeclaredMateriality
    findings: tuple[DeclaredFinding, ...] = ()
    limitations: tuple[DeclaredLimitation, ...] = ()
    shown: tuple[_Commitment, ...] = Field((), description="Commitments of hidden parts that were shown.")


@dataclass(frozen=True, slots=True)
class CaseText:
    """A case as read.

    Attributes:
        dossier: digest of the dossier it is about.
        judgement: what is to be stated.
        yaml: the file, for places.
    """

    dossier: str
    judgement: Judgement
    yaml: YamlText

    def place(self, *path: str | int) -> Place:
        """Where a path stands in the file."""
        return self.yaml.place(path)

    def retold(self, problems: Iterable[Problem]) -> Iterable[Problem]:
        """Problems of a statement, at the lines of the case they come from."""
        for problem in problems:
            steps = _STEP.findall(problem.place.column.removeprefix("credentialSubject."))
            path: YamlPath = tuple(int(step) if step.isdigit() else step for step in steps)
            place = self.yaml.place(path) if path and path[0] in self.yaml.tree else problem.place
            yield Problem(problem.kind, place, problem.params, problem.severity)


def read_case(path: Path, problems: Problems) -> CaseText | None:
    """A case from its file, everything wrong reported with its line; ``None`` where it cannot be understood."""
    data = read_bounded(path.parent, path.name, Place(path.name), problems, DECLARATIONS_MOST_BYTES)
    yaml = read_yaml(data, path.name, problems) if data is not None else None
    read = read_model(CaseFile, yaml, problems) if yaml is not None else None
    if yaml is None or read is None:
        return None
    _check_words(read, yaml, problems)
    return CaseText(read.dossier, _judgement(read), yaml)


def _judgement(read: CaseFile) -> Judgement:
    findings = tuple(
        Finding(one.id, one.clause, _texts(one.text), one.severity, one.status, one.amount_kg_co2e, one.line)
        for one in read.findings
    )
    declared = read.materiality
    qualitative = tuple(_texts(one) for one in declared.qualitative)
    shares: dict[str, Decimal] = dict(declared.lines)
    return Judgement(
        level=Assurance(read.level),
        opinion=Opinion(read.opinion),
        scope=_texts(read.scope),
        materiality=materiality_of(declared.share, qualitative, findings, shares),
        findings=findings,
        limitations=tuple(Limitation(one.part, one.commitment, _texts(one.text)) for one in read.limitations),
        shown=read.shown,
    )


def _texts(names: Names) -> dict[str, str]:
    """Texts without the line end a folded YAML text brings."""
    return {str(lang): text.strip() for lang, text in names.items()}


def _check_words(read: CaseFile, yaml: YamlText, problems: Problems) -> None:
    """Report texts that only fill their place."""
    texts: list[tuple[YamlPath, Names]] = [(("scope",), read.scope)]
    texts += [(("findings", number, "text"), one.text) for number, one in enumerate(read.findings)]
    texts += [(("limitations", number, "text"), one.text) for number, one in enumerate(read.limitations)]
    for path, names in texts:
        for lang, text in names.items():
            if is_filler(text):
                place = yaml.place((*path, lang))
                problems.error(CASE_FILLER, place, path=place.column, found=text or "–")
