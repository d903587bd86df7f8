from pyspark import pipelines as dp
from pyspark.sql import functions as F


@dp.table(comment="Card swipes as they arrive")
def bronze_swipes():
    return (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .load("/Volumes/harbor/landing/swipes")
    )


@dp.table(comment="Swipes with a customer")
def silver_swipes():
    return spark.readStream.table("bronze_swipes").select("swipe_id", "customer_id", "shop", "points", "swiped_at")


@dp.materialized_view(comment="Points by customer")
@dp.expect("has_customer", "customer_id IS NOT NULL")
def gold_points():
    return spark.read.table("bronze_swipes").groupBy("customer_id").agg(F.sum("points").alias("points"))
