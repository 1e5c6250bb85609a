CREATE TABLE certificates (
    certificate TEXT NOT NULL,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    device TEXT NOT NULL,
    issuer TEXT NOT NULL,
    area TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    end_s BIGINT NOT NULL,
    energy_wh BIGINT NOT NULL,
    valid_until_s BIGINT NOT NULL,
    code TEXT NOT NULL,
    storage TEXT NOT NULL,
    charge BIGINT,
    charge_wh BIGINT NOT NULL,
    efficiency_ppm BIGINT NOT NULL,
    charge_meter TEXT,
    charge_start_s BIGINT,
    document TEXT NOT NULL,
    issued_s BIGINT NOT NULL,
    number_range TEXT NOT NULL,
    contract TEXT NOT NULL,
    delivery TEXT NOT NULL,
    PRIMARY KEY (certificate),
    CONSTRAINT certificate_by_its_act CHECK (act = 'issue'),
    CONSTRAINT certificate_kind CHECK (kind IN ('ppa', 'supplier-product', 'guarantee-of-origin', 'certificate', 'granular-certificate', 'direct-line')),
    CONSTRAINT certificate_storage CHECK (storage IN ('', 'discharge')),
    CONSTRAINT certificate_delivery CHECK (delivery IN ('grid', 'direct-line', 'on-site')),
    CONSTRAINT certificate_interval CHECK (start_s < end_s),
    CONSTRAINT certificate_energy CHECK (energy_wh > 0),
    CONSTRAINT certificate_validity CHECK (valid_until_s >= 0),
    CONSTRAINT certificate_charge CHECK ((storage = 'discharge') = (charge IS NOT NULL) AND (charge IS NULL) = (charge_meter IS NULL) AND (charge IS NULL) = (charge_start_s IS NULL)  AND (charge IS NOT NULL OR (charge_wh = 0 AND efficiency_ppm = 0))),
    CONSTRAINT discharge_after_charge CHECK (COALESCE(charge_start_s, start_s) <= start_s),
    CONSTRAINT discharge_within_charge CHECK (charge IS NULL OR (efficiency_ppm BETWEEN 1 AND 1000000 AND energy_wh <= charge_wh / 1000000 * efficiency_ppm + (charge_wh - charge_wh / 1000000 * 1000000) * efficiency_ppm / 1000000)),
    CONSTRAINT charge_once UNIQUE (charge),
    CONSTRAINT certificate_per_entry UNIQUE (entry),
    CONSTRAINT certificates_by_charge UNIQUE (charge, entry),
    CONSTRAINT certificates_by_energy UNIQUE (certificate, entry, energy_wh),
    CONSTRAINT certificates_by_issuer UNIQUE (certificate, issuer),
    CONSTRAINT certificates_by_validity UNIQUE (certificate, valid_until_s),
    CONSTRAINT certificates_by_interval UNIQUE (certificate, area, start_s, end_s)
);

CREATE INDEX certificates_by_area ON certificates (area, end_s);

CREATE INDEX certificates_by_device ON certificates (device, start_s);

CREATE TABLE claims (
    claim BIGINT NOT NULL,
    owner TEXT NOT NULL,
    act TEXT NOT NULL,
    certificate TEXT NOT NULL,
    area TEXT NOT NULL,
    made_start_s BIGINT NOT NULL,
    made_end_s BIGINT NOT NULL,
    first_wh BIGINT NOT NULL,
    stop_wh BIGINT NOT NULL,
    use BIGINT NOT NULL,
    meter TEXT NOT NULL,
    meter_area TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    step_s BIGINT NOT NULL,
    covered_wh BIGINT NOT NULL,
    "window" TEXT NOT NULL,
    window_start_s BIGINT NOT NULL,
    window_end_s BIGINT NOT NULL,
    market TEXT NOT NULL,
    loss_ppm BIGINT NOT NULL,
    draw_act TEXT NOT NULL,
    PRIMARY KEY (claim),
    CONSTRAINT claim_by_its_act CHECK (act = 'claim' AND draw_act = 'cover'),
    CONSTRAINT claim_range CHECK (first_wh < stop_wh AND covered_wh > 0),
    CONSTRAINT claim_delivered CHECK (loss_ppm BETWEEN 0 AND 999999 AND covered_wh <= (stop_wh - first_wh) / 1000000 * (1000000 - loss_ppm) + (stop_wh - first_wh - (stop_wh - first_wh) / 1000000 * 1000000) * (1000000 - loss_ppm) / 1000000),
    CONSTRAINT claim_window CHECK (made_start_s >= window_start_s AND made_end_s <= window_end_s AND start_s >= window_start_s AND start_s + step_s <= window_end_s),
    CONSTRAINT claim_window_length CHECK (window_end_s - window_start_s <= CASE "window" WHEN 'hour' THEN 3600 WHEN 'month' THEN 2682000 WHEN 'year' THEN 31626000 ELSE -1 END),
    CONSTRAINT claims_by_range UNIQUE (claim, certificate, first_wh, stop_wh),
    CONSTRAINT claims_by_cover UNIQUE (claim, meter, start_s, covered_wh),
    CONSTRAINT claims_by_owner UNIQUE (claim, owner)
);

