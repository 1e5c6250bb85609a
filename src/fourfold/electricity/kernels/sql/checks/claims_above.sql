-- claims_above: hours of a meter in which more is claimed than it drew.
-- Inputs:  claims (claim, meter, hour, energy_wh, mg_co2e_per_kwh), readings (meter, hour, energy_wh)
-- Outputs: claims_above (meter, hour, found, metered)
-- Units:   Wh
-- Grain:   meter and hour
-- Laws:    none where claimed + unmatched = metered with neither below zero; an hour without a reading drew nothing
SELECT
    c.meter AS meter,
    c.hour AS hour,
    c.energy_wh AS found,
    COALESCE(r.energy_wh, CAST(0 AS BIGINT)) AS metered
FROM (
    SELECT x.meter AS meter, x.hour AS hour, SUM(CAST(x.energy_wh AS DECIMAL(18, 0))) AS energy_wh
    FROM claims AS x
    GROUP BY x.meter, x.hour
) AS c
LEFT JOIN readings AS r ON r.meter = c.meter AND r.hour = c.hour
WHERE c.energy_wh > CAST(COALESCE(r.energy_wh, CAST(0 AS BIGINT)) AS DECIMAL(38, 0))
