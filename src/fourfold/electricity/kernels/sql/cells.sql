-- cells: the factors of an area and hour side by side, numbered so that one integer finds them.
-- Inputs:  factors (area, hour, basis, mg_co2e_per_kwh), roles (basis, role), areas (area, base), calendar (area, hour, month)
-- Outputs: cells (cell, month, location_mg, unmatched_mg)
-- Units:   mg CO2e per kWh; hour: hours since 1970-01-01T00 UTC; month: year * 100 + month, local
-- Grain:   area and hour; cell = base of the area + hour
-- Laws:    cells of two areas never meet, because bases are as far apart as hours go;
--          a basis that has no role (neither located nor standing for unmatched energy) adds nothing
SELECT
    CAST(a.base + f.hour AS BIGINT) AS cell,
    c.month AS month,
    MAX(CASE WHEN r.role = 'location' THEN f.mg_co2e_per_kwh ELSE NULL END) AS location_mg,
    MAX(CASE WHEN r.role = 'unmatched' THEN f.mg_co2e_per_kwh ELSE NULL END) AS unmatched_mg
FROM factors AS f
JOIN roles AS r ON r.basis = f.basis
JOIN areas AS a ON a.area = f.area
JOIN calendar AS c ON c.area = f.area AND c.hour = f.hour
GROUP BY a.base, f.hour, c.month