CREATE INDEX claims_of_meter ON claims (meter, claim);

CREATE TABLE endings (
    claim BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    owner TEXT,
    certificate TEXT NOT NULL,
    first_wh BIGINT NOT NULL,
    stop_wh BIGINT NOT NULL,
    meter TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    covered_wh BIGINT NOT NULL,
    discharged BIGINT,
    move_act TEXT,
    draw_act TEXT,
    PRIMARY KEY (claim),
    CONSTRAINT ending_by_its_act CHECK (act IN ('unclaim', 'issue') AND (act = 'unclaim') = (owner IS NOT NULL) AND (act = 'unclaim') = (move_act IS NOT NULL) AND (act = 'unclaim') = (draw_act IS NOT NULL) AND COALESCE(move_act, 'unclaim') = 'unclaim' AND COALESCE(draw_act, 'uncover') = 'uncover' AND (act = 'issue') = (discharged IS NOT NULL) AND COALESCE(discharged, claim) = claim),
    CONSTRAINT endings_by_entry UNIQUE (claim, entry),
    CONSTRAINT ending_per_entry UNIQUE (entry)
);

CREATE TABLE accounts (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    entry BIGINT,
    act TEXT,
    PRIMARY KEY (account),
    CONSTRAINT account_by_its_act CHECK ((account = '') = (entry IS NULL) AND (entry IS NULL) = (act IS NULL)),
    CONSTRAINT account_opened CHECK (COALESCE(act, 'open-account') = 'open-account'),
    CONSTRAINT account_per_entry UNIQUE (entry)
);

CREATE TABLE closings (
    day BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    closed_s BIGINT NOT NULL,
    PRIMARY KEY (day),
    CONSTRAINT day_over CHECK (closed_s >= (day + 1) * 86400),
    CONSTRAINT day_counted CHECK (last_entry >= 0 AND entries >= 0)
);

CREATE TABLE secrets (
    one BIGINT NOT NULL,
    salt_key BYTEA NOT NULL,
    PRIMARY KEY (one),
    CONSTRAINT one_secret CHECK (one = 1),
    CONSTRAINT secret_whole CHECK (length(salt_key) = 32)
);

CREATE TABLE entries (
    entry BIGINT NOT NULL,
    day BIGINT NOT NULL,
    time_s BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    order_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    body BYTEA NOT NULL,
    moves BIGINT NOT NULL,
    last_move BIGINT,
    markets BIGINT NOT NULL,
    last_market BIGINT,
    account_opened BIGINT,
    device_registered BIGINT,
    meter_registered BIGINT,
    reading_told BIGINT,
    residual_closed BIGINT,
    PRIMARY KEY (entry),
    CONSTRAINT entry_of_an_account FOREIGN KEY(actor) REFERENCES accounts (account),
    CONSTRAINT entry_from_one CHECK (entry > 0),
    CONSTRAINT entry_known CHECK (act IN ('open-account', 'register-area', 'register-device', 'register-meter', 'close-residual', 'measure', 'issue', 'split', 'transfer', 'cancel', 'withdraw', 'claim', 'unclaim')),
    CONSTRAINT entry_by_its_actor CHECK (act = 'measure' OR (actor = '') = (act IN ('open-account', 'register-area', 'register-device', 'register-meter', 'close-residual'))),
    CONSTRAINT entry_counts_moves CHECK (moves >= 0 AND (act = 'close-residual' OR (act IN ('issue', 'split', 'transfer', 'cancel', 'withdraw', 'claim', 'unclaim')) = (moves > 0)) AND (moves > 0) = (last_move IS NOT NULL) AND COALESCE(last_move, moves) = moves),
    CONSTRAINT entry_counts_markets CHECK (markets >= 0 AND (act = 'register-area') = (markets > 0) AND (markets > 0) = (last_market IS NOT NULL) AND COALESCE(last_market, markets) = markets),
    CONSTRAINT entry_account_opened CHECK ((act = 'open-account') = (account_opened IS NOT NULL) AND COALESCE(account_opened, entry) = entry),
    CONSTRAINT entry_device_registered CHECK ((act = 'register-device') = (device_registered IS NOT NULL) AND COALESCE(device_registered, entry) = entry),
    CONSTRAINT entry_meter_registered CHECK ((act = 'register-meter') = (meter_registered IS NOT NULL) AND COALESCE(meter_registered, entry) = entry),
    CONSTRAINT entry_reading_told CHECK ((act = 'measure') = (reading_told IS NOT NULL) AND COALESCE(reading_told, entry) = entry),
    CONSTRAINT entry_residual_closed CHECK ((act = 'close-residual') = (residual_closed IS NOT NULL) AND COALESCE(residual_closed, entry) = entry),
    CONSTRAINT entry_on_its_day CHECK (time_s >= 0 AND day = time_s / 86400),
    CONSTRAINT order_once UNIQUE (order_digest),
    CONSTRAINT entries_by_act UNIQUE (entry, act),
    CONSTRAINT entries_by_actor UNIQUE (entry, actor, act),
    CONSTRAINT entries_by_time UNIQUE (entry, actor, act, time_s, moves),
    CONSTRAINT entries_by_markets UNIQUE (entry, act, markets)
);

