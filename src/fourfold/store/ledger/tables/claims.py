"""Tables of claims, and of the Wh of uses they cover.

A **draw** does to the Wh a reading added what a move does to Wh of a certificate (`holdings`):
it spends one lot of the use and leaves two, free, covered by a claim, or void. The draws of a claim count up to what it
covers (``upto_wh``), each after one other at most; the claim refers to the last, so that it has all of them and no
others.
"""

from __future__ import annotations

from sqlalchemy import Index, text

from fourfold.store.ledger.tables.columns import check, key, number, one_row_of, one_source, refer, table, word
from fourfold.store.ledger.tables.holdings import NEW

CLAIMS = table(
    "claims",
    number("claim", key=True),
    word("owner"),
    word("act"),
    word("certificate"),
    word("area"),
    number("made_start_s"),
    number("made_end_s"),
    number("first_wh"),
    number("stop_wh"),
    number("use"),
    word("meter"),
    word("meter_area"),
    number("start_s"),
    number("step_s"),
    number("covered_wh"),
    word("window"),
    number("window_start_s"),
    number("window_end_s"),
    word("market"),
    number("loss_ppm"),
    word("draw_act"),
    check("claim_by_its_act", "act = 'claim' AND draw_act = 'cover'"),
    check("claim_range", "first_wh < stop_wh AND covered_wh > 0"),
    check(  # covered <= energy * (1 - loss), rounded down, so that no product leaves 63 bits
        "claim_delivered",
        "loss_ppm BETWEEN 0 AND 999999 AND covered_wh <= (stop_wh - first_wh) / 1000000 * (1000000 - loss_ppm)"
        " + (stop_wh - first_wh - (stop_wh - first_wh) / 1000000 * 1000000) * (1000000 - loss_ppm) / 1000000",
    ),
    check(
        "claim_window",
        "made_start_s >= window_start_s AND made_end_s <= window_end_s"
        " AND start_s >= window_start_s AND start_s + step_s <= window_end_s",
    ),
    check(
        "claim_window_length",
        "window_end_s - window_start_s <= CASE \"window\" WHEN 'hour' THEN 3600"
        " WHEN 'month' THEN 2682000 WHEN 'year' THEN 31626000 ELSE -1 END",
    ),
    refer("claim_of_an_entry", "claim owner act", "entries", "entry actor act"),
    refer(
        "claim_of_a_certificate",
        "certificate area made_start_s made_end_s",
        "certificates",
        "certificate area start_s end_s",
    ),
    refer("claim_of_a_meter", "meter owner meter_area step_s", "meters", "meter owner area step_s"),
    refer("claim_of_a_use", "use meter start_s", "readings", "reading meter start_s"),
    refer("claim_of_the_market", "market area", "markets"),
    refer("claim_in_the_market", "market meter_area", "markets", "market area"),
    refer("claim_moves_all", "claim act certificate stop_wh", "moves", "claim act certificate cut_wh", later=True),
    refer(
        "claim_covers_all",
        "claim draw_act meter start_s covered_wh",
        "draws",
        "purpose act meter start_s upto_wh",
        later=True,
    ),
    key("claims_by_range", "claim certificate first_wh stop_wh"),
    key("claims_by_cover", "claim meter start_s covered_wh"),
    key("claims_by_owner", "claim owner"),
    Index("claims_of_meter", "meter", "claim"),
)
"""Claims, withdrawn ones too. 31 days and an hour, 366 days and an hour are 2 682 000 s and 31 626 000 s."""

ENDINGS = table(
    "endings",
    number("claim", key=True),
    number("entry"),
    word("act"),
    word("owner", null=True),
    word("certificate"),
    number("first_wh"),
    number("stop_wh"),
    word("meter"),
    number("start_s"),
    number("covered_wh"),
    number("discharged", null=True),
    word("move_act", null=True),
    word("draw_act", null=True),
    check(
        "ending_by_its_act",
        "act IN ('unclaim', 'issue') AND (act = 'unclaim') = (owner IS NOT NULL)"
        " AND (act = 'unclaim') = (move_act IS NOT NULL) AND (act = 'unclaim') = (draw_act IS NOT NULL)"
        " AND COALESCE(move_act, 'unclaim') = 'unclaim' AND COALESCE(draw_act, 'uncover') = 'uncover'"
        " AND (act = 'issue') = (discharged IS NOT NULL) AND COALESCE(discharged, claim) = claim",
    ),
    refer("ending_of_an_entry", "entry act", "entries"),
    refer("ending_by_the_owner", "entry owner act", "entries", "entry actor act"),
    refer("ending_of_the_owner", "claim owner", "claims"),
    refer("ending_of_the_range", "claim certificate first_wh stop_wh", "claims"),
    refer("ending_of_the_cover", "claim meter start_s covered_wh", "claims"),
    refer(
        "ending_moves_all", "claim move_act certificate stop_wh", "moves", "claim act certificate cut_wh", later=True
    ),
    refer(
        "ending_uncovers_all",
        "claim draw_act meter start_s covered_wh",
        "draws",
        "purpose act meter start_s upto_wh",
        later=True,
    ),
    refer("ending_by_a_discharge", "discharged entry", "certificates", "charge entry", later=True),
    key("endings_by_entry", "claim entry"),
    key("ending_per_entry", "entry"),
)
"""What fixes a claim: it is withdrawn, or a certificate of discharged energy rests on it; one of the two, once."""

