//! Rows that are matched with a table's columns by their place alone.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation, What, WriteVia};

/// The rule.
pub static RULE: Rule = Rule {
    name: "insert-by-position",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "Rows are inserted by position, whatever their columns are called",
    why: "`insertInto`, and `INSERT INTO` without a column list, put the first value into the first column and so on. When either \
          side changes the order of its columns, values land in the wrong ones, silently where the types allow it. List the \
          columns, or insert `BY NAME`.",
    bad: Example::sql("INSERT INTO main.silver.orders SELECT id, total FROM main.bronze.orders;\n"),
    good: Example::sql("INSERT INTO main.silver.orders BY NAME SELECT id, total FROM main.bronze.orders;\n"),
    severity: Severity::Warning,
    enabled: false,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Write(write) = &operation.what else { return };
    let message = match write.via {
        WriteVia::InsertInto => "this matches columns by their position, not by their names",
        WriteVia::Insert { by_name: false, .. } if write.frame.is_some() => {
            "this names no columns: values go by their position"
        }
        _ => return,
    };
    cx.report(operation.site.name, message);
}
