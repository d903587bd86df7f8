-- Revenue for the weekly meeting.

CREATE OR REPLACE TABLE harbor.gold.order_facts
PARTITIONED BY (order_id)
AS SELECT * FROM harbor.bronze.orders;

CREATE OR REPLACE TABLE harbor.gold.revenue (
  shop STRING,
  order_date DATE,
  revenue DECIMAL(18, 2)
) USING DELTA;

INSERT INTO harbor.gold.revenue
SELECT o.shop, o.order_date, sum(o.amount)
FROM harbor.silver.orders AS o
JOIN hive_metastore.sales.shops AS s ON s.shop = o.shop
WHERE year(o.order_date) = 2026
GROUP BY o.shop, o.order_date;

ALTER TABLE harbor.gold.revenue SET TBLPROPERTIES ('delta.enableOptimizeWrite' = 'true');

GRANT ALL PRIVILEGES ON SCHEMA harbor.gold TO `account users`;

-- Which of our queries are slow?
SELECT statement_text, total_duration_ms
FROM system.query_history
WHERE start_time > current_date() - INTERVAL 7 DAYS
ORDER BY total_duration_ms DESC;
