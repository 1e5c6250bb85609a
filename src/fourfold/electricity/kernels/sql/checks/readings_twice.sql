-- readings_twice: hours that a meter has more than once.
-- Inputs:  readings (meter, hour, energy_wh), clock (hour, day, bit), uneven_days (meter, day)
-- Outputs: readings_twice (meter, hour, found)
-- Units:   hours since 1970-01-01T00 UTC; found: how many readings
-- Grain:   meter and hour
-- Laws:    none where every day is whole, and then nothing is grouped
SELECT
    r.meter AS meter,
    r.hour AS hour,
    COUNT(r.hour) AS found
FROM readings AS r
JOIN clock AS c ON c.hour = r.hour
JOIN uneven_days AS u ON u.meter = r.meter AND u.day = c.day
GROUP BY r.meter, r.hour
HAVING COUNT(r.hour) > 1
