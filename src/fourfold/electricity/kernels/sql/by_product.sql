-- by_product: emissions of each product and month.
-- Inputs:  shared, hourly_metered, hourly_claimed (product, month, energy_uwh, claimed_uwh, location_pg, market_pg,
--          residual_pg)
-- Outputs: by_product (product, month, energy_uwh, claimed_uwh, location_pg, market_pg, residual_pg)
-- Units:   microwatt-hours; picogram CO2e
-- Grain:   product and month
-- Laws:    the sums of its inputs; over products and months = all meters * 10^6
SELECT
    p.product AS product,
    p.month AS month,
    SUM(CAST(p.energy_uwh AS DECIMAL(38, 0))) AS energy_uwh,
    SUM(CAST(p.claimed_uwh AS DECIMAL(38, 0))) AS claimed_uwh,
    SUM(CAST(p.location_pg AS DECIMAL(38, 0))) AS location_pg,
    SUM(CAST(p.market_pg AS DECIMAL(38, 0))) AS market_pg,
    SUM(CAST(p.residual_pg AS DECIMAL(38, 0))) AS residual_pg
FROM (
    SELECT s.product, s.month, s.energy_uwh, s.claimed_uwh, s.location_pg, s.market_pg, s.residual_pg FROM shared AS s
    UNION ALL
    SELECT h.product, h.month, h.energy_uwh, h.claimed_uwh, h.location_pg, h.market_pg, h.residual_pg
    FROM hourly_metered AS h
    UNION ALL
    SELECT c.product, c.month, c.energy_uwh, c.claimed_uwh, c.location_pg, c.market_pg, c.residual_pg
    FROM hourly_claimed AS c
) AS p
GROUP BY p.product, p.month
