-- shared: each product's part of the meters that are shared out month by month.
-- Inputs:  totals (meter, month, energy_wh, claimed_wh, location_ug, market_ug, residual_ug),
--          shares (meter, month, product, share_ppm)
-- Outputs: shared (product, month, energy_uwh, claimed_uwh, location_pg, market_pg, residual_pg)
-- Units:   Wh * ppm = microwatt-hours; microgram * ppm = picogram CO2e
-- Grain:   product and month
-- Laws:    over all products = the meters * 10^6, nothing rounded, because shares of a meter and month sum to 10^6
SELECT
    s.product AS product,
    t.month AS month,
    SUM(CAST(t.energy_wh * CAST(s.share_ppm AS DECIMAL(7, 0)) AS DECIMAL(38, 0))) AS energy_uwh,
    SUM(CAST(t.claimed_wh * CAST(s.share_ppm AS DECIMAL(7, 0)) AS DECIMAL(38, 0))) AS claimed_uwh,
    SUM(CAST(t.location_ug * CAST(s.share_ppm AS DECIMAL(7, 0)) AS DECIMAL(38, 0))) AS location_pg,
    SUM(CAST(t.market_ug * CAST(s.share_ppm AS DECIMAL(7, 0)) AS DECIMAL(38, 0))) AS market_pg,
    SUM(CAST(t.residual_ug * CAST(s.share_ppm AS DECIMAL(7, 0)) AS DECIMAL(38, 0))) AS residual_pg
FROM totals AS t
JOIN shares AS s ON s.meter = t.meter AND s.month = t.month
GROUP BY s.product, t.month
