-- shared_twice: meters that are shared out both by month and by hour.
-- Inputs:  shares (meter, month, product, share_ppm), hourly_shares (meter, hour, product, share_ppm)
-- Outputs: shared_twice (meter)
-- Units:   none
-- Grain:   meter
-- Laws:    none where every Wh has its products once
SELECT
    s.meter AS meter
FROM (SELECT x.meter AS meter, COUNT(x.product) AS products FROM shares AS x GROUP BY x.meter) AS s
JOIN (SELECT y.meter AS meter, COUNT(y.product) AS products FROM hourly_shares AS y GROUP BY y.meter) AS h
    ON h.meter = s.meter
