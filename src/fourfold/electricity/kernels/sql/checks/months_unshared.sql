-- months_unshared: months in which a meter drew power and is shared out neither by month nor by hour.
-- Inputs:  spans (meter, hours, first_hour, last_hour), meters (meter, area, base), calendar (area, hour, month),
--          shares (meter, month, product, share_ppm), hourly_shares (meter, hour, product, share_ppm)
-- Outputs: months_unshared (meter, month)
-- Units:   month: year * 100 + month
-- Grain:   meter and month
-- Laws:    none where every Wh has a product
SELECT
    p.meter AS meter,
    p.month AS month
FROM (
    SELECT s.meter AS meter, k.month AS month
    FROM spans AS s
    JOIN meters AS m ON m.meter = s.meter
    JOIN (
        SELECT c.area AS area, c.month AS month, MIN(c.hour) AS first_hour, MAX(c.hour) + 1 AS stop_hour
        FROM calendar AS c
        GROUP BY c.area, c.month
    ) AS k ON k.area = m.area AND s.first_hour < k.stop_hour AND k.first_hour < s.last_hour + 1
) AS p
LEFT JOIN (
    SELECT x.meter AS meter, x.month AS month, COUNT(x.product) AS products FROM shares AS x GROUP BY x.meter, x.month
) AS s ON s.meter = p.meter AND s.month = p.month
LEFT JOIN (
    SELECT y.meter AS meter, COUNT(y.product) AS products FROM hourly_shares AS y GROUP BY y.meter
) AS h ON h.meter = p.meter
WHERE s.products IS NULL AND h.products IS NULL
