# Databricks notebook source
# MAGIC %md
# MAGIC # Click events
# MAGIC From the landing zone into bronze, and on into sessions and visits.

# COMMAND ----------

from pyspark.sql import functions as F

landing = "/Volumes/harbor/landing/events"
checkpoints = "/Volumes/harbor/etl/checkpoints"

# COMMAND ----------

# DBTITLE 1,Land
reader = spark.readStream.format("cloudFiles")
reader.option("cloudFiles.format", "json").option("cloudFiles.schemaLocation", f"{checkpoints}/events_schema")
events = reader.load(landing).withColumn("source_file", F.col("_metadata.file_path"))

writer = events.writeStream.format("delta").outputMode("append").option("checkpointLocation", f"{checkpoints}/events")
writer.trigger(availableNow=True).toTable("harbor.bronze.events")

# COMMAND ----------

# DBTITLE 1,Sessions and visits
clicks = spark.readStream.table("harbor.bronze.events")
sessions = clicks.withWatermark("event_time", "1 hour").dropDuplicatesWithinWatermark(["event_id"])

options = {"checkpointLocation": f"{checkpoints}/sessions", "mergeSchema": "true"}
sessions.writeStream.options(**options).trigger(availableNow=True).toTable("harbor.silver.sessions")

visits = clicks.filter("page IS NOT NULL")
visits.writeStream.options(**options).option("checkpointLocation", f"{checkpoints}/visits").trigger(availableNow=True).toTable("harbor.silver.visits")

# COMMAND ----------

# DBTITLE 1,Housekeeping
# MAGIC %sql
# MAGIC DELETE FROM harbor.silver.sessions WHERE event_time < current_date() - INTERVAL 400 DAYS;
# MAGIC VACUUM harbor.silver.sessions RETAIN 168 HOURS;
