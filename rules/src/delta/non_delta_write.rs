//! Data that stays is written in a format without transactions.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_analysis::index::table_key;
use brickline_model::bundle::Bundle;
use brickline_model::name::Securable;
use brickline_model::operation::{
    Definition, DefinitionVerb, Format, Kind, Language, Operation, Source, What, WriteVia,
};
use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::shared::chain::replace_quoted;
use crate::shared::conf::find_confs;
use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::path;

/// The rule.
pub static RULE: Rule = Rule {
    name: "non-delta-write",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "A table or directory is written in another format than Delta",
    why: "Parquet, ORC, CSV and the like have no transactions: a failed job leaves half of its files, readers see them, and \
          there is no `MERGE`, no time travel, no list of files to skip by. Write Delta; it is what a table is when no format is said.",
    bad: Example::py("def save(df):\n    df.write.mode(\"overwrite\").format(\"parquet\").saveAsTable(\"main.silver.orders\")\n"),
    good: Example::py("def save(df):\n    df.write.mode(\"overwrite\").saveAsTable(\"main.silver.orders\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/delta/"],
    options: &[],
    checks: &[
        Check::Operation(&[Kind::Write, Kind::StreamQuery, Kind::Definition], check),
        Check::Bundle(check_bundle),
    ],
};

/// Formats that nobody should keep data in, as table or as files.
const COLUMNAR: &[&str] = &["parquet", "orc"];
/// Formats to exchange data in; no table should have them.
const EXCHANGE: &[&str] = &["avro", "csv", "json", "text"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    if cx.is_test() {
        return;
    }
    let (format, choices, range, target) = match &operation.what {
        What::Write(write) if write.via != WriteVia::Other => {
            (&write.format, &write.format_choices, write.format_range, &write.target)
        }
        What::StreamQuery(query) => (&query.format, &query.format_choices, query.format_range, &query.target),
        What::Definition(table) => return check_definition(cx, operation, table),
        _ => return,
    };
    let is_table = matches!(target, Source::Table(_));
    let poor = find_poor_format(format, is_table).map(str::to_string);
    let Some(format) = poor.or_else(|| find_poor_choices(choices, is_table)) else { return };
    let what = if is_table { "table" } else { "directory" };
    let name = path::describe(target).map(|name| format!(" {name}")).unwrap_or_default();
    let message = format!("the {what}{name} is written as {format}, not as Delta");
    let range = range.unwrap_or(operation.site.name);
    let fix = find_edit(cx, operation, range).map(|edit| Fix::unsafe_("write Delta", vec![edit]));
    cx.report(range, message).fix(fix);
}

fn check_definition(cx: &mut Cx<'_>, operation: &Operation, table: &Definition) {
    let is_table = matches!(table.securable, Securable::Table) && !table.temporary;
    if !is_table || table.verb == DefinitionVerb::Alter {
        return;
    }
    let Some(format) = find_poor_format(&table.format, true) else { return };
    if table.location.is_some() && table.query.is_none() && !is_written(cx, operation, table) {
        return;
    }
    let name = table.name.as_ref().map(|name| format!(" `{}`", name.display())).unwrap_or_default();
    let message = format!("the table{name} is kept as {format}, not as Delta");
    let range = table.format_range.unwrap_or(operation.site.name);
    let edit = if table.location.is_none() { find_edit(cx, operation, range) } else { None };
    cx.report(range, message).fix(edit.map(|edit| Fix::unsafe_("make it a Delta table", vec![edit])));
}

/// The format of tables that do not name one.
const DEFAULT_FORMAT: &str = "spark.sql.sources.default";

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view).iter().filter(|conf| conf.key == DEFAULT_FORMAT) {
            let format = conf.text.as_ref().map(|text| text.trim().to_lowercase()).unwrap_or_default();
            if COLUMNAR.contains(&format.as_str()) || EXCHANGE.contains(&format.as_str()) {
                let message = format!("tables that name no format are written as {format}, not as Delta");
                let fix = replace_scalar(&conf.value, "write Delta", "delta").filter(|_| conf.is_literal());
                found.push(Finding::new(conf.value.origin, message).fix(fix));
            }
        }
    });
}

/// The format, when it is one that a table (or a directory) should not have.
fn find_poor_format(format: &Format, is_table: bool) -> Option<&str> {
    let format = format.value()?.as_str();
    is_poor(format, is_table).then_some(format)
}

/// The formats it may be, when none of them is one that a table (or a directory) should have.
fn find_poor_choices(choices: &[SmolStr], is_table: bool) -> Option<String> {
    let are_poor = !choices.is_empty() && choices.iter().all(|format| is_poor(format, is_table));
    are_poor.then(|| choices.join(" or "))
}

fn is_poor(format: &str, is_table: bool) -> bool {
    COLUMNAR.contains(&format) || (is_table && EXCHANGE.contains(&format))
}

/// Whether the project writes into an external table, which is then no table of someone else's files.
fn is_written(cx: &Cx<'_>, operation: &Operation, table: &Definition) -> bool {
    let session = &operation.context.session;
    let key = table.name.as_ref().and_then(|name| table_key(name, session, &cx.options.project));
    key.is_some_and(|key| !cx.index.writes(&key).is_empty())
}

fn find_edit(cx: &Cx<'_>, operation: &Operation, range: TextRange) -> Option<Edit> {
    if matches!(operation.site.language, Language::Sql(_)) {
        let is_clause = ["using", "stored"].contains(&cx.text(range).split_whitespace().next()?.to_lowercase().as_str());
        let is_directory = matches!(&operation.what, What::Write(write) if write.via == WriteVia::Directory);
        return (is_clause && !is_directory).then(|| Edit::replace(range, "USING DELTA"));
    }
    if range == operation.site.name && operation.site.receiver.is_some() && operation.site.parens.is_some() {
        return Some(Edit::replace(range, "format(\"delta\").save"));
    }
    replace_quoted(cx, range, "delta")
}
