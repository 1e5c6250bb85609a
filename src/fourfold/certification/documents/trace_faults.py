"""What parts of a traceability statement can say that does not fit together."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

_REPAIR = N_("ask the keeper of the ledger for a statement that agrees with itself")

TRACE_NAME_TWICE = MessageKind("trace-name-twice", N_("{path} {found} stands twice"), N_("each once"), _REPAIR)
TRACE_NAME_UNKNOWN = MessageKind(
    "trace-name-unknown", N_("{path} {found} is not in the statement"), N_("one that the statement describes"), _REPAIR
)
TRACE_NAME_UNUSED = MessageKind(
    "trace-name-unused",
    N_("{path} {found} has nothing to do with what is stated"),
    N_("only what the claims and intervals name"),
    _REPAIR,
)
TRACE_DIGEST = MessageKind(
    "trace-certificate-digest",
    N_("the certificate {certificate} is said to have the digest {found}"),
    N_("{wanted}, the digest of what stands there"),
    _REPAIR,
)
TRACE_RANGE = MessageKind(
    "trace-range",
    N_("claim {claim} takes Wh {found} of the certificate {certificate}, which has {energy_wh} Wh"),
    N_("at least 1 Wh, within the certificate"),
    _REPAIR,
)
TRACE_TWICE = MessageKind(
    "trace-wh-twice",
    N_("Wh {found} of the certificate {certificate} stand in the claims {claim} and {other}"),
    N_("each Wh in one claim"),
    _REPAIR,
)
TRACE_ARRIVES = MessageKind(
    "trace-above-delivered",
    N_("claim {claim} covers {found} Wh with {claimed_wh} Wh, of which {arrives_wh} Wh arrive"),
    N_("at least 1 Wh, and at most what arrives after losses"),
    _REPAIR,
)
TRACE_WINDOW = MessageKind(
    "trace-window",
    N_("claim {claim}: certificate and interval stretch over {found} s, longer than {window} ({most} s)"),
    N_("both within one such stretch of time"),
    _REPAIR,
)
TRACE_PERIOD = MessageKind("trace-period", N_("the period ends at {found}"), N_("after its beginning {start}"), _REPAIR)
TRACE_LATER = MessageKind(
    "trace-later",
    N_("{what} ends at {found}, after the ledger day {day}"),
    N_("what was over by the end of the day the statement speaks of"),
    _REPAIR,
)
TRACE_OUTSIDE = MessageKind(
    "trace-outside-period",
    N_("the interval of {meter} at {found} does not begin in the period"),
    N_("from {start} until before {end}"),
    _REPAIR,
)
TRACE_OFF_GRID = MessageKind(
    "trace-off-grid",
    N_("the intervals of {meter} at {found} and {other} overlap"),
    N_("intervals {step} s long, one after the other"),
    _REPAIR,
)
TRACE_MEASURED = MessageKind(
    "trace-above-measured",
    N_("{what} {found} Wh of the interval of {meter} at {time}, of which {measured_wh} Wh were measured"),
    N_("at most what was measured"),
    _REPAIR,
)
TRACE_COUNTED = MessageKind(
    "trace-counted",
    N_("of claim {claim} {found} Wh are counted"),
    N_("{wanted} Wh: what it covers × what the batch used ÷ what was measured, rounded down"),
    _REPAIR,
)
TRACE_WHOLE = MessageKind(
    "trace-whole",
    N_("the interval of {meter} at {time} is counted with {found} of {measured_wh} Wh, and no batch is named"),
    N_("all that was measured, or a batch"),
    _REPAIR,
)
TRACE_SUM = MessageKind("trace-sum", N_("{path} is {found}"), N_("{wanted}, which is what the parts come to"), _REPAIR)
