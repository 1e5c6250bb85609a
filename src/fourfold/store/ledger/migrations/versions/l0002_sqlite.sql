CREATE TRIGGER day_open BEFORE INSERT ON entries
WHEN NEW.day < (SELECT max(day) FROM entries) OR NEW.day <= (SELECT max(day) FROM closings)
BEGIN SELECT RAISE(ABORT, 'day_open'); END;

CREATE TRIGGER entry_in_order BEFORE INSERT ON entries
WHEN NEW.entry <= (
    SELECT max(entry) FROM entries WHERE day = (SELECT max(day) FROM entries WHERE day < NEW.day)
)
BEGIN SELECT RAISE(ABORT, 'entry_in_order'); END;

CREATE TRIGGER certificates_apart BEFORE INSERT ON certificates
WHEN EXISTS (
    SELECT 1 FROM (
        SELECT start_s, end_s FROM certificates
        WHERE device = NEW.device AND start_s < NEW.end_s ORDER BY start_s DESC LIMIT 1
    ) AS c
    WHERE c.end_s > NEW.start_s AND NOT (c.start_s = NEW.start_s AND c.end_s = NEW.end_s)
)
BEGIN SELECT RAISE(ABORT, 'certificates_apart'); END;

CREATE TRIGGER device_within_capacity BEFORE INSERT ON certificates
WHEN EXISTS (
    SELECT 1 FROM devices d
    WHERE d.device = NEW.device AND NEW.start_s < NEW.end_s AND NEW.energy_wh + COALESCE((
        SELECT sum(c.energy_wh) FROM certificates c
        WHERE c.device = NEW.device AND c.start_s = NEW.start_s AND c.end_s = NEW.end_s
    ), 0) - COALESCE((
        SELECT sum(m.cut_wh - m.first_wh) FROM certificates c
        JOIN moves m ON m.certificate = c.certificate AND m.act = 'withdraw'
        WHERE c.device = NEW.device AND c.start_s = NEW.start_s AND c.end_s = NEW.end_s
    ), 0) > COALESCE(NULLIF(d.capacity_w, 0), 30000000000) * (NEW.end_s - NEW.start_s) / 3600
)
BEGIN SELECT RAISE(ABORT, 'device_within_capacity'); END;

CREATE TRIGGER store_is_charged BEFORE INSERT ON certificates
WHEN NEW.storage = '' AND EXISTS (SELECT 1 FROM devices d WHERE d.device = NEW.device AND d.meter IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'store_is_charged'); END;

CREATE TRIGGER residual_open BEFORE INSERT ON certificates
WHEN NEW.delivery = 'grid' AND NEW.kind <> 'direct-line' AND EXISTS (
    SELECT 1 FROM residuals r WHERE r.area = NEW.area AND r.start_s < NEW.end_s AND NEW.end_s <= r.end_s
)
BEGIN SELECT RAISE(ABORT, 'residual_open'); END;

CREATE TRIGGER residual_whole BEFORE INSERT ON residuals
WHEN EXISTS (
    SELECT 1 FROM certificates c JOIN moves m ON m.certificate = c.certificate
    WHERE c.area = NEW.area AND NEW.start_s < c.end_s AND c.end_s <= NEW.end_s
    AND c.delivery = 'grid' AND c.kind <> 'direct-line'
    AND m.to_state = 'held' AND NOT EXISTS (SELECT 1 FROM moves s WHERE s.src_taken = m.move)
) OR EXISTS (
    SELECT 1 FROM certificates c JOIN moves m ON m.certificate = c.certificate
    WHERE c.area = NEW.area AND NEW.start_s < c.end_s AND c.end_s <= NEW.end_s
    AND c.delivery = 'grid' AND c.kind <> 'direct-line'
    AND m.state = 'held' AND m.cut_wh < m.stop_wh
    AND NOT EXISTS (SELECT 1 FROM moves s WHERE s.src_rest = m.move)
)
BEGIN SELECT RAISE(ABORT, 'residual_whole'); END;

CREATE TRIGGER residual_within BEFORE INSERT ON residuals
WHEN EXISTS (
    SELECT 1 FROM moves m JOIN certificates c ON c.certificate = m.certificate
    WHERE m.entry = NEW.entry AND NOT (
        c.area = NEW.area AND NEW.start_s < c.end_s AND c.end_s <= NEW.end_s
        AND c.delivery = 'grid' AND c.kind <> 'direct-line'
    )
)
BEGIN SELECT RAISE(ABORT, 'residual_within'); END;

CREATE TRIGGER residual_left_once BEFORE INSERT ON moves
WHEN NEW.act = 'release' AND EXISTS (SELECT 1 FROM residuals r WHERE r.entry = NEW.residual)
BEGIN SELECT RAISE(ABORT, 'residual_left_once'); END;

CREATE TRIGGER day_closed_once BEFORE INSERT ON closings
WHEN NEW.day <= (SELECT max(day) FROM closings)
BEGIN SELECT RAISE(ABORT, 'day_closed_once'); END;

CREATE TRIGGER days_in_order BEFORE INSERT ON closings
WHEN EXISTS (
    SELECT 1 FROM entries WHERE day < NEW.day AND day > COALESCE((SELECT max(day) FROM closings), -1)
)
BEGIN SELECT RAISE(ABORT, 'days_in_order'); END;

CREATE TRIGGER day_counted_right BEFORE INSERT ON closings
WHEN NEW.last_entry <> COALESCE((SELECT max(entry) FROM entries WHERE day <= NEW.day), 0)
OR NEW.entries <> COALESCE((SELECT entries FROM closings ORDER BY day DESC LIMIT 1), 0) + (
    SELECT count(*) FROM entries WHERE day <= NEW.day AND day > COALESCE((SELECT max(day) FROM closings), -1)
)
BEGIN SELECT RAISE(ABORT, 'day_counted_right'); END;
