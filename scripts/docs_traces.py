"""The reference page of ledger days, traceability statements and trace bundles, from the shapes their readers check."""

from __future__ import annotations

from docs_certificates import member_table, member_tables

from fourfold.app.supply.batch_file import BATCH_FILE, BATCH_FORMAT
from fourfold.certification.documents.ledger_day import LEDGER_DAY, LEDGER_DAY_FORMAT
from fourfold.certification.documents.parts import PROOF
from fourfold.certification.documents.trace_shape import TRACE, TRACE_FORMAT
from fourfold.certification.traces.bundle import MOST_BYTES, MOST_DAYS, TRACE_BUNDLE, TRACE_BUNDLE_FORMAT
from fourfold.certification.traces.steps import TRACE_NEEDS, TRACE_SPECIFICATIONS, TRACE_TITLES, TraceStep
from fourfold.certification.traces.verify import TRACE_VERIFICATION_FORMAT
from fourfold.core.reading import MIB
from fourfold.core.words import words

_INTRODUCTION = (
    "How power is traced to a batch, so that others can check it: the *ledger day*, which the keeper of a claim ledger"
    " publishes; the *traceability statement*, which says which claims cover what a batch used; the *trace bundle*, in"
    " which both travel with everything that proves them. All are canonical JSON (RFC 8785), read strictly; energies"
    " are whole Wh, as text; moments are UTC with whole seconds. How to make them: [State where power came from]"
    "(../how-to/state-traced-power.md). What they prove: [What a trace proves](../explanation/traces.md)."
)
_RULES_OF_DAYS = (
    "A day is over, then closed, then signed. Without lots there are no Wh, and the root is 64 zeros. From a day to a"
    " later one, entries, all Wh issued, Wh withdrawn and Wh in the residual only grow.",
)
_RULES_OF_TRACES = (
    "A statement is refused, at making and at reading, where its parts do not fit together:",
    "- every name leads to what the statement describes, each stands once, and nothing stands there that no name leads"
    " to;",
    "- the digest of a certificate is that of its members; a claim takes at least 1 Wh within its certificate, and no"
    " Wh stands in two claims;",
    "- a claim covers at most what it claims less losses: claimed × (10⁶ − lossPpm) ÷ 10⁶, rounded down; certificate"
    " and interval lie within an hour, 31 days and an hour, or 366 days and an hour;",
    "- what claims cover of an interval, and what the batch used of it, is at most what was measured;",
    "- of a claim counts: covered × used by the batch ÷ measured, rounded down. So batches that share an interval"
    " together never count more than is covered;",
    "- every total is the sum of its parts, and the maps of totals sum to `countedWh`;",
    "- intervals begin in the period, do not overlap, and were over by the end of the ledger day.",
)
_RULES_OF_BUNDLES = (
    f"A trace bundle holds at most {MOST_BYTES // MIB} MiB and {MOST_DAYS} days, and is spelled canonically, to the"
    " byte. The lots tile the claims of the statement exactly: each is claimed, by the account, by the entry of the"
    " claim, with the digest of the certificate. Without a statement (`null`) the file proves the lots alone:"
    " `fourfold supply prove` writes it.",
    "A leaf of the sum tree is SHA-256(0x00 ‖ sums ‖ salt ‖ leaf), a node SHA-256(0x01 ‖ sums left ‖ digest left ‖ sums"
    " right ‖ digest right); sums are held, cancelled, claimed, withdrawn and residual Wh, 8 bytes each, big-endian;"
    " `leaf` is canonical JSON. The tree over n leaves splits at the largest power of two below n (RFC 6962); n is"
    " `leaves` of the day.",
)
_CHECKS = (
    "`fourfold verify FILE` goes through this list, always the whole of it, without network; exit codes and words are"
    " those of the [checks of a certificate](verification.md). What is in order is so as of the end of a ledger day:"
    " `--ledger-day FILE` brings a newer one (its document, a proof of lots, a newer statement), by which a claim that"
    f" was withdrawn meanwhile is found. `--json` gives `{TRACE_VERIFICATION_FORMAT}`: `at`, `outcome`, `as_of`,"
    " `statement` (digest), `ledger`, `day`, `keeper`, `totals`, `lots` (where there is no statement) and `checks`.",
)


def trace_format() -> str:
    """The page."""
    page = [
        "# Traces of power",
        _INTRODUCTION,
        "The JSON Schemas ship beside their readers: `fourfold/certification/documents/ledger-day.schema.json`,"
        " `…/trace.schema.json`, `fourfold/certification/traces/trace-bundle.schema.json`.",
        f"## Ledger day (`{LEDGER_DAY_FORMAT}`)",
        "`fourfold supply close` makes it; anybody finds it in `public/ledger/ID/DAY.json` of the body.",
        *member_tables(LEDGER_DAY),
        *_RULES_OF_DAYS,
        f"## Traceability statement (`{TRACE_FORMAT}`)",
        "`fourfold supply statement` makes it.",
        *member_tables(TRACE),
        _RULES_OF_TRACES[0],
        "\n".join(_RULES_OF_TRACES[1:]),
        f"## Trace bundle (`{TRACE_BUNDLE_FORMAT}`)",
        member_table(TRACE_BUNDLE),
        *_RULES_OF_BUNDLES,
        "## Checks",
        *_CHECKS,
        _steps(),
        f"## Batch (`{BATCH_FORMAT}`)",
        "What `--batch` reads; it is not signed.",
        member_table(BATCH_FILE),
        "## Proof",
        member_table(PROOF),
    ]
    return "\n\n".join(page) + "\n"


def _steps() -> str:
    rows = ["| no. | code | what has to hold | 中文 | needed | specification |", "|---|---|---|---|---|---|"]
    for step in TraceStep:
        title, needed, spec = TRACE_TITLES[step], TRACE_NEEDS[step], TRACE_SPECIFICATIONS[step]
        rows.append(f"| {step.number} | `{step}` | {title} | {words('zh')(title)} | {needed} | {spec} |")
    return "\n".join(rows)
