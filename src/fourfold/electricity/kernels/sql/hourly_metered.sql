-- hourly_metered: each product's part of the meters that are shared out hour by hour, nothing claimed.
-- Inputs:  readings (meter, hour, energy_wh), meters (meter, base), cells (cell, month, location_mg, unmatched_mg),
--          hourly_shares (meter, hour, product, share_ppm)
-- Outputs: hourly_metered (product, month, energy_uwh, claimed_uwh, location_pg, market_pg, residual_pg)
-- Units:   Wh * ppm = microwatt-hours; microgram * ppm = picogram CO2e
-- Grain:   product and month
-- Laws:    over all products = the meters * 10^6, nothing rounded; market_pg is residual_pg until claims are added
SELECT
    r.product AS product,
    c.month AS month,
    SUM(CAST(r.energy_wh * r.share_ppm AS DECIMAL(18, 0))) AS energy_uwh,
    CAST(0 AS DECIMAL(38, 0)) AS claimed_uwh,
    SUM(CAST(r.energy_wh * c.location_mg AS DECIMAL(28, 0)) * CAST(r.share_ppm AS DECIMAL(7, 0))) AS location_pg,
    SUM(CAST(r.energy_wh * c.unmatched_mg AS DECIMAL(28, 0)) * CAST(r.share_ppm AS DECIMAL(7, 0))) AS market_pg,
    SUM(CAST(r.energy_wh * c.unmatched_mg AS DECIMAL(28, 0)) * CAST(r.share_ppm AS DECIMAL(7, 0))) AS residual_pg
FROM (
    SELECT
        h.product AS product, h.share_ppm AS share_ppm, x.energy_wh AS energy_wh,
        CAST(m.base + x.hour AS BIGINT) AS cell
    FROM readings AS x
    JOIN hourly_shares AS h ON h.meter = x.meter AND h.hour = x.hour
    JOIN meters AS m ON m.meter = x.meter
) AS r
JOIN cells AS c ON c.cell = r.cell
GROUP BY r.product, c.month
