"""Tables of Wh: certificates and the moves that spend and leave their lots, uses and the draws on them, claims.

A **move** spends one lot and leaves two. ``[first, cut)`` is what it took, now of ``to_owner`` in ``to_state``;
``[cut, stop)`` is the rest, which stays with ``owner`` in ``state``. What is left needs no rows of its own, so nothing
can be lost between rows. A move names the lot it spends by the move that left it (``src_taken`` or ``src_rest``), each
at most once, by a key that carries certificate, range, owner, state and entry: a row that claims to spend what is not
there refers to nothing. ``first < cut`` keeps an empty rest from being spent. The moves of a certificate are a tree,
whose root is its issue.

The moves of a claim follow each other from the first Wh of its range to the last (``follows_wh``); the claim refers to
the last, so that it has all of them and no others. All moves of an entry are counted (``nth`` of ``moves``), and the
entry says how many there are.
"""

from __future__ import annotations

from sqlalchemy import Index, text

from fourfold.electricity.ledger.model import TRANSITIONS, Act, Delivery, LotState, StorageFlag
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.store.ledger.tables.columns import (
    check,
    counted,
    key,
    number,
    one_of,
    one_row_of,
    one_source,
    refer,
    table,
    word,
)

NEW = "new"
"""State of Wh before their issue, and of a use before its reading."""
MOVES_KNOWN = (
    (Act.ISSUE.value, NEW, LotState.HELD.value),
    *((act.value, old.value, new.value) for act, pairs in TRANSITIONS.items() for old, new in pairs),
)
"""What each act does to the state of Wh of certificates."""

CERTIFICATES = table(
    "certificates",
    word("certificate", key=True),
    number("entry"),
    word("act"),
    word("kind"),
    word("device"),
    word("issuer"),
    word("area"),
    number("start_s"),
    number("end_s"),
    number("energy_wh"),
    number("valid_until_s"),
    word("code"),
    word("storage"),
    number("charge", null=True),
    number("charge_wh"),
    number("efficiency_ppm"),
    word("charge_meter", null=True),
    number("charge_start_s", null=True),
    word("document"),
    number("issued_s"),
    word("number_range"),
    word("contract"),
    word("delivery"),
    check("certificate_by_its_act", "act = 'issue'"),
    check("certificate_kind", one_of("kind", [kind.value for kind in InstrumentKind])),
    check("certificate_storage", one_of("storage", [flag.value for flag in StorageFlag])),
    check("certificate_delivery", one_of("delivery", [way.value for way in Delivery])),
    check("certificate_interval", "start_s < end_s"),
    check("certificate_energy", "energy_wh > 0"),
    check("certificate_validity", "valid_until_s >= 0"),
    check(
        "certificate_charge",
        "(storage = 'discharge') = (charge IS NOT NULL) AND (charge IS NULL) = (charge_meter IS NULL)"
        " AND (charge IS NULL) = (charge_start_s IS NULL) "
        " AND (charge IS NOT NULL OR (charge_wh = 0 AND efficiency_ppm = 0))",
    ),
    check("discharge_after_charge", "COALESCE(charge_start_s, start_s) <= start_s"),
    check(  # energy * 10^6 <= charge * efficiency, so that no product leaves 63 bits
        "discharge_within_charge",
        "charge IS NULL OR (efficiency_ppm BETWEEN 1 AND 1000000 AND energy_wh <= charge_wh / 1000000 * efficiency_ppm"
        " + (charge_wh - charge_wh / 1000000 * 1000000) * efficiency_ppm / 1000000)",
    ),
    refer("certificate_of_an_entry", "entry issuer act", "entries", "entry actor act"),
    refer("certificate_of_a_device", "device issuer area", "devices"),
    refer(
        "discharge_of_a_claim",
        "charge charge_meter charge_start_s charge_wh",
        "claims",
        "claim meter start_s covered_wh",
    ),
    refer("discharge_of_the_store", "device charge_meter", "devices", "device meter"),
    refer("discharge_ends_the_claim", "charge entry", "endings", "claim entry"),
    refer("certificate_is_issued", "certificate", "moves", "issue_of", later=True),
    key("charge_once", "charge"),
    key("certificate_per_entry", "entry"),
    key("certificates_by_charge", "charge entry"),
    key("certificates_by_energy", "certificate entry energy_wh"),
    key("certificates_by_issuer", "certificate issuer"),
    key("certificates_by_validity", "certificate valid_until_s"),
    key("certificates_by_interval", "certificate area start_s end_s"),
    Index("certificates_by_device", "device", "start_s"),
    Index("certificates_by_area", "area", "end_s"),
)
"""Certificates as they were issued; ``issuer`` and ``area`` are those of the device."""

