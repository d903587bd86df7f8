"""Orders: from the shop's database and the bronze layer into silver."""

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

JDBC = "jdbc:postgresql://shop-db.harbor.example:5432/shop"


@F.udf(returnType=StringType())
def shop_of(code):
    return SHOPS.get(code[:2], "unknown")


SHOPS = {"HH": "Hamburg", "HB": "Bremen", "KI": "Kiel"}


def read_shop(spark: SparkSession, table: str) -> DataFrame:
    return (
        spark.read.format("jdbc")
        .option("url", JDBC)
        .option("dbtable", table)
        .option("user", "etl")
        .option("password", "H4rbor-C0ffee!26")
        .load()
    )


def tidy(orders: DataFrame) -> DataFrame:
    for name in orders.columns:
        orders = orders.withColumn(name, F.trim(F.col(name)))
    orders.filter(F.col("order_id").isNotNull())
    return orders


def main() -> None:
    spark = SparkSession.builder.getOrCreate()
    orders = tidy(read_shop(spark, "orders")).withColumn("shop", shop_of("shop_code"))

    if orders.count() == 0:
        print("no orders today")
        return

    orders.write.mode("append").partitionBy("order_date").saveAsTable("harbor.silver.orders")
    orders.write.mode("overwrite").parquet("/Volumes/harbor/exports/orders")

    cancelled = orders.filter(F.col("status") == None)  # noqa: E711
    (
        DeltaTable.forName(spark, "harbor.silver.order_status")
        .alias("t")
        .merge(cancelled.alias("s"), "t.order_id = s.order_id")
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
    )

    customers = spark.read.table("harbor.silver.customers").toPandas()
    print(f"{len(customers)} customers")


if __name__ == "__main__":
    main()
