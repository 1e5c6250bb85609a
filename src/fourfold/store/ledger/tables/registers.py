"""Tables of the journal and of what is registered in it: accounts, areas, meters, devices, readings; closed days.

Every row names its entry. Times are UTC seconds, energies Wh, days count from 1970-01-01.
"""

from __future__ import annotations

from sqlalchemy import Index

from fourfold.store.ledger.tables.columns import blob, check, counted, key, number, one_of, refer, table, word

DAY_S = 86_400
KEEPERS_ACTS = ("open-account", "register-area", "register-device", "register-meter", "close-residual")
"""What the keeper alone asks."""
MOVING_ACTS = ("issue", "split", "transfer", "cancel", "withdraw", "claim", "unclaim")
"""What moves Wh of certificates; the last move of each is what was asked, the others only divide."""
LEADS_TO = {
    "open-account": "account_opened",
    "register-device": "device_registered",
    "register-meter": "meter_registered",
    "measure": "reading_told",
    "close-residual": "residual_closed",
}
"""Column of an entry that refers to the one row its act makes; the number of the entry itself."""


def _leads(act: str, column: str) -> str:
    return f"(act = '{act}') = ({column} IS NOT NULL) AND COALESCE({column}, entry) = entry"


ACCOUNTS = table(
    "accounts",
    word("account", key=True),
    word("name"),
    word("key"),
    number("entry", null=True),
    word("act", null=True),
    check("account_by_its_act", "(account = '') = (entry IS NULL) AND (entry IS NULL) = (act IS NULL)"),
    check("account_opened", "COALESCE(act, 'open-account') = 'open-account'"),
    refer("account_of_an_entry", "entry act", "entries", later=True),
    key("account_per_entry", "entry"),
)
"""Accounts; the one without name is the keeper of the ledger, and without entry."""

ENTRIES = table(
    "entries",
    number("entry", key=True),
    number("day"),
    number("time_s"),
    word("actor"),
    word("act"),
    word("order_digest"),
    word("digest"),
    blob("body"),
    number("moves"),
    number("last_move", null=True),
    number("markets"),
    number("last_market", null=True),
    number("account_opened", null=True),
    number("device_registered", null=True),
    number("meter_registered", null=True),
    number("reading_told", null=True),
    number("residual_closed", null=True),
    refer("entry_of_an_account", "actor", "accounts", "account"),
    check("entry_from_one", "entry > 0"),
    check("entry_known", one_of("act", (*KEEPERS_ACTS, "measure", *MOVING_ACTS))),
    check("entry_by_its_actor", f"act = 'measure' OR (actor = '') = ({one_of('act', KEEPERS_ACTS)})"),
    check(
        "entry_counts_moves",
        f"moves >= 0 AND (act = 'close-residual' OR ({one_of('act', MOVING_ACTS)}) = (moves > 0))"
        " AND (moves > 0) = (last_move IS NOT NULL) AND COALESCE(last_move, moves) = moves",
    ),
    check(
        "entry_counts_markets",
        "markets >= 0 AND (act = 'register-area') = (markets > 0)"
        " AND (markets > 0) = (last_market IS NOT NULL) AND COALESCE(last_market, markets) = markets",
    ),
    *(check(f"entry_{column}", _leads(act, column)) for act, column in LEADS_TO.items()),
    refer("entry_has_its_moves", "entry last_move", "moves", "entry nth", later=True),
    refer("entry_has_its_markets", "entry last_market", "markets", "entry nth", later=True),
    refer("entry_has_its_account", "account_opened", "accounts", "entry", later=True),
    refer("entry_has_its_device", "device_registered", "devices", "entry", later=True),
    refer("entry_has_its_meter", "meter_registered", "meters", "entry", later=True),
    refer("entry_has_its_reading", "reading_told", "readings", "reading", later=True),
    refer("entry_has_its_residual", "residual_closed", "residuals", "entry", later=True),
    check("entry_on_its_day", f"time_s >= 0 AND day = time_s / {DAY_S}"),
    key("order_once", "order_digest"),
    key("entries_by_act", "entry act"),
    key("entries_by_actor", "entry actor act"),
    key("entries_by_time", "entry actor act time_s moves"),
    key("entries_by_markets", "entry act markets"),
    Index("entries_by_day", "day", "entry"),
)
"""The journal: each order as it was kept, in canonical JSON. ``act`` is the word of its operation.

An entry says how many moves and markets it has, and refers to the last of them, or to the one row that its act makes;
so it has its rows when the transaction ends, and none can be added afterwards.
"""

AREAS = table(
    "areas",
    word("area", key=True),
    number("entry"),
    word("act"),
    check("area_by_its_act", "act = 'register-area'"),
    refer("area_of_an_entry", "entry act", "entries"),
    key("area_per_entry", "entry"),
    key("areas_by_entry", "area entry"),
)
"""Areas."""

MARKETS = table(
    "markets",
    word("market", key=True),
    word("area", key=True),
    number("entry"),
    word("act"),
    number("nth"),
    number("before_nth", null=True),
    number("markets"),
    check("market_by_its_act", "act = 'register-area'"),
    check("market_in_order", counted("before_nth", "markets")),
    refer("market_of_an_area", "area entry", "areas"),
    refer("market_of_an_entry", "entry act markets", "entries"),
    refer("market_follows_another", "entry before_nth", "markets", "entry nth"),
    key("markets_by_entry", "entry nth"),
)
"""Which areas lie in which market; each area is a market of its own. They are registered with the area."""

