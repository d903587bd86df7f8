//! Pipelines, SQL text, `foreachBatch`, `dbutils`, models, paths and names.

use expect_test::expect;

use super::{trace, trace_all};

#[test]
fn tables_that_decorate_nothing() {
    let text = r#"
from pyspark import pipelines as dp

dp.create_table("combined", comment="all of them")
dp.create_table(name="other", expect_all={"id": "id IS NOT NULL"})

@dp.append_flow(target="combined")
def from_a():
    return spark.readStream.table("main.a.orders")

@dp.create_table(name="decorated")
def decorated():
    return spark.read.table("main.a.orders")

@dp.foreach_batch_sink(name="outside")
def send(batch, batch_id):
    batch.write.mode("append").saveAsTable("main.a.sent")

@dp.replace_flow(target="other", replace_using=["id"], sequence_by="ts")
def replaced():
    return spark.readStream.table("main.a.changes")
"#;
    expect![[r#"
        4: Dataset Table combined expectations=0 returns=? <- ?
        5: Expression Constraint id is not null
        5: Dataset Table other expectations=1 returns=? <- ?
        7: Flow Append combined keys=? sequence=? <- ~read main.a.orders
        11: Dataset Table decorated expectations=0 returns=yes <- read main.a.orders
        15: Dataset Sink outside expectations=0 returns=? <- ?
        19: Flow Append other keys=? sequence=? <- ~read main.a.changes
        9: Read stream main.a.orders format=delta schema=no in function in dataset
        13: Read main.a.orders format=delta schema=no in function in dataset
        17: Write main.a.sent via=SaveAsTable format=- mode=Append partition=- cluster=- <- batch in function in batch
        21: Read stream main.a.changes format=delta schema=no in function in dataset
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn pipelines_and_batches() {
    let text = r#"
import dlt
from pyspark.sql.functions import *

@dlt.table(name="bronze_t", comment="x", table_properties={"quality": "bronze"})
def bronze():
    return (spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").load("/data/raw/"))

@dlt.table
@dlt.expect_or_drop("valid", "amount > 0")
@dlt.expect_all({"a": "x is not null"})
def silver():
    return dlt.read_stream("bronze_t").withColumn("p", current_timestamp()).dropDuplicates(["id"])

def make(name):
    @dlt.view(name=f"v_{name}")
    def f():
        return spark.read.table("LIVE.silver")
for n in ["a", "b"]:
    make(n)
dlt.create_streaming_table("t")
dlt.apply_changes(target="t", source="silver", keys=["id"], sequence_by=col("ts"), stored_as_scd_type=2)

def upsert(batch, batch_id):
    batch.write.mode("append").saveAsTable("main.a.b")
    batch.count()
spark.readStream.table("main.x.y").writeStream.foreachBatch(upsert).option("checkpointLocation", "/c").start()
spark.readStream.table("main.x.y").writeStream.foreachBatch(lambda df, i: upsert(df, i)).start()
"#;
    expect![[r#"
        5: Dataset Table bronze_t expectations=0 returns=yes <- ~read '/data/raw/'
        10: Expression Constraint (amount > 0)
        11: Expression Constraint x is not null
        9: Dataset Table silver expectations=2 returns=yes <- ~deduplicate(id) < WithColumn(current_timestamp() as p) < read bronze_t
        21: Dataset StreamingTable t expectations=0 returns=? <- ?
        22: Read stream silver format=delta schema=no
        22: Flow AutoCdc t keys=yes sequence=yes <- ~read silver
        27: Read stream main.x.y format=delta schema=no
        27: StreamQuery by format format=- mode=- trigger=- batch=yes awaited=no checkpointLocation=/c <- ~read main.x.y
        28: Read stream main.x.y format=delta schema=no
        28: StreamQuery by format format=- mode=- trigger=- batch=yes awaited=no <- ~read main.x.y
        7: Read stream '/data/raw/' format=cloudfiles schema=no cloudFiles.format=json in function in dataset
        13: Read stream bronze_t format=delta schema=no in function in dataset
        13: Expression Projection current_timestamp() in function in dataset
        13: Transform ~WithColumn(current_timestamp() as p) < read bronze_t in function in dataset
        13: Transform ~deduplicate(id) < WithColumn(current_timestamp() as p) < read bronze_t in function in dataset
        16: Dataset View v_{} expectations=0 returns=yes <- read LIVE.silver in function
        28: Call jobs=[Write, Count] in batch
        25: Write main.a.b via=SaveAsTable format=- mode=Append partition=- cluster=- <- batch < read main.x.y in function in batch
        26: Action Count uses=[] <- batch < read main.x.y in function in batch
        26: Discard action in function in batch
        18: Read LIVE.silver format=delta schema=no in function in dataset
    "#]].assert_eq(&trace(text));
}

#[test]
fn sql_text_however_it_is_put_together() {
    let text = r#"
t = dbutils.widgets.get("t")
spark.sql(f"select * from main.a.{t} where x = '{t}'").show()
q = "select a "
q += "from main.b.c"
spark.sql(q).show()
spark.sql("select a from {} where b = {x}".format("main.q.r", x=1)).toPandas()
spark.sql("select * from main.a." + t + " where a = null")
spark.sql("select * from %s where b = %s" % ("main.a.b", 3))
spark.sql("select * from {df} where b = :b", df=spark.table("main.c.d"), args={"b": 1})
"#;
    expect![[r#"
        2: ExternalRead Widget t
        3: Read main.a.{} format=delta schema=yes
        3: Expression Filter (x = ?)
        3: Transform filter((x = ?)) < read main.a.{}
        3: Expression Projection *
        3: Transform Select(*) < filter((x = ?)) < read main.a.{}
        3: SqlText 1 statements, 2 holes
        3: Action Show uses=[] <- Select(*) < filter((x = ?)) < read main.a.{}
        6: Scope c
        6: Read main.b.c format=delta schema=yes
        6: Expression Projection a
        6: Transform Select(a) < read main.b.c
        6: SqlText 1 statements, 0 holes
        6: Action Show uses=[] <- Select(a) < read main.b.c
        7: Read main.q.r format=delta schema=yes
        7: Expression Filter (b = ?)
        7: Transform filter((b = ?)) < read main.q.r
        7: Expression Projection a
        7: Transform Select(a) < filter((b = ?)) < read main.q.r
        7: SqlText 1 statements, 2 holes
        7: Action ToPandas uses=[] <- Select(a) < filter((b = ?)) < read main.q.r
        7: Discard action
        8: Read main.a.{} format=delta schema=yes
        8: Expression Filter (a = null)
        8: Transform filter((a = null)) < read main.a.{}
        8: Expression Projection *
        8: Transform Select(*) < filter((a = null)) < read main.a.{}
        8: SqlText 1 statements, 1 holes
        9: Read main.a.b format=delta schema=yes
        9: Expression Filter (b = ?)
        9: Transform filter((b = ?)) < read main.a.b
        9: Expression Projection *
        9: Transform Select(*) < filter((b = ?)) < read main.a.b
        9: SqlText 1 statements, 2 holes
        10: Read main.c.d format=delta schema=no
        10: Scope df
        10: Expression Filter (b = 1)
        10: Transform filter((b = 1)) < alias(df) < read main.c.d
        10: Expression Projection *
        10: Transform Select(*) < filter((b = 1)) < alias(df) < read main.c.d
        10: SqlText 1 statements, 0 holes
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn names_paths_models_and_values_from_outside() {
    let text = r#"
import os
import mlflow
import pandas as pd
root = "/dbfs/mnt/x"
pd.read_csv(f"{root}/a.csv")
open(os.path.join(root, "y"))
dbutils.fs.cp("dbfs:/a", "/mnt/b")
mlflow.sklearn.log_model(m, "model", registered_model_name="abc")
mlflow.pyfunc.load_model("models:/abc/Production")
key = dbutils.secrets.get("scope", "key")
print(f"the key is {key}")
os.environ["HOME"]
dbutils.notebook.exit("done")
spark.catalog.setCurrentCatalog("main")
spark.table("delta.`/mnt/t`").write.option("password", "hunter2").insertInto("a.b")
"#;
    expect![[r#"
        5: NamedText Variable root=/dbfs/mnt/x
        6: PathUse LocalFile /dbfs/mnt/x/a.csv
        7: PathUse LocalFile /dbfs/mnt/x/y
        8: PathUse FileSystem dbfs:/a
        8: PathUse FileSystem /mnt/b
        9: NamedText Keyword registered_model_name=abc
        9: Model Log abc signature=no
        9: Model Register abc signature=no
        10: Model Load models:/abc/Production signature=no
        11: ExternalRead Secret key
        12: Exposure the key is {} by print
        13: ExternalRead Environment HOME
        14: NotebookExit
        15: NameUse Read Catalog main as Persistent
        15: Use Catalog main
        16: PathUse Read /mnt/t
        16: Read '/mnt/t' format=delta schema=no
        16: ConfigSet WriteOption password=hunter2 for -
        16: NamedText Option password=hunter2
        16: NameUse Written Table a.b as Persistent
        16: Write a.b via=InsertInto format=- mode=Append partition=- cluster=- password=hunter2 <- read '/mnt/t'
    "#]]
    .assert_eq(&trace_all(text));
}
