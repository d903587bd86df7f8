# Databricks notebook source
# MAGIC %md
# MAGIC # Click events
# MAGIC From the landing zone into bronze, and on into sessions and visits.

# COMMAND ----------

from pyspark.sql import functions as F

landing = "dbfs:/mnt/landing/events"
checkpoints = "/Volumes/harbor/etl/checkpoints"

# COMMAND ----------

# DBTITLE 1,Land
reader = spark.readStream.format("cloudFiles")
reader.option("cloudFiles.format", "json")
events = reader.load(landing).withColumn("source_file", F.input_file_name())

writer = events.writeStream.format("delta").outputMode("append")
writer.trigger(once=True).toTable("harbor.bronze.events")

# COMMAND ----------

# DBTITLE 1,Sessions and visits
clicks = spark.readStream.table("bronze.events")
sessions = clicks.dropDuplicates(["event_id"])

options = {"checkpointLocation": f"{checkpoints}/sessions", "mergeSchema": "true"}
sessions.writeStream.options(**options).trigger(availableNow=True).toTable("harbor.silver.sessions")

visits = clicks.filter("page IS NOT NULL")
visits.writeStream.options(**options).trigger(availableNow=True).toTable("harbor.silver.visits")

# COMMAND ----------

# DBTITLE 1,Housekeeping
# MAGIC %sql
# MAGIC DELETE FROM harbor.silver.sessions;
# MAGIC VACUUM harbor.silver.sessions RETAIN 24 HOURS;
