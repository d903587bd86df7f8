-- Revenue for the weekly meeting.

CREATE OR REPLACE TABLE harbor.gold.order_facts
CLUSTER BY (order_date)
AS SELECT order_id, shop, order_date, amount FROM harbor.silver.orders;

CREATE OR REPLACE TABLE harbor.gold.revenue (
  shop STRING,
  order_date DATE,
  revenue DECIMAL(18, 2)
) USING DELTA;

INSERT INTO harbor.gold.revenue
SELECT o.shop, o.order_date, sum(o.amount)
FROM harbor.silver.orders AS o
JOIN harbor.silver.shops AS s ON s.shop = o.shop
WHERE o.order_date >= '2026-01-01' AND o.order_date < '2027-01-01'
GROUP BY o.shop, o.order_date;

ALTER TABLE harbor.gold.revenue SET TBLPROPERTIES ('delta.autoOptimize.optimizeWrite' = 'true');

GRANT SELECT ON SCHEMA harbor.gold TO `analysts`;

-- Which of our queries are slow?
SELECT statement_text, total_duration_ms
FROM system.query.history
WHERE start_time > current_date() - INTERVAL 7 DAYS
ORDER BY total_duration_ms DESC;
