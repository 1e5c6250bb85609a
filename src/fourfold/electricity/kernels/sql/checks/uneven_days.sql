-- uneven_days: days of a meter that may have an hour twice; all others provably have not.
-- Inputs:  readings (meter, hour, energy_wh), clock (hour, day, bit)
-- Outputs: uneven_days (meter, day)
-- Units:   day: days since 1970-01-01 UTC; bit: 2^(hour of the day)
-- Grain:   meter and day
-- Laws:    24 powers of two sum to 2^24 - 1, which has 24 binary ones, only if all of them differ: such a day has every
--          hour once
SELECT
    r.meter AS meter,
    c.day AS day
FROM readings AS r
JOIN clock AS c ON c.hour = r.hour
GROUP BY r.meter, c.day
HAVING COUNT(r.hour) <> 24 OR SUM(CAST(c.bit AS BIGINT)) <> 16777215
