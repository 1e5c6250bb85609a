-- totals: each meter and month by location, by market and with nothing claimed.
-- Inputs:  metered (meter, month, hours, energy_wh, location_ug, unmatched_ug),
--          claimed (meter, month, claimed_wh, claimed_ug, replaced_ug)
-- Outputs: totals (meter, month, hours, energy_wh, claimed_wh, location_ug, market_ug, residual_ug)
-- Units:   Wh; microgram CO2e
-- Grain:   meter and month
-- Laws:    market_ug = claimed at their own factors + (energy - claimed) at that of unmatched energy;
--          without claims market_ug = residual_ug; claimed_wh <= energy_wh where no hour is claimed beyond its reading
SELECT
    m.meter AS meter,
    m.month AS month,
    m.hours AS hours,
    CAST(m.energy_wh AS DECIMAL(28, 0)) AS energy_wh,
    CAST(COALESCE(c.claimed_wh, CAST(0 AS DECIMAL(38, 0))) AS DECIMAL(28, 0)) AS claimed_wh,
    CAST(m.location_ug AS DECIMAL(28, 0)) AS location_ug,
    CAST(
        m.unmatched_ug
        - COALESCE(c.replaced_ug, CAST(0 AS DECIMAL(38, 0)))
        + COALESCE(c.claimed_ug, CAST(0 AS DECIMAL(38, 0)))
        AS DECIMAL(28, 0)
    ) AS market_ug,
    CAST(m.unmatched_ug AS DECIMAL(28, 0)) AS residual_ug
FROM metered AS m
LEFT JOIN claimed AS c ON c.meter = m.meter AND c.month = m.month
