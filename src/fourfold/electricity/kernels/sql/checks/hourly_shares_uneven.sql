-- hourly_shares_uneven: hours of a meter whose shares do not make a whole.
-- Inputs:  hourly_shares (meter, hour, product, share_ppm)
-- Outputs: hourly_shares_uneven (meter, hour, found)
-- Units:   millionths
-- Grain:   meter and hour
-- Laws:    none where the products have all of what the meter drew, and no more
SELECT
    s.meter AS meter,
    s.hour AS hour,
    SUM(CAST(s.share_ppm AS BIGINT)) AS found
FROM hourly_shares AS s
GROUP BY s.meter, s.hour
HAVING SUM(CAST(s.share_ppm AS BIGINT)) <> 1000000
