//! Branches, loops, functions, classes, uses of results, Columns.

use expect_test::expect;

use super::trace;

#[test]
fn a_setting_of_one_branch_is_known_on_some_paths_only() {
    let text = r#"
w = events.writeStream
if cond:
    w.option("checkpointLocation", "/a")
else:
    w = w.trigger(availableNow=True)
w.toTable("main.a.b")

w2 = events.writeStream
if cond:
    w2.option("checkpointLocation", "/a")
else:
    w2.option("checkpointLocation", "/a")
w2.toTable("main.a.b")
"#;
    expect![[r#"
        6: Trigger AvailableNow
        7: StreamQuery main.a.b format=- mode=- trigger=? batch=no awaited=no checkpointLocation?=/a <- parameter
        14: StreamQuery main.a.b format=- mode=- trigger=- batch=no awaited=no checkpointLocation=/a <- parameter
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn loops_mark_what_turns_hand_on() {
    let text = r#"
df = spark.table("main.a.b")
for c in ["x", "y"]:
    df = df.withColumn(c, F.lit(1))
for t in spark.catalog.listTables("main.a"):
    spark.table(t.name).count()
n = 0
while n < 3:
    df = df.union(spark.table("x.y.z"))
    n += 1
def f(df, cols):
    for c in cols:
        df = df.withColumn(c, df[c])
    return df
import functools
out = functools.reduce(lambda d, c: d.withColumn(c, d[c]), ["a"], df)
out.collect()
"#;
    expect![[r#"
        2: Read main.a.b format=delta schema=no
        4: Expression Projection 1 in loop(2)
        4: Transform WithColumn(1 as ?, ..) < read main.a.b carried in loop(2)
        6: Read {} format=delta schema=no in loop(? listing)
        6: Action Count uses=[] <- read {} in loop(? listing)
        6: Discard action in loop(? listing)
        9: Read x.y.z format=delta schema=no in loop(?)
        9: Transform UnionAll of 2 carried in loop(?)
        17: Action Collect uses=[] <- WithColumn(a as a) < either of 2
        17: Discard action
        13: Transform WithColumn(unknown as ?, ..) < parameter carried in loop(?) in function
        16: Expression Projection a in comprehension(1)
        16: Transform WithColumn(a as a) < either of 2 carried in comprehension(1)
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn functions_are_followed_and_recorded_once_with_all_arguments() {
    let text = r#"
def read(name, fmt="delta"):
    return spark.read.format(fmt).table(name)

def save(df, name, **options):
    w = df.write.mode("append")
    w.options(**options)
    w.saveAsTable(name)

a = read("main.a.a")
b = read("main.a.b", fmt="parquet")
save(a.filter("x > 1"), "main.o.a", mergeSchema="true")
save(b, "main.o.b")

def fact(n):
    return spark.table("q.w.e") if n == 0 else fact(n - 1)
fact(3).show()

def make():
    base = spark.table("main.c.d")
    def inner(k):
        return base.where(F.col("k") == k)
    return inner
make()(3).collect()
"#;
    expect![[r#"
        12: Expression Filter (x > 1)
        12: Transform filter((x > 1)) < read main.a.a
        12: Call jobs=[Write]
        13: Call jobs=[Write]
        24: Action Collect uses=[] <- filter((k = 3)) < read main.c.d
        24: Discard action
        3: Read {} format=? schema=no in function
        8: Write {} via=SaveAsTable format=- mode=Append partition=- cluster=- mergeSchema?=true <- either of 2 in function
        16: Read q.w.e format=delta schema=no in function
        20: Read main.c.d format=delta schema=no in function
        22: Expression Filter (k = 3) in function
        22: Transform filter((k = 3)) < read main.c.d in function
    "#]].assert_eq(&trace(text));
}

#[test]
fn objects_keep_what_methods_set() {
    let text = r#"
from pyspark.sql import DataFrame
class Job:
    TABLE = "main.a.b"
    def __init__(self, spark, out="main.o.x"):
        self.spark = spark
        self.out = out
        self.df = None
    def load(self):
        self.df = self.spark.table(self.TABLE)
        return self
    def run(self):
        self.load()
        self.df.write.saveAsTable(self.out)
    @staticmethod
    def clean(df: DataFrame) -> DataFrame:
        return df.dropDuplicates(["id"])
    @property
    def rows(self):
        return self.df.count()

class Sub(Job):
    def __init__(self):
        super().__init__(spark, "main.o.sub")

Sub().run()
spark.table("x.y.z").transform(Job.clean).show()
"#;
    expect![[r#"
        26: Call jobs=[Write]
        27: Read x.y.z format=delta schema=no
        27: Action Show uses=[] <- deduplicate(id) < read x.y.z
        14: Write main.o.sub via=SaveAsTable format=- mode=- partition=- cluster=- <- read main.a.b in function
        10: Read main.a.b format=delta schema=no in function
        17: Transform deduplicate(id) < read x.y.z in function
        20: Action Count uses=[Other] and unknown <- read main.a.b in function
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn what_an_action_gave_is_followed_to_its_uses() {
    let text = r#"
df = spark.table("main.a.b")
if df.count() == 0:
    pass
n = df.count()
if n > 0:
    print("x")
m = df.count()
print(m)
if not df.filter("a = 1").count():
    pass
len(df.collect()) == 0
rows = df.collect()
for r in rows:
    pass
df.collect()[0][0]
x = df.toPandas().iloc[0]
df.count()
df.select("a")
df.cache
df.write.mode("append")
q = df.writeStream.option("checkpointLocation", "/x")
[r for r in df.limit(3).collect()]
"#;
    expect![[r#"
        2: Read main.a.b format=delta schema=no
        3: Action Count uses=[Emptiness(true)] <- read main.a.b
        5: Action Count uses=[Emptiness(false)] <- read main.a.b
        8: Action Count uses=[Other] <- read main.a.b
        10: Expression Filter (a = 1)
        10: Transform filter((a = 1)) < read main.a.b
        10: Action Count uses=[Emptiness(true)] <- filter((a = 1)) < read main.a.b
        12: Action Collect uses=[LengthEmptiness(true)] <- read main.a.b
        13: Action Collect uses=[Iterated] <- read main.a.b
        16: Action Collect uses=[Index] <- read main.a.b
        17: Action ToPandas uses=[Index] <- read main.a.b
        18: Action Count uses=[] <- read main.a.b
        18: Discard action
        19: Expression Projection a
        19: Transform Select(a) < read main.a.b
        19: Discard frame Select(a) < read main.a.b
        20: Discard method DataFrame.cache
        23: Transform limit(3) < read main.a.b
        23: Action Collect uses=[Gathered] <- limit(3) < read main.a.b
        21: Unfinished Write
        22: Unfinished StreamWrite
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn columns_windows_udfs_and_delta_tables() {
    let text = r#"
from pyspark.sql import functions as F, Window
from pyspark.sql.functions import udf, col
from delta.tables import DeltaTable
@udf("string")
def up(s):
    return s.upper()
@F.udf
def up2(s):
    return s
df = spark.table("main.a.b")
df.select(up(col("a")), F.when(col("x") == None, 1).otherwise(2).alias("y"))
w = Window.partitionBy("k").orderBy(F.desc("ts"))
df.withColumn("rn", F.row_number().over(w)).filter((col("rn") == 1) & (df.a.isNotNull()) & ~col("b").isin(["x", "y"]))
df.filter("a = null").where(F.expr("b <> NULL"))
if col("a") == 1 and col("b") == 2:
    pass
df.filter(col("a") == 1 & col("b") == 2)
t = DeltaTable.forName(spark, "main.t.t")
t.alias("t").merge(df.alias("s"), "t.id = s.id").whenMatchedUpdate(set={"a": "s.a"}).whenNotMatchedInsertAll().execute()
t.delete()
t.update("a = 1", {"b": F.lit(2)})
t.vacuum(1)
t.optimize().executeZOrderBy("a", "b")
m = t.merge(df, "x = y").whenMatchedDelete()
spark.udf.register("up", lambda s: s, "string")
"#;
    expect![[r#"
        5: Udf Row up type=yes arrow=no
        8: Udf Row up2 type=no arrow=no
        11: Read main.a.b format=delta schema=no
        12: Expression Projection up(a)
        12: Expression Projection case((x = null), 1, 2) as y
        12: Transform Select(up(a), case((x = null), 1, 2) as y) < read main.a.b
        12: Discard frame Select(up(a), case((x = null), 1, 2) as y) < read main.a.b
        14: Expression Projection row_number() over window
        14: Transform WithColumn(row_number() over window as rn) < read main.a.b
        14: Expression Filter ((rn = 1) and a is not null and not in(b, 'x', 'y'))
        14: Transform filter(((rn = 1) and a is not null and not in(b, 'x', 'y'))) < WithColumn(row_number() over window as rn) < read main.a.b
        14: Discard frame filter(((rn = 1) and a is not null and not in(b, 'x', 'y'))) < WithColumn(row_number() over window as rn) < read main.a.b
        15: Expression Filter (a = null)
        15: Transform filter((a = null)) < read main.a.b
        15: Expression Filter (b <> null)
        15: Transform filter((b <> null)) < filter((a = null)) < read main.a.b
        15: Discard frame filter((b <> null)) < filter((a = null)) < read main.a.b
        16: ColumnMisuse And
        18: ColumnMisuse Precedence
        18: Transform filter(?) < read main.a.b
        18: Discard frame filter(?) < read main.a.b
        20: Transform alias(s) < read main.a.b
        20: Expression Join (t.id = s.id)
        20: Expression Assignment s.a
        20: Merge main.t.t on (t.id = s.id) [Matched:Update, NotMatched:InsertAll] <- alias(s) < read main.a.b
        21: Change delete main.t.t where=-
        22: Expression Filter (a = 1)
        22: Expression Assignment 2
        22: Change update main.t.t where=(a = 1)
        23: Maintenance Vacuum { retain_hours: Set(1.0), retain_range: Some(834..835), dry_run: false } main.t.t
        24: Maintenance Optimize { zorder_by: [Key { name: "a", range: 866..869 }, Key { name: "b", range: 871..874 }], zorder_range: Some(849..875) } main.t.t
        25: Expression Join (x = y)
        26: Udf Row up type=yes arrow=no
        25: Unfinished Merge
    "#]].assert_eq(&trace(text));
}
