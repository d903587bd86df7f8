//! Merges that Spark rejects for their WHEN clauses: none at all, or one behind which no other of its kind can apply.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, MergeClause, MergeWhen, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "merge-without-clause",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A merge has no WHEN clause, or one that leaves nothing to the next",
    why: "A merge needs at least one `WHEN` clause. Of several clauses of one kind only the last may do without a condition: \
          the first that applies to a row wins, so nothing would be left for those behind it. Spark rejects both.",
    bad: Example::sql(
        "MERGE INTO main.silver.orders AS t USING main.bronze.orders AS s ON t.id = s.id\n\
         WHEN MATCHED THEN UPDATE SET *\nWHEN MATCHED AND s.deleted THEN DELETE;\n",
    ),
    good: Example::sql(
        "MERGE INTO main.silver.orders AS t USING main.bronze.orders AS s ON t.id = s.id\n\
         WHEN MATCHED AND s.deleted THEN DELETE\nWHEN MATCHED THEN UPDATE SET *;\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/delta-merge-into"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Merge], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Merge(merge) = &operation.what else { return };
    if !merge.known {
        return;
    }
    if merge.clauses.is_empty() {
        cx.report(operation.site.name, "this merge has no WHEN clause, so Spark rejects it");
        return;
    }
    for (number, clause) in merge.clauses.iter().enumerate() {
        let behind = merge.clauses[number + 1..].iter().find(|other| other.when == clause.when);
        if let (None, Some(behind)) = (&clause.condition, behind) {
            let message = format!("{} without a condition leaves no row for the next one", describe(clause));
            cx.report(clause.range, message).related(behind.range, "this clause never applies");
        }
    }
}

fn describe(clause: &MergeClause) -> &'static str {
    match clause.when {
        MergeWhen::Matched => "WHEN MATCHED",
        MergeWhen::NotMatched => "WHEN NOT MATCHED",
        MergeWhen::NotMatchedBySource => "WHEN NOT MATCHED BY SOURCE",
    }
}
