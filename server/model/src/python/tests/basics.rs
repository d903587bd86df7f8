//! Assignments, chains, readers and writers.

use expect_test::expect;

use super::trace;

#[test]
fn a_chain_split_over_variables_is_one_query() {
    let text = r#"
events = spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").load("/Volumes/a/b/c")
writer = events.writeStream
writer.outputMode("append")
options = {"mergeSchema": "true"}
options["checkpointLocation"] = "/Volumes/a/b/cp"
writer.options(**options).trigger(once=True)
query = writer.toTable("main.silver.events")
query.awaitTermination()
"#;
    expect![[r#"
        2: Read stream '/Volumes/a/b/c' format=cloudfiles schema=no cloudFiles.format=json
        7: Trigger Once
        8: StreamQuery main.silver.events format=- mode=append trigger=Once batch=no awaited=yes mergeSchema=true checkpointLocation=/Volumes/a/b/cp <- ~read '/Volumes/a/b/c'
    "#]].assert_eq(&trace(text));
}
