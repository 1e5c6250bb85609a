"""The items of the list for a trace, in order: what each checks and where that is specified."""

from __future__ import annotations

from fourfold.certification.verification.steps import ListedStep
from fourfold.core.problems import N_


class TraceStep(ListedStep):
    """The checks of a trace."""

    LIMITS = "limits"
    SCHEMA = "schema"
    ISSUER = "issuer"
    SIGNATURE = "signature"
    INCLUSION = "log-inclusion"
    CHECKPOINT = "checkpoint"
    GROWTH = "log-growth"
    DAYS = "ledger-days"
    CLAIMS = "claims"
    LOTS = "lots"
    BATCH = "batch"
    SUMS = "sums"
    STANDING = "standing"
    TIMESTAMP = "time-stamp"


TRACE_TITLES: dict[TraceStep, str] = {
    TraceStep.LIMITS: N_("the file is complete, within limits, and read in one way only"),
    TraceStep.SCHEMA: N_("statement and ledger days have their forms"),
    TraceStep.ISSUER: N_("the keeper of the ledger is trusted, and its keys were good"),
    TraceStep.SIGNATURE: N_("statement and ledger days are signed by those keys and unchanged"),
    TraceStep.INCLUSION: N_("statement, ledger days and issuer documents are in the log"),
    TraceStep.CHECKPOINT: N_("the log signed for it, and enough witnesses saw it"),
    TraceStep.GROWTH: N_("the log only grew since it was last seen"),
    TraceStep.DAYS: N_("the ledger days follow each other, and the statement speaks of the last"),
    TraceStep.CLAIMS: N_("every claim is possible, and no Wh stands in two"),
    TraceStep.LOTS: N_("every claimed Wh stands in the ledger day as claimed by this account"),
    TraceStep.BATCH: N_("what counts for the batch follows from what was measured and covered"),
    TraceStep.SUMS: N_("the totals are those of the parts"),
    TraceStep.STANDING: N_("the claims stand, as of the newest ledger day at hand"),
    TraceStep.TIMESTAMP: N_("an outside clock saw the checkpoint"),
}

TRACE_SPECIFICATIONS: dict[TraceStep, str] = {
    TraceStep.LIMITS: "RFC 8259, 4; RFC 8785, 3; Fourfold trace-bundle/1",
    TraceStep.SCHEMA: "W3C VC Data Model 2.0, 4; Fourfold trace/1, ledger-day/1",
    TraceStep.ISSUER: "W3C DID Core 1.0, 5; did:web, 2; Fourfold issuer/1",
    TraceStep.SIGNATURE: "W3C vc-di-eddsa 1.0, 3.3; vc-di-ecdsa 1.0, 3.3",
    TraceStep.INCLUSION: "RFC 6962, 2.1.1; C2SP tlog-proof, Format",
    TraceStep.CHECKPOINT: "C2SP signed-note 1.0.0, Signatures; tlog-checkpoint 1.0.0, Note text;"
    " tlog-cosignature 1.0.1, Format",
    TraceStep.GROWTH: "RFC 6962, 2.1.2; C2SP tlog-witness 1.0.0, add-checkpoint",
    TraceStep.DAYS: "Fourfold ledger-day/1",
    TraceStep.CLAIMS: "ISO 14067:2018, 6.4.9.4, from memory; Fourfold trace/1",
    TraceStep.LOTS: "RFC 6962, 2.1.1, with sums; Fourfold ledger-day/1",
    TraceStep.BATCH: "Fourfold trace/1",
    TraceStep.SUMS: "Fourfold trace/1",
    TraceStep.STANDING: "Fourfold trace-bundle/1",
    TraceStep.TIMESTAMP: "RFC 3161, 2.4",
}

TRACE_NEEDS: dict[TraceStep, str] = {
    TraceStep.LIMITS: "always; else exit 2",
    TraceStep.SCHEMA: "always",
    TraceStep.ISSUER: "always",
    TraceStep.SIGNATURE: "always",
    TraceStep.INCLUSION: "always",
    TraceStep.CHECKPOINT: "always; witnesses as the trust roots ask",
    TraceStep.GROWTH: "no; told; where a mirror of the log is given, it has to reach what was seen",
    TraceStep.DAYS: "always",
    TraceStep.CLAIMS: "where there is a statement",
    TraceStep.LOTS: "always",
    TraceStep.BATCH: "where there is a statement",
    TraceStep.SUMS: "where there is a statement",
    TraceStep.STANDING: "always",
    TraceStep.TIMESTAMP: "no; a stamp that is there has to hold",
}
"""When a check that could not be made leaves the whole open."""