METERS = table(
    "meters",
    word("meter", key=True),
    word("owner"),
    word("area"),
    number("step_s"),
    number("phase_s"),
    word("name"),
    number("entry"),
    word("act"),
    check("meter_by_its_act", "act = 'register-meter'"),
    check("meter_owned", "owner <> ''"),
    check("meter_step", "step_s > 0 AND phase_s >= 0 AND phase_s < step_s"),
    refer("meter_of_an_account", "owner", "accounts", "account"),
    refer("meter_in_an_area", "area", "areas"),
    refer("meter_of_an_entry", "entry act", "entries"),
    key("meter_per_entry", "entry"),
    key("meters_by_step", "meter step_s phase_s"),
    key("meters_by_account", "meter owner"),
    key("meters_by_owner", "meter owner area step_s"),
)
"""Meters of consumption."""

DEVICES = table(
    "devices",
    word("device", key=True),
    word("issuer"),
    word("area"),
    word("technology"),
    word("commissioned"),
    number("capacity_w"),
    word("name"),
    word("meter", null=True),
    number("entry"),
    word("act"),
    check("device_by_its_act", "act = 'register-device'"),
    check("device_issued_for", "issuer <> ''"),
    check("device_capacity", "capacity_w >= 0"),
    refer("device_of_an_account", "issuer", "accounts", "account"),
    refer("device_in_an_area", "area", "areas"),
    refer("device_charged_by_a_meter", "meter", "meters"),
    refer("device_of_an_entry", "entry act", "entries"),
    key("device_per_entry", "entry"),
    key("devices_by_issuer", "device issuer area"),
    key("devices_by_meter", "device meter"),
)
"""Plants and stores; ``meter`` measures what charges a store."""

READINGS = table(
    "readings",
    number("reading", key=True),
    word("actor"),
    word("act"),
    word("meter"),
    word("owner"),
    number("start_s"),
    number("step_s"),
    number("phase_s"),
    number("version"),
    number("before_version", null=True),
    number("before_wh", null=True),
    number("energy_wh"),
    number("added_wh"),
    number("void_wh"),
    number("opened", null=True),
    word("void_act", null=True),
    check("reading_by_its_act", "act = 'measure' AND (actor = '' OR actor = owner)"),
    check("reading_on_grid", "start_s - phase_s = (start_s - phase_s) / step_s * step_s"),
    check("reading_energies", "energy_wh >= 0 AND added_wh >= 0 AND void_wh >= 0 AND (added_wh = 0 OR void_wh = 0)"),
    check("reading_first", "(version = 1) = (before_version IS NULL) AND (version = 1) = (before_wh IS NULL)"),
    check("reading_next", "version >= 1 AND COALESCE(before_version, 0) = version - 1"),
    check("reading_sum", "energy_wh = COALESCE(before_wh, 0) + added_wh - void_wh"),
    check("reading_opened", "(added_wh > 0) = (opened IS NOT NULL) AND COALESCE(opened, reading) = reading"),
    check("reading_voids", "(void_wh > 0) = (void_act IS NOT NULL) AND COALESCE(void_act, 'void') = 'void'"),
    refer("reading_of_an_entry", "reading actor act", "entries", "entry actor act"),
    refer("reading_of_the_owner", "meter owner", "meters"),
    refer("reading_of_a_meter", "meter step_s phase_s", "meters"),
    refer(
        "reading_after_another", "meter start_s before_version before_wh", "readings", "meter start_s version energy_wh"
    ),
    refer("reading_opens_a_use", "opened", "draws", "opening_of", later=True),
    refer(
        "reading_voids_all",
        "reading void_act meter start_s void_wh",
        "draws",
        "purpose act meter start_s upto_wh",
        later=True,
    ),
    key("reading_version_once", "meter start_s version"),
    key("readings_by_energy", "meter start_s version energy_wh"),
    key("readings_by_interval", "reading meter start_s"),
    key("readings_by_addition", "reading meter start_s added_wh"),
    key("readings_by_void", "reading meter start_s void_wh"),
)
"""What meters measured, version by version. What a version adds is a use of its own: free, covered or void Wh."""

CLOSINGS = table(
    "closings",
    number("day", key=True),
    number("last_entry"),
    number("entries"),
    number("closed_s"),
    check("day_over", f"closed_s >= (day + 1) * {DAY_S}"),
    check("day_counted", "last_entry >= 0 AND entries >= 0"),
)
"""Days that take no entries any more, and where the journal stands at their end."""

DAYS = table(
    "days",
    number("day", key=True),
    number("entries"),
    word("journal_root"),
    number("leaves"),
    number("held"),
    number("cancelled"),
    number("claimed"),
    number("withdrawn"),
    number("residual"),
    word("root"),
    number("closed_s"),
    refer("day_is_closing", "day", "closings"),
)
"""Closed days with their roots."""

SECRETS = table(
    "secrets",
    number("one", key=True),
    blob("salt_key"),
    check("one_secret", "one = 1"),
    check("secret_whole", "length(salt_key) = 32"),
)
"""The key of the salts, made with the ledger."""