DRAWS_KNOWN = (
    ("open", NEW, "free"),
    ("cover", "free", "covered"),
    ("uncover", "covered", "free"),
    ("void", "free", "void"),
)
"""What each act does to the state of Wh of a use."""

DRAWS = table(
    "draws",
    number("draw", key=True),
    number("entry"),
    word("asked"),
    word("act"),
    number("use"),
    word("meter"),
    number("start_s"),
    number("first_wh"),
    number("cut_wh"),
    number("stop_wh"),
    word("state"),
    word("to_state"),
    number("src_taken", null=True),
    number("src_rest", null=True),
    number("src_entry", null=True),
    number("opening_of", null=True),
    number("purpose", null=True),
    number("claim", null=True),
    number("void_of", null=True),
    number("target_wh", null=True),
    number("follows_wh", null=True),
    number("upto_wh", null=True),
    number("ending", null=True),
    number("uncovers", null=True),
    check("draw_range", "first_wh >= 0 AND first_wh < cut_wh AND cut_wh <= stop_wh"),
    check("draw_transition", one_row_of("act state to_state", DRAWS_KNOWN)),
    check("draw_source", one_source("opening_of") + " = 1"),
    check("draw_after_source", "COALESCE(src_taken, src_rest, draw - 1) < draw"),
    check(
        "draw_entry_after_source",
        "(src_entry IS NULL) = (opening_of IS NOT NULL) AND COALESCE(src_entry, entry) <= entry",
    ),
    check("draw_opening", "(act = 'open') = (opening_of IS NOT NULL)"),
    check(
        "draw_opening_whole",
        "act <> 'open' OR (opening_of = entry AND opening_of = use AND first_wh = 0 AND cut_wh = stop_wh)",
    ),
    check(
        "draw_asked",
        "asked = CASE act WHEN 'open' THEN 'measure' WHEN 'void' THEN 'measure' WHEN 'cover' THEN 'claim'"
        " WHEN 'uncover' THEN 'unclaim' END",
    ),
    check(
        "draw_purpose", "(act = 'open') = (purpose IS NULL) AND (purpose IS NULL OR purpose = COALESCE(claim, void_of))"
    ),
    check("draw_claimed", "(act IN ('cover', 'uncover')) = (claim IS NOT NULL) AND (act <> 'cover' OR claim = entry)"),
    check("draw_voids", "(act = 'void') = (void_of IS NOT NULL) AND COALESCE(void_of, entry) = entry"),
    check(
        "draw_counts",
        "(purpose IS NULL) = (target_wh IS NULL) AND (purpose IS NULL) = (upto_wh IS NULL)"
        " AND (purpose IS NOT NULL OR follows_wh IS NULL) AND COALESCE(follows_wh, 1) > 0"
        " AND (purpose IS NULL OR (upto_wh = COALESCE(follows_wh, 0) + cut_wh - first_wh AND upto_wh <= target_wh))",
    ),
    check("draw_ends_claim", "(act = 'uncover') = (ending IS NOT NULL) AND COALESCE(ending, entry) = entry"),
    check(
        "draw_uncovers",
        "(act = 'uncover') = (uncovers IS NOT NULL) AND (uncovers IS NULL OR uncovers = COALESCE(src_taken, 0))",
    ),
    refer("draw_of_an_entry", "entry asked", "entries", "entry act"),
    refer("draw_of_a_use", "use meter start_s", "readings", "reading meter start_s"),
    refer(
        "draw_spends_taken",
        "src_taken use first_wh stop_wh state src_entry",
        "draws",
        "draw use first_wh cut_wh to_state entry",
    ),
    refer(
        "draw_spends_rest",
        "src_rest use first_wh stop_wh state src_entry",
        "draws",
        "draw use cut_wh stop_wh state entry",
    ),
    refer("draw_opens_all", "opening_of meter start_s stop_wh", "readings", "reading meter start_s added_wh"),
    refer("draw_of_a_claim", "claim meter start_s target_wh", "claims", "claim meter start_s covered_wh", later=True),
    refer("draw_of_a_void", "void_of meter start_s target_wh", "readings", "reading meter start_s void_wh"),
    refer(
        "draw_follows_another",
        "purpose act meter start_s follows_wh",
        "draws",
        "purpose act meter start_s upto_wh",
    ),
    refer("draw_of_an_ending", "claim ending", "endings", "claim entry", later=True),
    refer("draw_of_the_cover", "uncovers claim", "draws", "draw claim"),
    key("use_taken_once", "src_taken"),
    key("use_rest_once", "src_rest"),
    key("opened_once", "opening_of"),
    key("uses_taken", "draw use first_wh cut_wh to_state entry"),
    key("uses_rest", "draw use cut_wh stop_wh state entry"),
    key("draws_by_purpose", "purpose act meter start_s upto_wh"),
    key("draws_by_claim", "draw claim"),
    Index("draw_followed_once", "purpose", "act", text("COALESCE(follows_wh, 0)"), unique=True),
    Index("draws_by_interval", "meter", "start_s", "draw"),
)
"""Everything that ever happened to Wh of uses; a use is named by the reading that added it."""
