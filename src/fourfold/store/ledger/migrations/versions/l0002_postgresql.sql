CREATE SEQUENCE entry_numbers AS bigint;

CREATE SEQUENCE move_numbers AS bigint;

CREATE SEQUENCE draw_numbers AS bigint;

CREATE FUNCTION ledger_refuse(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'integrity_constraint_violation', CONSTRAINT = name, MESSAGE = 'the ledger refuses: ' || name;
END $$;

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ledger_refuse('recorded_stays');
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_isolated() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- another level of isolation looks at the time the transaction began, and would overlook what it waited for
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM ledger_refuse('isolation_known');
  END IF;
END $$;

CREATE FUNCTION ledger_looks_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ledger_isolated();
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_hold_day(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE newest bigint;
BEGIN
  PERFORM ledger_isolated();
  SELECT max(day) INTO newest FROM entries;
  IF newest IS NULL OR newest < wanted THEN
    PERFORM pg_advisory_xact_lock(470001, 0);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(470001, 0);
  END IF;
END $$;

CREATE FUNCTION ledger_guard_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ledger_hold_day(NEW.day);
  IF NEW.day < (SELECT max(day) FROM entries) OR NEW.day <= (SELECT max(day) FROM closings) THEN
    PERFORM ledger_refuse('day_open');
  END IF;
  IF NEW.entry <= (
    SELECT max(entry) FROM entries WHERE day = (SELECT max(day) FROM entries WHERE day < NEW.day)
  ) THEN
    PERFORM ledger_refuse('entry_in_order');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER entries_guard BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION ledger_guard_entries();

CREATE FUNCTION ledger_guard_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM devices WHERE device = NEW.device FOR NO KEY UPDATE;
  PERFORM pg_advisory_xact_lock_shared(470002, hashtext(NEW.area));
  IF EXISTS (
    SELECT 1 FROM (
      SELECT start_s, end_s FROM certificates
      WHERE device = NEW.device AND start_s < NEW.end_s ORDER BY start_s DESC LIMIT 1
    ) AS c
    WHERE c.end_s > NEW.start_s AND NOT (c.start_s = NEW.start_s AND c.end_s = NEW.end_s)
  ) THEN
    PERFORM ledger_refuse('certificates_apart');
  END IF;
  IF EXISTS (
    SELECT 1 FROM devices d
    WHERE d.device = NEW.device AND NEW.start_s < NEW.end_s AND NEW.energy_wh + COALESCE((
      SELECT sum(c.energy_wh) FROM certificates c
      WHERE c.device = NEW.device AND c.start_s = NEW.start_s AND c.end_s = NEW.end_s
    ), 0) - COALESCE((
      SELECT sum(m.cut_wh - m.first_wh) FROM certificates c
      JOIN moves m ON m.certificate = c.certificate AND m.act = 'withdraw'
      WHERE c.device = NEW.device AND c.start_s = NEW.start_s AND c.end_s = NEW.end_s
    ), 0) > COALESCE(NULLIF(d.capacity_w, 0), 30000000000)::numeric * (NEW.end_s - NEW.start_s) / 3600
  ) THEN
    PERFORM ledger_refuse('device_within_capacity');
  END IF;
  IF NEW.storage = '' AND EXISTS (SELECT 1 FROM devices d WHERE d.device = NEW.device AND d.meter IS NOT NULL) THEN
    PERFORM ledger_refuse('store_is_charged');
  END IF;
  IF NEW.delivery = 'grid' AND NEW.kind <> 'direct-line' AND EXISTS (
    SELECT 1 FROM residuals r WHERE r.area = NEW.area AND r.start_s < NEW.end_s AND NEW.end_s <= r.end_s
  ) THEN
    PERFORM ledger_refuse('residual_open');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER certificates_guard BEFORE INSERT ON certificates
FOR EACH ROW EXECUTE FUNCTION ledger_guard_certificates();

CREATE FUNCTION ledger_guard_residuals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(470002, hashtext(NEW.area));
  IF EXISTS (
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
  ) THEN
    PERFORM ledger_refuse('residual_whole');
  END IF;
  IF EXISTS (
    SELECT 1 FROM moves m JOIN certificates c ON c.certificate = m.certificate
    WHERE m.entry = NEW.entry AND NOT (
      c.area = NEW.area AND NEW.start_s < c.end_s AND c.end_s <= NEW.end_s
      AND c.delivery = 'grid' AND c.kind <> 'direct-line'
    )
  ) THEN
    PERFORM ledger_refuse('residual_within');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER residuals_guard BEFORE INSERT ON residuals FOR EACH ROW EXECUTE FUNCTION ledger_guard_residuals();

CREATE FUNCTION ledger_guard_releases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM residuals r WHERE r.entry = NEW.residual) THEN
    PERFORM ledger_refuse('residual_left_once');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER releases_guard BEFORE INSERT ON moves
FOR EACH ROW WHEN (NEW.act = 'release') EXECUTE FUNCTION ledger_guard_releases();

CREATE FUNCTION ledger_guard_closings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(470001, 0);
  IF NEW.day <= (SELECT max(day) FROM closings) THEN
    PERFORM ledger_refuse('day_closed_once');
  END IF;
  IF EXISTS (
    SELECT 1 FROM entries WHERE day < NEW.day AND day > COALESCE((SELECT max(day) FROM closings), -1)
  ) THEN
    PERFORM ledger_refuse('days_in_order');
  END IF;
  IF NEW.last_entry <> COALESCE((SELECT max(entry) FROM entries WHERE day <= NEW.day), 0)
  OR NEW.entries <> COALESCE((SELECT entries FROM closings ORDER BY day DESC LIMIT 1), 0) + (
    SELECT count(*) FROM entries WHERE day <= NEW.day AND day > COALESCE((SELECT max(day) FROM closings), -1)
  ) THEN
    PERFORM ledger_refuse('day_counted_right');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER closings_guard BEFORE INSERT ON closings FOR EACH ROW EXECUTE FUNCTION ledger_guard_closings();
