# Databricks notebook source
events = spark.readStream.table("main.bronze.events")

# COMMAND ----------

label = "😀"; writer = events.writeStream.option("checkpointLocation", "/Volumes/main/etl/checkpoints")
label = "😀"; query = writer.trigger(once=True).toTable("main.silver.events")

# COMMAND ----------

# MAGIC %sql
# MAGIC DELETE FROM main.silver.events
