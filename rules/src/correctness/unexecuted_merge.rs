//! A merge that is described but never run.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{BuilderKind, Kind, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unexecuted-merge",
    group: Group::Correctness,
    on: &[Domain::Python],
    summary: "A Delta merge never reaches execute()",
    why: "`merge` and its `when` clauses only describe what to do. Without `execute()` no row changes, and no error says so.",
    bad: Example::py(
        "from delta.tables import DeltaTable\n\nupdates = spark.table(\"main.bronze.updates\")\ntarget = DeltaTable.forName(spark, \"main.silver.orders\")\ntarget.alias(\"t\").merge(updates.alias(\"s\"), \"t.id = s.id\").whenMatchedUpdateAll()\n",
    ),
    good: Example::py(
        "from delta.tables import DeltaTable\n\nupdates = spark.table(\"main.bronze.updates\")\ntarget = DeltaTable.forName(spark, \"main.silver.orders\")\ntarget.alias(\"t\").merge(updates.alias(\"s\"), \"t.id = s.id\").whenMatchedUpdateAll().execute()\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.delta.io/api/latest/python/spark/"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Unfinished], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Unfinished(unfinished) = &operation.what else { return };
    if unfinished.kind != BuilderKind::Merge {
        return;
    }
    let edit = Edit::insert(unfinished.end, ".execute()");
    cx.report(operation.site.name, "this merge is never executed, so no row changes")
        .fix(Fix::unsafe_("execute the merge", vec![edit]));
}
