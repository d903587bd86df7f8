//! SQL that Spark's parser refuses.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::file::SqlKind;
use brickline_model::operation::{Kind, What};
use brickline_syntax::embed::Place;
use brickline_syntax::sql::problem::{Form, find_problems};

/// The rule.
pub static RULE: Rule = Rule {
    name: "sql-syntax-error",
    group: Group::Correctness,
    on: &[Domain::Sql, Domain::Python],
    summary: "A SQL statement or expression does not parse",
    why: "Databricks parses a statement as a whole before it does anything: one misplaced word, comma or parenthesis and nothing \
          runs, often only after the cells or tasks before it have done their work. An error of grammar counts when two \
          parsers agree on it; literals out of range, clauses that exclude each other and names that need backquotes count \
          as Spark's parser refuses them. Templates, text with holes and statements whose first words are unknown are not \
          judged.",
    bad: Example::sql("SELECT customer_id, sum(amount) AS total\nFORM main.sales.orders\nGROUP BY customer_id;\n"),
    good: Example::sql("SELECT customer_id, sum(amount) AS total\nFROM main.sales.orders\nGROUP BY customer_id;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/",
        "https://docs.databricks.com/aws/en/error-messages/error-classes",
    ],
    options: &[],
    checks: &[Check::Model(check)],
};

/// Makes what stands in double quotes a name instead of a string.
const DOUBLE_QUOTES: &str = "spark.sql.ansi.doublequotedidentifiers";

fn check(cx: &mut Cx<'_>) {
    if changes_quotes(cx) {
        return;
    }
    let model = std::sync::Arc::clone(&cx.file.model);
    for source in &model.sql {
        if source.sound || matches!(source.embed.place, Place::Piecewise(_)) {
            continue;
        }
        let form = match source.kind {
            SqlKind::Script => Form::Script,
            SqlKind::Expression => Form::Expression,
            SqlKind::SelectItem => Form::SelectItems,
        };
        for problem in find_problems(&source.embed.text, form) {
            let found = cx.report(source.embed.host(problem.range), problem.message);
            if let Some((range, message)) = problem.related {
                found.related(source.embed.host(range), message);
            }
        }
    }
}

/// Whether the file says that double quotes stand around names: then most of what is known of its SQL is in doubt.
fn changes_quotes(cx: &Cx<'_>) -> bool {
    cx.file.model.of_kind(Kind::ConfigSet).any(|operation| {
        let What::ConfigSet(config) = &operation.what else { return false };
        config.key.constant().is_some_and(|key| key.eq_ignore_ascii_case(DOUBLE_QUOTES))
    })
}
