"""Members of each record and operation of the ledger, as they stand in JSON."""

from __future__ import annotations

from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.codec import (
    DAY,
    DIGEST,
    MAYBE_NAME,
    MULTIKEY,
    NAME,
    NAMES,
    SAID,
    TIME,
    UNTIL,
    WATT,
    WH,
    WH_ABOVE_ZERO,
    Record,
    integer,
    one_of,
)
from fourfold.electricity.ledger.model import Account, Certificate, Delivery, Device, Meter, StorageFlag
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow

MILLION = 1_000_000
_COUNT = 2**53 - 1

ACCOUNT = Record(Account, {"account": ("account", NAME), "name": ("name", SAID), "key": ("key", MULTIKEY)})
DEVICE = Record(
    Device,
    {
        "device": ("device", NAME),
        "issuer": ("issuer", NAME),
        "area": ("area", NAME),
        "technology": ("technology", NAME),
        "commissioned": ("commissioned", DAY),
        "capacity_w": ("capacityW", WATT),
        "name": ("name", SAID),
        "meter": ("meter", MAYBE_NAME),
    },
)
METER = Record(
    Meter,
    {
        "meter": ("meter", NAME),
        "owner": ("owner", NAME),
        "area": ("area", NAME),
        "step_s": ("stepSeconds", integer(1, 366 * 86_400)),
        "phase_s": ("phaseSeconds", integer(0, 366 * 86_400)),
        "name": ("name", SAID),
    },
)
CERTIFICATE = Record(
    Certificate,
    {
        "certificate": ("certificate", NAME),
        "kind": ("kind", one_of(InstrumentKind)),
        "device": ("device", NAME),
        "start_s": ("start", TIME),
        "end_s": ("end", TIME),
        "energy_wh": ("energyWh", WH_ABOVE_ZERO),
        "valid_until_s": ("validUntil", UNTIL),
        "code": ("code", SAID),
        "storage": ("storage", one_of(StorageFlag)),
        "charge": ("charge", integer(0, _COUNT)),
        "charge_wh": ("chargeWh", WH),
        "efficiency_ppm": ("efficiencyPpm", integer(0, MILLION)),
        "document": ("document", DIGEST),
        "issued_s": ("issued", UNTIL),
        "number_range": ("numberRange", SAID),
        "contract": ("contract", SAID),
        "delivery": ("delivery", one_of(Delivery)),
    },
)
RANGE = Record(asked.Range, {"certificate": ("certificate", NAME), "first_wh": ("first", WH), "stop_wh": ("stop", WH)})

OPERATIONS = (
    Record(asked.OpenAccount, {"account": ("account", ACCOUNT)}, "open-account"),
    Record(asked.RegisterArea, {"area": ("area", NAME), "markets": ("markets", NAMES)}, "register-area"),
    Record(asked.RegisterDevice, {"device": ("device", DEVICE)}, "register-device"),
    Record(asked.RegisterMeter, {"meter": ("meter", METER)}, "register-meter"),
    Record(
        asked.Measure,
        {
            "meter": ("meter", NAME),
            "start_s": ("start", TIME),
            "energy_wh": ("energyWh", WH),
            "version": ("version", integer(1, _COUNT)),
            "document": ("document", DIGEST),
        },
        "measure",
    ),
    Record(asked.Issue, {"certificate": ("certificate", CERTIFICATE), "to": ("to", NAME)}, "issue"),
    Record(asked.Split, {"certificate": ("certificate", NAME), "at_wh": ("at", WH)}, "split"),
    Record(asked.Transfer, {"range": ("range", RANGE), "to": ("to", NAME)}, "transfer"),
    Record(asked.Cancel, {"range": ("range", RANGE), "reason": ("reason", SAID)}, "cancel"),
    Record(
        asked.Claim,
        {
            "range": ("range", RANGE),
            "meter": ("meter", NAME),
            "start_s": ("start", TIME),
            "covered_wh": ("coveredWh", WH_ABOVE_ZERO),
            "window": ("window", one_of(MatchWindow, MatchWindow.PERIOD)),
            "window_start_s": ("windowStart", TIME),
            "window_end_s": ("windowEnd", TIME),
            "market": ("market", NAME),
            "loss_ppm": ("lossPpm", integer(0, MILLION - 1)),
        },
        "claim",
    ),
    Record(asked.Unclaim, {"claim": ("claim", integer(1, _COUNT)), "reason": ("reason", SAID)}, "unclaim"),
    Record(asked.Withdraw, {"range": ("range", RANGE), "reason": ("reason", SAID)}, "withdraw"),
    Record(
        asked.CloseResidual,
        {"area": ("area", NAME), "start_s": ("start", TIME), "end_s": ("end", TIME)},
        "close-residual",
    ),
)
"""Every operation by its word."""
