"""Orders: from the shop's database and the bronze layer into silver."""

from delta.tables import DeltaTable
from pyspark.dbutils import DBUtils
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.column import Column

JDBC = "jdbc:postgresql://shop-db.harbor.example:5432/shop"
SHOPS = {"HH": "Hamburg", "HB": "Bremen", "KI": "Kiel"}


def shop_of(code: str) -> Column:
    names = F.create_map(*[F.lit(part) for pair in SHOPS.items() for part in pair])
    return F.coalesce(names[F.substring(code, 1, 2)], F.lit("unknown"))


def read_shop(spark: SparkSession, dbutils, table: str) -> DataFrame:
    return (
        spark.read.format("jdbc")
        .option("url", JDBC)
        .option("dbtable", table)
        .option("user", "etl")
        .option("password", dbutils.secrets.get("shop", "db-password"))
        .load()
    )


def tidy(orders: DataFrame) -> DataFrame:
    trimmed = orders.select([F.trim(F.col(name)).alias(name) for name in orders.columns])
    return trimmed.filter(F.col("order_id").isNotNull())


def main() -> None:
    spark = SparkSession.builder.getOrCreate()
    dbutils = DBUtils(spark)
    orders = tidy(read_shop(spark, dbutils, "orders")).withColumn("shop", shop_of("shop_code"))

    if orders.isEmpty():
        print("no orders today")
        return

    orders.write.mode("append").clusterBy("order_date").saveAsTable("harbor.silver.orders")
    orders.write.mode("overwrite").saveAsTable("harbor.silver.orders_export")

    cancelled = orders.filter(F.col("status").isNull())
    (
        DeltaTable.forName(spark, "harbor.silver.order_status")
        .alias("t")
        .merge(cancelled.alias("s"), "t.order_id = s.order_id")
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute()
    )

    customers = spark.read.table("harbor.silver.customers").count()
    print(f"{customers} customers")


if __name__ == "__main__":
    main()
