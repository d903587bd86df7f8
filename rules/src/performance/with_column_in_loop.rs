//! A frame goes through one projection per turn of a loop: the plan grows with every turn.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{ProjectionKind, Step};
use brickline_model::operation::{Loop, Operation, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "with-column-in-loop",
    group: Group::Performance,
    on: &[Domain::Python],
    summary: "A loop adds, renames or drops columns one by one",
    why: "Every turn adds a projection to the plan. With dozens of columns analysis takes minutes and may end in a stack \
          overflow. Compute all columns in one `withColumns` or `select`.",
    bad: Example::py(
        "def clean(df):\n    for name in df.columns:\n        df = df.withColumn(name, F.trim(name))\n    return df\n\n\nfrom pyspark.sql import functions as F\n\nclean(spark.table(\"main.bronze.orders\"))\n",
    ),
    good: Example::py(
        "def clean(df):\n    return df.withColumns({name: F.trim(name) for name in df.columns})\n\n\nfrom pyspark.sql import functions as F\n\nclean(spark.table(\"main.bronze.orders\"))\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumn.html",
    ],
    options: &[],
    checks: &[Check::Model(check)],
};

fn check(cx: &mut Cx<'_>) {
    let model = Arc::clone(&cx.file.model);
    let mut reported: Vec<TextRange> = Vec::new();
    for operation in &model.operations {
        let Some(verb) = find_carried_projection(operation) else { continue };
        let around = operation.context.in_loop.as_ref();
        // One finding per loop: the first link stands for all links of its chain.
        let place = around.map_or(operation.site.whole, |around| around.range);
        if around.is_some_and(|around| around.turns.is_some_and(|turns| turns < 2)) || reported.contains(&place) {
            continue;
        }
        reported.push(place);
        let fix = around.and_then(|around| find_edit(cx, operation, around));
        let fix = fix.map(|edit| Fix::unsafe_("compute all columns at once", vec![edit]));
        cx.report(operation.site.name, format!("every turn of the loop {verb}, and the plan grows by a projection")).fix(fix);
    }
}

fn find_carried_projection(operation: &Operation) -> Option<&'static str> {
    let carried = match &operation.what {
        What::Transform(transform) if transform.carried => Some(transform.step()),
        What::Call(call) => call.carried.as_ref().map(|frame| &frame.step),
        _ => None,
    };
    let Some(Step::Project(projection)) = carried else { return None };
    Some(match projection.kind {
        ProjectionKind::WithColumn | ProjectionKind::WithColumns => "adds a column",
        ProjectionKind::Rename => "renames a column",
        ProjectionKind::Drop => "drops a column",
        ProjectionKind::Select | ProjectionKind::SelectExpr => "selects again",
    })
}

/// Rewrites a loop whose only statement is `df = df.withColumn(name, value)`.
fn find_edit(cx: &Cx<'_>, operation: &Operation, around: &Loop) -> Option<Edit> {
    let What::Transform(transform) = &operation.what else { return None };
    let is_one_column = matches!(transform.step(), Step::Project(project) if project.kind == ProjectionKind::WithColumn);
    let [name, value] = &*operation.site.args else { return None };
    let (header, body) = cx.text(around.range).split_once('\n')?;
    let (target, listed) = header.strip_prefix("for ")?.trim_end().strip_suffix(':')?.split_once(" in ")?;
    let (variable, call) = body.trim().split_once(" = ")?;
    let receiver = cx.text(operation.site.receiver?);
    let is_whole_body = call == cx.text(operation.site.whole) && variable == receiver && !header.contains('#');
    if !is_one_column || !is_whole_body || !variable.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let (name, value) = (cx.text(name.value_range), cx.text(value.value_range));
    let all = format!("{variable} = {variable}.withColumns({{{name}: {value} for {target} in {listed}}})");
    Some(Edit::replace(around.range, all))
}
