-- hours_unshared: hours of a meter that is shared out hour by hour, read and not shared out.
-- Inputs:  readings (meter, hour, energy_wh), hourly_shares (meter, hour, product, share_ppm)
-- Outputs: hours_unshared (meter, hour)
-- Units:   hours since 1970-01-01T00 UTC
-- Grain:   meter and hour
-- Laws:    none where every Wh has a product
SELECT
    r.meter AS meter,
    r.hour AS hour
FROM readings AS r
JOIN (
    SELECT y.meter AS meter, COUNT(y.product) AS products FROM hourly_shares AS y GROUP BY y.meter
) AS h ON h.meter = r.meter
LEFT JOIN (
    SELECT z.meter AS meter, z.hour AS hour, COUNT(z.product) AS products
    FROM hourly_shares AS z
    GROUP BY z.meter, z.hour
) AS s ON s.meter = r.meter AND s.hour = r.hour
WHERE s.products IS NULL
