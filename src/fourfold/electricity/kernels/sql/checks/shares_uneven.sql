-- shares_uneven: months of a meter whose shares do not make a whole.
-- Inputs:  shares (meter, month, product, share_ppm)
-- Outputs: shares_uneven (meter, month, found)
-- Units:   millionths
-- Grain:   meter and month
-- Laws:    none where the products have all of what the meter drew, and no more
SELECT
    s.meter AS meter,
    s.month AS month,
    SUM(CAST(s.share_ppm AS BIGINT)) AS found
FROM shares AS s
GROUP BY s.meter, s.month
HAVING SUM(CAST(s.share_ppm AS BIGINT)) <> 1000000
