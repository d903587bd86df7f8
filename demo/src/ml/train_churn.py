# Databricks notebook source
import mlflow
from sklearn.linear_model import LogisticRegression

mlflow.set_registry_uri("databricks-uc")

# COMMAND ----------

history = spark.table("harbor.silver.customer_history").select("visits", "spend", "churned").limit(100_000).toPandas()

with mlflow.start_run(run_name="churn"):
    model = LogisticRegression(max_iter=500).fit(history[["visits", "spend"]], history["churned"])
    mlflow.sklearn.log_model(
        model,
        name="churn",
        input_example=history[["visits", "spend"]].head(5),
        registered_model_name="harbor.ml.churn",
    )

# COMMAND ----------

champion = mlflow.pyfunc.load_model("models:/harbor.ml.churn/Production")
print(champion.predict(history[["visits", "spend"]].head(5)))
