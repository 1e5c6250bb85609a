-- factorless: hours of an area in which a meter was read and a factor is missing.
-- Inputs:  spans (meter, hours, first_hour, last_hour), meters (meter, area, base), calendar (area, hour, month),
--          areas (area, base), cells (cell, month, location_mg, unmatched_mg)
-- Outputs: factorless (area, hour, located, unmatched)
-- Units:   hours since 1970-01-01T00 UTC; located, unmatched: 1 where there is a factor, else 0
-- Grain:   area and hour
-- Laws:    none where every reading finds both factors
SELECT
    h.area AS area,
    h.hour AS hour,
    COUNT(c.location_mg) AS located,
    COUNT(c.unmatched_mg) AS unmatched
FROM (
    SELECT k.area AS area, k.hour AS hour, CAST(a.base + k.hour AS BIGINT) AS cell
    FROM (
        SELECT m.area AS area, s.first_hour AS first_hour, s.last_hour AS last_hour
        FROM spans AS s
        JOIN meters AS m ON m.meter = s.meter
        GROUP BY m.area, s.first_hour, s.last_hour
    ) AS p
    JOIN calendar AS k ON k.area = p.area AND k.hour >= p.first_hour AND k.hour < p.last_hour + 1
    JOIN areas AS a ON a.area = k.area
    GROUP BY k.area, k.hour, a.base
) AS h
LEFT JOIN cells AS c ON c.cell = h.cell
GROUP BY h.area, h.hour
HAVING COUNT(c.location_mg) = 0 OR COUNT(c.unmatched_mg) = 0
