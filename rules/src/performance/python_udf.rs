//! A Python UDF that takes its rows one at a time.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Setting;
use brickline_model::operation::{Kind, Operation, UdfKind, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "python-udf",
    group: Group::Performance,
    on: &[Domain::Python],
    summary: "A Python UDF handles its rows one at a time",
    why: "Every row goes to a Python process and back, and the optimizer cannot look into the function. Use built-in functions \
          where they do it, a pandas UDF where they do not. Before Spark 4.2 rows are also pickled unless the UDF says \
          `useArrow=True`.",
    bad: Example::py(
        "from pyspark.sql.functions import udf\n\n\n@udf(\"string\")\ndef mask(email):\n    return email.split(\"@\")[0]\n",
    ),
    good: Example::py(
        "from pyspark.sql.functions import udf\n\n\n@udf(\"string\", useArrow=True)\ndef mask(email):\n    return email.split(\"@\")[0]\n",
    ),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Display,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/udf/",
        "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Udf], check)],
};

const ARROW_CONF: &str = "spark.sql.execution.pythonUDF.arrow.enabled";

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Udf(udf) = &operation.what else { return };
    // A UDF that is registered by name was made elsewhere, and spoken of there.
    if udf.kind != UdfKind::Row || !udf.arrow.is_no() || udf.wraps_udf || may_have_arrow(operation) {
        return;
    }
    let named = udf.name.as_ref().filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let name = named.map_or("this UDF".to_string(), |name| format!("the UDF `{name}`"));
    let fix = find_edit(cx, operation, udf.registered);
    cx.report(operation.site.name, format!("{name} handles its rows one at a time in Python")).fix(fix);
}

fn may_have_arrow(operation: &Operation) -> bool {
    match operation.context.session.conf(ARROW_CONF) {
        Setting::Absent => false,
        Setting::Set(value) => value.as_flag() != Some(false),
        Setting::Unknown => true,
    }
}

fn find_edit(cx: &Cx<'_>, operation: &Operation, registered: bool) -> Option<Fix> {
    if registered {
        return None;
    }
    let edit = match operation.site.parens {
        None => Edit::insert(operation.site.name.end(), "(useArrow=True)"),
        Some(parens) => {
            let inside = cx.text(parens).trim_start_matches('(').trim_end_matches(')').trim_end();
            let separator = if inside.trim().is_empty() || inside.ends_with(',') { "" } else { ", " };
            Edit::insert(parens.end().saturating_sub(1), format!("{separator}useArrow=True"))
        }
    };
    Some(Fix::display("switch Arrow on", vec![edit]))
}
