-- hourly_claimed: what claims add to the products of meters that are shared out hour by hour.
-- Inputs:  claims (claim, meter, hour, energy_wh, mg_co2e_per_kwh), meters (meter, base),
--          cells (cell, month, unmatched_mg), hourly_shares (meter, hour, product, share_ppm)
-- Outputs: hourly_claimed (product, month, energy_uwh, claimed_uwh, location_pg, market_pg, residual_pg)
-- Units:   Wh * ppm = microwatt-hours; microgram * ppm = picogram CO2e; market_pg may be below zero
-- Grain:   product and month
-- Laws:    market_pg = claimed energy * (its own factor - that of unmatched energy); everything else is in
--          hourly_metered
SELECT
    r.product AS product,
    c.month AS month,
    CAST(0 AS DECIMAL(38, 0)) AS energy_uwh,
    SUM(CAST(r.energy_wh * r.share_ppm AS DECIMAL(18, 0))) AS claimed_uwh,
    CAST(0 AS DECIMAL(38, 0)) AS location_pg,
    SUM(
        CAST(r.energy_wh * (r.claim_mg - c.unmatched_mg) AS DECIMAL(28, 0)) * CAST(r.share_ppm AS DECIMAL(7, 0))
    ) AS market_pg,
    CAST(0 AS DECIMAL(38, 0)) AS residual_pg
FROM (
    SELECT
        h.product AS product, h.share_ppm AS share_ppm, x.energy_wh AS energy_wh, x.mg_co2e_per_kwh AS claim_mg,
        CAST(m.base + x.hour AS BIGINT) AS cell
    FROM claims AS x
    JOIN hourly_shares AS h ON h.meter = x.meter AND h.hour = x.hour
    JOIN meters AS m ON m.meter = x.meter
) AS r
JOIN cells AS c ON c.cell = r.cell
GROUP BY r.product, c.month
