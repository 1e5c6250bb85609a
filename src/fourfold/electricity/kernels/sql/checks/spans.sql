-- spans: how many hours each meter has, and from when to when.
-- Inputs:  readings (meter, hour, energy_wh)
-- Outputs: spans (meter, hours, first_hour, last_hour)
-- Units:   hours since 1970-01-01T00 UTC
-- Grain:   meter
-- Laws:    without gaps and repeats hours = last_hour - first_hour + 1
SELECT
    r.meter AS meter,
    COUNT(r.hour) AS hours,
    MIN(r.hour) AS first_hour,
    MAX(r.hour) AS last_hour
FROM readings AS r
GROUP BY r.meter
