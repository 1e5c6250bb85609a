"""The form of a traceability statement, ``trace/1``: what its reader asks for, and its JSON Schema."""

from __future__ import annotations

from fourfold.certification.documents.ledger_parts import LEDGER, WH
from fourfold.certification.documents.parts import (
    CONTEXT,
    DAY,
    DID,
    DIGEST,
    MAYBE_DIGEST,
    NOT_NEGATIVE,
    PROOF,
    SHORT,
    TEXTS,
    maybe,
    some,
    types,
)
from fourfold.core.json_nests import ListOf, MapOf, ObjectOf, OneOrMany
from fourfold.core.json_shape import Choice, Integer, Moment, Text
from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger.codec import NAME as _NAME
from fourfold.electricity.ledger.codec import SAID as _SAID
from fourfold.electricity.ledger.entry_json import certificate_shape
from fourfold.electricity.supply.criteria import MatchWindow

TRACE_FORMAT = "trace/1"
TRACE_TYPE = "PowerTraceabilityStatement"
COUNTING = "share-of-interval"
"""The one rule by which energy that claims cover counts for a batch: in each interval of a meter, of what every claim
covers, the batch's share of what was measured, rounded down to whole Wh."""

MOST_INTERVALS = 100_000
MOST_CLAIMS = 100_000
CLAIM_WINDOWS = (MatchWindow.HOUR, MatchWindow.MONTH, MatchWindow.YEAR)

_MONTH = Text("[0-9]{4}-(0[1-9]|1[0-2])", Term(N_("a month such as 2026-03")), 7)
_PPM = Integer(0, 999_999)
NAME, LONG_NAME = _NAME.shape, _SAID.shape
"""Names as the ledger has them: short ones, and those for people, which may be empty."""

BATCH = ObjectOf(
    {"product": TEXTS, "batch": SHORT, "identifiers": some(SHORT, 100), "amount": NOT_NEGATIVE, "unit": SHORT},
    meanings={"batch": "Its number.", "amount": "Declared units or pieces in it.", "unit": "Of the amount."},
)
METER = ObjectOf(
    {"meter": NAME, "name": LONG_NAME, "area": NAME, "stepSeconds": Integer(1, 366 * 86_400)},
    meanings={"area": "Where it draws.", "stepSeconds": "Length of its intervals."},
)
INTERVAL = ObjectOf(
    {"meter": NAME, "start": Moment(), "measuredWh": WH, "energyWh": WH},
    meanings={"measuredWh": "What the meter measured in the interval.", "energyWh": "Of it, what the batch used."},
)
PLANT = ObjectOf({"plant": NAME, "name": LONG_NAME, "technology": NAME, "area": NAME})
CLAIM = ObjectOf(
    {
        "claim": Integer(1),
        "certificate": NAME,
        "firstWh": WH,
        "stopWh": WH,
        "meter": NAME,
        "start": Moment(),
        "coveredWh": WH,
        "countedWh": WH,
        "window": Choice(tuple(str(one) for one in CLAIM_WINDOWS)),
        "market": NAME,
        "lossPpm": _PPM,
    },
    meanings={
        "claim": "Number of the entry of the ledger.",
        "firstWh": "The Wh of the certificate that are claimed, from this one",
        "stopWh": "… to before this one.",
        "start": "Of the interval of the meter.",
        "coveredWh": "Of the interval, what the claim covers: at most what is claimed less losses.",
        "countedWh": "Of what it covers, what counts for the batch.",
        "window": "Certificate and interval lie within one such stretch of time.",
        "market": "Plant and meter lie in it.",
        "lossPpm": "Losses of delivery, in millionths of what is claimed.",
    },
)
_BY = MapOf(Text(r"[\s\S]+", Term(N_("a name")), 256), WH, most=10_000)
TOTALS = ObjectOf(
    {
        "energyWh": WH,
        "claimedWh": WH,
        "coveredWh": WH,
        "countedWh": WH,
        "unmatchedWh": WH,
        "byPlant": _BY,
        "byTechnology": _BY,
        "byArea": _BY,
        "byMonth": MapOf(_MONTH, WH, most=1_200),
    },
    meanings={
        "energyWh": "What the batch used, all intervals together.",
        "claimedWh": "At the plants.",
        "coveredWh": "At the meters, of all that was measured.",
        "countedWh": "Of that, for the batch.",
        "unmatchedWh": "What the batch used and no claim covers.",
        "byPlant": "What counts, by plant; each of these sums to countedWh.",
        "byArea": "By the area of the plant.",
        "byMonth": "By the month in UTC in which the interval begins.",
    },
)
RULE = ObjectOf(
    {
        "windows": ListOf(Choice(tuple(str(one) for one in CLAIM_WINDOWS)), 0, len(CLAIM_WINDOWS)),
        "markets": some(NAME, 1_000),
        "lossesPpm": some(_PPM, 1_000),
        "counting": Choice((COUNTING,)),
    },
    meanings={
        "windows": "Of the claims, shortest first.",
        "markets": "Of the claims, sorted.",
        "lossesPpm": "Of the claims, sorted.",
        "counting": "How what is covered counts for the batch.",
    },
)
SUBJECT = ObjectOf(
    {
        "ledger": LEDGER,
        "day": DAY,
        "dayDigest": DIGEST,
        "account": ObjectOf({"account": NAME, "name": LONG_NAME}),
        "batch": maybe(BATCH),
        "supersedes": MAYBE_DIGEST,
        "period": ObjectOf({"from": Moment(), "until": Moment()}),
        "meters": ListOf(METER, 1, 1_000),
        "intervals": ListOf(INTERVAL, 0, MOST_INTERVALS),
        "plants": some(PLANT),
        "certificates": ListOf(ObjectOf({"digest": DIGEST, "certificate": certificate_shape()}), 0, MOST_CLAIMS),
        "claims": ListOf(CLAIM, 0, MOST_CLAIMS),
        "totals": TOTALS,
        "rule": RULE,
    },
    meanings={
        "day": "Ledger day as of whose end the claims stand.",
        "dayDigest": "Of the document of that day.",
        "account": "Who claimed.",
        "batch": "What the power made; null: all that the meters measured.",
        "supersedes": "Digest of the statement on the same batch (account, product, identifiers, number) whose place"
        " this one takes; empty for none.",
        "period": "Half-open, UTC; every interval begins in it.",
        "certificates": "Those that are claimed, whole, with their digests as the ledger's lots bear them.",
    },
)
TRACE = ObjectOf(
    {
        "@context": CONTEXT,
        "type": types(TRACE_TYPE),
        "fourfold": Choice((TRACE_FORMAT,)),
        "issuer": DID,
        "validFrom": Moment(),
        "credentialSubject": SUBJECT,
        "proof": OneOrMany(PROOF, 2),
    },
    optional=frozenset({"proof"}),
    meanings={
        "issuer": "The keeper of the ledger: a certification body.",
        "validFrom": "When it was signed.",
        "proof": "The issuer's; not there before it is signed.",
    },
)
