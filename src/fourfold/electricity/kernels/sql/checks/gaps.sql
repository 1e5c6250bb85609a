-- gaps: meters that miss hours between their first and their last.
-- Inputs:  spans (meter, hours, first_hour, last_hour)
-- Outputs: gaps (meter, found, wanted)
-- Units:   hours
-- Grain:   meter
-- Laws:    none where every meter has each hour once
SELECT
    s.meter AS meter,
    s.hours AS found,
    s.last_hour - s.first_hour + 1 AS wanted
FROM spans AS s
WHERE s.hours < s.last_hour - s.first_hour + 1