MOVES = table(
    "moves",
    number("move", key=True),
    number("entry"),
    number("nth"),
    number("before_nth", null=True),
    number("moves"),
    word("actor"),
    word("asked"),
    number("time_s"),
    word("act"),
    word("certificate"),
    number("first_wh"),
    number("cut_wh"),
    number("stop_wh"),
    word("owner"),
    word("state"),
    word("to_owner"),
    word("to_state"),
    number("src_taken", null=True),
    number("src_rest", null=True),
    number("src_entry", null=True),
    word("issue_of", null=True),
    word("issuer", null=True),
    number("valid_until_s", null=True),
    number("claim", null=True),
    number("claim_first", null=True),
    number("claim_stop", null=True),
    number("follows_wh", null=True),
    number("ending", null=True),
    number("residual", null=True),
    check("move_range", "first_wh >= 0 AND first_wh < cut_wh AND cut_wh <= stop_wh"),
    check("move_in_order", counted("before_nth", "moves")),
    check("move_transition", one_row_of("act state to_state", MOVES_KNOWN)),
    check("move_source", one_source("issue_of") + " = 1"),
    check("move_after_source", "COALESCE(src_taken, src_rest, move - 1) < move"),
    check("entry_after_source", "(src_entry IS NULL) = (issue_of IS NOT NULL) AND COALESCE(src_entry, entry) <= entry"),
    check("move_issue", "(act = 'issue') = (issue_of IS NOT NULL)"),
    check(
        "move_issue_whole",
        "act <> 'issue' OR (issue_of = certificate AND first_wh = 0 AND cut_wh = stop_wh AND owner = actor)",
    ),
    check(
        "move_asked",
        "act = asked OR (act = 'release' AND asked = 'close-residual')"
        " OR (act = 'split' AND asked IN ('transfer', 'cancel', 'claim', 'withdraw'))",
    ),
    check("move_by_owner", "asked IN ('issue', 'withdraw', 'close-residual') OR actor = owner"),
    check("move_by_keeper", "(asked = 'close-residual') = (actor = '')"),
    check(
        "move_by_issuer", "(asked IN ('issue', 'withdraw')) = (issuer IS NOT NULL) AND COALESCE(issuer, actor) = actor"
    ),
    check("move_keeps_owner", "act IN ('issue', 'transfer') OR to_owner = owner"),
    check("move_owned", "to_owner <> ''"),
    check("split_inside", "act <> 'split' OR cut_wh < stop_wh"),
    check(
        "cancel_in_validity",
        "(act = 'cancel') = (valid_until_s IS NOT NULL)"
        " AND (COALESCE(valid_until_s, 0) = 0 OR time_s <= valid_until_s)",
    ),
    check(
        "move_claimed",
        "(act IN ('claim', 'unclaim')) = (claim IS NOT NULL) AND (claim IS NULL) = (claim_first IS NULL)"
        " AND (claim IS NULL) = (claim_stop IS NULL) AND (act <> 'claim' OR claim = entry)",
    ),
    check("move_in_claim", "claim IS NULL OR (claim_first <= first_wh AND cut_wh <= claim_stop)"),
    check(
        "move_follows",
        "(follows_wh IS NULL) = (claim IS NULL OR first_wh = claim_first)"
        " AND COALESCE(follows_wh, first_wh) = first_wh",
    ),
    check("move_ends_claim", "(act = 'unclaim') = (ending IS NOT NULL) AND COALESCE(ending, entry) = entry"),
    check("move_of_residual", "(act = 'release') = (residual IS NOT NULL) AND COALESCE(residual, entry) = entry"),
    check("move_last", "nth < moves OR act = asked OR act = 'release'"),
    refer("move_of_an_entry", "entry actor asked time_s moves", "entries", "entry actor act time_s moves"),
    refer("move_after_another", "entry before_nth", "moves", "entry nth"),
    refer("move_to_an_account", "to_owner", "accounts", "account"),
    refer(
        "move_spends_taken",
        "src_taken certificate first_wh stop_wh owner state src_entry",
        "moves",
        "move certificate first_wh cut_wh to_owner to_state entry",
    ),
    refer(
        "move_spends_rest",
        "src_rest certificate first_wh stop_wh owner state src_entry",
        "moves",
        "move certificate cut_wh stop_wh owner state entry",
    ),
    refer("move_issues_all", "issue_of entry stop_wh", "certificates", "certificate entry energy_wh"),
    refer("move_of_the_issuer", "certificate issuer", "certificates"),
    refer("move_of_the_validity", "certificate valid_until_s", "certificates"),
    refer(
        "move_of_a_claim",
        "claim certificate claim_first claim_stop",
        "claims",
        "claim certificate first_wh stop_wh",
        later=True,
    ),
    refer("move_follows_another", "claim act certificate follows_wh", "moves", "claim act certificate cut_wh"),
    refer("move_of_an_ending", "claim ending", "endings", "claim entry", later=True),
    refer("move_of_a_closing", "residual", "residuals", "entry", later=True),
    key("lot_taken_once", "src_taken"),
    key("lot_rest_once", "src_rest"),
    key("issued_once", "issue_of"),
    key("lots_taken", "move certificate first_wh cut_wh to_owner to_state entry"),
    key("lots_rest", "move certificate cut_wh stop_wh owner state entry"),
    key("moves_by_claim", "claim act certificate cut_wh"),
    Index("moves_by_certificate", "certificate", "move"),
    key("moves_by_entry", "entry nth"),
)
"""Everything that ever happened to Wh of certificates."""

RESIDUALS = table(
    "residuals",
    number("entry", key=True),
    word("actor"),
    word("act"),
    number("time_s"),
    word("area"),
    number("start_s"),
    number("end_s"),
    number("after_s", null=True),
    number("moves"),
    check("residual_by_its_act", "act = 'close-residual' AND actor = ''"),
    check("residual_stretch", "start_s < end_s AND end_s <= time_s"),
    check("residual_without_gap", "COALESCE(after_s, start_s) = start_s"),
    refer("residual_of_an_entry", "entry actor act time_s moves", "entries"),
    refer("residual_of_an_area", "area", "areas"),
    refer("residual_after_another", "area after_s", "residuals", "area end_s"),
    key("residual_begins_once", "area start_s"),
    key("residual_ends_once", "area end_s"),
    Index(
        "residual_first_once",
        "area",
        unique=True,
        sqlite_where=text("after_s IS NULL"),
        postgresql_where=text("after_s IS NULL"),
    ),
)
"""Closed residuals; each begins where the one before it ended, and one per area has none before it."""
