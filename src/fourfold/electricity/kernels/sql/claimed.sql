-- claimed: what claims cover of each meter in each month, what they carry, and what they take the place of.
-- Inputs:  claims (claim, meter, hour, energy_wh, mg_co2e_per_kwh), meters (meter, base), cells (cell, month, unmatched_mg)
-- Outputs: claimed (meter, month, claims, claimed_wh, claimed_ug, replaced_ug)
-- Units:   Wh; microgram CO2e
-- Grain:   meter and month
-- Laws:    claimed_wh over all rows = energy of the claims; replaced_ug is the same energy at the factor of unmatched
--          energy, so that readings need not be joined with claims: unmatched energy carries unmatched_ug - replaced_ug
SELECT
    r.meter AS meter,
    c.month AS month,
    COUNT(r.energy_wh) AS claims,
    SUM(CAST(r.energy_wh AS DECIMAL(18, 0))) AS claimed_wh,
    SUM(CAST(r.energy_wh * r.claim_mg AS DECIMAL(18, 0))) AS claimed_ug,
    SUM(CAST(r.energy_wh * c.unmatched_mg AS DECIMAL(18, 0))) AS replaced_ug
FROM (
    SELECT
        x.meter AS meter, x.energy_wh AS energy_wh, x.mg_co2e_per_kwh AS claim_mg,
        CAST(m.base + x.hour AS BIGINT) AS cell
    FROM claims AS x
    JOIN meters AS m ON m.meter = x.meter
) AS r
JOIN cells AS c ON c.cell = r.cell
GROUP BY r.meter, c.month
