"""The items of the list, in order: what each checks and where that is specified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from fourfold.certification.verification.verification import Check, Finding
from fourfold.core.problems import N_, MessageKind, Param, Problem, params_of


class ListedStep(StrEnum):
    """An item of a list of checks by its code; members stand in the order of the list."""

    @property
    def number(self) -> int:
        """Its place in the list, from 1."""
        return [*type(self)].index(self) + 1


AnyStep = TypeVar("AnyStep", bound=ListedStep)


class Step(ListedStep):
    """The checks of a certificate."""

    LIMITS = "limits"
    SCHEMA = "schema"
    ISSUER = "issuer"
    SIGNATURE = "signature"
    INCLUSION = "log-inclusion"
    CHECKPOINT = "checkpoint"
    GROWTH = "log-growth"
    STATEMENT = "statement"
    ROLES = "roles"
    VALIDITY = "validity"
    STATUS = "status"
    ACCREDITATION = "accreditation"
    EDITION = "edition"
    BINDING = "dossier"
    RECOMPUTATION = "recomputation"
    SUPPLIERS = "suppliers"
    TIMESTAMP = "time-stamp"


TITLES: dict[Step, str] = {
    Step.LIMITS: N_("the file is complete, within limits, and read in one way only"),
    Step.SCHEMA: N_("the certificate has the form of a certificate"),
    Step.ISSUER: N_("the issuer is trusted, and its key was good"),
    Step.SIGNATURE: N_("the certificate is signed by that key and unchanged"),
    Step.INCLUSION: N_("certificate, statement, register and status are in the log"),
    Step.CHECKPOINT: N_("the log signed for it, and enough witnesses saw it"),
    Step.GROWTH: N_("the log only grew since it was last seen"),
    Step.STATEMENT: N_("the statement is the one the certificate rests on"),
    Step.ROLES: N_("who prepared, verified, reviewed and issued could, and were different"),
    Step.VALIDITY: N_("the certificate is within its dates"),
    Step.STATUS: N_("it is neither revoked nor suspended"),
    Step.ACCREDITATION: N_("the body was accredited for this"),
    Step.EDITION: N_("the edition of the standard is in force"),
    Step.BINDING: N_("the dossier is the one the certificate names, and says the same"),
    Step.RECOMPUTATION: N_("calculated again, the dossier gives the same figures"),
    Step.SUPPLIERS: N_("the suppliers' certificates it rests on hold"),
    Step.TIMESTAMP: N_("an outside clock saw the checkpoint"),
}

SPECIFICATIONS: dict[Step, str] = {
    Step.LIMITS: "RFC 8259, 4; RFC 8785, 3; Fourfold bundle/1",
    Step.SCHEMA: "W3C VC Data Model 2.0, 4; Fourfold certificate format",
    Step.ISSUER: "W3C DID Core 1.0, 5; did:web, 2; Fourfold issuer/1",
    Step.SIGNATURE: "W3C vc-di-eddsa 1.0, 3.3; vc-di-ecdsa 1.0, 3.3",
    Step.INCLUSION: "RFC 6962, 2.1.1; C2SP tlog-proof, Format",
    Step.CHECKPOINT: "C2SP signed-note 1.0.0, Signatures; tlog-checkpoint 1.0.0, Note text;"
    " tlog-cosignature 1.0.1, Format",
    Step.GROWTH: "RFC 6962, 2.1.2; C2SP tlog-witness 1.0.0, add-checkpoint",
    Step.STATEMENT: "ISO/IEC 17029 and ISO 14064-3, from memory; Fourfold statement format",
    Step.ROLES: "ISO/IEC 17029 and ISO 14065, from memory; Fourfold register/1",
    Step.VALIDITY: "W3C VC Data Model 2.0, 4.9",
    Step.STATUS: "W3C Bitstring Status List 1.0, 3.2",
    Step.ACCREDITATION: "ISO/IEC 17011, from memory; Fourfold trust/1",
    Step.EDITION: "Fourfold pack/1",
    Step.BINDING: "RFC 8785, 3; Fourfold dossier/1",
    Step.RECOMPUTATION: "Fourfold dossier/1",
    Step.SUPPLIERS: "Fourfold bundle/1",
    Step.TIMESTAMP: "RFC 3161, 2.4",
}


NEEDS: dict[Step, str] = {
    Step.LIMITS: "always; else exit 2",
    Step.SCHEMA: "always",
    Step.ISSUER: "always",
    Step.SIGNATURE: "always",
    Step.INCLUSION: "always",
    Step.CHECKPOINT: "always; witnesses as the trust roots ask",
    Step.GROWTH: "no; told; where a mirror of the log is given, it has to reach what was seen",
    Step.STATEMENT: "always",
    Step.ROLES: "always",
    Step.VALIDITY: "always",
    Step.STATUS: "always",
    Step.ACCREDITATION: "no; where the trust roots name accreditations, one has to cover it",
    Step.EDITION: "no; told",
    Step.BINDING: "no; where the dossier is given, it has to agree",
    Step.RECOMPUTATION: "where it is asked for",
    Step.SUPPLIERS: "where it rests on some",
    Step.TIMESTAMP: "no; a stamp that is there has to hold",
}
"""When a check that could not be made leaves the whole open."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a step came to, before it has a number.

    Attributes:
        finding: ok, failed, not checked.
        reason: why.
        params: of the reason.
        needed: whether a certificate is in order only where this is ok.
        problems: what was wrong in a document, one by one.
    """

    finding: Finding
    reason: MessageKind
    params: dict[str, Param]
    needed: bool = True
    problems: tuple[Problem, ...] = ()

    def as_check(self, step: ListedStep, title: str, specification: str) -> Check:
        """The item of the list: what it checks, and where that is specified."""
        number, params, needed = step.number, self.params, self.needed
        return Check(number, str(step), title, specification, self.finding, self.reason, params, needed, self.problems)


def checks_of(
    found: Mapping[AnyStep, Found], titles: Mapping[AnyStep, str], specifications: Mapping[AnyStep, str]
) -> tuple[Check, ...]:
    """The whole list, in its order."""
    return tuple(found[step].as_check(step, title, specifications[step]) for step, title in titles.items())


def ok(reason: MessageKind, /, **params: object) -> Found:
    """It holds."""
    return Found(Finding.OK, reason, params_of(params))


def failed(reason: MessageKind, /, problems: Iterable[Problem] = (), **params: object) -> Found:
    """It does not hold; `problems` tell what is wrong in a document."""
    return Found(Finding.FAILED, reason, params_of(params), problems=tuple(problems))


def not_checked(reason: MessageKind, /, *, needed: bool = True, **params: object) -> Found:
    """It could not be told; `needed` tells whether the whole then cannot be told either."""
    return Found(Finding.NOT_CHECKED, reason, params_of(params), needed)
