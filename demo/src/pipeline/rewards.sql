CREATE OR REFRESH MATERIALIZED VIEW gold_rewards (
  CONSTRAINT has_points EXPECT (points > 0) ON VIOLATION DROP ROW
)
COMMENT 'Customers who earned a free coffee this year'
AS SELECT customer_id, count(*) AS swipes, sum(points) AS points
FROM silver_swipes
WHERE date(swiped_at) >= '2026-01-01' AND shop != NULL
GROUP BY customer_id
