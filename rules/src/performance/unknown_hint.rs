//! Hints that Spark drops without a word: names it does not know, and relations that are not there.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::facts::vocabulary::{Set, meaning, nearest};
use brickline_model::frame::Step;
use brickline_model::operation::{Kind, Language, Operation, What};
use brickline_model::scope::HintUse;
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-hint",
    group: Group::Performance,
    on: &[Domain::Sql, Domain::Python],
    summary: "A hint has a name that Spark does not know, or names no relation of its query",
    why: "Spark ignores a hint that it does not know, and a join hint for a relation that the query does not have under that \
          name: no error, and no broadcast. A relation with an alias is hinted at by its alias.",
    bad: Example::sql(
        "SELECT /*+ BROADCAST(customers) */ o.id FROM main.silver.orders AS o\nJOIN main.silver.customers AS c ON o.customer = c.id;\n",
    ),
    good: Example::sql(
        "SELECT /*+ BROADCAST(c) */ o.id FROM main.silver.orders AS o\nJOIN main.silver.customers AS c ON o.customer = c.id;\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-hints"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Hint, Kind::Transform], check)],
};

/// What the facts call a hint whose arguments are relations.
const JOIN: &str = "join";

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::Hint(hint) => check_hint(cx, hint),
        What::Transform(transform) if operation.site.language == Language::Python => {
            let Step::Hint { name } = transform.step() else { return };
            let place = operation.site.args.first().filter(|argument| argument.value.as_text().is_some());
            if let Some(argument) = place {
                let inside = TextRange::new(argument.value_range.start() + 1, argument.value_range.end() - 1);
                let is_written_here = cx.text(inside).eq_ignore_ascii_case(name);
                check_name(cx, name, if is_written_here { inside } else { argument.value_range }, is_written_here);
            }
        }
        _ => {}
    }
}

fn check_hint(cx: &mut Cx<'_>, hint: &HintUse) {
    if meaning(Set::Hint, &hint.name.name) != Some(JOIN) {
        check_name(cx, &hint.name.name, hint.name.range, true);
        return;
    }
    let Some(relations) = &hint.relations else { return };
    for argument in &hint.arguments {
        if !relations.iter().any(|relation| relation.eq_ignore_ascii_case(&argument.name)) {
            let message = format!("the query has no relation called `{}`, so the hint is ignored", argument.name);
            cx.report(argument.range, message);
        }
    }
}

fn check_name(cx: &mut Cx<'_>, name: &str, range: TextRange, can_change: bool) {
    if meaning(Set::Hint, name).is_some() {
        return;
    }
    let near = nearest(Set::Hint, name);
    let advice = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let near = near.map(|near| if name.chars().any(char::is_uppercase) { near.to_uppercase() } else { near.to_string() });
    let fix = near.filter(|_| can_change).map(|near| Fix::unsafe_(format!("change to `{near}`"), vec![Edit::replace(range, near)]));
    cx.report(range, format!("Spark knows no hint `{name}` and ignores it{advice}")).fix(fix);
}