CREATE INDEX entries_by_day ON entries (day, entry);

CREATE TABLE days (
    day BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    journal_root TEXT NOT NULL,
    leaves BIGINT NOT NULL,
    held BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    claimed BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    residual BIGINT NOT NULL,
    root TEXT NOT NULL,
    closed_s BIGINT NOT NULL,
    PRIMARY KEY (day),
    CONSTRAINT day_is_closing FOREIGN KEY(day) REFERENCES closings (day)
);

CREATE TABLE moves (
    move BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    nth BIGINT NOT NULL,
    before_nth BIGINT,
    moves BIGINT NOT NULL,
    actor TEXT NOT NULL,
    asked TEXT NOT NULL,
    time_s BIGINT NOT NULL,
    act TEXT NOT NULL,
    certificate TEXT NOT NULL,
    first_wh BIGINT NOT NULL,
    cut_wh BIGINT NOT NULL,
    stop_wh BIGINT NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    to_owner TEXT NOT NULL,
    to_state TEXT NOT NULL,
    src_taken BIGINT,
    src_rest BIGINT,
    src_entry BIGINT,
    issue_of TEXT,
    issuer TEXT,
    valid_until_s BIGINT,
    claim BIGINT,
    claim_first BIGINT,
    claim_stop BIGINT,
    follows_wh BIGINT,
    ending BIGINT,
    residual BIGINT,
    PRIMARY KEY (move),
    CONSTRAINT move_range CHECK (first_wh >= 0 AND first_wh < cut_wh AND cut_wh <= stop_wh),
    CONSTRAINT move_in_order CHECK (nth BETWEEN 1 AND moves AND (nth = 1) = (before_nth IS NULL) AND COALESCE(before_nth, 0) = nth - 1),
    CONSTRAINT move_transition CHECK ((act = 'issue' AND state = 'new' AND to_state = 'held') OR (act = 'split' AND state = 'held' AND to_state = 'held') OR (act = 'split' AND state = 'cancelled' AND to_state = 'cancelled') OR (act = 'transfer' AND state = 'held' AND to_state = 'held') OR (act = 'cancel' AND state = 'held' AND to_state = 'cancelled') OR (act = 'claim' AND state = 'cancelled' AND to_state = 'claimed') OR (act = 'unclaim' AND state = 'claimed' AND to_state = 'cancelled') OR (act = 'withdraw' AND state = 'held' AND to_state = 'withdrawn') OR (act = 'release' AND state = 'held' AND to_state = 'residual')),
    CONSTRAINT move_source CHECK (CASE WHEN src_taken IS NULL THEN 0 ELSE 1 END + CASE WHEN src_rest IS NULL THEN 0 ELSE 1 END + CASE WHEN issue_of IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT move_after_source CHECK (COALESCE(src_taken, src_rest, move - 1) < move),
    CONSTRAINT entry_after_source CHECK ((src_entry IS NULL) = (issue_of IS NOT NULL) AND COALESCE(src_entry, entry) <= entry),
    CONSTRAINT move_issue CHECK ((act = 'issue') = (issue_of IS NOT NULL)),
    CONSTRAINT move_issue_whole CHECK (act <> 'issue' OR (issue_of = certificate AND first_wh = 0 AND cut_wh = stop_wh AND owner = actor)),
    CONSTRAINT move_asked CHECK (act = asked OR (act = 'release' AND asked = 'close-residual') OR (act = 'split' AND asked IN ('transfer', 'cancel', 'claim', 'withdraw'))),
    CONSTRAINT move_by_owner CHECK (asked IN ('issue', 'withdraw', 'close-residual') OR actor = owner),
    CONSTRAINT move_by_keeper CHECK ((asked = 'close-residual') = (actor = '')),
    CONSTRAINT move_by_issuer CHECK ((asked IN ('issue', 'withdraw')) = (issuer IS NOT NULL) AND COALESCE(issuer, actor) = actor),
    CONSTRAINT move_keeps_owner CHECK (act IN ('issue', 'transfer') OR to_owner = owner),
    CONSTRAINT move_owned CHECK (to_owner <> ''),
    CONSTRAINT split_inside CHECK (act <> 'split' OR cut_wh < stop_wh),
    CONSTRAINT cancel_in_validity CHECK ((act = 'cancel') = (valid_until_s IS NOT NULL) AND (COALESCE(valid_until_s, 0) = 0 OR time_s <= valid_until_s)),
    CONSTRAINT move_claimed CHECK ((act IN ('claim', 'unclaim')) = (claim IS NOT NULL) AND (claim IS NULL) = (claim_first IS NULL) AND (claim IS NULL) = (claim_stop IS NULL) AND (act <> 'claim' OR claim = entry)),
    CONSTRAINT move_in_claim CHECK (claim IS NULL OR (claim_first <= first_wh AND cut_wh <= claim_stop)),
    CONSTRAINT move_follows CHECK ((follows_wh IS NULL) = (claim IS NULL OR first_wh = claim_first) AND COALESCE(follows_wh, first_wh) = first_wh),
    CONSTRAINT move_ends_claim CHECK ((act = 'unclaim') = (ending IS NOT NULL) AND COALESCE(ending, entry) = entry),
    CONSTRAINT move_of_residual CHECK ((act = 'release') = (residual IS NOT NULL) AND COALESCE(residual, entry) = entry),
    CONSTRAINT move_last CHECK (nth < moves OR act = asked OR act = 'release'),
    CONSTRAINT move_of_an_entry FOREIGN KEY(entry, actor, asked, time_s, moves) REFERENCES entries (entry, actor, act, time_s, moves),
    CONSTRAINT move_after_another FOREIGN KEY(entry, before_nth) REFERENCES moves (entry, nth),
    CONSTRAINT move_to_an_account FOREIGN KEY(to_owner) REFERENCES accounts (account),
    CONSTRAINT move_spends_taken FOREIGN KEY(src_taken, certificate, first_wh, stop_wh, owner, state, src_entry) REFERENCES moves (move, certificate, first_wh, cut_wh, to_owner, to_state, entry),
    CONSTRAINT move_spends_rest FOREIGN KEY(src_rest, certificate, first_wh, stop_wh, owner, state, src_entry) REFERENCES moves (move, certificate, cut_wh, stop_wh, owner, state, entry),
    CONSTRAINT move_issues_all FOREIGN KEY(issue_of, entry, stop_wh) REFERENCES certificates (certificate, entry, energy_wh),
    CONSTRAINT move_of_the_issuer FOREIGN KEY(certificate, issuer) REFERENCES certificates (certificate, issuer),
    CONSTRAINT move_of_the_validity FOREIGN KEY(certificate, valid_until_s) REFERENCES certificates (certificate, valid_until_s),
    CONSTRAINT move_follows_another FOREIGN KEY(claim, act, certificate, follows_wh) REFERENCES moves (claim, act, certificate, cut_wh),
    CONSTRAINT lot_taken_once UNIQUE (src_taken),
    CONSTRAINT lot_rest_once UNIQUE (src_rest),
    CONSTRAINT issued_once UNIQUE (issue_of),
    CONSTRAINT lots_taken UNIQUE (move, certificate, first_wh, cut_wh, to_owner, to_state, entry),
    CONSTRAINT lots_rest UNIQUE (move, certificate, cut_wh, stop_wh, owner, state, entry),
    CONSTRAINT moves_by_claim UNIQUE (claim, act, certificate, cut_wh),
    CONSTRAINT moves_by_entry UNIQUE (entry, nth)
);

CREATE INDEX moves_by_certificate ON moves (certificate, move);

CREATE TABLE areas (
    area TEXT NOT NULL,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (area),
    CONSTRAINT area_by_its_act CHECK (act = 'register-area'),
    CONSTRAINT area_of_an_entry FOREIGN KEY(entry, act) REFERENCES entries (entry, act),
    CONSTRAINT area_per_entry UNIQUE (entry),
    CONSTRAINT areas_by_entry UNIQUE (area, entry)
);

CREATE TABLE residuals (
    entry BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    time_s BIGINT NOT NULL,
    area TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    end_s BIGINT NOT NULL,
    after_s BIGINT,
    moves BIGINT NOT NULL,
    PRIMARY KEY (entry),
    CONSTRAINT residual_by_its_act CHECK (act = 'close-residual' AND actor = ''),
    CONSTRAINT residual_stretch CHECK (start_s < end_s AND end_s <= time_s),
    CONSTRAINT residual_without_gap CHECK (COALESCE(after_s, start_s) = start_s),
    CONSTRAINT residual_of_an_entry FOREIGN KEY(entry, actor, act, time_s, moves) REFERENCES entries (entry, actor, act, time_s, moves),
    CONSTRAINT residual_of_an_area FOREIGN KEY(area) REFERENCES areas (area),
    CONSTRAINT residual_after_another FOREIGN KEY(area, after_s) REFERENCES residuals (area, end_s),
    CONSTRAINT residual_begins_once UNIQUE (area, start_s),
    CONSTRAINT residual_ends_once UNIQUE (area, end_s)
);

CREATE UNIQUE INDEX residual_first_once ON residuals (area) WHERE after_s IS NULL;

CREATE TABLE markets (
    market TEXT NOT NULL,
    area TEXT NOT NULL,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    nth BIGINT NOT NULL,
    before_nth BIGINT,
    markets BIGINT NOT NULL,
    PRIMARY KEY (market, area),
    CONSTRAINT market_by_its_act CHECK (act = 'register-area'),
    CONSTRAINT market_in_order CHECK (nth BETWEEN 1 AND markets AND (nth = 1) = (before_nth IS NULL) AND COALESCE(before_nth, 0) = nth - 1),
    CONSTRAINT market_of_an_area FOREIGN KEY(area, entry) REFERENCES areas (area, entry),
    CONSTRAINT market_of_an_entry FOREIGN KEY(entry, act, markets) REFERENCES entries (entry, act, markets),
    CONSTRAINT market_follows_another FOREIGN KEY(entry, before_nth) REFERENCES markets (entry, nth),
    CONSTRAINT markets_by_entry UNIQUE (entry, nth)
);

CREATE TABLE meters (
    meter TEXT NOT NULL,
    owner TEXT NOT NULL,
    area TEXT NOT NULL,
    step_s BIGINT NOT NULL,
    phase_s BIGINT NOT NULL,
    name TEXT NOT NULL,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (meter),
    CONSTRAINT meter_by_its_act CHECK (act = 'register-meter'),
    CONSTRAINT meter_owned CHECK (owner <> ''),
    CONSTRAINT meter_step CHECK (step_s > 0 AND phase_s >= 0 AND phase_s < step_s),
    CONSTRAINT meter_of_an_account FOREIGN KEY(owner) REFERENCES accounts (account),
    CONSTRAINT meter_in_an_area FOREIGN KEY(area) REFERENCES areas (area),
    CONSTRAINT meter_of_an_entry FOREIGN KEY(entry, act) REFERENCES entries (entry, act),
    CONSTRAINT meter_per_entry UNIQUE (entry),
    CONSTRAINT meters_by_step UNIQUE (meter, step_s, phase_s),
    CONSTRAINT meters_by_account UNIQUE (meter, owner),
    CONSTRAINT meters_by_owner UNIQUE (meter, owner, area, step_s)
);

CREATE TABLE devices (
    device TEXT NOT NULL,
    issuer TEXT NOT NULL,
    area TEXT NOT NULL,
    technology TEXT NOT NULL,
    commissioned TEXT NOT NULL,
    capacity_w BIGINT NOT NULL,
    name TEXT NOT NULL,
    meter TEXT,
    entry BIGINT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (device),
    CONSTRAINT device_by_its_act CHECK (act = 'register-device'),
    CONSTRAINT device_issued_for CHECK (issuer <> ''),
    CONSTRAINT device_capacity CHECK (capacity_w >= 0),
    CONSTRAINT device_of_an_account FOREIGN KEY(issuer) REFERENCES accounts (account),
    CONSTRAINT device_in_an_area FOREIGN KEY(area) REFERENCES areas (area),
    CONSTRAINT device_charged_by_a_meter FOREIGN KEY(meter) REFERENCES meters (meter),
    CONSTRAINT device_of_an_entry FOREIGN KEY(entry, act) REFERENCES entries (entry, act),
    CONSTRAINT device_per_entry UNIQUE (entry),
    CONSTRAINT devices_by_issuer UNIQUE (device, issuer, area),
    CONSTRAINT devices_by_meter UNIQUE (device, meter)
);

CREATE TABLE readings (
    reading BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    meter TEXT NOT NULL,
    owner TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    step_s BIGINT NOT NULL,
    phase_s BIGINT NOT NULL,
    version BIGINT NOT NULL,
    before_version BIGINT,
    before_wh BIGINT,
    energy_wh BIGINT NOT NULL,
    added_wh BIGINT NOT NULL,
    void_wh BIGINT NOT NULL,
    opened BIGINT,
    void_act TEXT,
    PRIMARY KEY (reading),
    CONSTRAINT reading_by_its_act CHECK (act = 'measure' AND (actor = '' OR actor = owner)),
    CONSTRAINT reading_on_grid CHECK (start_s - phase_s = (start_s - phase_s) / step_s * step_s),
    CONSTRAINT reading_energies CHECK (energy_wh >= 0 AND added_wh >= 0 AND void_wh >= 0 AND (added_wh = 0 OR void_wh = 0)),
    CONSTRAINT reading_first CHECK ((version = 1) = (before_version IS NULL) AND (version = 1) = (before_wh IS NULL)),
    CONSTRAINT reading_next CHECK (version >= 1 AND COALESCE(before_version, 0) = version - 1),
    CONSTRAINT reading_sum CHECK (energy_wh = COALESCE(before_wh, 0) + added_wh - void_wh),
    CONSTRAINT reading_opened CHECK ((added_wh > 0) = (opened IS NOT NULL) AND COALESCE(opened, reading) = reading),
    CONSTRAINT reading_voids CHECK ((void_wh > 0) = (void_act IS NOT NULL) AND COALESCE(void_act, 'void') = 'void'),
    CONSTRAINT reading_of_an_entry FOREIGN KEY(reading, actor, act) REFERENCES entries (entry, actor, act),
    CONSTRAINT reading_of_the_owner FOREIGN KEY(meter, owner) REFERENCES meters (meter, owner),
    CONSTRAINT reading_of_a_meter FOREIGN KEY(meter, step_s, phase_s) REFERENCES meters (meter, step_s, phase_s),
    CONSTRAINT reading_after_another FOREIGN KEY(meter, start_s, before_version, before_wh) REFERENCES readings (meter, start_s, version, energy_wh),
    CONSTRAINT reading_version_once UNIQUE (meter, start_s, version),
    CONSTRAINT readings_by_energy UNIQUE (meter, start_s, version, energy_wh),
    CONSTRAINT readings_by_interval UNIQUE (reading, meter, start_s),
    CONSTRAINT readings_by_addition UNIQUE (reading, meter, start_s, added_wh),
    CONSTRAINT readings_by_void UNIQUE (reading, meter, start_s, void_wh)
);

CREATE TABLE draws (
    draw BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    asked TEXT NOT NULL,
    act TEXT NOT NULL,
    use BIGINT NOT NULL,
    meter TEXT NOT NULL,
    start_s BIGINT NOT NULL,
    first_wh BIGINT NOT NULL,
    cut_wh BIGINT NOT NULL,
    stop_wh BIGINT NOT NULL,
    state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    src_taken BIGINT,
    src_rest BIGINT,
    src_entry BIGINT,
    opening_of BIGINT,
    purpose BIGINT,
    claim BIGINT,
    void_of BIGINT,
    target_wh BIGINT,
    follows_wh BIGINT,
    upto_wh BIGINT,
    ending BIGINT,
    uncovers BIGINT,
    PRIMARY KEY (draw),
    CONSTRAINT draw_range CHECK (first_wh >= 0 AND first_wh < cut_wh AND cut_wh <= stop_wh),
    CONSTRAINT draw_transition CHECK ((act = 'open' AND state = 'new' AND to_state = 'free') OR (act = 'cover' AND state = 'free' AND to_state = 'covered') OR (act = 'uncover' AND state = 'covered' AND to_state = 'free') OR (act = 'void' AND state = 'free' AND to_state = 'void')),
    CONSTRAINT draw_source CHECK (CASE WHEN src_taken IS NULL THEN 0 ELSE 1 END + CASE WHEN src_rest IS NULL THEN 0 ELSE 1 END + CASE WHEN opening_of IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT draw_after_source CHECK (COALESCE(src_taken, src_rest, draw - 1) < draw),
    CONSTRAINT draw_entry_after_source CHECK ((src_entry IS NULL) = (opening_of IS NOT NULL) AND COALESCE(src_entry, entry) <= entry),
    CONSTRAINT draw_opening CHECK ((act = 'open') = (opening_of IS NOT NULL)),
    CONSTRAINT draw_opening_whole CHECK (act <> 'open' OR (opening_of = entry AND opening_of = use AND first_wh = 0 AND cut_wh = stop_wh)),
    CONSTRAINT draw_asked CHECK (asked = CASE act WHEN 'open' THEN 'measure' WHEN 'void' THEN 'measure' WHEN 'cover' THEN 'claim' WHEN 'uncover' THEN 'unclaim' END),
    CONSTRAINT draw_purpose CHECK ((act = 'open') = (purpose IS NULL) AND (purpose IS NULL OR purpose = COALESCE(claim, void_of))),
    CONSTRAINT draw_claimed CHECK ((act IN ('cover', 'uncover')) = (claim IS NOT NULL) AND (act <> 'cover' OR claim = entry)),
    CONSTRAINT draw_voids CHECK ((act = 'void') = (void_of IS NOT NULL) AND COALESCE(void_of, entry) = entry),
    CONSTRAINT draw_counts CHECK ((purpose IS NULL) = (target_wh IS NULL) AND (purpose IS NULL) = (upto_wh IS NULL) AND (purpose IS NOT NULL OR follows_wh IS NULL) AND COALESCE(follows_wh, 1) > 0 AND (purpose IS NULL OR (upto_wh = COALESCE(follows_wh, 0) + cut_wh - first_wh AND upto_wh <= target_wh))),
    CONSTRAINT draw_ends_claim CHECK ((act = 'uncover') = (ending IS NOT NULL) AND COALESCE(ending, entry) = entry),
    CONSTRAINT draw_uncovers CHECK ((act = 'uncover') = (uncovers IS NOT NULL) AND (uncovers IS NULL OR uncovers = COALESCE(src_taken, 0))),
    CONSTRAINT draw_of_an_entry FOREIGN KEY(entry, asked) REFERENCES entries (entry, act),
    CONSTRAINT draw_of_a_use FOREIGN KEY(use, meter, start_s) REFERENCES readings (reading, meter, start_s),
    CONSTRAINT draw_spends_taken FOREIGN KEY(src_taken, use, first_wh, stop_wh, state, src_entry) REFERENCES draws (draw, use, first_wh, cut_wh, to_state, entry),
    CONSTRAINT draw_spends_rest FOREIGN KEY(src_rest, use, first_wh, stop_wh, state, src_entry) REFERENCES draws (draw, use, cut_wh, stop_wh, state, entry),
    CONSTRAINT draw_opens_all FOREIGN KEY(opening_of, meter, start_s, stop_wh) REFERENCES readings (reading, meter, start_s, added_wh),
    CONSTRAINT draw_of_a_void FOREIGN KEY(void_of, meter, start_s, target_wh) REFERENCES readings (reading, meter, start_s, void_wh),
    CONSTRAINT draw_follows_another FOREIGN KEY(purpose, act, meter, start_s, follows_wh) REFERENCES draws (purpose, act, meter, start_s, upto_wh),
    CONSTRAINT draw_of_the_cover FOREIGN KEY(uncovers, claim) REFERENCES draws (draw, claim),
    CONSTRAINT use_taken_once UNIQUE (src_taken),
    CONSTRAINT use_rest_once UNIQUE (src_rest),
    CONSTRAINT opened_once UNIQUE (opening_of),
    CONSTRAINT uses_taken UNIQUE (draw, use, first_wh, cut_wh, to_state, entry),
    CONSTRAINT uses_rest UNIQUE (draw, use, cut_wh, stop_wh, state, entry),
    CONSTRAINT draws_by_purpose UNIQUE (purpose, act, meter, start_s, upto_wh),
    CONSTRAINT draws_by_claim UNIQUE (draw, claim)
);

CREATE UNIQUE INDEX draw_followed_once ON draws (purpose, act, COALESCE(follows_wh, 0));

CREATE INDEX draws_by_interval ON draws (meter, start_s, draw);

ALTER TABLE accounts ADD CONSTRAINT account_of_an_entry FOREIGN KEY(entry, act) REFERENCES entries (entry, act) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_moves FOREIGN KEY(entry, last_move) REFERENCES moves (entry, nth) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_markets FOREIGN KEY(entry, last_market) REFERENCES markets (entry, nth) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_account FOREIGN KEY(account_opened) REFERENCES accounts (entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_device FOREIGN KEY(device_registered) REFERENCES devices (entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_meter FOREIGN KEY(meter_registered) REFERENCES meters (entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_reading FOREIGN KEY(reading_told) REFERENCES readings (reading) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE entries ADD CONSTRAINT entry_has_its_residual FOREIGN KEY(residual_closed) REFERENCES residuals (entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE readings ADD CONSTRAINT reading_opens_a_use FOREIGN KEY(opened) REFERENCES draws (opening_of) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE readings ADD CONSTRAINT reading_voids_all FOREIGN KEY(reading, void_act, meter, start_s, void_wh) REFERENCES draws (purpose, act, meter, start_s, upto_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE certificates ADD CONSTRAINT certificate_of_an_entry FOREIGN KEY(entry, issuer, act) REFERENCES entries (entry, actor, act);

ALTER TABLE certificates ADD CONSTRAINT certificate_of_a_device FOREIGN KEY(device, issuer, area) REFERENCES devices (device, issuer, area);

ALTER TABLE certificates ADD CONSTRAINT discharge_of_a_claim FOREIGN KEY(charge, charge_meter, charge_start_s, charge_wh) REFERENCES claims (claim, meter, start_s, covered_wh);

ALTER TABLE certificates ADD CONSTRAINT discharge_of_the_store FOREIGN KEY(device, charge_meter) REFERENCES devices (device, meter);

ALTER TABLE certificates ADD CONSTRAINT discharge_ends_the_claim FOREIGN KEY(charge, entry) REFERENCES endings (claim, entry);

ALTER TABLE certificates ADD CONSTRAINT certificate_is_issued FOREIGN KEY(certificate) REFERENCES moves (issue_of) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE moves ADD CONSTRAINT move_of_a_claim FOREIGN KEY(claim, certificate, claim_first, claim_stop) REFERENCES claims (claim, certificate, first_wh, stop_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE moves ADD CONSTRAINT move_of_an_ending FOREIGN KEY(claim, ending) REFERENCES endings (claim, entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE moves ADD CONSTRAINT move_of_a_closing FOREIGN KEY(residual) REFERENCES residuals (entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE claims ADD CONSTRAINT claim_of_an_entry FOREIGN KEY(claim, owner, act) REFERENCES entries (entry, actor, act);

ALTER TABLE claims ADD CONSTRAINT claim_of_a_certificate FOREIGN KEY(certificate, area, made_start_s, made_end_s) REFERENCES certificates (certificate, area, start_s, end_s);

ALTER TABLE claims ADD CONSTRAINT claim_of_a_meter FOREIGN KEY(meter, owner, meter_area, step_s) REFERENCES meters (meter, owner, area, step_s);

ALTER TABLE claims ADD CONSTRAINT claim_of_a_use FOREIGN KEY(use, meter, start_s) REFERENCES readings (reading, meter, start_s);

ALTER TABLE claims ADD CONSTRAINT claim_of_the_market FOREIGN KEY(market, area) REFERENCES markets (market, area);

ALTER TABLE claims ADD CONSTRAINT claim_in_the_market FOREIGN KEY(market, meter_area) REFERENCES markets (market, area);

ALTER TABLE claims ADD CONSTRAINT claim_moves_all FOREIGN KEY(claim, act, certificate, stop_wh) REFERENCES moves (claim, act, certificate, cut_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE claims ADD CONSTRAINT claim_covers_all FOREIGN KEY(claim, draw_act, meter, start_s, covered_wh) REFERENCES draws (purpose, act, meter, start_s, upto_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE endings ADD CONSTRAINT ending_of_an_entry FOREIGN KEY(entry, act) REFERENCES entries (entry, act);

ALTER TABLE endings ADD CONSTRAINT ending_by_the_owner FOREIGN KEY(entry, owner, act) REFERENCES entries (entry, actor, act);

ALTER TABLE endings ADD CONSTRAINT ending_of_the_owner FOREIGN KEY(claim, owner) REFERENCES claims (claim, owner);

ALTER TABLE endings ADD CONSTRAINT ending_of_the_range FOREIGN KEY(claim, certificate, first_wh, stop_wh) REFERENCES claims (claim, certificate, first_wh, stop_wh);

ALTER TABLE endings ADD CONSTRAINT ending_of_the_cover FOREIGN KEY(claim, meter, start_s, covered_wh) REFERENCES claims (claim, meter, start_s, covered_wh);

ALTER TABLE endings ADD CONSTRAINT ending_moves_all FOREIGN KEY(claim, move_act, certificate, stop_wh) REFERENCES moves (claim, act, certificate, cut_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE endings ADD CONSTRAINT ending_uncovers_all FOREIGN KEY(claim, draw_act, meter, start_s, covered_wh) REFERENCES draws (purpose, act, meter, start_s, upto_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE endings ADD CONSTRAINT ending_by_a_discharge FOREIGN KEY(discharged, entry) REFERENCES certificates (charge, entry) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE draws ADD CONSTRAINT draw_of_a_claim FOREIGN KEY(claim, meter, start_s, target_wh) REFERENCES claims (claim, meter, start_s, covered_wh) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE draws ADD CONSTRAINT draw_of_an_ending FOREIGN KEY(claim, ending) REFERENCES endings (claim, entry) DEFERRABLE INITIALLY DEFERRED;
