//! Statements of the platform's SQL reference: each fits the grammar, names its objects with the right roles and kinds,
//! and has its clauses and properties found. The statements are in `sql/databricks.txt`; the table of pages made from
//! it is `sql/coverage.md`.

use std::fmt::Write;

use brickline_syntax::sql::parse;
use brickline_syntax::sql::view::Part;

const FIXTURES: &str = include_str!("sql/databricks.txt");

/// A statement and what is expected of it; what is `None` is not looked at.
struct Fixture {
    page: &'static str,
    names: &'static str,
    clauses: Option<&'static str>,
    properties: Option<&'static str>,
    sql: &'static str,
}

fn fixtures() -> Vec<Fixture> {
    let mut page = "";
    let mut fixtures = Vec::new();
    for block in FIXTURES.split("\n\n") {
        let block = block.trim_matches('\n');
        if let Some(title) = block.strip_prefix("# ") {
            page = title;
        } else if block.starts_with('>') {
            let mut fixture = Fixture { page, names: "", clauses: None, properties: None, sql: block };
            while let Some((line, rest)) =
                fixture.sql.split_once('\n').filter(|(line, _)| line.starts_with(['>', '~', '=']))
            {
                let text = line[1..].trim();
                match line.as_bytes()[0] {
                    b'>' => fixture.names = text,
                    b'~' => fixture.clauses = Some(text),
                    _ => fixture.properties = Some(text),
                }
                fixture.sql = rest;
            }
            fixtures.push(fixture);
        }
    }
    fixtures
}

/// The clauses that a line of `~` lists, as the tree calls them.
const CLAUSES: &[&str] = &[
    "ApplyChanges",
    "AsQuery",
    "ChangeOption",
    "CloneOf",
    "ClusterBy",
    "ClusteredBy",
    "ColumnDef",
    "ColumnMask",
    "ColumnPosition",
    "Comment",
    "Constraint",
    "CopyOption",
    "CopySource",
    "Default",
    "DefaultCollation",
    "Directory",
    "DryRun",
    "Expectation",
    "From",
    "Generated",
    "Identity",
    "Keys",
    "Language",
    "Limit",
    "Location",
    "MatchColumns",
    "MergeClause",
    "OnColumn",
    "Options",
    "Owner",
    "Partition",
    "PartitionedBy",
    "PolicyCondition",
    "PolicyScope",
    "PredictiveOptimization",
    "Principals",
    "Privilege",
    "Properties",
    "RefreshPolicy",
    "Rename",
    "ReorgAction",
    "ReplaceWhere",
    "Retain",
    "RowFilter",
    "RowFormat",
    "Schedule",
    "SchemaBinding",
    "SchemaEvolution",
    "Securable",
    "SequenceBy",
    "ShareAction",
    "ShareAlias",
    "SkewedBy",
    "StoredAs",
    "TagAssignment",
    "Tags",
    "TimeTravel",
    "UnknownClause",
    "Url",
    "UsesCredential",
    "Using",
    "UsingColumns",
    "UsingObject",
    "Where",
    "WithMetrics",
    "ZOrderBy",
];

const QUERIES: &[&str] = &["Query", "ParenQuery", "PipeQuery", "Subquery"];

/// What the tree calls a part.
fn kind_of(part: Part<'_>) -> String {
    let shown = format!("{part:?}");
    shown.split('@').next().unwrap_or_default().to_owned()
}

/// The parts of a statement in text order, those of its queries left out.
fn outside_queries<'s>(part: Part<'s>, found: &mut Vec<Part<'s>>) {
    for child in part.children().filter(|child| !QUERIES.contains(&kind_of(*child).as_str())) {
        found.push(child);
        outside_queries(child, found);
    }
}

fn clauses_of(parts: &[Part<'_>]) -> String {
    let kinds = parts.iter().map(|part| kind_of(*part)).filter(|kind| CLAUSES.contains(&kind.as_str()));
    kinds.collect::<Vec<_>>().join(" ")
}

fn properties_of(parts: &[Part<'_>]) -> String {
    let properties = parts.iter().flat_map(|part| part.properties());
    let shown = properties.map(|p| match p.value_text() {
        Some(value) => format!("{}={value}", p.key()),
        None => p.key(),
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn statements_of_the_reference_are_understood() {
    let fixtures = fixtures();
    let mut failed = Vec::new();
    for fixture in &fixtures {
        let script = parse(fixture.sql);
        let mut wrong = Vec::new();
        let statements: Vec<_> = script.statements().collect();
        if statements.len() != 1 || !statements.iter().all(|s| s.is_whole()) || !script.errors().is_empty() {
            wrong.push(format!(
                "does not fit: {:?} {:?}",
                script.errors(),
                statements.iter().map(|s| s.view()).collect::<Vec<_>>()
            ));
        }
        let names: Vec<_> = statements.iter().flat_map(|s| s.names()).map(|n| format!("{n:?}")).collect();
        if names.join("; ") != fixture.names {
            wrong.push(format!("names    {}\n  found    {}", fixture.names, names.join("; ")));
        }
        let mut parts = Vec::new();
        statements.iter().for_each(|statement| outside_queries(statement.view().part(), &mut parts));
        let clauses = clauses_of(&parts);
        if fixture.clauses.is_some_and(|expected| expected != clauses) {
            wrong.push(format!("clauses  {}\n  found    {clauses}", fixture.clauses.unwrap_or_default()));
        }
        let unknown = parts.iter().find(|part| kind_of(**part) == "UnknownClause");
        if let Some(unknown) = unknown {
            wrong.push(format!("unknown  {}", unknown.text()));
        }
        let properties = properties_of(&parts);
        if fixture.properties.is_some_and(|expected| expected != properties) {
            wrong.push(format!("properties {}\n  found    {properties}", fixture.properties.unwrap_or_default()));
        }
        if !wrong.is_empty() {
            failed.push(format!("{}: {}\n  {}", fixture.page, fixture.sql, wrong.join("\n  ")));
        }
    }
    assert!(fixtures.len() >= 400, "only {} statements", fixtures.len());
    assert!(failed.is_empty(), "{} of {} wrong\n{}", failed.len(), fixtures.len(), failed.join("\n"));
}

#[test]
fn the_table_of_pages_is_up_to_date() {
    let mut pages: Vec<(&str, usize)> = Vec::new();
    for fixture in fixtures() {
        match pages.last_mut().filter(|(page, _)| *page == fixture.page) {
            Some((_, count)) => *count += 1,
            None => pages.push((fixture.page, 1)),
        }
    }
    let mut table = String::from(
        "# Statements for each page of the SQL reference\n\nMade from `databricks.txt` by `UPDATE_EXPECT=1 cargo test -p brickline_syntax --test sql_databricks`.\n\n| page | statements | numbers |\n|---|---|---|\n",
    );
    let mut next = 1;
    for (page, count) in &pages {
        let numbers = if *count == 1 { next.to_string() } else { format!("{next}-{}", next + count - 1) };
        writeln!(table, "| {page} | {count} | {numbers} |").expect("writing to a string");
        next += count;
    }
    expect_test::expect_file!["sql/coverage.md"].assert_eq(&table);
}
