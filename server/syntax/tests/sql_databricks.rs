//! Statements that only Databricks has: each fits the grammar, and names its objects with the right roles and kinds.
//! The statements are in `sql/databricks.txt`: a line `> role kind name; ..`, then the statement.

use brickline_syntax::sql::parse;

const FIXTURES: &str = include_str!("sql/databricks.txt");

#[test]
fn databricks_statements_name_their_objects() {
    let mut failed = Vec::new();
    let mut count = 0;
    for block in FIXTURES.split("\n\n").filter(|b| b.starts_with('>')) {
        let (expected, sql) = block.split_once('\n').expect("a statement under its line of names");
        let script = parse(sql);
        let names: Vec<String> = script.statements().flat_map(|s| s.names()).map(|n| format!("{n:?}")).collect();
        let found = names.join("; ");
        let is_whole = script.statements().all(|s| s.is_whole()) && script.statements().count() == 1;
        if !is_whole || !script.errors().is_empty() || found != expected.trim_start_matches('>').trim() {
            failed.push(format!("{sql}\n  expected {expected}\n  found    {found} {:?}", script.errors()));
        }
        count += 1;
    }
    assert!(count >= 200, "only {count} statements");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
