-- metered: what each meter drew in each month, and what that carries by location and as unmatched energy.
-- Inputs:  readings (meter, hour, energy_wh), meters (meter, base), cells (cell, month, location_mg, unmatched_mg)
-- Outputs: metered (meter, month, hours, energy_wh, location_ug, unmatched_ug)
-- Units:   Wh; Wh * mg/kWh = microgram CO2e
-- Grain:   meter and month
-- Laws:    energy_wh over all rows = energy of the readings; location_ug = sum of Wh * mg, nothing rounded;
--          a product is below 10^18 because Wh < 10^11 and mg < 10^7
SELECT
    r.meter AS meter,
    c.month AS month,
    COUNT(r.energy_wh) AS hours,
    SUM(CAST(r.energy_wh AS DECIMAL(18, 0))) AS energy_wh,
    SUM(CAST(r.energy_wh * c.location_mg AS DECIMAL(18, 0))) AS location_ug,
    SUM(CAST(r.energy_wh * c.unmatched_mg AS DECIMAL(18, 0))) AS unmatched_ug
FROM (
    SELECT x.meter AS meter, x.energy_wh AS energy_wh, CAST(m.base + x.hour AS BIGINT) AS cell
    FROM readings AS x
    JOIN meters AS m ON m.meter = x.meter
) AS r
JOIN cells AS c ON c.cell = r.cell
GROUP BY r.meter, c.month
